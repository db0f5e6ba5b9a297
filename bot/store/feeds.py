"""Feed states and whose turn it is: the verbs of `base.Feeds`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, or_, select, update

from bot.model import Feed, FeedState, Health
from bot.store.gate import Gate, listed
from bot.store.tables import feeds, windows

TOLD = ("told", "told_at")  # of the operator, not of a poll
STATE = [feeds.c[field.name] for field in fields(FeedState)]
POLLED = [column.name for column in STATE if column.name not in TOLD]
ROOM = 8  # times as many as may be leased are looked at: other workers may just be taking the first ones
# Made once, because to make a statement takes longer than to run it, and these run at every poll.
AT = bindparam("at", type_=feeds.c.next_due.type)
FREE = and_(
    feeds.c.health != Health.GONE,
    or_(feeds.c.leased_until.is_(None), feeds.c.leased_until <= AT),
    or_(feeds.c.held_until.is_(None), feeds.c.held_until <= AT),
)
DUE = select(feeds.c.url).where(feeds.c.next_due <= AT, FREE).order_by(feeds.c.next_due, feeds.c.url)
LEASE = update(feeds).where(feeds.c.url == bindparam("name")).values(fence=feeds.c.fence + 1)
SAVE = update(feeds).where(feeds.c.url == bindparam("name"), feeds.c.fence == bindparam("ours"))


@cache
def _windows(dialect: str) -> Select[Any]:
    return select(windows.c.feed, windows.c.entries).where(listed(windows.c.feed, dialect))


@cache
def _taking(dialect: str, *, due: bool) -> Select[Any]:
    """The states of some feeds that are free, longest due first."""
    free = select(*STATE).where(listed(feeds.c.url, dialect), FREE)
    return (free.where(feeds.c.next_due <= AT) if due else free).order_by(feeds.c.next_due, feeds.c.url)


class SqlFeeds:
    """See `base.Feeds`."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def sync(self, feeds_: Sequence[Feed], now: datetime) -> None:
        """Make a state, due now, for each feed that has none."""
        self.gate.put_new(feeds, [asdict(FeedState(url, now)) for url in {feed.url for feed in feeds_}])

    def claim(
        self, urls: Collection[str], now: datetime, *, lease: timedelta, limit: int, due: bool = True
    ) -> list[FeedState]:
        """Lease up to `limit` of these feeds, longest due first."""
        names = urls
        if due:  # few of many: those that are due are looked up, then those that were asked for are chosen among them
            wanted = frozenset(urls)
            names = [url for (url,) in self.gate.rows(DUE, {"at": now}) if url in wanted][: limit * ROOM]
        if not names:
            return []
        first = _taking(self.gate.dialect, due=due).limit(limit)
        found = [FeedState(*row) for row in self.gate.take(first, {"at": now, **self.gate.texts(names)})]
        self.gate.change(LEASE, [{"name": state.url, "leased_until": now + lease} for state in found])
        return [replace(state, fence=state.fence + 1) for state in found]

    def save(self, state: FeedState) -> bool:
        """Write the state and end its lease; False when the fence is no longer ours."""
        return self.gate.change(SAVE, [_row(state)]) == 1

    def save_all(self, states: Sequence[FeedState]) -> None:
        """The same for several; those whose fence is no longer ours are left out."""
        self.gate.change(SAVE, [_row(state) for state in states])

    def windows(self, urls: Collection[str]) -> dict[str, str]:
        """What was kept of the last documents of these feeds."""
        return {row.feed: row.entries for row in self.gate.rows(_windows(self.gate.dialect), self.gate.texts(urls))}

    def keep_window(self, url: str, text: str) -> None:
        """Keep it in place of what was kept before."""
        self.gate.put(windows, [{"feed": url, "entries": text}])

    def mark(self, url: str, told: str, now: datetime) -> bool:
        """Write down what the operator was told of a feed."""
        other = update(feeds).where(feeds.c.url == url, feeds.c.told != told)
        return self.gate.change(other.values(told=told, **({"told_at": now} if told else {}))) == 1

    def release(self) -> None:
        """End every lease; a worker that still lives loses its fence."""
        held = update(feeds).where(feeds.c.leased_until.is_not(None))
        self.gate.change(held.values(leased_until=None, fence=feeds.c.fence + 1))

    def all(self) -> list[FeedState]:
        """Every state, by url."""
        return [FeedState(*row) for row in self.gate.rows(select(*STATE).order_by(feeds.c.url))]

    def revive(self, url: str, now: datetime) -> None:
        """Forget holds, failures and `gone` of one feed: it is due now."""
        health = case((feeds.c.health == Health.GONE, Health.NEW), else_=feeds.c.health)
        fresh = {"next_due": now, "held_until": None, "failures": 0, "health": health, "detail": ""}
        self.gate.change(update(feeds).where(feeds.c.url == url).values(fresh))


def _row(state: FeedState) -> dict[str, Any]:
    row = {name: getattr(state, name) for name in POLLED}
    return row | {"leased_until": None, "name": state.url, "ours": state.fence}
