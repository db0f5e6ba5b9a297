"""Stories: where an item goes, and the news that several outlets tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model.news import Item
from bot.model.themes import Match


@dataclass(frozen=True, slots=True)
class Joins:
    """The item tells what the story tells."""

    story: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Develops:
    """The item carries the story on: a new step, told as such."""

    story: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Starts:
    """Nothing recent is like it."""

    nearest: str = ""  # the story that came closest
    score: float = 0.0
    reasons: tuple[str, ...] = ()


Placement = Joins | Develops | Starts


@dataclass(frozen=True, slots=True)
class Kept:
    """An item as the store keeps it, matched or not."""

    item: Item
    story: str = ""  # "" while it was never placed
    matches: tuple[Match, ...] = ()  # what fired when it was matched, by theme


@dataclass(frozen=True, slots=True)
class Story:
    """The same news from one or more outlets. Never empty; `items` in order of `when`."""

    id: str
    items: tuple[Item, ...]
    matches: tuple[Match, ...] = ()
    follows: str = ""  # the story of which this one is a new step

    @property
    def started(self) -> datetime:
        """When the first outlet had it."""
        return self.items[0].when

    @property
    def seen(self) -> datetime:
        """When we first had it."""
        return min(item.seen for item in self.items)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of its items, first told first."""
        return tuple(dict.fromkeys(item.language for item in self.items))

    @property
    def families(self) -> tuple[str, ...]:
        """Independent publishers, first told first."""
        return tuple(dict.fromkeys(item.family for item in self.items))

    @property
    def themes(self) -> frozenset[str]:
        """Every theme that fired on one of its items."""
        return frozenset(match.theme for match in self.matches)

    @property
    def stale(self) -> bool:
        """True when nothing in it was fresh when we first saw it."""
        return all(item.stale for item in self.items)
