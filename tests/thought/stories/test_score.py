"""The figures we judge ourselves by must be the ones that the literature means."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.score import (
    Clustered,
    Judged,
    across_languages,
    by_language,
    errors,
    figures,
    score,
    score_pairs,
    wrong_pairs,
)

ITEMS = st.lists(
    st.tuples(st.sampled_from("ABC") | st.none(), st.sampled_from("xyz"), st.sampled_from(["en", "it"])), max_size=14
).map(lambda rows: [Clustered(str(n), language, cluster, story) for n, (cluster, story, language) in enumerate(rows)])


def share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


@given(ITEMS)
def test_pairs_agree_with_counting_every_pair(items: list[Clustered]) -> None:
    pairs = list(combinations([item for item in items if item.cluster is not None], 2))
    both = sum(a.cluster == b.cluster and a.story == b.story for a, b in pairs)
    found = score(items).pairs
    assert found.precision == pytest.approx(share(both, sum(a.story == b.story for a, b in pairs)))
    assert found.recall == pytest.approx(share(both, sum(a.cluster == b.cluster for a, b in pairs)))


@given(ITEMS)
def test_bcubed_agrees_with_asking_every_item(items: list[Clustered]) -> None:
    scored = [item for item in items if item.cluster is not None]
    precisions, recalls = [], []
    for one in scored:
        story = {other.id for other in scored if other.story == one.story}
        cluster = {other.id for other in scored if other.cluster == one.cluster}
        precisions.append(len(story & cluster) / len(story))
        recalls.append(len(story & cluster) / len(cluster))
    found = score(items).bcubed
    assert found.precision == pytest.approx(share(sum(precisions), len(scored)))
    assert found.recall == pytest.approx(share(sum(recalls), len(scored)))


@given(ITEMS)
def test_pairs_across_languages_agree_with_counting(items: list[Clustered]) -> None:
    scored = [item for item in items if item.cluster is not None]
    pairs = [(a, b) for a, b in combinations(scored, 2) if a.language != b.language]
    both = sum(a.cluster == b.cluster and a.story == b.story for a, b in pairs)
    found = across_languages(items)
    assert found.precision == pytest.approx(share(both, sum(a.story == b.story for a, b in pairs)))
    assert found.recall == pytest.approx(share(both, sum(a.cluster == b.cluster for a, b in pairs)))


@given(ITEMS)
def test_errors_are_listed_exactly_where_there_are_any(items: list[Clustered]) -> None:
    """A list without an error that the figures count would send people looking in the wrong place."""
    by_id = {item.id: item for item in items}
    found, listed = score(items), errors(items)
    assert any(error.merged for error in listed) == (found.pairs.precision < 1)
    assert any(not error.merged for error in listed) == (found.pairs.recall < 1)
    for error in listed:
        a, b = by_id[error.a], by_id[error.b]
        assert (a.story == b.story, a.cluster == b.cluster) == ((True, False) if error.merged else (False, True))
    assert len(listed) <= 2 * len(items)


@given(ITEMS)
def test_each_language_is_scored_by_itself(items: list[Clustered]) -> None:
    for language, report in by_language(items).items():
        assert report == score([item for item in items if item.language == language])


def test_a_known_case() -> None:
    """Five items: a story that mixes two clusters, and one that was torn off."""
    items = [
        Clustered(name, "en", name[0], story)
        for name, story in zip(("a1", "a2", "a3", "b1", "b2"), "xxyxy", strict=True)
    ]
    report = score(items)
    assert (report.items, report.clusters) == (5, 2)
    assert report.pairs == figures(1 / 4, 1 / 4)
    assert report.bcubed.precision == pytest.approx((2 * 2 / 3 + 1 / 2 + 1 / 3 + 1 / 2) / 5)


def test_nothing_is_perfect() -> None:
    """An empty file is no failure and no division by zero."""
    report = score([])
    assert (report.pairs.f1, report.bcubed.f1, report.items) == (1.0, 1.0, 0)
    assert figures(0, 0).f1 == 0


def test_pairs_that_nobody_could_judge_do_not_count() -> None:
    judged = [
        Judged("a", "b", True),
        Judged("a", "c", True),
        Judged("b", "c", None),
        Judged("c", "d", False),
        Judged("a", "x", True),
    ]
    told = {"a": "s1", "b": "s1", "c": "s2", "d": "s2"}
    report = score_pairs(judged, told)
    assert (report.judged, report.right) == (4, 1)
    assert report.pairs == figures(1 / 2, 1 / 3)
    assert [(error.a, error.b, error.merged) for error in wrong_pairs(judged, told)] == [
        ("a", "c", False),
        ("c", "d", True),
        ("a", "x", False),
    ]
