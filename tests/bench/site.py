"""The publisher of the feed benchmarks: a process of its own, so that its CPU is not in the figures.

    GET /feed/N        feed N: 30 items, RSS 2.0, with an ETag; 304 where nothing changed
    GET /rounds/N/S    from now on it is round N; in each round one feed of S brought two new items

It answers on every address of 127.0.0.0/8, plain and, on a port of its own, over TLS.
"""

from __future__ import annotations

import asyncio
import random
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from bot.doors.demo.publisher import load_outlets
from tests.bench.backtest import LIFE
from tests.contract.web_site import CERTIFICATE, KEY

START = datetime(2026, 3, 1, tzinfo=UTC)
SHOWN = 30  # items of a feed
FRESH = 2  # of them new where it changed
SUMMARY = 250  # characters
ONE_IN = SHOWN  # one item of a feed is news of the themes, far more than in any real feed
LANGUAGES = tuple(LIFE)
ROUND = timedelta(minutes=5)


@dataclass(frozen=True)
class Site:
    """Where the publisher answers."""

    port: int
    tls: int


@contextmanager
def publishing() -> Iterator[Site]:
    """A publisher, for as long as the block lasts."""
    command = [sys.executable, "-m", "tests.bench.site"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as process:
        assert process.stdout
        try:
            port, tls = process.stdout.readline().split()
            yield Site(int(port), int(tls))
        finally:
            process.terminate()


def language_of(feed: int) -> str:
    """The language that a feed is written in."""
    return LANGUAGES[feed % len(LANGUAGES)]


@lru_cache(maxsize=4000)
def entry(feed: int, number: int) -> str:
    """One item of a feed, with a title of nine words and a summary."""
    dice = random.Random(f"{feed} {number}")
    words = LIFE[language_of(feed)].split()
    title, summary = " ".join(dice.choices(words, k=9)), " ".join(dice.choices(words, k=80))
    if number % ONE_IN == 0:
        samples = [each for outlet in SAMPLES if outlet.language == language_of(feed) for each in outlet.entries]
        sample = dice.choice(samples or SAMPLES[0].entries)
        title, summary = sample.title, f"{sample.summary} {summary}"
    link = f"https://outlet{feed}.example/news/{number}.html"
    at = format_datetime(START + timedelta(minutes=number))
    return (
        f'<item><title>{escape(title)}</title><link>{link}</link><guid isPermaLink="false">{feed}-{number}</guid>'
        f"<description><![CDATA[<p>{escape(summary[:SUMMARY])}</p>]]></description><pubDate>{at}</pubDate></item>\n"
    )


def document(feed: int, version: int) -> bytes:
    """A feed that changed so many times; the newest item stands first."""
    last = SHOWN + FRESH * version
    entries = "".join(entry(feed, number) for number in range(last, last - SHOWN, -1))
    built = format_datetime(START + timedelta(minutes=last))
    head = (
        f"<title>Outlet {feed}</title><link>https://outlet{feed}.example/</link><lastBuildDate>{built}</lastBuildDate>"
    )
    whole = f'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>{head}\n{entries}</channel></rss>\n'
    return whole.encode()


class Publisher:
    """What every connection shares: the round."""

    def __init__(self) -> None:
        self.round, self.share = 0, 1

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer until the other side is gone."""
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                writer.write(self.answer(request.decode("latin-1")))
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.close()

    def answer(self, request: str) -> bytes:
        """A whole response."""
        what, *numbers = request.split(" ", 2)[1].strip("/").split("/")
        if what == "rounds":
            self.round, self.share = map(int, numbers)
            return b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n"
        feed = int(numbers[0])
        version = (self.round + self.share - 1 - feed % self.share) // self.share
        etag = f'"{feed}-{version}"'
        if etag in request:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        body = document(feed, version)
        head = f"Content-Type: application/rss+xml\r\nETag: {etag}\r\nContent-Length: {len(body)}\r\n\r\n"
        return f"HTTP/1.1 200 OK\r\n{head}".encode() + body


def tls_context() -> ssl.SSLContext:
    """A certificate that nobody trusts but who is told to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        for name, text in (("cert.pem", CERTIFICATE), ("key.pem", KEY)):
            (Path(folder) / name).write_text(text, encoding="ascii")
        context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    return context


async def main() -> None:
    """Listen, say where, and serve until the end."""
    publisher = Publisher()
    plain = await asyncio.start_server(publisher.serve, "0.0.0.0", 0, backlog=1000)  # noqa: S104 all of 127.0.0.0/8
    tls = await asyncio.start_server(publisher.serve, "0.0.0.0", 0, backlog=1000, ssl=tls_context())  # noqa: S104 the same
    print(*(server.sockets[0].getsockname()[1] for server in (plain, tls)), flush=True)
    async with plain, tls:
        await asyncio.Event().wait()


if __name__ == "__main__":
    SAMPLES = load_outlets()
    asyncio.run(main())
