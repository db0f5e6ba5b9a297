"""Tell the operator of feeds that are in lasting trouble: gone, moved, silent."""

from __future__ import annotations

import asyncio

from bot.events import Event, Failed
from bot.feeds.silence import notices, over
from bot.jobs.desk import Desk
from bot.model import Feed, FeedState
from bot.store.base import Unit


async def watch(desk: Desk) -> int:
    """Look at the states of all feeds; gives the number of notices."""
    events = await asyncio.to_thread(_look, desk)
    for event in events:
        desk.emit(event)
    return len(events)


def _look(desk: Desk) -> list[Event]:
    now = desk.clock()
    with desk.store.glance() as unit:
        pairs = _pairs(desk, unit)
    due, healed = notices(pairs, now), over(pairs, now)
    if not due and not healed:
        return []
    with desk.store.unit() as unit:
        for url in healed:
            unit.feeds.mark(url, "", now)
        # another replica may have told it between our look and now
        marked = [[unit.feeds.mark(url, word, now) for url, word in notice.marks.items()] for notice in due]
    return [Failed(one.what, one.why, one.do) for one, news in zip(due, marked, strict=True) if any(news)]


def _pairs(desk: Desk, unit: Unit) -> list[tuple[Feed, FeedState]]:
    feeds = desk.feeds
    return [(feeds[state.url], state) for state in unit.feeds.all() if state.url in feeds]
