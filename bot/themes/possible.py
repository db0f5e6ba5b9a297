"""A look at a rule that costs next to nothing: whether it could hold where these words occur, wherever they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache
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

Possible = Callable[[AbstractSet[str]], bool]


@lru_cache(10_000)
def possible(rule: Rule, key: Callable[[Form], str]) -> Possible:
    """Whether the rule may hold where these concepts and literals occur, wherever they stand.

    `key` names a literal. Sharper than `needs`, and slower; it never says no to a rule that holds.
    """
    match rule:
        case Mention() | Literal():
            name = _name(rule, key)
            return lambda there: name in there
        case Not() | From() | InLanguage():
            return lambda _: True
        case All(rules):
            return _all_of(rules, key)
        case AnyOf(rules):
            return _one_of(rules, key)
        case AtLeast(count, rules):
            parts = [possible(each, key) for each in rules]
            return lambda there: sum(part(there) for part in parts) >= count
        case Near(left, right, _):
            return _all_of((left, right), key)
        case SameSentence(inner) | InField(_, inner) | InList(_, inner) | Named(_, inner):
            return possible(inner, key)
        case _:
            assert_never(rule)


def _all_of(rules: Iterable[Rule], key: Callable[[Form], str]) -> Possible:
    names, others = _split(rules, key)
    tests = [possible(each, key) for each in others if not isinstance(each, Not)]

    def test(there: AbstractSet[str]) -> bool:
        if not names <= there:
            return False
        for each in tests:  # noqa: SIM110  all() of a generator takes twice the time
            if not each(there):
                return False
        return True

    return test


def _one_of(rules: Iterable[Rule], key: Callable[[Form], str]) -> Possible:
    names, others = _split(rules, key)
    tests = [possible(each, key) for each in others]

    def test(there: AbstractSet[str]) -> bool:
        if not names.isdisjoint(there):
            return True
        for each in tests:  # noqa: SIM110  any() of a generator takes twice the time
            if each(there):
                return True
        return False

    return test


def _split(rules: Iterable[Rule], key: Callable[[Form], str]) -> tuple[frozenset[str], list[Rule]]:
    """The names of those that are mere words, which one look at a set answers; and the others."""
    rules = list(rules)
    names = frozenset(_name(each, key) for each in rules if isinstance(each, Mention | Literal))
    return names, [each for each in rules if not isinstance(each, Mention | Literal)]


def _name(rule: Mention | Literal, key: Callable[[Form], str]) -> str:
    return rule.concept if isinstance(rule, Mention) else key(rule.form)
