"""All forms of all languages in one automaton: where they stand in a text.

One pass of the automaton finds the beginning that a word shares with all its inflections; only there the borders of
the word are looked up, and only then, where the word differs from the form, is it stemmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from bot.model import ANY_LANGUAGE, Form
from bot.text.forms import Part, Shape, read_form
from bot.text.languages import LANGUAGES, base, language
from bot.text.matchers import Matcher, Span, matcher
from bot.text.tokens import Text

_LONGEST_GAP = 4  # characters between two words of a phrase
_SHORTEST_PATTERN = 3  # letters; a shorter common beginning would be found everywhere


@dataclass(frozen=True, slots=True)
class Hit:
    """A form found in a text. `key` is the concept or literal that the form belongs to."""

    key: str
    form: Form
    text: Text
    folded_start: int
    folded_end: int

    @property
    def start(self) -> int:
        """Where it begins in the original text."""
        return self.text.span(self.folded_start, self.folded_end)[0]

    @property
    def end(self) -> int:
        """Behind its last character in the original text."""
        return self.text.span(self.folded_start, self.folded_end)[1]

    @property
    def words(self) -> str:
        """The very words, as written in the original text."""
        return self.text.original[slice(*self.text.span(self.folded_start, self.folded_end))]

    @property
    def first_word(self) -> int:
        """The position of its first word in the field."""
        return self.text.word_at(self.folded_start)

    @property
    def last_word(self) -> int:
        """The position of its last word in the field."""
        return self.text.word_at(self.folded_end - 1)

    @property
    def sentence(self) -> int:
        """The number of the sentence in the field that it begins in."""
        return self.text.sentence_at(self.start)


class _Entry:
    """One form of one key, and what its words stand for in each language that was asked for."""

    __slots__ = ("_matchers", "anchor", "form", "key", "shape")

    def __init__(self, key: str, form: Form, shape: Shape) -> None:
        self.key = key
        self.form = form
        self.shape = shape
        self.anchor = 0  # the part that the automaton looks for
        self._matchers: dict[str, tuple[Matcher, ...]] = {}

    def matchers(self, code: str) -> tuple[Matcher, ...]:
        """One matcher a part, for an item in language `code` ("" where unknown)."""
        if self.form.language != ANY_LANGUAGE:
            code = base(self.form.language)
        known = self._matchers.get(code)
        if known is None:
            known = tuple(matcher(part, self.shape, language(code)) for part in self.shape.parts)
            self._matchers[code] = known
        return known

    def find(self, text: Text, start: int, end: int, code: str) -> Span | None:
        """The span of the whole form, when the anchor's pattern stands at [start, end)."""
        matchers = self.matchers(code)
        span = matchers[self.anchor].around(text, start, end)
        if span is None or len(matchers) == 1:
            return span
        first, last = span
        for at in range(self.anchor + 1, len(matchers)):
            span = matchers[at].starting(text, self._over(text, last, at - 1))
            if span is None:
                return None
            last = span[1]
        for at in range(self.anchor - 1, -1, -1):
            span = matchers[at].ending(text, self._back_over(text, first, at))
            if span is None:
                return None
            first = span[0]
        return first, last

    def _over(self, text: Text, at: int, gap: int) -> int:
        """Behind the gap that begins at `at`; -1 where something else stands there."""
        joints, end = self.shape.gaps[gap], at
        while end < len(text.folded) and end - at < _LONGEST_GAP and text.folded[end] in joints:
            end += 1
        return end if end > at or self.shape.glued[gap] else -1

    def _back_over(self, text: Text, at: int, gap: int) -> int:
        """Where the gap that ends at `at` begins; -1 where something else stands there."""
        joints, start = self.shape.gaps[gap], at
        while start > 0 and at - start < _LONGEST_GAP and text.folded[start - 1] in joints:
            start -= 1
        return start if start < at or self.shape.glued[gap] else -1


class Lexicon:
    """Finds every form of every key. A form that can never match (see `forms.problem`) is left out."""

    def __init__(self, forms: Mapping[str, Sequence[Form]]) -> None:
        patterns: dict[str, list[_Entry]] = {}
        for key, group in forms.items():
            for form in dict.fromkeys(group):
                entry = _Entry(key, form, read_form(form.text))
                if entry.shape.parts:
                    patterns.setdefault(_anchor(entry), []).append(entry)
        self._entries = list(patterns.values())
        self._automaton = AhoCorasick(list(patterns)) if patterns else None
        self._views: dict[str, list[tuple[_Entry, ...]]] = {}

    def find(self, text: Text, language: str) -> list[Hit]:
        """Every hit in one field of an item in `language`, in order of its anchor; "" applies forms of all languages.

        Linear in the length of the text for a given lexicon.
        """
        if self._automaton is None:
            return []
        code = base(language)
        view = self._views.get(code)
        if view is None:
            view = self._views[code] = self._view(code)
        hits: list[Hit] = []
        for pattern, start, end in self._occurrences(self._automaton, text.bare):
            for entry in view[pattern]:
                span = entry.find(text, start, end, code)
                if span is not None:
                    hits.append(Hit(entry.key, entry.form, text, *span))
        return hits

    def _view(self, code: str) -> list[tuple[_Entry, ...]]:
        """For each pattern the entries that apply to items of this language."""
        return [
            tuple(entry for entry in entries if not code or base(entry.form.language) in {ANY_LANGUAGE, code})
            for entries in self._entries
        ]

    @staticmethod
    def _occurrences(automaton: AhoCorasick, bare: str) -> list[tuple[int, int, int]]:
        try:
            return automaton.find_matches_as_indexes(bare, overlapping=True)
        except UnicodeEncodeError:  # half of a surrogate pair: the automaton works on UTF-8
            whole = bare.encode("utf-8", "replace").decode()
            return automaton.find_matches_as_indexes(whole, overlapping=True)


def _anchor(entry: _Entry) -> str:
    """Chooses the part of the form that is the rarest in texts, and gives its pattern."""
    patterns = [_pattern(entry, at) for at in range(len(entry.shape.parts))]
    weights = [
        len(pattern) * (3 if part.dense else 1) for pattern, part in zip(patterns, entry.shape.parts, strict=True)
    ]
    entry.anchor = weights.index(max(weights))
    return patterns[entry.anchor]


def _pattern(entry: _Entry, at: int) -> str:
    """What every text that the part matches in any language contains."""
    part: Part = entry.shape.parts[at]
    codes = LANGUAGES if entry.form.language == ANY_LANGUAGE else (base(entry.form.language),)
    pattern = part.bare
    for code in codes:
        pattern = min(matcher(part, entry.shape, language(code)).pattern, pattern, key=len)
    return pattern if len(pattern) >= _SHORTEST_PATTERN else part.bare[:_SHORTEST_PATTERN]
