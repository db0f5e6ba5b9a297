"""Feed lists from and to other readers: what is read generously, what is refused, and that nothing gets lost."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bot.errors import UsageError
from bot.feeds.keys import registrable
from bot.feeds.opml import Outline, name_of, read_opml, write_opml, written
from bot.feeds.urls import host_of
from bot.model import Feed
from bot.settings.values import duration

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def opml(body: str, version: str = "2.0") -> bytes:
    return f'<?xml version="1.0"?><opml version="{version}"><head><title>t</title></head><body>{body}</body></opml>'.encode()


def test_folders_of_any_depth_and_attributes_in_any_case_are_read() -> None:
    """Readers differ in all of these; a list that only one of them can read is no exchange."""
    found = read_opml(
        opml(
            '<outline text="World"><outline TEXT="Asia"><outline type="rss" title="A" xmlUrl="https://a.example/f" language="ko"/>'
            '</outline><OUTLINE text="B" xmlurl="https://b.example/f"/></outline>'
            '<outline type="rss" text="C" url="https://c.example/f"/><outline type="link" text="D" url="https://d.example/"/>'
            '<outline text="E&#10; two" XMLURL=" https://e.example/f "><outline text="F" xmlUrl="https://f.example/f"/></outline>',
            "1.0",
        )
    )
    assert [(one.name, one.url, one.folder) for one in found] == [
        ("A", "https://a.example/f", "World/Asia"),
        ("B", "https://b.example/f", "World"),
        ("C", "https://c.example/f", ""),
        ("E two", "https://e.example/f", ""),
        ("F", "https://f.example/f", ""),
    ]
    assert [one.language for one in found] == ["ko", "", "", "", ""]


def test_raw_ampersands_in_addresses_stay_as_they_are() -> None:
    """A recovering parser drops what follows them: the address would lead elsewhere without a word."""
    (one,) = read_opml(opml('<outline text="R&D" xmlUrl="https://a.example/f?a=1&b=2&amp;c=3"/>'))
    assert one.url == "https://a.example/f?a=1&b=2&c=3"
    assert one.name == "R&D"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp949", "utf-8-sig"])
def test_any_encoding_is_read(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8", "cp949": "euc-kr"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?><opml version="1.1"><body><outline text="새물결통신" xmlUrl="https://a.example/"/></body></opml>'
    (one,) = read_opml(text.encode(encoding))
    assert one.name == "새물결통신"


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    '<opml version="2.0"><body><outline text="&b;" xmlUrl="https://a.example/"/></body></opml>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    '<opml version="2.0"><body><outline text="&x;" xmlUrl="https://a.example/"/></body></opml>'
)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (LAUGHS.encode(), "declares entities of its own"),
        (OUTSIDE.encode(), "declares entities of its own"),
        (
            opml("<outline text='f'>" * 40 + "<outline xmlUrl='https://a.example/'/>" + "</outline>" * 40),
            "deeper than 30",
        ),
        (opml("<outline text='f'>" * 9000 + "</outline>" * 9000), "cannot be read"),
        (opml("<outline text='a'"), "cannot be read: .*line"),
        (b"", "holds no XML"),
        (b"just words", "holds no XML"),
        (b"<rss version='2.0'/>", "its root is <rss>"),
        (b"<opml>" + b" " * 11_000_000 + b"</opml>", "larger than 10 MiB"),
    ],
    ids=["laughs", "outside", "deep", "very deep", "cut", "empty", "words", "rss", "large"],
)
def test_hostile_and_broken_files_are_refused_with_one_sentence(body: bytes, why: str) -> None:
    with pytest.raises(UsageError, match=why) as refused:
        read_opml(body)
    assert "\n" not in str(refused.value)


def test_comments_and_instructions_are_passed_over() -> None:
    (one,) = read_opml(opml('<!-- a --><?pi b?><outline text="A" xmlUrl="https://a.example/"><!-- c --></outline>'))
    assert one.name == "A"


def test_a_feed_without_a_title_is_called_by_its_host() -> None:
    assert name_of(Outline("https://www.a.example/f", "", "", "", {})) == "a.example"
    assert name_of(Outline("https://a.example/f", "<b>Harbour</b> &amp; pier", "", "", {})) == "Harbour & pier"
    assert len(name_of(Outline("https://a.example/f", "x" * 900, "", "", {}))) <= 200


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=30).map(
    lambda t: " ".join(t.split())
)
URLS = st.builds(
    "https://{}.example/{}?{}".format,
    st.from_regex("[a-z]{1,9}", fullmatch=True),
    st.sampled_from(["f", "rss.xml"]),
    st.sampled_from(["", "a=1&b=<2>", "q=%22x%22"]),
)


@st.composite
def feeds(draw: st.DrawFn) -> Feed:
    url = draw(URLS)
    return Feed(
        name=draw(TEXT.filter(bool)),
        url=url,
        language=draw(st.sampled_from(["it", "ko", "zh-hant", "pt-br"])),
        country=draw(st.sampled_from(["", "KR"])),
        kind=draw(TEXT),
        family=draw(TEXT) or registrable(host_of(url)),
        side=draw(st.sampled_from(["", "state-media"])),
        timezone=draw(st.sampled_from(["UTC", "Asia/Seoul"])),
        interval=draw(st.none() | st.integers(1, 90000).map(lambda seconds: timedelta(seconds=seconds))),
        enabled=draw(st.booleans()),
    )


def back(outline: Outline) -> Feed:
    extras = outline.extras
    return Feed(
        name=outline.name,
        url=outline.url,
        language=outline.language,
        country=extras.get("country", ""),
        kind=extras.get("kind", ""),
        family=extras.get("family", "") or registrable(host_of(outline.url)),
        side=extras.get("side", ""),
        timezone=extras.get("timezone", "UTC"),
        interval=duration(extras["interval"]) if "interval" in extras else None,
        enabled=extras.get("enabled") != "false",
    )


@given(st.lists(feeds(), max_size=5))
def test_what_is_exported_is_imported_without_loss(listed: list[Feed]) -> None:
    """Whoever moves to another machine by OPML must not lose a family or a time zone on the way."""
    found = read_opml(write_opml(listed, NOW, {"it": "Italian"}))
    assert sorted(map(back, found), key=repr) == sorted(listed, key=repr)


def test_the_export_is_what_other_readers_expect() -> None:
    document = write_opml(
        [Feed("Faro", "https://faro.example/rss", "it", kind="newspaper", family="faro.example")],
        NOW,
        {"it": "Italian"},
    )
    root = etree.fromstring(document)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/dateCreated") == "Sun, 22 Nov 2026 08:00:00 GMT"
    (folder,) = root.find("body")
    assert folder.get("text") == "Italian"
    (feed,) = folder
    assert {name: value for name, value in feed.attrib.items() if "{" not in name} == {
        "type": "rss", "text": "Faro", "title": "Faro", "xmlUrl": "https://faro.example/rss", "language": "it",
        "category": "/it/newspaper",
    }  # fmt: skip


def test_an_empty_list_is_a_valid_file_without_feeds() -> None:
    assert read_opml(write_opml([], NOW, {})) == ()


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda t: opml(f'<outline text="{t}" xmlUrl="{t}"/>')))
def test_no_bytes_make_it_crash(body: bytes) -> None:
    with contextlib.suppress(UsageError):
        read_opml(body)


@given(st.integers(1, 10**8))
def test_a_duration_is_written_as_the_configuration_reads_it(milliseconds: int) -> None:
    length = timedelta(milliseconds=milliseconds + 1000)
    assert duration(written(length)) == length
