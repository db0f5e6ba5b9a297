"""HTTP/1.1 on plain asyncio streams, so that a fault can reset a connection or leave it without an answer."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import h11

from tests.telegram.answers import Answer, Cut


@dataclass(frozen=True, slots=True)
class Request:
    """One request: `path` still quoted, `query` without its question mark."""

    method: str
    path: str
    query: str
    content_type: str
    body: bytes


Handler = Callable[[Request], Awaitable[Answer | Cut]]


class Wire:
    """A listening socket on 127.0.0.1; every request goes to `handle`, which answers or cuts the connection."""

    def __init__(self, handle: Handler, port: int = 0) -> None:
        self.handle = handle
        self.port = port
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Listens; port 0 becomes the free port that was found."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Stops listening and drops every connection, whatever it waits for."""
        if self._server:
            self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            await self._converse(reader, writer)
        except (ConnectionError, h11.RemoteProtocolError, asyncio.CancelledError):
            pass  # the client went away or the fake is closing: either way nobody is left to tell
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = h11.Connection(h11.SERVER)
        while request := await _read(connection, reader):
            answer = await self.handle(request)
            if isinstance(answer, Cut):
                _cut(writer, answer)
                return
            writer.write(_bytes(connection, answer))
            await writer.drain()
            if connection.our_state is h11.MUST_CLOSE:
                return
            connection.start_next_cycle()


async def _read(connection: h11.Connection, reader: asyncio.StreamReader) -> Request | None:
    """The next request with its whole body, None when the client has ended the connection."""
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(65536))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
        elif isinstance(event, h11.EndOfMessage) and head:
            return _request(head, bytes(body))
        else:
            return None


def _request(head: h11.Request, body: bytes) -> Request:
    path, _, query = head.target.decode("ascii").partition("?")
    kinds = [value.decode("latin-1") for name, value in head.headers if name == b"content-type"]
    return Request(head.method.decode(), path, query, kinds[0] if kinds else "", body)


def _bytes(connection: h11.Connection, answer: Answer) -> bytes:
    headers = [*answer.headers, ("Content-Length", str(len(answer.body)))]
    parts = (
        connection.send(h11.Response(status_code=answer.status, headers=headers)),
        connection.send(h11.Data(data=answer.body)),
        connection.send(h11.EndOfMessage()),
    )
    return b"".join(part for part in parts if part)


def _cut(writer: asyncio.StreamWriter, how: Cut) -> None:
    if how is Cut.RESET:
        raw = writer.get_extra_info("socket")
        # Lingering for 0 seconds makes the kernel send a reset instead of an orderly end.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort()
