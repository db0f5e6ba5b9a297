"""A rule back as text: `parse_rule(render(rule), ...)` gives the same rule. A named rule is its name."""

from __future__ import annotations

import re
from typing import assert_never

from bot.model import (
    All,
    AnyOf,
    AtLeast,
    From,
    InField,
    InLanguage,
    InList,
    Literal,
    Mention,
    Named,
    Near,
    Not,
    Rule,
    SameSentence,
)

_BARE_VALUE = re.compile(r'[^\s(),"]+')
# How tightly a rule holds together; a looser rule inside a tighter one stands in parentheses.
_OR, _AND, _NEAR, _NOT, _WHOLE = range(5)


def render(rule: Rule) -> str:
    """The rule as it is written in themes.yaml, on one line."""
    return _text(rule)[0]


def _text(rule: Rule) -> tuple[str, int]:
    """The text and how tightly it holds together."""
    match rule:
        case Literal() | Mention() | From() | InLanguage() | Named():
            return _leaf(rule), _WHOLE
        case All(rules):
            return " and ".join(_within(each, _NEAR) for each in rules), _AND
        case AnyOf(rules):
            return " or ".join(_within(each, _AND) for each in rules), _OR
        case Not(inner):
            return f"not {_within(inner, _NOT)}", _NOT
        case Near(left, right, distance):
            return f"{_within(left, _NEAR)} near/{distance} {_within(right, _NOT)}", _NEAR
        case SameSentence(inner):
            return f"same sentence ({render(inner)})", _WHOLE
        case InField(field, inner):
            return f"in {field} ({render(inner)})", _WHOLE
        case AtLeast(count, rules):
            return f"{count} of ({', '.join(map(render, rules))})", _WHOLE
        case InList(count, inner):
            return f"in list of {count} ({render(inner)})", _WHOLE
        case _:
            assert_never(rule)


def _leaf(rule: Literal | Mention | From | InLanguage | Named) -> str:
    match rule:
        case Literal(form):
            return f'"{form.text}"'
        case Mention(concept):
            return concept
        case Named(name, _):
            return name
        case From(what, values):
            return f"from {what} ({_values(values)})"
        case InLanguage(languages):
            return f"in language ({_values(languages)})"
        case _:
            assert_never(rule)


def _within(rule: Rule, least: int) -> str:
    text, tightness = _text(rule)
    return text if tightness >= least else f"({text})"


def _values(values: tuple[str, ...]) -> str:
    return ", ".join(value if _BARE_VALUE.fullmatch(value) else f'"{value}"' for value in values)
