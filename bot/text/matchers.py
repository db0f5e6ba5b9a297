"""What one part of a form accepts in a text: a run of letters, an inflected word, an exact word, a wildcard."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from bot.text.fold import unify
from bot.text.forms import Part, Shape
from bot.text.inflect import Inflected, inflected
from bot.text.languages import LANGUAGES, Language
from bot.text.scripts import BLOCKS, HANGUL, SPACED
from bot.text.tokens import Text

Span = tuple[int, int]  # of the folded text

LONGEST_WORD = 60  # letters; what is longer is no word, and looking on would take quadratic time
_MOST_KNOWN = 300  # words that the same word of a form remembers
_MOST_SHARED = 2_000  # words that forms have in common: "North", "president"
_WORD = re.compile(f"{SPACED}{{0,{LONGEST_WORD}}}")
_LETTER = re.compile(SPACED)
_ARTICLES = tuple(each.article for each in LANGUAGES.values() if each.article)
_PARTICLE = re.compile(
    f"(?:{'|'.join(sorted(LANGUAGES['ko'].particles, key=len, reverse=True))}){{1,2}}(?!{HANGUL})",
)


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of a script without spaces: they match wherever they stand, or not inside a longer run (`=`, `=북 관광*`)."""

    letters: str
    alone_before: bool
    alone_behind: bool

    @property
    def pattern(self) -> str:
        """What the automaton looks for."""
        return self.letters

    @property
    def bounded(self) -> bool:
        """Whether what stands beside the letters counts."""
        return self.alone_before or self.alone_behind

    def confirms(self, text: Text, start: int, end: int) -> bool:
        """Whether these letters, which stand at [start, end), count there."""
        if self.alone_before and _continues(text.folded, start):
            return False
        return not self.alone_behind or _ends(text.folded, end)

    def starting(self, text: Text, at: int) -> Span | None:
        """The span, when the part begins at `at`."""
        end = at + len(self.letters)
        found = at >= 0 and text.folded.startswith(self.letters, at) and self.confirms(text, at, end)
        return (at, end) if found else None

    def ending(self, text: Text, at: int) -> Span | None:
        """The span, when the part ends at `at`."""
        return self.starting(text, at - len(self.letters)) if at >= len(self.letters) else None


@dataclass(frozen=True, slots=True)
class Word:
    """A word between borders. `inflected` is None for exact words and for wildcards."""

    part: Part
    exact: bool
    cased: bool
    inflected: Inflected | None
    loose: bool  # the pattern may stand behind the beginning of the word
    pattern: str  # what the automaton looks for: every accepted word holds it, without accents
    known: dict[tuple[str, bool], bool] = field(default_factory=dict, compare=False)  # words asked for before

    def accepts(self, word: str, *, accented: bool) -> bool:
        """Whether a folded word is accepted, whatever its case; `accented` says whether its text has any accents."""
        answer = self.known.get((word, accented))
        if answer is None:
            if len(self.known) >= _MOST_KNOWN:
                self.known.clear()
            answer = self.known[word, accented] = self._accepts(word, accented=accented)
        return answer

    def _accepts(self, word: str, *, accented: bool) -> bool:
        if self.inflected is not None:
            return self.inflected.accepts(word, accented=accented)
        if self._fits(word, self.part.folded):
            return True
        return not self.exact and not accented and self._fits(word, self.part.bare)

    def confirms(self, text: Text, start: int, end: int) -> bool:
        """Whether the accepted word at [start, end) has the right case."""
        if not self.cased:
            return True
        first, last = text.span(start, end)
        return self._fits(unify(text.original[first:last]), self.part.cased)

    def starting(self, text: Text, at: int) -> Span | None:
        """The span, when a word that begins at `at` is accepted."""
        if at < 0 or not (self.loose or text.bare.startswith(self.pattern, at)):
            return None
        return self._checked(text, at, word_end(text.bare, at))

    def ending(self, text: Text, at: int) -> Span | None:
        """The span, when a word that ends at `at` is accepted."""
        return self._checked(text, word_start(text.bare, at), at) if at >= 0 else None

    def _checked(self, text: Text, start: int, end: int) -> Span | None:
        accepted = start < end and self.accepts(text.folded[start:end], accented=text.accented)
        return (start, end) if accepted and self.confirms(text, start, end) else None

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


def matcher(part: Part, shape: Shape, language: Language) -> Run | Word:
    """What a part of a form accepts in items of a language."""
    return _matcher(part, language, exact=shape.exact, cased=shape.cased)


@lru_cache(_MOST_SHARED)
def _matcher(part: Part, language: Language, *, exact: bool, cased: bool) -> Run | Word:
    if part.dense:
        return Run(part.folded, exact and not part.open_start, exact and not part.open_end)
    if exact or part.open_start or part.open_end:
        return Word(part, exact, cased, None, loose=part.open_start, pattern=part.bare)
    loose = len(language.prefixes) > 0 or part.folded.startswith(_ARTICLES)
    plain = inflected(part.folded, language)
    return Word(part, exact, cased, plain, loose=loose, pattern=plain.beginning())


@lru_cache(4096)
def is_letter(char: str) -> bool:
    """Whether a folded character belongs to a word of a script with spaces."""
    return _LETTER.match(char) is not None


def word_end(bare: str, at: int) -> int:
    """Behind the letters that begin at `at`."""
    found = _WORD.match(bare, at)
    return found.end() if found else at


def word_start(bare: str, at: int) -> int:
    """Where the letters that end at `at` begin."""
    least = max(0, at - LONGEST_WORD)
    while at > least and is_letter(bare[at - 1]):
        at -= 1
    return at


def _continues(folded: str, at: int) -> bool:
    """Whether the letter at `at` has one of the same script directly before it."""
    return 0 < at < len(folded) and _same_script(folded[at - 1], folded[at])


def _ends(folded: str, end: int) -> bool:
    """Whether a run of letters ends at `end`: no letter of the same script, or particles of Korean (에는, 와의)."""
    return not _continues(folded, end) or _PARTICLE.match(folded, end) is not None


def _same_script(one: str, other: str) -> bool:
    return any(block.match(one) and block.match(other) for block in BLOCKS)
