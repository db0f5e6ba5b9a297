"""A post that stands, written again with what its stories have grown to: the same stories, in the same order.

More outlets are named, the headline may now be one in the reader's language. Where the longer text would pass
Telegram's limits fewer outlets are named and more are counted; a story is never dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.digests.block import LINKED_OUTLETS, Wording, story_block
from bot.digests.compose import BYTES, ENTITIES, UNITS, heading_of, part_of, title_of
from bot.digests.strike import block_of
from bot.model import Channel, Concept, Digest, Message, Story, Theme
from bot.text.catalogues import CATALOGUES
from bot.text.markup import entities, italic, units


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a post that stands: its digest as it is now, and how it was told then."""

    digest: Digest
    message: Message
    themes: Mapping[str, str]  # story -> the theme that it was told under
    parts: int  # of the digest
    goes_on: str = ""  # the theme that the part before ended with
    posts: Mapping[str, str] | None = None  # story -> link of its post, for what a story follows
    struck: frozenset[str] = frozenset()  # stories that were taken back: they stay as they stand


def again(standing: Standing, channel: Channel, themes: Sequence[Theme], concepts: Mapping[str, Concept]) -> str | None:
    """The post's HTML now; None where nothing but the counts of the heading is new, or it cannot be written again.

    It cannot where a theme left the configuration, or a story the store.
    """
    known = {theme.id: theme for theme in themes}
    stories = {story.id: story for story in standing.digest.stories}
    names = [standing.themes.get(story, "") for story in standing.message.stories]
    if not all(name in known for name in names) or not all(story in stories for story in standing.message.stories):
        return None
    told = [(stories[story], known[name]) for story, name in zip(standing.message.stories, names, strict=True)]
    catalogue = CATALOGUES[channel.language]
    wording = Wording(catalogue, concepts, channel.timezone, standing.digest.at, standing.posts or {})
    posted = standing.message.html.split("\n\n")
    closing = posted[-1:] if posted[-1].startswith(f"⚡️ {italic(catalogue.told)}") else []
    heading = heading_of(standing.digest, channel, catalogue)
    part = part_of(catalogue, standing.message.part, standing.parts)
    for linked in range(LINKED_OUTLETS, -1, -1):
        body = [*_blocks(standing, told, channel, wording, linked), *closing]
        if body == posted[1:]:
            return None
        html = "\n\n".join([f"{heading} · {part}" if part else heading, *body])
        if units(html) <= UNITS and entities(html) <= ENTITIES and len(html.encode()) <= BYTES:
            return html
    return None


def _blocks(
    standing: Standing, told: Sequence[tuple[Story, Theme]], channel: Channel, wording: Wording, linked: int
) -> list[str]:
    blocks: list[str] = []
    before = ""
    for story, theme in told:
        if story.id in standing.struck:
            blocks.append(block_of(standing.message, story.id))
            before = theme.id
            continue
        block = story_block(story, wording, theme.id, linked)
        if theme.id != before:
            goes_on = not before and theme.id == standing.goes_on
            more = f" {italic(f'({wording.catalogue.continued})')}" if goes_on else ""
            block = f"{title_of(theme, channel)}{more}\n{block}"
            before = theme.id
        blocks.append(block)
    return blocks
