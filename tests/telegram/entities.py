"""Message entities: their order, what may overlap what, the 100 that survive, and the cleaning and trimming of a text.

Rules after TDLib's fix_formatted_text and get_input_message_entities (td/telegram/MessageEntity.cpp, 2026-07).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

LIMIT: Final = 100  # entities of the sender that survive; found ones and custom emoji are not counted
SPLITTABLE: Final = ("bold", "italic", "underline", "strikethrough", "spoiler")
QUOTES: Final = ("blockquote", "expandable_blockquote")
OPAQUE: Final = ("pre", "code", "date_time")  # nothing may stand inside one of these
FOUND: Final = ("mention", "hashtag", "cashtag", "bot_command", "url", "email")
PRIORITY: Final = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 30,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
NAMES: Final = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}
# Invisible characters that the server removes: line separators, direction overrides and three combining lines.
REMOVED: Final = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
CONTROL: Final = re.compile("[\0-\x09\x0b-\x1f]")
DIRECTION_RUN: Final = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
# A text of nothing but these is an empty text.
BLANK: Final = re.compile(
    "[ \n\t\r\v\0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufffc\ufeff\xa0\U000e0000-\U000e007f]*"
)


class MarkupError(ValueError):
    """The markup cannot be read; the message is Telegram's reason."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity. `offset` and `length` in UTF-16 units; `extra` is its url, language, emoji id, user id or unix time."""

    type: str
    offset: int
    length: int
    extra: str = ""

    @property
    def end(self) -> int:
        return self.offset + self.length

    def order(self) -> tuple[int, int, int]:
        """Sort key: first come, the longer outside, then by kind."""
        return self.offset, -self.length, 10 if self.type == "pre" and self.extra else PRIORITY.get(self.type, 50)

    def as_json(self) -> dict[str, object]:
        """The entity as the Bot API shows it."""
        shown: dict[str, object] = {"offset": self.offset, "length": self.length, "type": self.type}
        if self.type == "text_mention":
            shown["user"] = {"id": int(self.extra), "is_bot": False, "first_name": f"User {self.extra}"}
        elif self.type == "date_time":
            shown["unix_time"] = int(self.extra)
        elif self.extra:
            shown[NAMES[self.type]] = self.extra
        return shown


def ordered(entities: list[Entity]) -> list[Entity]:
    """The entities in Telegram's order."""
    return sorted(entities, key=Entity.order)


def apart(entities: list[Entity]) -> list[Entity]:
    """Sorted entities without those that start before an earlier one ended."""
    kept: list[Entity] = []
    for one in entities:
        if not kept or one.offset >= kept[-1].end:
            kept.append(one)
    return kept


def outside(entities: list[Entity], quotes: list[Entity]) -> list[Entity]:
    """The entities that do not cross the border of a quotation."""

    def crosses(one: Entity) -> bool:
        return any(
            one.offset < quote.offset < one.end or one.offset < quote.end < one.end
            for quote in quotes
            if quote.end > one.offset
        )

    return [one for one in entities if not crosses(one)]


def split(styles: list[Entity], others: list[Entity]) -> list[Entity]:
    """Bold, italic and the like: touching ones merged, then cut where others begin or end and where another style begins."""
    merged: list[Entity] = []
    for kind in SPLITTABLE:
        for one in (style for style in ordered(styles) if style.type == kind):
            last = merged[-1] if merged and merged[-1].type == kind else None
            if last and one.offset <= last.end:
                merged[-1] = replace(last, length=max(last.end, one.end) - last.offset)
            else:
                merged.append(one)
    cuts = sorted({one.offset for one in [*merged, *others]} | {one.end for one in others})
    pieces: list[Entity] = []
    for one in merged:
        borders = [one.offset, *(cut for cut in cuts if one.offset < cut < one.end), one.end]
        pieces += [Entity(one.type, begin, end - begin) for begin, end in pairwise(borders)]
    closed = [one for one in others if one.type in OPAQUE]
    return ordered([one for one in pieces if not any(pre.offset <= one.offset < pre.end for pre in closed)])


def fixed(entities: list[Entity]) -> list[Entity]:
    """The entities as the server keeps them: no links in links, nothing inside code, no quote in a quote, styles split."""
    sorted_ones = ordered([one for one in entities if one.length > 0])
    styles = [one for one in sorted_ones if one.type in SPLITTABLE]
    quotes = apart([one for one in sorted_ones if one.type in QUOTES])
    solid = outside(apart([one for one in sorted_ones if one.type not in (*SPLITTABLE, *QUOTES)]), quotes)
    others = ordered(solid + quotes)
    return ordered(others + split(styles, others))


def limited(entities: list[Entity]) -> list[Entity]:
    """What is left of fixed entities after the limit of 100: links, quotes and code first, then styles; silently."""
    emoji = [one for one in entities if one.type == "custom_emoji"]
    solid = [one for one in entities if one.type not in (*SPLITTABLE, *FOUND, "custom_emoji")][:LIMIT]
    styles = split([one for one in entities if one.type in SPLITTABLE], [])[: LIMIT - len(solid)]
    return fixed([*solid, *emoji, *styles])


def merged(entities: list[Entity], found: list[Entity]) -> list[Entity]:
    """The sender's entities together with those that the server found in the text, where these fit."""
    quotes = [one for one in entities if one.type in QUOTES]
    solid = [one for one in entities if one.type not in (*SPLITTABLE, *QUOTES)]
    new = [
        one
        for one in outside(apart(ordered(found)), quotes)
        if all(one.end <= old.offset or old.end <= one.offset for old in solid)
    ]
    return fixed(entities + new)


def utf16(text: str) -> int:
    """Length of a text in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without removed characters, control characters as spaces, and the entities moved accordingly."""
    moved = [0]  # new offset of every old UTF-16 offset
    for character in text:
        width = 2 if character > "\uffff" else 1
        step = 0 if REMOVED.match(character) else width
        moved += [moved[-1] + step] * width if width == 1 else [moved[-1] + 1, moved[-1] + step]
    clean = CONTROL.sub(" ", REMOVED.sub("", text))
    clean = DIRECTION_RUN.sub(lambda run: "\u200c" * len(run[0]), clean)
    shifted = [replace(one, offset=moved[one.offset], length=moved[one.end] - moved[one.offset]) for one in entities]
    return clean, [one for one in shifted if one.length]


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text without spaces and newlines at its end and, before its first entity, at its beginning."""
    short = text.rstrip(" \n")
    end = utf16(short)
    cut = [replace(one, length=min(one.end, end) - one.offset) for one in entities if one.offset < end]
    room = min((one.offset for one in cut), default=len(short))
    lead = min(len(short) - len(short.lstrip(" \n")), room)
    return short[lead:], ordered([replace(one, offset=one.offset - lead) for one in cut])
