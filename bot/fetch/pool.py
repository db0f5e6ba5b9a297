"""Open connections: how many at once, and which are kept for the next request to the same place.

httpcore's own pool looks at every connection for every other one at each request, which with sixteen feeds at a time
takes a third of what a poll costs. Feeds live on hosts of their own, so this one only keeps the last few idle ones.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, Self

import httpcore

MOST = 100  # connections at a time
KEPT = 10  # of them idle
EXPIRY = 15.0  # seconds after which an idle one is closed


@dataclass(slots=True)
class Pool:
    """Takes the place of `httpcore.AsyncConnectionPool` in httpx's transport; `wire` opens the sockets."""

    context: ssl.SSLContext
    wire: httpcore.AsyncNetworkBackend
    idle: list[httpcore.AsyncHTTPConnection] = field(default_factory=list)
    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        """Ask over a kept connection or a new one; it comes back when the response is closed."""
        if request.url.scheme not in {b"http", b"https"}:
            raise httpcore.UnsupportedProtocol("only http and https")
        await self.places.acquire()
        connection, response = None, None
        try:
            connection = await self._kept(request.url.origin) or self._new(request.url.origin)
            response = await connection.handle_async_request(request)
        finally:
            if response is None:  # whatever went wrong, also when we were told to stop
                self.places.release()
                if connection:
                    await connection.aclose()
        body = _Body(response.stream, self, connection)
        return httpcore.Response(
            response.status, headers=response.headers, content=body, extensions=response.extensions
        )

    async def aclose(self) -> None:
        """Close what is kept."""
        idle, self.idle = self.idle, []
        for connection in idle:
            await connection.aclose()

    async def give_back(self, connection: httpcore.AsyncHTTPConnection) -> None:
        """Keep it when its answer was read to the end; the one kept for longest goes."""
        self.places.release()
        if not connection.is_idle():
            await connection.aclose()
            return
        self.idle.append(connection)
        if len(self.idle) > KEPT:
            await self.idle.pop(0).aclose()

    def _new(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection:
        return httpcore.AsyncHTTPConnection(
            origin, ssl_context=self.context, keepalive_expiry=EXPIRY, network_backend=self.wire
        )

    async def _kept(self, origin: httpcore.Origin) -> httpcore.AsyncHTTPConnection | None:
        """An idle connection to there that still lives."""
        for connection in [each for each in self.idle if each.can_handle_request(origin)]:
            if connection not in self.idle:  # another request took it while we closed an expired one
                continue
            self.idle.remove(connection)
            if not connection.has_expired():
                return connection
            await connection.aclose()
        return None


@dataclass(slots=True)
class _Body:
    """The body of a response; closing it gives the connection back."""

    stream: Any  # httpcore's type is wider than what is ever there
    pool: Pool
    connection: httpcore.AsyncHTTPConnection
    closed: bool = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self.stream:
            yield part

    async def aclose(self) -> None:
        """Give the connection back, once."""
        if self.closed:
            return
        self.closed = True
        try:
            await self.stream.aclose()
        finally:
            await self.pool.give_back(self.connection)
