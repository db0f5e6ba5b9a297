"""The one HTTP client of the service: polite, bounded, and honest about who asks.

Whatever goes wrong is a value (`Unreachable`, with a sentence for the operator), never an exception: the failure of one
feed is its health and nobody else's business. What is bounded: the time in all, the bytes after unpacking, the
redirects, the requests at a time to one host.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Self

import httpcore
import httpx

from bot.feeds.pace import LONGEST_HOLD
from bot.feeds.unpack import PACKINGS
from bot.fetch.answers import Redirect, conditions, understand
from bot.fetch.network import LIMITS, Guard, Lookup, Network, Transport, resolve
from bot.fetch.reasons import CONNECT, FAILURES, Refused, is_final, sentence
from bot.model import Answer, Feed, FeedState, Fetched, NotModified, Unreachable

MOST_REDIRECTS = 5
_FOR_ALL = frozenset({429, 503})  # with a Retry-After: the server means whoever asks, not one address of it
_MOST_LINES = 20_000  # hosts that are remembered; beyond, those where nobody waits are forgotten
_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.7, */*;q=0.5"
)
# A second attempt helps where a kept connection had died or a server was just starting.
_ONCE_MORE = (httpx.ConnectError, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)


@dataclass(slots=True)
class _Line:
    """Those who wait for one host, and what it told one of them that holds for all."""

    places: asyncio.Semaphore
    next_start: float = 0.0  # of the event loop's clock
    held: Unreachable | None = None
    held_until: datetime | None = None

    def hold(self, answer: Answer | Redirect, now: datetime) -> None:
        """Remember a server's wish to be left alone."""
        if isinstance(answer, Unreachable) and answer.status in _FOR_ALL and answer.retry_after:
            self.held, self.held_until = answer, now + min(answer.retry_after, LONGEST_HOLD)

    def refusal(self, now: datetime) -> Unreachable | None:
        """The answer that another feed of the host got, while it holds."""
        if not self.held or not self.held_until or self.held_until <= now:
            return None
        reason = f"{self.held.reason} (as it told another feed of its)"
        return Unreachable(reason, self.held.status, self.held_until - now)


@dataclass(slots=True)
class _Watch:
    """The time that is left for one feed; it stands still while we wait for our turn."""

    whole: float
    left: float

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        clock = asyncio.get_running_loop().time
        started = clock()
        try:
            async with asyncio.timeout(self.left) as limit:
                yield
        except TimeoutError as error:
            if limit.expired():
                raise Refused(f"no complete answer within {self.whole:g} s") from error
            raise
        finally:
            self.left -= clock() - started


@dataclass(kw_only=True)
class Fetcher:
    """The one client: `async with Fetcher(...) as fetcher: answer = await fetcher.fetch(feed, state)`.

    `contact` is an address where whoever runs a site finds us; `clock` gives the time (aware, UTC); `trust` replaces the
    certificates that are trusted by default, `lookup` and `wire` the system's resolver and its sockets.
    """

    version: str
    clock: Callable[[], datetime]
    contact: str = ""
    per_host: int = 1
    pause: timedelta = timedelta(seconds=1)
    allow_private: tuple[Network, ...] = ()
    proxy: str | None = None
    deadline: timedelta = timedelta(seconds=30)
    trust: ssl.SSLContext | None = None
    lookup: Lookup = resolve
    wire: httpcore.AsyncNetworkBackend = field(default_factory=httpcore.AnyIOBackend)
    _client: httpx.AsyncClient = field(init=False, repr=False)
    _guard: Guard = field(init=False, repr=False)
    _lines: dict[str, _Line] = field(init=False, repr=False, default_factory=dict)

    async def __aenter__(self) -> Self:
        """Open the client; one TLS context for all, because each costs 50 ms of CPU."""
        context = self.trust or httpx.create_ssl_context(trust_env=False)
        self._guard = Guard(self.allow_private, self.lookup, self.wire)
        self._client = httpx.AsyncClient(
            transport=httpx.AsyncHTTPTransport(verify=context, trust_env=False, limits=LIMITS, proxy=self.proxy)
            if self.proxy
            else Transport(context, self._guard),
            headers={
                "User-Agent": f"dispaccio/{self.version}" + (f" (+{self.contact})" if self.contact else ""),
                "Accept": _ACCEPT,
                "Accept-Encoding": ", ".join(PACKINGS),
            },
            timeout=httpx.Timeout(None, connect=CONNECT),
            trust_env=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # a feed needs none
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def fetch(self, feed: Feed, state: FeedState) -> Answer:
        """Ask for the feed, unless it is as it was (`state.etag`, `state.last_modified`). Never raises for a feed."""
        watch = _Watch(self.deadline.total_seconds(), self.deadline.total_seconds())
        url, asked, permanent = feed.url, set[str](), True
        while True:
            found = await self._ask(url, state, watch)
            if isinstance(found, Fetched | NotModified):
                return replace(found, moved=bool(asked) and permanent)
            if not isinstance(found, Redirect):
                return found
            asked.add(url)
            problem = _no_redirect(found.to, asked)
            if problem:
                return Unreachable(problem, final=True)
            url, permanent = found.to, permanent and found.permanent

    async def _ask(self, url: str, state: FeedState, watch: _Watch) -> Answer | Redirect:
        """One hop, when it is our turn; whatever failed in it is an answer."""
        host = "the server"
        try:
            host = httpx.URL(url).host or host
            async with watch.running():
                inside = await self._guard.is_inside(host)
            if inside:
                async with watch.running():
                    return await self._twice(url, host, state)
            async with self._turn(host) as line:
                if refused := line.refusal(self.clock()):
                    return refused
                async with watch.running():
                    answer = await self._twice(url, host, state)
                line.hold(answer, self.clock())
                return answer
        except FAILURES as error:
            return Unreachable(sentence(error, host), final=is_final(error))

    async def _twice(self, url: str, host: str, state: FeedState) -> Answer | Redirect:
        """A connection that broke is tried once more."""
        if self.proxy:
            with suppress(socket.gaierror):  # only the proxy may know the name
                await self._guard.usable(host)
        try:
            return await self._once(url, state)
        except _ONCE_MORE as error:
            if is_final(error):
                raise
        return await self._once(url, state, last=True)

    async def _once(self, url: str, state: FeedState, *, last: bool = False) -> Answer | Redirect:
        request = self._client.build_request("GET", url, headers=conditions(state))
        try:
            response = await self._client.send(request, stream=True, follow_redirects=False)
        except httpx.RemoteProtocolError as error:
            if isinstance(error.__cause__ or error.__context__, httpx.InvalidURL):  # httpx reads every Location
                raise Refused("redirected to what is no usable address") from error
            raise
        try:
            return await understand(response, self.clock(), last=last)
        finally:
            await response.aclose()

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[_Line]:
        """A place among those who ask this host now, and the pause since the last one began."""
        if len(self._lines) > _MOST_LINES:
            self._lines = {name: line for name, line in self._lines.items() if line.places.locked() or line.held}
        line = self._lines.setdefault(host, _Line(asyncio.Semaphore(self.per_host)))
        async with line.places:
            now = asyncio.get_running_loop().time()
            start = max(now, line.next_start)
            line.next_start = start + self.pause.total_seconds()
            await asyncio.sleep(start - now)
            yield line


def _no_redirect(to: str, asked: set[str]) -> str:
    """Why we do not go there; "" when we do."""
    scheme = httpx.URL(to).scheme
    if scheme not in {"http", "https"}:
        return f"redirected to an address of the kind {scheme[:20]}:, which is not followed"
    if to in asked:
        return "the redirects go in a circle"
    return f"more than {MOST_REDIRECTS} redirects" if len(asked) > MOST_REDIRECTS else ""
