"""What another configuration would make of stored items: gained and lost, by theme, with the reasons. Prints nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.model import Kept
from bot.text.tokens import words
from bot.themes.cause import Firing, causes
from bot.themes.edition import Edition, Side
from bot.themes.rivals import Heard, Rivals
from bot.themes.tally import Change, Tally, ThemeDifference

_WORDS = 4  # fewer words are no headline of one event


@dataclass(frozen=True, slots=True)
class Shift:
    """Items that gained some theme, and items that lost some."""

    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything. In `any` an item is gained when nothing fired on it before, lost when nothing fires on it any more."""

    items: int  # looked at
    any: ThemeDifference
    themes: tuple[ThemeDifference, ...]  # those of after, in the order of the file, then those that are gone
    languages: Mapping[str, Shift]  # those that changed, the most changed first
    outlets: Mapping[str, Shift]


def compare(kept: Iterable[Kept], before: Side, after: Edition, *, details: int | None = None) -> Difference:
    """Judge every item by both sides. Reads `kept` once, as it comes.

    An item that was never placed is one story with those that have the same title. `details` bounds the changes kept for
    each theme and direction (None: all); every number is complete all the same. Memory grows with the items that fire,
    not with those that are looked at.
    """
    counting = _Counting(before, after, details)
    for one in kept:
        counting.take(one)
    return counting.result()


class _Counting:
    def __init__(self, before: Side, after: Edition, details: int | None) -> None:
        self._rivals = Rivals(before, after)
        self._details = details
        self._items = 0
        self._any = Tally("", details)
        named = [*after.themes, *(before.themes if isinstance(before, Edition) else ())]
        self._themes = {theme: Tally(theme, details) for theme in dict.fromkeys(named)}
        # (language or outlet, whether gained) -> items
        self._languages: Counter[tuple[str, bool]] = Counter()
        self._outlets: Counter[tuple[str, bool]] = Counter()

    def take(self, kept: Kept) -> None:
        self._items += 1
        old, new = self._rivals.judge(kept)
        if not old.fired and not new.fired:
            return
        story = _story(kept)
        for theme in dict.fromkeys([*old.fired, *new.fired]):
            if theme not in self._themes:  # it is gone since it fired
                self._themes[theme] = Tally(theme, self._details)
            self._themes[theme].fires(story, before=theme in old.fired, after=theme in new.fired)
        self._any.fires(story, before=bool(old.fired), after=bool(new.fired))
        gained = self._move(kept, story, new, old, gained=True)
        lost = self._move(kept, story, old, new, gained=False)
        if bool(old.fired) != bool(new.fired):
            self._any.moves(_together([*gained, *lost]), gained=bool(gained))

    def _move(self, kept: Kept, story: str, fires: Heard, silent: Heard, *, gained: bool) -> list[Change]:
        """Count the themes that fire on one side only."""
        changes = []
        for theme in [name for name in fires.fired if name not in silent.fired]:
            firing = Firing(fires.fired[theme], fires.item or kept.item)
            why = causes(self._rivals, firing, silent.item, gained=gained)
            changes.append(Change(kept.item, story, firing.match.evidence, why))
            self._themes[theme].moves(changes[-1], gained=gained)
        if changes:
            self._languages[kept.item.language, gained] += 1
            self._outlets[kept.item.outlet, gained] += 1
        return changes

    def result(self) -> Difference:
        return Difference(
            items=self._items,
            any=self._any.result(),
            themes=tuple(tally.result() for tally in self._themes.values()),
            languages=_shifts(self._languages),
            outlets=_shifts(self._outlets),
        )


def _together(changes: list[Change]) -> Change:
    """The changes of several themes on one item as one."""
    evidence = dict.fromkeys(one for change in changes for one in change.evidence)
    why = dict.fromkeys(one for change in changes for one in change.causes)
    return Change(changes[0].item, changes[0].story, tuple(evidence), tuple(why))


def _shifts(counts: Counter[tuple[str, bool]]) -> dict[str, Shift]:
    names = dict.fromkeys(name for name, _ in counts)
    shifts = {name: Shift(counts[name, True], counts[name, False]) for name in names}
    return dict(sorted(shifts.items(), key=lambda pair: (-pair[1].gained - pair[1].lost, pair[0])))


def _story(kept: Kept) -> str:
    """The story that the item is in; else its title, so that the same headline in several outlets counts once."""
    if kept.story:
        return kept.story
    said = words(kept.item.title)
    return f"title: {' '.join(said)}" if len(said) >= _WORDS else f"item: {kept.item.id}"
