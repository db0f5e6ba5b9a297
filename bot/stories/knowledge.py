"""What is known before the first item: how common words are in news, and what the languages call the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.model import Item, Match
from bot.stories import limits
from bot.stories.fingerprint import Fingerprint, fingerprint
from bot.stories.likeness import Frequencies
from bot.stories.notions import Forms, Interlingua


class Knowledge:
    """`background` tells in how many documents of other days each term occurs; `forms` how a language names notions."""

    def __init__(
        self, background: Mapping[str, int] | None = None, forms: Callable[[str], Forms] = lambda _: {}
    ) -> None:
        self._background = background or {}
        self._interlingua = Interlingua(forms)

    def frequencies(self, documents: int = 0, counts: Mapping[str, int] | None = None) -> Frequencies:
        """Begin to count on this background, or go on from stored counts."""
        return Frequencies(documents, counts, self._background)

    def fingerprint(self, item: Item, matches: Iterable[Match]) -> Fingerprint:
        """Take the fingerprint of an item with the themes that fired on it."""
        return fingerprint(item, matches, self)

    def notions(self, title: str, summary: str, language: str) -> frozenset[str]:
        """The notions that a text names."""
        return self._interlingua.notions(title, summary, language)

    def rare(self, word: str) -> bool:
        """Whether a word (`en:kursk`) is known to be rare; none is where the background is too small to know."""
        documents = self._background.get(f"l:{word.partition(':')[0]}", 0)
        return documents >= limits.EXPERIENCE and self._background.get(word, 0) * limits.RARE < documents
