"""What of an item is compared with others, and what is left out."""

from __future__ import annotations

import dataclasses

import pytest

from bot.settings.tables import knowledge
from bot.stories.stopwords import STOPWORDS
from tests.thought.stories.newsroom import item, taken


def test_words_carry_their_language_and_no_inflection() -> None:
    found = taken("Soldiers cross the bridge", "A soldier crossed bridges.")
    assert set(found.words) == {"en:soldier", "en:cross", "en:bridg"}
    assert found.language == "en"


def test_a_title_weighs_more_than_a_summary() -> None:
    found = taken("Sappers clear border villages today", "Engineers clear mines.").words
    assert found["en:sapper"] > found["en:engin"]
    assert found["en:clear"] > found["en:sapper"]


def test_languages_of_one_script_do_not_mix() -> None:
    """German "die" and English "die" are not the same word."""
    german, english = (
        taken("Kursk bleibt umkämpft heute wieder", language="de"),
        taken("Kursk bleibt umkämpft heute wieder"),
    )
    assert not german.words.keys() & english.words.keys()


def test_regions_of_a_language_are_one_language() -> None:
    assert taken("Carta de aniversário enviada ontem", language="pt-BR").words == (
        taken("Carta de aniversário enviada ontem", language="pt").words
    )


@pytest.mark.parametrize(
    "tail", [" - Harbour News", " | Harbour News", " — harbour.example", " – Harbour", " • HARBOUR NEWS"]
)
def test_the_outlets_name_behind_a_headline_is_no_news(tail: str) -> None:
    """Else every item of an outlet would resemble every other, and a copy elsewhere would not be a copy."""
    plain = taken("Ferry sinks in the strait at dawn")
    assert taken(f"Ferry sinks in the strait at dawn{tail}").words == plain.words
    assert taken(f"Ferry sinks in the strait at dawn{tail}").headline == plain.headline


@pytest.mark.parametrize(
    "title", ["Ferry sinks in the strait - eleven missing", "Putin - Kim", "- Harbour News", "Harbour News"]
)
def test_a_title_keeps_what_is_not_the_outlets_name(title: str) -> None:
    assert " ".join(taken(title).headline) == " ".join(word for word in title.lower().split() if word != "-")


def test_the_name_of_a_column_is_no_news() -> None:
    """Two morning briefings share their name and nothing else."""
    assert taken("Morning briefing", "Ferries late, wheat dear.").words.keys() == {
        "en:ferri",
        "en:late",
        "en:wheat",
        "en:dear",
    }
    assert not taken("Morning briefing").words
    assert not taken("Morning briefing").speaks
    assert taken("Morning briefing", "Ferries late.").speaks


def test_a_short_headline_with_a_subject_is_news() -> None:
    """Three words can be all of the news: "Kim writes to Putin"."""
    found = taken("Kim writes Putin", concepts={"kim", "putin", "letter"})
    assert found.words
    assert found.speaks


def test_concepts_notions_numbers_days_and_names_are_marks() -> None:
    found = taken("MSMT: 15,000 soldiers since October 7", "Kursk", concepts={"troops"})
    assert found.marks.keys() == {"c:troops", "i:soldier", "n:15000", "d:10-07", "x:msmt", "x:octo", "x:kurs"}
    assert found.numbers == found.headline_numbers == {"n:15000"}
    assert found.concepts == {"troops"}
    assert taken("A ceremony was held there", "For 15,000 people").headline_numbers == frozenset()


def test_what_the_stream_is_about_weighs_less_than_what_is_new() -> None:
    """All news of a channel names its leaders; what they did tells the news apart."""
    found = taken("Kim writes to Putin about the harvest", concepts={"kim", "putin"}).words
    assert found["en:kim"] == found["en:putin"] < found["en:harvest"]


def test_the_order_of_concepts_changes_nothing() -> None:
    one = taken("A letter", concepts=["kim", "putin", "letter"])
    other = taken("A letter", concepts=["letter", "putin", "kim"])
    assert one == other
    assert list(one.marks) == list(other.marks)


@pytest.mark.parametrize(
    ("title", "language"), [("金正恩致函普京", "zh"), ("김정은, 푸틴에 축하 편지", "ko"), ("プーチン氏に書簡", "ja")]
)
def test_scripts_without_spaces_are_compared_by_pairs_of_letters(title: str, language: str) -> None:
    found = taken(title, language=language)
    assert len(found.words) >= 4
    assert not found.column


def test_terms_count_each_once_and_the_language_too() -> None:
    """The store counts documents by these; a term twice would count a document twice."""
    terms = taken("Letter upon letter", "A letter of 15,000 words", concepts={"letter"}).terms
    assert len(terms) == len(set(terms))
    assert "l:en" in terms


def test_a_long_summary_is_read_from_its_beginning() -> None:
    """A feed that carries whole articles must neither drown its lead nor slow the bot down."""
    found = taken("Bridge over the border river opened", "Traffic began. " + "filler " * 5000 + "zebra")
    assert "en:traffic" in found.words
    assert "en:zebra" not in found.words


def test_an_item_without_any_text_has_a_fingerprint() -> None:
    found = knowledge().fingerprint(dataclasses.replace(item(""), outlet="", host="", language=""), ())
    assert not found.words
    assert not found.marks
    assert not found.speaks


def test_stop_words_are_written_as_words_are_compared() -> None:
    """A stop word in another spelling would never be left out."""
    for language, table in STOPWORDS.items():
        for word in table:
            assert taken(f"{word}", language=language).headline == (word,), (language, word)
