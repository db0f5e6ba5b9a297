"""Stories: where an item belongs, what was told where, and never twice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import StateError
from bot.model import Develops, Digest, Joins, Level, Placement, Starts, State, Story
from bot.store import stories
from bot.store.base import Placed, Store, Telling
from tests.contract.stores import MINUTE, NOW, Engine, ids, item, match, message, placed, race, told


def test_a_story_holds_its_items_in_order_with_their_matches(store: Store) -> None:
    late, early = item(1, published=NOW), item(2, published=NOW - MINUTE)
    with store.unit() as unit:
        for one in (late, early):
            unit.items.add(one, [], [match(one, "letters"), match(one, "arms")])
            unit.stories.place(one, "s1", Starts(), NOW)
        (story,) = unit.stories.get(["s1"])
    themes = [match(one, theme) for one in (early, late) for theme in ("arms", "letters")]
    assert story == Story("s1", (early, late), tuple(themes))


def test_stories_come_in_the_order_asked_for(store: Store) -> None:
    with store.unit() as unit:
        for number in (1, 2, 3):
            placed(unit, number)
        assert ids(unit.stories.get(["s3", "nobody", "s1"])) == ["s3", "s1"]
        assert unit.stories.get([]) == []


@pytest.mark.parametrize(
    "placement",
    [
        Starts(),
        Starts("s9", 0.31, ("too far",)),
        Joins("s1", 0.1 + 0.2, ("same title", "같은 제목 🕊")),
        Develops("s1", -1e-300, ()),
    ],
)
def test_why_an_item_is_where_it_is(store: Store, placement: Placement) -> None:
    """`why` shows score and reasons to the last digit."""
    with store.unit() as unit:
        placed(unit, 1)
        unit.items.add(item(2), [], [match(item(2))])
        unit.stories.place(item(2), "s1", placement, NOW + MINUTE)
        assert unit.stories.placed([item(2).id, "nobody"]) == [Placed(item(2).id, "s1", placement, NOW + MINUTE)]


def test_placing_again_moves_the_item_and_empty_stories_vanish(store: Store) -> None:
    with store.unit() as unit:
        placed(unit, 1, 2)
        placed(unit, 3)
        unit.stories.place(item(3), "s1", Joins("s1", 1.0, ()), NOW)
        assert ids(unit.stories.get(["s1", "s3"])) == ["s1"]
        assert [story for story, *_ in unit.stories.all()] == ["s1"]
        unit.stories.place(item(3), "s1", Joins("s1", 1.0, ("again",)), NOW)
        assert len(unit.stories.get(["s1"])[0].items) == 3


def test_an_item_that_is_not_stored_cannot_be_placed(store: Store) -> None:
    with pytest.raises(StateError, match=item(1).id), store.unit() as unit:
        unit.stories.place(item(1), "s1", Starts(), NOW)


def test_recent_stories_by_their_newest_item(store: Store) -> None:
    """The window of merging: a story lives as long as somebody adds to it."""
    with store.unit() as unit:
        placed(unit, 1, 9)
        placed(unit, 5)
        placed(unit, 3)
        assert ids(unit.stories.recent(item(5).when)) == ["s5", "s1"]
        assert [ids(story.items) for story in unit.stories.recent(item(9).when)] == [ids([item(1), item(9)])]
        assert unit.stories.recent(item(9).when + MINUTE) == []


def test_untold_stories_are_fresh_ones_of_these_themes(store: Store) -> None:
    with store.unit() as unit:
        placed(unit, 4, theme="arms")
        placed(unit, 3)
        placed(unit, 2, stale=True)
        unit.items.add(item(5), [], [match(item(5))])
        unit.stories.place(item(5), "s4", Joins("s4", 1, ()), NOW)
        assert ids(unit.stories.untold("main", None)) == ["s3", "s4"]
        assert ids(unit.stories.untold("main", ["arms"])) == ["s4"]
        assert ids(unit.stories.untold("main", ["letters"])) == ["s3", "s4"]
        assert unit.stories.untold("main", []) == []


def test_a_stale_story_becomes_news_with_its_first_fresh_item(store: Store) -> None:
    with store.unit() as unit:
        placed(unit, 1, stale=True)
        placed(unit, 2, story="s1")
        assert ids(unit.stories.untold("main", None)) == ["s1"]


def test_telling_writes_digest_deliveries_and_who_was_told(store: Store) -> None:
    with store.unit() as unit:
        wholes = [placed(unit, number) for number in (1, 2, 3)]
        digest, (first,) = told(*wholes)
        first = replace(first, message=message("s1", "s2"))
        second = replace(first, id="d1-2", message=replace(message("s3", part=2), thread=7, silent=True, previews=True))
        assert unit.stories.tell(digest, [first, second])
    with store.glance() as unit:
        assert unit.outbox.all() == [first, second]
        assert unit.stories.digests("main", "digest") == [("d1", NOW)]
        assert unit.stories.told(["s1", "s3", "s9"]) == [
            Telling("s1", "main", "d1", "d1-1"),
            Telling("s3", "main", "d1", "d1-2"),
        ]
        assert unit.stories.untold("main", None) == []
        assert ids(unit.stories.untold("other", None)) == ["s1", "s2", "s3"]


def test_telling_twice_writes_once(store: Store) -> None:
    """Planning twice, in two replicas or after a crash, gives the same digest: one post."""
    with store.unit() as unit:
        digest, deliveries = told(placed(unit, 1))
        assert unit.stories.tell(digest, deliveries)
    with store.unit() as unit:
        assert not unit.stories.tell(digest, deliveries)
        assert not unit.stories.tell(replace(digest, stories=()), [])
        assert len(unit.outbox.all()) == 1


def test_no_story_is_told_twice_to_a_channel(store: Store) -> None:
    """A digest planned before an alert was written must not repeat what the alert told."""
    with store.unit() as unit:
        one, two = placed(unit, 1), placed(unit, 2)
        assert unit.stories.tell(*told(one, name="alert"))
        assert not unit.stories.tell(*told(two, one, name="digest"))
        assert ids(unit.stories.untold("main", None)) == ["s2"]
        assert unit.stories.tell(*told(two, one, name="elsewhere", channel="other"))
        assert ids(unit.outbox.all()) == ["alert-1", "elsewhere-1"]


def test_a_story_that_no_message_holds_is_not_told(store: Store) -> None:
    """It would count as told and never be read."""
    with store.unit() as unit:
        digest, (delivery,) = told(placed(unit, 1), placed(unit, 2))
    with pytest.raises(StateError, match="s2"), store.unit() as unit:
        unit.stories.tell(digest, [replace(delivery, message=message("s1"))])
    with store.glance() as unit:
        assert unit.stories.digests("main", "digest") == []


def test_an_empty_digest_closes_its_slot(store: Store) -> None:
    digest = Digest("d0", "main", Level.DIGEST, NOW, ())
    with store.unit() as unit:
        assert unit.stories.tell(digest, [])
        assert unit.stories.digests("main", "digest") == [("d0", NOW)]


def test_the_last_fifty_digests_newest_first(store: Store) -> None:
    with store.unit() as unit:
        assert unit.stories.digests("main", "digest") == []
        for number in range(60):
            digest = Digest(f"d{number:02}", "main", Level.DIGEST, NOW + MINUTE * (number // 2), ())
            unit.stories.tell(digest, [])
        unit.stories.tell(Digest("a1", "main", Level.ALERT, NOW, ()), [])
        unit.stories.tell(Digest("o1", "other", Level.DIGEST, NOW, ()), [])
        found = unit.stories.digests("main", Level.DIGEST)
        assert [name for name, _ in found] == [f"d{number:02}" for number in range(59, 9, -1)]
        assert found[0][1] == NOW + MINUTE * 29
        assert unit.stories.digests("main", "alert") == [("a1", NOW)]


def test_two_leaders_tell_a_story_once(engine: Engine, store: Store) -> None:
    """Two replicas that both believe to lead must not both post it."""
    with store.unit() as unit:
        wholes = [placed(unit, number) for number in (1, 2)]
    workers = [store, engine.open(), engine.open()]

    def tell(worker: Store, name: str) -> bool:
        with worker.unit() as unit:
            return unit.stories.tell(*told(*wholes, name=name))

    won = race(*(lambda worker=worker, name=f"d{n}": tell(worker, name) for n, worker in enumerate(workers)))
    assert sorted(won) == [False, False, True]
    with store.glance() as unit:
        assert len(unit.outbox.all()) == 1
        assert len(unit.stories.digests("main", "digest")) == 1


def test_document_frequencies_add_up(engine: Engine, store: Store) -> None:
    with store.unit() as unit:
        assert unit.stories.frequencies() == (0, {})
        unit.stories.count_terms(2, {"kim": 2, "편지": 1})
    worker = engine.open()

    def count(worker: Store) -> None:
        for _ in range(10):
            with worker.unit() as unit:
                unit.stories.count_terms(1, {"kim": 1, "ё": 1})

    race(lambda: count(store), lambda: count(worker))
    with store.glance() as unit:
        assert unit.stories.frequencies() == (22, {"kim": 22, "편지": 1, "ё": 20})


def test_all_stories_for_the_export(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """`told` names the channels where the post stands, not those where it waits or was taken back."""
    monkeypatch.setattr(stories, "SLICE", 20)
    with store.unit() as unit:
        for number in range(100, 145):
            placed(unit, number)
        two = placed(unit, 1, 2, story="s2000")
        for channel, state in [("b", State.SENT), ("a", State.SENT), ("c", State.WAITING), ("d", State.RETRACTED)]:
            digest, (delivery,) = told(two, name=f"to-{channel}", channel=channel)
            unit.stories.tell(digest, [delivery])
            unit.outbox.save(replace(delivery, state=state))
    with store.glance() as unit:
        found = list(unit.stories.all())
    assert [name for name, *_ in found] == sorted([f"s{number}" for number in range(100, 145)] + ["s2000"])
    assert ("s2000", tuple(ids([item(1), item(2)])), ("letters",), ("a", "b")) in found
