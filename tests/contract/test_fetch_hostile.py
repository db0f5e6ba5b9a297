"""Fetching from servers that mean harm or are broken, and what the operator reads of it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from bot.doors.wiring import contact
from bot.fetch.reasons import sentence
from bot.settings.nouns import Secret, Settings
from tests.contract.web_site import Site, Write, ask, http, reason, serving


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as found:
        yield found


def flood(start: bytes, again: bytes) -> Write:
    """An answer that never ends."""

    async def write(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while not writer.is_closing():
            writer.write(again)
            await writer.drain()
            await asyncio.sleep(0)

    return write


@pytest.mark.parametrize(
    ("start", "again", "says"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-Flood: " + b"a" * 90 + b"\r\n", "broke off"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"a" * 1000, "broke off"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", "within 1 s"),
        (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", "within 1 s"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            b"5;" + b"x" * 50 + b"\r\n<item\r\n",
            "more than 50000 pieces",
        ),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", b"x" * 1000, "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Trailer: a\r\n", "broke off"),
        (b"", b"\x00\xff" * 500, "broke off"),
        (b"HTTP/1.1 302 Found\r\nLocation: /feed", b"a" * 1000, "broke off"),
    ],
    ids=["headers", "one header", "continue", "hints", "chunks", "chunk extension", "trailers", "noise", "location"],
)
async def test_a_flood_ends(site: Site, start: bytes, again: bytes, says: str) -> None:
    """Headers are part of an answer too: none may fill the memory or hold a worker."""
    site.pages["/feed"] = flood(start, again)
    seconds = 20 if says.startswith("more") else 1
    started = asyncio.get_running_loop().time()
    assert says in reason(await ask(site.url(), deadline=timedelta(seconds=seconds)))
    assert asyncio.get_running_loop().time() - started < seconds + 2


@pytest.mark.parametrize("location", ["http://0177.0.0.1/", "http://[::1", "http://a:b:c/", "//"])
async def test_a_redirect_to_no_address_is_named(site: Site, location: str) -> None:
    """Once: it is the same at the second try, and no failure of the network."""
    site.pages["/feed"] = http("302 Found", Location=location)
    assert "broke off" not in reason(await ask(site.url()))
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("code", "says"),
    [(9, "clock"), (10, "has expired"), (18, "self-signed"), (20, "in between"), (62, "another name"), (999, "odd")],
)
def test_a_bad_certificate_is_told_in_plain_words(code: int, says: str) -> None:
    """The operator must see whether to wait, to write to the outlet, or to set a clock."""
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, "odd"
    assert says in sentence(error, "harbour.example")


@pytest.mark.parametrize(
    ("code", "says"),
    [("WRONG_VERSION_NUMBER", "http:"), ("UNSUPPORTED_PROTOCOL", "too old"), ("ODD_THING", "odd thing")],
)
def test_a_failed_handshake_is_told_in_plain_words(code: str, says: str) -> None:
    """The same for what is no certificate."""
    error = ssl.SSLError(1, "[SSL]")
    error.reason = code
    assert says in sentence(error, "harbour.example")


def test_who_asks_is_told_by_the_channel() -> None:
    """A contact that is nobody's, or somebody else's, would be a lie to whoever runs a site."""
    token = Secret("1:a")
    assert contact(configured(None, "@northwatch")) == ""
    assert contact(configured(token, "@example", "-1001234567890")) == ""
    assert contact(configured(token, "-1001234567890", "@northwatch")) == "https://t.me/northwatch"


def configured(token: Secret | None, *chats: str) -> Settings:
    channels = tuple(SimpleNamespace(to=chat) for chat in chats)
    return cast("Settings", SimpleNamespace(telegram=SimpleNamespace(token=token), channels=channels))
