"""The live check of feeds: what is said of each answer, which feeds double each other, and that hosts are spared."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from bot.feeds.discover import DECLARED, Candidate
from bot.jobs.feedcheck import AT_ONCE, Checked, check_feeds, look_at, with_doubles
from bot.jobs.feedfind import read_candidate, search_feed
from bot.model import Answer, Feed, FeedState, Fetched, Unreachable
from tests.journey.newsroom import Entry, rss

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FEED = Feed("Faro", "https://faro.example/rss", "en")
WORDS = [f"The minister of harbours said on day {n} that the pier is not ready for it" for n in range(6)]


def body(titles: list[str] = WORDS, age: timedelta = timedelta(hours=1), site: str = "faro") -> bytes:
    return rss([Entry(title, link=f"https://{site}.example/{n}", age=age) for n, title in enumerate(titles)], NOW)


def answer(document: bytes = b"", **other: object) -> Fetched:
    return replace(Fetched(FEED.url, document or body()), **other)  # type: ignore[arg-type]  # a test names the field


def looked(found: Answer, feed: Feed = FEED, seconds: float = 0.1) -> Checked:
    return look_at(feed, found, NOW, seconds)


UNDATED = b"<rss version='2.0'><channel><title>t</title><item><title>one two three four</title></item></channel></rss>"


@pytest.mark.parametrize(
    ("found", "remarks"),
    [
        (answer(), ()),
        (answer(url="https://new.example/f"), ()),
        (answer(url="https://new.example/f", moved=True), ("moved for good: write https://new.example/f",)),
        (answer(body(age=timedelta(days=90))), ("its newest item is of 2026-08-24, 90 days ago",)),
        (answer(UNDATED), ("no item has a date that can be read",)),
        (answer(body()[:-120]), ("6 items, 6 new, the newest of 2026-11-22; the document breaks off",)),
        (answer(b"<rss version='2.0'><channel></channel></rss>"), ("no items",)),
        (answer(b"<html><body>Checking your browser</body></html>"), ("no items; an HTML page, not a feed",)),
        (Unreachable("HTTP 403: the server refuses us", 403), ("HTTP 403: the server refuses us",)),
        (Unreachable("TLS: the certificate of faro.example is not valid (expired)"), ("TLS: the certificate of faro.example is not valid (expired)",)),
    ],
)  # fmt: skip
def test_what_is_said_of_an_answer(found: Answer, remarks: tuple[str, ...]) -> None:
    said = looked(found).remarks
    assert tuple(one.replace(", 6 new", "") for one in said) == tuple(one.replace(", 6 new", "") for one in remarks)


def test_a_slow_feed_and_one_that_claims_another_language_are_named() -> None:
    assert looked(answer(), seconds=9.4).remarks == ("slow: 9 s",)
    few = rss([Entry("Kim a Mosca")], NOW)
    italian = few.replace(b"<title>t</title>", b"<title>t</title><language>it-IT</language>")
    assert looked(answer(italian)).remarks == ("configured as en, but it says it-it of itself",)
    english = few.replace(b"<title>t</title>", b"<title>t</title><language>en-us</language>")
    assert looked(answer(english), replace(FEED, language="it")).remarks == (), "many claim English unasked"


def test_feeds_that_double_each_other_are_named_once() -> None:
    """Two addresses of one feed make two voices of one, and twice the work."""

    def feed(name: str, found: Fetched) -> Checked:
        return looked(found, Feed(name, f"https://{name}.example/rss", "en"))

    half = rss(
        [Entry(title, link=f"https://{'faro' if n < 3 else 'd'}.example/{n}") for n, title in enumerate(WORDS)], NOW
    )
    found = with_doubles(
        [
            feed("a", answer(body(), url="https://a.example/rss")),
            feed("b", answer(body(), url="https://www.a.example/rss/")),
            feed("c", answer(body(WORDS[:5]), url="https://c.example/rss")),
            feed("d", answer(half, url="https://d.example/rss")),
            feed("e", answer(body(site="e"), url="https://e.example/rss")),
        ]
    )
    shown = {one.feed.name: one.remarks for one in found}
    assert shown == {
        "a": (),
        "b": ("leads to the same address as a",),
        "c": ("holds the same items as a",),
        "d": (),
        "e": (),
    }


class Counting:
    """A fetcher that counts who is asked at the same time."""

    def __init__(self) -> None:
        self.now: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.states: list[FeedState] = []

    async def fetch(self, feed: Feed, state: FeedState) -> Answer:
        host = urlsplit(feed.url).hostname or ""
        self.states.append(state)
        self.now[host] += 1
        self.most[host] = max(self.most[host], self.now[host])
        self.most["hosts"] = max(self.most["hosts"], sum(number > 0 for number in self.now.values()))
        await asyncio.sleep(0.005)
        self.now[host] -= 1
        return Unreachable("down")


async def test_a_host_is_asked_one_request_after_the_other_and_not_too_many_hosts_at_once() -> None:
    fetcher = Counting()
    feeds = [Feed(f"{host} {n}", f"https://h{host}.example/{n}", "en") for host in range(40) for n in range(3)]
    found: list[Checked] = []
    await check_feeds(fetcher, feeds, lambda: NOW, found.append)
    assert {one.feed.url for one in found} == {feed.url for feed in feeds}
    assert {fetcher.most[f"h{host}.example"] for host in range(40)} == {1}
    assert fetcher.most["hosts"] == AT_ONCE
    assert not any(state.etag or state.last_modified for state in fetcher.states), "a 304 would show nothing"


@pytest.mark.parametrize(
    ("found", "items", "problem"),
    [
        (answer(), 6, ""),
        (answer(b"<rss version='2.0'><channel></channel></rss>"), 0, "it holds no item now"),
        (Unreachable("DNS: the name is not known"), 0, "DNS: the name is not known"),
    ],
)
async def test_a_search_feed_is_tried_and_what_failed_is_said(found: Answer, items: int, problem: str) -> None:
    class Search:
        async def fetch(self, feed: Feed, state: FeedState) -> Answer:
            assert (feed.url, feed.language) == (state.url, "ko")
            return found

    feed, why = await search_feed(Search(), "https://search.example/rss?q=x", NOW, "ko")
    assert (feed.items if feed else 0, why) == (items, problem)
    assert feed is None or feed.language == "ko"


@pytest.mark.parametrize(
    ("claimed", "given", "written"),
    [("it-IT", "", "it"), ("zh-TW", "", "zh-tw"), ("pt_BR", "", "pt-br"), ("nb", "", "no"), ("en", "it", "it")],
)
def test_a_found_feed_has_the_language_that_feeds_yaml_would_write(claimed: str, given: str, written: str) -> None:
    document = body().replace(b"<title>t</title>", f"<title>t</title><language>{claimed}</language>".encode())
    read = read_candidate(Candidate(FEED.url, DECLARED), answer(document), NOW, given)
    assert read
    assert (read[0].language, read[0].guessed) == (written, False)
