"""Ten papers that print one agency's text are one voice: an alert that asks for three must not be fooled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.voices import independent
from bot.model import Item
from tests.thought.newsroom import item, story

LONG = "Kim sends Putin a letter on his birthday"


def told(name: str, family: str, title: str, summary: str = "") -> Item:
    return item(name, family=family, title=title, summary=summary)


@pytest.mark.parametrize(
    ("voices", "items"),
    [
        (1, [told("a", "x", LONG)]),
        (1, [told("a", "x", LONG), told("b", "x", "Another headline of the same house entirely")]),
        (1, [told("a", "x", LONG), told("b", "y", LONG.upper())]),
        (2, [told("a", "x", LONG), told("b", "y", "Putin turns 74, and a letter comes from Pyongyang")]),
        (2, [told("a", "x", "Kim scrive a Putin"), told("b", "y", "Kim scrive a Putin")]),
        (
            1,
            [
                told("a", "x", "One headline", "The letter praises a friendship that both sides call lasting, and it speaks of coal."),
                told("b", "y", "Quite another", "The letter praises a friendship that both sides call lasting, and it speaks of fish."),
            ],
        ),
        # one outlet copies the first, and a third has both texts
        (1, [told("a", "x", LONG), told("b", "y", LONG), told("c", "y", "A second text of that house there"), told("d", "z", "A second text of that house there")]),
    ],
)  # fmt: skip
def test_copies_are_one_voice(voices: int, items: list[Item]) -> None:
    assert independent(story(*items)) == voices


@given(
    st.lists(
        st.tuples(st.sampled_from("xyz"), st.sampled_from(["one two three four five", "a b", "six seven"])), min_size=1
    )
)
def test_voices_are_never_more_than_families_and_never_none(told_by: list[tuple[str, str]]) -> None:
    whole = story(*(told(f"i{number}", family, title) for number, (family, title) in enumerate(told_by)))
    assert 1 <= independent(whole) <= len(whole.families)
