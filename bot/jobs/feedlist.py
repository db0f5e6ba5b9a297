"""How every configured feed does, from what the state knows. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.feeds.care import Need, need, sentences
from bot.model import Feed, FeedState, Health
from bot.settings.nouns import Settings
from bot.store.base import Store

LOOK_BACK = timedelta(days=30)  # for the newest item
DAY = timedelta(hours=24)
_ORDER = {why: place for place, why in enumerate((*Need, None))}


@dataclass(frozen=True, slots=True)
class Standing:
    """One feed; `need` is None where nobody has to look, `sentences` say why somebody has to."""

    feed: Feed
    state: FeedState | None  # None: no service has seen it yet
    need: Need | None
    sentences: tuple[str, ...]
    last_day: int  # items first seen in the last 24 h
    newest: datetime | None  # item of the last 30 days

    @property
    def parked(self) -> bool:
        """True where the server said 410: nobody asks it any more."""
        return self.state is not None and self.state.health is Health.GONE


def standings(store: Store, settings: Settings, now: datetime) -> list[Standing]:
    """Every feed of the configuration: first what needs a person, most urgent first; disabled ones last."""
    with store.glance() as unit:
        states = {state.url: state for state in unit.feeds.all()}
        day = unit.items.by_feed(now - DAY)
        month = unit.items.by_feed(now - LOOK_BACK)
    found = [
        _standing(feed, states.get(feed.url), day.get(feed.url, (0, now))[0], month.get(feed.url, (0, None))[1], now)
        for feed in settings.feeds
    ]
    return sorted(found, key=lambda one: (not one.feed.enabled, _ORDER[one.need]))


def _standing(feed: Feed, state: FeedState | None, last_day: int, newest: datetime | None, now: datetime) -> Standing:
    if state is None or not feed.enabled:
        return Standing(feed, state, None, (), last_day, newest)
    return Standing(feed, state, need(state, now), sentences(state, now), last_day, newest)
