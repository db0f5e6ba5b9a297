"""The sample publisher: invented outlets on loopback, whose feeds grow as the demo's clock goes on.

A feed shows what its outlet has published up to now, newest first, with an ETag, so that an unchanged feed answers
304. Some outlets have the faults of real ones (no guids, tracking parameters, HTML in summaries, headlines changed).
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from importlib.resources import files

from ruamel.yaml import YAML
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.model import Feed

# Day 1 of the samples: the birthday that the letter is written for.
FIRST_DAY = datetime(2025, 10, 7, tzinfo=UTC)
SHOWN = 25
ATOM = "http://www.w3.org/2005/Atom"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RSS10 = "http://purl.org/rss/1.0/"
DC = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sample item; `story` and `themes` are the truth that tests compare with."""

    at: datetime
    link: str
    title: str
    summary: str
    guid: str
    dated: bool
    story: str
    themes: tuple[str, ...]
    revised_at: datetime | None = None
    revised: str = ""

    def titled(self, now: datetime) -> str:
        """The headline as it stands at this moment."""
        return self.revised if self.revised_at is not None and self.revised_at <= now else self.title


@dataclass(frozen=True, slots=True)
class Outlet:
    """One invented outlet and everything that it publishes in three days."""

    name: str
    stem: str
    language: str
    country: str
    kind: str
    family: str
    side: str
    format: str
    entries: tuple[Entry, ...]

    def feed(self, base: str) -> Feed:
        """The feed as an editor would write it."""
        return Feed(
            name=self.name,
            url=f"{base}/{self.stem}.xml",
            language=self.language,
            country=self.country,
            kind=self.kind,
            family=self.family,
            side=self.side,
        )

    def shown(self, now: datetime) -> list[Entry]:
        """What the feed shows at this moment, newest first."""
        return sorted((e for e in self.entries if e.at <= now), key=lambda e: e.at, reverse=True)[:SHOWN]


def load_outlets() -> list[Outlet]:
    """Every sample outlet, by file name."""
    folder = files("bot.doors.demo") / "samples"
    yaml = YAML(typ="safe", pure=True)
    paths = sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name)
    return [_outlet(path.name.removesuffix(".yaml"), yaml.load(path.read_text(encoding="utf-8"))) for path in paths]


def publisher(outlets: list[Outlet], clock: Callable[[], datetime]) -> Starlette:
    """The web site that serves every outlet's feed as `/STEM.xml`."""
    by_stem = {outlet.stem: outlet for outlet in outlets}

    async def serve_feed(request: Request) -> Response:
        outlet = by_stem.get(request.path_params["stem"])
        if outlet is None:
            return Response("no such outlet", status_code=404)
        body = FORMATS[outlet.format](outlet, clock())
        etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"etag": etag})
        return Response(body, media_type="application/xml; charset=utf-8", headers={"etag": etag})

    return Starlette(routes=[Route("/{stem}.xml", serve_feed)])


def rss20(outlet: Outlet, now: datetime) -> bytes:
    """The feed as RSS 2.0."""
    rss = ET.Element("rss", version="2.0")
    channel = _add(rss, "channel")
    _add(channel, "title", outlet.name)
    _add(channel, "language", outlet.language)
    for entry in outlet.shown(now):
        item = _add(channel, "item")
        _add(item, "title", entry.titled(now))
        _add(item, "link", entry.link)
        if entry.summary:
            _add(item, "description", entry.summary)
        if entry.guid:
            _add(item, "guid", entry.guid).set("isPermaLink", "false")
        if entry.dated:
            _add(item, "pubDate", format_datetime(entry.at))
    return _bytes(rss)


def atom10(outlet: Outlet, now: datetime) -> bytes:
    """The feed as Atom 1.0."""
    feed = ET.Element("feed", xmlns=ATOM)
    _add(feed, "title", outlet.name)
    _add(feed, "id", f"urn:sample:{outlet.stem}")
    for entry in outlet.shown(now):
        item = _add(feed, "entry")
        _add(item, "title", entry.titled(now))
        _add(item, "link").set("href", entry.link)
        _add(item, "id", entry.guid or entry.link)
        if entry.summary:
            _add(item, "summary", entry.summary).set("type", "html")
        if entry.dated:
            _add(item, "updated", entry.at.isoformat())
    return _bytes(feed)


def rss10(outlet: Outlet, now: datetime) -> bytes:
    """The feed as RSS 1.0 (RDF)."""
    rdf = ET.Element("rdf:RDF", {"xmlns:rdf": RDF, "xmlns": RSS10, "xmlns:dc": DC})
    channel = _add(rdf, "channel")
    channel.set("rdf:about", f"urn:sample:{outlet.stem}")
    _add(channel, "title", outlet.name)
    for entry in outlet.shown(now):
        item = _add(rdf, "item")
        item.set("rdf:about", entry.guid or entry.link)
        _add(item, "title", entry.titled(now))
        _add(item, "link", entry.link)
        if entry.summary:
            _add(item, "description", entry.summary)
        if entry.dated:
            _add(item, "dc:date", entry.at.isoformat())
    return _bytes(rdf)


FORMATS: Mapping[str, Callable[[Outlet, datetime], bytes]] = {"rss20": rss20, "atom10": atom10, "rss10": rss10}


def moment(text: str) -> datetime:
    """`"2 07:40"` is day 2 of the demo at 07:40 UTC."""
    day, clock = text.split()
    hours, minutes = clock.split(":")
    return FIRST_DAY + timedelta(days=int(day) - 1, hours=int(hours), minutes=int(minutes))


def _outlet(stem: str, raw: dict[str, object]) -> Outlet:
    site = f"{raw.get('scheme', 'https')}://{raw['host']}"
    guids = raw.get("guid") != "none"
    items = raw["items"]
    if not isinstance(items, list):
        raise TypeError(stem)
    return Outlet(
        name=str(raw["outlet"]),
        stem=stem,
        language=str(raw["language"]),
        country=str(raw["country"]),
        kind=str(raw["kind"]),
        family=str(raw["family"]),
        side=str(raw["side"] or ""),
        format=str(raw["format"]),
        entries=tuple(_entry(stem, site, item, guids=guids) for item in items),
    )


def _entry(stem: str, site: str, raw: dict[str, str], *, guids: bool) -> Entry:
    revised: object = raw.get("revised")
    later = revised if isinstance(revised, dict) else {}
    path = raw["path"]
    return Entry(
        at=moment(raw["at"]),
        link=f"{site}{path}",
        title=raw["title"],
        summary=raw.get("summary") or "",
        guid=f"{stem}{path.partition('?')[0]}" if guids else "",
        dated=not raw.get("undated"),
        story=raw.get("story") or "",
        themes=tuple(raw.get("themes") or ()),
        revised_at=moment(later["at"]) if later else None,
        revised=later.get("title", ""),
    )


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, tag)
    child.text = text
    return child


def _bytes(root: ET.Element) -> bytes:
    text: str = ET.tostring(root, encoding="unicode")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text.encode()
