"""How alike two pieces of news are: TF-IDF cosines of words and of marks, what is needed of them, and why.

Words and marks are weighed apart and brought together by the decision, as systems for multilingual news do (Miranda
and others, 2018): in one language the words decide, and how far the fired concepts agree says how much of them is
needed; across languages the marks decide.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.stories import limits
from bot.stories.fingerprint import Fingerprint

Vector = Mapping[str, float]  # term -> weight, heaviest first; of length 1 unless empty


class Frequencies:
    """In how many documents each term occurs: of this stream, and in news at large (`background`).

    Grows with the stream; a new one may start from stored counts. Words are counted among the documents of their
    language, marks among all. The stream counts for less than the background, which has seen news of many days: what
    the whole stream tells today is still news.
    """

    def __init__(
        self, documents: int = 0, counts: Mapping[str, int] | None = None, background: Mapping[str, int] | None = None
    ) -> None:
        self.documents = documents
        self.counts: dict[str, int] = dict(counts or {})
        self._background = background or {}

    def learn(self, fingerprint: Fingerprint) -> None:
        """Count the terms of one more document."""
        self.documents += 1
        for term in fingerprint.terms:
            self.counts[term] = self.counts.get(term, 0) + 1

    def of_language(self, language: str) -> int:
        """How many documents of a language there were in the stream."""
        return self.counts.get(f"l:{language}", 0)

    def idf(self, term: str) -> float:
        """How much a term tells, at least `FLOOR`."""
        return self.tell((term,))[term]

    def tell(self, terms: Iterable[str]) -> dict[str, float]:
        """How much each term tells."""
        ours, others, log, least = self.counts.get, self._background.get, math.log, limits.FLOOR
        bases: dict[str, tuple[float, float, float, float]] = {}
        found = {}
        for term in terms:
            kind = term.partition(":")[0]
            documents, stream, unseen, known = bases.get(kind) or bases.setdefault(kind, self._base(kind))
            having = others(term, 0) + stream * ours(term, 0)
            rarity = (
                (documents - having + unseen) / (having + known) if documents > having else unseen / (having + known)
            )
            found[term] = log(rarity) if rarity > 1.0 else least
        return {term: max(least, tells) for term, tells in found.items()}

    def vector(self, weights: Mapping[str, float], idf: Mapping[str, float] | None = None) -> Vector:
        """Weigh terms by their idf (as `tell` gives it) and bring them to length 1.

        The same terms give the same vector in whatever order they come.
        """
        idf = self.tell(weights) if idf is None else idf
        weighed = sorted(((-weight * idf[term], term) for term, weight in weights.items()))
        length = math.sqrt(sum(weight * weight for weight, _ in weighed))
        return {term: -weight / length for weight, term in weighed}

    def _base(self, term: str) -> tuple[float, float, float, float]:
        """What the terms of a kind are counted by: documents, weight of the stream, UNSEEN and KNOWN."""
        kind, _, _ = term.partition(":")
        seen = self._background.get(f"l:{kind}", 0)
        if len(kind) == 1:
            return seen + self.documents, 1.0, limits.MARKS_UNSEEN, limits.MARKS_KNOWN
        return seen + limits.STREAM * self.of_language(kind), limits.STREAM, limits.WORDS_UNSEEN, limits.WORDS_KNOWN


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike, from 0 to 1, and how alike is `needed`; the terms that spoke most for it; all of it as text."""

    score: float
    needed: float
    shared: tuple[str, ...]
    reasons: tuple[str, ...]

    @property
    def ratio(self) -> float:
        """Score over need: the same news from 1 on."""
        return self.score / self.needed


@dataclass(frozen=True, slots=True)
class Closeness:
    """What was measured between two pieces of news: cosines, and how much the shared terms tell (`mass`)."""

    words: float | None  # None where they share no language
    words_mass: float
    marks: float
    marks_mass: float
    fresh_mass: float = 0.0  # of marks beside those by which the themes fired
    concepts: float | None = None  # None where on one of them no concept fired
    untold: float = 0.0  # share of what the headline's concepts tell that the other side never named
    same_theme: bool = True  # a theme fired on both; only asked where concepts did
    again: bool = False  # the same publisher told the other one
    age: float = 0.0  # hours between them

    @property
    def best(self) -> tuple[float, float]:
        """The score and what is needed of it: by words where they share a language, else by marks.

        Inside one subject either may speak, since there concepts make the marks tell.
        """
        if self.concepts is None:
            return self._by_words(0.0) if self.words is not None else self._by_marks(self.marks_mass, limits.MARKS)
        other = limits.UNTOLD * self.untold + (0.0 if self.same_theme else limits.OTHER_THEMES)
        if self.words is None:
            return self._by_marks(self.marks_mass, limits.MARKS_ACROSS + limits.ACROSS * other)
        strange = limits.STRANGE * max(0.0, limits.AGREED - self.concepts)
        more = other + strange + (limits.SAME_PUBLISHER if self.again else 0.0)
        ways = self._by_words(more), self._by_marks(self.fresh_mass, limits.MARKS_INSIDE + more)
        return max(ways, key=lambda way: way[0] / way[1])

    @property
    def ratio(self) -> float:
        """Score over need: the same news from 1 on."""
        score, needed = self.best
        return score / needed

    def _by_words(self, more: float) -> tuple[float, float]:
        words = (self.words or 0.0) * min(1.0, self.words_mass / limits.ENOUGH_WORDS)
        return words, limits.WORDS + more + limits.AGED_WORDS * self.age / limits.WINDOW_HOURS

    def _by_marks(self, mass: float, needed: float) -> tuple[float, float]:
        marks = self.marks * min(1.0, mass / limits.ENOUGH_MARKS)
        return marks, needed + limits.AGED_MARKS * self.age / limits.WINDOW_HOURS

    def likeness(self, spoken: Vector, missing: Collection[str]) -> Likeness:
        """Put it into words: what each shared term added, and what one side lacks, heaviest first."""
        score, needed = self.best
        shared = _first(sorted(spoken, key=lambda term: (-spoken[term], term)))
        against = _first(missing)
        reasons = [f"{score:.2f} of {needed:.2f} needed"]
        if shared:
            reasons.append(f"for it: {', '.join(shared)}")
        if against:
            reasons.append(f"only here: {', '.join(against)}")
        return Likeness(min(score, 1.0), needed, shared, tuple(reasons))


def mass(shared: Iterable[str], idf: Mapping[str, float], most: float = math.inf) -> float:
    """What shared terms tell: the sum of their idf, none counted above `most`."""
    return sum(min(idf[term], most) for term in shared)


def plain(term: str) -> str:
    """A term as people read it: `en:kursk` is kursk."""
    return term.partition(":")[2]


def _first(terms: Iterable[str]) -> tuple[str, ...]:
    """The first few terms as people read them, each once."""
    return tuple(dict.fromkeys(map(plain, terms)))[: limits.NAMED]
