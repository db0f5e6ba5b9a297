"""Enumerations: "Russia, China, Iran and North Korea", and which hits stand in one.

An enumeration is a run of short members (at most 4 words, or 12 characters of a script without spaces) between
separators. Commas make one only when a conjunction of the language closes them, or a word for "and so on"; without it
"Kim, the leader of North Korea, ..." would be one. Commas alone do for four members or more, when the inner ones read
like names. Middle dots, slashes and the Chinese enumeration comma need no conjunction.

The first and the last member have no separator on their outer side, so a hit belongs to them only when it touches the
separator, or stands one word (an article) behind it: in "Kim thanked Russia, China and Iran" Kim is not a member.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.text.languages import base, language
from bot.text.lexicon import Hit
from bot.text.scripts import DENSE
from bot.text.tokens import Text

_MOST_WORDS = 4
_MOST_DENSE = 12  # characters
_LONGEST_MEMBER = 60  # characters, whatever the script
_OUTER = 200  # characters outside the outermost separators in which hits are looked at
_ASYNDETIC = 4  # members that commas alone need
_BREAK = re.compile(r"[:;!?()\[\]{}<>|\n。！？؟।…]|\.\s|\s-\s|-\s|\s-")
_HIRAGANA = re.compile("[\u3041-\u309f]")
_SMALL_WORD = 3  # letters; up to so many may be written small inside a name: "Corea del Nord"
# For items whose language we do not know: what is a conjunction in one language and nothing else in most.
_ANYWHERE = frozenset({"and", "und", "et", "y", "e", "и", "та"})
_AND_SO_ON = re.compile(r"\S(?=\s*(?:,\s*)?(?:など|等|등(?![\uac00-\ud7a3])|\b(?:etc|ecc|usw|itd)\b))")
_COMMA, _DOT, _AND = "comma", "dot", "and"


@dataclass(frozen=True, slots=True)
class _Mark:
    """A separator at [start, end) of the folded text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Enumeration:
    """`first` and `last` are the spans of the outermost separators in the folded text."""

    members: int
    first: tuple[int, int]
    last: tuple[int, int]


class Lists:
    """The enumerations of one item's fields, looked for once."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._found: dict[str, list[Enumeration]] = {}  # field -> its enumerations

    def hold(self, hits: Iterable[Hit], count: int) -> bool:
        """Whether there are hits, and every one stands in an enumeration of `count` members or more."""
        by_field: dict[str, list[Hit]] = {}
        for hit in hits:
            by_field.setdefault(hit.text.field, []).append(hit)
        return bool(by_field) and all(self._hold(field, own, count) for field, own in by_field.items())

    def _hold(self, field: str, hits: Sequence[Hit], count: int) -> bool:
        if field not in self._found:
            self._found[field] = enumerations(hits[0].text, self._language)
        row = _Row(hits)
        for each in self._found[field]:
            if each.members >= count:
                row.mark(each)
        return len(row.inside) == len(hits)


def enumerations(text: Text, language: str) -> list[Enumeration]:
    """Every enumeration of three or more members, or of two joined by a separator, in order. Linear in the text."""
    found: list[Enumeration] = []
    run: list[_Mark] = []
    for mark in _marks(text.folded, base(language)):
        if run and (run[-1].kind == _AND or not _is_member(text.folded[run[-1].end : mark.start])):
            found += _enumeration(text, run, base(language))
            run = []
        run.append(mark)
    return found + _enumeration(text, run, base(language))


class _Row:
    """The hits of one text, in order, and which of them stand inside an enumeration."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self.text = hits[0].text
        self.inside: set[int] = set()  # indices into `hits`
        self.by_start = sorted((hit.folded_start, hit.folded_end, at) for at, hit in enumerate(hits))
        self.by_end = sorted((hit.folded_end, hit.folded_start, at) for at, hit in enumerate(hits))

    def mark(self, run: Enumeration) -> None:
        """Mark the hits that belong to a member; hits that follow each other carry each other along."""
        for _, end, at in _between_keys(self.by_start, run.first[1], run.last[0]):
            if end <= run.last[0]:
                self.inside.add(at)
        reach = run.last[1]
        for start, end, at in _between_keys(self.by_start, run.last[0], run.last[1] + _OUTER):
            if _words_between(self.text, reach, start) <= 1:
                self.inside.add(at)
                reach = max(reach, end)
        reach = run.first[0]
        for end, start, at in reversed(_between_keys(self.by_end, run.first[0] - _OUTER, run.first[0] + 1)):
            if _words_between(self.text, end, reach) == 0:
                self.inside.add(at)
                reach = min(reach, start)


def _between_keys(rows: list[tuple[int, int, int]], least: int, below: int) -> list[tuple[int, int, int]]:
    """Those whose first number is at least `least` and below `below`."""
    return rows[bisect_left(rows, (least,)) : bisect_left(rows, (below,))]


def _words_between(text: Text, start: int, end: int) -> int:
    """Words that stand in [start, end) of the folded text; many, where a sentence or a clause ends in it."""
    gap = text.folded[start : max(start, end)] if end - start <= _LONGEST_MEMBER else ":"
    if _BREAK.search(gap):
        return _LONGEST_MEMBER
    if DENSE.search(gap):
        return sum(not char.isspace() for char in gap) // 4
    return len(gap.replace("'", " ").replace("-", " ").split())


def _enumeration(text: Text, run: Sequence[_Mark], code: str) -> list[Enumeration]:
    """The run as an enumeration, when it is one."""
    if not run:
        return []
    members = len(run) + 1
    whole = Enumeration(members, (run[0].start, run[0].end), (run[-1].start, run[-1].end))
    if len({mark.kind for mark in run}) == 1 and run[0].kind == _COMMA and not _closed(text.folded, run[-1].end):
        inner = [(left.end, right.start) for left, right in pairwise(run)]
        least = 3 if code in {"ja", "zh"} else _ASYNDETIC
        if members < least or not all(_name_like(text, *span) for span in inner):
            return []
    return [whole]


def _closed(folded: str, at: int) -> bool:
    """Whether the member at `at` is followed by a word for "and so on"."""
    window = folded[at : at + _LONGEST_MEMBER]
    found = _AND_SO_ON.search(window)
    return found is not None and _is_member(window[: found.end()])


def _is_member(chunk: str) -> bool:
    if not chunk.strip() or len(chunk) > _LONGEST_MEMBER or _BREAK.search(chunk):
        return False
    dense = sum(map(bool, map(DENSE.match, chunk)))
    return dense <= _MOST_DENSE and len(re.sub("['-]", " ", chunk).split()) <= _MOST_WORDS


def _name_like(text: Text, start: int, end: int) -> bool:
    """Whether [start, end) of the folded text reads like a name: capitals where the script has any, no particles."""
    first, last = text.span(start, end)
    chunk = text.original[first:last]
    if DENSE.search(chunk):
        return not _HIRAGANA.search(chunk)
    words = re.findall(r"[^\W\d_]+", chunk)
    return all(len(word) <= _SMALL_WORD or not word[0].islower() for word in words) and any(
        not word[0].islower() for word in words
    )


def _marks(folded: str, code: str) -> list[_Mark]:
    """Every separator in order; a comma right before a conjunction is one with it."""
    found: list[_Mark] = []
    for piece in _separators(code).finditer(folded):
        mark = _Mark(piece.lastgroup or _COMMA, piece.start(), piece.end())
        if found and mark.kind == _AND and not folded[found[-1].end : mark.start].strip():
            found[-1] = _Mark(_AND, found[-1].start, mark.end)
        else:
            found.append(mark)
    return found


@cache
def _separators(code: str) -> re.Pattern[str]:
    known = language(code)
    words = (known.conjunctions if code else _ANYWHERE) | {"&"}
    spaced = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    glued = f"|{known.glued_and}" if known.glued_and else ""
    enumerating = "/・·‧" + ("、" if code == "zh" else "")
    commas = "" if code == "zh" else ",،、"
    parts = [
        f"(?P<{_DOT}>[{enumerating}])",
        *([f"(?P<{_COMMA}>[{commas}])"] if commas else []),
        f"(?P<{_AND}>(?<!\\S)(?:{spaced})(?!\\S){glued})",
    ]
    return re.compile("|".join(parts))
