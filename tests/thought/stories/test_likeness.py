"""What makes two pieces of news alike, and how much of it is needed."""

from __future__ import annotations

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories import limits
from bot.stories.likeness import Closeness, Frequencies, cold, mass, needed_words, plain
from tests.thought.stories.newsroom import BACKGROUND, taken

FAR = Closeness(words=0.0, marks=0.0, mass=0.0, subject=0.0)


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
        ({"words": 0.10}, True),
        ({"words": 0.10, "alone": True}, False),
        ({"words": 0.08}, False),
        ({"words": 0.12, "subject": 1.0, "marks": 0.3}, False),
        ({"words": 0.20, "subject": 1.0, "marks": 0.9}, True),
        ({"words": 0.20, "subject": 1.0, "marks": 0.1}, False),
        ({"words": 0.40, "subject": 1.0, "marks": 0.1}, True),
        ({"words": None, "marks": 0.7, "mass": 6.0}, True),
        ({"words": None, "marks": 0.42, "mass": 6.0}, False),
        ({"words": None, "marks": 0.95, "mass": 1.0}, False),
        ({"words": 0.01, "subject": 1.0, "marks": 0.9, "mass": 6.0}, False),
        ({"words": 0.12, "age": 70.0}, False),
        ({"words": None, "marks": 0.60, "mass": 6.0, "age": 60.0}, False),
        ({"words": 0.01, "marks": 0.6, "mass": 6.0}, False),
        ({"words": 0.15, "cold": 2.0}, False),
    ],
)
def test_how_much_is_needed(close: dict[str, float | None], same: bool) -> None:
    """Within one subject all items share words, so words alone need more; across languages only marks can speak."""
    score, needed = dataclasses.replace(FAR, **close).best  # type: ignore[arg-type]  # the table mixes types of fields
    assert (score >= needed) is same


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 20), st.floats(0, 1), st.floats(0, 72))
def test_more_evidence_never_makes_it_less_the_same(
    words: float, marks: float, told: float, subject: float, age: float
) -> None:
    def ratio(close: Closeness) -> float:
        return close.best[0] / close.best[1]

    close = Closeness(words, marks, told, subject, age=age)
    assert ratio(dataclasses.replace(close, words=min(1.0, words + 0.1))) >= ratio(close)
    assert ratio(dataclasses.replace(close, marks=min(1.0, marks + 0.1))) >= ratio(close)
    assert ratio(dataclasses.replace(close, mass=told + 1)) >= ratio(close)
    assert ratio(dataclasses.replace(close, age=age / 2)) >= ratio(close)


def test_the_subject_of_a_stream_shows_in_its_frequencies() -> None:
    """A channel about one subject needs more likeness than a paper about everything; nobody has to say which it is."""
    broad, narrow = learnt(), Frequencies()
    for number in range(40):
        narrow.learn(taken("Soldiers march", str(number), concepts={"dprk", "russia"} if number % 10 else {"kim"}))
    assert narrow.subject() > 0.8
    assert broad.subject() < 0.1
    assert Frequencies(narrow.documents, narrow.counts).subject() == narrow.subject()
    assert needed_words(0.5, 0.95) > 2 * needed_words(0.5, 0.05)


def test_one_rare_number_is_not_enough() -> None:
    """Trade grew by 72 percent; last year he turned 72."""
    found = learnt()
    one = taken("Trade grows by 72 percent")
    assert mass(["n:72"], one, found) < limits.ENOUGH


def test_experience_of_a_language_lowers_the_need() -> None:
    assert cold(0) > cold(1) > cold(50) > 1.0


def test_reasons_name_what_spoke_for_it_and_what_did_not() -> None:
    close = Closeness(words=0.5, marks=0.0, mass=0.0, subject=0.0)
    found = close.likeness({"en:ferri": 0.3, "en:strait": 0.2}, ["en:captain"])
    assert found.shared == ("ferri", "strait")
    assert found.reasons == ("0.50 of 0.09 needed", "for it: ferri, strait", "only here: captain")
    assert found.ratio > 1


def test_a_term_is_told_without_its_kind() -> None:
    assert [plain(term) for term in ("en:kursk", "c:letter", "n:15000")] == ["kursk", "letter", "15000"]
