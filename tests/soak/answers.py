"""Ways for a server to answer wrongly: each writes to the connection what it likes. Seeded, as the documents are."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable
from random import Random

from tests.soak.mutators import mutate

Answering = Callable[[asyncio.StreamWriter, bytes, Random], Awaitable[None]]

_STATUSES = (
    "200 OK", "200", "200 \xff", "201 Created", "204 No Content", "206 Partial Content", "226 IM Used", "299 Odd", "300 Choices", "304 Not Modified", "305 Use Proxy",
    "399 Odd", "400 Bad", "401 No", "402 Pay", "403 Forbidden", "404 Not Found", "406 No", "408 Slow", "410 Gone", "418 Teapot", "421 No", "425 Early", "429 Slow down",
    "451 Law", "499 Odd", "500 Oops", "502 Bad", "503 Busy", "504 Slow", "520 Odd", "599 Odd", "600 None", "999 Denied", "099 None", "0 None", "-1 None", "abc Letters", "",
)  # fmt: skip
_HEADERS = (
    "Content-Type: text/html", "Content-Type: text/xml; charset=utf-16", "Content-Type: ;;;=", "Content-Type:", "Content-Encoding: gzip", "Content-Encoding: br",
    "Content-Encoding: deflate, gzip", "Content-Encoding: identity", "Content-Encoding: x", 'ETag: "a\xe9"', "ETag: " + "e" * 9000, "ETag:", "Last-Modified: never",
    "Last-Modified: Tue, 01 Jan 2041 00:00:00 GMT", "Retry-After: 0", "Retry-After: -5", "Retry-After: 99999999999999999999", "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT",
    "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", "Retry-After: \xb2", "Cache-Control: max-age=99999999999", "Cache-Control: max-age=x, no-cache", "Age: -1", "Age: \xb2", "Expires: -1",
    "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: identity", "Connection: close", "Connection: upgrade", "Upgrade: h2c", "Set-Cookie: a=b; Domain=.", "Set-Cookie:" + "c" * 5000,
    "Location: /elsewhere", "Location: http://10.0.0.1/", "Link: <x>; rel=self", "X-\xff: y", "No colon", ": no name", " folded", "A" * 70_000 + ": b", "Content-Length: -1",
    "Content-Length: 5", "Content-Length: 99999999999999999999", "Content-Length: 0x10", "Content-Length: 5, 5", "Date: x", "Vary: *", "Strict-Transport-Security: max-age=1", "\x00: \x00",
)  # fmt: skip
_LOCATIONS = (
    "/feed", "feed?x=1", "//", "///", "?", "#", "", "..", "http://", "http:///x", "https://127.0.0.1:1/", "http://10.0.0.1/", "http://[::1]/", "http://[::1", "http://127.1/x",
    "http://169.254.169.254/", "file:///etc/hostname", "ftp://a.example/", "javascript:alert(1)", "data:text/xml,<rss/>", "gopher://x", "http://0x7f.1/", "http://\xff/", "http://a b/",
    "http://a.invalid/", "http://user:hush@10.0.0.1/", "\x00", "h" * 50_000, "http://" + "a." * 200 + "invalid/", "http://x:99999/", "mailto:a@b.example", "%00", "/\r",
)  # fmt: skip


def _head(status: str, *headers: str) -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, "", "")).encode("latin-1", "replace")


async def plain(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """Any status with any headers, the body whole."""
    headers = dice.sample(_HEADERS, dice.randint(0, 4))
    writer.write(_head(dice.choice(_STATUSES), *headers, f"Content-Length: {len(body)}") + body)


async def good(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """As it should be; the document may be damaged."""
    headers = dice.sample(
        ('ETag: "a"', "Last-Modified: Sun, 22 Nov 2026 10:00:00 GMT", "Cache-Control: max-age=60", "Connection: close"),
        2,
    )
    writer.write(_head("200 OK", *headers, f"Content-Length: {len(body)}") + body)


async def wrong_length(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """Less or more than was promised, or nothing promised; then the connection ends."""
    length = dice.choice(
        (
            "",
            f"Content-Length: {len(body) + 50}",
            f"Content-Length: {len(body) // 2}",
            f"Content-Length: {len(body)}\r\nContent-Length: 7",
        )
    )
    writer.write(_head("200 OK", *([length] if length else [])) + body)
    await writer.drain()
    writer.close()


async def chunked(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """Chunks, of which some are wrong."""
    writer.write(_head("200 OK", "Transfer-Encoding: chunked"))
    for at in range(0, len(body), size := dice.choice((7, 100, 4000, 60_000))):
        piece = body[at : at + size]
        wrong = dice.random() < 0.02
        length = (
            dice.choice((b"zz", b"-1", b"ffffffffffffffffff", b"", b"1", b"5;" + b"x" * 300))
            if wrong
            else f"{len(piece):x}".encode()
        )
        writer.write(length + b"\r\n" + piece + b"\r\n")
        if at > 40 * size:
            break
    writer.write(dice.choice((b"0\r\n\r\n", b"0\r\nX: y\r\n\r\n", b"", b"0", b"\r\n\r\n")))
    if dice.random() < 0.6:
        await writer.drain()
        writer.close()


async def packed(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """Packed and said so, or not, or otherwise; whole, cut or damaged."""
    found = dice.choice(
        (gzip.compress, zlib.compress, lambda plain_body: gzip.compress(gzip.compress(plain_body)), bytes)
    )(body)
    found = mutate(found, dice) if dice.random() < 0.4 else found
    said = dice.choice(("gzip", "deflate", "br", "zstd", "identity", "gzip, gzip", ""))
    writer.write(
        _head("200 OK", f"Content-Length: {len(found)}", *([f"Content-Encoding: {said}"] if said else [])) + found
    )


async def bomb(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """A little that unfolds to much."""
    found = gzip.compress(body[:100] + b"<item>" * dice.choice((10_000, 3_000_000)), 9)
    writer.write(_head("200 OK", f"Content-Length: {len(found)}", "Content-Encoding: gzip") + found)


async def redirect(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """To anywhere."""
    status = dice.choice(("301 Moved", "302 Found", "303 Other", "307 Temporary", "308 Permanent"))
    writer.write(_head(status, f"Location: {dice.choice(_LOCATIONS)}", f"Content-Length: {len(body)}") + body)


async def drip(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """Bytes one by one, in head or body, for ever."""
    start = dice.choice(
        (b"", b"HTTP/1.1 200 OK\r\nX-Slow: ", _head("200 OK"), _head("200 OK", "Transfer-Encoding: chunked"))
    )
    writer.write(start)
    for at in range(400):
        if writer.is_closing():
            return
        writer.write(body[at : at + 1] or b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def silence(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """A beginning, then nothing."""
    writer.write((_head("200 OK", f"Content-Length: {len(body)}") + body)[: dice.choice((0, 3, 20, 200))])
    await writer.drain()
    await asyncio.sleep(8)


async def hang_up(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """The connection ends, in order or not, anywhere."""
    writer.write((_head("200 OK", f"Content-Length: {len(body)}") + body)[: dice.choice((0, 9, 60, 1000))])
    if dice.random() < 0.5:
        writer.transport.abort()
    else:
        await writer.drain()
        writer.close()


async def noise(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """No HTTP at all, or HTTP with its bytes changed."""
    whole = _head("200 OK", "Content-Type: text/xml", f"Content-Length: {len(body)}") + body
    writer.write(
        dice.choice(
            (
                dice.randbytes(500),
                b"\x16\x03\x01" + dice.randbytes(50),
                b"SSH-2.0-x\r\n",
                b"\r\n" * 500,
                mutate(whole[:3000], dice),
                b"HTTP/0.9 200\r\n\r\n",
            )
        )
    )
    await writer.drain()
    writer.close()


async def hints(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """Answers before the answer."""
    writer.write(
        dice.choice(
            (
                b"HTTP/1.1 100 Continue\r\n\r\n",
                b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n",
                b"HTTP/1.1 101 Switching\r\n\r\n",
            )
        )
        * dice.choice((1, 5, 3000))
    )
    await good(writer, body, dice)


async def flood(writer: asyncio.StreamWriter, body: bytes, dice: Random) -> None:
    """Very much of one thing."""
    start, again = dice.choice(
        (
            (b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 80 + b"\r\n"),
            (_head("200 OK"), b"<item>" * 10_000),
            (_head("200 OK", "Transfer-Encoding: chunked"), b"1\r\n<\r\n"),
        )
    )
    writer.write(start + body[:0])
    for _ in range(3000):
        if writer.is_closing():
            return
        writer.write(again)
        await writer.drain()


# How often each is drawn: those that take their time are few.
ANSWERS: dict[Answering, int] = {
    good: 30, plain: 60, wrong_length: 30, chunked: 30, packed: 30, bomb: 1, redirect: 30, drip: 2, silence: 2, hang_up: 15, noise: 15, hints: 8, flood: 1,
}  # fmt: skip


async def answer(writer: asyncio.StreamWriter, body: bytes, seed: int) -> None:
    """The answer that this seed means."""
    dice = Random(seed)
    document = mutate(body, dice) if dice.random() < 0.5 else body
    (answering,) = dice.choices(list(ANSWERS), weights=list(ANSWERS.values()))
    await answering(writer, document, dice)
