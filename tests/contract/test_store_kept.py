"""What the store gives to backtest: every item with what fired, and since when each form lets items in."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.model import Evidence, Item, Kept, Match
from bot.store import items
from bot.store.base import Store
from tests.contract.stores import MINUTE, NOW, item, match, placed


def fired(one: Item, theme: str, *pairs: tuple[str, str]) -> Match:
    """A match by these forms of these concepts."""
    return Match(one.id, theme, tuple(Evidence("title", 0, 8, "Headline", form, concept) for concept, form in pairs))


def add(store: Store, one: Item, *matches: Match) -> None:
    with store.unit() as unit:
        unit.items.add(one, [], matches)


def kept(store: Store, since: datetime | None = None) -> list[Kept]:
    with store.glance() as unit:
        found = list(unit.items.kept(since))
        assert unit.items.count(since) == len(found), "the progress bar would never end, or end too early"
    return found


def test_an_item_comes_with_its_story_and_every_word_that_fired(store: Store) -> None:
    """Without the words nobody could say why an edit loses an item."""
    both = item(2)
    matches = (match(both, "arms"), match(both, "letters"))
    add(store, item(1))
    add(store, both, *reversed(matches))
    with store.unit() as unit:
        placed(unit, 3)
    assert kept(store) == [Kept(item(1)), Kept(both, "", matches), Kept(item(3), "s3", (match(item(3)),))]


def test_only_what_was_seen_since_is_read_also_across_slices(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """An item of the very moment belongs to the period; none may be skipped or told twice where a slice ends."""
    monkeypatch.setattr(items, "SLICE", 3)
    for number in range(1, 11):
        one = item(number, seen=NOW + MINUTE * (number // 4))
        add(store, one, match(one))
    assert [one.item.id for one in kept(store)] == [item(number).id for number in range(1, 11)]
    assert [one.item.id for one in kept(store, NOW + MINUTE)] == [item(number).id for number in range(4, 11)]
    assert [len(one.matches) for one in kept(store, NOW + MINUTE * 2)] == [1, 1, 1]
    assert kept(store, NOW + MINUTE * 3) == []


def test_a_form_is_known_since_its_first_item(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that fired on nothing before a gained item was seen is what the editor has just added."""
    monkeypatch.setattr(items, "SLICE", 2)
    late, early, middle = (item(number, seen=NOW + MINUTE * number) for number in (9, 1, 5))
    add(store, late, fired(late, "arms", ("kim", "Kim")), fired(late, "letters", ("kim", "Kim"), ("", "note")))
    add(store, early, fired(early, "letters", ("kim", "Kim"), ("letter", "письм*")))
    add(store, middle, fired(middle, "letters", ("letter", "письм*"), ("letter", "telegram")))
    with store.glance() as unit:
        assert unit.items.first_fired() == {
            ("kim", "Kim"): early.seen,
            ("letter", "письм*"): early.seen,
            ("letter", "telegram"): middle.seen,
            ("", "note"): late.seen,
        }


def test_an_empty_state_has_no_items(store: Store) -> None:
    assert kept(store) == []
    with store.glance() as unit:
        assert unit.items.first_fired() == {}
