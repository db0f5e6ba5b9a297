"""Which themes are worth testing: those whose needed words occur. Most items fail the first gate of every theme."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import Theme
from bot.themes.operators import Test, literal_key, test_of
from bot.themes.possible import possible

_MOST_KNOWN = 5_000  # sets of words that the answers are remembered for


class Gates:
    """The themes with their tests, each behind a look at which words there are."""

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._themes = [(possible(theme.rule, literal_key), (theme, test_of(theme.rule))) for theme in themes]
        self._known: dict[int, list[tuple[Theme, Test]]] = {}

    def likely(self, there: int) -> list[tuple[Theme, Test]]:
        """The themes that can hold where concepts and literals of these bits occur, in the order of the file.

        Few different sets of words occur in news, so most answers are known.
        """
        known = self._known.get(there)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[there] = [found for may_hold, found in self._themes if may_hold(there)]
        return known
