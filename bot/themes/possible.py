"""A look at a rule that costs next to nothing: whether it could hold where these words occur, wherever they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
from bot.text.bits import bit, bits

Possible = Callable[[int], bool]


@lru_cache(10_000)
def possible(rule: Rule, key: Callable[[Form], str]) -> Possible:
    """Whether the rule may hold where concepts and literals of these bits occur, wherever they stand.

    `key` names a literal. Sharper than `needs`, and slower; it never says no to a rule that holds.
    """
    match rule:
        case Mention() | Literal():
            own = bit(_name(rule, key))
            return lambda there: there & own != 0
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
    wanted, others = _split(rules, key)
    tests = [possible(each, key) for each in others if not isinstance(each, Not)]

    def test(there: int) -> bool:
        if there & wanted != wanted:
            return False
        for each in tests:  # noqa: SIM110  all() of a generator takes twice the time
            if not each(there):
                return False
        return True

    return test


def _one_of(rules: Iterable[Rule], key: Callable[[Form], str]) -> Possible:
    wanted, others = _split(rules, key)
    tests = [possible(each, key) for each in others]

    def test(there: int) -> bool:
        if there & wanted:
            return True
        for each in tests:  # noqa: SIM110  any() of a generator takes twice the time
            if each(there):
                return True
        return False

    return test


def _split(rules: Iterable[Rule], key: Callable[[Form], str]) -> tuple[int, list[Rule]]:
    """The bits of those that are mere words, which one `&` answers; and the others."""
    rules = list(rules)
    wanted = bits(_name(each, key) for each in rules if isinstance(each, Mention | Literal))
    return wanted, [each for each in rules if not isinstance(each, Mention | Literal)]


def _name(rule: Mention | Literal, key: Callable[[Form], str]) -> str:
    return rule.concept if isinstance(rule, Mention) else key(rule.form)
