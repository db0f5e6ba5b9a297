"""Which stories are near: an inverted index of centroids, asked for the rarest terms first."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterator

from bot.stories import limits
from bot.stories.likeness import Vector

# How many entries of its lists are read for one item, the rarest terms first, and how many stories are then compared: so
# the time of an item does not grow with the window. Measured: from 150 and 6 to 500 and 12 no figure moves.
ENTRIES = 150
COMPARED = 6


_Packed = tuple[tuple[str, ...], "array[float]"]  # terms and weights of one item, a quarter of the size of a dict


def _packed(vector: Vector) -> _Packed:
    return tuple(vector), array("f", vector.values())


class Index:
    """Centroids by story, found by their terms."""

    def __init__(self) -> None:
        self._postings: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._terms: dict[str, dict[str, float]] = {}
        self._lengths: dict[str, float] = {}
        self._items: dict[str, list[_Packed]] = {}  # of stories of more than one item

    def __contains__(self, story: str) -> bool:
        return story in self._lengths

    def __len__(self) -> int:
        return len(self._postings)

    def add(self, story: str, vector: Vector) -> None:
        """Add the vector of one item to the centroid of its story. An empty vector changes nothing."""
        if not vector:
            return
        shared = 0.0
        known = self._terms.setdefault(story, {})
        if known:
            items = self._items.setdefault(story, [_packed(known)] if story not in self._items else [])
            items.append(_packed(vector))
            if len(items) > limits.TOLD:
                items.pop(limits.TOLD // 2)
        for term, weight in vector.items():
            posting = self._postings[term]
            before = posting.get(story, 0.0)
            posting[story] = before + weight
            shared += before * weight
            known[term] = posting[story]
        self._lengths[story] = math.sqrt(self._lengths.get(story, 0.0) ** 2 + 2 * shared + 1.0)

    def drop(self, story: str) -> None:
        """Forget a story; one that is not here is no error."""
        for term in self._terms.pop(story, {}):
            posting = self._postings[term]
            del posting[story]
            if not posting:
                del self._postings[term]
        self._lengths.pop(story, None)
        self._items.pop(story, None)

    def near(self, vector: Vector, least: float) -> dict[str, dict[str, float]]:
        """Return what each shared term adds to the cosine, for the stories that reach `least`.

        Only stories that share the heaviest terms are looked at.
        """
        dots: defaultdict[str, float] = defaultdict(float)
        for weight, posting in self._heaviest(vector):
            for story, other in posting.items():
                dots[story] += weight * other
        lengths = self._lengths
        nearest = sorted([(dot / lengths[story], story) for story, dot in dots.items()], reverse=True)[:COMPARED]
        found = {story: self.spoken(vector, story) for _, story in nearest}
        return {story: shared for story, shared in found.items() if sum(shared.values()) >= least}

    def _heaviest(self, vector: Vector) -> Iterator[tuple[float, dict[str, float]]]:
        """Yield weight and stories of the heaviest terms, as many as may be read; a long list only where it is the first."""
        left = ENTRIES
        for term, weight in vector.items():
            posting = self._postings.get(term)
            if posting:
                if len(posting) > left and left < ENTRIES:
                    return
                left -= len(posting)
                yield weight, posting

    def spoken(self, vector: Vector, story: str) -> dict[str, float]:
        """Return what each shared term adds to the cosine with one story. Its sum is the cosine."""
        known = self._terms.get(story)
        if known is None:
            return {}
        length = self._lengths[story]
        return {term: weight * known[term] / length for term, weight in vector.items() if term in known}

    def nearest(self, vector: Vector, story: str, cosine: float) -> float:
        """Return the cosine with the nearest item of the story; `cosine` is that with the story itself."""
        weight = vector.get
        return max(
            (
                sum(weight(term, 0.0) * other for term, other in zip(terms, weights, strict=True))
                for terms, weights in self._items.get(story, ())
            ),
            default=cosine,
        )

    def missing(self, vector: Vector, story: str) -> list[str]:
        """Return the terms of `vector` that the story never used, heaviest first."""
        known = self._terms.get(story, {})
        return [term for term in vector if term not in known]
