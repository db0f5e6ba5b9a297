"""One transaction as the jobs see it: the verbs of every concern over one gate."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from bot.store.balance import balance
from bot.store.base import Balance, Feeds, Items, Outbox, Stories
from bot.store.feeds import SqlFeeds
from bot.store.gate import Gate
from bot.store.items import SqlItems
from bot.store.outbox import SqlOutbox
from bot.store.stories import SqlStories


class SqlUnit:
    """See `base.Unit`."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.feeds: Feeds = SqlFeeds(gate)
        self.items: Items = SqlItems(gate)
        self.stories: Stories = SqlStories(gate)
        self.outbox: Outbox = SqlOutbox(gate)

    def balance(self, since: datetime, now: datetime, channels: Mapping[str, Collection[str] | None]) -> Balance:
        """The sums of the balance."""
        return balance(self.gate, since, now, channels)
