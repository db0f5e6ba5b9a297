"""When a story moves on: a number that changed, or a publisher that tells again under another headline."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Item
from bot.stories import limits
from bot.stories.fingerprint import Fingerprint


class Steps:
    """What one story has told: every number so far, and who told its present step under which headline."""

    def __init__(self) -> None:
        self._numbers: set[str] = set()
        self._step: dict[str, tuple[Item, frozenset[str]]] = {}

    def next(self, item: Item, fingerprint: Fingerprint) -> str:
        """Why the item would be a new step of the story; "" where it only tells the present one."""
        return self._changed(fingerprint) or self._again(item, fingerprint)

    def tell(self, item: Item, fingerprint: Fingerprint) -> None:
        """Remember that the item was told as part of the story."""
        if self._step and self.next(item, fingerprint):
            self._step.clear()
        self._numbers |= fingerprint.numbers
        self._step.setdefault(item.family, (item, frozenset(fingerprint.headline)))

    def _changed(self, fingerprint: Fingerprint) -> str:
        for new in sorted(fingerprint.headline_numbers - self._numbers):
            for old in sorted(self._numbers, key=lambda mark: (abs(_value(mark) - _value(new)), mark)):
                if 1 / limits.COMPARABLE <= _value(new) / _value(old) <= limits.COMPARABLE:
                    return f"number changed: {old[2:]} to {new[2:]}"
        return ""

    def _again(self, item: Item, fingerprint: Fingerprint) -> str:
        if item.family not in self._step:
            return ""
        told, headline = self._step[item.family]
        words = frozenset(fingerprint.headline)
        kept = len(words & headline) / max(1, min(len(words), len(headline)))
        if item.when - told.when < timedelta(hours=limits.AGAIN_HOURS) or kept > limits.TOUCHED_UP:
            return ""
        return f"{item.outlet or item.family} tells again under another headline"


def _value(mark: str) -> float:
    return float(mark[2:])
