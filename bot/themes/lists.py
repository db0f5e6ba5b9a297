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


def all_listed(hits: Iterable[Hit], count: int, language: str) -> bool:
    """Whether there are hits, and every one stands in an enumeration of `count` members or more."""
    by_text: dict[int, list[Hit]] = {}
    for hit in hits:
        by_text.setdefault(id(hit.text), []).append(hit)
    return bool(by_text) and all(_listed(own, count, language) for own in by_text.values())


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


def _listed(hits: Sequence[Hit], count: int, language: str) -> bool:
    """Whether all hits of one text stand in enumerations."""
    text = hits[0].text
    inside: set[int] = set()
    order = sorted(range(len(hits)), key=lambda at: (hits[at].folded_start, hits[at].folded_end))
    for each in enumerations(text, language):
        if each.members >= count:
            inside |= _members(text, [(at, hits[at]) for at in order], each)
    return len(inside) == len(hits)


def _members(text: Text, hits: Sequence[tuple[int, Hit]], run: Enumeration) -> set[int]:
    """Which hits belong to a member; hits that follow each other carry each other along."""
    inside = {at for at, hit in hits if run.first[1] <= hit.folded_start and hit.folded_end <= run.last[0]}
    reach = run.last[1]
    for at, hit in hits:
        if hit.folded_start >= run.last[1] and _between(text, reach, hit.folded_start) <= 1:
            inside.add(at)
            reach = max(reach, hit.folded_end)
    reach = run.first[0]
    for at, hit in reversed(hits):
        if hit.folded_end <= run.first[0] and _between(text, hit.folded_end, reach) == 0:
            inside.add(at)
            reach = min(reach, hit.folded_start)
    return inside


def _between(text: Text, start: int, end: int) -> int:
    """Words that stand in [start, end) of the folded text; many, where a sentence or a clause ends in it."""
    gap = text.folded[start:end] if end - start <= _LONGEST_MEMBER else ":"
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
