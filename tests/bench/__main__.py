"""`make bench`: how fast is it, beside what anybody would write in its place, in one run. CPU of this process.

The machines that run this are shared, so the ratios tell more than the figures. Nothing here is a test.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import feedparser
import httpx

from bot.doors.demo.publisher import FIRST_DAY, load_outlets, publisher
from bot.doors.demo.show import StepClock, sample_settings
from bot.doors.web import serve
from bot.doors.wiring import Surroundings, open_desk
from bot.jobs.place import Placer
from bot.jobs.poll import poll_round
from bot.settings.load import load
from bot.settings.nouns import Settings
from tests.bench.backtest import bench_backtest
from tests.bench.matching import bench_matching, demo_items
from tests.bench.stories import bench_stories


def main() -> None:
    """Run every bench."""
    settings = load(Path(__file__).parents[2] / "config", {})
    items = demo_items(load_outlets())
    bench_matching(settings)
    bench_stories(settings, items)
    asyncio.run(bench_poll(settings))
    bench_backtest(settings)


async def bench_poll(settings: Settings) -> None:
    """Polling feeds on loopback, beside httpx and feedparser alone, which match, place and store nothing."""
    clock = StepClock(FIRST_DAY + timedelta(days=3))
    outlets = load_outlets()
    async with serve(publisher(outlets, clock), "127.0.0.1:0") as site:
        feeds = [outlet.feed(f"http://{site}") for outlet in outlets]
        sample = sample_settings(settings, feeds, "it")
        sample = replace(sample, fetch=replace(sample.fetch, allow_private=(ip_network("127.0.0.1/32"),)))
        print(f"\npoll: {len(feeds)} feeds; the publisher runs in the same process, in every row alike")
        with tempfile.TemporaryDirectory() as folder:
            async with open_desk(sample, Surroundings(f"sqlite:///{folder}/s.sqlite", clock=clock)) as desk:

                async def first() -> None:
                    await poll_round(desk, due=False)
                    await Placer().place(desk)

                for item in demo_items(outlets):
                    desk.matcher.matches(item)  # the forms of a language are stemmed when it is first met
                ours = await spent(first, len(feeds))
                again = await spent(lambda: poll_round(desk, due=False), len(feeds))
        async with httpx.AsyncClient(trust_env=False) as client:

            async def alone() -> None:
                for feed in feeds:
                    feedparser.parse((await client.get(feed.url)).content)

            theirs = await spent(alone, len(feeds))
    for name, figure in (
        ("first time, matched, placed, stored", ours),
        ("unchanged (304)", again),
        ("httpx + feedparser alone", theirs),
    ):
        print(f"  {name:<42} {figure * 1000:8.1f} ms CPU a feed   {figure / theirs:6.2f} of httpx + feedparser")


async def spent(work: Callable[[], Awaitable[object]], feeds: int) -> float:
    """Seconds of CPU a feed."""
    began = time.process_time()
    await work()
    return (time.process_time() - began) / feeds


if __name__ == "__main__":
    print(f"Python {sys.version.split()[0]}, {datetime.now().astimezone():%Y-%m-%d}")
    main()
