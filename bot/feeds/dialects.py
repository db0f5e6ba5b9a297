"""A clean document to raw entries: RSS and Atom through feedparser, JSON Feed by ourselves.

feedparser's dictionaries die here. What leaves are strings as the publisher wrote them: nothing is resolved, dated or
cleaned yet.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any
from xml.sax import SAXException

import feedparser

from bot.feeds.markup import ends

# What feedparser and the parsers under it were seen to raise on documents that are no documents; a KeyboardInterrupt
# or a MemoryError is not theirs. The list is wide because the loose parser indexes and converts whatever it finds.
_RAISED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    SAXException,
    TypeError,
    ValueError,
)
feedparser.api.PREFERRED_XML_PARSERS = []  # it would look for a driver of libxml2 at each document, in vain
_HEADERS = {"content-type": "application/xml; charset=utf-8"}  # the text was re-declared: no more guessing
_OPENING = re.compile(r"(?=<(?:item|entry)[\s>])")
_CLOSING = re.compile(r"</(?:item|entry)\s*>")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ADDRESS = re.compile(r"(?:https?:|/)", re.IGNORECASE)
_DATES = ("published", "created", "updated")
_CONTENT = 20_000  # characters of markup: enough for any summary that we keep


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as written; "" where it has none. A date comes with what feedparser read in it, as UTC numbers."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    dates: tuple[tuple[str, tuple[int, ...] | None], ...] = ()
    source: str = ""  # where an aggregator has it from: the outlet's name
    source_url: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """`kind` is feedparser's word ("rss20", "atom10") or "json-feed"; `partial` when entries are missing."""

    kind: str
    entries: tuple[Entry, ...]
    partial: bool = False
    problem: str = ""


def read_xml(text: str) -> Document:
    """RSS, RDF or Atom. Never raises: what feedparser cannot take as a whole it gets entry by entry."""
    try:
        found = _feedparser(text)
    except _RAISED as error:
        return _piecewise(text, f"the parser gave up ({type(error).__name__})")
    entries = tuple(_entry(entry) for entry in found.get("entries", ()))
    kind = str(found.get("version", "") or ("rss" if entries else "other"))
    if not found.get("bozo"):
        return Document(kind, entries)
    if not ends(text):
        return Document(kind, entries, partial=True, problem="the document breaks off")
    written = len(_OPENING.findall(text))
    if len(entries) < written:
        return Document(kind, entries, partial=True, problem=f"{len(entries)} of {written} entries can be read")
    return Document(kind, entries, problem="the XML is not well-formed")


def _feedparser(text: str) -> Mapping[str, Any]:
    """Only bytes go in: of a text feedparser would ask whether it is an address or a file."""
    found: Mapping[str, Any] = feedparser.parse(
        io.BytesIO(text.encode("utf-8", "replace")),
        response_headers=_HEADERS,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    return found


def _piecewise(text: str, problem: str) -> Document:
    """Each entry in a document of its own, so that one poisonous entry does not take the others with it."""
    entries: list[Entry] = []
    for piece in _OPENING.split(text)[1:]:
        end = _CLOSING.search(piece)
        try:
            found = _feedparser(f'<rss version="2.0"><channel>{piece[: end.end() if end else 0]}</channel></rss>')
        except _RAISED:
            continue
        entries.extend(_entry(entry) for entry in found.get("entries", ()))
    return Document("rss", tuple(entries), partial=True, problem=problem)


def _entry(raw: Mapping[str, Any]) -> Entry:
    entry = dict(raw)  # a plain one: feedparser's own answers for absent keys with others, and warns
    source = dict(entry.get("source") or {})
    content = entry.get("content") or [{}]
    return Entry(
        guid=_text(entry.get("id")),
        link=_link(entry),
        title=_text(entry.get("title"))[:_CONTENT],
        summary=_text(entry.get("summary") or dict(content[0]).get("value"))[:_CONTENT],
        dates=tuple((_text(entry.get(name)), entry.get(f"{name}_parsed")) for name in _DATES if entry.get(name)),
        source=_text(source.get("title")),
        source_url=_text(source.get("href") or source.get("link")),
    )


def _link(entry: Mapping[str, Any]) -> str:
    """The page of the article; an entry may link to comments, sounds and itself too.

    RSS lets a guid be the link; feedparser believes it of any guid, of "7" or "abc" too.
    """
    link = _text(entry.get("link"))
    if link and (link != _text(entry.get("id")) or _ADDRESS.match(link)):
        return link
    others = [dict(link) for link in entry.get("links") or ()]
    pages = [link for link in others if link.get("rel") in {"alternate", "related", "via"}]
    return _text(pages[0].get("href")) if pages else ""


def _text(value: object) -> str:
    """A text as it is, without what no store takes (JSON may spell half a character)."""
    return _UNSTORABLE.sub("", value).strip() if isinstance(value, str) else ""


def read_json(text: str) -> Document:
    """JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/). Never raises."""
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError) as error:
        return Document("other", (), problem=f"the JSON cannot be read ({type(error).__name__})")
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(found.get("version")):
        return Document("other", (), problem="JSON, but not a JSON Feed")
    return Document("json-feed", tuple(_json_entry(item) for item in items if isinstance(item, dict)))


def _json_entry(item: Mapping[str, Any]) -> Entry:
    name = item.get("id")
    plain = _text(item.get("summary")) or _text(item.get("content_text"))
    return Entry(
        guid=str(name) if isinstance(name, int | float) else _text(name),
        link=_text(item.get("url")) or _text(item.get("external_url")),
        title=_text(item.get("title"))[:_CONTENT],
        summary=(escape(plain, quote=False) if plain else _text(item.get("content_html")))[:_CONTENT],
        dates=tuple((_text(item.get(key)), None) for key in ("date_published", "date_modified") if item.get(key)),
    )
