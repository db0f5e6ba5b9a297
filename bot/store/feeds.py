"""Feed states and whose turn it is: the verbs of `base.Feeds`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta

from sqlalchemy import case, or_, select, update

from bot.model import Feed, FeedState, Health
from bot.store.gate import Gate
from bot.store.tables import feeds

TOLD = ("told", "told_at")  # of the operator, not of a poll
STATE = [feeds.c[field.name] for field in fields(FeedState)]


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
        free = select(*STATE).where(
            self.gate.among(feeds.c.url, urls),
            feeds.c.health != Health.GONE,
            or_(feeds.c.leased_until.is_(None), feeds.c.leased_until <= now),
            or_(feeds.c.held_until.is_(None), feeds.c.held_until <= now),
        )
        free = free.where(feeds.c.next_due <= now) if due else free
        first = free.order_by(feeds.c.next_due, feeds.c.url).limit(limit)
        found = [FeedState(*row) for row in self.gate.take(first)]
        ours = self.gate.among(feeds.c.url, [state.url for state in found])
        self.gate.change(update(feeds).where(ours).values(fence=feeds.c.fence + 1, leased_until=now + lease))
        return [replace(state, fence=state.fence + 1) for state in found]

    def save(self, state: FeedState) -> bool:
        """Write the state and end its lease; False when the fence is no longer ours."""
        ours = update(feeds).where(feeds.c.url == state.url, feeds.c.fence == state.fence)
        polled = {name: value for name, value in asdict(state).items() if name not in TOLD}
        return self.gate.change(ours.values(**polled, leased_until=None)) == 1

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
