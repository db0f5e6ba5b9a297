"""What a rule looks at: an item and the words found in it, or in one field or sentence of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from bot.model import Evidence, Item
from bot.text.bits import bits
from bot.text.lexicon import Hit
from bot.themes.lists import Lists

Proof = Hit | Evidence
# The evidence that makes a rule hold, which is empty for `not a`. `Found | None`: None when it does not hold.
Found = tuple[Proof, ...]


class Scene:
    """What a rule looks at: an item, and the hits in the part of it that is in view. `hits` has no empty entry."""

    def __init__(self, item: Item, hits: Mapping[str, Sequence[Hit]], lists: Lists | None = None) -> None:
        self.item = item
        self.hits = hits
        self.answers: dict[object, Found | None] = {}  # of tests that were made before
        self.lists = lists or Lists(item.language)  # of the whole item, looked for once

    @cached_property
    def there(self) -> int:
        """The bits of the concepts and literals that there are hits of."""
        return bits(self.hits)

    @cached_property
    def sentences(self) -> list[Scene]:
        """One scene for each sentence with a hit."""
        return self._split((hit.text.field, hit.sentence) for hits in self.hits.values() for hit in hits)

    @cached_property
    def fields(self) -> dict[str, Scene]:
        """One scene for each field with a hit."""
        return {field: self._only(field) for field in {hit.text.field for hits in self.hits.values() for hit in hits}}

    def _only(self, field: str) -> Scene:
        kept = {key: [hit for hit in hits if hit.text.field == field] for key, hits in self.hits.items()}
        return Scene(self.item, {key: hits for key, hits in kept.items() if hits}, self.lists)

    def _split(self, places: Iterator[tuple[str, int]]) -> list[Scene]:
        groups: dict[tuple[str, int], dict[str, list[Hit]]] = {}
        pairs = ((key, hit) for key, hits in self.hits.items() for hit in hits)
        for (key, hit), place in zip(pairs, places, strict=True):
            groups.setdefault(place, {}).setdefault(key, []).append(hit)
        return [Scene(self.item, groups[place], self.lists) for place in sorted(groups)]
