"""Where a site keeps its feeds, read off its page, its headers and its habits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.discover import (
    DECLARED,
    HEADER,
    LINKED,
    MOST_LINKED,
    USUAL,
    Candidate,
    candidates,
    country_of,
    editions,
    search_address,
)

URL = "https://site.example/news/"


def found(page: str, url: str = URL, header: str = "") -> list[Candidate]:
    return [one for one in candidates(page.encode(), "text/html", url, header) if one.how != USUAL]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/rss">', ["https://site.example/rss"]),
        ("<LINK REL=ALTERNATE TYPE=application/atom+xml HREF=a.atom>", ["https://site.example/news/a.atom"]),
        ('<link rel="feed" href="//feeds.example/x">', ["https://feeds.example/x"]),
        ("<link rel=alternate type=application/feed+json href=/f.json>", ["https://site.example/f.json"]),
        ("<link rel=alternate type=text/xml href=/all/rss.xml>", ["https://site.example/all/rss.xml"]),
        ("<base href=/deep/><link rel=alternate type=application/rss+xml href=f>", ["https://site.example/deep/f"]),
        ("<link rel=alternate hreflang=en href=/en/>", []),
        ("<link rel=alternate type=text/xml href=/oembed?url=x&format=xml>", []),
        ("<link rel=alternate type=application/json href=/wp-json/posts/1>", []),
        ("<link rel=stylesheet type=application/rss+xml href=/rss>", []),
        ("<link rel=alternate type=application/rss+xml href=javascript:x>", []),
        ("<link rel=alternate type=application/rss+xml href=https://u:p@site.example/rss>", []),
    ],
)
def test_what_a_page_declares(head: str, expected: list[str]) -> None:
    assert [one.url for one in found(f"<html><head>{head}</head></html>")] == expected


@pytest.mark.parametrize(
    ("href", "is_one"),
    [
        ("/rss", True),
        ("/world/feed/", True),
        ("/feeds/all.atom.xml", True),
        ("/xml/rss-news.xml", True),
        ("/index.xml", True),
        ("/?feed=rss2", True),
        ("/list?format=rss", True),
        ("https://feeds.example/rss/top", True),
        ("/feedback", False),
        ("/about-rss-reader.html", False),
        ("/sitemap.xml", False),
        ("mailto:feed@site.example", False),
        ("/news?ref=feed", False),
    ],
)
def test_which_links_look_like_feeds(href: str, is_one: bool) -> None:
    assert [one.how for one in found(f'<html><body><a href="{href}">x</a></body></html>')] == (
        [LINKED] if is_one else []
    )


def test_the_most_trusted_come_first_and_each_once() -> None:
    page = (
        '<html lang="ko-KR"><head><link rel=alternate type=application/rss+xml title="Comments" href=/comments/feed/>'
        '<link rel=alternate type=application/rss+xml title="Top &amp; all" href=/top.rss></head>'
        '<a href="/top.rss#x">again</a><a href="/more/rss">More <b>news</b></a></html>'
    )
    header = '</head.rss>; rel="alternate"; type="application/rss+xml"; title="A, \'B\'; c", </style.css>; rel=preload'
    assert found(page, header=header) == [
        Candidate("https://site.example/head.rss", HEADER, "A, 'B'; c"),
        Candidate("https://site.example/top.rss", DECLARED, "Top & all", "ko-kr"),
        Candidate("https://site.example/comments/feed/", DECLARED, "Comments", "ko-kr"),
        Candidate("https://site.example/more/rss", LINKED, "More news", "ko-kr"),
    ]


def test_the_usual_places_lie_below_the_page_and_below_the_front_page() -> None:
    def usual(url: str) -> list[str]:
        return [one.url for one in candidates(b"", "", url)]

    assert usual("https://site.example")[0] == "https://site.example/feed"
    assert {"https://site.example/?feed=rss2", "https://site.example/atom.xml"} <= set(usual("https://site.example/"))
    assert {"https://site.example/it/rss.xml", "https://site.example/rss.xml"} <= set(usual("https://site.example/it"))
    assert not [url for url in usual("https://site.example/a/page.html") if "page" in url]


def test_a_page_of_thousand_links_does_not_make_us_ask_thousand_times() -> None:
    links = "".join(f'<a href="/{number}/rss">x</a>' for number in range(1000))
    assert len(found(f"<html>{links}</html>")) == MOST_LINKED


@given(st.binary(max_size=400), st.text(max_size=200), st.sampled_from([URL, "https://[::1]/", "https://site.example"]))
def test_no_page_and_no_header_make_it_crash(body: bytes, header: str, url: str) -> None:
    for one in candidates(b"<html>" + body, "text/html", url, header):
        assert one.url.startswith(("http://", "https://"))


def test_deeply_nested_markup_is_read_in_no_time() -> None:
    candidates(b"<html>" + b"<div>" * 200_000 + b"<a href=/rss>", "text/html", URL)


def test_a_search_speaks_the_language_that_it_is_asked_in() -> None:
    assert search_address('"Kim Jong Un" 푸틴', "ko") == (
        "https://news.google.com/rss/search?q=%22Kim+Jong+Un%22+%ED%91%B8%ED%8B%B4&hl=ko&gl=KR&ceid=KR%3Ako"
    )
    assert "ceid=BR%3Apt-419" in search_address("x", "pt-br")
    assert "gl=IT" in search_address("x", "it-ch")
    assert search_address("x", "eo") == ""
    assert {"it", "en", "ko", "ja", "zh", "ru", "uk"} <= set(editions())


@pytest.mark.parametrize(
    ("url", "country"),
    [
        ("https://a.co.kr/f", "KR"),
        ("https://www.a.co.uk/f", "GB"),
        ("https://a.example/f", ""),
        ("https://a.io/f", ""),
        ("http://127.0.0.1/f", ""),
        ("https://a.it", "IT"),
    ],
)
def test_the_country_of_an_address(url: str, country: str) -> None:
    assert country_of(url) == country
