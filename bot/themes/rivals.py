"""Two configurations side by side: what fires before and after, in one look at each item."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import assert_never

from bot.model import (
    All,
    AnyOf,
    AtLeast,
    Form,
    From,
    InField,
    InLanguage,
    InList,
    Item,
    Kept,
    Literal,
    Match,
    Mention,
    Named,
    Near,
    Not,
    Rule,
    SameSentence,
)
from bot.text.lexicon import Lexicon, hits
from bot.text.tokens import Page
from bot.themes.edition import Edition, Record, Side, concepts_of
from bot.themes.match import Matcher

Fired = dict[str, Match]  # by theme
TWIN = " (before)"  # what themes and concepts of before are called beside those of after; no name ends so


@dataclass(frozen=True, slots=True)
class Heard:
    """What one side says of an item. `item` is as that side reads it; None where it does not ask the item's feed."""

    item: Item | None
    fired: Fired


class Rivals:
    """Before and after. What they have in common is asked once for both."""

    def __init__(self, before: Side, after: Edition) -> None:
        self.before = before
        self.after = after

    def judge(self, kept: Kept) -> tuple[Heard, Heard]:
        """What either side says of an item."""
        item = self.after.read(kept.item)
        if isinstance(self.before, Record):
            old = Heard(kept.item, {match.theme: match for match in kept.matches})
        else:
            earlier = self.before.read(kept.item)
            if item is not None and earlier == item:
                return self._at_once(item)
            old = Heard(earlier, _fired(self.before.matcher, earlier))
        return old, Heard(item, _fired(self.after.matcher, item))

    def same_rule(self, theme: str) -> bool:
        """Whether the theme is known to have one rule on both sides."""
        before = self.before.themes.get(theme) if isinstance(self.before, Edition) else None
        after = self.after.themes.get(theme)
        return before is not None and after is not None and before.rule == after.rule

    def changed(self, item: Item, theme: str) -> tuple[tuple[str, Form], ...]:
        """(concept, form) of what occurs in the item and only one side has, as far as the theme's rule names it."""
        named = concepts_of(self.after.themes[theme])
        seen = hits(self._changes.look(Page(item.title, item.summary), item.language))
        return tuple(dict.fromkeys((hit.key, hit.form) for hit in seen if hit.key in named))

    def _at_once(self, item: Item) -> tuple[Heard, Heard]:
        old, new = {}, {}
        for name, match in _fired(self._both, item).items():
            if name.endswith(TWIN):
                old[_bare(name)] = _as_before(match)
                continue
            new[name] = match
            if name in self._same:
                old[name] = match
        return Heard(item, old), Heard(item, new)

    @cached_property
    def _other_forms(self) -> dict[str, tuple[Form, ...]]:
        """The forms of each concept that only one side has; concepts that are the same are left out."""
        sides = [side.concepts for side in (self.before, self.after) if isinstance(side, Edition)]
        forms = [{name: frozenset(concept.forms) for name, concept in side.items()} for side in sides]
        names = dict.fromkeys(name for side in sides for name in side)
        other = {
            name: frozenset.symmetric_difference(*(side.get(name, frozenset()) for side in forms)) for name in names
        }
        return {name: tuple(found) for name, found in other.items() if found}

    @cached_property
    def _changes(self) -> Lexicon:
        return Lexicon(self._other_forms)

    @cached_property
    def _same(self) -> frozenset[str]:
        """The themes that cannot differ."""
        alike = [name for name in self.after.themes if self.same_rule(name)]
        return frozenset(name for name in alike if not concepts_of(self.after.themes[name]) & self._other_forms.keys())

    @cached_property
    def _both(self) -> Matcher:
        """The themes of after, and beside them those of before that may differ, over the concepts of either."""
        if isinstance(self.before, Record):
            return self.after.matcher
        other = self._other_forms.keys()
        themes = [theme for name, theme in self.before.themes.items() if name not in self._same]
        twins = [replace(theme, id=theme.id + TWIN, rule=_renamed(theme.rule, other)) for theme in themes]
        named = frozenset[str]().union(*map(concepts_of, twins))
        concepts = [replace(one, id=one.id + TWIN) for one in self.before.concepts.values() if one.id in other]
        return Matcher(
            [*self.after.themes.values(), *twins],
            [*self.after.concepts.values(), *(concept for concept in concepts if concept.id in named)],
        )


def _fired(matcher: Matcher, item: Item | None) -> Fired:
    return {match.theme: match for match in matcher.matches(item)} if item else {}


def _as_before(match: Match) -> Match:
    """A match of a twin under its own names."""
    evidence = tuple(replace(one, concept=_bare(one.concept)) for one in match.evidence)
    return Match(match.item, _bare(match.theme), evidence)


def _bare(name: str) -> str:
    return name.removesuffix(TWIN)


def _renamed(rule: Rule, concepts: Collection[str]) -> Rule:
    """The rule over the twins of these concepts."""
    match rule:
        case Mention(concept):
            return Mention(concept + TWIN) if concept in concepts else rule
        case Literal() | From() | InLanguage():
            return rule
        case Not(inner) | SameSentence(inner) | InField(_, inner) | InList(_, inner) | Named(_, inner):
            return replace(rule, rule=_renamed(inner, concepts))
        case Near(left, right, _):
            return replace(rule, left=_renamed(left, concepts), right=_renamed(right, concepts))
        case All(rules) | AnyOf(rules) | AtLeast(_, rules):
            return replace(rule, rules=tuple(_renamed(each, concepts) for each in rules))
        case _:
            assert_never(rule)
