"""Addresses as keys: one page linked in ten ways is one page, and two pages never become one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.urls import canonical_url, host_of, is_front_page, plain_host, registrable, web_link

PAGE = "outlet.example/news/a-b?id=7&page=2"


@pytest.mark.parametrize(
    "url",
    [
        "https://outlet.example/news/a-b?id=7&page=2",
        "http://outlet.example/news/a-b?id=7&page=2",
        "HTTPS://WWW.Outlet.Example/news/a-b?id=7&page=2",
        "https://m.outlet.example/news/a-b?page=2&id=7",
        "https://www.m.outlet.example/news/a-b/?id=7&page=2",
        "https://amp.outlet.example/news/a-b/amp/?id=7&page=2",
        "https://outlet.example/news/a-b/amp?id=7&page=2&amp=1",
        "https://outlet.example:443/news/a-b?id=7&page=2#top",
        "http://outlet.example:80//news/./x/../a-b?id=7&page=2",
        "https://outlet.example/news/%61%2Db?id=7&page=2",
        "https://outlet.example/news/a-b;jsessionid=0F?id=7&page=2",
        "https://outlet.example/news/a-b?utm_source=rss&id=7&utm_medium=feed&page=2&fbclid=x",
        "https://outlet.example/news/a-b?id=7&page=2&ref=rss&source=twitter&at_medium=RSS&xtor=1",
        "  https://outlet.example/news/a-b?id=7\n&page=2 ",
        "//outlet.example/news/a-b?id=7&page=2",
        "https://reader:hush@outlet.example/news/a-b?id=7&page=2",
        PAGE,
    ],
)
def test_one_page_has_one_key(url: str) -> None:
    """Each spelling that stays apart is one story told twice."""
    assert canonical_url(url) == PAGE


@pytest.mark.parametrize(
    "url",
    [
        "https://outlet.example/news/A-b?id=7&page=2",
        "https://outlet.example/news/a-b?id=8&page=2",
        "https://outlet.example/news/a-b?id=7",
        "https://outlet.example/news/a-b?id=7&page=2&ref=chapter",
        "https://outlet.example/news/a-b?id=7&page=2&source=agency",
        "https://outlet.example:8443/news/a-b?id=7&page=2",
        "https://news.outlet.example/news/a-b?id=7&page=2",
        "https://outlet.example/news/a-b.html?id=7&page=2",
        "https://outlet.example/news/camp?id=7&page=2",
    ],
)
def test_another_page_has_another_key(url: str) -> None:
    """Two pages with one key are one piece of news lost."""
    assert canonical_url(url) != PAGE


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://outlet.example/", "outlet.example"),
        ("https://outlet.example/story.amp.html", "outlet.example/story.html"),
        ("https://outlet.example/?p=12", "outlet.example?p=12"),
        ("https://outlet.example/?flag", "outlet.example?flag="),
        ("https://outlet.example/뉴스/1", "outlet.example/%EB%89%B4%EC%8A%A4/1"),
        ("https://outlet.example/%eb%89%b4%ec%8a%a4/1", "outlet.example/%EB%89%B4%EC%8A%A4/1"),
        ("https://outlet.example/x?q=%E9t%E9", "outlet.example/x?q=%E9t%E9"),
        ("https://пристань.example/x", "xn--80apqffhh6f.example/x"),
        ("https://xn--80apqffhh6f.example/x", "xn--80apqffhh6f.example/x"),
        ("http://127.0.0.1:8099/a", "127.0.0.1:8099/a"),
        ("https://m.example/x", "m.example/x"),
        ("http://[2001:DB8::1]:8080/x", "[2001:db8::1]:8080/x"),
    ],
)
def test_a_key_is_spelled_in_one_way(url: str, key: str) -> None:
    """The stored keys must mean the same for ever."""
    assert canonical_url(url) == key


@pytest.mark.parametrize(
    "url",
    [
        "",
        " ",
        "mailto:a@b.example",
        "javascript:void(0)",
        "ftp://outlet.example/x",
        "urn:uuid:1-2",
        "http://[::1",
        "http://",
        "x" * 5000,
    ],
)
def test_no_address_has_no_key(url: str) -> None:
    """All such links together would become one item."""
    assert canonical_url(url) == ""


@given(
    st.text(max_size=80)
    | st.from_regex(r"https?://[a-zA-Z0-9.%:\[\]@-]{1,20}/[a-z%/.;?&=+#~A-F0-9]{0,50}", fullmatch=True)
)
def test_the_key_of_a_key_is_the_key(url: str) -> None:
    """Keys meet keys of other versions and keys that people paste: they must not drift."""
    key = canonical_url(url)
    assert canonical_url(key) == key
    assert key.isascii()
    if "." in key.partition("/")[0].partition("?")[0] and not key.startswith("["):
        assert canonical_url(f"https://www.{key}#x") == key


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("/news/1", "https://outlet.example/news/1"),
        ("1?a=b", "https://outlet.example/feeds/1?a=b"),
        ("//cdn.example/1", "https://cdn.example/1"),
        ("https://other.example/a b", "https://other.example/a%20b"),
        ("https://other.example/long\n/path", "https://other.example/long/path"),
        ("mailto:a@b.example", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("tag:outlet.example,2026:1", ""),
        ("http://", ""),
        ("http://[::1", ""),
        ("", ""),
        ("https://other.example/" + "x" * 5000, ""),
    ],
)
def test_only_web_links_are_kept(link: str, absolute: str) -> None:
    """A link is put into posts: what is no web page must not get there."""
    assert web_link(link, "https://outlet.example/feeds/rss") == absolute


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("www.outlet.example", "outlet.example"),
        ("en.news.outlet.example", "outlet.example"),
        ("outlet.example", "outlet.example"),
        ("localhost", "localhost"),
        ("news.outlet.co.uk", "outlet.co.uk"),
        ("www.outlet.or.kr", "outlet.or.kr"),
        ("a.b.outlet.com.br", "outlet.com.br"),
        ("www.go.kr", "go.kr"),
        ("mofa.go.jp", "mofa.go.jp"),
        ("news.outlet.kr", "outlet.kr"),
        ("someone.blogspot.com", "someone.blogspot.com"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::1"),
        ("", ""),
    ],
)
def test_the_owner_of_a_host(host: str, owner: str) -> None:
    """Two papers under co.kr are not one publisher; two hosts of one paper are: it decides what confirms what."""
    assert registrable(host) == owner
    assert registrable(owner) == owner


def test_a_host_is_read_from_any_address() -> None:
    """`from host (...)` compares this."""
    assert host_of("https://WWW.Outlet.Example:8443/x") == "outlet.example"
    assert host_of("http://[::1") == ""
    assert host_of("") == ""
    assert plain_host("www.www.m.outlet.example.") == "outlet.example"


def test_a_front_page_is_no_article() -> None:
    """Feeds that link every item to the home page must not become one item."""
    assert is_front_page("outlet.example")
    assert not is_front_page("outlet.example/a")
    assert not is_front_page("outlet.example?p=1")
