"""Judge stored items, matched or not, by the configuration as it is now or as it might be. Reads only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.model import Feed, Kept
from bot.settings.nouns import Settings
from bot.store.base import Store
from bot.themes.difference import Difference, compare
from bot.themes.edition import Edition, Record

Watch = Callable[[Iterable[Kept], int], Iterable[Kept]]  # passes on what is read; how many it will be


@dataclass(frozen=True, slots=True)
class Backtest:
    """What came of it. What was first seen after `complete_since` is all there (None: nothing was ever deleted)."""

    difference: Difference
    since: datetime
    complete_since: datetime | None
    began: datetime | None  # when the first stored item was seen; None: there is none
    new_feeds: tuple[Feed, ...] = ()  # only the other configuration has them: nothing of them is stored


def backtest(
    store: Store,
    live: Settings,
    other: Settings | None,
    since: datetime,
    *,
    details: int | None = None,
    watch: Watch = lambda kept, _: kept,
) -> Backtest:
    """Compare what `live` says of the items seen since with what `other` says.

    Without `other`: what was written down when the items were matched, with what `live` says now. `details` as in
    `compare`. One reading transaction; nobody waits for it.
    """
    with store.glance() as unit:
        before = Record(unit.items.first_fired()) if other is None else edition(live, other)
        after = edition(live) if other is None else edition(other, live)
        kept = watch(unit.items.kept(since), unit.items.count(since))
        difference = compare(kept, before, after, details=details)
        complete = unit.items.complete_since()
        first = next((one.item.seen for one in unit.items.kept()), None)
    return Backtest(difference, since, complete, first, missing(other, live) if other else ())


def edition(settings: Settings, rival: Settings | None = None) -> Edition:
    """What of a configuration decides what fires; feeds that only its rival asks are dropped."""
    feeds = tuple(feed for feed in settings.feeds if feed.enabled)
    dropped = [feed.url for feed in missing(rival, settings)] if rival else ()
    return Edition(settings.themes, settings.concepts, feeds, dropped)


def missing(one: Settings, other: Settings) -> tuple[Feed, ...]:
    """Feeds that one configuration asks and the other does not; one that has the name but moved is no other feed."""
    asked = {name for feed in other.feeds if feed.enabled for name in (feed.url, feed.name)}
    return tuple(feed for feed in one.feeds if feed.enabled and asked.isdisjoint((feed.url, feed.name)))
