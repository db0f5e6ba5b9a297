"""The small interlingua: a translation names the same notions, and a stranger does not."""

from __future__ import annotations

import pytest

from bot.stories.notions import LANGUAGES, notions
from bot.text.tokens import words


def named(text: str, language: str) -> frozenset[str]:
    return notions(text, words(text), language)


TRANSLATIONS = [
    ("en", "Engineers clear mines near the bridge, 3 soldiers wounded"),
    ("it", "Genieri sminano presso il ponte, feriti 3 soldati"),
    ("es", "Zapadores limpian minas junto al puente, 3 soldados heridos"),
    ("fr", "Des démineurs au travail près du pont, 3 soldats blessés"),
    ("pt", "Sapadores limpam minas junto à ponte, 3 soldados feridos"),
    ("de", "Pioniere räumen Minen an der Brücke, 3 Soldaten verletzt"),
    ("pl", "Saperzy rozminowują teren przy moście, 3 żołnierzy rannych"),
    ("uk", "Сапери розміновують біля мосту, 3 солдатів поранено"),
    ("ru", "Сапёры разминируют подходы к мосту, ранены 3 солдата"),
    ("ko", "공병대 다리 근처 지뢰 제거, 군인 3명 부상"),
    ("ja", "工兵が大橋付近で地雷除去、兵士3人負傷"),
    ("zh", "工兵在大桥附近排雷 3名士兵受伤"),
]


@pytest.mark.parametrize(("language", "text"), TRANSLATIONS)
def test_a_translation_names_the_same_notions(language: str, text: str) -> None:
    """Else an outlet of that language would tell every story a second time."""
    assert named(text, language) >= {"landmine", "soldier", "casualty"}


def test_every_language_of_the_table_is_tried() -> None:
    assert {language for language, _ in TRANSLATIONS} == set(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Mineral water and minimal effort", "en"),
        ("Listopad bez śniegu", "pl"),
        ("Il pontefice parla ai fedeli", "it"),
        ("核心议题", "zh"),
        ("국가 경쟁력", "ko"),
    ],
)
def test_a_longer_word_is_another_word(text: str, language: str) -> None:
    """A minister is no mine, a pontiff no bridge."""
    assert not named(text, language) & {"landmine", "letter", "bridge", "nuclear", "flag"}


def test_accents_lost_by_a_feed_do_no_harm() -> None:
    assert named("Brucke gesperrt", "de") == named("Brücke gesperrt", "de") != frozenset()


def test_a_language_that_is_not_in_the_table_names_nothing() -> None:
    assert named("Bridge and mines", "tlh") == frozenset()
    assert named("Bridge and mines", "") == frozenset()


def test_traditional_and_simplified_characters_name_the_same() -> None:
    assert (
        named("兩國簽署貨櫃與潛艇協議", "zh")
        == named("两国签署集装箱与潜艇协议", "zh")
        >= {"container", "submarine", "agreement"}
    )
