"""How much does a poll cost? `python -m tests.bench.feeds [--feeds 60]`, beside `reader` and feedparser with httpx alone.

Every one of them asks the same feeds of a publisher in another process and keeps what it finds in a file of its own
(feedparser with httpx keeps nothing). CPU of this process, in one run, because shared machines differ by the hour.
`reader` 3.26 is no dependency: without it its column is empty, `pip install reader==3.26` beside the project fills it.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path

import feedparser
import httpx

from bot.doors.demo.show import StepClock, sample_settings
from bot.doors.wiring import Surroundings, open_desk
from bot.jobs.desk import Desk
from bot.jobs.place import Placer
from bot.jobs.poll import poll
from bot.model import Feed
from bot.settings.load import load
from bot.settings.nouns import Settings
from tests.bench.backtest import items
from tests.bench.site import START, Site, language_of, publishing

FEEDS = 60
ROUNDS = (  # what is polled, its round, and how much of what `reader` takes it may take
    ("first time: matched, placed, stored", 0, 1.00),
    ("changed: 2 new of 30", 1, 0.20),
    ("changed again", 2, 0.20),
    ("unchanged (304)", 2, 0.70),
    ("unchanged (304) again", 2, 0.70),
)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description="How much does a poll cost?")
    parser.add_argument("--feeds", type=int, default=FEEDS)
    bench_feeds(load(Path(__file__).parents[2] / "config", {}), parser.parse_args().feeds)


def bench_feeds(settings: Settings, count: int = FEEDS) -> None:
    """The table."""
    with publishing() as site, tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(settings, site, folder, count))


@dataclass
class Bare:
    """feedparser and httpx alone: what anybody writes first. Nothing is matched, nothing kept but the ETag."""

    client: httpx.AsyncClient
    urls: list[str]
    etags: dict[str, str]

    async def update(self) -> None:
        """Ask every feed."""
        for url in self.urls:
            etag = self.etags.get(url)
            answer = await self.client.get(url, headers={"If-None-Match": etag} if etag else {})
            self.etags[url] = answer.headers["etag"]
            if answer.status_code == 200:
                feedparser.parse(answer.content)


async def measure(settings: Settings, site: Site, folder: str, count: int) -> None:
    """Each round for each of the three, one after the other."""
    urls = [f"http://127.0.0.1:{site.port}/feed/{number}" for number in range(count)]
    clock = StepClock(START + timedelta(hours=1))
    print(
        f"\nfeeds: a poll of one of {count} feeds, the publisher in another process; ms of CPU a feed, and of `reader`"
    )
    async with AsyncExitStack() as opened:
        around = Surroundings(f"sqlite:///{folder}/ours.sqlite", clock=clock)
        desk = await opened.enter_async_context(open_desk(bench_settings(settings, urls), around))
        bare = Bare(await opened.enter_async_context(httpx.AsyncClient(trust_env=False)), urls, {})
        theirs = their_update(f"{folder}/reader.sqlite", urls)
        if not theirs:
            print("  (no `reader` here: pip install reader==3.26)")
        warm(desk)
        placer = Placer()
        for name, number, bound in ROUNDS:
            await bare.client.get(f"http://127.0.0.1:{site.port}/rounds/{number}/1")
            clock.now += timedelta(hours=7)
            ours = await spent(lambda: tick(desk, placer), count)
            other = await spent(theirs, count) if theirs else 0.0
            alone = await spent(bare.update, count)
            row(name, ours, other, alone, bound)


async def tick(desk: Desk, placer: Placer) -> None:
    """What the service does until nothing is due."""
    while await poll(desk):
        pass
    await placer.place(desk)


def their_update(file: str, urls: list[str]) -> Callable[[], Awaitable[None]] | None:
    """How `reader` asks every feed; None where it is not installed."""
    if find_spec("reader") is None:
        return None
    reader = import_module("reader").make_reader(file)
    for url in urls:
        reader.add_feed(url)

    async def update() -> None:
        reader.update_feeds(scheduled=False)

    return update


def bench_settings(settings: Settings, urls: list[str]) -> Settings:
    """The shipped themes over these feeds."""
    feeds = [Feed(f"Outlet {number}", url, language_of(number)) for number, url in enumerate(urls)]
    sample = sample_settings(settings, feeds, "it")
    return replace(sample, fetch=replace(sample.fetch, allow_private=(ip_network("127.0.0.0/8"),)))


def warm(desk: Desk) -> None:
    """The forms of a language are stemmed when it is first met: once for the life of a service."""
    for item in items(400):
        desk.knowledge.fingerprint(item, desk.matcher.matches(item))


async def spent(work: Callable[[], Awaitable[object]], feeds: int) -> float:
    """Milliseconds of CPU a feed."""
    began = time.process_time()
    await work()
    return (time.process_time() - began) / feeds * 1000


def row(name: str, ours: float, theirs: float, alone: float, bound: float) -> None:
    """One line of the table."""
    ratio = f"{ours / theirs:5.2f} of reader {theirs:5.1f} (at most {bound:.2f})" if theirs else ""
    print(f"  {name:<38} {ours:6.2f} ms   {ratio}   httpx + feedparser {alone:5.1f}")


if __name__ == "__main__":
    main()
