"""A file of items put into stories from the beginning, as if each had come when it was published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.model import Develops, Item, Joins, Match, Placement, Starts
from bot.stories import limits
from bot.stories.knowledge import Knowledge
from bot.stories.place import Window

_FORGET = timedelta(hours=1)  # between two looks for stories that have passed
_WINDOW = timedelta(hours=limits.WINDOW_HOURS)


@dataclass(frozen=True, slots=True)
class Replayed:
    """Where one item went."""

    item: Item
    story: str
    placement: Placement


def story_of(item: Item, placement: Placement) -> str:
    """The story that an item belongs to: the one found, or a new one named after it."""
    match placement:
        case Joins(story=story) | Develops(story=story):
            return story
        case Starts():
            return f"s{item.id}"


def replay(
    items: Sequence[Item], matches: Callable[[Item], Sequence[Match]], knowledge: Knowledge
) -> tuple[Replayed, ...]:
    """Place every item, each seeing only earlier ones, and give the results in the order of `items`.

    Items go in order of `published`, equals as they stand; an undated one takes the time of the one before it (of the
    first dated one where none is before it; `seen` where none is dated). Ids need not be unique.
    """
    window = Window(knowledge.frequencies())
    placed: dict[int, Replayed] = {}
    when = _times(items)
    looked = min(when, default=None)
    for position in sorted(range(len(items)), key=lambda position: when[position]):
        item = replace(items[position], published=when[position])
        if looked and item.when - looked >= _FORGET:
            looked = item.when
            window.forget(item.when - _WINDOW)
        taken = knowledge.fingerprint(item, matches(item))
        placement = window.place(item, taken)
        placed[position] = Replayed(item, story_of(item, placement), placement)
        window.add(item, taken, placed[position].story)
    return tuple(placed[position] for position in range(len(items)))


def _times(items: Sequence[Item]) -> list[datetime]:
    last = next((item.published for item in items if item.published), None)
    times = []
    for item in items:
        last = item.published or last
        times.append(last or item.seen)
    return times
