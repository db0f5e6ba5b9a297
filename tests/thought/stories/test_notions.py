"""The interlingua: a translation names the same notions, and a stranger does not."""

from __future__ import annotations

import pytest

from bot.model import Form
from bot.settings.notions import NOTIONS, forms_of, read_notions
from bot.stories.notions import Interlingua
from bot.text.forms import problem

SHIPPED = Interlingua(forms_of)
TRANSLATIONS = [
    ("en", "Earthquake hits Japan, parliament meets"),
    ("it", "Terremoto in Giappone, si riunisce il parlamento"),
    ("fr", "Séisme au Japon, le parlement se réunit"),
    ("es", "Terremoto en Japón, se reúne el parlamento"),
    ("pt", "Terremoto no Japão, parlamento reúne-se"),
    ("de", "Erdbeben in Japan, das Parlament tagt"),
    ("nl", "Aardbeving in Japan, het parlement komt bijeen"),
    ("pl", "Trzęsienie ziemi w Japonii, zbiera się parlament"),
    ("cs", "Zemětřesení v Japonsku, schází se parlament"),
    ("ru", "Землетрясение в Японии, собирается парламент"),
    ("uk", "Землетрус у Японії, збирається парламент"),
    ("ro", "Cutremur în Japonia, se reunește parlamentul"),
    ("tr", "Japonya'da deprem, parlamento toplanıyor"),
    ("ar", "زلزال في اليابان والبرلمان يجتمع"),
    ("ko", "일본 지진, 의회 소집"),
    ("ja", "日本で地震、議会が開かれる"),
    ("zh", "日本地震 议会开会"),
    ("vi", "Động đất ở Nhật Bản, quốc hội họp"),
]


@pytest.mark.parametrize(("language", "text"), TRANSLATIONS)
def test_a_translation_names_the_same_notions(language: str, text: str) -> None:
    """Else an outlet of that language would tell every story a second time."""
    assert SHIPPED.notions(text, "", language) >= {"earthquake", "JP"}


def test_most_languages_name_what_their_table_says_most_plainly() -> None:
    named = [language for language, text in TRANSLATIONS if "parliament" in SHIPPED.notions(text, "", language)]
    assert len(named) >= 15


@pytest.mark.parametrize("path", sorted(NOTIONS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_form_of_the_tables_can_be_found(path: object) -> None:
    """A form that never matches is a translation lost in silence."""
    rows = list(read_notions(path))  # type: ignore[arg-type]  # a path, from the parameter list above
    assert len({name for name, _, _ in rows}) > 50
    assert {language for _, language, _ in rows} == {language for language, _ in TRANSLATIONS}
    wrong = [(name, language, form.text, said) for name, language, form in rows if (said := problem(form.text))]
    assert not wrong


def test_countries_and_the_adjectives_of_their_languages_are_one() -> None:
    assert "FR" in SHIPPED.notions("French minister resigns", "", "en")
    assert "FR" in SHIPPED.notions("Le dimissioni del ministro", "Crisi in Francia", "it")
    assert "US" not in SHIPPED.notions("English football", "", "en")


def test_a_language_without_a_table_knows_its_countries_only() -> None:
    assert SHIPPED.notions("Jordskælv i Frankrig", "", "da") == {"FR"}
    assert SHIPPED.notions("Bridge and mines", "", "tlh") == SHIPPED.notions("", "", "") == frozenset()


def test_a_language_is_read_when_it_is_first_met() -> None:
    """Forty languages at the start of a command would cost seconds; most of them never come."""
    asked: list[str] = []

    def forms(language: str) -> dict[str, tuple[Form, ...]]:
        asked.append(language)
        return {"bridge": (Form("bridge", language),)}

    found = Interlingua(forms)
    assert found.notions("Two bridges", "", "en") == found.notions("The bridge", "", "en") == {"bridge"}
    assert asked == ["en"]
