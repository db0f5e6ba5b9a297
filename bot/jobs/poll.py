"""Poll the feeds that are due: claim, ask, and take in what they say (`intake`)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.events import Polled
from bot.feeds.pace import starts
from bot.jobs.desk import Desk
from bot.jobs.intake import take_in, unchanged
from bot.model import Feed, FeedState, Fetched

LEASE = timedelta(seconds=60)
# How many feeds are asked at once: each holds up to 10 MiB in memory, and its lease runs from the claim on.
AT_ONCE = 16
MOMENT = 0.05  # seconds within which states are written together


async def poll(desk: Desk) -> int:
    """Poll what is due, as much as fits at once; gives the number of feeds. Whoever calls, calls again each second.

    A feed whose host is being asked already gives its lease back at once: it would run out in the queue, and the answer
    would be thrown away for ever.
    """
    feeds = desk.feeds
    free = [url for url in feeds if _is_free(desk, _host(url))]
    states = await asyncio.to_thread(_claim, desk, free, due=True, limit=_limit(desk, feeds))
    mine, later = _by_turn(desk, states)
    try:
        if later:
            await asyncio.to_thread(_save, desk, later)
        await asyncio.gather(*(poll_one(desk, feeds[state.url], state) for state in mine))
    finally:
        desk.asking.subtract(_host(state.url) for state in mine)
    return len(mine)


async def poll_round(desk: Desk, *, due: bool) -> None:
    """Poll every feed once, or only what is due; a hold (Retry-After, backoff, gone) always stands."""
    feeds = desk.feeds
    left = deque(feeds)

    async def work() -> None:
        while left:
            for state in await asyncio.to_thread(_claim, desk, [left.popleft()], due=due):
                await poll_one(desk, feeds[state.url], state)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


def _by_turn(desk: Desk, states: list[FeedState]) -> tuple[list[FeedState], list[FeedState]]:
    """Those whose host has a place free, now taken, and those that have to wait; loopback and intranets have no limit."""
    mine: list[FeedState] = []
    later: list[FeedState] = []
    for state in states:
        host = _host(state.url)
        free = _is_free(desk, host)
        desk.asking[host] += free
        (mine if free else later).append(state)
    return mine, later


def _is_free(desk: Desk, host: str) -> bool:
    return desk.asking[host] < desk.settings.fetch.per_host or _is_inside(desk, host)


def _limit(desk: Desk, feeds: Collection[str]) -> int:
    """How many feeds to begin in this second; among loopback and intranets alone no manners are needed."""
    if all(_is_inside(desk, _host(url)) for url in feeds):
        return AT_ONCE
    return min(AT_ONCE, starts(len(feeds), desk.settings.fetch.least))


def _is_inside(desk: Desk, host: str) -> bool:
    try:
        return any(ip_address(host) in network for network in desk.settings.fetch.allow_private)
    except ValueError:
        return False


@cache
def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


async def poll_one(desk: Desk, feed: Feed, state: FeedState) -> None:
    """Ask one feed and take in what it says; parsing and storing run beside the event loop."""
    answer = await desk.fetcher.fetch(feed, state)
    events = await asyncio.to_thread(take_in, desk, feed, state, answer) if isinstance(answer, Fetched) else None
    if events is None:
        later = unchanged(desk, feed, state, answer)
        events = [Polled(feed.name, feed.url, later.health, later.detail)]
        await _note(desk, later)
    for event in events:
        desk.emit(event)


async def _note(desk: Desk, state: FeedState) -> None:
    """Write the states of feeds that had nothing to read, all that come within a moment in one transaction.

    The first waits for the others and writes; they need not wait. What is lost when we are killed in between is a poll
    that brought nothing.
    """
    desk.notes.append(state)
    if len(desk.notes) > 1:
        return
    try:
        await asyncio.sleep(MOMENT)
    finally:
        notes = desk.notes.copy()
        desk.notes.clear()
    await asyncio.to_thread(_save, desk, notes)


def _save(desk: Desk, states: Sequence[FeedState]) -> None:
    with desk.store.unit() as unit:
        unit.feeds.save_all(states)


def _claim(desk: Desk, urls: Collection[str], *, due: bool, limit: int = AT_ONCE) -> list[FeedState]:
    with desk.store.unit() as unit:
        return unit.feeds.claim(urls, desk.clock(), lease=LEASE, limit=limit, due=due)
