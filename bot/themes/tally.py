"""Counts what a theme gains and loses, item by item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.model import Evidence, Item
from bot.themes.cause import Cause


@dataclass(frozen=True, slots=True)
class Change:
    """An item that a theme gained or lost, the words that fire on the one side, and why they do not on the other."""

    item: Item
    story: str
    evidence: tuple[Evidence, ...]
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a theme gained, or what it lost. Every mapping has its largest number first."""

    items: int
    stories: int  # those that have the theme on one side only
    languages: Mapping[str, int]  # items by language
    outlets: Mapping[str, int]
    causes: Mapping[Cause, int]  # an item counts under each of its causes
    together: Mapping[str, int]  # story -> how many of the items are its own
    changes: tuple[Change, ...]  # in order of the items; with `details`, the first of each of the last so many stories


@dataclass(frozen=True, slots=True)
class ThemeDifference:
    """One theme, or all themes as one: items on which it fires, and the stories that they belong to."""

    theme: str  # "" for all themes as one
    items_before: int
    items_after: int
    stories_before: int
    stories_after: int
    gained: Moved
    lost: Moved


class Tally:
    """Counts for one theme; keeps `details` changes each way, or all (None)."""

    def __init__(self, theme: str, details: int | None) -> None:
        self._theme = theme
        self._before: Counter[str] = Counter()  # items by story
        self._after: Counter[str] = Counter()
        self._gained = _Heap(details)
        self._lost = _Heap(details)

    def fires(self, story: str, *, before: bool, after: bool) -> None:
        """Count an item on which it fires, on either side."""
        if before:
            self._before[story] += 1
        if after:
            self._after[story] += 1

    def moves(self, change: Change, *, gained: bool) -> None:
        """Count an item on which it fires on one side only."""
        (self._gained if gained else self._lost).add(change)

    def result(self) -> ThemeDifference:
        """All counts."""
        before, after = self._before.keys(), self._after.keys()
        return ThemeDifference(
            theme=self._theme,
            items_before=self._before.total(),
            items_after=self._after.total(),
            stories_before=len(before),
            stories_after=len(after),
            gained=self._gained.result(len(after - before)),
            lost=self._lost.result(len(before - after)),
        )


class _Heap:
    def __init__(self, details: int | None) -> None:
        self._details = details
        self._languages: Counter[str] = Counter()
        self._outlets: Counter[str] = Counter()
        self._causes: Counter[Cause] = Counter()
        self._together: Counter[str] = Counter()
        self._items = 0
        self._changes: dict[str, Change] = {}  # by item, or by story where only some are kept

    def add(self, change: Change) -> None:
        self._items += 1
        self._languages[change.item.language] += 1
        self._outlets[change.item.outlet] += 1
        self._causes.update(change.causes)
        self._together[change.story] += 1
        self._changes.setdefault(change.item.id if self._details is None else change.story, change)
        if self._details is not None and len(self._changes) > self._details:
            del self._changes[next(iter(self._changes))]

    def result(self, stories: int) -> Moved:
        return Moved(
            items=self._items,
            stories=stories,
            languages=dict(self._languages.most_common()),
            outlets=dict(self._outlets.most_common()),
            causes=dict(self._causes.most_common()),
            together=dict(self._together.most_common()),
            changes=tuple(self._changes.values()),
        )
