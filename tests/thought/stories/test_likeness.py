"""What makes two pieces of news alike, and how much of it is needed."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories import limits
from bot.stories.likeness import Closeness, Frequencies, mass, plain
from tests.thought.stories.newsroom import BACKGROUND, taken

FAR = Closeness(words=0.0, words_mass=99.0, marks=0.0, marks_mass=99.0, fresh_mass=99.0)


def learnt(*titles: str, language: str = "en") -> Frequencies:
    found = Frequencies()
    for title in (*BACKGROUND, *titles):
        found.learn(taken(title, language=language))
    return found


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    found = learnt(*["The ministry denies new talks again"] * 5, "The ministry decorates a brave sapper")
    assert found.idf("en:sapper") > found.idf("en:ministri") >= limits.FLOOR


def test_a_word_of_every_document_tells_next_to_nothing() -> None:
    """In a channel about one subject its names are everywhere; they must not hold stories together."""
    found = Frequencies()
    for _ in range(30):
        found.learn(taken("Soldiers from Korea march through Russia"))
    assert found.idf("en:korea") == limits.FLOOR


def test_words_are_counted_among_documents_of_their_language() -> None:
    """Three Korean items among a thousand English ones: their common words are common, not rare."""
    found = learnt()
    for _ in range(3):
        found.learn(taken("북한 러시아 파병", language="ko"))
    assert found.of_language("ko") == 3
    assert found.idf("ko:북한") < found.idf("en:harbour")


def test_frequencies_go_on_from_stored_counts() -> None:
    """After a restart a word must weigh what it weighed before."""
    found = learnt("A letter to Moscow arrives late")
    again = Frequencies(found.documents, found.counts)
    again.learn(taken("Another letter arrives in Moscow"))
    assert found.idf("en:letter") > again.idf("en:letter")
    assert found.counts["en:letter"] == 1


@given(st.dictionaries(st.text("abc", min_size=1, max_size=3).map("en:{}".format), st.floats(0.1, 3), min_size=1))
def test_a_vector_has_length_one_and_one_order(weights: dict[str, float]) -> None:
    found = learnt().vector(weights)
    assert math.isclose(sum(weight**2 for weight in found.values()), 1.0)
    assert list(found.values()) == sorted(found.values(), reverse=True)
    backwards = learnt().vector(dict(reversed(weights.items())))
    assert list(found.items()) == list(backwards.items())


def test_nothing_has_an_empty_vector() -> None:
    assert learnt().vector({}) == {}


@pytest.mark.parametrize(
    ("close", "same"),
    [
        ({"words": 0.11}, True),
        ({"words": 0.08}, False),
        ({"words": 0.11, "words_mass": 5.0}, False),
        ({"words": 0.11, "age": 24.0}, False),
        ({"words": 0.25, "age": 24.0}, True),
        ({"words": 0.22, "concepts": 0.1}, False),
        ({"words": 0.25, "concepts": 0.8}, True),
        ({"words": 0.40, "concepts": 0.1}, True),
        ({"words": 0.25, "concepts": 0.8, "again": True}, False),
        ({"words": 0.25, "again": True}, True),
        ({"words": 0.05, "concepts": 0.9, "marks": 0.4}, True),
        ({"words": 0.05, "concepts": 0.9, "marks": 0.4, "fresh_mass": 2.0}, False),
        ({"words": 0.05, "concepts": 0.1, "marks": 0.4}, False),
        ({"words": 0.30, "concepts": 0.8, "untold": 0.5}, True),
        ({"words": 0.30, "concepts": 0.8, "same_theme": False}, False),
        ({"words": 0.25, "concepts": 0.8, "untold": 1.0}, False),
        ({"words": None, "marks": 0.3}, True),
        ({"words": None, "marks": 0.14, "concepts": 0.8}, True),
        ({"words": None, "marks": 0.20, "concepts": 0.8, "untold": 1.0}, False),
        ({"words": None, "marks": 0.12}, False),
        ({"words": None, "marks": 0.3, "marks_mass": 2.0}, False),
        ({"words": None, "marks": 0.20, "age": 60.0}, False),
        ({"words": 0.01, "marks": 0.9}, False),
    ],
)
def test_how_much_is_needed(close: dict[str, float | None], same: bool) -> None:
    """In one language the words decide, across languages the marks; what comes later needs more."""
    score, needed = dataclasses.replace(FAR, **close).best  # type: ignore[arg-type]  # the table mixes types of fields
    assert (score >= needed) is same


@given(st.none() | st.floats(0, 1), st.floats(0, 1), st.floats(0, 20), st.none() | st.floats(0, 1), st.floats(0, 72))
def test_more_evidence_never_makes_it_less_the_same(
    words: float | None, marks: float, told: float, concepts: float | None, age: float
) -> None:
    close = Closeness(words, told, marks, told, told, concepts, age=age)
    if words is not None:
        assert dataclasses.replace(close, words=min(1.0, words + 0.1)).ratio >= close.ratio
    if concepts is not None:
        assert dataclasses.replace(close, concepts=min(1.0, concepts + 0.1)).ratio >= close.ratio
    assert dataclasses.replace(close, marks=min(1.0, marks + 0.1)).ratio >= close.ratio
    assert dataclasses.replace(close, marks_mass=told + 1).ratio >= close.ratio
    assert dataclasses.replace(close, words_mass=told + 1).ratio >= close.ratio
    assert dataclasses.replace(close, fresh_mass=told + 1).ratio >= close.ratio
    assert dataclasses.replace(close, age=age / 2).ratio >= close.ratio


def test_what_is_common_in_news_at_large_tells_little_from_the_first_item() -> None:
    """Without a background the first day would take every word for a rare one."""
    found = Frequencies(background={"l:en": 5000, "en:ministri": 900, "en:ferri": 3, "x:mosc": 400, "l:x": 5000})
    assert found.idf("en:ferri") > 3 * found.idf("en:ministri")
    assert found.idf("x:koiz") > found.idf("x:mosc")
    assert found.idf("it:traghett") == Frequencies().idf("it:traghett")


def test_the_stream_adds_to_the_background() -> None:
    found = Frequencies(background={"l:en": 100, "en:ferri": 1})
    before = found.idf("en:ferri")
    for _ in range(50):
        found.learn(taken("Ferries, ferries, ferries again"))
    assert found.idf("en:ferri") < before


def test_one_rare_number_is_not_enough() -> None:
    """Trade grew by 72 percent; last year he turned 72."""
    assert mass(["n:72"], learnt().tell(["n:72"]), limits.MARK_CAP) < limits.ENOUGH_MARKS


def test_reasons_name_what_spoke_for_it_and_what_did_not() -> None:
    close = dataclasses.replace(FAR, words=0.5)
    found = close.likeness({"en:ferri": 0.3, "en:strait": 0.2}, ["en:captain"])
    assert found.shared == ("ferri", "strait")
    assert found.reasons == ("0.50 of 0.09 needed", "for it: ferri, strait", "only here: captain")
    assert found.ratio > 1


def test_a_term_is_told_without_its_kind() -> None:
    assert [plain(term) for term in ("en:kursk", "c:letter", "n:15000")] == ["kursk", "letter", "15000"]
