"""Digests to messages: HTML of the Bot API, within 4096 UTF-16 units and 100 entities a part.

A story is never split and never dropped: where a part is full the next one begins, and where a story has too many
outlets the rest are counted. Source of the limits: the Bot API's own checks (4096 code points after parsing, which
are never more than UTF-16 units; entities past the hundredth are dropped without an error).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time

from bot.digests.block import Wording, story_block
from bot.digests.plan import main_theme
from bot.digests.voices import independent
from bot.model import AnyOf, Channel, Concept, Digest, Level, Message, Story, Theme
from bot.text.catalogues import CATALOGUES, Catalogue
from bot.text.markup import bold, entities, escape, italic, link, units

UNITS = 4096
ENTITIES = 100
# Raw markup is refused past 32768 bytes (addresses count there); a little room for the heading's part number.
BYTES = 32_000
HEADROOM = 80
# Alerts that the next digest names, and characters of each headline there: one line, not a second digest.
ALERTS = 5
TITLE = 60


@dataclass(frozen=True, slots=True)
class Section:
    """The stories of a digest that are told under one theme."""

    theme: Theme
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What the channel was told before, and a digest refers to.

    `posts`: story -> link of its post, "" where the post has none. `alerts`: (headline, link) since the last digest.
    """

    posts: Mapping[str, str] = field(default_factory=dict)
    alerts: Sequence[tuple[str, str]] = ()


def compose(
    digest: Digest,
    channel: Channel,
    themes: Sequence[Theme],
    concepts: Mapping[str, Concept],
    told: Told | None = None,
) -> tuple[Message, ...]:
    """The messages of a digest, in the channel's language; none for a digest without stories."""
    told = told or Told()
    catalogue = CATALOGUES[channel.language]
    wording = Wording(catalogue, concepts, channel.timezone, digest.at, told.posts)
    heading = heading_of(digest, channel, catalogue)
    drafts = [
        draft
        for thread, sections in _by_thread(channel, sections_of(digest, channel, themes)).items()
        for draft in _pack(heading, sections, channel, wording, thread)
    ]
    _close(drafts, told, catalogue)
    silent = channel.silent == "all" or (channel.silent == "digests" and digest.level is Level.DIGEST)
    return tuple(
        Message(
            part=number,
            html=draft.html(part_of(catalogue, number, len(drafts))),
            stories=tuple(draft.stories),
            silent=silent,
            previews=channel.previews,
            thread=draft.thread,
        )
        for number, draft in enumerate(drafts, 1)
    )


def _close(drafts: Sequence[_Draft], told: Told, catalogue: Catalogue) -> None:
    """The last line of a digest: what was told at once since the last one, as far as it fits."""
    if not drafts or not told.alerts:
        return
    named = [link(title if len(title) <= TITLE else title[: TITLE - 1].rstrip() + "…", to) for title, to in told.alerts]
    for many in range(min(len(named), ALERTS), 0, -1):
        rest = f" {escape(catalogue.more(len(named) - many))}" if many < len(named) else ""
        line = f"⚡️ {italic(catalogue.told)} {' · '.join(named[:many])}{rest}"
        if drafts[-1].fits(line):
            drafts[-1].blocks.append(line)
            return


class _Draft:
    """One part while it fills."""

    def __init__(self, heading: str, thread: int | None) -> None:
        self.heading = heading
        self.thread = thread
        self.blocks: list[str] = []
        self.stories: list[str] = []

    def html(self, part: str = "") -> str:
        heading = f"{self.heading} · {part}" if part else self.heading
        return "\n\n".join([heading, *self.blocks]) if heading else "\n\n".join(self.blocks)

    def fits(self, block: str) -> bool:
        html = f"{self.html()}\n\n{block}"
        return units(html) <= UNITS - HEADROOM and entities(html) <= ENTITIES and len(html.encode()) <= BYTES


def _pack(
    heading: str, sections: Sequence[Section], channel: Channel, wording: Wording, thread: int | None
) -> list[_Draft]:
    """Fill parts one after the other; a theme that goes on in the next part is named again there."""
    drafts = [_Draft(heading, thread)]
    for section in sections:
        title = title_of(section.theme, channel)
        for number, story in enumerate(section.stories):
            block = story_block(story, wording, section.theme.id)
            headed = f"{title}\n{block}" if number == 0 else block
            if drafts[-1].stories and not drafts[-1].fits(headed):
                drafts.append(_Draft(heading, thread))
                again = f"{title} {italic(f'({wording.catalogue.continued})')}" if number else title
                headed = f"{again}\n{block}"
            drafts[-1].blocks.append(headed)
            drafts[-1].stories.append(story.id)
    return [draft for draft in drafts if draft.stories]


def sections_of(digest: Digest, channel: Channel, themes: Sequence[Theme]) -> list[Section]:
    """Each story once, under its main theme, most confirmed first; stories whose themes left the file come last."""
    mine = {theme.id: theme for theme in themes if channel.themes is None or theme.id in channel.themes}
    told: dict[str, list[Story]] = {name: [] for name in mine}
    left: list[Story] = []
    for story in digest.stories:
        names = [name for name in mine if name in story.themes]
        (told[main_theme(story, names)] if names else left).append(story)
    sections = [Section(mine[name], tuple(sorted(some, key=_confirmed))) for name, some in told.items() if some]
    return [*sections, Section(_nameless(left[0]), tuple(left))] if left else sections


def _confirmed(story: Story) -> tuple[int, datetime, str]:
    return (-independent(story), story.started, story.id)


def _nameless(story: Story) -> Theme:
    """A theme that was taken out of the file after its story was found: the story is told all the same."""
    return Theme(id=min(story.themes, default="·"), titles={}, rule=AnyOf(()))


def _by_thread(channel: Channel, sections: Sequence[Section]) -> dict[int | None, list[Section]]:
    threads: dict[int | None, list[Section]] = {}
    for section in sections:
        threads.setdefault(channel.topics.get(section.theme.id), []).append(section)
    return threads


def title_of(theme: Theme, channel: Channel) -> str:
    """The heading of a theme, with its icon and hashtag."""
    name = theme.titles.get(channel.language) or theme.titles.get("en") or theme.id
    tag = "".join(word[:1].upper() + word[1:] for word in "".join(c if c.isalnum() else " " for c in name).split())
    parts = [escape(theme.icon), bold(name), f"#{tag}" if channel.hashtags and tag and not tag.isdigit() else ""]
    return " ".join(part for part in parts if part)


def heading_of(digest: Digest, channel: Channel, catalogue: Catalogue) -> str:
    """The first lines of every part: what this is, of when, and how much."""
    if not digest.stories:
        return ""
    if digest.level is Level.ALERT and len(digest.stories) == 1:
        return f"⚡️ {bold(catalogue.alert)}"
    template, icon = (catalogue.alerts, "⚡️") if digest.level is Level.ALERT else (catalogue.digest, "🗞")
    outlets = {item.outlet for story in digest.stories for item in story.items}
    languages = {item.language for story in digest.stories for item in story.items}
    counts = [
        catalogue.stories(len(digest.stories)),
        catalogue.outlets(len(outlets)),
        catalogue.languages(len(languages)),
    ]
    return f"{icon} {bold(template.format(when=_when(digest.at, channel)))}\n{escape(', '.join(counts))}"


def _when(moment: datetime, channel: Channel) -> str:
    local = moment.astimezone(ZoneInfo(channel.timezone))
    day = format_date(local, "EEEE d MMMM y", locale=channel.language)
    return f"{day}, {format_time(local, 'HH:mm', locale=channel.language)}"


def part_of(catalogue: Catalogue, number: int, parts: int) -> str:
    """Which part of how many; "" of one."""
    return catalogue.part.format(part=number, parts=parts) if parts > 1 else ""
