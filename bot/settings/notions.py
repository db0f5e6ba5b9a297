"""The table of notions: what news talks about, and how each language says it; with the countries, which CLDR names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global

from bot.model import Form

NOTIONS = Path(__file__).parent / "tables" / "notions"
_COMMENT = "#"
_SHORTEST_COUNTRY = 4  # letters: "Oman" is a country, "Man" is not
_DENSE = frozenset({"ko", "ja", "zh"})  # there two signs are a name, and languages are not called by adjectives
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "QO", "ZZ", "AQ"})
_NOT_ONE_COUNTRY = frozenset({"ar", "en", "ko", "pt"})  # languages of many countries, called after none or another

Forms = Mapping[str, tuple[Form, ...]]


def forms_of(language: str) -> Forms:
    """The forms of every notion and country in one language (a code without region); none where nobody wrote any."""
    found = defaultdict(list, {name: list(forms) for name, forms in _tables().get(language, {}).items()})
    for name, text in _countries(language):
        found[name].append(Form(text, language))
    return {name: tuple(dict.fromkeys(forms)) for name, forms in found.items()}


def read_notions(path: Path) -> Iterator[tuple[str, str, Form]]:
    """Read (notion, language, form) from one table; a line with too many or too few cells is an error of ours."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith(_COMMENT)]
    _, *languages = _cells(lines[0])
    for line in lines[1:]:
        name, *cells = _cells(line)
        for language, cell in zip(languages, cells, strict=True):
            for text in filter(None, map(str.strip, cell.split(","))):
                yield name, language, Form(text, language)


@cache
def _tables() -> Mapping[str, Mapping[str, list[Form]]]:
    """Forms by language and notion, of all tables."""
    found: defaultdict[str, defaultdict[str, list[Form]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted(NOTIONS.glob("*.txt")):
        for name, language, form in read_notions(path):
            found[language][name].append(form)
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _countries(language: str) -> Iterator[tuple[str, str]]:
    """Give (code, name) of each country in a language; in most languages the name of its language is its adjective."""
    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        return
    shortest = 2 if language in _DENSE else _SHORTEST_COUNTRY
    for code, name in locale.territories.items():
        plain = name.split("(")[0].strip()
        if len(code) == 2 and code not in _NO_COUNTRIES and len(plain) >= shortest:
            yield code, plain
    for code, name in () if language in _DENSE else locale.languages.items():
        country = _home(code)
        if country and name.isalpha() and len(name) >= shortest:
            yield country, name


@cache
def _home(language: str) -> str:
    """The country that a language is called after, as far as CLDR knows where it is mostly spoken; else ""."""
    known = len(language) == 2 and language not in _NOT_ONE_COUNTRY
    return str(get_global("likely_subtags").get(language, "")).rpartition("_")[2] if known else ""
