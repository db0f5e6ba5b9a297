"""`dispaccio health` as the container runs it: the real command against a real service, and against all that is none."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from bot.doors.page import PageView
from bot.doors.probe import split_address
from bot.doors.web import HealthView, make_app, serve
from bot.errors import DispaccioError

# What costs more than a health check may: none of it is needed to ask one question.
HEAVY = (
    "asyncio",
    "httpx",
    "jinja2",
    "pydantic",
    "sqlalchemy",
    "sqlite3",
    "starlette",
    "structlog",
    "telegram",
    "typer",
)


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder with nothing in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("DISPACCIO_STATE", "DISPACCIO_LISTEN", "DISPACCIO_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def health(*arguments: str, python: tuple[str, ...] = ()) -> Said:
    command = [sys.executable, *python, "-m", "bot", "health", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    return Said(done.returncode, done.stdout, done.stderr)


async def asked(*arguments: str) -> Said:
    """The same beside a service that runs in this loop."""
    return await asyncio.to_thread(health, *arguments)


@contextlib.asynccontextmanager
async def service(
    status: Literal["healthy", "degraded", "unhealthy"] = "healthy", listen: str = "127.0.0.1:0", **checks: str
) -> AsyncIterator[str]:
    """A service in the given health; gives its address."""
    page = PageView("c", "", "en", "UTC", (), None, "")
    app = make_app(page=lambda: page, health=lambda: HealthView(status, checks), metrics=bytes)
    async with serve(app, listen) as address:
        yield address


def announce(database: Path, listen: object) -> None:
    """What the store writes beside its file."""
    database.parent.mkdir(parents=True, exist_ok=True)
    said = {"pid": 1, "listen": listen, "since": "2026-03-01T07:00:00+00:00"}
    database.with_name(f"{database.name}.lock").write_text(json.dumps(said) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("status", "checks", "line", "code"),
    [
        ("healthy", {"state": "ok"}, "healthy\n", 0),
        ("degraded", {"state": "ok", "feeds": "no feed\nanswers"}, "degraded: feeds: no feed answers\n", 0),
        ("unhealthy", {"tick": "silent", "state": "full"}, "unhealthy: tick: silent; state: full\n", 1),
    ],
)
async def test_the_service_beside_the_default_state_is_asked(
    here: Path, status: Literal["healthy", "degraded", "unhealthy"], checks: dict[str, str], line: str, code: int
) -> None:
    """The container runs the bare command: a wrong 0 hides a dead service, a wrong 1 restarts a good one."""
    async with service(status, **checks) as address:
        announce(here / "state" / "dispaccio.sqlite", address)
        said = await asked()
    assert (said.out, said.code) == (line, code)
    assert bool(said.err) == bool(code), "the last line on stderr says what to do"


async def test_json_is_one_object_with_the_checks(here: Path) -> None:
    async with service("degraded", feeds="nessuno risponde", state="ok") as address:
        announce(here / "state" / "dispaccio.sqlite", address)
        said = await asked("--json")
    checks = {"feeds": "nessuno risponde", "state": "ok"}
    assert json.loads(said.out) == {"status": "degraded", "address": address, "checks": checks}
    assert said.out.count("\n") == 1
    assert said.code == 0


async def test_a_state_named_by_option_or_environment_leads_to_its_service(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two services on one machine: each is asked by its own state, wherever it listens."""
    async with service() as one, service("unhealthy") as other:
        announce(here / "a.sqlite", one)
        announce(here / "deep" / "b.sqlite", other)
        monkeypatch.setenv("DISPACCIO_STATE", f"sqlite:///{here}/deep/b.sqlite")
        assert (await asked()).code == 1
        assert (await asked("--state", "sqlite:///a.sqlite", "--config", "elsewhere")).code == 0
        assert (await asked(f"--state=sqlite:///{here}/a.sqlite")).code == 0


async def test_without_a_lock_file_the_listening_address_is_asked(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL there is no file, and in the container the service listens on 0.0.0.0."""
    del here
    async with service(listen="0.0.0.0:0") as address:
        assert address.startswith("0.0.0.0:")
        monkeypatch.setenv("DISPACCIO_LISTEN", address)
        assert await asked("--state", "postgresql://user:word@db.invalid/x") == Said(0, "healthy\n", "")
        assert await asked() == Said(0, "healthy\n", "")


@pytest.mark.parametrize(
    "written", ["", "{", "[]", "null", '{"pid": 1}', '{"pid": 1, "listen": ""}', '{"listen": 8080}']
)
async def test_a_lock_file_that_says_nothing_is_passed_over(
    here: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    """Right after its start a service has the lock and does not listen yet."""
    (here / "s.sqlite.lock").write_text(written, encoding="utf-8")
    async with service() as address:
        monkeypatch.setenv("DISPACCIO_LISTEN", address)
        assert (await asked("--state", "sqlite:///s.sqlite")).code == 0


def test_a_service_that_is_not_there_is_not_running(here: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = "{}:{}".format(*door.getsockname())
    announce(here / "state" / "dispaccio.sqlite", address)
    said = health()
    assert said.out == f"not running: nothing answers at {address} (Connection refused)\n"
    assert said.code == 1
    assert "dispaccio run" in said.err.splitlines()[-1]
    as_json = health("--json")
    assert as_json.code == 1
    assert json.loads(as_json.out)["status"] == "not running"


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, answer: bytes) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(answer)
    await writer.drain()
    writer.close()


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi",
            "not running: what answers at {} is not dispaccio (HTTP 200)",
        ),
        (
            b'HTTP/1.1 200 OK\r\n\r\n{"status": [], "checks": {}}',
            "not running: what answers at {} is not dispaccio (HTTP 200)",
        ),
        (b"HTTP/1.1 404 No\r\n\r\n" + b"[" * 60_000, "not running: what answers at {} is not dispaccio (HTTP 404)"),
        (b"HTTP/1.1 500 Oh\r\n\r\n", "unhealthy: {} answers with HTTP 500"),
        (b"220 mail.example\r\n", "not running: what answers at {} is no web server"),
        (b"", "not running: what answers at {} is no web server"),
    ],
)
async def test_another_program_on_the_port_is_not_taken_for_the_service(
    here: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes, line: str
) -> None:
    """After a crash the port may be somebody else's: its 200 says nothing about us."""
    del here
    server = await asyncio.start_server(lambda r, w: _answer(r, w, answer), "127.0.0.1", 0)
    async with server:
        address = "{}:{}".format(*server.sockets[0].getsockname())
        monkeypatch.setenv("DISPACCIO_LISTEN", address)
        said = await asked()
    assert (said.out, said.code) == (line.format(address) + "\n", 1)


def test_a_service_that_hangs_is_unhealthy_after_three_seconds(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del here
    with socket.create_server(("127.0.0.1", 0)) as door:
        address = "{}:{}".format(*door.getsockname())
        monkeypatch.setenv("DISPACCIO_LISTEN", address)
        assert health().out == f"unhealthy: {address} does not answer within 3 s\n"


@pytest.mark.parametrize(
    "arguments",
    [["--nonsense"], ["word"], ["--state"], ["--state", "nonsense"], ["--state", "mysql://x/y"], ["--stat=x"]],
)
def test_wrong_usage_is_exit_code_2_and_no_answer(here: Path, arguments: list[str]) -> None:
    del here
    said = health(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err.strip()


def test_a_bad_address_in_the_environment_is_wrong_usage(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del here
    monkeypatch.setenv("DISPACCIO_LISTEN", "8080")
    said = health()
    assert (said.code, said.out) == (2, "")
    assert "DISPACCIO_LISTEN" in said.err


def test_help_names_the_options(here: Path) -> None:
    del here
    said = health("--help")
    assert said.code == 0
    assert all(option in said.out for option in ("--state", "--config", "--json"))


def test_a_health_check_costs_little(here: Path) -> None:
    """It runs every few seconds for years: no more than 0.3 s of processor time, nothing heavy imported."""
    del here
    said = health(python=("-X", "importtime"))
    imported = set(re.findall(r"\| +([\w.]+)$", said.err, re.MULTILINE))
    assert "bot.doors.probe" in imported
    assert not {name for name in imported if name.partition(".")[0] in HEAVY}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "health"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert usage.ru_utime + usage.ru_stime <= 0.3


def test_addresses_are_read_as_people_write_them() -> None:
    assert split_address(" localhost:80 ") == ("localhost", 80)
    assert split_address("[::]:8080") == ("::", 8080)
    with pytest.raises(DispaccioError, match="host:port"):
        split_address("::1:8080")
