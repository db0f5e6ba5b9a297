"""Poll the feeds that are due, each in one transaction.

claim -> fetch -> 304 or the same bytes? stop here
      -> parse -> keys known? update quietly, stop here
      -> match -> store item, keys, matches, counters and the feed's new state together
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import blake2b
from ipaddress import ip_address
from typing import assert_never
from urllib.parse import urlsplit

from bot.events import Event, Matched, Polled
from bot.feeds.keys import changed, recognise, shared_keys, usable_keys
from bot.feeds.pace import Found, Pace, starts
from bot.feeds.parse import Parsed, parse
from bot.jobs.desk import Desk
from bot.model import Answer, Feed, FeedState, Fetched, Item, NotModified, Unreachable
from bot.store.base import Known, Unit

LEASE = timedelta(seconds=60)
# How many feeds are asked at once: each holds up to 10 MiB in memory, and its lease runs from the claim on.
AT_ONCE = 16


class _LeaseLost(Exception):
    """Another worker took the feed over while we asked it: what we found is left to that worker."""


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
            await asyncio.to_thread(_give_back, desk, later)
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


def _give_back(desk: Desk, states: list[FeedState]) -> None:
    with desk.store.unit() as unit:
        for state in states:
            unit.feeds.save(state)


async def poll_one(desk: Desk, feed: Feed, state: FeedState) -> None:
    """Ask one feed and take in what it says; parsing and storing run beside the event loop."""
    answer = await desk.fetcher.fetch(feed, state)
    for event in await asyncio.to_thread(take_in, desk, feed, state, answer):
        desk.emit(event)


def take_in(desk: Desk, feed: Feed, state: FeedState, answer: Answer) -> list[Event]:
    """Parse, recognise, match and store one answer in one transaction; nothing is kept when the lease is lost."""
    now = desk.clock()
    match answer:
        case Fetched():
            body_hash = blake2b(answer.body, digest_size=16).hexdigest()
            if body_hash == state.body_hash:
                return _note(desk, feed, state, _same(answer), now)
            parsed = parse(answer.body, answer.content_type, feed, now, base=answer.url)
            return _store(desk, feed, (replace(state, body_hash=body_hash), answer), parsed, now)
        case NotModified() | Unreachable():
            return _note(desk, feed, state, answer, now)
    assert_never(answer)


def _same(answer: Fetched) -> NotModified:
    """The server sent what we had: it could have said so."""
    return NotModified(answer.url, answer.etag, answer.last_modified, answer.moved, answer.max_age)


def _claim(desk: Desk, urls: Collection[str], *, due: bool, limit: int = AT_ONCE) -> list[FeedState]:
    with desk.store.unit() as unit:
        return unit.feeds.claim(urls, desk.clock(), lease=LEASE, limit=limit, due=due)


def _note(desk: Desk, feed: Feed, state: FeedState, answer: Answer, now: datetime) -> list[Event]:
    """Nothing to read: only the feed's state changes."""
    later = _pace(desk).after(feed, state, answer, Found(), now=now, dice=desk.dice())
    with desk.store.unit() as unit:
        unit.feeds.save(later)
    return [Polled(feed.name, feed.url, later.health, later.detail)]


@dataclass(frozen=True, slots=True)
class _Taken:
    """What became of the items of one document."""

    new: tuple[Item, ...]
    known: int
    matched: tuple[Matched, ...]


def _store(desk: Desk, feed: Feed, asked: tuple[FeedState, Fetched], parsed: Parsed, now: datetime) -> list[Event]:
    try:
        with desk.store.unit() as unit:
            return _store_in(desk, unit, feed, asked, parsed, now)
    except _LeaseLost:
        return []


def _store_in(
    desk: Desk, unit: Unit, feed: Feed, asked: tuple[FeedState, Fetched], parsed: Parsed, now: datetime
) -> list[Event]:
    """Everything that one document changes. Raises _LeaseLost, so that the transaction leaves nothing behind."""
    state, answer = asked
    taken = _take(desk, unit, parsed.items, now)
    fetched, new = len(parsed.items), len(taken.new)
    later = _pace(desk).after(feed, state, answer, parsed.found(new), now=now, dice=desk.dice())
    # the hour of the counters is the hour of the items' `seen`: the balance compares the two
    unit.items.tally(now.replace(minute=0, second=0, microsecond=0), fetched=fetched, new=new, known=taken.known)
    if not unit.feeds.save(later):
        raise _LeaseLost
    polled = Polled(feed.name, feed.url, later.health, later.detail, fetched, new, taken.known)
    return [polled, *taken.matched]


def _take(desk: Desk, unit: Unit, items: Sequence[Item], now: datetime) -> _Taken:
    """Store what is new, update what is known; items of one document know each other too."""
    shared = shared_keys(items)
    keys = {item.id: usable_keys(item, shared) for item in items}
    known = unit.items.known({key for own in keys.values() for key in own})
    new: list[Item] = []
    matched: list[Matched] = []
    for item in items:
        own = keys[item.id]
        name = recognise(own, known, item.when)
        if name is not None:
            _update(desk, unit, replace(item, id=name), own, known)
            continue
        fresh = replace(item, stale=now - item.when > desk.settings.fresh)
        matches = desk.matcher.matches(fresh)
        if not unit.items.add(fresh, own, matches):
            continue
        known |= dict.fromkeys(own, Known(fresh.id, fresh.title, fresh.when, fresh.seen))
        new.append(fresh)
        if matches:
            matched.append(Matched(fresh.id, fresh.title, tuple(match.theme for match in matches)))
    return _Taken(tuple(new), len(items) - len(new), tuple(matched))


def _update(desk: Desk, unit: Unit, item: Item, keys: Collection[str], known: dict[str, Known]) -> None:
    """The outlet touched an item that we know: keep its new words and keys, never tell it again."""
    entry = next(entry for entry in known.values() if entry.item == item.id)
    missing = [key for key in keys if key not in known]
    if missing or changed(item, entry.title):
        unit.items.update(item.id, item.title, item.summary, missing, desk.matcher.matches(item), item.seen)
        known |= dict.fromkeys(missing, replace(entry, title=item.title))


def _pace(desk: Desk) -> Pace:
    limits = desk.settings.fetch
    return Pace(limits.least, limits.most, desk.settings.fresh)
