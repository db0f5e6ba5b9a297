"""Fetching on a real loopback server: whatever a server does, the answer is a value, in time and within bounds."""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import zlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.model import FeedState, Fetched, NotModified, Unreachable
from tests.contract.web_site import CERTIFICATE, FEED, KEY, NOW, Site, ask, http, reason, serving


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as found:
        yield found


async def test_a_feed_comes_back_with_its_validators(site: Site) -> None:
    """Without them every poll would load the whole feed again."""
    site.pages["/feed"] = http(
        body=FEED,
        Content_Type="text/xml; charset=utf-8",
        ETag='W/"a,\xe9"',
        Last_Modified="Sun, 22 Nov 2026 10:00:00 GMT",
    )
    answer = await ask(site.url())
    assert answer == Fetched(
        site.url(), FEED, "text/xml; charset=utf-8", 'W/"a,\xe9"', "Sun, 22 Nov 2026 10:00:00 GMT", moved=False
    )
    headers = site.asked[0][1]
    assert headers["user-agent"] == "dispaccio/1.2.3"
    assert "application/rss+xml" in headers["accept"]
    assert "if-none-match" not in headers


async def test_validators_go_back_byte_by_byte(site: Site) -> None:
    """Some servers compare them as text: a tidied date or ETag would never be answered with 304."""
    site.pages["/feed"] = http("304 Not Modified")
    state = FeedState(site.url(), NOW, etag='W/"a,\xe9"', last_modified="Sunday, 22-Nov-26 10:00:00 GMT")
    assert isinstance(await ask(site.url(), state), NotModified)
    assert site.asked[0][1]["if-none-match"] == 'W/"a,\xe9"'
    assert site.asked[0][1]["if-modified-since"] == "Sunday, 22-Nov-26 10:00:00 GMT"


async def test_not_modified_without_a_question_is_a_fault(site: Site) -> None:
    """A server that always says 304 would look healthy for ever and bring nothing."""
    site.pages["/feed"] = http("304 Not Modified")
    assert "304" in reason(await ask(site.url()))


async def test_the_operator_can_be_found(site: Site) -> None:
    """Whoever runs a site and is annoyed must find somebody to write to."""
    site.pages["/feed"] = http(body=FEED)
    await ask(site.url(), contact="https://dispaccio.example/about")
    assert site.asked[0][1]["user-agent"] == "dispaccio/1.2.3 (+https://dispaccio.example/about)"


@pytest.mark.parametrize(
    ("control", "age", "expected"),
    [
        ("public, max-age=900", "", 900),
        ("max-age = 900, stale-if-error=3", "300", 600),
        ("max-age=900", "3000", 0),
        ('Max-Age="60"', "soon", 60),
        ("s-maxage=900", "", None),
        ("max-age=900, no-cache", "", None),
        ("no-store", "", None),
        ("max-age=-1", "", None),
        ("", "", None),
    ],
)
@pytest.mark.parametrize("status", ["200 OK", "304 Not Modified"])
async def test_the_servers_cache_time_is_told(
    site: Site, status: str, control: str, age: str, expected: int | None
) -> None:
    """Asking earlier than it allows is asking for what we have; an unchanged feed says it too."""
    site.pages["/feed"] = http(status, body=FEED if status[0] == "2" else b"", Cache_Control=control, Age=age)
    answer = await ask(site.url(), FeedState(site.url(), NOW, etag='"e"'))
    assert isinstance(answer, Fetched | NotModified)
    assert answer.max_age == (None if expected is None else timedelta(seconds=expected))


async def test_a_moved_feed_that_has_not_changed_is_still_moved(site: Site) -> None:
    """Else the operator would be told of the move only on days with news."""
    site.pages["/feed"] = http("301 Moved", Location="/new")
    site.pages["/new"] = http("304 Not Modified", ETag='"f"')
    answer = await ask(site.url(), FeedState(site.url(), NOW, etag='"e"'))
    assert answer == NotModified(site.url("/new"), '"f"', moved=True)


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [(["301 Moved", "308 Permanent"], True), (["301 Moved", "302 Found"], False), (["307 Temporary"], False)],
)
async def test_redirects_are_followed_and_reported(site: Site, statuses: list[str], moved: bool) -> None:
    """The operator is told to change an address only when every step on the way was for good."""
    for number, status in enumerate(statuses):
        site.pages[f"/{number}"] = http(status, Location=f"/{number + 1}?a=b")
        site.pages[f"/{number}?a=b"] = site.pages[f"/{number}"]
    site.pages[f"/{len(statuses)}?a=b"] = http(body=FEED)
    answer = await ask(site.url("/0"))
    assert isinstance(answer, Fetched)
    assert answer.url == site.url(f"/{len(statuses)}?a=b")
    assert answer.moved is moved


async def test_redirects_end(site: Site) -> None:
    """A loop must cost six requests at most, not the whole deadline."""
    site.pages["/a"] = http("302 Found", Location="/b")
    site.pages["/b"] = http("302 Found", Location="/a")
    assert reason(await ask(site.url("/a"))) == "the redirects go in a circle"
    for number in range(20):
        site.pages[f"/{number}"] = http("302 Found", Location=f"/{number + 1}")
    site.asked.clear()
    assert reason(await ask(site.url("/0"))) == "more than 5 redirects"
    assert len(site.asked) == 6


async def test_a_slow_drip_ends_at_the_deadline(site: Site) -> None:
    """A byte now and then would hold a worker for hours if only silence were timed."""

    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"<")
            await writer.drain()
            await asyncio.sleep(0.05)

    site.pages["/feed"] = drip
    started = asyncio.get_running_loop().time()
    assert reason(await ask(site.url(), deadline=timedelta(seconds=0.5))) == "no complete answer within 0.5 s"
    assert asyncio.get_running_loop().time() - started < 3


async def test_a_silent_server_ends_at_the_deadline(site: Site) -> None:
    """A server that takes the request and never answers costs the deadline once, not once a redirect or a retry."""
    over = asyncio.Event()

    async def silence(_: asyncio.StreamWriter) -> None:
        await over.wait()

    site.pages["/feed"] = http("302 Found", Location="/silent")
    site.pages["/silent"] = silence
    started = asyncio.get_running_loop().time()
    assert "within 0.5 s" in reason(await ask(site.url(), deadline=timedelta(seconds=0.5)))
    over.set()
    assert asyncio.get_running_loop().time() - started < 3


async def test_an_endless_body_is_cut(site: Site) -> None:
    """An endless body must not fill the memory."""

    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"<item>" * 20_000)
            await writer.drain()

    site.pages["/feed"] = endless
    assert reason(await ask(site.url(), deadline=timedelta(seconds=30))) == "the body is larger than 10 MiB"


@pytest.mark.parametrize("packing", ["gzip", "deflate", "raw deflate"])
async def test_a_packed_body_is_unpacked(site: Site, packing: str) -> None:
    """Most servers pack; some servers send deflate without its frame."""
    raw = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(FEED),
        "deflate": zlib.compress(FEED),
        "raw deflate": raw.compress(FEED) + raw.flush(),
    }
    site.pages["/feed"] = http(body=packed[packing], Content_Encoding=packing.rpartition(" ")[2])
    answer = await ask(site.url())
    assert isinstance(answer, Fetched)
    assert answer.body == FEED


async def test_a_bomb_is_not_unpacked(site: Site) -> None:
    """A few kilobytes that unfold to gigabytes must not take the memory with them."""
    site.pages["/feed"] = http(body=gzip.compress(bytes(200 * 2**20), 9), Content_Encoding="gzip")
    assert reason(await ask(site.url())) == "the body is larger than 10 MiB once unpacked"


async def test_a_cut_packed_body_is_handed_on(site: Site) -> None:
    """What came before the cut may hold news: reading decides, not fetching."""
    site.pages["/feed"] = http(body=gzip.compress(FEED)[:-12], Content_Encoding="gzip")
    assert isinstance(await ask(site.url()), Fetched)


@pytest.mark.parametrize("packing", ["compress", "dcb", "gzip, gzip, gzip, gzip"])
async def test_an_unasked_packing_is_named(site: Site, packing: str) -> None:
    """A packing that nobody asked for would otherwise look like a broken feed."""
    site.pages["/feed"] = http(body=b"\x0b\x02", Content_Encoding=packing)
    assert f"packed as {packing[:20]}" in reason(await ask(site.url()))


async def test_packings_may_be_nested(site: Site) -> None:
    """A server packs, and the proxy before it packs again."""
    site.pages["/feed"] = http(body=gzip.compress(zlib.compress(FEED)), Content_Encoding="deflate, gzip")
    answer = await ask(site.url())
    assert isinstance(answer, Fetched)
    assert answer.body == FEED
    site.pages["/feed"] = http(body=FEED, Content_Encoding="gzip")  # said, and not done
    answer = await ask(site.url())
    assert isinstance(answer, Fetched)
    assert answer.body == FEED


@pytest.mark.parametrize(
    ("status", "header", "wait"),
    [
        ("429 Too Many Requests", "120", timedelta(minutes=2)),
        ("429 Too Many Requests", "0", timedelta(0)),
        ("403 Forbidden", "Sun, 22 Nov 2026 12:30:00 GMT", timedelta(minutes=30)),
        ("503 Service Unavailable", "Sun, 22 Nov 2026 11:00:00 GMT", timedelta(0)),
        ("503 Service Unavailable", "soon", None),
        ("503 Service Unavailable", "9" * 40, timedelta(seconds=10**9)),
        ("410 Gone", None, None),
        ("401 Unauthorized", None, None),
        ("500 Oops", None, None),
    ],
)
async def test_a_refusal_keeps_its_status_and_its_wait(
    site: Site, status: str, header: str | None, wait: timedelta | None
) -> None:
    """Asking again before the server allows it gets us banned; a wait of zero is an answer too."""
    site.pages["/feed"] = http(status, Retry_After=header) if header else http(status)
    answer = await ask(site.url())
    assert isinstance(answer, Unreachable)
    assert answer.status == int(status[:3])
    assert answer.retry_after == wait
    assert answer.reason.startswith(f"HTTP {status[:3]}")


async def test_a_refused_connection_is_named() -> None:
    """The operator must see that nothing listens there, not a type name."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert reason(await ask(f"http://127.0.0.1:{port}/feed")) == "127.0.0.1 refuses the connection"


async def test_an_unknown_name_is_named() -> None:
    """A typing mistake in feeds.yaml must read like one."""
    assert reason(await ask("http://no-such-host.invalid/feed")).startswith(
        "DNS: the name no-such-host.invalid is not known"
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "feed",
        "http://",
        "mailto:a@b.example",
        "http://[::1",
        "http://a.example:99999/",
        "http://" + "a" * 70 + ".invalid/",
    ],
)
async def test_no_address_is_an_answer_too(url: str) -> None:
    """A broken address in the configuration must not stop the poll of the other feeds."""
    assert reason(await ask(url))


async def test_an_invalid_certificate_is_named(tmp_path: Path) -> None:
    """A certificate that cannot be checked fails that feed, clearly, and nothing is read."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    for name, text in (("cert.pem", CERTIFICATE), ("key.pem", KEY)):
        (tmp_path / name).write_text(text, encoding="ascii")
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    trusting = ssl.create_default_context(cadata=CERTIFICATE)
    async with serving(context) as site:
        site.pages["/feed"] = http(body=FEED)
        url = site.url(host="localhost").replace("http:", "https:")
        assert reason(await ask(url)).startswith("TLS: the certificate of localhost is not valid: self-signed")
        assert site.asked == []
        assert isinstance(await ask(url, trust=trusting), Fetched)
        other = url.replace("localhost", "127.0.0.1")
        assert reason(await ask(other, trust=trusting)).startswith("TLS: the certificate of 127.0.0.1 is not valid")


async def test_a_server_without_tls_is_named() -> None:
    """A feed list that says https where there is only http must be told so."""

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(http("400 Bad Request"))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    async with server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"
        assert reason(await ask(url)).startswith("TLS: no secure connection to 127.0.0.1")


async def test_a_broken_connection_is_tried_once_more(site: Site) -> None:
    """A connection that died between two polls is not the feed's failure; a server that always hangs up is."""
    attempts = []

    async def hang_up(writer: asyncio.StreamWriter) -> None:
        attempts.append(1)
        if len(attempts) == 2:
            writer.write(http(body=FEED))
        else:
            writer.close()

    async def cut(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<rss>")
        await writer.drain()
        writer.close()

    site.pages["/feed"] = hang_up
    site.pages["/short"] = cut
    assert isinstance(await ask(site.url()), Fetched)
    assert reason(await ask(site.url("/short"))).startswith("the connection to 127.0.0.1 broke off")
    assert [path for path, _ in site.asked] == ["/feed", "/feed", "/short", "/short"]


@pytest.mark.parametrize("packing", ["", "gzip", "chunked"])
async def test_a_body_that_breaks_off_is_kept_where_it_holds_entries(site: Site, packing: str) -> None:
    """Some servers promise more bytes than they ever send: what came is news. The second try may bring the whole."""
    start = b"<rss version='2.0'><channel><item><title>Boats return to harbour</title></item>" + b"<!-- pad -->" * 200
    sent = gzip.compress(start + FEED)[:-20] if packing == "gzip" else start
    head = (
        b"Content-Encoding: gzip\r\nContent-Length: 99999\r\n"
        if packing != "chunked"
        else b"Transfer-Encoding: chunked\r\n"
    )

    async def cut(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n" + (head if packing else b"Content-Length: 99999\r\n") + b"\r\n")
        writer.write(f"{len(sent):x}\r\n".encode() + sent if packing == "chunked" else sent)
        await writer.drain()
        writer.close()

    site.pages["/feed"] = cut
    answer = await ask(site.url())
    assert isinstance(answer, Fetched)
    assert answer.body.startswith(b"<rss version='2.0'><channel><item><title>Boats return")
    assert len(site.asked) == 2


async def test_no_password_in_a_reason(site: Site) -> None:
    """Reasons go to logs, to pages and to the admin chat."""
    url = site.url("/x").replace("http://", "http://reader:hush@")
    site.pages["/x"] = http("302 Found", Location="/y")
    site.pages["/y"] = http(body=FEED)
    answer = await ask(url)
    assert isinstance(answer, Fetched)
    assert "hush" not in answer.url
    assert site.asked[1][1]["authorization"].startswith("Basic ")
    for broken in (
        url.replace("127.0.0.1", "10.0.0.1"),
        url.replace("/x", "/z"),
        url.replace(str(site.port), "1"),
        url.replace("127.0.0.1", "["),
    ):
        assert "hush" not in reason(await ask(broken))
