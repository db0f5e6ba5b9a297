"""Matches carry their reasons, verdicts carry theirs, and nothing that comes in can stop the matcher."""

from __future__ import annotations

import time
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import ANY_LANGUAGE, Concept, Evidence, Form, Item, Literal, Match, Mention, Not, Theme
from bot.themes.match import Matcher
from tests.thought.themes.kit import CONCEPTS, news, theme, words

THEMES = (
    theme("kim and putin and letter and not from host (satire.example)", "letters"),
    theme("dprk near/6 troops or same sentence (kim and russia)", "troops"),
    theme("2 of (kim, putin, dprk, russia) and not in list of 3 (dprk)", "allies"),
    theme('in title ("axis of upheaval") or in list of 3 (russia)', "axis"),
    theme("from host (agency.example)", "agency"),
)
MATCHER = Matcher(THEMES, CONCEPTS)


def fired(item: Item) -> list[str]:
    """The themes that fire."""
    return [match.theme for match in MATCHER.matches(item)]


def test_a_match_says_where_every_word_stands() -> None:
    item = news("Kim sends Putin a letter", "In his letter Kim Jong-un congratulates Vladimir Putin.")
    match = MATCHER.matches(item)[0]
    assert match.theme == "letters"
    assert match.item == item.id
    assert match.evidence == (
        Evidence("title", 0, 3, "Kim", "==Kim", "kim"),
        Evidence("title", 10, 15, "Putin", "Putin", "putin"),
        Evidence("title", 18, 24, "letter", "letter", "letter"),
        Evidence("summary", 7, 13, "letter", "letter", "letter"),
        Evidence("summary", 14, 25, "Kim Jong-un", "Kim Jong Un", "kim"),
        Evidence("summary", 49, 54, "Putin", "Putin", "putin"),
    )


def test_themes_are_told_in_the_order_of_the_file() -> None:
    item = news("Kim sends Putin a letter about North Korean troops", host="agency.example")
    assert fired(item) == ["letters", "troops", "allies", "agency"]


def test_a_literal_is_evidence_without_a_concept() -> None:
    assert MATCHER.matches(news("The axis of upheaval"))[0].evidence == (
        Evidence("title", 4, 20, "axis of upheaval", "axis of upheaval", ""),
    )


def test_the_source_is_evidence_too_and_comes_last() -> None:
    found = words("from host (outlet.example) and kim", "Kim rests")
    assert found == ["Kim", "outlet.example"]
    evidence = MATCHER.matches(news("x", host="agency.example"))[0].evidence
    assert evidence == (Evidence("source", 0, 14, "agency.example", "from host", ""),)


def test_one_place_is_told_once_however_many_forms_find_it() -> None:
    concepts = [Concept("kim", {}, tuple(map(Form, ["Kim", "=Kim", "Kim Jong Un", "Kim Jong*", "Jong Un"])))]
    matcher = Matcher([Theme("t", {}, Mention("kim"))], concepts)
    found = matcher.matches(news("Kim Jong Un and Kim"))[0].evidence
    assert [(evidence.start, evidence.text) for evidence in found] == [(0, "Kim Jong Un"), (16, "Kim")]


def test_two_concepts_may_share_their_words() -> None:
    assert words("dprk and troops", "North Korean soldiers") == ["North Korean", "soldiers"]
    assert words('dprk and "North Korean soldiers"', "North Korean soldiers") == [
        "North Korean soldiers",
        "North Korean",
    ]


def test_a_literal_is_no_concept_in_the_evidence() -> None:
    """The gloss under a headline is made of the labels of concepts; a literal has none."""
    axis = Theme("axis", {"en": "Axis"}, Literal(Form("axis of upheaval")))
    (found,) = Matcher([axis], CONCEPTS).matches(news("the axis of upheaval"))
    assert [evidence.concept for evidence in found.evidence] == [""]


def test_an_item_without_words_matches_nothing() -> None:
    assert fired(news("", "")) == []
    assert Matcher([], []).matches(news("Kim")) == ()


def test_a_rule_that_holds_without_evidence_is_no_match() -> None:
    """The grammar refuses it; a rule made by code must not get through either."""
    matcher = Matcher([Theme("t", {}, Not(Mention("kim")))], CONCEPTS)
    assert matcher.matches(news("Putin rests")) == ()
    assert matcher.explain(news("Putin rests"))[0].match is None


def test_explaining_and_matching_agree() -> None:
    item = news("Kim sends Putin a letter about North Korean troops", "Russia, Iran and North Korea.")
    assert tuple(each.match for each in MATCHER.explain(item) if each.match) == MATCHER.matches(item)
    assert [each.theme for each in MATCHER.explain(item)] == [each.id for each in THEMES]


PIECES = st.sampled_from(
    [
        "Kim", "Putin", "letter", "North Korea", "North Korean soldiers", "Russia", "Moscow", "axis of upheaval", "북한", "金正恩",
        "プーチン", "Северной Кореи", "بوتين", "Corée du Nord", ", ", " and ", ". ", "。", "、", " - ", "/", "\u0301", "\ud800",
        "ＫＩＭ", "\x00", "!", "x", " ", "’s",
    ],
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map(" ".join) | st.text(max_size=80)
CODES = st.sampled_from(["en", "it", "ko", "ja", "ru", "ar", "fr", "", "xx"])


def check(match: Match, item: Item) -> None:
    """A match has evidence, in order, none twice, each a piece of the item."""
    fields = {"title": item.title, "summary": item.summary, "source": item.host}
    assert match.evidence
    assert len(set(match.evidence)) == len(match.evidence)
    assert [*match.evidence] == sorted(
        match.evidence, key=lambda e: (["title", "summary", "source"].index(e.field), e.start)
    )
    for evidence in match.evidence:
        assert fields[evidence.field][evidence.start : evidence.end] == evidence.text != ""


@given(TEXTS, TEXTS, CODES)
def test_whatever_comes_in_a_match_carries_its_evidence(title: str, summary: str, language: str) -> None:
    item = news(title, summary, language, host="agency.example")
    for match in MATCHER.matches(item):
        check(match, item)
    for each in MATCHER.explain(item):
        assert each.match is not None or each.failed


@given(TEXTS, TEXTS, CODES)
def test_all_encodings_of_an_item_match_alike(title: str, summary: str, language: str) -> None:
    item = news(title, summary, language)
    for way in ("NFC", "NFD"):
        other = replace(item, title=unicodedata.normalize(way, title), summary=unicodedata.normalize(way, summary))
        assert fired(other) == fired(item)


@given(TEXTS, TEXTS, CODES)
def test_the_quick_look_never_hides_a_match(title: str, summary: str, language: str) -> None:
    """Rules are only evaluated where the words they need occur; `explain` evaluates them all."""
    item = news(title, summary, language, host="agency.example")
    assert tuple(each.match for each in MATCHER.explain(item) if each.match) == MATCHER.matches(item)


@pytest.mark.parametrize(
    "piece", ["Kim ", "Kim, ", "a", "北", "\u0301", "\ud800", "Kim. ", "\x00", "<", "North Korea and ", "😀"]
)
def test_a_hostile_item_takes_no_more_than_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    MATCHER.explain(news(text, text))
    MATCHER.matches(news(text, text, ""))
    assert time.process_time() - began < 15


def test_a_thousand_forms_are_still_one_pass() -> None:
    """The speed must not fall with the number of forms, or an editor would have to choose."""
    syllables = ["ka", "ro", "mi", "te", "lu", "sa", "ne", "vo", "di", "pu"]
    names = [a + b + c for a in syllables for b in syllables for c in syllables]
    concepts = [Concept("many", {}, tuple(Form(name, ANY_LANGUAGE) for name in names)), *CONCEPTS]
    item = news("Kim wrote to Putin about nothing at all", "The letter was long, and nobody in Moscow has read it yet.")
    few, many = Matcher(THEMES, CONCEPTS), Matcher(THEMES, concepts)
    assert seconds(many, item) < 5 * seconds(few, item)


def seconds(matcher: Matcher, item: Item) -> float:
    """The best of three rounds of 200 matches."""
    rounds = []
    for _ in range(3):
        began = time.process_time()
        for _ in range(200):
            matcher.matches(item)
        rounds.append(time.process_time() - began)
    return min(rounds)
