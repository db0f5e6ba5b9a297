"""Damaged documents through the real path: read, recognised, matched and stored on a real state, by the thousand.

`make test` runs a seeded sample, `make soak` the whole storm. Both tell the seed of the case that failed.
"""

from __future__ import annotations

import gc
import time
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.events import Event, Polled
from bot.jobs.desk import Desk
from bot.jobs.poll import poll_round
from bot.jobs.status import imbalances, routes
from bot.model import Answer, Feed, FeedState, Fetched, Health
from tests.journey.test_verbs import MAIN, Clock, Wire, desk_of
from tests.soak.corpus import Document, documents, resident
from tests.soak.mutators import mutate

LONGEST = 20.0  # seconds of CPU for one document of at most a few hundred kilobytes, on a noisy machine
WARM = 0.2  # the part of the cases after which memory is measured for the first time
GROWTH = 60.0  # MiB: the store's cache, and the allocator's moods
ANSWERED = {Health.OK, Health.UNCHANGED, Health.EMPTY, Health.PARTIAL, Health.NOT_A_FEED, Health.FROZEN, Health.GAP}
TYPES = (
    "",
    "text/xml; charset=utf-8",
    "text/html; charset=iso-8859-1",
    "application/xml; charset=euc-kr",
    "x; charset=\x00",
)


@pytest.mark.parametrize("cases", [200])
async def test_a_sample_of_damaged_documents(tmp_path: Path, cases: int) -> None:
    """One hostile outlet must not stop the others."""
    await storm(tmp_path, cases)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("cases", [20_000])
async def test_a_storm_of_damaged_documents(tmp_path: Path, cases: int) -> None:
    """The same, long enough for rare pairs of damages, and for what leaks slowly."""
    await storm(tmp_path, cases)


async def storm(folder: Path, cases: int) -> None:
    clock, found = Clock(), documents()
    urls = tuple(f"https://outlet{number}.example/rss" for number in range(len(found)))
    health: Counter[Health] = Counter()
    slowest, warm = 0.0, 0.0
    with desk_of(folder, clock, Wire(clock), MAIN, urls=urls) as bare:
        desk = with_languages(bare, found)
        feeds = desk.settings.feeds
        for seed in range(cases):
            if seed == int(cases * WARM):
                gc.collect()
                warm = resident()
            place = Random(seed).randrange(len(found))
            clock.now += timedelta(minutes=7)
            polled, spent = await one(desk, feeds[place], found[place], seed)
            health[polled.health] += 1
            slowest = max(slowest, spent)
        gc.collect()
        grown = resident() - warm
        with desk.store.glance() as unit:
            assert imbalances(unit.balance(clock.now - timedelta(days=400), clock.now, routes(desk.settings))) == []
    print(f"{cases} documents: {dict(health)}; slowest {slowest:.2f} s CPU; memory +{grown:.0f} MiB")  # noqa: T201 - the figures are the point
    assert set(health) <= ANSWERED
    assert grown < GROWTH


def with_languages(desk: Desk, found: tuple[Document, ...]) -> Desk:
    feeds = tuple(
        replace(feed, language=document.language) for feed, document in zip(desk.settings.feeds, found, strict=True)
    )
    return replace(desk, settings=replace(desk.settings, feeds=feeds))


@dataclass(frozen=True)
class Handed:
    """A fetcher that has the answer already."""

    answer: Fetched

    async def fetch(self, feed: Feed, state: FeedState) -> Answer:
        del feed, state
        return self.answer


async def one(bare: Desk, feed: Feed, document: Document, seed: int) -> tuple[Polled, float]:
    """One poll that brings a damaged document; gives what was emitted of the feed, and the seconds of CPU."""
    dice = Random(seed)
    body = mutate(document.body, dice)
    told: list[Event] = []
    handed = Handed(Fetched(feed.url, body, dice.choice(TYPES)))
    desk = replace(bare, fetcher=handed, emit=told.append, settings=replace(bare.settings, feeds=(feed,)))
    started = time.process_time()
    try:
        await poll_round(desk, due=False)
    except Exception as error:
        raise AssertionError(f"seed {seed} of {document.name} raised") from error
    spent = time.process_time() - started
    assert spent < LONGEST, f"seed {seed} of {document.name} took {spent:.1f} s"
    polled = told[0] if told else None
    assert isinstance(polled, Polled), f"seed {seed} of {document.name}: {told}"
    assert polled.fetched == polled.new + polled.known
    assert polled.detail
    return polled, spent
