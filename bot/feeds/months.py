"""Names of months in the languages of feeds, from CLDR (through Babel)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import product

from babel import Locale

# Croatian is left out: its "listopad" is October, the Polish and the Czech one is November. CLDR's Arabic months are
# those of Egypt, the Syrian ones those of the Levant.
_LOCALES = (
    "ar", "ar_SY", "be", "bg", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hu", "id", "it",
    "lt", "lv", "mk", "ms", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi",
)  # fmt: skip
_ENGLISH = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_SHORTEST = 3  # letters of an abbreviation


def month(word: str) -> int | None:
    """1 to 12 for a name or an abbreviation (small letters, no full stop) that means one month only, else None."""
    return _ENGLISH.get(word) or _names().get(word) or _beginnings().get(word)


@cache
def phrases() -> Mapping[str, str]:
    """Names of more than one word ("tháng 9"), longest first, and the English abbreviation."""
    english = {number: name for name, number in _ENGLISH.items()}
    found = {name: english[number] for name, number in _names().items() if " " in name}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


@cache
def _names() -> Mapping[str, int]:
    found: dict[str, set[int]] = {}
    calendars = [Locale.parse(code).months for code in _LOCALES]
    for months, context, width in product(calendars, ("format", "stand-alone"), ("wide", "abbreviated")):
        for number, name in months[context][width].items():
            found.setdefault(name.casefold().rstrip("."), set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1 and not name.isdigit()}


@cache
def _beginnings() -> Mapping[str, int]:
    """Abbreviations that CLDR does not have: every beginning of names of one month only ("сен", "settem")."""
    found: dict[str, set[int]] = {}
    for name, number in _names().items():
        for end in range(_SHORTEST, len(name)):
            found.setdefault(name[:end], set()).add(number)
    return {name: numbers.pop() for name, numbers in found.items() if len(numbers) == 1}
