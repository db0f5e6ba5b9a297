"""Feed lists as readers exchange them: OPML 1 and 2, in and out (http://opml.org/spec2.opml). Pure.

What other readers write is read generously: any nesting, any encoding, attributes in any case, raw ampersands in
addresses. Hostile XML is refused. What we write is valid OPML 2.0; what only we know of a feed stands in attributes of
a namespace of our own, which the specification allows and others pass over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from lxml import etree

from bot.errors import UsageError
from bot.feeds.decode import decode
from bot.feeds.keys import registrable
from bot.feeds.markup import declares_entities
from bot.feeds.urls import host_of
from bot.model import Feed
from bot.text.clean import clean, shorten

MOST_BYTES = 10 * 2**20  # of an OPML file; a list of 10,000 feeds is 2 MB
MOST_DEPTH = 30  # folders in folders
MOST_NAME = 200  # characters
OURS = "urn:dispaccio:feeds"  # the namespace of our attributes
_RAW_AMPERSAND = re.compile(r"&(?!#\d+;|#[xX][0-9a-fA-F]+;|\w+;)")
_FEED_TYPES = frozenset({"rss", "rss1", "rss2", "atom", "feed", "json", "jsonfeed", "rdf"})
_EXTRAS = ("country", "kind", "family", "side", "timezone", "interval", "enabled")


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of an OPML file, as written there; "" where it says nothing. `extras`: our own attributes, by name."""

    url: str
    name: str
    language: str
    folder: str  # the folders around it, with / between them
    extras: Mapping[str, str]


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """The feeds of an OPML file, in its order. Raises UsageError with one sentence where it cannot be used."""
    root = _root(body)
    name = re.split("[}:]", root.tag)[-1]
    if name.casefold() != "opml":
        raise UsageError(f"this is no OPML file: its root is <{name[:40]}>")
    return tuple(_outlines(root))


def _root(body: bytes) -> etree._Element:
    if len(body) > MOST_BYTES:
        raise UsageError(f"the file is larger than {MOST_BYTES >> 20} MiB")
    text = decode(body, "", "").text
    if not text.startswith("<"):
        raise UsageError("this is no OPML file: it holds no XML")
    if declares_entities(text):
        raise UsageError("the XML declares entities of its own, which is refused")
    raw = _RAW_AMPERSAND.sub("&amp;", text).encode("utf-8")
    # only what is closed is read: a recovering parser would change addresses without a word
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        raise UsageError(f"the XML cannot be read: {error.msg}") from None


def _outlines(root: etree._Element) -> Iterator[Outline]:
    """Every feed below the root; walked by hand, because a file may nest as deep as it likes."""
    left: list[tuple[etree._Element, tuple[str, ...]]] = [(root, ())]
    while left:
        element, folders = left.pop()
        if len(folders) > MOST_DEPTH:
            raise UsageError(f"its folders are nested deeper than {MOST_DEPTH} levels")
        inside = folders
        if isinstance(element.tag, str) and element.tag.casefold() == "outline":
            said = {str(name).casefold(): _line(value) for name, value in element.attrib.items()}
            url = said.get("xmlurl") or (said.get("url", "") if said.get("type", "").casefold() in _FEED_TYPES else "")
            title = said.get("title") or said.get("text") or ""
            if url:
                yield Outline(url, title, said.get("language", ""), "/".join(filter(None, folders)), _extras(said))
            inside = (*folders, "" if url else title)
        left.extend((child, inside) for child in reversed(element))


def _extras(said: Mapping[str, str]) -> dict[str, str]:
    found = {name: said.get(f"{{{OURS}}}{name}", "") for name in _EXTRAS}
    return {name: value for name, value in found.items() if value}


def _line(text: str) -> str:
    return " ".join(text.split())


def name_of(outline: Outline) -> str:
    """What the feed may be called: its title, or its host."""
    return shorten(clean(outline.name), MOST_NAME) or host_of(outline.url) or outline.url[:MOST_NAME]


def write_opml(feeds: Iterable[Feed], now: datetime, titles: Mapping[str, str]) -> bytes:
    """The feeds as OPML 2.0, one folder a language; `titles`: language -> what its folder is called."""
    root = etree.Element("opml", {"version": "2.0"}, nsmap={"dispaccio": OURS})
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "dispaccio"
    etree.SubElement(head, "dateCreated").text = format_datetime(now, usegmt=True)
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for feed in feeds:
        if feed.language not in folders:
            title = titles.get(feed.language, feed.language)
            folders[feed.language] = etree.SubElement(body, "outline", {"text": title, "title": title})
        etree.SubElement(folders[feed.language], "outline", _attributes(feed))
    if not folders:
        etree.SubElement(body, "outline", {"text": "no feeds"})  # a body holds at least one
    etree.indent(root)
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return document + b"\n"


def _attributes(feed: Feed) -> dict[str, str]:
    kind = feed.kind.replace("/", " ").replace(",", " ").strip()
    plain = {
        "type": "rss",  # the word for every format
        "text": feed.name,
        "title": feed.name,
        "xmlUrl": feed.url,
        "language": feed.language,
        "category": f"/{feed.language}/{kind}" if kind else f"/{feed.language}",
    }
    own = {
        "country": feed.country,
        "kind": feed.kind,
        "family": "" if feed.family == registrable(host_of(feed.url)) else feed.family,
        "side": feed.side,
        "timezone": "" if feed.timezone == "UTC" else feed.timezone,
        "interval": written(feed.interval) if feed.interval else "",
        "enabled": "" if feed.enabled else "false",
    }
    return plain | {f"{{{OURS}}}{name}": value for name, value in own.items() if value}


def written(length: timedelta) -> str:
    """A duration as the configuration writes it: 30m, 2h, 1.5s."""
    seconds = length.total_seconds()
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{int(seconds // size)}{unit}"
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + "s"
