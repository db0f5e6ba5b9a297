"""What can be said of a rule before any item is seen: that it can never hold, or in which languages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import combinations
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
from bot.text.languages import base


def never(rule: Rule) -> bool:
    """Whether no item can hold the rule: `a and not a`, `in title (in summary (a))`, `in language (it) and in language (ko)`.

    It finds what people write by mistake, not every contradiction there is.
    """
    match rule:
        case Literal() | Mention() | From() | InLanguage() | Not():
            return False
        case All(rules):
            return any(map(never, rules)) or _contradicts([each for rule in rules for each in _facts(rule)])
        case AnyOf(rules):
            return all(map(never, rules))
        case AtLeast(count, rules):
            return sum(not never(each) for each in rules) < count
        case Near(left, right, _):
            return never(left) or never(right)
        case InField(field, inner):
            return never(inner) or any(isinstance(each, InField) and each.field != field for each in _facts(inner))
        case SameSentence(inner) | InList(_, inner) | Named(_, inner):
            return never(inner)
        case _:
            assert_never(rule)


def speaks(rule: Rule, known: Collection[str], code: str) -> bool:
    """Whether the rule can hold on items of language `code`; `known` are the concepts that are found there."""
    match rule:
        case Literal() | From() | Not():
            return True
        case Mention(concept):
            return concept in known
        case InLanguage(languages):
            return code in map(base, languages)
        case All(rules):
            return all(speaks(each, known, code) for each in rules)
        case AnyOf(rules):
            return any(speaks(each, known, code) for each in rules)
        case AtLeast(count, rules):
            return sum(speaks(each, known, code) for each in rules) >= count
        case Near(left, right, _):
            return speaks(left, known, code) and speaks(right, known, code)
        case SameSentence(inner) | InField(_, inner) | InList(_, inner) | Named(_, inner):
            return speaks(inner, known, code)
        case _:
            assert_never(rule)


def _facts(rule: Rule) -> list[Rule]:
    """What must all hold for the rule to hold, taken out of its `and`s."""
    match rule:
        case All(rules):
            return [fact for each in rules for fact in _facts(each)]
        case Named(_, inner):
            return _facts(inner)
        case SameSentence(inner) | InField(_, inner) | InList(_, inner):
            return [rule, *(fact for fact in _facts(inner) if not isinstance(fact, Not))]
        case Near(left, right, _):
            return [rule, *_facts(left), *_facts(right)]
        case _:
            return [rule]


def _contradicts(facts: list[Rule]) -> bool:
    """Whether one of the facts says the contrary of the others."""
    given = frozenset(facts)
    if any(isinstance(fact, Not) and _follows(fact.rule, given) for fact in facts):
        return True
    languages = [frozenset(map(base, fact.languages)) for fact in facts if isinstance(fact, InLanguage)]
    places = [(fact.what, frozenset(map(str.casefold, fact.values))) for fact in facts if isinstance(fact, From)]
    return _apart(languages) or any(
        _apart([values for other, values in places if other == what]) for what in ("family", "country")
    )


def _follows(rule: Rule, given: Collection[Rule]) -> bool:
    """Whether the rule holds wherever the given ones do."""
    if rule in given:
        return True
    match rule:
        case Named(_, inner):
            return _follows(inner, given)
        case AnyOf(rules):
            return any(_follows(each, given) for each in rules)
        case All(rules):
            return all(_follows(each, given) for each in rules)
        case _:
            return False


def _apart(sets: Iterable[frozenset[str]]) -> bool:
    return any(left.isdisjoint(right) for left, right in combinations(sets, 2))
