"""Numbers and days tie translations together; a misread one joins strangers or parts twins."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.figures import figures

SPELLINGS = [
    ("15,000 soldiers", "en", "n:15000"),
    ("15.000 uomini", "it", "n:15000"),
    ("15 000 soldats", "fr", "n:15000"),
    ("15\u00a0000 солдат", "ru", "n:15000"),
    ("15 тыс. солдат", "ru", "n:15000"),
    ("15 тисяч військових", "uk", "n:15000"),
    ("15 mila soldati", "it", "n:15000"),
    ("15 mil soldados", "es", "n:15000"),
    ("15 tys. żołnierzy", "pl", "n:15000"),
    ("1만5천명", "ko", "n:15000"),
    ("1만 5000명", "ko", "n:15000"),
    ("1万5000人", "ja", "n:15000"),
    ("1.5万人", "zh", "n:15000"),
    ("軍人1萬5千名", "zh-Hant", "n:15000"),
    ("１５０００人", "ja", "n:15000"),
    ("12 million shells", "en", "n:12000000"),
    ("1,5 milioni di proiettili", "it", "n:1500000"),
    ("900万発", "ja", "n:9000000"),
    ("3 億円", "ja", "n:300000000"),
    ("his 73rd birthday", "en", "n:73"),
    ("к 73-летию", "ru", "n:73"),
    ("73세 생일", "ko", "n:73"),
    ("40 %", "de", "n:40"),
    ("2,024 tonnes", "en", "n:2024"),
]


@pytest.mark.parametrize(("text", "language", "mark"), SPELLINGS)
def test_a_number_is_the_same_in_every_spelling(text: str, language: str, mark: str) -> None:
    assert figures(text, language) == {mark}


@pytest.mark.parametrize(
    ("text", "language", "mark"),
    [
        ("on October 7", "en", "d:10-07"),
        ("on the 7th of October", "en", "d:10-07"),
        ("il 27 ottobre", "it", "d:10-27"),
        ("7 октября", "ru", "d:10-07"),
        ("17 жовтня", "uk", "d:10-17"),
        ("am 7. Oktober", "de", "d:10-07"),
        ("le 1er octobre", "fr", "d:10-01"),
        ("el 7 de octubre", "es", "d:10-07"),
        ("10月7日", "ja", "d:10-07"),
        ("10月7日", "zh", "d:10-07"),
        ("10월 7일", "ko", "d:10-07"),
    ],
)
def test_a_day_is_the_same_in_every_language(text: str, language: str, mark: str) -> None:
    assert figures(text, language) == {mark}


@pytest.mark.parametrize(
    "text",
    [
        "in 2024 and 1945",
        "a KN-23 missile",
        "at 8:30",
        "two talks, 3 countries",
        "2026-10-07",
        "29日",
        "10시",
        "v1.12.3",
    ],
)
def test_what_names_no_amount_is_no_number(text: str) -> None:
    """Years, model names and times of day are shared by news that has nothing else in common."""
    assert not figures(text, "en")


def test_an_unknown_language_still_has_its_numbers() -> None:
    assert figures("15,000 on October 7", "tlh") == {"n:15000"}
    assert figures("15,000", "") == {"n:15000"}


@given(st.text(alphabet="0123456789.,' -:月日万千年억kK thousand", max_size=60), st.sampled_from(["en", "ja", "", "?"]))
def test_no_text_is_too_odd(text: str, language: str) -> None:
    """A feed must not stop the bot with a strange price."""
    for mark in figures(text, language):
        assert mark[:2] in {"n:", "d:"}
        assert mark[:2] == "d:" or float(mark[2:]) >= 10
