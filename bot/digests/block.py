"""One story in a post: its headline, what it says in the reader's language, its outlets.

<a>Headline of the lead</a>
Kim Jong-un, Putin: lettera · dal coreano
<a>Outlet</a> (media di Stato), <a>Outlet</a> e altre 12 · 14 testate, 3 indipendenti · 07:12
↪ segue a <a>quanto già raccontato</a>
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time

from bot.digests.voices import independent
from bot.model import Concept, Item, Match, Story
from bot.text.catalogues import Catalogue
from bot.text.markup import escape, italic, link

# Outlets that a post links; the others are counted.
LINKED_OUTLETS = 6
# Concepts that a gloss names: more is no longer one line.
GLOSS_NAMES = 3
GLOSS_ACTS = 2
LONGEST_TITLE = 300
# Who tells it first hand comes first: an agency before a paper, a paper before those who collect.
KINDS = ("agency", "official", "broadcaster", "newspaper", "magazine")


@dataclass(frozen=True, slots=True)
class Wording:
    """In whose words a block is written: the catalogue, the concepts' labels, the channel's zone, the digest's time."""

    catalogue: Catalogue
    concepts: Mapping[str, Concept]
    timezone: str
    at: datetime
    posts: Mapping[str, str] = field(default_factory=dict)  # story -> link of the post that told it in this channel


def lead(story: Story, language: str) -> Item:
    """The item that a post links: in the reader's language if there is one, then by kind of outlet, then the first."""

    def rank(item: Item) -> tuple[bool, int, datetime, str]:
        kind = KINDS.index(item.kind) if item.kind in KINDS else len(KINDS)
        return (item.language != language, kind, item.when, item.id)

    return min(story.items, key=rank)


def story_block(story: Story, wording: Wording, theme: str = "", linked: int = LINKED_OUTLETS) -> str:
    """One story as HTML, told under `theme`; at most `linked` outlets are named, the rest are counted."""
    first = lead(story, wording.catalogue.language)
    title = first.title if len(first.title) <= LONGEST_TITLE else first.title[: LONGEST_TITLE - 1].rstrip() + "…"
    lines = [f"• {link(title, first.link)}"]
    if first.language != wording.catalogue.language:
        lines.append(italic(gloss(story, first, wording, theme)))
    lines.append(f"{_outlets(story, first, wording, linked)} · {_time(story, wording)}")
    if story.follows in wording.posts:
        before = link(wording.catalogue.earlier, wording.posts[story.follows])
        lines.append(f"↪ {wording.catalogue.follows.format(post=before)}")
    return "\n".join(line for line in lines if line)


def gloss(story: Story, item: Item, wording: Wording, theme: str = "") -> str:
    """What a foreign headline is about, from the labels of the concepts that fired, and its language.

    What fired on the item itself comes first, and of that what fired for the theme that it is told under.
    """

    def far(match: Match) -> tuple[bool, bool]:
        return (match.item != item.id, match.theme != theme)

    fired = [
        wording.concepts[evidence.concept]
        for match in sorted(story.matches, key=far)
        for evidence in match.evidence
        if evidence.concept in wording.concepts
    ]
    names = _labels(fired, "name", wording)[:GLOSS_NAMES]
    acts = _labels(fired, "act", wording)[:GLOSS_ACTS]
    said = ": ".join(", ".join(part) for part in (names, acts) if part)
    source = wording.catalogue.from_language(language_name(item.language, wording.catalogue.language))
    return f"{said} · {source}" if said else source


def language_name(code: str, reader: str) -> str:
    """The name of a language in the reader's language, from CLDR; the code itself where CLDR has none."""
    try:
        name = Locale.parse(code.replace("-", "_")).get_language_name(reader)
    except (UnknownLocaleError, ValueError):
        name = None
    return name or code


def _labels(concepts: list[Concept], kind: str, wording: Wording) -> list[str]:
    language = wording.catalogue.language
    labels = dict.fromkeys(c.labels.get(language) or c.labels.get("en") or c.id for c in concepts if c.kind == kind)
    # "Corea del Nord e Russia" says nothing beside "Corea del Nord"
    return [label for label in labels if not any(other in label for other in labels if other != label)]


def _outlets(story: Story, first: Item, wording: Wording, linked: int) -> str:
    """The outlets, each linked to its own item, the lead's first; one line however many there are."""
    catalogue = wording.catalogue
    by_outlet: dict[str, Item] = {}
    for item in (first, *story.items):
        by_outlet.setdefault(item.outlet, item)
    ordered = list(by_outlet.values())
    if len(ordered) == 1:
        return catalogue.one_source.format(outlet=_outlet(first, catalogue))
    named = ", ".join(_outlet(item, catalogue) for item in ordered[:linked])
    rest = len(ordered) - linked
    shown = f"{named} {escape(catalogue.more(rest))}" if rest > 0 else named
    counts = f"{catalogue.outlets(len(ordered))}, {catalogue.independent(independent(story))}"
    return f"{shown} · {escape(counts)}" if linked else escape(counts)


def _outlet(item: Item, catalogue: Catalogue) -> str:
    side = f" ({escape(catalogue.state_media)})" if item.side == "state-media" else ""
    return link(item.outlet, item.link) + side


def _time(story: Story, wording: Wording) -> str:
    """When the first outlet had it: the local time, with the day when it is not the digest's own."""
    zone = ZoneInfo(wording.timezone)
    local = story.started.astimezone(zone)
    catalogue = wording.catalogue
    clock = format_time(local, "HH:mm", locale=catalogue.language)
    several = len({item.outlet for item in story.items}) > 1
    if local.date() == wording.at.astimezone(zone).date():
        return catalogue.since.format(clock=clock) if several else clock
    when = f"{format_date(local, 'EEE d MMM', locale=catalogue.language)}, {clock}"
    return catalogue.since_day.format(when=when) if several else when
