"""A post that stands, with one of its stories taken back: the headline struck out, no link left, and a line that says so.

The other stories, the heading and the closing line stay letter for letter.
"""

from __future__ import annotations

from bot.model import Message
from bot.text.catalogues import CATALOGUES
from bot.text.markup import italic, plain, struck

BULLET = "• "
BETWEEN = "\n\n"
# A reason is one line.
LONGEST_REASON = 200


def strike(message: Message, story: str, language: str, reason: str = "") -> str:
    """The post's HTML without what it said of the story; unchanged where it is not in it, or struck out already."""
    if story not in message.stories:
        return message.html
    blocks = message.html.split(BETWEEN)
    place = 1 + message.stories.index(story)
    if place >= len(blocks):
        return message.html
    blocks[place] = _strike(blocks[place], language, reason)
    return BETWEEN.join(blocks)


def block_of(message: Message, story: str) -> str:
    """What a post says of a story now."""
    return message.html.split(BETWEEN)[1 + message.stories.index(story)]


def _strike(block: str, language: str, reason: str) -> str:
    lines = block.split("\n")
    told = next((number for number, line in enumerate(lines) if line.startswith(BULLET)), None)
    if told is None or lines[told].startswith(f"{BULLET}<s>"):
        return block
    headline = plain(lines[told]).removeprefix(BULLET)
    return "\n".join([*lines[:told], f"{BULLET}{struck(headline)}", italic(_note(language, reason))])


def _note(language: str, reason: str) -> str:
    catalogue = CATALOGUES[language]
    said = " ".join(reason.split())[:LONGEST_REASON]
    return f"⚠️ {catalogue.retracted_for.format(reason=said) if said else catalogue.retracted}"
