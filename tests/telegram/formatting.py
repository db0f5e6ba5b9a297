"""From the text parameters of a call to what the channel shows: parsing before the chat is looked at, limits after."""

from __future__ import annotations

from dataclasses import dataclass

from tests.telegram.answers import refuse
from tests.telegram.entities import BLANK, Entity, MarkupError, cleaned, fixed, limited, merged, trimmed
from tests.telegram.html import parse_html
from tests.telegram.links import found_entities
from tests.telegram.params import MISSING, Params, whole

LONGEST = 4096  # code points of a parsed text
RAW_BYTES = 32768  # bytes of the text as sent
MODES = ("", "none", "html", "markdown", "markdownv2")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text whose markup was read: not yet cleaned, trimmed or measured. `source` is the text as sent."""

    source: str
    text: str
    entities: list[Entity]

    def shown(self) -> tuple[str, list[dict[str, object]]]:
        """The text and its entities as they will stand in the chat; refuses an empty or too long one."""
        text, entities = cleaned(self.text, fixed(self.entities))
        if not text.strip(" \n"):
            raise refuse(400, "Text must be non-empty")
        text, entities = trimmed(text, fixed(entities))
        if BLANK.fullmatch(text):
            raise refuse(400, "Text must be non-empty")
        if len(text) > LONGEST:
            raise refuse(400, "Message is too long")
        kept = merged(limited(entities), found_entities(text))
        return text, [one.as_json() for one in kept]


def parse_text(params: Params) -> Parsed:
    """Reads `text` with `parse_mode` or `entities`; refuses as the server does before it looks at the chat."""
    source = params.text("text")
    if not source:
        raise refuse(400, "Message text is empty")
    if len(source.encode("utf-8", "surrogateescape")) > RAW_BYTES:
        raise refuse(400, "Text is too long")
    mode = params.text("parse_mode").lower()
    if mode not in MODES:
        raise refuse(400, "Unsupported parse_mode")
    if any("\ud800" <= character <= "\udfff" for character in source):
        raise refuse(400, f"{'Text' if mode == 'html' else 'Strings'} must be encoded in UTF-8")
    if mode.startswith("markdown"):
        raise refuse(400, f"The fake speaks parse_mode HTML only, not {mode}")
    if mode != "html":
        return Parsed(source, source, _given(params))
    try:
        return Parsed(source, *parse_html(source))
    except MarkupError as error:
        raise refuse(400, f"Can't parse entities: {error}") from error


def _given(params: Params) -> list[Entity]:
    """Entities that were sent as such instead of as markup."""
    value = params.json("entities", "Can't parse entities JSON object")
    if value is MISSING:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise refuse(400, "Expected an Array of MessageEntity")
    extras = ("url", "language", "custom_emoji_id")
    return [
        Entity(
            str(one.get("type", "")),
            whole(one.get("offset", 0)),
            whole(one.get("length", 0)),
            str(next((one[name] for name in extras if name in one), "")),
        )
        for one in value
    ]
