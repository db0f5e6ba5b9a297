"""Who says what fires on a stored item: a configuration, or what was written down when the item was matched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from bot.model import ANY_LANGUAGE, Concept, Evidence, Feed, Form, Item, Literal, Mention, Theme
from bot.text.languages import base
from bot.themes.match import Matcher
from bot.themes.nature import parts

MOST_EXPLAINED = 1000  # items of a theme, at some tenths of a millisecond each


class Edition:
    """A configuration, as far as it decides what fires.

    `feeds` say in which language, from which country and publisher their items are (of feeds that it does not name,
    items stay as stored); items of the feeds in `dropped`, by url, would not have come.
    """

    def __init__(
        self,
        themes: Sequence[Theme],
        concepts: Sequence[Concept],
        feeds: Sequence[Feed] = (),
        dropped: Collection[str] = (),
    ) -> None:
        self.themes: Mapping[str, Theme] = {theme.id: theme for theme in themes}
        self.concepts: Mapping[str, Concept] = {concept.id: concept for concept in concepts}
        self._feeds = {feed.url: feed for feed in feeds}
        self._dropped = frozenset(dropped)
        self._explained: Counter[str] = Counter()
        self._alone: dict[str, Matcher] = {}  # one theme each, for explaining

    @cached_property
    def matcher(self) -> Matcher:
        """Its matcher, built when it is first asked for."""
        return Matcher(tuple(self.themes.values()), tuple(self.concepts.values()))

    def read(self, item: Item) -> Item | None:
        """The item as this configuration would take it in; None where it does not ask the item's feed."""
        if item.feed in self._dropped:
            return None
        feed = self._feeds.get(item.feed)
        if feed is None:
            return item
        family = item.family if feed.kind == "aggregator" else feed.family or item.family  # each item has its own
        if (item.language, item.country, item.family) == (feed.language, feed.country, family):
            return item
        return replace(item, language=feed.language, country=feed.country, family=family)

    def failed(self, item: Item, theme: str) -> str:
        """The first part of the theme's rule that fails on the item; "" after MOST_EXPLAINED items: it costs too much."""
        self._explained[theme] += 1
        if self._explained[theme] > MOST_EXPLAINED:
            return ""
        if theme not in self._alone:
            own = self.themes[theme]
            named = concepts_of(own)
            self._alone[theme] = Matcher([own], [self.concepts[name] for name in self.concepts if name in named])
        return self._alone[theme].failed(item, theme)

    def knows(self, evidence: Evidence, item: Item) -> bool:
        """Whether the form that fired is one of this configuration's, for items of this language."""
        languages = self._forms.get((evidence.concept, evidence.form), set())
        return bool(languages & {ANY_LANGUAGE, base(item.language)}) or (item.language == "" and bool(languages))

    def has(self, concept: str, form: Form) -> bool:
        """Whether the concept has this very form."""
        return concept in self.concepts and form in self.concepts[concept].forms

    @cached_property
    def _forms(self) -> Mapping[tuple[str, str], set[str]]:
        """(concept, form as written) -> the languages that it holds in; literals have the concept ""."""
        found: dict[tuple[str, str], set[str]] = {}
        literals = [
            part.form for theme in self.themes.values() for part in parts(theme.rule) if isinstance(part, Literal)
        ]
        own = [(name, form) for name, concept in self.concepts.items() for form in concept.forms]
        for name, form in [*own, *(("", form) for form in literals)]:
            found.setdefault((name, form.text), set()).add(_spoken(form))
        return found


class Record:
    """What was written down when the items were matched, under whatever configuration was in force then.

    `first_fired`: (concept, form) -> when the first item was seen that it was evidence for. A form that fired on nothing
    before an item was seen was most likely not there yet.
    """

    def __init__(self, first_fired: Mapping[tuple[str, str], datetime]) -> None:
        self._first_fired = first_fired

    def knows(self, evidence: Evidence, item: Item) -> bool:
        """Whether the form had fired by the time that the item was first seen."""
        first = self._first_fired.get((evidence.concept, evidence.form))
        return first is not None and first <= item.seen


Side = Edition | Record


def concepts_of(theme: Theme) -> frozenset[str]:
    """The concepts that a theme's rule names."""
    return frozenset(part.concept for part in parts(theme.rule) if isinstance(part, Mention))


def _spoken(form: Form) -> str:
    return form.language if form.language == ANY_LANGUAGE else base(form.language)
