"""Feeds in lasting trouble, on a real state with a clock that is handed in: told once, parked, and alive again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.events import Event, Failed
from bot.jobs.desk import Desk
from bot.jobs.poll import poll
from bot.jobs.status import desk_status
from bot.jobs.watch import watch
from bot.model import FeedState, Unreachable
from tests.journey.test_verbs import LETTER, MAIN, START, Clock, Wire, desk_of

URLS = tuple(f"https://h{number}.example/rss" for number in range(2))


def listening(bare: Desk) -> tuple[Desk, list[Event]]:
    """A desk whose two feeds are of one publisher, and what it emits."""
    told: list[Event] = []
    feeds = tuple(replace(feed, family="harbour") for feed in bare.settings.feeds)
    return replace(bare, settings=replace(bare.settings, feeds=feeds), emit=told.append), told


async def days(desk: Desk, clock: Clock, number: float) -> None:
    """So many days of polling, and looking after the feeds."""
    end = clock.now + timedelta(days=number)
    while clock.now < end:
        clock.now += timedelta(minutes=30)
        await poll(desk)
        await watch(desk)


def failures(told: list[Event]) -> list[Failed]:
    return [event for event in told if isinstance(event, Failed)]


async def test_a_gone_feed_is_parked_and_told_once(tmp_path: Path) -> None:
    """410 is the publisher's wish: nobody asks again, and the operator hears of it."""
    clock = Clock()
    wire = Wire(clock, failing=True, failure=Unreachable("HTTP 410: the feed is gone for good", 410))
    with desk_of(tmp_path, clock, wire, MAIN) as bare:
        desk, told = listening(bare)
        await days(desk, clock, 5)
        assert len(wire.asked) == 1
        (failed,) = failures(told)
        assert "410" in failed.why
        assert "parked" in failed.do
        with desk.store.unit() as unit:
            unit.feeds.revive(desk.settings.feeds[0].url, clock.now)
        wire.failing = False
        await days(desk, clock, 1)
        assert len(wire.asked) > 2


async def test_a_publisher_that_fell_silent_is_told_once_and_again_when_it_happens_again(tmp_path: Path) -> None:
    """One notice for a failure of weeks; what healed in between is a new one."""
    clock = Clock()
    wire = Wire(clock, {url: [replace(LETTER, link=f"{url}/1")] for url in URLS}, failing=True)
    with desk_of(tmp_path, clock, wire, MAIN, urls=URLS) as bare:
        desk, told = listening(bare)
        await days(desk, clock, 0.9)
        assert failures(told) == [], "a failure of hours mends itself"
        await days(desk, clock, 20)
        (failed,) = failures(told)
        assert failed.what == "2 of 2 feeds of harbour"
        assert "timed out" in failed.why
        wire.failing = False
        await days(desk, clock, 2)
        assert all(not state.told for state in states(desk))
        wire.failing = True
        await days(desk, clock, 3)
        assert len(failures(told)) == 2


async def test_a_feed_that_answers_the_same_for_days_is_frozen(tmp_path: Path) -> None:
    """It looks well to every check but this one."""
    clock = Clock()
    ages = [timedelta(hours=hours) for hours in range(10)]
    wire = Wire(clock)
    with desk_of(tmp_path, clock, wire, MAIN) as bare:
        desk, told = listening(bare)
        url = desk.settings.feeds[0].url
        while clock.now < START + timedelta(days=5):
            passed = clock.now - START
            wire.documents[url] = [
                replace(LETTER, title=f"{LETTER.title} {n}", link=f"{url}/{n}", age=age + passed)
                for n, age in enumerate(ages)
            ]
            await days(desk, clock, 0.25)
        (failed,) = failures(told)
        assert "no news for 3 days, 60 min is usual" in failed.why
        assert desk_status(desk).feeds == {"frozen": 1}
        assert any("frozen: no news for" in problem for problem in desk_status(desk).problems)


def states(desk: Desk) -> list[FeedState]:
    with desk.store.glance() as unit:
        return list(unit.feeds.all())
