"""Which stories are near: an inverted index of centroids, with exact pruning."""

from __future__ import annotations

import math
from collections import defaultdict

from bot.stories.likeness import Vector

CUT = 0.8  # measured: 0.2 to 0.95 give the same answers, this one soonest


class Index:
    """Centroids by story, found by their terms."""

    def __init__(self) -> None:
        self._postings: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._terms: dict[str, dict[str, None]] = {}
        self._lengths: dict[str, float] = {}

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
        for term, weight in vector.items():
            posting = self._postings[term]
            before = posting.get(story, 0.0)
            posting[story] = before + weight
            shared += before * weight
            known[term] = None
        self._lengths[story] = math.sqrt(self._lengths.get(story, 0.0) ** 2 + 2 * shared + 1.0)

    def drop(self, story: str) -> None:
        """Forget a story; one that is not here is no error."""
        for term in self._terms.pop(story, {}):
            posting = self._postings[term]
            del posting[story]
            if not posting:
                del self._postings[term]
        self._lengths.pop(story, None)

    def near(self, vector: Vector, least: float) -> dict[str, float]:
        """Return the cosine of every story that reaches `least`.

        Exact, but without walking through the long lists of common words: the lightest terms of the vector, up to a
        common length of CUT times `least`, can add no more than that (Cauchy and Schwarz). So a story that misses more
        after the heavier terms is out, and only the few that are left are asked for the light ones.
        """
        heavy, light, length = _split(vector, least * CUT)
        dots: dict[str, float] = {}
        for term, weight in heavy:
            for story, other in self._postings.get(term, {}).items():
                dots[story] = dots.get(story, 0.0) + weight * other
        lengths, enough = self._lengths, (least - length) * 0.999  # rounding must not lose a story
        left = [story for story, dot in dots.items() if dot >= enough * lengths[story]]
        for term, weight in light:
            posting = self._postings.get(term, {})
            for story in left:
                if story in posting:
                    dots[story] += weight * posting[story]
        return {story: dots[story] / lengths[story] for story in left if dots[story] >= least * lengths[story]}

    def spoken(self, vector: Vector, story: str) -> dict[str, float]:
        """Return what each shared term adds to the cosine with one story. Its sum is the cosine."""
        length = self._lengths.get(story, 1.0)
        shared = ((term, weight, self._postings.get(term, {}).get(story)) for term, weight in vector.items())
        return {term: weight * other / length for term, weight, other in shared if other is not None}

    def missing(self, vector: Vector, story: str) -> list[str]:
        """Return the terms of `vector` that the story never used, heaviest first."""
        known = self._terms.get(story, {})
        return [term for term in vector if term not in known]


def _split(vector: Vector, bound: float) -> tuple[list[tuple[str, float]], list[tuple[str, float]], float]:
    """Part the terms: the longest run of lightest ones whose common length is at most `bound`, with that length."""
    terms = list(vector.items())
    square, cut = 0.0, len(terms)
    while cut and square + terms[cut - 1][1] ** 2 <= bound**2:
        cut -= 1
        square += terms[cut][1] ** 2
    return terms[:cut], terms[cut:], math.sqrt(square)
