"""A day of news on a clock of its own, with a Telegram that misbehaves all the time and has its own flood limit.

In the end every story stands exactly once in each channel that is owed it, the balance adds up, and no chat ever
received more than its limits. What a kill does is told in test_crash; here workers are cut off in the middle.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.doors.wiring import register
from bot.jobs.deliver import deliver
from bot.jobs.desk import Desk
from bot.jobs.doubt import next_doubt, read_back
from bot.jobs.grow import grow
from bot.jobs.place import Placer
from bot.jobs.poll import poll_round
from bot.jobs.publish import publish
from bot.jobs.status import imbalances, routes
from bot.jobs.takeover import take_over
from bot.jobs.turns import next_turn
from bot.model import Answer, Channel, Feed, FeedState, Fetched, State
from bot.outbox.doubt import PROBE
from tests.contract.room import ADMIN, CHAT, START, Room, room_on
from tests.journey.newsroom import Entry, rss
from tests.journey.test_crash import FAULTS, SYLLABLES
from tests.telegram.faults import Fault, HangThenDeliver, Status429

OTHER = -1002
CHANNELS = (
    Channel("main", "@sample", "en", "UTC"),
    Channel("troops", "@other", "it", "Europe/Rome", themes=("troops",), alerts=None),
)
ROUND = timedelta(minutes=5)
# A fault that takes real time would outlast minutes of this clock.
QUICK: dict[str, list[Fault]] = {
    method: [fault for fault in faults if not isinstance(fault, HangThenDeliver)] for method, faults in FAULTS.items()
}


@dataclass
class Agency:
    """Publishes items of which one in six belongs to a theme; a feed lists what came since it was asked last."""

    room: Room
    dice: random.Random
    told: list[Entry] = field(default_factory=list)
    listed: list[Entry] = field(default_factory=list)
    count: int = 0

    def publish(self, items: int) -> None:
        self.listed = []
        for _ in range(items):
            self.count += 1
            words = " ".join("".join(self.dice.choices(SYLLABLES, k=4)) for _ in range(7)).capitalize()
            kind = self.dice.choice(["Letter", "Soldier", "", "", "", "", "", "", "", "", "", ""])
            about = {"Letter": "of Kim Jong Un to Putin.", "Soldier": "of Kim Jong Un is thanked by Putin."}.get(
                kind, ""
            )
            entry = Entry(f"{kind} {self.count} {about} {words}".strip(), words, f"https://one.example/{self.count}")
            self.listed.append(replace(entry, age=timedelta(minutes=1)))
            self.told += [entry] if kind else []

    async def fetch(self, feed: Feed, state: FeedState) -> Answer:
        del state
        return Fetched(feed.url, rss(self.listed, self.room.clock.now))


@asynccontextmanager
async def newsroom(folder: Path, dice: random.Random) -> AsyncIterator[tuple[Room, Desk, Agency]]:
    async with room_on(folder, channels=CHANNELS) as room:
        room.fake.add_channel(OTHER, username="@other")
        room.fake.limit(20, 60)
        agency = Agency(room, dice)
        settings = replace(room.desk.settings, feeds=(Feed("One", "https://one.example/a", "en", family="one"),))
        desk = replace(room.desk, settings=settings, fetcher=agency)
        register(desk, START)
        yield room, desk, agency


async def work(room: Room, desk: Desk, dice: random.Random, until: datetime) -> None:
    """Everything that can go on before the next round; now and then a worker is cut off in the middle."""
    while moves := [moment for moment in (next_doubt(desk), next_turn(desk)) if moment]:
        room.clock.now = max(min(moves), room.clock.now + timedelta(seconds=0.2))
        if room.clock.now >= until:
            break
        for job in (read_back, deliver):
            task = asyncio.ensure_future(job(desk))
            if dice.random() < 0.1:
                await asyncio.wait([task], timeout=dice.uniform(0, 0.03))
                task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            if task.cancelled():
                await take_over(desk)
            elif error := task.exception():
                raise error
    room.clock.now = until


async def day(room: Room, desk: Desk, agency: Agency, *, hours: float, items: int) -> None:
    placer, end = Placer(), START + timedelta(hours=hours)
    rounds = int((end - START) / ROUND)
    for number in range(rounds):
        agency.publish(items * (number + 1) // rounds - agency.count)
        if agency.dice.random() < 0.3:
            method = agency.dice.choice(list(QUICK))
            room.fake.faults.add(method, *agency.dice.sample(QUICK[method], 2))
        if agency.dice.random() < 0.02:
            room.fake.faults.add("sendMessage", Status429(900), chat=CHAT)
        await poll_round(desk, due=False)
        for job in (placer.place, publish, grow):
            await job(desk)
        await work(room, desk, random.Random(number), START + ROUND * (number + 1))
    room.fake.faults.clear()
    for _ in range(12):
        room.clock.now += timedelta(hours=2)  # the next slots tell what waits
        await publish(desk)
        await work(room, desk, random.Random(0), room.clock.now + ROUND)


def judge(room: Room, desk: Desk, agency: Agency) -> int:
    """Gives the number of stories."""
    with desk.store.glance() as unit:
        states = [delivery.state for delivery in unit.outbox.all()]
        stories = unit.stories.recent(START - timedelta(days=1))
        balance = unit.balance(START - timedelta(days=2), room.clock.now, routes(desk.settings))
    assert set(states) == {State.SENT}
    assert imbalances(balance) == []
    assert sorted(item.title for story in stories for item in story.items) == sorted(e.title for e in agency.told)
    for chat, name in ((CHAT, None), (OTHER, "troops")):
        lines = [
            line for post in room.fake.chat(chat).posts for line in post.text.splitlines() if line.startswith("• ")
        ]
        for story in stories:
            stands = sum(item.title in line for item in story.items for line in lines)
            assert stands == (name is None or name in story.themes), f"{story.id} stands {stands} times in {chat}"
        assert PROBE not in [post.text for post in room.fake.chat(chat).posts]
    return len(stories)


def within_limits(room: Room) -> None:
    assert room.fake.flood is not None
    assert room.fake.flood.refused == 0, "Telegram's own limit was never met"
    for chat in (CHAT, OTHER, ADMIN):
        assert room.busiest(chat, 1) <= 1
        assert chat > 0 or room.busiest(chat, 60) <= 20


async def test_two_hours_of_news_and_faults(tmp_path: Path) -> None:
    async with newsroom(tmp_path, random.Random(3)) as (room, desk, agency):
        await day(room, desk, agency, hours=2, items=400)
        assert judge(room, desk, agency) > 40
        within_limits(room)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [1, 2])
async def test_a_day_of_five_thousand_items_and_faults(tmp_path: Path, seed: int) -> None:
    async with newsroom(tmp_path, random.Random(seed)) as (room, desk, agency):
        await day(room, desk, agency, hours=24, items=5000)
        assert agency.count == 5000
        assert judge(room, desk, agency) > 500
        within_limits(room)
