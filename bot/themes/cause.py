"""Why a theme fires on an item for one side and not for the other: what an editor has to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.model import Evidence, Item, Match
from bot.text.tokens import SUMMARY, TITLE
from bot.themes.edition import Edition, Record, Side
from bot.themes.rivals import Rivals


class Kind(StrEnum):
    """What the two sides do not have in common."""

    FORM = "form"  # only one side has the form that fired
    BAR = "bar"  # only one side has the form that keeps the item out
    PART = "part"  # a part of the rule fails on the other side
    THEME = "theme"  # only one side has the theme
    FEED = "feed"  # the feed is asked by one side only, or its items are read in another way
    TEXT = "text"  # the outlet has changed its words since
    UNKNOWN = "unknown"  # nothing was written down that tells


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that made the difference.

    `said` is the form, the part of the rule that fails on the silent side, or how the firing side reads the items of the
    feed ("" where the other does not ask it).
    """

    kind: Kind
    said: str = ""
    concept: str = ""  # of a form; "" for a literal


@dataclass(frozen=True, slots=True)
class Firing:
    """A match, and the item as the side on which it fires reads it."""

    match: Match
    item: Item

    @property
    def words(self) -> tuple[Evidence, ...]:
        """The evidence that is words of the item."""
        return tuple(one for one in self.match.evidence if one.field in {TITLE, SUMMARY})


def causes(rivals: Rivals, firing: Firing, item: Item | None, *, gained: bool) -> tuple[Cause, ...]:
    """Why the theme is silent on the other side, which reads the item as `item` (None: it does not ask the feed)."""
    loud, quiet = (rivals.after, rivals.before) if gained else (rivals.before, rivals.after)
    if item is None:
        return (Cause(Kind.FEED),)
    if read := ", ".join(_read(firing.item, item)):
        return (Cause(Kind.FEED, read),)
    if isinstance(quiet, Edition) and firing.match.theme not in quiet.themes:
        return (Cause(Kind.THEME),)
    if isinstance(loud, Record) and not all(_stands(one, item) for one in firing.words):
        return (Cause(Kind.TEXT),)
    return _forms(firing, quiet) or _others(rivals, firing, loud) or _part(firing, quiet)


def _read(one: Item, other: Item) -> Iterator[str]:
    """What the firing side reads in its own way."""
    for name in ("language", "country", "family"):
        if getattr(one, name) != getattr(other, name):
            yield f"{name} {getattr(one, name) or 'none'}"


def _stands(evidence: Evidence, item: Item) -> bool:
    text = item.title if evidence.field == TITLE else item.summary
    return text[evidence.start : evidence.end] == evidence.text


def _forms(firing: Firing, quiet: Side) -> tuple[Cause, ...]:
    """The forms that fired, of concepts of which the silent side knows no form that fired."""
    new = [one for one in firing.words if not quiet.knows(one, firing.item)]
    known = {one.concept for one in firing.words if one not in new and one.concept}
    return tuple(dict.fromkeys(Cause(Kind.FORM, one.form, one.concept) for one in new if one.concept not in known))


def _others(rivals: Rivals, firing: Firing, loud: Side) -> tuple[Cause, ...]:
    """Of a rule that stayed the same: the words of the item that only one side has.

    One that the silent side has keeps the item out (`not a`, `unless`); one that it has not lets the item in from a
    place of its own (`a near/3 b`).
    """
    theme = firing.match.theme
    if not rivals.same_rule(theme) or not isinstance(loud, Edition):
        return ()
    return tuple(
        Cause(Kind.FORM if loud.has(concept, form) else Kind.BAR, form.text, concept)
        for concept, form in rivals.changed(firing.item, theme)
    )


def _part(firing: Firing, quiet: Side) -> tuple[Cause, ...]:
    if isinstance(quiet, Record):
        return (Cause(Kind.UNKNOWN),)
    return (Cause(Kind.PART, quiet.failed(firing.item, firing.match.theme)),)
