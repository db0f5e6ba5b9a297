"""Items, matches and stories for tests, from as few words as possible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from bot.model import Evidence, Item, Match, Story

SEEN = datetime(2026, 10, 7, 10, 0, tzinfo=UTC)
ITEM = Item(
    id="i",
    feed="https://outlet.example/feed",
    outlet="Outlet",
    family="outlet",
    language="it",
    title="Kim scrive a Putin",
    summary="",
    link="https://outlet.example/1",
    url="outlet.example/1",
    host="outlet.example",
    guid="",
    published=SEEN,
    seen=SEEN,
)


def item(name: str, **changes: object) -> Item:
    """An item called `name`; everything else as in ITEM."""
    return replace(ITEM, id=name, **changes)  # type: ignore[arg-type]  # a table of changes, checked when it runs


def match(of: Item, theme: str, *concepts: str) -> Match:
    """A match of that theme with evidence of these concepts, in the title."""
    found = tuple(Evidence("title", 0, 3, of.title[:3], concept, concept) for concept in concepts or ("kim",))
    return Match(of.id, theme, found)


def story(*items: Item, matches: Sequence[Match] = ()) -> Story:
    """A story of these items, called after the first."""
    return Story(f"s{items[0].id}", items, tuple(matches))
