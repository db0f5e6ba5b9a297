"""What each language needs: `language(code)` and `stem(word, code)`. A new language is a line in table.py."""

from __future__ import annotations

from functools import cache

import Stemmer

from bot.text.languages.table import LANGUAGES, Language

__all__ = ["LANGUAGES", "Language", "base", "language", "stem"]

# Codes that mean a language of the table, and how we call it.
_ALIASES = {
    "nb": "no", "nn": "no", "iw": "he", "in": "id", "mo": "ro", "sh": "sr", "cnr": "sr",
    "cmn": "zh", "yue": "zh", "arb": "ar", "pes": "fa", "prs": "fa", "fil": "tl", "kp": "ko",
}  # fmt: skip


@cache
def base(code: str) -> str:
    """The language without its region and script: pt-BR is pt, zh-Hant is zh, nb is no. "" stays ""."""
    plain = code.strip().casefold().replace("_", "-").split("-")[0]
    return _ALIASES.get(plain, plain)


@cache
def language(code: str) -> Language:
    """What we know of a language; for one that is not in the table, that it has no stemmer and no endings."""
    return LANGUAGES.get(base(code)) or Language(base(code), "")


def stem(word: str, code: str) -> str:
    """The Snowball stem of a folded word (https://snowballstem.org); the word itself where its language has none."""
    stemmer = _stemmer(code)
    return word if stemmer is None else str(stemmer.stemWord(word))


@cache
def _stemmer(code: str) -> Stemmer.Stemmer | None:
    algorithm = language(code).stemmer
    return Stemmer.Stemmer(algorithm, 0) if algorithm else None  # 0: PyStemmer's cache costs more than it saves
