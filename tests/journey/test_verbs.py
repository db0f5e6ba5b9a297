"""The verbs on a real state with a clock that is handed in: what days of bad luck would do to the news."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.base import Check, Target
from bot.channels.preview import PreviewSender
from bot.digests.plan import BURST
from bot.doors.wiring import register
from bot.events import Event
from bot.jobs.deliver import deliver
from bot.jobs.desk import Desk
from bot.jobs.doubt import next_doubt, read_back
from bot.jobs.place import Placer
from bot.jobs.poll import poll, poll_round
from bot.jobs.publish import publish
from bot.jobs.status import imbalances, routes
from bot.jobs.takeover import take_over
from bot.model import (
    Answer,
    Channel,
    Delivery,
    Feed,
    FeedState,
    Fetched,
    Outcome,
    State,
    Unknown,
    Unreachable,
)
from bot.settings.load import load
from bot.settings.tables import knowledge
from bot.store.engine import open_store
from bot.themes.match import Matcher
from tests.journey.newsroom import Desk as Installation
from tests.journey.newsroom import Entry, Outlets, rss

START = datetime(2026, 10, 7, 9, 0, tzinfo=UTC)
# Subjects without a word in common.
SUBJECTS = (
    "harvest rice drought", "ferries Vladivostok timetable", "athletes wrestling medals", "museum painting loan",
    "cement kiln spare parts", "visas students dormitory", "orchestra violin tour", "crab quota fishing", "zoo tiger cub",
    "railway gauge sleepers",
)  # fmt: skip
TIMED_OUT = Unreachable("timed out")
LETTER = Entry("Kim Jong Un sends a letter to Putin", "The agency says so.", "https://one.example/letter")
TROOPS = Entry("Putin thanks soldiers sent by Kim Jong Un", "A ceremony.", "https://one.example/troops")


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Wire:
    """Answers by url, each after so many turns of the loop; remembers how many of a host are asked at once."""

    clock: Clock
    documents: dict[str, list[Entry]] = field(default_factory=dict)
    asking: int = 0
    most: int = 0
    failing: bool = False
    failure: Unreachable = TIMED_OUT
    asked: list[str] = field(default_factory=list)

    async def fetch(self, feed: Feed, state: FeedState) -> Answer:
        del state
        self.asking += 1
        self.most = max(self.most, self.asking)
        self.asked.append(feed.url)
        await asyncio.sleep(0.01)
        self.asking -= 1
        if self.failing:
            return self.failure
        return Fetched(feed.url, rss(self.documents.get(feed.url, []), self.clock.now))


class Doubtful(PreviewSender):
    """A channel whose every answer is lost."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = 0

    async def send(self, delivery: Delivery, target: Target) -> Outcome:
        del delivery, target
        self.sent += 1
        return Unknown("the answer was lost")

    @property
    def outside(self) -> bool:
        return True

    async def test(self, target: Target) -> list[Check]:
        del target
        return []


@contextmanager
def desk_of(
    folder: Path, clock: Clock, wire: Wire, *channels: Channel, urls: tuple[str, ...] = ("https://one.example/a",)
) -> Iterator[Desk]:
    """A desk on the state of a folder, as a fresh start of the service would lay it."""
    installation = Installation(folder, Outlets(base="https://one.example"))
    installation.configure({"name": "One", "path": "/a", "language": "en"})
    feeds = tuple(Feed(f"Feed {number}", url, "en", family=f"f{number}") for number, url in enumerate(urls))
    settings = replace(load(folder / "config", {}), channels=channels, feeds=feeds)
    store = open_store(installation.state, now=clock.now, service=True)
    events: list[Event] = []
    desk = Desk(
        settings=settings,
        store=store,
        matcher=Matcher(settings.themes, settings.concepts),
        fetcher=wire,
        senders={channel.id: PreviewSender() for channel in channels},
        emit=events.append,
        clock=clock,
        dice=lambda: 0.9,
        started=clock.now,
        knowledge=knowledge(),
    )
    register(desk, desk.started)
    try:
        yield desk
    finally:
        store.close()


async def a_pass(desk: Desk) -> None:
    await take_over(desk)
    await poll_round(desk, due=False)
    await Placer().place(desk)
    await publish(desk)
    await deliver(desk)


def posts(desk: Desk, channel: str) -> str:
    with desk.store.glance() as unit:
        return "\n".join(delivery.message.html for delivery in unit.outbox.all([State.SENT], channel=channel))


def balanced(desk: Desk) -> None:
    with desk.store.glance() as unit:
        balance = unit.balance(START - timedelta(days=40), desk.clock(), routes(desk.settings))
    assert imbalances(balance) == []


MAIN = Channel(id="main", to="@main", language="it", timezone="Europe/Rome")


async def test_one_host_is_asked_one_feed_at_a_time_and_none_starves(tmp_path: Path) -> None:
    """Leases that run out in a queue for one slow host would throw every answer away, for ever."""
    clock = Clock()
    wire = Wire(clock)
    urls = tuple(f"https://one.example/{number}" for number in range(20))
    with desk_of(tmp_path, clock, wire, MAIN, urls=urls) as desk:
        for _ in range(40):
            await asyncio.gather(poll(desk), poll(desk))
        assert wire.most == 1
        assert sorted(wire.asked) == sorted(urls), "each once"
        assert not +desk.asking


@pytest.mark.parametrize(
    ("failure", "days"),
    [(Unreachable("timed out"), 3), (Unreachable("timed out"), 12), (Unreachable("HTTP 404", 404), 12)],
)
async def test_a_feed_that_comes_back_after_days_is_asked_while_its_news_is_fresh(
    tmp_path: Path, failure: Unreachable, days: int
) -> None:
    """Backing off for longer than news is fresh would find what the feed published meanwhile stale, and never tell it."""
    clock = Clock()
    wire = Wire(clock, failing=True, failure=failure)
    with desk_of(tmp_path, clock, wire, MAIN) as desk:
        asked = 0
        while clock.now < START + timedelta(days=days) or not asked:  # until it has just failed once more
            clock.now += timedelta(minutes=10)
            asked = await poll(desk)
        wire.failing = False
        came_back = clock.now
        while not wire.documents.get("https://one.example/a") or not posts(desk, "main"):
            age = clock.now - came_back
            wire.documents["https://one.example/a"] = [replace(LETTER, age=age)]
            await poll(desk)
            await Placer().place(desk)
            await publish(desk)
            await deliver(desk)
            clock.now += timedelta(minutes=10)
            assert age < timedelta(hours=30), "never told"


async def test_a_headline_that_says_more_later_is_not_lost(tmp_path: Path) -> None:
    clock = Clock()
    wire = Wire(clock, {"https://one.example/a": [Entry("Breaking news from the capital", "", LETTER.link, guid="g1")]})
    with desk_of(tmp_path, clock, wire, MAIN) as desk:
        await a_pass(desk)
        clock.now += timedelta(minutes=20)
        wire.documents["https://one.example/a"] = [Entry(LETTER.title, LETTER.summary, LETTER.link, guid="g1")]
        await a_pass(desk)
        assert LETTER.title in posts(desk, "main")
        balanced(desk)


async def test_a_channel_whose_themes_widen_does_not_get_last_months_news(tmp_path: Path) -> None:
    clock = Clock()
    wire = Wire(clock, {"https://one.example/a": [TROOPS]})
    narrow = replace(MAIN, themes=("letters",))
    with desk_of(tmp_path, clock, wire, narrow) as desk:
        await a_pass(desk)
    for _ in range(10):
        clock.now += timedelta(days=3)
        with desk_of(tmp_path, clock, wire, narrow) as desk:
            await a_pass(desk)
    clock.now += timedelta(days=1)
    wire.documents["https://one.example/a"] = [LETTER, TROOPS]
    with desk_of(tmp_path, clock, wire, MAIN) as desk:
        await a_pass(desk)
        assert LETTER.title in posts(desk, "main")
        assert TROOPS.title not in posts(desk, "main")
        balanced(desk)


async def test_what_waited_through_a_long_stop_is_still_told(tmp_path: Path) -> None:
    """Stored, then the service stopped for two days before the first digest: that is news owed, not passed."""
    clock = Clock()
    wire = Wire(clock, {"https://one.example/a": [TROOPS]})
    with desk_of(tmp_path, clock, wire, MAIN) as desk:
        await poll_round(desk, due=False)
        await Placer().place(desk)
    clock.now += timedelta(days=2)
    with desk_of(tmp_path, clock, wire, MAIN) as desk:
        await a_pass(desk)
        assert TROOPS.title in posts(desk, "main")
        balanced(desk)


async def test_alerts_that_pile_up_behind_a_held_channel_are_no_burst(tmp_path: Path) -> None:
    clock = Clock()
    wire = Wire(clock)
    with desk_of(tmp_path, clock, wire, MAIN) as desk:
        await a_pass(desk)
        with desk.store.unit() as unit:
            unit.outbox.save_channel(replace(unit.outbox.channel("main"), not_before=clock.now + timedelta(hours=1)))
        for words in SUBJECTS:
            clock.now += timedelta(minutes=2)
            link = f"https://one.example/{words.split()[0]}"
            entry = Entry(f"Kim Jong Un letter to Putin: {words}", f"About {words}.", link)
            wire.documents.setdefault("https://one.example/a", []).append(entry)
            await a_pass(desk)
        clock.now += timedelta(hours=1)
        await deliver(desk)
        await publish(desk)
        await deliver(desk)
        with desk.store.glance() as unit:
            sent = unit.outbox.all([State.SENT], channel="main")
        assert sum(len(delivery.message.stories) for delivery in sent) > BURST + 1
        assert len(sent) == 2, "the alert that waited, and one digest of all the others"
        balanced(desk)


async def test_digests_of_days_behind_a_held_channel_become_one(tmp_path: Path) -> None:
    """Kicked on Friday, mended on Monday: subscribers get what waited and one digest, not six."""
    clock = Clock()
    wire = Wire(clock)
    with desk_of(tmp_path, clock, wire, replace(MAIN, alerts=None)) as desk:
        await a_pass(desk)
        for words in SUBJECTS[:6]:
            link = f"https://one.example/{words.split()[0]}"
            wire.documents.setdefault("https://one.example/a", []).append(
                Entry(f"Kim Jong Un letter to Putin: {words}", f"About {words}.", link)
            )
            with desk.store.unit() as unit:
                unit.outbox.save_channel(replace(unit.outbox.channel("main"), not_before=clock.now + timedelta(days=9)))
            await a_pass(desk)
            clock.now += timedelta(hours=12)
        with desk.store.unit() as unit:
            unit.outbox.save_channel(replace(unit.outbox.channel("main"), not_before=None))
            before = len(unit.outbox.all([State.SENT], channel="main"))
        for _ in range(3):
            await deliver(desk)
            await publish(desk)
        await deliver(desk)
        with desk.store.glance() as unit:
            assert len(unit.outbox.all([State.SENT], channel="main")) - before <= 2
            assert unit.outbox.all([State.WAITING], channel="main") == []
        balanced(desk)


@pytest.mark.parametrize("resend", ["hold", "resend"])
async def test_doubt_ends_in_a_hold_and_never_in_a_flood(tmp_path: Path, resend: str) -> None:
    clock = Clock()
    wire = Wire(clock, {"https://one.example/a": [LETTER]})
    with desk_of(tmp_path, clock, wire, MAIN) as bare:
        sender = Doubtful()
        telegram = replace(bare.settings.telegram, on_unknown=resend)
        desk = replace(bare, senders={"main": sender}, settings=replace(bare.settings, telegram=telegram))
        await a_pass(desk)
        for _ in range(20):
            clock.now += timedelta(minutes=1)
            await read_back(desk)
            await deliver(desk)
        assert sender.sent == (3 if resend == "resend" else 1)
        assert next_doubt(desk) is None
        with desk.store.glance() as unit:
            assert [delivery.state for delivery in unit.outbox.all()] == [State.HELD]
        balanced(desk)


async def test_a_doubtful_post_of_a_channel_that_was_removed_keeps_nobody_waiting(tmp_path: Path) -> None:
    clock = Clock()
    wire = Wire(clock, {"https://one.example/a": [LETTER]})
    with desk_of(tmp_path, clock, wire, MAIN) as bare:
        await a_pass(replace(bare, senders={"main": Doubtful()}))
    clock.now += timedelta(minutes=5)
    other = replace(MAIN, id="other")
    with desk_of(tmp_path, clock, wire, other) as desk:
        await read_back(desk)
        assert next_doubt(desk) is None


async def test_a_clock_that_was_a_year_ahead_does_not_silence_the_bot(tmp_path: Path) -> None:
    clock = Clock(START + timedelta(days=365))
    wire = Wire(clock)
    with desk_of(tmp_path, clock, wire, MAIN) as desk:
        await a_pass(desk)
    clock.now = START
    wire.documents["https://one.example/a"] = [LETTER]
    with desk_of(tmp_path, clock, wire, MAIN) as desk:
        await take_over(desk)
        assert await poll(desk) == 1, "what a dreaming clock put off is due"
        await Placer().place(desk)
        await publish(desk)
        await deliver(desk)
        assert LETTER.title in posts(desk, "main")
