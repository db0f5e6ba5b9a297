"""One spelling for the same characters: both texts and forms are compared after this.

`fold` is NFKC and casefold, and then: every hyphen and dash is "-", every apostrophe is "'", ё is е, Turkish ı and İ
are i, Romanian ș and ț are the ş and ţ of old keyboards, Greek vowels lose their accents (capitals have none), Arabic
letters lose vowel signs, stretching and the hamza of alif, Persian ye and kaf are the Arabic ones, Arabic digits are
0-9, and what cannot be seen is left out. `strip_accents` is the second step, for Latin letters and what is left of
the Greek; it keeps the length, so that one index serves both. `laid_bare` goes one step further, for searching.
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, normalize

from bot.text.scripts import DENSE, SPACED

_HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30a0\ufe58\ufe63\uff0d"
_APOSTROPHES = "\u2018\u2019\u201b\u02b9\u02bb\u02bc\u02bd\u02c8\u2032\uff07`\u05f3"
_UNSEEN = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
    "\u0307\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
)
_OTHERS = dict(
    zip(
        "άέήίόύώёıșțأإآٱىیکھە٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹",
        "αεηιουωеişţااااييكهه01234567890123456789",
        strict=True,
    ),
)


def _unseen() -> dict[str, str]:
    spans = re.findall("(.)(?:-(.))?", _UNSEEN, re.DOTALL)
    return {chr(code): "" for first, last in spans for code in range(ord(first), ord(last or first) + 1)}


_UNIFY = dict.fromkeys(_HYPHENS, "-") | dict.fromkeys(_APOSTROPHES, "'") | _unseen()
_FOLD = _UNIFY | _OTHERS
_UNIFIED = re.compile(f"[{_UNSEEN}{re.escape(_HYPHENS + _APOSTROPHES)}]")
_UNUSUAL = re.compile(f"[{_UNSEEN}{re.escape(_HYPHENS + _APOSTROPHES)}{''.join(_OTHERS)}]")


def _accents() -> dict[str, str]:
    blocks = (*range(0xC0, 0x250), *range(0x370, 0x400), *range(0x1E00, 0x2000))
    bases = {letter: normalize("NFD", letter)[0] for letter in map(chr, blocks)}
    whole = dict(zip("łøđħŧ", "lodht", strict=True))
    accented = {letter: base for letter, base in bases.items() if base != letter and base.isalpha()}
    return {letter: whole.get(base, base) for letter, base in accented.items()} | whole


_ACCENTS = _accents()
_ACCENTED = re.compile(f"[{''.join(_ACCENTS)}]")
# Letters that most texts consist of, which need no look one by one: Greek, Cyrillic, Armenian, Hebrew, Arabic.
USUAL = "α-ω\u0400-\u0481\u048a-\u052fա-ֆא-ת\u0620-\u063f\u0641-\u064a\u0671-\u06d3"
_FOREIGN = re.compile(f"[^\x00-\x7f{USUAL}](?:{DENSE.pattern})*")


def fold(text: str) -> str:
    """The text as it is compared, lower case."""
    if text.isascii():
        return text.lower().replace("`", "'") if "`" in text else text.lower()
    # NFKC would take the acute accent apart, and many keyboards write it for an apostrophe.
    return _replaced(normalize("NFKC", text.replace("´", "'")).replace("İ", "i").casefold(), _UNUSUAL, _FOLD)


def unify(text: str) -> str:
    """The text as forms with `==` compare it: like `fold`, but case and letters stay."""
    return _replaced(normalize("NFKC", text.replace("´", "'")), _UNIFIED, _UNIFY)


def strip_accents(folded: str) -> str:
    """Folded text without the accents of Latin and Greek letters; as long as it was."""
    return folded if folded.isascii() else _replaced(folded, _ACCENTED, _ACCENTS)


def is_accented(folded: str) -> bool:
    """Whether `strip_accents` would change the text."""
    return not folded.isascii() and _ACCENTED.search(folded) is not None


def laid_bare(folded: str) -> tuple[str, bool]:
    """Folded text without accents and with a space for each sign outside ASCII that is no letter, as long as it was.

    And whether letters are among it that stand without spaces: Han, kana, Hangul, Thai.
    """
    dense = False
    bare = folded
    for run in () if folded.isascii() else set(_FOREIGN.findall(folded)):
        char = run[0]
        plain = _plain(char)
        dense = dense or plain == "" or len(run) > 1
        if plain and plain != char:
            bare = bare.replace(char, plain)
    return bare, dense


@lru_cache(4096)
def _plain(char: str) -> str:
    """The character without its accent, a space for one that is no letter; "" for one of a script without spaces."""
    if DENSE.match(char):
        return ""
    return _ACCENTS.get(char, char if re.match(SPACED, char) else " ")


def spans(text: str, folded: str) -> list[tuple[int, int]] | None:
    """For each character of `folded` the span of `text` that it came from; None when they stand one to one."""
    if len(text) == len(folded) and normalize("NFKC", text) == text:
        return None
    found: list[tuple[int, int]] = []
    start = 0
    for end in (*_beginnings(text), len(text)):
        piece = text[start:end]
        found += [(start, end)] * (1 if piece.isascii() and len(piece) == 1 else len(fold(piece)))
        start = end
    # Were a future Unicode to compose across our pieces, evidence would be a little wide, never out of the text.
    found += [(start, start)] * (len(folded) - len(found))
    return found


def _replaced(text: str, wanted: re.Pattern[str], table: dict[str, str]) -> str:
    """The text with each character of the table replaced; a text has few different ones, so translate() is slower."""
    for char in set(wanted.findall(text)):
        text = text.replace(char, table[char])
    return text


def _beginnings(text: str) -> list[int]:
    """Where a character begins that never melts into the one before it, but for the first."""
    return [at for at, char in enumerate(text) if at and (char < "\u0300" or not _melts(char))]


def _melts(char: str) -> bool:
    if category(char)[0] == "M":
        return True
    # Hangul vowels and finals compose with what is before them, in all three of their encodings; so do the
    # half-width voicing marks of katakana.
    return "\u1160" <= char <= "\u11ff" or "\u3130" <= char <= "\u318f" or "\uff9e" <= char <= "\uffdc"
