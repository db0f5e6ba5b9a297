"""What do ten thousand feeds cost? `python -m tests.bench.crowd [--feeds 10000] [--tls]`; `make bench` asks a thousand.

Every feed lives on a host of its own (127.x.y.z), so no connection is ever kept for the next poll. After a first look at
all of them, a fifth changes in each round and the others answer 304. A round is run as fast as it goes; its CPU a
poll, times the polls of a second when every feed is asked each five minutes, is the share of a core. The process is
this one alone: the publisher is another.
"""

from __future__ import annotations

import argparse
import asyncio
import resource
import ssl
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx

from bot.doors.demo.show import StepClock
from bot.doors.wiring import Surroundings, open_desk
from bot.fetch import Fetcher
from bot.jobs.desk import Desk
from bot.jobs.place import Placer
from bot.settings.load import load
from tests.bench.feeds import bench_settings, tick, warm
from tests.bench.site import ROUND, START, Site, publishing
from tests.contract.web_site import CERTIFICATE

ONE_CHANGES_OF = 5
ROUNDS = 3
FEW = 1000


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description="What do ten thousand feeds cost?")
    parser.add_argument("--feeds", type=int, default=10_000)
    parser.add_argument("--tls", action="store_true")
    given = parser.parse_args()
    with publishing() as site, tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(site, folder, given.feeds, tls=given.tls))


def bench_crowd(feeds: int = FEW) -> None:
    """Plain and over TLS, each in a process of its own, for the sake of its memory."""
    print(f"\ncrowd: {feeds} feeds on as many hosts, one in {ONE_CHANGES_OF} changes in a round", flush=True)
    for more in ([], ["--tls"]):
        command = [sys.executable, "-m", "tests.bench.crowd", "--feeds", str(feeds), *more]
        subprocess.run(command, check=True, cwd=Path(__file__).parents[2])


async def measure(site: Site, folder: str, count: int, *, tls: bool) -> None:
    """The first look, then some rounds."""
    scheme, port = ("https", site.tls) if tls else ("http", site.port)
    urls = [f"{scheme}://127.{1 + n // 62_500}.{n // 250 % 250}.{1 + n % 250}:{port}/feed/{n}" for n in range(count)]
    settings = bench_settings(load(Path(__file__).parents[2] / "config", {}), urls)
    clock, placer = StepClock(START + timedelta(hours=1)), Placer()
    context = ssl.create_default_context(cadata=CERTIFICATE)
    context.check_hostname = False  # no certificate names ten thousand addresses
    async with (
        open_desk(settings, Surroundings(f"sqlite:///{folder}/s.sqlite", clock=clock)) as opened,
        Fetcher(version="0", clock=clock, allow_private=settings.fetch.allow_private, trust=context) as fetcher,
        httpx.AsyncClient(trust_env=False) as control,
    ):
        desk = replace(opened, fetcher=fetcher)
        warm(desk)
        first = await _round(desk, placer)
        spent = 0.0
        for number in range(1, ROUNDS + 1):
            await control.get(f"http://127.0.0.1:{site.port}/rounds/{number}/{ONE_CHANGES_OF}")
            clock.now += timedelta(hours=7)
            spent += await _round(desk, placer)
    poll = spent / ROUNDS / count
    share = poll * count / ROUND.total_seconds()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  {'TLS' if tls else 'plain':<6} first look {first / count * 1000:6.2f} ms a feed, then {poll * 1000:5.2f} ms a poll:"
        f" {share:6.1%} of a core for {count} feeds each {ROUND.total_seconds() / 60:g} min, {memory:.0f} MB at most"
    )


async def _round(desk: Desk, placer: Placer) -> float:
    """Seconds of CPU until nothing is due."""
    began = time.process_time()
    await tick(desk, placer)
    return time.process_time() - began


if __name__ == "__main__":
    main()
