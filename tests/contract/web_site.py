"""A web server of ours on loopback that says to each path exactly the bytes that a test wants."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

from bot.fetch import Fetcher
from bot.model import Answer, Feed, FeedState, Unreachable

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = (ip_network("127.0.0.1/32"),)
FEED = b"<rss version='2.0'><channel><item><title>Boats return to harbour</title></item></channel></rss>"

# Made for these tests: a certificate for "localhost" that nobody trusts, and its key.
KEY = """-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUWfSyUt/7x0DTxkw
tuNWRYXner+s3G8xSpEr9ZcJaLShRANCAATzxKqahj28xqMgVj+M3kBb8vskBsnz
JJhL/BpJx+NEN5yyHejUz02e5h/Q5HBzjXmfn59gBujkAzD2WaiYgN1v
-----END PRIVATE KEY-----
"""
CERTIFICATE = """-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUEhThTOq1qmULy20Roo23iKXJWk0wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMzAxMjcwMVoYDzIxMjYxMDMw
MDEyNzAxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATzxKqahj28xqMgVj+M3kBb8vskBsnzJJhL/BpJx+NEN5yyHejUz02e
5h/Q5HBzjXmfn59gBujkAzD2WaiYgN1vo2kwZzAdBgNVHQ4EFgQUHmOnkVwtnmBx
KaIq7GPcyvgj3QMwHwYDVR0jBBgwFoAUHmOnkVwtnmBxKaIq7GPcyvgj3QMwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SAAwRQIgHFnW8jl/hlNdhA3cXTYW7k1DnOylBX1Te3LbwyNk9cICIQCUNK6WYovi
0YAZFAHzXYh15BRqj1xZnwQCQDLFSZ8osA==
-----END CERTIFICATE-----
"""

Write = Callable[[asyncio.StreamWriter], Awaitable[None]]


def http(status: str = "200 OK", body: bytes = b"", **headers: str) -> bytes:
    """A whole response; `_` in a header's name stands for `-`."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1") + body


@dataclass
class Site:
    """A server of ours: what it says to each path, and what it was asked."""

    port: int = 0
    pages: dict[str, bytes | Write] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    started: list[float] = field(default_factory=list)

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
                await self.answer(head, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def answer(self, head: str, writer: asyncio.StreamWriter) -> None:
        first, *lines = head.strip().split("\r\n")
        path = first.split()[1]
        self.asked.append((path, {k.lower(): v for k, _, v in (line.partition(": ") for line in lines)}))
        self.started.append(asyncio.get_running_loop().time())
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        page = self.pages.get(path, http("404 Not Found"))
        try:
            await page(writer) if callable(page) else writer.write(page)
            await writer.drain()
        finally:
            self.at_once -= 1


@asynccontextmanager
async def serving(tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    site = Site()
    server = await asyncio.start_server(site.serve, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()


async def ask(url: str, state: FeedState | None = None, **options: object) -> Answer:
    settings: Any = {"allow_private": HOME, "deadline": timedelta(seconds=5), **options}
    async with Fetcher(version="1.2.3", clock=lambda: NOW, **settings) as fetcher:
        return await fetcher.fetch(feed(url), state or FeedState(url, NOW))


def feed(url: str) -> Feed:
    return Feed(name="Harbour", url=url, language="en")


def reason(answer: Answer) -> str:
    assert isinstance(answer, Unreachable), answer
    return answer.reason
