"""Which themes are worth testing: those whose needed words occur. Most items fail the first gate of every theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.model import Theme
from bot.themes.nature import needs
from bot.themes.operators import Test, literal_key, test_of
from bot.themes.possible import possible

Need = frozenset[str]  # concepts and literals, one of which must occur


@dataclass(frozen=True, slots=True)
class _Gate:
    """The themes that have a need in common, and what each needs besides; themes by their place in the file."""

    need: Need
    themes: tuple[tuple[int, tuple[Need, ...]], ...]


class Gates:
    """The needs of all themes, those that many themes share first: one look then settles many themes."""

    def __init__(self, themes: Sequence[Theme]) -> None:
        self._themes = [(theme, test_of(theme.rule)) for theme in themes]
        self._possible = [possible(theme.rule, literal_key) for theme in themes]
        own = [needs(theme.rule, literal_key) for theme in themes]
        shared = Counter(need for all_needs in own for need in all_needs)
        ranked = [sorted(all_needs, key=lambda need: -shared[need]) for all_needs in own]
        self._always = [at for at, order in enumerate(ranked) if not order]
        gates: dict[Need, list[tuple[int, tuple[Need, ...]]]] = {}
        for at, order in enumerate(ranked):
            if order:
                gates.setdefault(order[0], []).append((at, tuple(order[1:])))
        self._gates = [_Gate(need, tuple(group)) for need, group in gates.items()]

    def likely(self, there: AbstractSet[str]) -> list[tuple[Theme, Test]]:
        """The themes that can hold where these concepts and literals occur, in the order of the file, with their tests."""
        found = list(self._always)
        for gate in self._gates:
            if gate.need.isdisjoint(there):
                continue
            found += [at for at, more in gate.themes if not any(need.isdisjoint(there) for need in more)]
        return [self._themes[at] for at in sorted(found) if self._possible[at](there)]
