"""What every verb works with, laid out on one desk. The doors set it; the verbs only use it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.channels.base import Sender
from bot.events import Emit
from bot.model import Answer, Concept, Feed, FeedState
from bot.settings.nouns import Settings
from bot.store.base import Store
from bot.stories.knowledge import Knowledge
from bot.themes.match import Matcher


class Fetches(Protocol):
    """Asks a feed."""

    async def fetch(self, feed: Feed, state: FeedState) -> Answer:
        """What came of asking; never an exception."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Settings, edges, clock and dice."""

    settings: Settings
    store: Store
    matcher: Matcher
    fetcher: Fetches
    senders: Mapping[str, Sender]  # channel id -> who posts there
    emit: Emit
    clock: Callable[[], datetime]
    dice: Callable[[], float]  # in [0, 1)
    started: datetime  # by the clock
    knowledge: Knowledge  # of words and names, from before the first item
    asking: Counter[str] = field(default_factory=Counter)  # host -> how many of its feeds are being asked now
    notes: list[FeedState] = field(default_factory=list)  # states that are about to be written

    @property
    def concepts(self) -> dict[str, Concept]:
        """The concepts by id."""
        return {concept.id: concept for concept in self.settings.concepts}

    @property
    def feeds(self) -> dict[str, Feed]:
        """The feeds that are polled, by url."""
        return {feed.url: feed for feed in self.settings.feeds if feed.enabled}
