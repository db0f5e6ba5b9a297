"""What a rule looks at: an item and the words found in it, or in one field or sentence of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from bot.model import Evidence, Item
from bot.text.bits import bits
from bot.text.lexicon import Hit
from bot.themes.lists import Lists

Place = TypeVar("Place", str, tuple[str, int])
Proof = Hit | Evidence
# The evidence that makes a rule hold, which is empty for `not a`. `Found | None`: None when it does not hold.
Found = tuple[Proof, ...]


class Scene:
    """What a rule looks at: an item, and the hits in the part of it that is in view. `hits` has no empty entry."""

    def __init__(
        self,
        item: Item,
        hits: Mapping[str, Sequence[Hit]],
        lists: Lists | None = None,
        there: int | None = None,
    ) -> None:
        self.item = item
        self.hits = hits
        self.there = bits(hits) if there is None else there  # of the concepts and literals that there are hits of
        self.answers: dict[object, Found | None] = {}  # of tests that were made before
        self.lists = lists or Lists(item.language)  # of the whole item, looked for once

    @cached_property
    def sentences(self) -> list[Scene]:
        """One scene for each sentence with a hit."""
        split = self._split(lambda hit: (hit.text.field, hit.sentence))
        return [split[place] for place in sorted(split)]

    @cached_property
    def fields(self) -> dict[str, Scene]:
        """One scene for each field with a hit."""
        return self._split(lambda hit: hit.text.field)

    def _split(self, place: Callable[[Hit], Place]) -> dict[Place, Scene]:
        """One scene for each place; itself, where all hits have one place."""
        groups: dict[Place, dict[str, list[Hit]]] = {}
        for key, hits in self.hits.items():
            for hit in hits:
                groups.setdefault(place(hit), {}).setdefault(key, []).append(hit)
        if len(groups) == 1:
            return dict.fromkeys(groups, self)
        return {at: Scene(self.item, group, self.lists) for at, group in groups.items()}
