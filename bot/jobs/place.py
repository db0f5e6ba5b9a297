"""Place matched items into stories, in order, one transaction a batch. One replica does this: the leader.

unplaced -> fingerprint -> joins, develops or starts a story -> remember words, placement and why
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import assert_never

from bot.events import Placed
from bot.jobs.desk import Desk
from bot.model import Develops, Item, Joins, Match, Placement, Starts
from bot.stories.place import Window

BATCH = 200
WINDOW = timedelta(hours=72)


class Placer:
    """Keeps the window of recent stories in memory; rebuilt from the store when it is missing or in doubt."""

    def __init__(self) -> None:
        self._window: Window | None = None

    async def place(self, desk: Desk) -> int:
        """Place everything that waits; gives the number of items placed."""
        if not await asyncio.to_thread(desk.store.lead):
            # whoever leads now places items that our window has not seen
            self._window = None
            return 0
        placed = 0
        while batch := await asyncio.to_thread(self._batch, desk):
            for event in batch:
                desk.emit(event)
            placed += len(batch)
        return placed

    def _batch(self, desk: Desk) -> list[Placed]:
        window = self._window or rebuild(desk)
        # in doubt until the transaction has ended: a batch that rolled back must not stay in memory
        self._window = None
        now = desk.clock()
        window.forget(now - WINDOW)
        events: list[Placed] = []
        with desk.store.unit() as unit:
            items = unit.items.unplaced(BATCH)
            fired = by_item(unit.items.matches([item.id for item in items]))
            terms: Counter[str] = Counter()
            for item in items:
                mark = desk.knowledge.fingerprint(item, fired[item.id])
                placement = window.place(item, mark)
                story = home_of(item, placement)
                unit.stories.place(item, story, placement, now)
                window.add(item, mark, story)
                terms.update(set(mark.terms))
                events.append(Placed(item.id, story, type(placement).__name__.lower(), placement.score))
            if items:
                unit.stories.count_terms(len(items), terms)
        self._window = window
        return events


def home_of(item: Item, placement: Placement) -> str:
    """The story that keeps an item.

    A new step of a story that may be told already becomes a story of its own, so that it is told and not lost; from
    which story it comes, and why, is kept with its placement.
    """
    match placement:
        case Joins(story=story):
            return story
        case Develops() | Starts():
            return f"s{item.id}"
    assert_never(placement)


def rebuild(desk: Desk) -> Window:
    """The window as the store remembers it."""
    with desk.store.glance() as unit:
        documents, counts = unit.stories.frequencies()
        stories = unit.stories.recent(desk.clock() - WINDOW)
    window = Window(desk.knowledge.frequencies(documents, counts))
    told = sorted(((item, story.id) for story in stories for item in story.items), key=lambda pair: pair[0].when)
    fired = by_item(match for story in stories for match in story.matches)
    for item, story in told:
        mark = desk.knowledge.fingerprint(item, fired[item.id])
        window.add(item, mark, story, counted=True)
    return window


def by_item(matches: Iterable[Match]) -> defaultdict[str, list[Match]]:
    """Matches by the id of their item."""
    found: defaultdict[str, list[Match]] = defaultdict(list)
    for match in matches:
        found[match.item].append(match)
    return found
