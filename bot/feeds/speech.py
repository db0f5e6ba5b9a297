"""In what letters and words the headlines of a feed are written, against the language that it is configured for. Pure.

A feed whose language is wrong never matches and nobody sees why: themes look for the words of the language that
feeds.yaml names.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from unicodedata import name

from babel.core import get_global

# Codes of scripts (ISO 15924) and the first words of the Unicode names of their letters.
_ALPHABETS: Mapping[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "Latn": "LATIN", "Cyrl": "CYRILLIC", "Grek": "GREEK", "Arab": "ARABIC", "Hebr": "HEBREW", "Thai": "THAI",
        "Kore": "HANGUL CJK", "Jpan": "HIRAGANA KATAKANA CJK", "Hans": "CJK", "Hant": "CJK", "Deva": "DEVANAGARI",
        "Beng": "BENGALI", "Guru": "GURMUKHI", "Gujr": "GUJARATI", "Taml": "TAMIL", "Telu": "TELUGU",
        "Knda": "KANNADA", "Mlym": "MALAYALAM", "Sinh": "SINHALA", "Khmr": "KHMER", "Laoo": "LAO", "Mymr": "MYANMAR",
        "Geor": "GEORGIAN", "Armn": "ARMENIAN", "Ethi": "ETHIOPIC", "Tibt": "TIBETAN", "Mong": "MONGOLIAN",
    }.items()
}  # fmt: skip
# Languages that are written in two alphabets every day, whatever is the likelier.
_BOTH = frozenset({"sr", "bs", "kk", "uz", "az", "mn", "ku", "tg", "tk"})
_FEWEST_LETTERS = 40  # below that, a foreign name or two would decide
_FEWEST_WORDS = 12  # common words of the other language
_TIMES = 3  # so many times more common words of another language than of its own
_WORD = re.compile(r"[^\W\d_]+")


def letters_of(texts: Iterable[str]) -> Counter[str]:
    """How many letters of each alphabet the texts have: LATIN, CYRILLIC, CJK, HANGUL ..."""
    found: Counter[str] = Counter()
    for character, times in Counter("".join(texts)).items():
        if character.isalpha():
            found[name(character, "UNKNOWN").partition(" ")[0].removesuffix("-COMPATIBILITY")] += times
    return found


def alphabets_of(language: str) -> frozenset[str]:
    """The alphabets that a language is written in; empty where nobody knows."""
    code = language.replace("-", "_")
    likely = get_global("likely_subtags")
    written = str(likely.get(code) or likely.get(code.partition("_")[0]) or "")
    script = next((part for part in (*code.split("_")[1:], *written.split("_")) if part.title() in _ALPHABETS), "")
    return _ALPHABETS.get(script.title(), frozenset())


def foreign_letters(titles: Collection[str], language: str) -> str:
    """The alphabet that the headlines are in, where the language is not written in it; "" where all is well."""
    usual = alphabets_of(language)
    found = letters_of(titles)
    if not usual or sum(found.values()) < _FEWEST_LETTERS or language.partition("-")[0] in _BOTH:
        return ""
    own = sum(found[alphabet] for alphabet in usual)
    if own * 3 >= sum(found.values()):
        return ""
    return found.most_common(1)[0][0].lower()


def reads_like(titles: Collection[str], language: str, common: Mapping[str, Collection[str]]) -> str:
    """The language whose commonest words the headlines hold, where it is clearly another; "" where all is well.

    `common`: language -> its commonest words. Of a language that is not in it nothing is said.
    """
    plain = language.partition("-")[0]
    if plain not in common or alphabets_of(plain) & {"CJK", "HANGUL"}:
        return ""
    words = Counter(word for title in titles for word in _WORD.findall(title.casefold()))
    counts = {code: sum(words[word] for word in table) for code, table in common.items()}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] >= max(_FEWEST_WORDS, _TIMES * counts[plain] + 1) else ""
