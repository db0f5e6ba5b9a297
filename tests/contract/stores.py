"""The engines that the contract suite of the store runs on, and the nouns that it stores.

SQLite is a file in a temporary folder. PostgreSQL is a throw-away server of this session, when its programs are
installed: skipped with the reason when not, a failure where CI says that nothing may be skipped.
"""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.model import Delivery, Digest, Evidence, Item, Level, Match, Message, Starts, Story
from bot.store.base import Store, Unit
from bot.store.engine import open_store
from bot.store.tables import metadata

NOW = datetime(2026, 3, 14, 9, 26, 53, 589793, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=60)
FAST = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=32MB -c autovacuum=off -c jit=off"
)
T = TypeVar("T")


def item(number: int = 1, **other: object) -> Item:
    """An item of an invented outlet; every number is another one, first seen a minute later."""
    plain = Item(
        id=f"{number:016x}",
        feed="https://wire.example/feed",
        outlet="Wire (sample)",
        family="wire",
        language="en",
        title=f"Headline {number}",
        summary=f"What happened, part {number}.",
        link=f"https://wire.example/{number}?from=feed",
        url=f"wire.example/{number}",
        host="wire.example",
        guid=f"guid-{number}",
        published=NOW + MINUTE * (number - 5),
        seen=NOW + MINUTE * number,
    )
    return replace(plain, **other)  # type: ignore[arg-type]  # a test names the field that it is about


def match(item_: Item, theme: str = "letters") -> Match:
    """A theme that fired on the first word of the title."""
    word = item_.title.split()[0]
    return Match(item_.id, theme, (Evidence("title", 0, len(word), word, "headline*", "news"),))


def message(*stories: str, part: int = 1) -> Message:
    """A message that holds these stories."""
    return Message(part, f"<b>{', '.join(stories)}</b>", stories)


def told(*stories: Story, name: str = "d1", channel: str = "main") -> tuple[Digest, list[Delivery]]:
    """A digest of these stories and its one delivery, `NAME-1`."""
    digest = Digest(name, channel, Level.DIGEST, NOW, stories)
    return digest, [Delivery(f"{name}-1", name, channel, message(*(story.id for story in stories)), NOW)]


def placed(unit: Unit, *numbers: int, story: str = "", theme: str = "letters", stale: bool = False) -> Story:
    """Store these items as one story; its id is "s" and the first number, unless it is named."""
    name = story or f"s{numbers[0]}"
    for number in numbers:
        one = item(number, stale=stale)
        unit.items.add(one, [f"key-{number}"], [match(one, theme)])
        unit.stories.place(one, name, Starts(), NOW)
    (whole,) = unit.stories.get([name])
    return whole


def race(*runners: Callable[[], T]) -> list[T]:
    """Run all of them at once, each in a thread, from one barrier; what they gave, in their order.

    An exception of any of them is raised here.
    """
    barrier = threading.Barrier(len(runners))
    results: dict[int, T] = {}
    errors: list[BaseException] = []

    def run(place: int, runner: Callable[[], T]) -> None:
        barrier.wait(10)
        try:
            results[place] = runner()
        except BaseException as error:  # noqa: BLE001 it is raised again below
            errors.append(error)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(runners)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if errors:
        raise errors[0]
    return [results[place] for place in range(len(runners))]


@dataclass
class Server:
    """A PostgreSQL server of our own: a free port of the loopback, data in a temporary folder, no durability."""

    programs: Path
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="pg")))
    port: int = 0
    databases: int = 0

    def start(self) -> None:
        """Make the cluster and start it. Its own order of texts is linguistic, where the server can: ours must not be."""
        if os.getuid() == 0:  # postgres refuses root
            shutil.chown(self.folder, "nobody")
        data, log = str(self.folder / "data"), str(self.folder / "log")
        make = ["initdb", "-D", data, "-U", "dispaccio", "-A", "trust", "-N", "-E", "UTF8", "--locale=C"]
        if self._run(*make, "--locale-provider=icu", "--icu-locale=en-US", check=False):
            shutil.rmtree(data, ignore_errors=True)
            self._run(*make)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        where = f"-k {self.folder} -p {self.port} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-o", f"{FAST} {where}", "start")

    def stop(self) -> None:
        """End it and leave nothing."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The URL of one of its databases; the server trusts everybody, so the password is any."""
        return f"postgresql://dispaccio:secret-word@127.0.0.1:{self.port}/{database}"

    def new(self) -> str:
        """The URL of a new, empty database."""
        self.databases += 1
        self.sql("postgres", f"CREATE DATABASE test{self.databases}")
        return self.url(f"test{self.databases}")

    def sql(self, database: str, *statements: str) -> None:
        """Run statements by hand; foreign keys are not minded."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as session:
            session.execute("SET session_replication_role = replica")
            for statement in statements:
                session.execute(statement.encode())

    def wipe(self, database: str) -> None:
        """Forget every row but the schema's revision."""
        self.sql(database, *(f"DELETE FROM {table}" for table in metadata.tables))  # noqa: S608 our own tables

    def _run(self, program: str, *arguments: str, check: bool = True) -> int:
        as_nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
        command = [*as_nobody, str(self.programs / program), *arguments]
        with (self.folder.parent / f"{self.folder.name}.out").open("w+b") as said:
            done = subprocess.run(command, check=False, stdout=said, stderr=said, env=plain, timeout=90, cwd="/")
            said.seek(0)
            if check and done.returncode:
                pytest.fail(f"{program}: {said.read().decode(errors='replace')}")
        Path(said.name).unlink()
        return done.returncode


def find_programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest version first; None when they cannot be run here."""
    if os.getuid() == 0 and not shutil.which("setpriv"):
        return None
    on_path = shutil.which("pg_ctl")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: (len(str(path)), path))
    places = [Path(on_path).resolve()] if on_path else []
    whole = [path.parent for path in [*places, *reversed(found)] if (path.parent / "initdb").exists()]
    return whole[0] if whole else None


def no_postgres(reason: str) -> None:
    """Skip, or fail where nothing may be skipped."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{reason}, and CI must test it: install the server (package postgresql)")
    pytest.skip(reason)


@dataclass
class Engine:
    """One kind of engine with a state for one test: `url` names it, migrated; `server` is None for SQLite."""

    name: str
    url: str
    server: Server | None = None
    opened: list[Store] = field(default_factory=list)

    def open(self, *, service: bool = False, now: datetime = NOW) -> Store:
        """Another worker on the same state; closed at the end of the test."""
        store = open_store(self.url, now=now, service=service)
        self.opened.append(store)
        return store

    def empty(self) -> str:
        """The URL of a state that nobody has opened yet."""
        return self.server.new() if self.server else f"{self.url}.empty"

    def sql(self, *statements: str) -> None:
        """What a careless person does to the database by hand: foreign keys are not minded."""
        if self.server:
            self.server.sql(self.url.rpartition("/")[2], *statements)
            return
        with closing(sqlite3.connect(self.url.removeprefix("sqlite:///"), isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)


def ids(things: Sequence[Item | Delivery | Story]) -> list[str]:
    """Their ids, in order."""
    return [thing.id for thing in things]
