"""Items and the keys that name them: nothing is stored twice, nothing is forgotten too early."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.model import Evidence, Item, Joins, Match, Starts, State
from bot.store import items
from bot.store.base import Known, Store
from tests.contract.stores import MINUTE, NOW, Engine, ids, item, match, placed, race, told

DAY = timedelta(days=1)
LATER = NOW + 100 * DAY


def known(store: Store, *keys: str) -> dict[str, Known]:
    with store.unit() as unit:
        return unit.items.known(keys)


def add(store: Store, one: Item, keys: Collection[str] = (), *themes: str) -> bool:
    with store.unit() as unit:
        return unit.items.add(one, keys, [match(one, theme) for theme in themes])


def prune(store: Store, moment: datetime = LATER) -> int:
    with store.unit() as unit:
        return unit.items.prune(matched_before=moment, unmatched_before=moment)


def all_ids(store: Store) -> list[str]:
    with store.glance() as unit:
        return [one.id for one, *_ in unit.items.all()]


def test_every_field_comes_back_as_saved(store: Store) -> None:
    full = replace(item(), country="KR", kind="agency", side="state-media", stale=True, guid="", summary="")
    undated = item(2, published=None)
    add(store, full)
    add(store, undated)
    with store.glance() as unit:
        assert unit.items.find(full.id) == full
        assert unit.items.find(undated.id) == undated


def test_any_key_names_the_item_also_to_another_feed(store: Store) -> None:
    one = item()
    add(store, one, ["g:guid-1", "u:wire.example/1"])
    expected = Known(one.id, one.title, one.when, one.seen)
    assert known(store, "u:wire.example/1", "g:guid-1", "g:other") == {
        "g:guid-1": expected,
        "u:wire.example/1": expected,
    }
    assert known(store) == {}


def test_a_key_goes_over_to_the_new_item(store: Store) -> None:
    """A headline that comes back every week names this week's item."""
    add(store, item(1), ["t:morning briefing", "g:1"])
    add(store, item(2), ["t:morning briefing", "g:2"])
    found = known(store, "t:morning briefing", "g:1", "g:2")
    assert {key: one.item for key, one in found.items()} == {
        "t:morning briefing": item(2).id,
        "g:1": item(1).id,
        "g:2": item(2).id,
    }


def test_an_item_is_stored_once(store: Store) -> None:
    """The same id again (a headline without guid that returns) must neither raise for ever nor change the story."""
    assert add(store, item(), ["a"], "letters")
    assert not add(store, replace(item(), title="Other"), ["a", "b"], "letters", "arms")
    with store.glance() as unit:
        assert unit.items.find(item().id) == item()
        assert len(unit.items.matches([item().id])) == 1
        assert unit.items.keys(item().id) == ("a",)


def test_several_items_are_stored_at_once(store: Store) -> None:
    """A document's items go in together; of a key that two of them have the last one keeps it, as one by one."""
    first, second = item(1), item(2)
    with store.unit() as unit:
        assert unit.items.stored([first.id, second.id]) == set()
        unit.items.add_all([(first, ["a", "both"], [match(first)]), (second, ["b", "both", "b"], [])])
        unit.items.add_all([])
        assert unit.items.stored([first.id, second.id, "0"]) == {first.id, second.id}
    assert {key: one.item for key, one in known(store, "a", "b", "both").items()} == {
        "a": first.id,
        "b": second.id,
        "both": second.id,
    }
    with store.glance() as unit:
        assert list(unit.items.all()) == [(first, ("letters",), ""), (second, (), "")]


def test_an_update_keeps_times_matches_and_the_keys_of_others(store: Store) -> None:
    add(store, item(1), ["a"], "letters")
    add(store, item(2), ["b"])
    with store.unit() as unit:
        unit.items.update(item(1).id, "New title", "New summary", ["a", "b", "c"])
        unit.items.update("no such item", "x", "y", [])
    assert {key: one.item for key, one in known(store, "a", "b", "c").items()} == {
        "a": item(1).id,
        "b": item(2).id,
        "c": item(1).id,
    }
    with store.glance() as unit:
        assert unit.items.find(item(1).id) == replace(item(1), title="New title", summary="New summary")
        assert unit.items.matches([item(1).id]) == [match(item(1))]
        assert unit.items.keys(item(1).id) == ("a", "c")


@pytest.mark.parametrize("length", [299, 300, 301, 10_000])
def test_a_key_of_any_length_is_a_key(store: Store, length: int) -> None:
    """PostgreSQL cannot index long texts: one endless guid must not stop a feed for ever."""
    keys = ["ключ" * length, "ключ" * length + "x", "k" * length]
    add(store, item(), keys[:1])
    add(store, item(2), keys[2:])
    assert {key: one.item for key, one in known(store, *keys).items()} == {keys[0]: item().id, keys[2]: item(2).id}


def test_endless_links_and_texts_are_kept_whole(store: Store) -> None:
    """The same for addresses, which are searched too."""
    long = item(link="https://wire.example/?" + "é&=" * 9_000, url="wire.example/" + "q" * 30_000, title="T" * 100_000)
    add(store, long)
    with store.glance() as unit:
        assert unit.items.find(long.link) == unit.items.find(long.url) == long


def test_finding_an_item_by_id_link_or_address(store: Store) -> None:
    one, copy = item(1), item(2, url="wire.example/1")
    add(store, one)
    add(store, copy)
    with store.glance() as unit:
        assert unit.items.find(one.id) == unit.items.find(one.link) == one
        assert unit.items.find("wire.example/1") == copy  # of several the one seen last
        assert unit.items.find("wire.example/9") is None
        assert unit.items.find("") is None


def test_evidence_comes_back_word_for_word(store: Store) -> None:
    """`why` shows the very words that fired."""
    one = item(title='Ким и Путин: 「письмо」 & "quotes" \\ 🕊')
    matches = [
        Match(one.id, "letters", (Evidence("title", 0, 3, "Ким", "Ким*", "kim"), Evidence("source", 0, 0, "", "", ""))),
        Match(one.id, "arms", (Evidence("summary", 1, 2, '"\\u0041', "=x", ""),)),
    ]
    with store.unit() as unit:
        unit.items.add(one, ["k"], matches)
    with store.glance() as unit:
        assert unit.items.matches([one.id, "nobody"]) == [matches[1], matches[0]]
        assert unit.items.matches([]) == []


@pytest.mark.parametrize(
    "text",
    [
        "Cafe\u0301 vs Café",
        "👨‍👩‍👧‍👦 🇰🇵🇷🇺",
        "שלום \u202eעולם\u202c مرحبا",
        "김정은 · 푸틴 「朝鲜」",
        "tab\tnew\nline\r\x7f\x1b",
        "'; DROP TABLE items; --",
    ],
)
def test_every_script_is_kept_character_for_character(store: Store, text: str) -> None:
    """A composed accent, a joined emoji or a direction mark that changed would break spans and keys."""
    one = item(title=text, summary=text, guid=text)
    add(store, one, [text])
    with store.glance() as unit:
        assert unit.items.find(one.id) == one
        assert list(unit.items.known([text])) == [text]


def test_what_no_engine_can_keep_is_replaced_one_for_one(store: Store) -> None:
    """One NUL in one title must not stop a feed; and the spans of evidence behind it must stay right."""
    one = item(title="A\0B\ud83d Kim", summary="\udc00")
    key = "key\0\udfff"
    evidence = (Evidence("title", 0, 3, "A\0B", "A", ""), Evidence("title", 5, 8, "Kim", "Kim", ""))
    with store.unit() as unit:
        unit.items.add(one, [key], [Match(one.id, "letters", evidence)])
    with store.glance() as unit:
        found = unit.items.find(one.id)
        assert found == replace(one, title="A\ufffdB\ufffd Kim", summary="\ufffd")
        (fired,) = unit.items.matches([one.id])
        assert [found.title[span.start : span.end] for span in fired.evidence] == [span.text for span in fired.evidence]
        assert list(unit.items.known([key])) == [key]


def test_times_of_any_zone_come_back_in_utc(store: Store) -> None:
    pyongyang = timezone(timedelta(hours=9))
    one = item(published=datetime(2026, 3, 15, 1, 0, 0, 1, tzinfo=pyongyang), seen=datetime(1, 1, 1, tzinfo=UTC))
    far = item(
        2, published=datetime.max.replace(tzinfo=UTC), seen=datetime(2026, 1, 1, tzinfo=timezone(-timedelta(hours=12)))
    )
    add(store, one)
    add(store, far)
    with store.glance() as unit:
        found = {entry.id: entry for entry, *_ in unit.items.all()}
    assert found == {one.id: one, far.id: far}
    assert {time.tzinfo for entry in found.values() for time in (entry.published, entry.seen) if time} == {UTC}
    assert found[one.id].published == datetime(2026, 3, 14, 16, 0, 0, 1, tzinfo=UTC)


def test_unplaced_items_come_in_the_order_in_which_they_were_seen(store: Store) -> None:
    """Placing in another order on another replica would make other stories."""
    add(store, item(1, seen=NOW, published=NOW), [], "letters")
    add(store, item(3, seen=NOW, published=NOW - MINUTE), [], "letters")
    add(store, item(2, seen=NOW, published=NOW), [], "letters")
    add(store, item(4, seen=NOW - MINUTE), [], "letters")
    add(store, item(5, seen=NOW - MINUTE))
    with store.unit() as unit:
        assert ids(unit.items.unplaced(10)) == ids([item(4), item(3), item(1), item(2)])
        assert ids(unit.items.unplaced(2)) == ids([item(4), item(3)])
        unit.stories.place(item(4), "s4", Starts(), NOW)
        assert ids(unit.items.unplaced(1)) == ids([item(3)])


def test_all_items_are_read_in_slices_without_a_gap(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Items of one second fall on both sides of a slice: none may be skipped or told twice."""
    monkeypatch.setattr(items, "SLICE", 50)
    with store.unit() as unit:
        for number in range(1, 123):
            unit.items.add(item(number, seen=NOW + MINUTE * (number // 40)), [], [])
        placed(unit, 2000, theme="letters")
    assert all_ids(store) == sorted(ids([item(number) for number in [*range(1, 123), 2000]]))
    with store.glance() as unit:
        assert len(list(unit.items.all(NOW + MINUTE))) == 123 - 39
        *_, last = unit.items.all()
    assert last == (item(2000), ("letters",), "s2000")


def test_two_workers_never_both_find_a_key_unknown(engine: Engine, store: Store) -> None:
    """Two feeds of one publisher bring the same article at the same moment: it must become one item."""

    def poll(worker: Store, number: int) -> int:
        with worker.unit() as unit:
            keys = [f"u:{entry}" for entry in range(20)]
            new = [key for key in keys if key not in unit.items.known(keys)]
            for key in new:
                unit.items.add(item(number * 100 + int(key[2:])), [key], [])
        return len(new)

    workers = [store, engine.open(), store, engine.open()]
    counts = race(
        *(lambda worker=worker, number=number: poll(worker, number) for number, worker in enumerate(workers, 1))
    )
    assert sorted(counts) == [0, 0, 0, 20]
    assert len(all_ids(store)) == 20


def test_pruned_items_are_never_news_again(store: Store) -> None:
    """A feed that keeps its old entries for months must not bring them back after every retention."""
    add(store, item(), ["k1", "k2"])
    assert prune(store) == 1
    assert all_ids(store) == []
    assert known(store, "k1", "k2")["k2"] == Known(item().id, item().title, item().when, item().seen)
    with store.unit() as unit:
        unit.items.update(item().id, "New title", "", ["k3"])
        assert unit.items.known(["k3"])["k3"].title == "New title"
        assert unit.items.complete_since() == item().seen
    add(store, item(), ["k1"])
    assert prune(store) == 1


def test_retention_minds_the_moment_and_what_matched(store: Store) -> None:
    add(store, item(1, seen=NOW))
    add(store, item(2, seen=NOW + DAY))
    with store.unit() as unit:
        placed(unit, 3, stale=True)
        assert unit.items.complete_since() is None
        assert unit.items.prune(matched_before=NOW, unmatched_before=NOW) == 0
        assert unit.items.prune(matched_before=NOW, unmatched_before=NOW + DAY) == 1
        assert [one.id for one, *_ in unit.items.all()] == ids([item(3), item(2)])


def test_what_waits_to_be_told_is_never_pruned(store: Store) -> None:
    add(store, item(1), [], "letters")  # not placed yet
    with store.unit() as unit:
        placed(unit, 2)  # not told yet
        unit.stories.tell(*told(placed(unit, 3, 4)))  # told, the delivery waits
        placed(unit, 5, stale=True)  # too old to be told: may go
    assert prune(store) == 1
    assert all_ids(store) == ids([item(1), item(2), item(3), item(4)])


@pytest.mark.parametrize(
    ("state", "gone"),
    [
        (State.WAITING, 0),
        (State.SENDING, 0),
        (State.UNSURE, 0),
        (State.HELD, 0),
        (State.SENT, 2),
        (State.DEAD, 2),
        (State.RETRACTED, 2),
    ],
)
def test_a_story_goes_when_its_delivery_is_settled(store: Store, state: State, gone: int) -> None:
    """What an operator still has to look at must be there to look at."""
    with store.unit() as unit:
        digest, (delivery,) = told(placed(unit, 1, 2))
        unit.stories.tell(digest, [delivery])
        unit.outbox.save(replace(delivery, state=state))
    assert prune(store) == gone
    with store.glance() as unit:
        assert ids(unit.stories.get(["s1"])) == ([] if gone else ["s1"])
        assert unit.outbox.get("d1-1") is not None


def test_a_story_that_lost_its_first_items_goes_on(store: Store) -> None:
    with store.unit() as unit:
        digest, (delivery,) = told(placed(unit, 1, 2))
        unit.stories.tell(digest, [delivery])
        unit.outbox.save(replace(delivery, state=State.SENT))
        unit.items.add(item(3), [], [match(item(3))])
        unit.stories.place(item(3), "s1", Joins("s1", 0.9, ()), NOW)
        assert unit.items.prune(matched_before=item(3).seen, unmatched_before=NOW) == 2
        (story,) = unit.stories.recent(NOW - DAY)
        assert ids(story.items) == [item(3).id]
        assert unit.stories.untold("main", None) == []
