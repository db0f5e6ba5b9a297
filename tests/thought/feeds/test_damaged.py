"""Damaged documents: whatever a server, a proxy or an enemy does to a feed, reading it ends with a value."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.decode import decode
from bot.feeds.keys import shared_keys, usable_keys
from bot.feeds.markup import ends
from bot.feeds.parse import MOST_ITEMS, Parsed
from bot.text.clean import MAX_SUMMARY, MAX_TITLE
from tests.thought.feeds.samples import KOREAN, SEEN, entry, korean, read, rss
from tests.thought.feeds.test_parse import ATOM, JSON, RDF

WHOLE = [
    rss(
        entry(guid="tag:1", description="<p>All are back</p>", pubDate="Sun, 27 Sep 2026 10:00:00 GMT"),
        entry("Second headline of four"),
    ).encode(),
    korean().encode(),
    korean().encode("cp949"),
    ATOM.encode(),
    RDF.encode(),
    json.dumps(JSON).encode(),
]
# Bits of markup that were seen to confuse a parser, or to make feedparser raise.
BITS = [
    b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!", b"<?", b"<![", b"&#x", b"&#99999999999;", b"&#xD800;", b'"', b"'", b"\x00", b"\xff", b"{", b"}",
    b"<item>", b"</item>", b"<entry>", b"</channel>", b"<link rel=", b'xml:base="http://[', b"<!DOCTYPE x [", b"<!ENTITY a 'b'>", b"<source>",
    b"<georss:point>x</georss:point>", b"<media:thumbnail/>", b"<media:player>x</media:player>", b"<category/>", b"<textinput><name>x</name></textinput>",
    b'<psc:chapters xmlns:psc="http://podlove.org/simple-chapters"><psc:chapter/></psc:chapters>', b"<dcterms:valid>start=x;;end</dcterms:valid>",
    b'<title type="application/xhtml+xml">', b'<content type="base64">*</content>', b"<pubDate>\xd9\xa2</pubDate>", "<title>\u202e".encode(),
]  # fmt: skip


def check(parsed: Parsed) -> None:
    """What the store and the posts rely on."""
    assert len(parsed.items) <= MOST_ITEMS
    assert len({item.id for item in parsed.items}) == len(parsed.items)
    shared = shared_keys(parsed.items)
    for item in parsed.items:
        assert item.title
        assert len(item.title) <= MAX_TITLE
        assert len(item.summary) <= MAX_SUMMARY
        assert item.link == "" or item.link.startswith(("http://", "https://"))
        assert item.published is None or item.published <= SEEN
        assert item.family
        assert usable_keys(item, shared)
        for text in (item.title, item.summary, item.link, item.url, item.guid, item.outlet):
            assert "\x00" not in text.encode("utf-8").decode()
    assert parsed.items or parsed.problem or parsed.kind not in {"html", "empty", "other"}


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A document with a few bytes changed, cut, repeated or put in."""
    body = bytearray(draw(st.sampled_from(WHOLE)))
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, len(body)))
        end = min(len(body), at + draw(st.integers(0, 40)))
        change = draw(st.sampled_from(["put", "cut", "repeat", "end"]))
        if change == "put":
            body[at:at] = draw(st.sampled_from(BITS) | st.binary(max_size=4))
        elif change == "cut":
            del body[at:end]
        elif change == "repeat":
            body[at:at] = body[at:end]
        else:
            del body[at:]
    return bytes(body)


@settings(max_examples=400)
@given(damaged(), st.sampled_from(["", "text/html; charset=utf-16", "x; charset=cp949"]))
def test_a_damaged_document_gives_what_can_be_read(body: bytes, content_type: str) -> None:
    """One broken feed must not end the poll of all."""
    check(read(body, KOREAN, content_type))


@given(damaged())
def test_a_packed_and_cut_document_gives_what_can_be_read(body: bytes) -> None:
    """A transfer that broke off inside a packed body."""
    check(read(gzip.compress(body)[: len(body) // 2 + 10], KOREAN))


@given(st.binary(max_size=200))
def test_any_bytes_are_read(body: bytes) -> None:
    """A server may send a picture."""
    for front in (b"", b"<rss version='2.0'><channel><item><title>", b"{", b"<?xml version='1.0'?><feed>"):
        check(read(front + body))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "url", "title", "summary", "content_text", "content_html", "date_published"]),
                inner,
                max_size=5,
            )
        ),
        max_leaves=15,
    )
)
def test_any_json_is_read(value: object) -> None:
    """JSON promises nothing about types: an id may be a list, a title a number."""
    check(
        read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [value, {"title": "x", "id": value}]}))
    )
    check(read(json.dumps({"version": value, "items": value})))


def test_half_characters_in_json_are_left_out() -> None:
    """JSON may spell half a character or a zero: no database stores them, and the poll would fail for ever."""
    half = r'{"version": "https://jsonfeed.org/version/1", "items": [{"id": "a\ud800bcd", "title": "B\u0000oats\udc00", "url": "/\ud800"}]}'
    parsed = read(half)
    check(parsed)
    assert (parsed.items[0].guid, parsed.items[0].title[0]) == ("abcd", "B")


@given(damaged())
def test_reading_twice_gives_the_same(body: bytes) -> None:
    """Ids that change from poll to poll would tell everything again."""
    assert read(body, KOREAN) == read(body, KOREAN)


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<item>" * 20_000,
        b"<rss><channel>" + b"<a>" * 20_000,
        b"<rss>" + b"<" * 100_000,
        b"<rss>" + b"&" * 100_000,
        b"<!--" * 50_000,
        b"<!DOCTYPE x [" + b"]" * 100_000,
        b"<rss " + b"a='b' " * 20_000 + b">",
        b"<rss><![CDATA[" * 10_000,
        b'{"items":' + b"[" * 100_000,
        b"<rss>&#" + b"9" * 100_000 + b";",
        b"\x1b$B" * 30_000,
    ],
    ids=[
        "items",
        "depth",
        "openings",
        "ampersands",
        "comments",
        "brackets",
        "attributes",
        "cdata",
        "json",
        "digits",
        "shifts",
    ],
)
def test_heaps_of_one_thing_take_linear_time(body: bytes) -> None:
    """A hundred kilobytes of one thing, read in the time of a timeout at most: quadratic parsers would hang for minutes."""
    check(read(body))


@pytest.mark.parametrize("piece", [b"<item>", b"<a>", b"<item><title>a</title><x></item>", b"<", b"<b & "])
def test_a_heap_of_tags_is_bounded(piece: bytes) -> None:
    """Ten megabytes of tags would keep a worker busy for minutes: what no feed needs is cut, and told."""
    body = b"<rss version='2.0'><channel><item><title>Boats return</title></item>" + piece * (10_000_000 // len(piece))
    text = decode(body, "", "en").text
    assert text.count("<") <= 100_000
    assert len(text) <= 2_000_000
    assert not ends(text)
    whole = body[:50_000] + b"</channel></rss>"
    assert decode(whole, "", "en").text.count("<") == whole.count(b"<")
