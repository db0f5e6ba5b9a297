"""The window of the service on a real socket: what a browser, a container and Prometheus get from it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import httpx
import pytest

from bot.doors.page import PageView, Post
from bot.doors.web import HealthView, make_app, serve
from bot.errors import DispaccioError

LOOPBACK = "127.0.0.1:0"
MOMENT = datetime(2026, 3, 1, 7, 30, tzinfo=UTC)


def view(html: str = "<b>Una notizia</b>") -> PageView:
    post = Post(message_id=7, html=html, at=MOMENT, silent=True, link="https://channel.example/7")
    return PageView("Il Canale", "Di che si parla", "it", "Europe/Rome", (post,), None, "")


@contextlib.asynccontextmanager
async def window(
    page: Callable[[], PageView] = view,
    health: Callable[[], HealthView] = lambda: HealthView("healthy"),
    metrics: Callable[[], bytes] = lambda: b"dispaccio_queue_size 0.0\n",
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a served app."""
    app = make_app(page=page, health=health, metrics=metrics)
    async with (
        serve(app, LOOPBACK) as address,
        httpx.AsyncClient(base_url=f"http://{address}", trust_env=False, timeout=5) as client,
    ):
        yield client


def broken() -> PageView:
    raise RuntimeError("the state is away: token-like detail")


def broken_health() -> HealthView:
    raise RuntimeError("the state is away")


async def test_the_page_shows_the_channel() -> None:
    async with window() as client:
        answer = await client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="it">' in answer.text
    assert "<b>Una notizia</b>" in answer.text
    assert "08:30" in answer.text, "the time of the channel's zone"


async def test_health_is_json_and_says_503_only_when_the_service_does_not_work() -> None:
    """A container that is restarted for a dead feed, or kept with a dead loop, helps nobody."""
    now = HealthView("healthy", {"state": "ok"})
    async with window(health=lambda: now) as client:
        for status, code in (("healthy", 200), ("degraded", 200), ("unhealthy", 503)):
            now = HealthView(status, {"feeds": "tace da ore"})  # type: ignore[arg-type]  # the loop's variable is a str
            answer = await client.get("/health")
            assert answer.status_code == code
            assert answer.headers["content-type"] == "application/json"
            assert answer.json() == {"status": status, "checks": {"feeds": "tace da ore"}}


async def test_metrics_are_in_the_format_that_prometheus_reads() -> None:
    async with window() as client:
        answer = await client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.content == b"dispaccio_queue_size 0.0\n"


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/", 200),
        ("GET", "/health", 200),
        ("GET", "/metrics", 200),
        ("GET", "/nowhere", 404),
        ("GET", "/health/", 404),
        ("GET", "//elsewhere.example", 404),
        ("POST", "/", 405),
        ("DELETE", "/metrics", 405),
        ("OPTIONS", "/health", 405),
    ],
)
async def test_every_answer_forbids_scripts_frames_and_stores(method: str, path: str, code: int) -> None:
    """One answer without these headers is the one that a hostile headline waits for."""
    async with window() as client:
        answer = await client.request(method, f"http://{client.base_url.netloc.decode()}{path}")
    assert answer.status_code == code
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers
    assert ("allow" in answer.headers) == (code == 405)


async def test_head_gives_the_headers_alone() -> None:
    async with window() as client:
        for path in ("/", "/health", "/metrics", "/nowhere"):
            got, head = await client.get(path), await client.head(path)
            assert head.status_code == got.status_code
            assert head.content == b""
            assert head.headers["content-type"] == got.headers["content-type"]


async def test_a_missing_page_is_told_in_the_reader_s_language_and_leads_back() -> None:
    async with window() as client:
        italian = await client.get("/altro", headers={"accept-language": "it-IT,it;q=0.9"})
        other = await client.get("/<script>", headers={"accept-language": "ko"})
    assert "Questa pagina non esiste" in italian.text
    assert '<html lang="it">' in italian.text
    assert "There is no such page" in other.text
    assert "<script" not in other.text
    assert 'href="/"' in other.text


async def test_a_failing_page_tells_visitors_nothing_of_the_inside() -> None:
    async with window(page=broken, health=broken_health) as client:
        page = await client.get("/")
        health = await client.get("/health")
        metrics = await client.get("/metrics")
    assert page.status_code == 500
    assert "RuntimeError" not in page.text
    assert "token-like" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert health.status_code == 503
    assert health.json()["status"] == "unhealthy"
    assert metrics.status_code == 200, "one failing view does not take the others with it"


async def test_a_hostile_post_reaches_the_browser_as_text() -> None:
    hostile = '<script>steal()</script><a href="javascript:steal()">x</a><img src=x onerror=steal()><b unclosed'
    async with window(page=lambda: view(hostile)) as client:
        text = (await client.get("/")).text
    assert "&lt;script&gt;steal()&lt;/script&gt;" in text
    assert 'href="javascript:' not in text
    assert "<img" not in text
    assert "&lt;b unclosed</div>" in text


async def test_a_slow_view_does_not_stop_the_loop_nor_fill_the_threads_of_the_jobs() -> None:
    """Rendering reads the state; while it waits, feeds are polled and posts go out in the same loop and its threads."""
    gate, running = threading.Event(), threading.Semaphore(0)

    def slow() -> PageView:
        running.release()
        gate.wait(10)
        return view()

    async with window(page=slow) as client:
        asked = [asyncio.create_task(client.get("/")) for _ in range(8)]
        assert await asyncio.to_thread(running.acquire, timeout=5)
        await asyncio.sleep(0.2)
        more = sum(running.acquire(blocking=False) for _ in asked)
        assert more <= 1, "eight visitors hold two threads at most"
        assert await asyncio.wait_for(asyncio.to_thread(lambda: "a job's thread"), 2) == "a job's thread"
        gate.set()
        assert {answer.status_code for answer in await asyncio.gather(*asked)} == {200}


async def test_a_taken_port_is_one_line_that_says_which_and_what_to_do() -> None:
    app = make_app(page=view, health=lambda: HealthView("healthy"), metrics=bytes)
    async with serve(app, LOOPBACK) as address:
        with pytest.raises(DispaccioError) as caught:
            async with serve(app, address):
                pass
    said = str(caught.value)
    assert said.startswith(f"cannot listen on {address}: Address already in use;")
    assert "DISPACCIO_LISTEN" in said
    assert "\n" not in said


BAD_ADDRESSES = (
    *("", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:65536", "127.0.0.1:-1"),
    *("::1:8080", "[::1]", "[]:80", "[127.0.0.1]:80", "http://127.0.0.1:8080", "127.0.0.1:٣"),
    *(f"{'a' * 64}.example:0", "..:0", "192.0.2.1:0"),  # names that cannot be asked for, a host that is not this one
)


@pytest.mark.parametrize("listen", BAD_ADDRESSES)
async def test_a_bad_address_is_one_line_that_says_what_to_do(listen: str) -> None:
    app = make_app(page=view, health=lambda: HealthView("healthy"), metrics=bytes)
    with pytest.raises(DispaccioError) as caught:
        async with serve(app, listen):
            pass
    assert listen in str(caught.value)
    assert "DISPACCIO_LISTEN" in str(caught.value)
    assert "\n" not in str(caught.value)


async def test_ipv6_stands_in_brackets_both_ways() -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError as error:
        pytest.skip(f"this machine has no IPv6 loopback: {error}")
    app = make_app(page=view, health=lambda: HealthView("healthy"), metrics=bytes)
    async with serve(app, "[::1]:0") as address, httpx.AsyncClient(trust_env=False) as client:
        assert address.startswith("[::1]:")
        assert (await client.get(f"http://{address}/health")).status_code == 200


async def test_the_end_comes_soon_and_frees_the_port_also_with_open_connections() -> None:
    """SIGTERM has ten seconds for everything: a forgotten browser tab may not eat them."""
    gate, much = threading.Event(), 30_000_000

    def stuck() -> PageView:
        gate.wait(10)
        return view()

    app = make_app(page=stuck, health=lambda: HealthView("healthy"), metrics=lambda: b"x" * much)
    requests = (b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
    async with serve(app, LOOPBACK) as address:
        host, port = address.split(":")
        visits = [await asyncio.open_connection(host, int(port)) for _ in requests]
        for (_, writer), request in zip(visits, requests, strict=True):
            writer.write(request)
        await asyncio.sleep(0.3)  # the requests are under way, and nobody reads
        before = time.monotonic()
    assert time.monotonic() - before < 2
    gate.set()
    for reader, writer in visits:
        with contextlib.suppress(ConnectionResetError):
            assert len(await asyncio.wait_for(reader.read(), 5)) < much, "what was under way is cut, not waited for"
        writer.close()
    async with serve(app, address) as again:
        assert again == address


async def test_signals_stay_with_the_service() -> None:
    """The own handlers of uvicorn would end the process before deliveries are settled."""
    app = make_app(page=view, health=lambda: HealthView("healthy"), metrics=bytes)
    before = [signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)]
    async with serve(app, LOOPBACK):
        await asyncio.sleep(0.15)
        assert [signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)] == before


async def test_an_error_of_the_service_is_not_swallowed_by_its_window() -> None:
    app = make_app(page=view, health=lambda: HealthView("healthy"), metrics=bytes)
    with pytest.raises(ZeroDivisionError):
        async with serve(app, LOOPBACK):
            raise ZeroDivisionError


async def test_nothing_is_printed_for_a_visit(capfd: pytest.CaptureFixture[str]) -> None:
    """The log is one line a decision; a page that refreshes every half minute is none."""
    async with window() as client:
        await client.get("/")
        await client.get("/nowhere")
    captured = capfd.readouterr()
    assert (captured.out, captured.err) == ("", "")
