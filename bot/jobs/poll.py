"""Poll the feeds that are due: claim, ask, and take in what they say (`intake`)."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from urllib.parse import urlsplit

from bot.events import Polled
from bot.feeds.pace import starts
from bot.jobs.desk import Desk
from bot.jobs.intake import Turn, take_in, unchanged
from bot.model import FeedState, Fetched

Network = IPv4Network | IPv6Network

LEASE = timedelta(seconds=60)
AT_ONCE = 100  # feeds in the making, of all runs together: each holds up to 10 MiB in memory
WORKERS = 16  # of a pass by hand, and at least so many of loopback and intranets
MOMENT = 0.05  # seconds within which states are written together


async def poll(desk: Desk) -> int:
    """Poll what is due, as much as fits at once; gives the number of feeds. Whoever calls, calls again each second.

    A feed whose host is being asked already gives its lease back at once: it would run out in the queue, and the answer
    would be thrown away for ever.
    """
    feeds = desk.feeds
    limit = _limit(desk, feeds)
    if limit < 1:
        return 0
    busy = any(count >= desk.settings.fetch.per_host for count in desk.asking.values())
    free = [url for url in feeds if _is_free(desk, _host(url))] if busy else feeds
    turns = await asyncio.to_thread(_claim, desk, free, due=True, limit=limit)
    mine, later = _by_turn(desk, turns)
    try:
        if later:
            await asyncio.to_thread(_save, desk, [turn.state for turn in later])
        await asyncio.gather(*(poll_one(desk, turn) for turn in mine))
    finally:
        desk.asking.subtract(_host(turn.feed.url) for turn in mine)
    return len(mine)


async def poll_round(desk: Desk, *, due: bool) -> None:
    """Poll every feed once, or only what is due; a hold (Retry-After, backoff, gone) always stands."""
    left = deque(desk.feeds)

    async def work() -> None:
        while left:
            for turn in await asyncio.to_thread(_claim, desk, [left.popleft()], due=due, limit=1):
                await poll_one(desk, turn)

    await asyncio.gather(*(work() for _ in range(WORKERS)))


def _by_turn(desk: Desk, turns: list[Turn]) -> tuple[list[Turn], list[Turn]]:
    """Those whose host has a place free, now taken, and those that have to wait; loopback and intranets have no limit."""
    mine: list[Turn] = []
    later: list[Turn] = []
    for turn in turns:
        host = _host(turn.feed.url)
        free = _is_free(desk, host)
        desk.asking[host] += free
        (mine if free else later).append(turn)
    return mine, later


def _is_free(desk: Desk, host: str) -> bool:
    return desk.asking[host] < desk.settings.fetch.per_host or _is_inside(host, desk.settings.fetch.allow_private)


def _limit(desk: Desk, feeds: Collection[str]) -> int:
    """How many feeds to begin in this second; among loopback and intranets alone no manners are needed."""
    most = starts(len(feeds), desk.settings.fetch.least)
    if most < WORKERS and all(_is_inside(_host(url), desk.settings.fetch.allow_private) for url in feeds):
        most = WORKERS
    return min(most, AT_ONCE - desk.asking.total())


@cache
def _is_inside(host: str, networks: tuple[Network, ...]) -> bool:
    try:
        return any(ip_address(host) in network for network in networks)
    except ValueError:
        return False


@cache
def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


async def poll_one(desk: Desk, turn: Turn) -> None:
    """Ask one feed and take in what it says; parsing and storing run beside the event loop."""
    answer = await desk.fetcher.fetch(turn.feed, turn.state)
    events = await asyncio.to_thread(take_in, desk, turn, answer) if isinstance(answer, Fetched) else None
    if events is None:
        later = unchanged(desk, turn, answer)
        events = [Polled(turn.feed.name, turn.feed.url, later.health, later.detail)]
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


def _claim(desk: Desk, urls: Collection[str], *, due: bool, limit: int) -> list[Turn]:
    with desk.store.unit() as unit:
        states = unit.feeds.claim(urls, desk.clock(), lease=LEASE, limit=limit, due=due)
        windows = unit.feeds.windows([state.url for state in states]) if states else {}
    feeds = desk.feeds
    return [Turn(feeds[state.url], state, windows.get(state.url, "")) for state in states]
