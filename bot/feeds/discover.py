"""Where a site may keep its feeds: what its page, its headers and its habits say. Addresses only, nothing is asked here.

The order of the ways is the order of trust: what a site declares, what it links to, where feeds usually are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote_plus, urljoin, urlsplit

from lxml import etree

from bot.feeds.about import code_in
from bot.feeds.decode import decode
from bot.feeds.urls import host_of, registrable, web_link
from bot.text.clean import clean, shorten

DECLARED, HEADER, LINKED, USUAL = (
    "declared by the page",
    "declared by the server",
    "linked on the page",
    "a usual place",
)
MOST_LINKED = 20  # links of a page that look like feeds: a page that lists its feeds has that many
_LONGEST = 200  # characters of a name
_TYPES = re.compile(r"application/(?:rss|atom|rdf|feed)\+(?:xml|json)|application/(?:json|xml)|text/xml", re.IGNORECASE)
_OWN_TYPES = re.compile(r"\+(?:xml|json)", re.IGNORECASE)  # the others may be anything
_RELATIONS = frozenset({"alternate", "feed"})
_LOOKS = re.compile(
    r"(?:^|/)(?:rss|feeds?|atom|rdf)(?:[/_.-]|$)|\.(?:rss|rdf|atom)$|(?:rss|feed|atom|index)[\w-]*\.xml$"
    r"|(?:^|[?&])(?:feed|format|output|type|alt)=(?:rss2?|atom|feed|xml)",
    re.IGNORECASE,
)
_NOT_NEWS = re.compile(r"comments?(?:/|-|_|=|$)|oembed|wp-json|podcast", re.IGNORECASE)
_USUAL = (
    "feed", "rss", "rss.xml", "feed.xml", "atom.xml", "index.xml", "feed.json", "rss/news", "feeds/all.atom.xml",
    "?feed=rss2",
)  # fmt: skip
_LINK_HEADER = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*!-]+\s*(?:=\s*(?:\"[^\"]*\"|[^\s;,\"]+))?)*)")
_PARAMETER = re.compile(r"([\w*!-]+)\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]+))")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An address that may be a feed, and how it was found; what the page says of it, "" where it says nothing."""

    url: str
    how: str
    title: str = ""
    language: str = ""


def candidates(body: bytes, content_type: str, url: str, header: str = "") -> tuple[Candidate, ...]:
    """Addresses that may be feeds of the page at `url`, the most trusted first, each once.

    `header` is the Link header as it came (several of them joined by commas), "" if there is none.
    """
    found = [*_in_header(header, url), *_in_page(body, content_type, url), *_usual(url)]
    once: dict[str, Candidate] = {}
    for candidate in sorted(found, key=_rank):
        if "@" not in urlsplit(candidate.url).netloc:  # a password in a page is not ours to use or to show
            once.setdefault(candidate.url, candidate)
    return tuple(once.values())


def _rank(candidate: Candidate) -> tuple[int, bool]:
    """Feeds of comments come last of their kind."""
    order = (HEADER, DECLARED, LINKED, USUAL)
    return order.index(candidate.how), bool(_NOT_NEWS.search(candidate.url))


def _in_header(header: str, base: str) -> Iterator[Candidate]:
    """RFC 8288: Link: </feed>; rel="alternate"; type="application/rss+xml"."""
    for target, rest in _LINK_HEADER.findall(header[:20_000]):
        said = {name.casefold(): quoted or bare for name, quoted, bare in _PARAMETER.findall(rest)}
        relations = said.get("rel", "").casefold().split()
        link = web_link(target, base)
        if link and _declares(relations, said.get("type", ""), link):
            yield Candidate(link, HEADER, _name(said.get("title", "")), code_in(said.get("hreflang", "")))


def _in_page(body: bytes, content_type: str, url: str) -> Iterator[Candidate]:
    text = decode(body, content_type, "").text
    root = etree.HTML(text) if text.startswith("<") else None
    if root is None:
        return
    start = next((element.get("href", "") for element in root.iter("base")), "")
    base = web_link(start, url) or url
    speaks = code_in(root.get("lang", ""))
    yield from _declared(root, base, speaks)
    yield from _linked(root, base, speaks)


def _declared(root: etree._Element, base: str, speaks: str) -> Iterator[Candidate]:
    for element in root.iter("link"):
        link = web_link(element.get("href", ""), base)
        if link and _declares(element.get("rel", "").casefold().split(), element.get("type", ""), link):
            language = code_in(element.get("hreflang", "")) or speaks
            yield Candidate(link, DECLARED, _name(element.get("title", "")), language)


def _declares(relations: Iterable[str], kind: str, link: str) -> bool:
    """A type that only feeds have; or one that many have, at an address that looks like a feed."""
    found = set(relations)
    if found.isdisjoint(_RELATIONS) or "oembed" in link:
        return False
    own = bool(_TYPES.match(kind) and _OWN_TYPES.search(kind))
    return own or "feed" in found or (bool(_TYPES.match(kind)) and _looks(link))


def _linked(root: etree._Element, base: str, speaks: str) -> Iterator[Candidate]:
    given = 0
    for element in root.iter("a"):
        link = web_link(element.get("href", ""), base).partition("#")[0]
        if link and _looks(link) and given < MOST_LINKED:
            given += 1
            yield Candidate(link, LINKED, _name(" ".join(element.itertext())), speaks)


def _looks(link: str) -> bool:
    parts = urlsplit(link)
    return bool(_LOOKS.search(parts.path) or _LOOKS.search(f"?{parts.query}"))


def _usual(url: str) -> Iterator[Candidate]:
    """Below the page that was named, and below the site's front page."""
    parts = urlsplit(url)
    front = f"{parts.scheme}://{parts.netloc}/"
    here = urljoin(url, parts.path if parts.path.endswith("/") else f"{parts.path}/")
    places = [front] if here == front or "." in parts.path.rpartition("/")[2] else [here, front]
    for place in places:
        yield from (Candidate(place + path, USUAL) for path in _USUAL)


def _name(text: str) -> str:
    return shorten(clean(text), _LONGEST)


def name_for(title: str, url: str) -> str:
    """What to call a feed: what it calls itself, or its host."""
    return _name(title) or host_of(url) or url[:_LONGEST]


# --- searching for words -----------------------------------------------------------------------------------------

_NEWS = "https://news.google.com/rss/search"
# Editions of Google News: (hl, gl, ceid) by language; where a language has several countries, the largest.
_EDITIONS = {
    "ar": ("ar", "EG", "EG:ar"), "bg": ("bg", "BG", "BG:bg"), "cs": ("cs", "CZ", "CZ:cs"), "de": ("de", "DE", "DE:de"),
    "el": ("el", "GR", "GR:el"), "en": ("en-US", "US", "US:en"), "es": ("es", "ES", "ES:es"), "fr": ("fr", "FR", "FR:fr"),
    "he": ("he", "IL", "IL:he"), "hi": ("hi", "IN", "IN:hi"), "hu": ("hu", "HU", "HU:hu"), "id": ("id", "ID", "ID:id"),
    "it": ("it", "IT", "IT:it"), "ja": ("ja", "JP", "JP:ja"), "ko": ("ko", "KR", "KR:ko"), "lt": ("lt", "LT", "LT:lt"),
    "lv": ("lv", "LV", "LV:lv"), "nl": ("nl", "NL", "NL:nl"), "no": ("no", "NO", "NO:no"), "pl": ("pl", "PL", "PL:pl"),
    "pt": ("pt-PT", "PT", "PT:pt-150"), "pt-br": ("pt-BR", "BR", "BR:pt-419"), "ro": ("ro", "RO", "RO:ro"),
    "ru": ("ru", "RU", "RU:ru"), "sk": ("sk", "SK", "SK:sk"), "sl": ("sl", "SI", "SI:sl"), "sr": ("sr", "RS", "RS:sr"),
    "sv": ("sv", "SE", "SE:sv"), "th": ("th", "TH", "TH:th"), "tr": ("tr", "TR", "TR:tr"), "uk": ("uk", "UA", "UA:uk"),
    "vi": ("vi", "VN", "VN:vi"), "zh": ("zh-CN", "CN", "CN:zh-Hans"), "zh-tw": ("zh-TW", "TW", "TW:zh-Hant"),
}  # fmt: skip


def search_address(words: str, language: str) -> str:
    """The address of the Google News search feed for these words in this language; "" where there is no edition."""
    edition = _EDITIONS.get(language) or _EDITIONS.get(language.partition("-")[0])
    if edition is None:
        return ""
    hl, gl, ceid = edition
    return f"{_NEWS}?q={quote_plus(words)}&hl={hl}&gl={gl}&ceid={quote_plus(ceid)}"


def editions() -> tuple[str, ...]:
    """The languages that can be searched."""
    return tuple(sorted(_EDITIONS))


# --- what a line of feeds.yaml can say of it ---------------------------------------------------------------------


def country_of(url: str) -> str:
    """The country of an address under a country's domain, "" elsewhere; .uk is GB, and some are sold to everybody."""
    ending = registrable(host_of(url)).rpartition(".")[2]
    if len(ending) != 2 or not ending.isascii() or not ending.isalpha() or ending in _FOR_ALL:
        return ""
    return {"uk": "GB", "su": "RU"}.get(ending, ending.upper())


_FOR_ALL = frozenset(
    {"io", "ai", "co", "tv", "me", "eu", "fm", "cc", "ws", "gg", "to", "ly", "la", "am", "im", "is", "sh"}
)
