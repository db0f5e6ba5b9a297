"""What one part of a form accepts in a text: a run of letters, an inflected word, an exact word, a wildcard."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.text.fold import unify
from bot.text.forms import Part, Shape
from bot.text.inflect import Inflected, inflected
from bot.text.languages import LANGUAGES, Language
from bot.text.scripts import BLOCKS, HANGUL, SPACED
from bot.text.tokens import Text

Span = tuple[int, int]  # of the folded text

_LONGEST_WORD = 60  # letters; what is longer is no word, and looking on would take quadratic time
_WORD = re.compile(f"{SPACED}{{0,{_LONGEST_WORD}}}")
_LETTER = re.compile(SPACED)
_ARTICLES = tuple(each.article for each in LANGUAGES.values() if each.article)
_PARTICLE = re.compile(
    f"(?:{'|'.join(sorted(LANGUAGES['ko'].particles, key=len, reverse=True))})(?!{HANGUL})",
)


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of a script without spaces: they match wherever they stand; bounded (`=`), not inside a longer run."""

    letters: str
    bounded: bool

    @property
    def pattern(self) -> str:
        """What the automaton looks for."""
        return self.letters

    def around(self, text: Text, start: int, end: int) -> Span | None:
        """The span, when the pattern was found at [start, end)."""
        return None if self.bounded and not _stands_alone(text.folded, start, end) else (start, end)

    def starting(self, text: Text, at: int) -> Span | None:
        """The span, when the part begins at `at`."""
        found = at >= 0 and text.folded.startswith(self.letters, at)
        return self.around(text, at, at + len(self.letters)) if found else None

    def ending(self, text: Text, at: int) -> Span | None:
        """The span, when the part ends at `at`."""
        found = at >= 0 and text.folded.endswith(self.letters, 0, at)
        return self.around(text, at - len(self.letters), at) if found else None


@dataclass(frozen=True, slots=True)
class Word:
    """A word between borders. `inflected` is None for exact words and for wildcards."""

    part: Part
    exact: bool
    cased: bool
    inflected: Inflected | None
    loose: bool  # the pattern may stand behind the beginning of the word

    @property
    def pattern(self) -> str:
        """What the automaton looks for."""
        return self.part.bare if self.inflected is None else self.inflected.beginning()

    def around(self, text: Text, start: int, _end: int) -> Span | None:
        """The span of the word around the pattern that was found at `start`."""
        if start and _LETTER.match(text.bare, start - 1):
            if not self.loose:
                return None
            start = _word_start(text.bare, start)
        return self.starting(text, start)

    def starting(self, text: Text, at: int) -> Span | None:
        """The span, when a word that begins at `at` is accepted."""
        if at < 0:
            return None
        end = _word_end(text.bare, at)
        return (at, end) if end > at and self._accepts(text, at, end) else None

    def ending(self, text: Text, at: int) -> Span | None:
        """The span, when a word that ends at `at` is accepted."""
        start = _word_start(text.bare, at) if at >= 0 else at
        return (start, at) if start < at and self._accepts(text, start, at) else None

    def _accepts(self, text: Text, start: int, end: int) -> bool:
        word, bare = text.folded[start:end], text.bare[start:end]
        if self.inflected is not None:
            return self.inflected.accepts(word, bare)
        if not self._fits(word, self.part.folded) and (
            self.exact or word != bare or not self._fits(word, self.part.bare)
        ):
            return False
        if not self.cased:
            return True
        first, last = text.span(start, end)
        return self._fits(unify(text.original[first:last]), self.part.cased)

    def _fits(self, word: str, wanted: str) -> bool:
        match self.part.open_start, self.part.open_end:
            case True, True:
                return wanted in word
            case True, False:
                return word.endswith(wanted)
            case False, True:
                return word.startswith(wanted)
            case _:
                return word == wanted


Matcher = Run | Word


def matcher(part: Part, shape: Shape, language: Language) -> Matcher:
    """What a part of a form accepts in items of a language."""
    if part.dense:
        return Run(part.folded, shape.exact)
    if shape.exact or part.open_start or part.open_end:
        return Word(part, shape.exact, shape.cased, None, loose=part.open_start)
    loose = len(language.prefixes) > 0 or part.folded.startswith(_ARTICLES)
    return Word(part, shape.exact, shape.cased, inflected(part.folded, language), loose=loose)


def _word_end(bare: str, at: int) -> int:
    found = _WORD.match(bare, at)
    return found.end() if found else at


def _word_start(bare: str, at: int) -> int:
    least = max(0, at - _LONGEST_WORD)
    while at > least and _LETTER.match(bare, at - 1):
        at -= 1
    return at


def _stands_alone(folded: str, start: int, end: int) -> bool:
    """No letter of the same script directly before; behind it none either, or a particle of Korean."""
    if start and _same_script(folded[start - 1], folded[start]):
        return False
    if end == len(folded) or not _same_script(folded[end - 1], folded[end]):
        return True
    return _PARTICLE.match(folded, end) is not None


def _same_script(one: str, other: str) -> bool:
    return any(block.match(one) and block.match(other) for block in BLOCKS)
