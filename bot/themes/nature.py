"""What can be said of a rule before any text is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import assert_never

from bot.model import (
    All,
    AnyOf,
    AtLeast,
    Form,
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


def needs_no_evidence(rule: Rule) -> bool:
    """Whether the rule can hold without any evidence: `not a`, `a or not b`."""
    match rule:
        case Literal() | Mention() | From() | InLanguage() | Near() | InList():
            return False
        case Not():
            return True
        case All(rules):
            return all(map(needs_no_evidence, rules))
        case AnyOf(rules):
            return any(map(needs_no_evidence, rules))
        case AtLeast(count, rules):
            return sum(map(needs_no_evidence, rules)) >= count
        case SameSentence(inner) | InField(_, inner) | Named(_, inner):
            return needs_no_evidence(inner)
        case _:
            assert_never(rule)


def names_words(rule: Rule) -> bool:
    """Whether words must occur for the rule to hold: `not a` names none, and neither does `from host (...)`."""
    match rule:
        case Literal() | Mention() | Near() | InList():
            return True
        case Not() | From() | InLanguage():
            return False
        case All(rules):
            return any(map(names_words, rules))
        case AnyOf(rules):
            return all(map(names_words, rules))
        case AtLeast(count, rules):
            return sum(map(names_words, rules)) > len(rules) - count
        case SameSentence(inner) | InField(_, inner) | Named(_, inner):
            return names_words(inner)
        case _:
            assert_never(rule)


def children(rule: Rule) -> tuple[Rule, ...]:
    """The rules right inside a rule."""
    match rule:
        case Literal() | Mention() | From() | InLanguage():
            return ()
        case Not(inner) | SameSentence(inner) | InField(_, inner) | InList(_, inner) | Named(_, inner):
            return (inner,)
        case Near(left, right, _):
            return left, right
        case All(rules) | AnyOf(rules) | AtLeast(_, rules):
            return rules
        case _:
            assert_never(rule)


def parts(rule: Rule) -> Iterator[Rule]:
    """The rule and every rule inside it."""
    yield rule
    for each in children(rule):
        yield from parts(each)


def fits(rule: Rule, most: int, deepest: int) -> bool:
    """Whether the rule has at most so many parts, on so many levels. It looks at no more of them than that."""
    level: tuple[Rule, ...] = (rule,)
    count = 0
    for _ in range(deepest):
        count += len(level)
        if count > most or not level:
            break
        level = tuple(islice(chain.from_iterable(map(children, level)), most + 1))
    return count <= most and not level


def needs(rule: Rule, key: Callable[[Form], str]) -> tuple[frozenset[str], ...]:
    """Sets of concepts and literals; the rule can only hold where each set has a member that occurs.

    `key` names a literal. A quick look before the rule is evaluated: it never says no to a rule that holds.
    """
    match rule:
        case Mention(concept):
            return (frozenset({concept}),)
        case Literal(form):
            return (frozenset({key(form)}),)
        case Not() | From() | InLanguage() | AtLeast():
            return ()
        case All(rules):
            return tuple(dict.fromkeys(need for each in rules for need in needs(each, key)))
        case AnyOf(rules):
            first = [next(iter(needs(each, key)), None) for each in rules]
            known = [need for need in first if need is not None]
            return (frozenset().union(*known),) if len(known) == len(first) else ()
        case Near(left, right, _):
            return needs(All((left, right)), key)
        case SameSentence(inner) | InField(_, inner) | InList(_, inner) | Named(_, inner):
            return needs(inner, key)
        case _:
            assert_never(rule)
