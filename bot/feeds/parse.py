"""A document to items: the last step of a feed's way in, and the only one that other houses need.

Nothing here raises, whatever the bytes: a document that is no feed comes back as a named problem.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime

from bot.feeds.dates import published
from bot.feeds.decode import Decoded, decode
from bot.feeds.dialects import Document, Entry, read_json, read_xml
from bot.feeds.health import Found, usual_lull
from bot.feeds.keys import name_of, shared_keys
from bot.feeds.markup import declares_entities, looks_like
from bot.feeds.urls import canonical_url, host_of, registrable, web_link
from bot.feeds.wishes import wished
from bot.model import Feed, Item
from bot.text.clean import MAX_SUMMARY, MAX_TITLE, clean, shorten

MOST_ITEMS = 500  # of one document
_BEGINNING = 120  # characters of a summary that stand in for a missing title
_LONGEST_GUID = 1000
LONGEST_OUTLET = 100  # characters of the name that an aggregator gives
_DASHES = " -–—|·"
_NO_FEED = {
    "html": "an HTML page, not a feed",
    "empty": "an empty document",
    "other": "neither RSS, Atom nor JSON Feed",
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """`kind` is the format ("rss20", "atom10", "json-feed" ...) or "html", "empty", "other"; `problem` is a sentence or ""."""

    items: tuple[Item, ...]
    kind: str
    partial: bool = False  # cut or broken: entries are missing
    problem: str = ""
    wishes: str = ""  # of the publisher, as `wishes` writes them

    def found(self, new: int) -> Found:
        """What the poll found, for health and pace; `new` items were not known before."""
        dates = [item.published for item in self.items if item.published]
        return Found(
            items=len(self.items),
            new=new,
            newest=max(dates, default=None),
            kind=self.kind,
            partial=self.partial,
            problem=self.problem,
            lull=usual_lull(dates),
            wishes=self.wishes,
        )


def parse(body: bytes, content_type: str, feed: Feed, seen: datetime, *, base: str) -> Parsed:
    """The items of a body, in the document's order; `base` is the address it came from, `seen` the time (UTC)."""
    decoded = decode(body, content_type, feed.language)
    document = _read(decoded)
    items = tuple(item for entry in document.entries if (item := _item(entry, feed, seen, base)))
    problems = [document.problem] if document.problem else []
    if decoded.damaged:
        problems.append(f"some bytes are damaged (read as {decoded.encoding})")
    if len(items) > MOST_ITEMS:
        problems.append(f"{len(items)} entries, the {MOST_ITEMS} newest are kept")
    wishes = wished(decoded.text) if document.entries else ""
    return Parsed(_named(_newest(items)), document.kind, document.partial, "; ".join(problems), wishes)


def _newest(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """As many as we keep, in the document's order."""
    if len(items) <= MOST_ITEMS:
        return items
    places = sorted(range(len(items)), key=lambda place: items[place].when, reverse=True)[:MOST_ITEMS]
    return tuple(items[place] for place in sorted(places))


def _read(decoded: Decoded) -> Document:
    kind = looks_like(decoded.text)
    if kind in {"html", "empty"}:
        return Document(kind, (), problem=_NO_FEED[kind])
    if kind == "json-feed":
        return read_json(decoded.text)
    if declares_entities(decoded.text):
        return Document("other", (), problem="the XML declares entities of its own, which is refused")
    document = read_xml(decoded.text) if decoded.text.startswith("<") else Document("other", ())
    return Document("other", (), problem=_NO_FEED["other"]) if document.kind == "other" else document


def _named(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Items with their ids; an entry that stands twice in the document is one item."""
    shared = shared_keys(items)
    named: dict[str, Item] = {}
    for item in items:
        name = name_of(item, shared)
        named.setdefault(name, replace(item, id=name))
    return tuple(named.values())


def _item(entry: Entry, feed: Feed, seen: datetime, base: str) -> Item | None:
    """The entry as an item without id; None for one that says nothing at all."""
    link = web_link(entry.link, base)
    summary = shorten(clean(entry.summary), MAX_SUMMARY)
    title = shorten(clean(entry.title), MAX_TITLE) or shorten(summary, _BEGINNING) or link
    if not title:
        return None
    outlet, family, host = feed.name, feed.family, host_of(link)
    if feed.kind == "aggregator" and entry.source:
        outlet = shorten(clean(entry.source), LONGEST_OUTLET)
        host = host_of(web_link(entry.source_url, base)) or host
        family = registrable(host) or family
        title = _without_outlet(title, outlet)
    dates = (published(raw, parsed, feed.timezone, seen) for raw, parsed in entry.dates)
    return Item(
        id="",
        feed=feed.url,
        outlet=outlet,
        family=family or registrable(host or host_of(feed.url)),
        language=feed.language,
        title=title,
        summary="" if _repeats(summary, title, outlet) else summary,
        link=link,
        url=canonical_url(link),
        host=host,
        guid=entry.guid[:_LONGEST_GUID],
        published=next((date for date in dates if date), None),
        seen=seen,
        country=feed.country,
        kind=feed.kind,
        side=feed.side,
    )


def _without_outlet(title: str, outlet: str) -> str:
    """Google News writes "Headline - Outlet": the outlet has a place of its own."""
    if not outlet or not title.endswith(outlet):
        return title
    front = title.removesuffix(outlet).rstrip()
    bare = front.rstrip(_DASHES)
    return bare if bare and bare != front else title


def _repeats(summary: str, title: str, outlet: str) -> bool:
    """True when the summary says nothing beyond the title (and the outlet's name behind it)."""
    plain = _letters(summary)
    return bool(plain) and plain in {_letters(title), _letters(title + outlet)}


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
