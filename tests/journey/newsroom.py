"""What a journey needs around the real process: outlets on loopback, a config folder, and the command itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

THEMES = """
concepts:
  kim: {label: {it: Kim Jong-un, en: Kim Jong-un}, any: [Kim Jong Un], ko: [김정은], ru: ["Ким Чен Ын*"]}
  putin: {label: {it: Putin, en: Putin}, any: [Putin], ko: [푸틴], ru: ["Путин*"]}
  letter: {label: {it: lettera, en: letter}, kind: act, en: [letter], it: [lettera], ko: [편지, 축전], ru: ["письм*"]}
  troops: {label: {it: soldati, en: soldiers}, kind: act, en: [soldier, troops], it: [soldato]}
themes:
  - id: letters
    title: {it: Lettere, en: Letters}
    icon: "✉️"
    level: alert
    when: >
      kim and putin and letter
  - id: troops
    title: {it: Soldati, en: Soldiers}
    when: >
      (kim or putin) and troops
"""


@dataclass
class Entry:
    """One item that an outlet of the test publishes."""

    title: str
    summary: str = ""
    link: str = ""
    age: timedelta = timedelta(minutes=5)
    guid: str = ""


def rss(entries: list[Entry], now: datetime) -> bytes:
    """A feed with these entries."""
    items = "".join(
        f"<item><title>{escape(e.title)}</title><link>{escape(e.link or f'https://outlet.example/{n}')}</link>"
        f"<description>{escape(e.summary)}</description>"
        f"<guid isPermaLink='false'>{escape(e.guid or e.link or e.title)}</guid>"
        f"<pubDate>{format_datetime(now - e.age)}</pubDate></item>"
        for n, e in enumerate(entries)
    )
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>t</title>{items}</channel></rss>".encode()


@dataclass
class Answered:
    """One request that an outlet answered."""

    path: str
    status: int


@dataclass
class Outlets:
    """Documents on loopback, by path; each with an ETag. `status` overrides the answer of a path."""

    documents: dict[str, bytes] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    answered: list[Answered] = field(default_factory=list)
    base: str = ""

    def answer(self, path: str, if_none_match: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for one request."""
        body = self.documents.get(path)
        status = self.status.get(path, 200 if body is not None else 404)
        etag = f'"{blake2b(body or b"", digest_size=8).hexdigest()}"'
        if status == 200 and if_none_match == etag:
            status, body = 304, b""
        self.answered.append(Answered(path, status))
        headers = {
            "ETag": etag,
            "Content-Type": self.types.get(path, "application/rss+xml"),
            **self.headers.get(path, {}),
        }
        return status, headers, body or b""


@contextmanager
def outlets_on_loopback() -> Iterator[Outlets]:
    """A publisher in a thread of this process."""
    outlets = Outlets()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = outlets.answer(self.path, self.headers.get("If-None-Match", ""))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    outlets.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield outlets
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True)
class Finished:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  # whatever the command printed
        """What it printed, as data."""
        return json.loads(self.out)


@dataclass
class Desk:
    """One installation: a config folder, a state, an environment."""

    folder: Path
    outlets: Outlets
    environment: dict[str, str] = field(default_factory=dict)
    channel: str = '{id: main, to: "@sample", alerts: {independent: 1}}'
    telegram: str = ""
    themes: str = THEMES
    spoiled: bool = False  # the test breaks the state by hand

    @property
    def state(self) -> str:
        return f"sqlite:///{self.folder}/state/dispaccio.sqlite"

    def configure(self, *feeds: dict[str, str]) -> None:
        """Write the three files; a feed needs name, path, language."""
        config = self.folder / "config"
        config.mkdir(exist_ok=True)
        telegram = f"telegram: {{{self.telegram}}}\n" if self.telegram else ""
        (config / "bot.yaml").write_text(
            f"{telegram}channels:\n  - {self.channel}\n"
            "fetch: {interval: {least: 1s, most: 2s}, allow_private: [127.0.0.1/32]}\n",
            encoding="utf-8",
        )
        lines = [
            f'  - {{name: "{f["name"]}", url: "{self.outlets.base}{f["path"]}", language: {f["language"]}, '
            f'family: "{f.get("family", f["name"])}"}}'
            for f in feeds
        ]
        (config / "feeds.yaml").write_text(
            "\n".join(["feeds:", *lines]) + "\n" if lines else "feeds: []\n", encoding="utf-8"
        )
        (config / "themes.yaml").write_text(self.themes, encoding="utf-8")

    def arguments(self, *arguments: str) -> list[str]:
        where = ["--state", self.state, "--config", str(self.folder / "config")]
        return [sys.executable, "-W", "error::ResourceWarning", "-m", "bot", *arguments, *where]

    def environ(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("DISPACCIO", "TELEGRAM"))}
        return {**clean, "PYTHONIOENCODING": "utf-8", "DISPACCIO_LISTEN": "127.0.0.1:0", **self.environment}

    def run(self, *arguments: str, seconds: float = 90) -> Finished:
        """One command to its end."""
        done = subprocess.run(
            self.arguments(*arguments),
            env=self.environ(),
            cwd=Path(__file__).parents[2],
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())

    @contextmanager
    def service(self) -> Iterator[Running]:
        """`run` in the background; killed at the end when it still lives."""
        with (self.folder / "service.log").open("wb") as log:
            process = subprocess.Popen(
                self.arguments("run"),
                env=self.environ(),
                cwd=Path(__file__).parents[2],
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            yield Running(process, self.folder / "service.log")
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


@dataclass
class Running:
    """The service while it runs."""

    process: subprocess.Popen[bytes]
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")

    def page(self, seconds: float = 30) -> str:
        """The address of its page, once it is up."""
        mark = "the page is "
        wait_for(lambda: mark in self.log or self.process.poll() is not None, seconds)
        assert mark in self.log, self.log
        return self.log.partition(mark)[2].split()[0].rstrip("/")

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.page() + path, trust_env=False, timeout=10)

    def stop(self, name: signal.Signals = signal.SIGTERM, seconds: float = 15) -> tuple[int, float]:
        """Send the signal; exit code, and how long it took."""
        began = time.monotonic()
        self.process.send_signal(name)
        return self.process.wait(seconds), time.monotonic() - began


def wait_for(happens: Callable[[], bool], seconds: float = 30) -> None:
    """Until it happens; an assertion when it does not."""
    end = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def now() -> datetime:
    return datetime.now(UTC)
