"""Wrong answers through the real path: a real server, the real fetcher, a real state; every poll ends as health, in time.

`make test` runs a seeded sample, `make soak` the whole storm.
"""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.events import Event, Polled
from bot.fetch import Fetcher
from bot.jobs.desk import Desk
from bot.jobs.poll import poll_round
from bot.model import Answer, Feed, FeedState, Fetched, Health
from tests.contract.web_site import HOME
from tests.journey.test_verbs import MAIN, Clock, Wire, desk_of
from tests.soak.answers import answer
from tests.soak.corpus import Document, documents, resident

DEADLINE = timedelta(seconds=1)
SLACK = 15.0  # seconds: other work of this process and of this machine, never a multiple of the deadline's drips
AT_ONCE = 24
WARM = 0.2
GROWTH = 80.0  # MiB
SMALL = 20_000  # bytes of a document: what is said about it matters here, not what it says


@pytest.mark.parametrize("cases", [300])
async def test_a_sample_of_wrong_answers(tmp_path: Path, cases: int) -> None:
    """One hostile server must not stop the others."""
    await storm(tmp_path, cases)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("cases", [20_000])
async def test_a_storm_of_wrong_answers(tmp_path: Path, cases: int) -> None:
    """The same, long enough for what leaks slowly: connections, tasks, memory."""
    await storm(tmp_path, cases)


@dataclass
class Timed:
    """The fetcher, watched: how long the slowest answer took, and how large the largest was."""

    fetcher: Fetcher
    slowest: float = 0.0
    largest: int = 0

    async def fetch(self, feed: Feed, state: FeedState) -> Answer:
        started = asyncio.get_running_loop().time()
        found = await self.fetcher.fetch(feed, state)
        self.slowest = max(self.slowest, asyncio.get_running_loop().time() - started)
        self.largest = max(self.largest, len(found.body) if isinstance(found, Fetched) else 0)
        return found


@dataclass
class Storm:
    """What happened so far."""

    small: tuple[Document, ...]
    health: Counter[Health] = field(default_factory=Counter)
    polled: list[Polled] = field(default_factory=list)

    def listen(self, event: Event) -> None:
        if isinstance(event, Polled):
            self.health[event.health] += 1
            self.polled.append(event)


async def storm(folder: Path, cases: int) -> None:
    small = tuple(document for document in documents() if len(document.body) <= SMALL)
    weather = Storm(small)
    clock = Clock()
    async with serving(small) as port:
        urls = tuple(f"http://127.0.0.1:{port}/{place}" for place in range(AT_ONCE))
        with desk_of(folder, clock, Wire(clock), MAIN, urls=urls) as bare:
            async with Fetcher(version="1", clock=clock, allow_private=HOME, deadline=DEADLINE) as fetcher:
                timed = Timed(fetcher)
                desk = replace(bare, fetcher=timed, emit=weather.listen)
                warm = await rounds(desk, clock, range(int(cases * WARM)))
                last = await rounds(desk, clock, range(int(cases * WARM), cases))
    grown = last - warm
    print(f"{cases} answers: {dict(weather.health)}; slowest {timed.slowest:.1f} s; memory {grown:+.0f} MiB")  # noqa: T201 - the figures are the point
    assert weather.health.total() == cases
    assert all(event.detail for event in weather.polled)
    assert not [event.detail for event in weather.polled if "hush" in event.detail]
    assert timed.slowest < DEADLINE.total_seconds() + SLACK
    assert timed.largest <= 10 << 20
    assert grown < GROWTH
    assert len(asyncio.all_tasks()) == 1, "no task is left behind"


async def rounds(desk: Desk, clock: Clock, seeds: range) -> float:
    """One poll for each seed, some at once; gives the memory afterwards, in MiB."""
    feeds = desk.settings.feeds
    for first in range(seeds.start, seeds.stop, AT_ONCE):
        clock.now += timedelta(minutes=7)
        some = range(first, min(first + AT_ONCE, seeds.stop))
        await asyncio.gather(*(one(desk, feeds[seed % AT_ONCE], seed) for seed in some))
    gc.collect()
    return resident()


@dataclass(frozen=True)
class Seeded:
    """Lets the seed of a case travel in a validator, which a server of ours reads."""

    timed: Timed
    seed: int

    async def fetch(self, feed: Feed, state: FeedState) -> Answer:
        return await self.timed.fetch(feed, replace(state, etag=f'"seed {self.seed}"'))


async def one(bare: Desk, feed: Feed, seed: int) -> None:
    assert isinstance(bare.fetcher, Timed)
    desk = replace(bare, fetcher=Seeded(bare.fetcher, seed), settings=replace(bare.settings, feeds=(feed,)))
    with desk.store.unit() as unit:
        unit.feeds.revive(feed.url, desk.clock())
    try:
        await poll_round(desk, due=False)
    except Exception as error:
        raise AssertionError(f"seed {seed} raised") from error


@asynccontextmanager
async def serving(small: tuple[Document, ...]) -> AsyncIterator[int]:
    """The server: each request gets the answer that its seed means."""
    writing: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        writing.add(task)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                seed = int(head.partition('"seed ')[2].partition('"')[0])
                await answer(writer, small[seed % len(small)].body, seed)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # asyncio's streams would log a cancelled answer as a fault
        finally:
            writing.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(writing):
            task.cancel()
        await asyncio.gather(*writing, return_exceptions=True)
