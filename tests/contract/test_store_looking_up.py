"""Looking up one item, story or delivery by what a person has in hand: the verbs behind `why`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.model import State
from bot.store.base import Known, Store
from tests.contract.stores import MINUTE, NOW, ids, item, match, message, placed, told


@pytest.fixture
def full(store: Store) -> Store:
    """Two told stories and one item that matched nothing."""
    with store.unit() as unit:
        one, two = placed(unit, 1, 2), placed(unit, 3)
        unit.items.add(item(4, host="other.example", title="100% of the harvest_is in"), ["key-4"], [])
        for name, story in (("main-digest-a", one), ("main-digest-b", two)):
            digest, (delivery,) = told(story, name=name)
            link = f"https://t.me/sample/{name[-1]}"
            sent = replace(delivery, state=State.SENT, link=link, message=message(story.id))
            assert unit.stories.tell(digest, [sent], {story.id: "letters"})
    return store


def test_the_beginning_of_an_id_names_items_and_stories(full: Store) -> None:
    """Nobody types sixteen digits; a beginning that fits several must show them all."""
    with full.glance() as unit:
        assert unit.items.named(item(1).id) == [item(1).id]
        assert unit.items.named("000") == [item(number).id for number in (1, 2, 3, 4)]
        assert unit.items.named("000", 2) == [item(1).id, item(2).id]
        assert unit.items.named("f") == []
        assert unit.stories.named("s") == ["s1", "s3"]
        assert unit.stories.named("s3") == ["s3"]
        assert unit.stories.named("S") == []


def test_a_delivery_is_named_by_id_link_or_beginning(full: Store) -> None:
    with full.glance() as unit:
        assert ids(unit.outbox.named("main-digest-a-1")) == ["main-digest-a-1"]
        assert ids(unit.outbox.named("https://t.me/sample/b")) == ["main-digest-b-1"]
        assert ids(unit.outbox.named("main-")) == ["main-digest-a-1", "main-digest-b-1"]
        assert ids(unit.outbox.named("main-", 1)) == ["main-digest-a-1"]
        assert unit.outbox.named("") == []
        assert unit.outbox.get("main-") is None, "a beginning that fits two is none"


def test_the_theme_that_a_story_was_told_under_is_kept(full: Store) -> None:
    """Rules change later: what the post said then must not be worked out again."""
    with full.glance() as unit:
        assert [(one.story, one.theme) for one in unit.stories.told(["s1", "s3"])] == [
            ("s1", "letters"),
            ("s3", "letters"),
        ]


def test_a_change_of_words_is_dated_and_a_further_key_is_none(store: Store) -> None:
    with store.unit() as unit:
        unit.items.add(item(), ["a"], [])
        assert unit.items.updated(item().id) is None
        unit.items.update(item().id, item().title, item().summary, ["b"], (), NOW)
        assert unit.items.updated(item().id) is None
        unit.items.update(item().id, "Other words", item().summary, [], [match(item())], NOW + MINUTE)
        assert unit.items.updated(item().id) == NOW + MINUTE
        assert unit.items.updated("unknown") is None


def test_what_retention_deleted_is_remembered_by_its_title(store: Store) -> None:
    with store.unit() as unit:
        unit.items.add(item(), ["a"], [])
        assert unit.items.forgotten(item().id) is None
        unit.items.prune(matched_before=NOW + 9 * MINUTE, unmatched_before=NOW + 9 * MINUTE)
        assert unit.items.forgotten(item().id) == Known(item().id, item().title, item().when, item().seen)


def test_near_is_the_same_host_or_a_title_with_all_the_words(full: Store) -> None:
    """An address that was never seen is often a slip of one that was."""
    with full.glance() as unit:
        assert ids(unit.items.near("wire.example", [], 2)) == [item(3).id, item(2).id]
        assert ids(unit.items.near("unknown.example", ["HARVEST", "100%"], 9)) == [item(4).id]
        assert ids(unit.items.near("unknown.example", ["harvest", "headline"], 9)) == []
        assert ids(unit.items.near("other.example", ["headline"], 9)) == [item(n).id for n in (4, 3, 2, 1)]
        assert ids(unit.items.near("unknown.example", ["harvest%"], 9)) == [], "% is no wildcard"
        assert unit.items.near("unknown.example", [], 9) == []


def test_what_each_feed_brought_since_is_counted_with_its_newest_item(store: Store) -> None:
    """`feeds list` would call a feed silent that brings news, or busy one that does not."""
    with store.unit() as unit:
        for number, (feed, age, when) in enumerate([("a", 0, 5), ("a", 3, 9), ("a", 60, 1), ("b", 60, 1)]):
            brought = item(number, feed=feed, seen=NOW - age * MINUTE, published=NOW - when * MINUTE)
            unit.items.add(brought, [f"k{number}"], [])
        assert unit.items.by_feed(NOW - 3 * MINUTE) == {"a": (2, NOW - 5 * MINUTE)}
        assert unit.items.by_feed(NOW - 60 * MINUTE) == {"a": (3, NOW - MINUTE), "b": (1, NOW - MINUTE)}
        assert unit.items.by_feed(NOW + MINUTE) == {}
