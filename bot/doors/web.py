"""The window of the service: the preview of the channel, its health, its metrics. It only shows, it takes nothing in.

    async with serve(make_app(page=..., health=..., metrics=...), "127.0.0.1:8080") as address:
        ...

Every answer that the app gives carries the same headers: no script, no foreign asset, no frame, no store.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import structlog
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.doors.page import PageView, render_notice, render_page
from bot.doors.probe import split_address
from bot.errors import DispaccioError

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
# Seconds that an answer under way may take at the end; then its connection is cut.
GRACE = 1
# Visitors never take more of the process's threads than this: the jobs need theirs.
AT_ONCE = 2

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class HealthView:
    """How the service is. A check, by its name, is "ok" or says in a few words what is wrong."""

    status: Literal["healthy", "degraded", "unhealthy"]
    checks: Mapping[str, str] = field(default_factory=dict)


def make_app(
    *, page: Callable[[], PageView], health: Callable[[], HealthView], metrics: Callable[[], bytes]
) -> Starlette:
    """The app. The three callables may block: they run in worker threads, `AT_ONCE` at a time."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def in_turn(work: Callable[[], T]) -> T:
        async with turns:
            return await asyncio.to_thread(work)

    async def show_page(_request: Request) -> Response:
        html = await in_turn(lambda: render_page(page()))
        return Response(html, media_type="text/html", headers=HEADERS)

    async def show_health(_request: Request) -> Response:
        view = await in_turn(health)
        return _tell(view)

    async def show_metrics(_request: Request) -> Response:
        return Response(await in_turn(metrics), headers={**HEADERS, "Content-Type": PROMETHEUS})

    app = Starlette(
        routes=[Route("/", show_page), Route("/health", show_health), Route("/metrics", show_metrics)],
        exception_handlers={HTTPException: _refuse, Exception: _fail},
    )
    app.router.redirect_slashes = False  # an answer of the library's own would lack our headers
    return app


async def _refuse(request: Request, error: Exception) -> Response:
    """404 for other paths, 405 for anything but GET and HEAD."""
    refused = error if isinstance(error, HTTPException) else HTTPException(500)
    return _notice(request, refused.status_code, refused.headers or {})


async def _fail(request: Request, error: Exception) -> Response:
    """500, and one line in the log: the visitor learns nothing of the inside."""
    structlog.stdlib.get_logger("dispaccio").error("the page failed", path=request.url.path, exc_info=error)
    if request.url.path == "/health":
        return _tell(HealthView("unhealthy", {"health": "cannot be told; the service's log says why"}))
    return _notice(request, 500, {})


def _tell(view: HealthView) -> Response:
    said = {"status": view.status, "checks": dict(view.checks)}
    return JSONResponse(said, status_code=503 if view.status == "unhealthy" else 200, headers=HEADERS)


def _notice(request: Request, code: int, headers: Mapping[str, str]) -> Response:
    language = request.headers.get("accept-language", "")[:2].lower()
    html = render_notice(code, language)
    return Response(html, code, headers={**headers, **HEADERS}, media_type="text/html")


class _Server(uvicorn.Server):
    """uvicorn inside a loop that is not its own: signals are the service's business."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Catch none."""
        yield


@contextlib.asynccontextmanager
async def serve(app: ASGIApp, listen: str) -> AsyncIterator[str]:
    """Serve while the block runs; gives the real "host:port" (port 0 takes a free one).

    Raises `DispaccioError` with one line when `listen` is no address, or cannot be listened on.
    """
    door = await _open(listen)
    # Silent: what goes wrong in the app is logged by the app, once.
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[door]))
    host, port = door.getsockname()[:2]
    try:
        yield f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    finally:
        server.should_exit = True
        await serving
        for connection in list(server.server_state.connections):
            connection.transport.abort()
        await asyncio.sleep(0)  # the loop closes what was aborted


async def _open(listen: str) -> socket.socket:
    host, port = split_address(listen)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        family, _, _, _, address = found[0]
        return socket.create_server((str(address[0]), port), family=family)
    except (OSError, ValueError) as error:  # ValueError: a name that no resolver could be asked for
        why = getattr(error, "strerror", None) or str(error)
        why = why.partition(" (while")[0]  # Python adds the address, which we name already
        raise DispaccioError(
            f"cannot listen on {listen}: {why}; set DISPACCIO_LISTEN to a free host:port, or stop what uses this one"
        ) from error
