"""Text to words with positions and sentences; everything that costs is done when it is first asked for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from bot.text.fold import fold, is_accented, laid_bare, spans, strip_accents
from bot.text.scripts import HANGUL, SPACED, UNSPACED
from bot.text.sentences import sentence_ends

TITLE = "title"
SUMMARY = "summary"
_END = "\0"  # of a field; stands in no word and in no form
_BORDERS = bytes(code if chr(code).isalnum() or code > 127 else ord(" ") for code in range(256))
_INNER = bytes(range(0x80, 0xC0))  # of UTF-8, bytes that no character begins with
_BLOCK = 512  # bytes

_RUN = re.compile(f"({UNSPACED}+)|{HANGUL}+|{SPACED}+")
_BIGRAM_RUN = re.compile(f"(?P<dense>{UNSPACED}+|{HANGUL}+)|{SPACED}+")


class Text:
    """One field of an item, ready to be searched. Indices of words are into `folded`; `span` leads back.

    `folded` is what forms are compared with; `bare` is the same without accents, index for index; spaces may
    stand in it for signs that are no letters. A text that is not `accented` may have lost its accents.
    """

    def __init__(self, field: str, original: str, folded: str, bare: str) -> None:
        self.field = field
        self.original = original
        self.folded = folded
        self.bare = bare
        self.accented = is_accented(folded)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of `original` for the span [start, end) of `folded`; start < end."""
        return (start, end) if self._spans is None else (self._spans[start][0], self._spans[end - 1][1])

    def word_at(self, index: int) -> int:
        """The position of the word at (or last before) an index of `folded`, counted in words from 0.

        Where a script puts no spaces between words, two characters count as one word.
        """
        starts, positions, unspaced = self._words
        at = bisect_right(starts, index) - 1
        if at < 0:
            return 0
        return positions[at] + (index - starts[at]) // 2 if at in unspaced else positions[at]

    def sentence_at(self, index: int) -> int:
        """The number of the sentence at an index of `original`, from 0. A title is one sentence."""
        return bisect_right(self._sentence_ends, index)

    @cached_property
    def sentences(self) -> int:
        """How many sentences there are; at least one."""
        ends = self._sentence_ends
        return len(ends) + (not ends or ends[-1] < len(self.original))

    @cached_property
    def _spans(self) -> list[tuple[int, int]] | None:
        return spans(self.original, self.folded)

    @cached_property
    def _words(self) -> tuple[list[int], Sequence[int], frozenset[int]]:
        """Where each run of letters begins, its position in words, and which runs have no spaces between their words."""
        runs = list(_RUN.finditer(self.folded))
        starts = [run.start() for run in runs]
        unspaced = frozenset(at for at, run in enumerate(runs) if run.lastindex)
        if not unspaced:
            return starts, range(len(starts)), unspaced
        sizes = [(run.end() - run.start() + 1) // 2 if run.lastindex else 1 for run in runs]
        return starts, list(accumulate(sizes, initial=0)), unspaced

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [] if self.field == TITLE else sentence_ends(self.original)


def prepare(field: str, text: str) -> Text:
    """A field of an item ("title", "summary"), ready to be searched."""
    folded = fold(text)
    return Text(field, text, folded, strip_accents(folded))


class Page:
    """Title and summary of an item, folded and searched in one go, which takes half the time of two.

    `folded` and `bare` hold both, each with _END behind it; what is found in them stands in one of the two. A page is
    `dense` where letters of a script without spaces stand on it.
    """

    def __init__(self, title: str, summary: str) -> None:
        both = f"{title}{_END}{summary}{_END}"
        if both.count(_END) > 2:
            both = f"{title.replace(_END, ' ')}{_END}{summary.replace(_END, ' ')}{_END}"
        self._originals = title, summary
        self._fields: tuple[Text, Text, int] | None = None  # made when something is found
        self.folded = fold(both)
        self.bare, self.dense = laid_bare(self.folded)
        # In UTF-8, with a space before the first word and for every sign: where the page is not `dense`, each word has
        # a space on either side.
        self.searched = b" " + self.bare.encode().translate(_BORDERS)
        self._even = len(self.searched) == len(self.bare) + 1
        self._blocks: list[int] | None = None  # how many characters begin before each block of bytes

    def place(self, byte: int) -> int:
        """The index of `folded` for one of `searched`."""
        if self._even:
            return byte - 1
        if byte < _BLOCK:
            return len(self.searched[:byte].decode()) - 1
        if self._blocks is None:
            sizes = (_beginnings(self.searched[at : at + _BLOCK]) for at in range(0, len(self.searched), _BLOCK))
            self._blocks = [*accumulate(sizes, initial=0)]
        block, rest = divmod(byte, _BLOCK)
        return self._blocks[block] + _beginnings(self.searched[byte - rest : byte]) - 1

    def field(self, at: int) -> tuple[Text, int]:
        """The field at an index of `folded`, and where it begins there."""
        title, summary, middle = self._fields or self._split()
        return (title, 0) if at <= middle else (summary, middle + 1)

    def _split(self) -> tuple[Text, Text, int]:
        folded, bare = self.folded, self.bare
        middle = folded.index(_END)
        title = Text(TITLE, self._originals[0], folded[:middle], bare[:middle])
        summary = Text(SUMMARY, self._originals[1], folded[middle + 1 : -1], bare[middle + 1 : -1])
        self._fields = title, summary, middle
        return self._fields


def _beginnings(utf8: bytes) -> int:
    """How many characters begin there."""
    return len(utf8.translate(None, _INNER))


def words(text: str) -> tuple[str, ...]:
    """Folded words in order; Han, kana, Hangul and Thai as overlapping pairs of characters."""
    found: list[str] = []
    for run in _BIGRAM_RUN.finditer(fold(text)):
        word = run.group()
        if run["dense"] is None or len(word) < 2:
            found.append(word)
        else:
            found += [word[at : at + 2] for at in range(len(word) - 1)]
    return tuple(found)
