"""All forms that an item's language has, in one automaton: where they stand in a text.

A glance, one pass of an automaton, tells what may be there: for nearly every page that is too little for any rule. Only
else one looks at the words. The automaton of a language is built when the first item in it comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.model import ANY_LANGUAGE, Form
from bot.text.forms import read_form
from bot.text.languages import base
from bot.text.nets import Anchor, Entry, Net, Occurrence, Sighting, View, forms_at, net
from bot.text.tokens import TITLE, Page, Text

_MOST_REPEATED = 12_000  # forms of every language that each language keeps in its own net, at some 150 bytes each

Glance = list[tuple[View, list[Occurrence]]]  # what one pass of the automata saw of a page


@dataclass(slots=True, eq=False)
class Hit:
    """A form found in a text. `key` is the concept or literal that the form belongs to."""

    key: str
    form: Form
    text: Text
    folded_start: int
    folded_end: int
    _counted: tuple[int, int] | None = None  # positions of the first and the last word, once asked for
    _sentence: int = -1

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
        return (self._counted or self._count())[0]

    @property
    def last_word(self) -> int:
        """The position of its last word in the field."""
        return (self._counted or self._count())[1]

    @property
    def sentence(self) -> int:
        """The number of the sentence in the field that it begins in."""
        if self._sentence < 0:
            self._sentence = self.text.sentence_at(self.start) if self.text.sentences > 1 else 0
        return self._sentence

    def _count(self) -> tuple[int, int]:
        self._counted = self.text.word_at(self.folded_start), self.text.word_at(self.folded_end - 1)
        return self._counted


class Lexicon:
    """Finds every form of every key. A form that can never match (see `forms.problem`) is left out."""

    def __init__(self, forms: Mapping[str, Sequence[Form]]) -> None:
        keys: dict[Form, dict[str, None]] = {}
        for key, group in forms.items():
            for form in group:
                keys.setdefault(form, {})[key] = None
        self._forms: dict[str, list[tuple[Form, tuple[str, ...]]]] = {}  # language -> its own forms and their keys
        for form, having in keys.items():
            code = form.language if form.language == ANY_LANGUAGE else base(form.language)
            self._forms.setdefault(code, []).append((form, tuple(having)))
        self._read: dict[str, list[Entry]] = {}  # the same, taken apart
        self._views: dict[tuple[str, bool], list[View]] = {}
        # Forms that every language has stand in each language's net, unless that would take too much memory.
        self._sharing = len(self._forms.get(ANY_LANGUAGE, ())) > _MOST_REPEATED
        self._shared: dict[bool, Net | None] = {}

    def find(self, text: Text, language: str) -> list[Hit]:
        """Every hit in one field of an item in `language`; with "" the forms of all languages apply.

        In order of where the patterns end. Linear in the length of the text for a given lexicon.
        """
        title, summary = (text.original, "") if text.field == TITLE else ("", text.original)
        return hits(self.look(Page(title, summary), language))

    def glance(self, page: Page, language: str) -> tuple[int, Glance]:
        """The bits (see `bits`) of every key that may be on a page, an item in `language`, and the rest of the look.

        Much cheaper than to look: only beginnings of words were seen, and most pages lack what one is looking for.
        """
        there = 0
        glance: Glance = []
        for view in self._views.get((language, page.dense)) or self._views_of(language, dense=page.dense):
            occurrences = view.occurrences(page)
            known = view.bits
            for pattern, _, _ in occurrences:
                there |= known.get(pattern) or view.bits_of(pattern)
            glance.append((view, occurrences))
        return there, glance

    def look(self, page: Page, language: str) -> list[Sighting]:
        """Every form on a page, an item in `language`; cheaper than hits, for pages that nobody looks at again."""
        views = self._views.get((language, page.dense)) or self._views_of(language, dense=page.dense)
        anchors: list[Anchor] = []
        for view in views:
            view.read(page, view.occurrences(page), anchors)
        return forms_at(page, anchors)

    def _views_of(self, spoken: str, *, dense: bool) -> list[View]:
        code = base(spoken)
        known = self._views.get((code, dense))
        if known is None:
            everywhere = [] if self._sharing else self._entries(ANY_LANGUAGE)
            others = [code] if code else [each for each in self._forms if each != ANY_LANGUAGE]
            entries = [*everywhere, *(entry for each in others for entry in self._entries(each))]
            nets = [self._net_of_all(dense=dense), net(entries, code, dense=dense)]
            known = [View(each, code) for each in nets if each is not None]
            self._views[code, dense] = known
        return self._views.setdefault((spoken, dense), known)

    def _net_of_all(self, *, dense: bool) -> Net | None:
        if self._sharing and dense not in self._shared:
            self._shared[dense] = net(self._entries(ANY_LANGUAGE), None, dense=dense)
        return self._shared.get(dense)

    def _entries(self, code: str) -> list[Entry]:
        """The forms of a language taken apart; there are tens of thousands, and few languages in most news."""
        if code not in self._read:
            read = ((keys, form, read_form(form.text)) for form, keys in self._forms.get(code, ()))
            self._read[code] = [Entry(keys, form, shape) for keys, form, shape in read if shape.parts]
        return self._read[code]


def read(page: Page, glance: Glance) -> tuple[int, list[Anchor]]:
    """The words that forms may stand around, after a glance, and the bits of the keys that these forms have."""
    anchors: list[Anchor] = []
    for view, occurrences in glance:
        view.read(page, occurrences, anchors)
    there = 0
    for meant, _, _ in anchors:
        there |= meant.may_be()
    return there, anchors


def hits(sightings: Iterable[Sighting]) -> list[Hit]:
    """One hit for each key of each form seen."""
    return [Hit(key, each.form, text, start, end) for each, text, start, end in sightings for key in each.keys]
