"""The balance: it adds up while everything is kept, and fails when anything was lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import State
from bot.store.base import Balance, Store
from tests.contract.stores import MINUTE, NOW, Engine, item, match, placed, told

HOUR = timedelta(hours=1)
CHANNELS = {"main": None, "arms": ["arms"]}


def balance(store: Store, hours: float = 1, until: float = 0) -> Balance:
    with store.glance() as unit:
        return unit.balance(NOW - HOUR * hours, NOW + HOUR * until, CHANNELS)


def faults(found: Balance) -> list[str]:
    """The sums of DESIGN, section 5, that do not hold."""
    sums = {
        "fetched": found.fetched == found.new + found.known,
        "new": found.new == found.items + found.pruned,
        "items": found.items == found.matched + found.unmatched,
        "matched": found.matched == found.placed + found.unplaced,
        "placed": found.placed == found.in_stories,
    }
    for one in found.channels:
        sums[one.channel] = one.stories == one.told + one.waiting + one.held + one.stale + one.retracted
    return [name for name, holds in sums.items() if not holds]


@pytest.fixture
def _full(store: Store) -> None:
    """Ten items: 2 unmatched, 1 unplaced, 7 in 5 stories, each with another fate in the main channel."""
    with store.unit() as unit:
        unit.items.tally(NOW, fetched=12, new=8, known=4)
        unit.items.tally(NOW, fetched=3, new=2, known=1)
        for number in (1, 2):
            unit.items.add(item(number), [], [])
        unit.items.add(item(3), [], [match(item(3))])
        stories = [placed(unit, 4, 5, theme="arms"), placed(unit, 6, 7), placed(unit, 8), placed(unit, 9)]
        placed(unit, 10, stale=True, theme="arms")
        for story, state in zip(stories, [State.SENT, State.UNSURE, State.RETRACTED], strict=False):
            digest, (delivery,) = told(story, name=story.id)
            unit.stories.tell(digest, [delivery])
            unit.outbox.save(replace(delivery, state=state))


@pytest.mark.usefixtures("_full")
def test_the_sums_are_counted_right(store: Store) -> None:
    found = balance(store)
    assert faults(found) == []
    assert (found.fetched, found.new, found.known, found.items, found.pruned) == (15, 10, 5, 10, 0)
    assert (found.matched, found.unmatched, found.placed, found.unplaced, found.in_stories) == (8, 2, 7, 1, 7)
    main, arms = found.channels
    assert (main.stories, main.told, main.waiting, main.held, main.stale, main.retracted) == (5, 1, 1, 1, 1, 1)
    assert (arms.stories, arms.told, arms.waiting, arms.held, arms.stale, arms.retracted) == (2, 0, 1, 0, 1, 0)


@pytest.mark.parametrize(
    ("state", "fate"),
    [
        (State.SENT, "told"),
        (State.WAITING, "waiting"),
        (State.SENDING, "waiting"),
        (State.UNSURE, "held"),
        (State.HELD, "held"),
        (State.DEAD, "held"),
        (State.RETRACTED, "retracted"),
    ],
)
def test_what_became_of_a_story_is_what_became_of_its_delivery(store: Store, state: State, fate: str) -> None:
    with store.unit() as unit:
        digest, (delivery,) = told(placed(unit, 1))
        unit.stories.tell(digest, [delivery])
        unit.outbox.save(replace(delivery, state=state))
    main, _ = balance(store).channels
    assert (main.stories, getattr(main, fate)) == (1, 1)


@pytest.mark.usefixtures("_full")
@pytest.mark.parametrize(
    ("loss", "shows"),
    [
        ("DELETE FROM tally", {"new"}),
        ("UPDATE tally SET known = known - 1", {"fetched"}),
        ("DELETE FROM items WHERE id LIKE '%0001'", {"new"}),
        ("DELETE FROM items WHERE id LIKE '%0004'", {"new"}),
        ("DELETE FROM matches WHERE item LIKE '%0003'", {"items", "matched"}),
        ("UPDATE items SET story = NULL WHERE id LIKE '%0004'", {"placed"}),
        ("DELETE FROM placements WHERE item LIKE '%0004'", {"placed"}),
        ("DELETE FROM stories WHERE id = 's4'", {"placed", "main", "arms"}),
        ("DELETE FROM deliveries WHERE id = 's4-1'", {"main"}),
    ],
)
def test_a_row_lost_by_hand_breaks_the_sum(engine: Engine, store: Store, loss: str, shows: set[str]) -> None:
    """A balance that cannot fail proves nothing."""
    assert faults(balance(store)) == []
    engine.sql(loss)
    assert shows <= set(faults(balance(store)))


@pytest.mark.usefixtures("_full")
def test_pruning_keeps_the_sums(store: Store) -> None:
    with store.unit() as unit:
        assert unit.items.prune(matched_before=NOW + HOUR, unmatched_before=NOW + HOUR) == 6
    found = balance(store)
    assert faults(found) == []
    assert (found.items, found.pruned) == (4, 6)


def test_whole_hours_from_the_first_to_the_last(store: Store) -> None:
    """The tally knows hours only: half an hour of items against a whole hour of it would never add up."""
    start = NOW.replace(minute=0, second=0, microsecond=0)
    with store.unit() as unit:
        for number, seen in enumerate(
            [start - timedelta(microseconds=1), start, start + HOUR - timedelta(microseconds=1)]
        ):
            unit.items.add(item(number + 1, seen=seen), [], [])
            unit.items.tally(seen, fetched=1, new=1, known=0)
        unit.items.add(item(9, seen=start + HOUR), [], [])
    for since, items in [(0.1, 2), (0.44, 2), (0.45, 3), (20, 3)]:
        found = balance(store, since)
        assert (found.items, faults(found)) == (items, [])


def test_a_story_counts_whole_when_a_part_of_it_is_new(store: Store) -> None:
    """Its first item, seen yesterday, brought the theme; the story is still this hour's concern."""
    old = item(1, seen=NOW - HOUR * 24)
    with store.unit() as unit:
        unit.items.add(old, [], [match(old, "arms")])
        placed(unit, 2, story="s1")
        unit.stories.place(old, "s1", unit.stories.placed([item(2).id])[0].placement, NOW + MINUTE)
        placed(unit, 3, stale=True)
    found = balance(store)
    assert [(one.stories, one.waiting, one.stale) for one in found.channels] == [(2, 1, 1), (1, 1, 0)]


def test_an_empty_state_balances(store: Store) -> None:
    found = balance(store, 10_000)
    assert faults(found) == []
    assert found.fetched == 0
