"""How well items were put into stories: pairwise and BCubed figures, overall and by language, and every error by name.

Pairwise precision is the share of pairs in one predicted story that belong together; recall the share of pairs that
belong together and share one. They weigh a story by the square of its size. BCubed (Bagga and Baldwin, 1998) asks the
same of every item about its own story and takes the mean, so that each item weighs the same. F1 is the harmonic mean.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision, recall and F1, each between 0 and 1; a precision or recall of nothing is 1."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Clustered:
    """One item: what the judge says (`cluster`; None: not scored) and what we said (`story`)."""

    id: str
    language: str
    cluster: str | None
    story: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled pair of item ids; `same` is None where the judges could not say."""

    a: str
    b: str
    same: bool | None


@dataclass(frozen=True, slots=True)
class Report:
    """The figures over `items` scored items in `clusters` clusters."""

    items: int
    clusters: int
    pairs: Figures
    bcubed: Figures


@dataclass(frozen=True, slots=True)
class PairReport:
    """The figures over judged pairs; `right` counts those that we got right either way."""

    judged: int
    right: int
    pairs: Figures


@dataclass(frozen=True, slots=True)
class Wrong:
    """A pair of ids that we put together (`merged`) or kept apart against the judge."""

    a: str
    b: str
    merged: bool


def figures(precision: float, recall: float) -> Figures:
    """Return both with their harmonic mean."""
    both = precision + recall
    return Figures(precision, recall, 2 * precision * recall / both if both else 0.0)


def score(items: Sequence[Clustered]) -> Report:
    """Score every item whose cluster is known; the others count nowhere."""
    scored = [item for item in items if item.cluster is not None]
    clusters = Counter(item.cluster for item in scored)
    stories = Counter(item.story for item in scored)
    shared = Counter((item.cluster, item.story) for item in scored)
    pairs = _pairs(shared)
    precision = sum(count**2 / stories[story] for (_, story), count in shared.items())
    recall = sum(count**2 / clusters[cluster] for (cluster, _), count in shared.items())
    return Report(
        items=len(scored),
        clusters=len(clusters),
        pairs=figures(_share(pairs, _pairs(stories)), _share(pairs, _pairs(clusters))),
        bcubed=figures(_share(precision, len(scored)), _share(recall, len(scored))),
    )


def by_language(items: Sequence[Clustered]) -> dict[str, Report]:
    """Score the items of each language among themselves, languages in alphabetical order."""
    found = defaultdict(list)
    for item in items:
        found[item.language].append(item)
    return {language: score(found[language]) for language in sorted(found)}


def across_languages(items: Sequence[Clustered]) -> Figures:
    """Score only the pairs whose two items are in different languages."""
    scored = [item for item in items if item.cluster is not None]
    shared = _mixed((item.language, (item.cluster, item.story)) for item in scored)
    together = _mixed((item.language, item.story) for item in scored)
    belong = _mixed((item.language, item.cluster) for item in scored)
    return figures(_share(shared, together), _share(shared, belong))


def score_pairs(judged: Iterable[Judged], story_of: Mapping[str, str]) -> PairReport:
    """Score labelled pairs: same or not, where the judges could say. Ids that were not placed share no story."""
    told = [(pair, _together(pair, story_of)) for pair in judged if pair.same is not None]
    both = sum(1 for pair, together in told if pair.same and together)
    merged = sum(together for _, together in told)
    same = sum(bool(pair.same) for pair, _ in told)
    right = sum(together == pair.same for pair, together in told)
    return PairReport(len(told), right, figures(_share(both, merged), _share(both, same)))


def errors(items: Sequence[Clustered]) -> tuple[Wrong, ...]:
    """Name the errors, false merges first, in the order of the items.

    A story that holds several clusters is told as its first cluster against each other one, by their first items; a
    cluster in several stories likewise. So the list is no longer than the items, however large a story is.
    """
    scored = [item for item in items if item.cluster is not None]
    first: dict[tuple[str | None, str], str] = {}
    for item in scored:
        first.setdefault((item.cluster, item.story), item.id)
    return (*_against_the_first(first, by=1), *_against_the_first(first, by=0))


def _against_the_first(first: Mapping[tuple[str | None, str], str], by: int) -> list[Wrong]:
    """Pair the groups of one story (`by` 1) or of one cluster (`by` 0) with the first of them."""
    heads: dict[str | None, str] = {}
    found = []
    for key, item in first.items():
        head = heads.setdefault(key[by], item)
        if head != item:
            found.append(Wrong(head, item, merged=by == 1))
    return found


def wrong_pairs(judged: Iterable[Judged], story_of: Mapping[str, str]) -> tuple[Wrong, ...]:
    """Name each labelled pair that we got wrong, in the order given."""
    told = [(pair, _together(pair, story_of)) for pair in judged if pair.same is not None]
    return tuple(Wrong(pair.a, pair.b, merged=together) for pair, together in told if together != pair.same)


def _pairs(sizes: Mapping[Any, int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def _mixed(members: Iterable[tuple[str, object]]) -> int:
    """Count pairs of one group in two languages: all pairs less those in one language."""
    told = list(members)
    return _pairs(Counter(group for _, group in told)) - _pairs(Counter(told))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _together(pair: Judged, story_of: Mapping[str, str]) -> bool:
    return pair.a in story_of and story_of[pair.a] == story_of.get(pair.b)
