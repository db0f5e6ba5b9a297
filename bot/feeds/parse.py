"""A document to items: the last step of a feed's way in, and the only one that other houses need.

Nothing here raises, whatever the bytes: a document that is no feed comes back as a named problem.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.feeds.dates import published
from bot.feeds.decode import Decoded, decode
from bot.feeds.dialects import Document, Entry, read_json
from bot.feeds.health import Found, usual_lull
from bot.feeds.keys import name_of, same_item, shared_keys, trace_of
from bot.feeds.markup import declares_entities, looks_like
from bot.feeds.unread import Unread, read_unread, whole
from bot.feeds.urls import canonical_url, host_of, registrable, web_link
from bot.feeds.window import Trace, Window, shared_marks
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

    items: tuple[Item, ...]  # all, or those that the window did not know
    kind: str
    partial: bool = False  # cut or broken: entries are missing
    problem: str = ""
    wishes: str = ""  # of the publisher, as `wishes` writes them
    known: int = 0  # further items, as the window remembers them
    dates: tuple[datetime, ...] = ()  # claimed ones, of them all
    shared: frozenset[str] = frozenset()  # keys of the items that name none of them
    window: Window = field(default_factory=Window)  # for the next poll

    def found(self, new: int) -> Found:
        """What the poll found, for health and pace; `new` items were not known before."""
        return Found(
            items=len(self.items) + self.known,
            new=new,
            newest=max(self.dates, default=None),
            kind=self.kind,
            partial=self.partial,
            problem=self.problem,
            lull=usual_lull(self.dates),
            wishes=self.wishes,
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What decides how an entry is read, beside its text."""

    feed: Feed
    seen: datetime
    base: str

    def context(self) -> str:
        """All of it but the time: an entry that is the same in another context has to be read again."""
        return f"{self.feed!r} {self.base.partition('?')[0]}"


def parse(
    body: bytes, content_type: str, feed: Feed, seen: datetime, *, base: str, window: Window | None = None
) -> Parsed:
    """The items of a body, in the document's order; `base` is the address it came from, `seen` the time (UTC).

    Items that are in `window`, as an earlier poll of the feed left it, are only counted.
    """
    decoded = decode(body, content_type, feed.language)
    asked, before = _Asked(feed, seen, base), window or Window()
    read = _read(decoded, asked.context(), before)
    items = [_item(row, asked) if isinstance(row, Entry) else row for row in read.rows]
    problems = [read.document.problem] if read.document.problem else []
    if decoded.damaged:
        problems.append(f"some bytes are damaged (read as {decoded.encoding})")
    if len(items) - items.count(None) > MOST_ITEMS:
        problems.append(f"{len(items) - items.count(None)} entries, the {MOST_ITEMS} newest are kept")
    wishes = wished(decoded.text) if items else ""
    parsed = Parsed((), read.document.kind, read.document.partial, "; ".join(problems), wishes)
    return _named(parsed, _newest(items), read, before)


def _newest(items: list[Item | Trace | None]) -> list[Item | Trace | None]:
    """As many as we keep, in the document's order; a document with more is never cut, so all of them are items."""
    found = [item for item in items if isinstance(item, Item)]
    if len(found) <= MOST_ITEMS:
        return items
    places = sorted(range(len(found)), key=lambda place: found[place].when, reverse=True)[:MOST_ITEMS]
    return [found[place] for place in sorted(places)]


def _read(decoded: Decoded, context: str, window: Window) -> Unread:
    kind = looks_like(decoded.text)
    if kind in {"html", "empty"}:
        return whole(Document(kind, (), problem=_NO_FEED[kind]))
    if kind == "json-feed":
        return whole(read_json(decoded.text))
    if declares_entities(decoded.text):
        return whole(Document("other", (), problem="the XML declares entities of its own, which is refused"))
    if not decoded.text.startswith("<"):
        return whole(Document("other", (), problem=_NO_FEED["other"]))
    read = read_unread(decoded.text, context, window, MOST_ITEMS)
    return whole(Document("other", (), problem=_NO_FEED["other"])) if read.document.kind == "other" else read


def _named(parsed: Parsed, rows: list[Item | Trace | None], read: Unread, before: Window) -> Parsed:
    """With items that have their ids; an entry that stands twice in the document is one item."""
    traces = [trace_of(row) if isinstance(row, Item) else row or Trace() for row in rows]
    marks = shared_marks(traces)
    shared = shared_keys((row for row in rows if isinstance(row, Item)), marks)
    first: dict[str, tuple[Item | Trace, Trace]] = {}
    for row, trace in zip(rows, traces, strict=True):
        if row and trace.keys:
            first.setdefault(same_item(trace, marks), (row, trace))
    items = tuple(replace(row, id=name_of(row, shared)) for row, _ in first.values() if isinstance(row, Item))
    return replace(
        parsed,
        items=items,
        known=len(first) - len(items),
        dates=tuple(trace.published for _, trace in first.values() if trace.published),
        shared=shared,
        window=before.then(parsed.kind, dict(zip(read.marks, traces, strict=True))) if read.marks else before,
    )


def _item(entry: Entry, asked: _Asked) -> Item | None:
    """The entry as an item without id; None for one that says nothing at all."""
    feed, seen, base = asked.feed, asked.seen, asked.base
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
