"""What a response means: headers and body to an answer, or to the place where to ask next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx

from bot.feeds.unpack import PACKINGS, unpack
from bot.fetch.reasons import Refused
from bot.model import Answer, FeedState, Fetched, NotModified, Unreachable

MOST_BYTES = 10 * 2**20  # of a body, packed or unpacked
MOST_PACKINGS = 3  # one inside the other
MOST_PIECES = 50_000  # of a body: each costs us more than the server
_MOVED = frozenset({301, 302, 303, 307, 308})
_MAX_AGE = re.compile(r"(?<![\w-])max-age\s*=\s*\"?(\d{1,9})")
_UNCACHED = ("no-cache", "no-store")
_BROKEN_OFF = (httpx.RemoteProtocolError, httpx.ReadError)
_ENTRY_END = re.compile(rb"</(?:item|entry)\s*>")
_FOR_GOOD = frozenset({301, 308})
_PACKED = frozenset({"", "identity", "x-gzip", *PACKINGS})
_STATUS = {
    304: "HTTP 304: 'not modified', although nothing was compared",
    401: "HTTP 401: the server wants a password",
    403: "HTTP 403: the server refuses us",
    404: "HTTP 404: there is nothing at this address",
    410: "HTTP 410: the feed is gone for good",
    429: "HTTP 429: the server asks us to come less often",
    451: "HTTP 451: not available for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Redirect:
    """Somewhere else; `permanent` as the server says."""

    to: str
    permanent: bool


def conditions(state: FeedState) -> list[tuple[bytes, bytes]]:
    """The validators as the server gave them, byte by byte: some compare them as text."""
    pairs = ((b"If-None-Match", state.etag), (b"If-Modified-Since", state.last_modified))
    return [(name, value.encode("latin-1", "replace")) for name, value in pairs if value]


async def understand(response: httpx.Response, now: datetime, *, last: bool = False) -> Answer | Redirect:
    """The answer in a response whose body is not yet read. Raises what httpx raises while it reads, and `Refused`.

    `last`: nobody asks again, so a body that breaks off is kept where it holds entries.
    """
    status, location = response.status_code, response.headers.get("location", "")
    conditional = "if-none-match" in response.request.headers or "if-modified-since" in response.request.headers
    if status == HTTPStatus.NOT_MODIFIED and conditional:
        async for _ in response.aiter_raw():  # of no body: a connection whose answer is not read to its end is not kept
            pass
        return NotModified(
            url=_place(response),
            etag=_header(response, "etag"),
            last_modified=_header(response, "last-modified"),
            max_age=_max_age(response),
        )
    if status in _MOVED and location:
        return Redirect(str(response.url.join(location)), status in _FOR_GOOD)
    if not response.is_success:
        reason = _STATUS.get(status, f"HTTP {status} {response.reason_phrase[:60]}".strip())
        return Unreachable(reason, status, _retry_after(_header(response, "retry-after"), now))
    return Fetched(
        url=_place(response),
        body=await _body(response, last=last),
        content_type=_header(response, "content-type"),
        etag=_header(response, "etag"),
        last_modified=_header(response, "last-modified"),
        max_age=_max_age(response),
        links=", ".join(value.decode("latin-1") for key, value in response.headers.raw if key.lower() == b"link"),
    )


def _place(response: httpx.Response) -> str:
    """Where the answer came from; whoever reads it on must not learn a password."""
    return str(response.url.copy_with(userinfo=b""))


def _header(response: httpx.Response, name: str) -> str:
    """The first header of that name, one character a byte; "" if there is none."""
    wanted = name.encode()
    return next((value.decode("latin-1") for key, value in response.headers.raw if key.lower() == wanted), "")


async def _body(response: httpx.Response, *, last: bool) -> bytes:
    """The body unpacked; raises `Refused` where it is too large or packed in a way that we did not ask for.

    httpx would unpack as it reads, and a few packed bytes may unfold to gigabytes: so it is read packed.
    """
    packings = [name.strip() for name in _header(response, "content-encoding").casefold().split(",")]
    strange = [name for name in packings if name not in _PACKED]
    if strange or len(packings) > MOST_PACKINGS:
        raise Refused(f"the body is packed as {', '.join(strange or packings)[:20]}, which was not asked for")
    packed = bytearray()
    try:
        await _read(response, packed)
    except _BROKEN_OFF:
        if not (last and _ENTRY_END.search(_unpacked(bytes(packed), packings))):
            raise
    return _unpacked(bytes(packed), packings)


async def _read(response: httpx.Response, packed: bytearray) -> None:
    """Fill `packed` with what comes over the wire, within bounds."""
    pieces = 0
    async for chunk in response.aiter_raw():
        packed += chunk
        pieces += 1
        if pieces > MOST_PIECES:
            raise Refused(f"the body comes in more than {MOST_PIECES} pieces")
        if len(packed) > MOST_BYTES:
            raise Refused(f"the body is larger than {MOST_BYTES >> 20} MiB")


def _unpacked(packed: bytes, packings: list[str]) -> bytes:
    """Layer by layer, the last one put on first."""
    found = packed
    for packing in reversed(packings):
        plain, whole = unpack(found, packing, MOST_BYTES + 1)
        if len(plain) > MOST_BYTES:
            raise Refused(f"the body is larger than {MOST_BYTES >> 20} MiB once unpacked")
        if not whole:
            return plain
        found = plain
    return found


def _max_age(response: httpx.Response) -> timedelta | None:
    """For how long a private cache may keep the answer, less its age (RFC 9111, section 4.2); None where nobody says."""
    control = _header(response, "cache-control").casefold()
    if any(word in control for word in _UNCACHED):
        return None
    found = _MAX_AGE.search(control)
    age = _header(response, "age").strip()
    if not found:
        return None
    return timedelta(seconds=max(int(found.group(1)) - (int(age[:9]) if age.isdecimal() else 0), 0))


def _retry_after(text: str, now: datetime) -> timedelta | None:
    """The wait in seconds or until a date; None where nothing readable is asked for. Never negative."""
    if text.strip().isdecimal():
        return timedelta(seconds=min(int(text.strip()[:12]), 10**9))
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return max((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now, timedelta(0))
