"""Feed states and leases: whose turn it is, and what we know of a feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Feed, FeedState, Health
from bot.store.base import Store
from tests.contract.stores import LEASE, MINUTE, NOW, Engine, race

URLS = [f"https://feed{number}.example/rss" for number in range(6)]
FEEDS = [Feed(f"Feed {number}", url, "en") for number, url in enumerate(URLS)]


@pytest.fixture(autouse=True)
def _synced(store: Store) -> None:
    with store.unit() as unit:
        unit.feeds.sync(FEEDS, NOW)


def claim(store: Store, *urls: str, minutes: float = 0, limit: int = 100, due: bool = True) -> list[FeedState]:
    with store.unit() as unit:
        return unit.feeds.claim(urls or URLS, NOW + MINUTE * minutes, lease=LEASE, limit=limit, due=due)


def save(store: Store, state: FeedState) -> bool:
    with store.unit() as unit:
        return unit.feeds.save(state)


def states(store: Store) -> dict[str, FeedState]:
    with store.glance() as unit:
        return {state.url: state for state in unit.feeds.all()}


def test_a_new_feed_is_due_at_once_and_an_old_one_keeps_its_state(store: Store) -> None:
    (first,) = claim(store, URLS[0])
    later = replace(first, next_due=NOW + MINUTE * 90, etag='W/"é"', failures=2, health=Health.PARTIAL)
    assert save(store, later)
    with store.unit() as unit:
        unit.feeds.sync([*FEEDS, FEEDS[0], Feed("Seventh", "https://seventh.example/", "ko")], NOW + MINUTE)
    found = states(store)
    assert found[URLS[0]] == later
    assert found["https://seventh.example/"] == FeedState("https://seventh.example/", NOW + MINUTE)
    assert len(found) == 7


def test_states_come_back_as_saved_and_by_url(store: Store) -> None:
    (ours,) = claim(store, URLS[3])
    full = FeedState(
        url=URLS[3],
        next_due=NOW + timedelta(microseconds=1),
        held_until=NOW + timedelta(days=400),
        etag='"x"',
        last_modified="Sat, 14 Mar 2026 09:00:00 GMT",
        body_hash="00ff",
        failures=7,
        health=Health.BLOCKED,
        detail="HTTP 403 – «prohibido» 🙅",
        polled_at=NOW,
        new_at=NOW - timedelta(days=365),
        fence=ours.fence,
        ill_since=NOW - timedelta(days=3),
        gap_at=NOW - timedelta(days=4),
        lull=10**10,
        wishes="every=60 hours=0,1",
        moved_to="https://elsewhere.example/ü",
    )
    assert save(store, full)
    assert states(store)[URLS[3]] == full
    assert list(states(store)) == sorted(URLS)


def test_what_the_operator_was_told_outlives_a_poll(store: Store) -> None:
    """A poll that was under way while it was written down must not make it be told again."""
    (ours,) = claim(store, URLS[3])
    with store.unit() as unit:
        assert unit.feeds.mark(URLS[3], "silent", NOW)
        assert not unit.feeds.mark(URLS[3], "silent", NOW + MINUTE)
        assert not unit.feeds.mark("https://unknown.example/", "silent", NOW)
    assert save(store, ours)
    found = states(store)[URLS[3]]
    assert (found.told, found.told_at) == ("silent", NOW)
    with store.unit() as unit:
        assert unit.feeds.mark(URLS[3], "", NOW + MINUTE)
    found = states(store)[URLS[3]]
    assert (found.told, found.told_at) == ("", NOW)


def test_texts_are_ordered_by_code_point_on_every_engine(store: Store) -> None:
    """A list that one engine sorts by the rules of a language would come in another order after a move."""
    urls = [
        "https://B.example/",
        "https://a.example/",
        "https://a_b.example/",
        "https://á.example/",
        "https://a-b.example/",
    ]
    with store.unit() as unit:
        unit.feeds.sync([Feed(url, url, "en") for url in urls], NOW)
    assert list(states(store)) == sorted([*URLS, *urls])


def test_longest_due_first_and_no_more_than_asked_for(store: Store) -> None:
    for minutes, state in zip([3, 1, 2], claim(store, *URLS[:3]), strict=True):
        save(store, replace(state, next_due=NOW - MINUTE * minutes))
    assert [state.url for state in claim(store, limit=2)] == [URLS[0], URLS[2]]
    assert [state.url for state in claim(store, limit=2)] == [URLS[1], URLS[3]]


def test_only_the_configured_feeds_are_polled(store: Store) -> None:
    """A feed that the editor took out must not be asked for ever."""
    assert [state.url for state in claim(store, URLS[2], "https://unknown.example/")] == [URLS[2]]
    with store.unit() as unit:
        assert unit.feeds.claim([], NOW, lease=LEASE, limit=10) == []


def test_a_leased_feed_is_left_out_until_the_lease_ends(store: Store) -> None:
    assert [state.fence for state in claim(store)] == [1] * 6
    assert claim(store, minutes=0.99) == []
    assert [state.fence for state in claim(store, minutes=1)] == [2] * 6


@pytest.mark.parametrize("due", [True, False])
def test_holds_leases_and_gone_feeds_stand_whatever_is_due(store: Store, *, due: bool) -> None:
    held, gone, later, _leased, *_ = claim(store)
    save(store, replace(held, held_until=NOW + MINUTE * 10))
    save(store, replace(gone, health=Health.GONE))
    save(store, replace(later, next_due=NOW + MINUTE * 10))
    assert [state.url for state in claim(store, *URLS[:4], due=due)] == ([] if due else [later.url])
    assert held.url in {state.url for state in claim(store, *URLS[:4], minutes=10, due=due)}
    assert gone.url not in {state.url for state in claim(store, minutes=10_000, due=due)}


def test_a_late_worker_writes_nothing(store: Store) -> None:
    """A worker that slept through its lease must not overwrite what the next one found."""
    (late,) = claim(store, URLS[0])
    (ours,) = claim(store, URLS[0], minutes=2)
    assert not save(store, replace(late, etag="late"))
    assert save(store, replace(ours, etag="ours"))
    assert states(store)[URLS[0]].etag == "ours"
    assert not save(store, FeedState("https://unknown.example/", NOW))


def test_a_save_ends_the_lease(store: Store) -> None:
    (ours,) = claim(store, URLS[0])
    assert save(store, ours)
    assert [state.fence for state in claim(store, URLS[0])] == [2]


def test_reviving_a_feed_makes_it_due(store: Store) -> None:
    """The operator has looked: what was gone, held or failing is asked again at once."""
    (state,) = claim(store, URLS[0])
    bad = replace(state, health=Health.GONE, failures=9, held_until=NOW + MINUTE * 999, next_due=NOW + MINUTE * 999)
    save(store, replace(bad, etag='"keep"', detail="410"))
    with store.unit() as unit:
        unit.feeds.revive(URLS[0], NOW + MINUTE)
        unit.feeds.revive("https://unknown.example/", NOW)
    (revived,) = claim(store, URLS[0], minutes=1)
    assert revived == FeedState(URLS[0], NOW + MINUTE, etag='"keep"', fence=2)


def test_two_workers_never_lease_the_same_feed(engine: Engine, store: Store) -> None:
    """The publisher would be asked twice, and one answer would be lost."""
    many = [f"https://many.example/{number:03}" for number in range(200)]
    with store.unit() as unit:
        unit.feeds.sync([Feed(url, url, "en") for url in many], NOW)
    workers = [store, engine.open(), engine.open(), store]

    def work(worker: Store) -> list[str]:
        mine: list[str] = []
        while batch := claim(worker, *many, limit=9):
            mine += [state.url for state in batch]
        return mine

    taken = race(*(lambda worker=worker: work(worker) for worker in workers))
    assert sorted(url for mine in taken for url in mine) == many


def test_ten_thousand_feeds_are_one_question(store: Store) -> None:
    """Engines bound the number of parameters; a long feed list must not meet that bound."""
    many = [f"https://many.example/{number}" for number in range(40_000)]
    assert [state.url for state in claim(store, *many, *URLS)] == URLS


def test_several_states_are_saved_at_once_but_those_of_others(store: Store) -> None:
    """A tick writes what it found of sixteen feeds together; one of them may have been taken over in the meantime."""
    first, second, third = claim(store, *URLS[:3])
    (other,) = claim(store, URLS[1], minutes=2)
    with store.unit() as unit:
        unit.feeds.save_all([replace(state, etag="new") for state in (first, second, third)])
        unit.feeds.save_all([])
    assert [states(store)[url].etag for url in URLS[:3]] == ["new", "", "new"]
    assert [state.url for state in claim(store, *URLS[:3])] == [first.url, third.url]
    assert save(store, other)


def test_more_feeds_than_fit_are_leased_in_their_turn(store: Store) -> None:
    """Of many that are due, also of feeds that nobody asks for any more, none may be passed over."""
    many = [f"https://many.example/{number:03}" for number in range(300)]
    with store.unit() as unit:
        unit.feeds.sync([Feed(url, url, "en") for url in many], NOW - MINUTE)
    taken: list[str] = []
    while batch := claim(store, *many[::2], *URLS, limit=16):
        taken += [state.url for state in batch]
    assert taken == [*many[::2], *URLS]


def test_the_window_of_a_feed_is_what_was_kept_last(store: Store) -> None:
    """Another feed's would hide its new entries."""
    with store.unit() as unit:
        unit.feeds.keep_window(URLS[0], "1 rss20\n+ 00 ключ")
        unit.feeds.keep_window(URLS[1], "other")
    with store.unit() as unit:
        unit.feeds.keep_window(URLS[1], "another")
    with store.glance() as unit:
        assert unit.feeds.windows(URLS[:3]) == {URLS[0]: "1 rss20\n+ 00 ключ", URLS[1]: "another"}
