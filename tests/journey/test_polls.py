"""Polls on a real state: what is skipped, what is written late, and who holds up whom."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from bot.events import Event, Polled
from bot.jobs.poll import poll, poll_round
from bot.model import Answer, Feed, FeedState, Health
from tests.journey.newsroom import Entry
from tests.journey.test_verbs import LETTER, TROOPS, Clock, Wire, balanced, desk_of

ONE = "https://one.example/feed"


class Stuck(Wire):
    """One feed never answers."""

    async def fetch(self, feed: Feed, state: FeedState) -> Answer:
        if feed.url.endswith("0"):
            await asyncio.sleep(60)
        return await super().fetch(feed, state)


async def test_skipped_entries_count_as_known_and_a_new_headline_still_arrives(tmp_path: Path) -> None:
    """The balance would not add up, or a corrected headline would never reach its post."""
    clock, said = Clock(), list[Event]()
    wire = Wire(clock, {ONE: [LETTER, TROOPS]})
    with desk_of(tmp_path, clock, wire, urls=(ONE,)) as bare:
        desk = replace(bare, emit=said.append)
        await poll_round(desk, due=False)
        corrected = Entry("Putin thanks soldiers whom Kim Jong Un sent", TROOPS.summary, TROOPS.link)
        wire.documents[ONE] = [Entry("A third letter", "Of today.", "https://one.example/third"), LETTER, corrected]
        await poll_round(desk, due=False)
        polls = [(each.fetched, each.new, each.known) for each in said if isinstance(each, Polled)]
        assert polls == [(2, 2, 0), (3, 1, 2)]
        with desk.store.glance() as unit:
            assert corrected.title in {item.title for item, *_ in unit.items.all()}
        balanced(desk)


async def test_a_slow_feed_holds_up_no_other_and_the_states_of_all_are_written(tmp_path: Path) -> None:
    """With thousands of feeds one is always slow; and a tick that is stopped must not keep later ones from writing."""
    clock = Clock()
    urls = [f"https://{number}.example/{number}" for number in range(6)]
    wire = Stuck(clock, failing=True)
    with desk_of(tmp_path, clock, wire, urls=tuple(urls)) as desk:
        first = asyncio.create_task(poll(desk))
        await asyncio.sleep(0.01)
        while sorted(set(wire.asked)) != urls[1:]:
            await poll(desk)
        await asyncio.sleep(0.2)
        with desk.store.glance() as unit:
            health = {state.url: state.health for state in unit.feeds.all()}
        assert health == {urls[0]: Health.NEW} | dict.fromkeys(urls[1:], Health.UNREACHABLE)
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first
        assert desk.asking.total() == 0
        assert desk.notes == []
