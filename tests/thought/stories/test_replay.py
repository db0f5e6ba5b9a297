"""A file of items is placed as the contract says, whatever the order of its lines."""

from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Item, Match, Starts
from bot.stories.knowledge import Knowledge
from bot.stories.replay import replay
from tests.thought.stories.newsroom import MORNING, item

FLOOD = "Flood in the delta drives thousands of families from home"


def none(_: Item) -> tuple[Match, ...]:
    return ()


def test_items_are_placed_in_order_of_publication() -> None:
    """Each item may see only earlier ones, else the figures would promise what the service cannot do."""
    late, early = item(FLOOD, at=5.0, family="coastal"), item(FLOOD, at=1.0, family="meridian")
    placed = replay([late, early], none, Knowledge())
    assert [found.story for found in placed] == [f"s{early.id}"] * 2
    assert isinstance(placed[1].placement, Starts)


def test_an_undated_item_takes_the_time_of_the_one_before_it() -> None:
    """Else it would meet news of the day it was read, or nothing at all."""
    year = 8760.0
    items = [
        item(FLOOD, at=0.0, family="meridian"),
        dataclasses.replace(item(FLOOD, family="coastal", at=year), published=None),
        item(FLOOD, at=year, family="prairie"),
        dataclasses.replace(item(FLOOD, family="sever"), published=None),
    ]
    first, second, third, fourth = (found.story for found in replay(items, none, Knowledge()))
    assert first == second != third == fourth


def test_undated_items_at_the_head_take_the_first_date_there_is() -> None:
    items = [dataclasses.replace(item(FLOOD, family="coastal", at=8760.0), published=None), item(FLOOD)]
    assert {found.item.published for found in replay(items, none, Knowledge())} == {MORNING}


def test_a_file_without_dates_is_placed_as_it_stands() -> None:
    items = [dataclasses.replace(item(FLOOD, family=family), published=None) for family in ("meridian", "coastal")]
    assert {found.story for found in replay(items, none, Knowledge())} == {f"s{items[0].id}"}


@given(
    st.lists(
        st.tuples(st.sampled_from([FLOOD, "Ferry sinks in the strait at dawn", ""]), st.integers(0, 200) | st.none()),
        max_size=8,
    )
)
def test_every_line_gets_a_story(rows: list[tuple[str, int | None]]) -> None:
    """One prediction for each line, in the order of the lines, even where ids repeat."""
    items = [
        dataclasses.replace(item(title, at=at or 0.0), published=None if at is None else item(title, at=at).published)
        for title, at in rows
    ]
    placed = replay(items, none, Knowledge())
    assert [found.item.id for found in placed] == [known.id for known in items]
    assert all(found.story.startswith("s") for found in placed)
