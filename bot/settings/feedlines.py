"""Lines for feeds.yaml: one feed as its editor would write it, and where in the file it goes.

The file is never written anew: lines are put behind the last feed, and every comment stays where it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from bot.errors import UsageError
from bot.settings.read import Source
from bot.settings.schema import FeedPart
from bot.settings.shape import in_words

KEYS = ("name", "url", "language", "country", "kind", "family", "side", "timezone", "interval", "enabled")
# Text that YAML takes as it stands, inside {} too: letters of any script, and what cannot begin or end anything.
_PLAIN = re.compile(r"[^\W\d_][\w.()'/&+-]*(?: [\w.()'/&+-]+)*|\d{1,9}(?:\.\d{1,3})?[smhd]")
_NOT_TEXT = re.compile(r"(?i)true|false|null|yes|no|on|off|y|n|\.?(inf|nan)")
_DASH = re.compile(r"([ \t]*)-(?:\s|$)")
_EMPTY = re.compile(r"(?m)^(feeds:)[ \t]*\[\s*\]")


def feed_line(values: Mapping[str, str], indent: str = "  ") -> str:
    """One line of feeds.yaml; keys without a value are left out, and `enabled` is written only where it is "false"."""
    said = [(key, values.get(key, "")) for key in KEYS]
    return f"{indent}- {{{', '.join(f'{key}: {_scalar(key, value)}' for key, value in said if value)}}}"


def _scalar(key: str, value: str) -> str:
    if key == "enabled":
        return value
    if key != "url" and _PLAIN.fullmatch(value) and not _NOT_TEXT.fullmatch(value):
        return value
    return '"' + "".join(map(_escaped, value)) + '"'


def _escaped(character: str) -> str:
    """A character between double quotes; what nobody can see is spelled out."""
    if character.isprintable():
        return json.dumps(character, ensure_ascii=False)[1:-1]
    return f"\\U{ord(character):08x}"


def problem_of(values: Mapping[str, str]) -> str:
    """Why feeds.yaml could not hold this feed, in words; "" when it can."""
    whole = {key: value for key, value in values.items() if value and key != "enabled"}
    try:
        FeedPart.model_validate(whole)
    except ValidationError as error:
        return "; ".join(in_words(found) for found in error.errors(include_url=False))
    return ""


def with_feeds(source: Source, feeds: Sequence[Mapping[str, str]]) -> str:
    """The text of feeds.yaml with these feeds behind the last one, indented as it is; all else stays as it stands.

    The list is the only thing in its file, so behind it means at the end. Raises UsageError where the list is written
    in a way that no line can be added to.
    """
    newline = "\r\n" if "\r\n" in source.text else "\n"
    text = _EMPTY.sub(r"\1", source.text).rstrip() + newline
    indent = _indent(source)
    return text + "".join(feed_line(feed, indent) + newline for feed in feeds)


def _indent(source: Source) -> str:
    """What stands before the dashes of the list."""
    listed = source.root.children.get("feeds") if source.root else None
    if listed is None or not isinstance(listed.value, list):
        raise UsageError(f"{source.file} has no list of feeds; write `feeds: []` first")
    if not listed.children:
        return "  "
    line = listed.children[0].line - 1
    lines = source.text.splitlines()
    found = _DASH.match(lines[line]) or _DASH.match(lines[max(line - 1, 0)])
    if found is None:
        raise UsageError(f"{source.file}: the list stands between [ and ]; write one feed a line, with `- ` before it")
    return found[1]
