"""All forms of all languages in one automaton: where they stand in a text.

One pass of the automaton finds the beginning that a word shares with all its inflections. Only there the borders of
the word are looked up, and only a word that was not met before is compared and stemmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from bot.model import ANY_LANGUAGE, Form
from bot.text.forms import Shape, read_form
from bot.text.languages import LANGUAGES, base, language
from bot.text.matchers import Run, Span, Word, is_letter, matcher, word_end, word_start
from bot.text.phrase import Phrase, phrase
from bot.text.tokens import Text

_SHORTEST_PATTERN = 3  # letters; a shorter common beginning would be found everywhere
_DENSE_WEIGHT = 3  # a Han character or a Hangul syllable says as much as three letters
_MOST_KNOWN = 2_000  # words that one pattern remembers


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


@dataclass(frozen=True, slots=True)
class _Entry:
    """One form, and the keys that have it."""

    keys: tuple[str, ...]
    form: Form
    shape: Shape
    anchor: int  # the part whose pattern the automaton looks for


class _Group:
    """All forms of one pattern that apply to items of one language."""

    __slots__ = ("inner", "known", "words")

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        # Where the pattern is the beginning of a word, what a word stands for depends on the word alone.
        self.words = [each for each in phrases if isinstance(each.at, Word) and not each.at.loose]
        self.inner = [each for each in phrases if isinstance(each.at, Run) or each.at.loose]
        self.known: tuple[dict[str, list[Phrase]], ...] = ({}, {})  # in texts without accents, and with

    def at_word(self, text: Text, start: int) -> Iterator[Hit]:
        """The forms whose anchor is the word that begins at `start`."""
        stop = word_end(text.bare, start)
        word = text.folded[start:stop]
        known = self.known[text.accented].get(word)
        for each in self._learn(word, accented=text.accented) if known is None else known:
            span = each.around(text, start, stop)
            if span is not None:
                for key in each.keys:
                    yield Hit(key, each.form, text, *span)

    def inside(self, text: Text, start: int, end: int) -> Iterator[Hit]:
        """The forms whose anchor may have letters beside the pattern, which stands at [start, end)."""
        for each in self.inner:
            span = _inside(each, text, start, end)
            if span is not None:
                for key in each.keys:
                    yield Hit(key, each.form, text, *span)

    def _learn(self, word: str, *, accented: bool) -> list[Phrase]:
        known = self.known[accented]
        if len(known) >= _MOST_KNOWN:
            known.clear()
        known[word] = [
            each for each in self.words if isinstance(each.at, Word) and each.at.accepts(word, accented=accented)
        ]
        return known[word]


_NOTHING = _Group(())


class Lexicon:
    """Finds every form of every key. A form that can never match (see `forms.problem`) is left out."""

    def __init__(self, forms: Mapping[str, Sequence[Form]]) -> None:
        keys: dict[Form, dict[str, None]] = {}
        for key, group in forms.items():
            for form in group:
                keys.setdefault(form, {})[key] = None
        patterns: dict[str, list[_Entry]] = {}
        for form, having in keys.items():
            shape = read_form(form.text)
            if shape.parts:
                anchor, pattern = _anchor(form, shape)
                patterns.setdefault(pattern, []).append(_Entry(tuple(having), form, shape, anchor))
        self._entries = list(patterns.values())
        self._automaton = AhoCorasick(list(patterns)) if patterns else None
        self._views: dict[str, list[_Group | None]] = {}  # language -> for each pattern what was asked for so far

    def find(self, text: Text, language: str) -> list[Hit]:
        """Every hit in one field of an item in `language`; with "" the forms of all languages apply.

        In order of where the patterns end. Linear in the length of the text for a given lexicon.
        """
        if self._automaton is None:
            return []
        code = base(language)
        view = self._views.setdefault(code, [None] * len(self._entries))
        hits: list[Hit] = []
        bare = text.bare
        for pattern, start, end in _occurrences(self._automaton, bare):
            group = view[pattern]
            if group is None:
                group = view[pattern] = self._group(pattern, code)
            if group is _NOTHING:
                continue
            if group.words and (start == 0 or bare[start - 1] == " " or not is_letter(bare[start - 1])):
                hits += group.at_word(text, start)
            if group.inner:
                hits += group.inside(text, start, end)
        return hits

    def _group(self, pattern: int, code: str) -> _Group:
        phrases = [
            phrase(entry.keys, entry.form, entry.shape, entry.anchor, language(_spoken(entry.form, code)))
            for entry in self._entries[pattern]
            if not code or entry.form.language == ANY_LANGUAGE or base(entry.form.language) == code
        ]
        return _Group(phrases) if phrases else _NOTHING


def _spoken(form: Form, code: str) -> str:
    """The language whose inflections a form has in an item of language `code`."""
    return code if form.language == ANY_LANGUAGE else form.language


def _inside(each: Phrase, text: Text, start: int, end: int) -> Span | None:
    """The span of a form whose pattern may stand inside a word or a run."""
    if isinstance(each.at, Run):
        return each.around(text, start, end)
    start = word_start(text.bare, start)
    end = word_end(text.bare, start)
    accepted = each.at.accepts(text.folded[start:end], accented=text.accented)
    return each.around(text, start, end) if accepted else None


def _occurrences(automaton: AhoCorasick, bare: str) -> list[tuple[int, int, int]]:
    """(pattern, start, end) of every pattern, overlapping ones too."""
    try:
        return automaton.find_matches_as_indexes(bare, overlapping=True)
    except UnicodeEncodeError:  # half of a surrogate pair: the automaton works on UTF-8
        whole = bare.encode("utf-8", "replace").decode()
        return automaton.find_matches_as_indexes(whole, overlapping=True)


def _anchor(form: Form, shape: Shape) -> tuple[int, str]:
    """The part of the form that is the rarest in texts, and its pattern."""
    patterns = [_pattern(form, shape, at) for at in range(len(shape.parts))]
    weights = [
        len(pattern) * (_DENSE_WEIGHT if part.dense else 1) for pattern, part in zip(patterns, shape.parts, strict=True)
    ]
    anchor = weights.index(max(weights))
    return anchor, patterns[anchor]


def _pattern(form: Form, shape: Shape, at: int) -> str:
    """What every text that the part matches, in whatever language it applies to, contains."""
    part = shape.parts[at]
    codes = [base(form.language)]
    if form.language == ANY_LANGUAGE:
        codes = [code for code, each in LANGUAGES.items() if each.article and part.folded.startswith(each.article)]
    candidates = [matcher(part, shape, language(code)).pattern for code in codes or LANGUAGES]
    pattern = min(candidates, key=len)
    return pattern if len(pattern) >= _SHORTEST_PATTERN or part.dense else part.bare[:_SHORTEST_PATTERN]
