"""All forms that an item's language has, in one automaton: where they stand in a text.

One pass of the automaton finds the beginning that a word shares with all its inflections. Only there the borders of
the word are looked up, and only a word that was not met before is compared and stemmed. The automaton of a language is
built when the first item in it comes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from bot.model import ANY_LANGUAGE, Form
from bot.text.forms import Shape, read_form
from bot.text.inflect import shared_beginning
from bot.text.languages import base, language
from bot.text.matchers import Run, Span, Word, is_letter, matcher, word_end, word_start
from bot.text.phrase import Phrase, phrase
from bot.text.tokens import TITLE, Page, Text

_SHORTEST_PATTERN = 3  # letters; a shorter common beginning would be found everywhere
_DENSE_WEIGHT = 3  # a Han character or a Hangul syllable says as much as three letters
_MOST_KNOWN = 2_000  # words that one pattern remembers
_MOST_REPEATED = 12_000  # forms of every language that each language keeps in its own net, at some 150 bytes each


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
        return self.text.sentence_at(self.start) if self.text.sentences > 1 else 0


# A form found on a page, at [start, end) of the folded text of one field; one hit for each of its keys. A bare tuple,
# for most pages have some and are never looked at again.
Sighting = tuple[Phrase, Text, int, int]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One form, and the keys that have it."""

    keys: tuple[str, ...]
    form: Form
    shape: Shape


@dataclass(frozen=True, slots=True)
class _Net:
    """Forms in one automaton: `caught[i]` are those of its pattern i, each with the part that the pattern is of."""

    automaton: AhoCorasick
    caught: list[list[tuple[_Entry, int]]]


_Meant = tuple[list[Phrase], list[Phrase]]  # by a word in texts without accents, and with
_NOTHING: _Meant = ([], [])


class _Words:
    """Phrases of one pattern whose anchor is a word: which of them a word stands for depends on the word alone."""

    __slots__ = ("_known", "_phrases")

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._phrases = [(each, each.at) for each in phrases if isinstance(each.at, Word)]
        self._known: dict[str, _Meant] = {}

    def meant(self, word: str) -> _Meant:
        """The phrases whose anchor is this folded word."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            plain, accented = self._accepting(word, accented=False), self._accepting(word, accented=True)
            known = self._known[word] = (plain, accented) if plain or accented else _NOTHING
        return known

    def _accepting(self, word: str, *, accented: bool) -> list[Phrase]:
        return [each for each, at in self._phrases if at.accepts(word, accented=accented)]


class _Group:
    """All forms of one pattern that apply to items of one language."""

    __slots__ = ("inside", "loose", "runs", "words")

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        strict = [each for each in phrases if isinstance(each.at, Word) and not each.at.loose]
        loose = [each for each in phrases if isinstance(each.at, Word) and each.at.loose]
        runs = [each for each in phrases if isinstance(each.at, Run)]
        self.words = _Words(strict) if strict else None  # the pattern begins the word
        self.loose = _Words(loose) if loose else None  # or stands anywhere in it
        self.runs: _Meant = (runs, runs) if runs else _NOTHING  # the pattern is all of it
        self.inside = bool(loose or runs)


class _View:
    """A net as items of one language see it."""

    __slots__ = ("_caught", "_code", "_groups", "automaton")

    def __init__(self, net: _Net, code: str) -> None:
        self.automaton = net.automaton
        self._caught = net.caught
        self._code = code
        self._groups: dict[int, _Group] = {}  # those asked for so far; most patterns never occur

    def see(self, page: Page, found: list[Sighting]) -> None:
        """Add every form on the page, in order of where the patterns end."""
        bare = page.bare
        known = self._groups
        for pattern, start, end in _occurrences(self.automaton, bare):
            group = known.get(pattern) or self._group(pattern)
            if group.words and ((before := bare[start - 1]) == " " or not is_letter(before)):
                stop = word_end(bare, start)
                meant = group.words.meant(page.folded[start:stop])
                if meant is not _NOTHING:
                    _add(meant, page, (start, stop), found)
            if group.inside:
                _see_inside(group, page, (start, end), found)

    def _group(self, pattern: int) -> _Group:
        phrases = [
            phrase(entry.keys, entry.form, entry.shape, anchor, language(_spoken(entry.form, self._code)))
            for entry, anchor in self._caught[pattern]
        ]
        return self._groups.setdefault(pattern, _Group(phrases))


class Lexicon:
    """Finds every form of every key. A form that can never match (see `forms.problem`) is left out."""

    def __init__(self, forms: Mapping[str, Sequence[Form]]) -> None:
        keys: dict[Form, dict[str, None]] = {}
        for key, group in forms.items():
            for form in group:
                keys.setdefault(form, {})[key] = None
        self._entries: dict[str, list[_Entry]] = {}  # language -> its own forms
        for form, having in keys.items():
            shape = read_form(form.text)
            if shape.parts:
                code = form.language if form.language == ANY_LANGUAGE else base(form.language)
                self._entries.setdefault(code, []).append(_Entry(tuple(having), form, shape))
        self._everywhere = self._entries.pop(ANY_LANGUAGE, [])
        self._views: dict[str, list[_View]] = {}
        # Forms that every language has stand in each language's net, unless that would take too much memory.
        self._shared = _net(self._everywhere, None) if len(self._everywhere) > _MOST_REPEATED else None

    def find(self, text: Text, language: str) -> list[Hit]:
        """Every hit in one field of an item in `language`; with "" the forms of all languages apply.

        In order of where the patterns end. Linear in the length of the text for a given lexicon.
        """
        title, summary = (text.original, "") if text.field == TITLE else ("", text.original)
        return hits(self.look(Page(title, summary), language))

    def look(self, page: Page, language: str) -> list[Sighting]:
        """Every form on a page, an item in `language`; cheaper than hits, for pages that nobody looks at again."""
        views = self._views.get(language)
        if views is None:
            views = self._views[language] = self._views_of(base(language))
        found: list[Sighting] = []
        for view in views:
            view.see(page, found)
        return found

    def _views_of(self, code: str) -> list[_View]:
        known = self._views.get(code)
        if known is not None:
            return known
        entries = self._entries.get(code, []) if code else [each for own in self._entries.values() for each in own]
        nets = [self._shared, _net(entries, code)] if self._shared else [_net(self._everywhere + entries, code)]
        return self._views.setdefault(code, [_View(net, code) for net in nets if net is not None])


def hits(sightings: Iterable[Sighting]) -> list[Hit]:
    """One hit for each key of each form seen."""
    return [Hit(key, each.form, text, start, end) for each, text, start, end in sightings for key in each.keys]


def _net(entries: Iterable[_Entry], code: str | None) -> _Net | None:
    """The net of the forms for items of one language; None: for items of any."""
    entries = list(entries)
    common = Counter(part.bare for entry in entries for part in entry.shape.parts)
    patterns: dict[str, list[tuple[_Entry, int]]] = {}
    for entry in entries:
        anchor, pattern = _anchor(entry, code, common)
        patterns.setdefault(pattern, []).append((entry, anchor))
    return _Net(AhoCorasick(list(patterns)), list(patterns.values())) if patterns else None


def _spoken(form: Form, code: str) -> str:
    """The language whose inflections a form has in an item of language `code`."""
    return code if form.language == ANY_LANGUAGE else form.language


def _see_inside(group: _Group, page: Page, place: Span, found: list[Sighting]) -> None:
    """Add the forms that may have letters beside the pattern, which stands at `place`."""
    if group.loose:
        start = word_start(page.bare, place[0])
        end = word_end(page.bare, start)
        _add(group.loose.meant(page.folded[start:end]), page, (start, end), found)
    if group.runs is not _NOTHING:
        _add(group.runs, page, place, found)


def _add(meant: _Meant, page: Page, place: Span, found: list[Sighting]) -> None:
    """Add those forms that stand around their anchor, which is at `place`."""
    text, before = page.field(place[0])
    bare, start, end = text.bare, place[0] - before, place[1] - before
    for each in meant[text.accented]:
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


def _occurrences(automaton: AhoCorasick, bare: str) -> list[tuple[int, int, int]]:
    """(pattern, start, end) of every pattern, overlapping ones too."""
    try:
        return automaton.find_matches_as_indexes(bare, overlapping=True)
    except UnicodeEncodeError:  # half of a surrogate pair: the automaton works on UTF-8
        whole = bare.encode("utf-8", "replace").decode()
        return automaton.find_matches_as_indexes(whole, overlapping=True)


def _anchor(entry: _Entry, code: str | None, common: Mapping[str, int]) -> tuple[int, str]:
    """The part of the form that is the rarest in texts, and its pattern.

    Rare is what is long; of parts that are as long what stands in few forms: "Kim" of all Kims is a bad anchor.
    """
    parts = entry.shape.parts
    patterns = [_pattern(entry, at, code) for at in range(len(parts))]
    if len(parts) == 1:
        return 0, patterns[0]
    weights = [
        len(pattern) * (_DENSE_WEIGHT if part.dense else 1) for pattern, part in zip(patterns, parts, strict=True)
    ]
    longest = [at for at, weight in enumerate(weights) if weight == max(weights)]
    anchor = min(longest, key=lambda at: common[parts[at].bare])
    return anchor, patterns[anchor]


def _pattern(entry: _Entry, at: int, code: str | None) -> str:
    """What every text that the part matches in items of a language contains; with None: in items of any."""
    part = entry.shape.parts[at]
    known = language("" if code is None else _spoken(entry.form, code))
    found = matcher(part, entry.shape, known)
    pattern = found.pattern
    if code is None and isinstance(found, Word) and found.inflected is not None:
        pattern = shared_beginning(part.folded)
    return pattern if len(pattern) >= _SHORTEST_PATTERN or part.dense else part.bare[:_SHORTEST_PATTERN]
