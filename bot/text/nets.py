"""Forms in an automaton: which of their words stand on a page, in one pass over it.

The automaton finds the beginning that a word shares with all its inflections. Where no letters of scripts without
spaces stand on the page, a space before the beginning tells that a word begins there, so most of what would be found
inside other words is never seen. Only a word that was not met before is compared and stemmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import BytesAhoCorasick

from bot.model import ANY_LANGUAGE, Form
from bot.text.bits import bits
from bot.text.forms import Shape
from bot.text.inflect import shared_beginning
from bot.text.languages import language
from bot.text.matchers import Run, Span, Word, is_letter, matcher, word_end, word_start
from bot.text.phrase import Phrase, phrase
from bot.text.tokens import Page, Text

_SHORTEST_PATTERN = 3  # letters; a shorter common beginning would be found everywhere
_DENSE_WEIGHT = 3  # a Han character or a Hangul syllable says as much as three letters
_MOST_KNOWN = 2_000  # words that one pattern remembers

# A form found on a page, at [start, end) of the folded text of one field; one hit for each of its keys. A bare tuple,
# for most pages have some and are never looked at again.
Sighting = tuple[Phrase, Text, int, int]
Occurrence = tuple[int, int, int]  # a pattern, and the bytes of the page that it stands at


@dataclass(frozen=True, slots=True)
class Entry:
    """One form, and the keys that have it."""

    keys: tuple[str, ...]
    form: Form
    shape: Shape


@dataclass(frozen=True, slots=True)
class Net:
    """Forms in one automaton: `caught[i]` are those of its pattern i, each with the part that the pattern is of.

    A pattern that is `bordered` has a space before the word.
    """

    automaton: BytesAhoCorasick
    caught: list[list[tuple[Entry, int]]]
    bordered: list[bool]


class Meant:
    """The phrases that a word, or letters of a script without spaces, may be the anchor of."""

    __slots__ = ("bits", "phrases")

    def __init__(self, plain: Sequence[Phrase], accented: Sequence[Phrase]) -> None:
        self.phrases = plain, accented  # in texts without accents, and with
        self.bits: int | None = None

    def may_be(self) -> int:
        """The bits of all their keys."""
        if self.bits is None:
            self.bits = bits(key for group in self.phrases for each in group for key in each.keys)
        return self.bits


_NOTHING = Meant([], [])
Anchor = tuple[Meant, int, int]  # and where on the page it stands


class _Words:
    """Phrases of one pattern whose anchor is a word: which of them a word stands for depends on the word alone."""

    __slots__ = ("_known", "_phrases")

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._phrases = [(each, each.at) for each in phrases if isinstance(each.at, Word)]
        self._known: dict[str, Meant] = {}

    def meant(self, word: str) -> Meant:
        """The phrases whose anchor is this folded word."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            plain, accented = self._accepting(word, accented=False), self._accepting(word, accented=True)
            known = self._known[word] = Meant(plain, accented) if plain or accented else _NOTHING
        return known

    def _accepting(self, word: str, *, accented: bool) -> list[Phrase]:
        return [each for each, at in self._phrases if at.accepts(word, accented=accented)]


class _Group:
    """All forms of one pattern that apply to items of one language."""

    __slots__ = ("bordered", "inside", "loose", "runs", "words")

    def __init__(self, phrases: Sequence[Phrase], *, bordered: bool) -> None:
        strict = [each for each in phrases if isinstance(each.at, Word) and not each.at.loose]
        loose = [each for each in phrases if isinstance(each.at, Word) and each.at.loose]
        runs = [each for each in phrases if isinstance(each.at, Run)]
        self.bordered = bordered
        self.words = _Words(strict) if strict else None  # the pattern begins the word
        self.loose = _Words(loose) if loose else None  # or stands anywhere in it
        self.runs = Meant(runs, runs) if runs else _NOTHING  # the pattern is all of it
        self.inside = bool(loose or runs)


class View:
    """A net as items of one language see it."""

    __slots__ = ("_code", "_find", "_groups", "_net", "bits")

    def __init__(self, net: Net, code: str) -> None:
        self.bits: dict[int, int] = {}
        self._net = net
        self._find = net.automaton.find_matches_as_indexes
        self._code = code
        self._groups: dict[int, _Group] = {}  # those asked for so far; most patterns never occur

    def occurrences(self, page: Page) -> list[Occurrence]:
        """Every pattern on the page, in order of where they end; overlapping ones too."""
        return self._find(page.searched, overlapping=True)

    def bits_of(self, pattern: int) -> int:
        """The bits of all keys that have a form with the pattern; known ones stand in `bits`."""
        found = bits(key for entry, _ in self._net.caught[pattern] for key in entry.keys)
        return self.bits.setdefault(pattern, found)

    def read(self, page: Page, occurrences: Iterable[Occurrence], found: list[Anchor]) -> None:
        """Add the words and letters at those occurrences that are the anchor of a form."""
        bare, folded = page.bare, page.folded
        known = self._groups
        begun, start, stop, word = -1, 0, 0, ""  # the last word; several patterns begin where it does
        for pattern, first, last in occurrences:
            group = known.get(pattern) or self._group(pattern)
            if first + group.bordered != begun:
                begun = first + group.bordered
                start = page.place(begun)
                stop = word_end(bare, start)
                word = folded[start:stop]
            if group.words and (group.bordered or (before := bare[start - 1]) == " " or not is_letter(before)):
                meant = group.words.meant(word)
                if meant is not _NOTHING:
                    found.append((meant, start, stop))
            if group.inside:
                _read_inside(group, page, (start, page.place(last)), found)

    def _group(self, pattern: int) -> _Group:
        phrases = [
            phrase(entry.keys, entry.form, entry.shape, anchor, language(_spoken(entry.form, self._code)))
            for entry, anchor in self._net.caught[pattern]
        ]
        return self._groups.setdefault(pattern, _Group(phrases, bordered=self._net.bordered[pattern]))


def net(entries: Sequence[Entry], code: str | None, *, dense: bool) -> Net | None:
    """The net of the forms for items of one language; None: for items of any.

    One that is `dense` is for pages with letters of scripts without spaces; the other leaves out what is made of them.
    """
    common = Counter(part.bare for entry in entries for part in entry.shape.parts)
    patterns: dict[str, list[tuple[Entry, int]]] = {}
    for entry in entries:
        if not dense and any(part.dense for part in entry.shape.parts):
            continue
        anchor, pattern = _anchor(entry, code, common)
        patterns.setdefault(pattern.strip() if dense else pattern, []).append((entry, anchor))
    if not patterns:
        return None
    return Net(
        BytesAhoCorasick([pattern.encode() for pattern in patterns]),
        list(patterns.values()),
        [pattern[0] == " " for pattern in patterns],
    )


def _spoken(form: Form, code: str) -> str:
    """The language whose inflections a form has in an item of language `code`."""
    return code if form.language == ANY_LANGUAGE else form.language


def _read_inside(group: _Group, page: Page, place: Span, found: list[Anchor]) -> None:
    """Add what may have letters beside the pattern, which stands at `place`."""
    if group.loose:
        start = word_start(page.bare, place[0])
        end = word_end(page.bare, start)
        meant = group.loose.meant(page.folded[start:end])
        if meant is not _NOTHING:
            found.append((meant, start, end))
    if group.runs is not _NOTHING:
        found.append((group.runs, *place))


def forms_at(page: Page, anchors: Iterable[Anchor]) -> list[Sighting]:
    """The forms that stand around those anchors."""
    found: list[Sighting] = []
    for meant, first, last in anchors:
        text, before = page.field(first)
        bare, start, end = text.bare, first - before, last - before
        for each in meant.phrases[text.accented]:
            if each.alone:
                found.append((each, text, start, end))
                continue
            # Most of the time a word beside it is missing; to look for that with find() costs least.
            behind, reach = each.behind
            if behind and bare.find(behind, end, end + reach) < 0:
                continue
            before_it, reach = each.before
            if before_it and bare.find(before_it, max(0, start - reach), start) < 0:
                continue
            span = each.around(text, start, end)
            if span is not None:
                found.append((each, text, *span))
    return found


def _anchor(entry: Entry, code: str | None, common: Mapping[str, int]) -> tuple[int, str]:
    """The part of the form that is the rarest in texts, and its pattern.

    Rare is what is long; of parts that are as long what stands in few forms: "Kim" of all Kims is a bad anchor. And
    rather not the words in the middle: in many languages these are "of" and "the".
    """
    parts = entry.shape.parts
    patterns = [_pattern(entry, at, code) for at in range(len(parts))]
    if len(parts) == 1:
        return 0, patterns[0]
    weights = [
        len(pattern.strip()) * (_DENSE_WEIGHT if part.dense else 1)
        for pattern, part in zip(patterns, parts, strict=True)
    ]
    longest = [at for at, weight in enumerate(weights) if weight == max(weights)]
    anchor = min(longest, key=lambda at: (0 < at < len(parts) - 1, common[parts[at].bare]))
    return anchor, patterns[anchor]


def _pattern(entry: Entry, at: int, code: str | None) -> str:
    """What every text that the part matches in items of a language contains; with None: in items of any.

    With a space before it where it always begins a word, and another behind it where it is all of the word.
    """
    part = entry.shape.parts[at]
    known = language("" if code is None else _spoken(entry.form, code))
    found = matcher(part, entry.shape, known)
    if isinstance(found, Run):
        return found.letters
    pattern = found.pattern
    if found.inflected is not None and code is None:
        pattern = shared_beginning(part.folded)
    if len(pattern) < _SHORTEST_PATTERN:
        pattern = part.bare[:_SHORTEST_PATTERN]
    if found.loose or (found.inflected is not None and code is None):
        return pattern
    fixed = found.inflected.fixed if found.inflected else not part.open_end
    return f" {pattern} " if fixed else f" {pattern}"
