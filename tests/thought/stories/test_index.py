"""The index takes short cuts; none of them may lose a story that is near enough."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories import limits
from bot.stories.index import COMPARED, ENTRIES, Index
from bot.stories.likeness import Vector

TERMS = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.01, 5.0), min_size=1)


def unit(weights: dict[str, float]) -> Vector:
    length = math.sqrt(sum(weight**2 for weight in weights.values()))
    return {term: weights[term] / length for term in sorted(weights, key=lambda term: (-weights[term], term))}


def cosine(vector: Vector, items: list[Vector]) -> float:
    centroid: dict[str, float] = {}
    for item in items:
        for term, weight in item.items():
            centroid[term] = centroid.get(term, 0.0) + weight
    length = math.sqrt(sum(weight**2 for weight in centroid.values()))
    return sum(weight * centroid.get(term, 0.0) for term, weight in vector.items()) / length


STORIES = st.dictionaries(st.sampled_from(["s1", "s2", "s3", "s4"]), st.lists(TERMS.map(unit), min_size=1, max_size=3))


def filled(stories: dict[str, list[Vector]]) -> Index:
    index = Index()
    for story, items in stories.items():
        for item in items:
            index.add(story, item)
    return index


@given(STORIES, TERMS.map(unit), st.floats(0.01, 0.99))
def test_every_story_that_is_near_is_found_with_its_cosine(
    stories: dict[str, list[Vector]], vector: Vector, least: float
) -> None:
    index = filled(stories)
    found = index.near(vector, least)
    for story, items in stories.items():
        expected = cosine(vector, items)
        assert index.spoken(vector, story) == found.get(story, index.spoken(vector, story))
        assert sum(index.spoken(vector, story).values()) == pytest.approx(expected)
        assert story in found or expected < least or expected == pytest.approx(least)


def test_rare_terms_are_asked_first_and_common_ones_not_at_all_in_a_large_window() -> None:
    """A word that every story has would make each item as slow as the window is large."""
    common = {f"s{number}": [unit({"common": 1.0, f"own{number}": 1.0})] for number in range(3 * ENTRIES)}
    index = filled(common)
    found = index.near(unit({"own7": 2.0, "common": 1.0}), 0.1)
    assert found.keys() == {"s7"}
    assert found["s7"].keys() == {"own7", "common"}
    assert len(index.near(unit({"common": 1.0}), 0.1)) == COMPARED


@given(STORIES, TERMS.map(unit))
def test_a_dropped_story_leaves_nothing_behind(stories: dict[str, list[Vector]], vector: Vector) -> None:
    """Else the memory of the service grows for ever."""
    index = filled(stories)
    for story in stories:
        index.drop(story)
        assert story not in index
        index.drop(story)
    assert len(index) == 0
    assert index.near(vector, 0.01) == {}


def test_what_a_story_never_said_is_named() -> None:
    index = filled({"s1": [unit({"a": 1.0, "b": 1.0})]})
    assert index.missing(unit({"a": 3.0, "c": 1.0, "d": 2.0}), "s1") == ["d", "c"]
    assert index.missing(unit({"a": 1.0}), "unknown") == ["a"]


def test_an_item_without_terms_changes_nothing() -> None:
    index = Index()
    index.add("s1", {})
    assert "s1" not in index
    assert index.near({}, 0.1) == {}


@given(STORIES, TERMS.map(unit))
def test_the_nearest_item_of_a_story_is_found(stories: dict[str, list[Vector]], vector: Vector) -> None:
    """A story of many items must not swallow news that no single item of it resembles."""
    index = filled(stories)
    for story, items in stories.items():
        expected = max(cosine(vector, [item]) for item in items)
        assert index.nearest(vector, story, cosine(vector, items)) == pytest.approx(expected, abs=1e-6)


def test_a_large_story_keeps_its_first_and_its_latest_items() -> None:
    """Memory is bounded however long a story goes on."""
    index = filled({"s1": [unit({f"word{number}": 1.0}) for number in range(3 * limits.TOLD)]})
    assert index.nearest({"word0": 1.0}, "s1", 0.0) == 1.0
    assert index.nearest({f"word{3 * limits.TOLD - 1}": 1.0}, "s1", 0.0) == 1.0
    assert index.nearest({f"word{limits.TOLD}": 1.0}, "s1", 0.0) == 0.0
