"""How alike two pieces of news are: TF-IDF cosines of words and of marks, what is needed of them, and why.

Words and marks are weighed apart and brought together by the decision, as systems for multilingual news do (Miranda
and others, 2018): in one language the words decide, and how far the marks agree says how much of them is needed;
across languages the marks decide.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.stories import limits
from bot.stories.fingerprint import Fingerprint

Vector = Mapping[str, float]  # term -> weight, heaviest first; of length 1 unless empty


class Frequencies:
    """In how many documents each term occurs. Grows; a new one may start from stored counts."""

    def __init__(self, documents: int = 0, counts: Mapping[str, int] | None = None) -> None:
        self.documents = documents
        self.counts: dict[str, int] = dict(counts or {})
        self._commonest = max((known for term, known in self.counts.items() if term.startswith("c:")), default=0)

    def learn(self, fingerprint: Fingerprint) -> None:
        """Count the terms of one more document."""
        self.documents += 1
        for term in fingerprint.terms:
            self.counts[term] = self.counts.get(term, 0) + 1
        fired = (self.counts[f"c:{concept}"] for concept in fingerprint.concepts)
        self._commonest = max(self._commonest, *fired, 0)

    def of_language(self, language: str) -> int:
        """How many documents of a language there were."""
        return self.counts.get(f"l:{language}", 0)

    def subject(self) -> float:
        """How much of the stream has the commonest of all concepts, from 0 to 1; two documents count beforehand."""
        return (self._commonest + 1) / (self.documents + 2)

    def idf(self, term: str) -> float:
        """How much a term tells: words among documents of their language, marks among all; at least `FLOOR`."""
        documents, unseen = self._base(term)
        return _idf(documents, unseen, self.counts.get(term, 0))

    def vector(self, weights: Mapping[str, float]) -> Vector:
        """Weigh terms of one kind (words of one language, or marks) by their idf and bring them to length 1.

        The same terms give the same vector in whatever order they come.
        """
        documents, unseen = self._base(next(iter(weights), ""))
        count = self.counts.get
        weighed = [(weight * _idf(documents, unseen, count(term, 0)), term) for term, weight in weights.items()]
        weighed.sort(key=lambda entry: (-entry[0], entry[1]))
        length = math.sqrt(sum(weight * weight for weight, _ in weighed))
        return {term: weight / length for weight, term in weighed}

    def _base(self, term: str) -> tuple[int, float]:
        """Among how many documents a term is counted, and how many more stand for those not seen yet."""
        kind, _, _ = term.partition(":")
        if len(kind) == 1:
            return self.documents, limits.MARKS_UNSEEN
        return self.of_language(kind), limits.WORDS_UNSEEN


def _idf(documents: int, unseen: float, known: int) -> float:
    return max(math.log((max(documents - known, 0) + unseen) / (known + limits.KNOWN)), limits.FLOOR)


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
    """What was measured between two pieces of news. `words` is None where they share no language."""

    words: float | None
    marks: float
    mass: float  # what the shared marks tell
    subject: float  # how much of the stream is about the subject of the item, from 0 to 1
    alone: bool = False  # they share a single word
    age: float = 0.0  # hours between them
    cold: float = 1.0  # what little experience of the language multiplies the need by

    @property
    def best(self) -> tuple[float, float]:
        """The score and what is needed of it: by words where they share a language, else by marks."""
        return self._by_marks() if self.words is None else self._by_words(self.words)

    @property
    def ratio(self) -> float:
        """Score over need: the same news from 1 on."""
        score, needed = self.best
        return score / needed

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

    def _by_words(self, words: float) -> tuple[float, float]:
        aged = limits.AGED_WORDS * self.age / limits.WINDOW_HOURS
        alone = limits.ALONE if self.alone else 0.0
        return words, (needed_words(self.marks, self.subject) + aged + alone) * self.cold

    def _by_marks(self) -> tuple[float, float]:
        aged = limits.AGED_MARKS * self.age / limits.WINDOW_HOURS
        return self.marks * min(1.0, self.mass / limits.ENOUGH), limits.MARKS + aged


def needed_words(marks: float, subject: float) -> float:
    """The cosine of words that is needed where marks agree so far and so much of the stream is about the subject."""
    agreement = min(1.0, max(0.0, (marks - limits.DISAGREE) / (limits.AGREE - limits.DISAGREE)))
    inside = limits.STRANGE - (limits.STRANGE - limits.FRIENDLY) * agreement
    return limits.WORDS + (inside - limits.WORDS) * subject


def mass(shared: Collection[str], fingerprint: Fingerprint, frequencies: Frequencies) -> float:
    """What shared marks tell: the sum of their weighed idf, none counted above `MARK_CAP`."""
    return sum(min(fingerprint.marks[mark] * frequencies.idf(mark), limits.MARK_CAP) for mark in shared)


def cold(documents: int) -> float:
    """What is needed of words is multiplied by this while few documents of their language are known."""
    return 1.0 + limits.COLD / (documents + 1)


def plain(term: str) -> str:
    """A term as people read it: `en:kursk` is kursk."""
    return term.partition(":")[2]


def _first(terms: Iterable[str]) -> tuple[str, ...]:
    """The first few terms as people read them, each once."""
    return tuple(dict.fromkeys(map(plain, terms)))[: limits.NAMED]
