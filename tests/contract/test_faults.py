"""The faults of real feeds that fetching answers, by the numbers of `tests/faults.tsv`, on a real server on loopback."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.feeds.health import trouble
from bot.feeds.pace import Found, Pace
from bot.feeds.parse import parse
from bot.model import Answer, FeedState, Fetched, Health, Unreachable
from tests.contract.web_site import CERTIFICATE, FEED, KEY, NOW, Site, Write, ask, feed, http, reason, serving

PACE = Pace(timedelta(minutes=5), timedelta(hours=6))


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as found:
        yield found


def after(url: str, answer: Answer, state: FeedState | None = None) -> FeedState:
    """The feed's state after this answer."""
    found = Found()
    if isinstance(answer, Fetched):
        parsed = parse(answer.body, answer.content_type, feed(url), NOW, base=answer.url)
        found = parsed.found(len(parsed.items))
    return PACE.after(feed(url), state or FeedState(url, NOW), answer, found, now=NOW, dice=0.0)


def dripping(head: bytes, drop: bytes, pause: float) -> Write:
    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while not writer.is_closing():
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(pause)

    return write


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "451 Unavailable For Legal Reasons"])
async def test_fault_12_a_refusal_is_respected_by_an_honest_name(site: Site, status: str) -> None:
    """No browser's name, no second try, no way round; the operator sees it, and we come less and less often."""
    site.pages["/feed"] = http(status, body=b"<html>Attention required</html>")
    answer = await ask(site.url(), contact="https://t.me/northwatch")
    state = after(site.url(), answer)
    assert (state.health, state.held_until) == (Health.BLOCKED, NOW + timedelta(minutes=5))
    assert status[:3] in state.detail
    assert after(site.url(), answer, state).next_due == NOW + timedelta(minutes=10)
    assert trouble(state, NOW + timedelta(days=1))[0] == "silent"
    ((_, headers),) = site.asked
    assert headers["user-agent"] == "dispaccio/1.2.3 (+https://t.me/northwatch)"


@pytest.mark.parametrize(
    ("header", "held"),
    [
        ("7200", timedelta(hours=2)),
        ("Sun, 22 Nov 2026 15:00:00 GMT", timedelta(hours=3)),
        ("Sunday, 22-Nov-26 15:00:00 GMT", timedelta(hours=3)),
        ("0", timedelta(minutes=5)),
        ("99999999", timedelta(days=1)),
        ("Fri, 22 Nov 2041 15:00:00 GMT", timedelta(days=1)),
        ("whenever", timedelta(minutes=5)),
    ],
)
@pytest.mark.parametrize("status", ["429 Too Many Requests", "403 Forbidden", "503 Service Unavailable"])
async def test_fault_13_retry_after_is_obeyed(site: Site, status: str, header: str, held: timedelta) -> None:
    """In both notations, on every status that carries it; asked at once it would be a ban, for a year a lost feed."""
    site.pages["/feed"] = http(status, Retry_After=header)
    state = after(site.url(), await ask(site.url()))
    assert state.held_until == state.next_due == NOW + held


async def test_fault_14_redirects_end_and_rewrite_nothing(site: Site) -> None:
    """A wrong "moved for good" must not lose the feed: the address of the configuration stays the one that is asked."""
    site.pages["/a"] = http("301 Moved", Location="/b")
    site.pages["/b"] = http("301 Moved", Location="/a")
    assert reason(await ask(site.url("/a"))) == "the redirects go in a circle"
    site.pages["/b"] = http(body=FEED)
    state = after(site.url("/a"), await ask(site.url("/a")))
    assert (state.url, state.moved_to) == (site.url("/a"), site.url("/b"))
    site.pages["/a"] = http(body=FEED)
    site.asked.clear()
    assert after(site.url("/a"), await ask(site.url("/a"), state), state).moved_to == ""
    assert [path for path, _ in site.asked] == ["/a"]


@pytest.mark.parametrize(
    ("head", "drop", "pause"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n<rss>", b" ", 0.02),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n<\r\n", 0.02),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a", 0.02),
        (b"", b"", 0.02),
    ],
    ids=["body", "chunks", "header", "nothing"],
)
async def test_fault_16_a_slow_body_ends_at_the_deadline(site: Site, head: bytes, drop: bytes, pause: float) -> None:
    """Each byte comes in time, and all of them never: such a feed would hold a worker for hours."""
    site.pages["/feed"] = dripping(head, drop, pause)
    started = asyncio.get_running_loop().time()
    assert "within 0.5 s" in reason(await ask(site.url(), deadline=timedelta(seconds=0.5)))
    assert asyncio.get_running_loop().time() - started < 2


@pytest.mark.parametrize("pack", [lambda body: body, gzip.compress, zlib.compress])
async def test_fault_17_a_huge_body_is_refused(site: Site, pack: object) -> None:
    """Plain, or once unpacked; one byte under the cap is read."""
    assert callable(pack)
    packing = {} if pack(b"x") == b"x" else {"Content_Encoding": "gzip"}
    site.pages["/feed"] = http(body=pack(b"<!--" + b"x" * (10 << 20)), **packing)
    assert "larger than 10 MiB" in reason(await ask(site.url()))
    site.pages["/feed"] = http(body=pack(b"x" * (10 << 20)), **packing)
    assert isinstance(await ask(site.url()), Fetched)


@pytest.mark.parametrize("said", ["", "identity", "gzip", "deflate"])
@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bytes])
async def test_fault_20_a_packed_body_needs_no_header(site: Site, said: str, pack: object) -> None:
    """Packed and not said, said and not packed, packed otherwise than said."""
    assert callable(pack)
    site.pages["/feed"] = http(body=pack(FEED), **({"Content_Encoding": said} if said else {}))
    answer = await ask(site.url())
    assert isinstance(answer, Fetched)
    assert after(site.url(), answer).health is Health.OK


async def test_fault_21_a_bad_certificate_fails_one_feed_in_plain_words(site: Site, tmp_path: Path) -> None:
    """Nothing is read from whoever that is; the feed beside it is none of its business."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    for name, text in (("cert.pem", CERTIFICATE), ("key.pem", KEY)):
        (tmp_path / name).write_text(text, encoding="ascii")
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    site.pages["/feed"] = http(body=FEED)
    async with serving(context) as other:
        other.pages["/feed"] = http(body=FEED)
        bad, good = await asyncio.gather(ask(other.url(host="localhost").replace("http:", "https:")), ask(site.url()))
    assert isinstance(bad, Unreachable)
    assert bad.reason == "TLS: the certificate of localhost is not valid: self-signed, so nobody vouches for it"
    assert bad.final
    assert other.asked == []
    assert isinstance(good, Fetched)
