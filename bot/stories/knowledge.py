"""What is known before the first item: how common words are in news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.model import Item, Match
from bot.stories import limits
from bot.stories.fingerprint import Fingerprint, fingerprint
from bot.stories.likeness import Frequencies


@dataclass(frozen=True, slots=True)
class Knowledge:
    """`background` tells in how many documents of other days each term occurs, as `Frequencies` takes it."""

    background: Mapping[str, int] = field(default_factory=dict)

    def frequencies(self, documents: int = 0, counts: Mapping[str, int] | None = None) -> Frequencies:
        """Begin to count on this background, or go on from stored counts."""
        return Frequencies(documents, counts, self.background)

    def fingerprint(self, item: Item, matches: Iterable[Match]) -> Fingerprint:
        """Take the fingerprint of an item with the themes that fired on it."""
        return fingerprint(item, matches, self.rare)

    def rare(self, word: str) -> bool:
        """Whether a word (`en:kursk`) is known to be rare; none is where the background is too small to know."""
        documents = self.background.get(f"l:{word.partition(':')[0]}", 0)
        return documents >= limits.EXPERIENCE and self.background.get(word, 0) * limits.RARE < documents
