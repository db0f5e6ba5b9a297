"""Fetching: where we may go, and how we behave there. On a real loopback server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.fetch import Fetcher
from bot.fetch.network import Guard, resolve
from bot.model import Answer, FeedState, Fetched, Unreachable
from tests.contract.web_site import FEED, HOME, NOW, Site, ask, feed, http, reason, serving


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as found:
        yield found


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("file:///etc/hostname", "file:"),
        ("ftp://files.example/feed", "ftp:"),
        ("data:text/xml,<rss/>", "not a usable address"),
        ("http://10.1.2.3/feed", "10.1.2.3 is an address inside a network"),
        ("http://127.0.0.2:9/feed", "127.0.0.2"),
        ("http://169.254.169.254/latest", "169.254.169.254"),
        ("http://100.64.0.1/", "100.64.0.1"),
        ("http://224.0.0.1/", "224.0.0.1"),
        ("http://[::1]:9/", "::1"),
        ("http://[::ffff:10.0.0.1]/", "10.0.0.1"),
        ("http://0/", "an address inside a network"),
        ("http://2130706434/", "127.0.0.2"),
        ("http://a b/", "DNS: the name a%20b is not known"),
    ],
)
async def test_a_redirect_leads_nowhere_private(site: Site, target: str, says: str) -> None:
    """A hostile feed must not make the bot read files or ask the machines behind it, whatever way the address is written."""
    site.pages["/feed"] = http("302 Found", Location=target)
    assert says in reason(await ask(site.url()))


async def test_a_private_feed_needs_permission(site: Site) -> None:
    """The default must refuse, and say which setting allows it."""
    site.pages["/feed"] = http(body=FEED)
    for host in ("127.0.0.1", "localhost"):
        assert "fetch.allow_private" in reason(await ask(site.url(host=host), allow_private=()))
    assert site.asked == []
    assert isinstance(await ask(site.url(host="localhost")), Fetched)  # ::1 is passed over: it was not allowed


class Strangers(Guard):
    """Loopback may be connected to, and is treated like the site of somebody else."""

    async def is_inside(self, host: str) -> bool:
        return not host


async def test_one_host_is_asked_politely(site: Site) -> None:
    """Thirteen feeds of one host must not arrive there in one burst; the wait for one's turn costs no deadline."""

    async def slow(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.05)
        writer.write(http(body=FEED))

    site.pages["/feed"] = slow
    fetcher = Fetcher(
        version="1",
        clock=lambda: NOW,
        pause=timedelta(seconds=0.2),
        deadline=timedelta(seconds=0.5),
        allow_private=HOME,
    )
    async with fetcher:
        fetcher._guard = Strangers(HOME, resolve)
        answers = await asyncio.gather(*(fetcher.fetch(feed(site.url()), FeedState(site.url(), NOW)) for _ in range(5)))
    assert all(isinstance(answer, Fetched) for answer in answers)
    assert site.most_at_once == 1
    gaps = [after - before for before, after in zip(site.started, site.started[1:], strict=False)]
    assert min(gaps) >= 0.15


async def test_a_host_that_asks_one_feed_to_wait_is_left_alone_by_all(site: Site) -> None:
    """Thirteen feeds of one host would otherwise collect thirteen refusals, and a ban; elsewhere nothing changes."""
    site.pages["/busy"] = http("429 Too Many Requests", Retry_After="600")
    site.pages["/feed"] = http(body=FEED)
    now = NOW
    async with Fetcher(version="1", clock=lambda: now, pause=timedelta(0), allow_private=HOME) as fetcher:
        fetcher._guard = Strangers(HOME, resolve)

        async def fetch(path: str, host: str = "127.0.0.1") -> Answer:
            url = site.url(path, host=host)
            return await fetcher.fetch(feed(url), FeedState(url, NOW))

        first, second = await fetch("/busy"), await fetch("/feed")
        assert isinstance(second, Unreachable)
        assert "another feed" in reason(second)
        assert (second.status, second.retry_after) == (429, timedelta(minutes=10))
        assert isinstance(first, Unreachable)
        assert "another feed" not in first.reason
        assert isinstance(await fetch("/feed", "localhost"), Fetched)
        assert [path for path, _ in site.asked] == ["/busy", "/feed"]
        now = NOW + timedelta(minutes=11)
        assert isinstance(await fetch("/feed"), Fetched)


async def test_an_allowed_network_needs_no_manners(site: Site) -> None:
    """Tests and intranets would crawl: the pause is for other people's servers."""
    site.pages["/feed"] = http(body=FEED)
    async with Fetcher(version="1", clock=lambda: NOW, pause=timedelta(seconds=30), allow_private=HOME) as fetcher:
        answers = await asyncio.gather(*(fetcher.fetch(feed(site.url()), FeedState(site.url(), NOW)) for _ in range(5)))
    assert all(isinstance(answer, Fetched) for answer in answers)


async def test_environment_proxies_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy behind the operator's back would see every feed; the one of the settings is used."""
    site.pages["/feed"] = http(body=FEED)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    assert isinstance(await ask(site.url()), Fetched)
    site.pages["http://outlet.example/feed"] = http(body=FEED)
    answer = await ask("http://outlet.example/feed", proxy=site.url(""))
    assert isinstance(answer, Fetched)
    assert site.asked[-1][0] == "http://outlet.example/feed"
