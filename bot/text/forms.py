"""A form as written in themes.yaml, taken apart: words, wildcards, what stands between the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from bot.text.fold import fold, strip_accents, unify
from bot.text.scripts import DENSE, HANGUL, SPACED, UNSPACED

LONGEST_FORM = 200  # characters
STAR = "*"

_PART = re.compile(f"{UNSPACED}+|{HANGUL}+|{SPACED}+")
# Between the words of a form: a space, a hyphen, an apostrophe, a middle dot and "_" are the same.
JOINTS = frozenset(" \t\n\u00a0-'·・‧_=")


@dataclass(frozen=True, slots=True)
class Part:
    """One word of a form, or one run of letters of a script without spaces."""

    cased: str  # after NFKC, with its case
    folded: str
    bare: str  # folded, without accents
    dense: bool  # Han, kana, Hangul, Thai: stands anywhere inside a run
    open_start: bool = False  # `*end`
    open_end: bool = False  # `stem*`


@dataclass(frozen=True, slots=True)
class Shape:
    """A form taken apart. `gaps[i]` are the characters that may stand between part i and part i + 1."""

    parts: tuple[Part, ...]
    gaps: tuple[frozenset[str], ...]
    glued: tuple[bool, ...]  # whether part i + 1 may follow part i without anything between
    exact: bool  # `=` and `==`
    cased: bool  # `==`


def read_form(text: str) -> Shape:
    """The shape of a form; one without parts when `problem` has something to say about it."""
    cased, exact, body = _marks(text)
    found = list(_PART.finditer(body))
    parts = tuple(_part(body, run) for run in found)
    between = [body[left.end() : right.start()] for left, right in pairwise(found)]
    return Shape(
        parts,
        tuple(JOINTS | frozenset(fold(gap)) for gap in between),
        tuple(not gap for gap in between),
        exact,
        cased,
    )


def plain_words(text: str) -> str:
    """The words of a form, without its marks: "=Kim" is Kim, "Северн* Коре*" is Северн Коре."""
    return _marks(text)[2].replace(STAR, "")


def problem(text: str) -> str:
    """What is wrong with a form, in one clause; "" when it can match."""
    body = _marks(text)[2]
    if len(text) > LONGEST_FORM:
        return f"a form has at most {LONGEST_FORM} characters"
    if not _PART.search(body):
        return "a form needs at least one letter or digit"
    if re.search(f"{SPACED}\\*{SPACED}", body):
        return "* stands only at the beginning or at the end of a word"
    if re.search(r"(?<!\w)\*+(?!\w)", body):
        return "* needs a word that it belongs to"
    return ""


def _marks(text: str) -> tuple[bool, bool, str]:
    """(case is kept, exactly this form, the rest of it)."""
    body = unify(text).strip()
    marks = 2 if body.startswith("==") else int(body.startswith("="))
    return marks == 2, marks > 0, body[marks:].strip()


def _part(body: str, run: re.Match[str]) -> Part:
    word = run.group()
    folded = fold(word)
    return Part(
        cased=word,
        folded=folded,
        bare=strip_accents(folded),
        dense=DENSE.match(word) is not None,
        open_start=body[max(0, run.start() - 1) : run.start()] == STAR,
        open_end=body[run.end() : run.end() + 1] == STAR,
    )
