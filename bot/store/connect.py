"""Engines: how each is connected to, and with which settings."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StateError
from bot.store.address import EXAMPLE, Address, Postgres, SqliteFile

PATIENCE = 30  # seconds that a statement waits for another process, and a thread for a connection
PRAGMAS = (
    f"PRAGMA busy_timeout = {PATIENCE * 1000}",
    "PRAGMA temp_store = MEMORY",  # the root file system of a container may be read-only
)
READING = (*PRAGMAS, "PRAGMA query_only = ON")
WRITING = (
    *PRAGMAS,
    "PRAGMA synchronous = FULL",  # a commit survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_size_limit = 67108864",
)
POOL = {"pool_size": 5, "max_overflow": 15}
ALONE = {"pool_size": 1, "max_overflow": 0}  # a state in memory is one connection: its units come one after the other
# a worker that was stopped inside a unit must not hold its rows for ever
SESSION = f"-c lock_timeout={PATIENCE}s -c idle_in_transaction_session_timeout=60s"
NO_DRIVER = 'a state in PostgreSQL needs its driver: pip install "dispaccio[postgres]"'


def make_engine(address: Address, *, read_only: bool) -> tuple[Engine, str]:
    """The engine of an address, and what to call it in an error: never with a password."""
    if isinstance(address, Postgres):
        return _postgres(address.url)
    file = address.path.absolute() if isinstance(address, SqliteFile) else None
    name = f"file:{quote(str(file))}?mode={'rw' if read_only else 'rwc'}" if file else ":memory:"
    engine = create_engine(
        URL.create("sqlite"),
        creator=_connector(name, READING if read_only and file else WRITING),
        poolclass=QueuePool,
        pool_timeout=PATIENCE,
        hide_parameters=True,
        **(POOL if file else ALONE),
    )
    event.listen(engine, "begin", _begin)
    return engine, str(address)


def _connector(name: str, pragmas: tuple[str, ...]) -> Callable[[], sqlite3.Connection]:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(name, uri=True, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
        try:
            for pragma in pragmas:
                connection.execute(pragma)
            if pragmas is WRITING:
                _write_ahead(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return connect


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Let readers work beside the writer. A new file is changed once, and for that SQLite does not wait by itself."""
    for _ in range(PATIENCE * 20):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY":
                raise
            time.sleep(0.05)
        else:
            return


def _begin(connection: Connection) -> None:
    """Take the one right to write at once: a transaction that asks for it later can fail in the middle."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _postgres(text: str) -> tuple[Engine, str]:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StateError(f"the state's URL cannot be read; {EXAMPLE}") from None
    given = url.query.get("options", "")
    options = " ".join((SESSION, *((given,) if isinstance(given, str) else given)))
    place = f"postgresql://{url.host or ''}{f':{url.port}' if url.port else ''}/{url.database or ''}"
    try:
        engine = create_engine(
            url,
            pool_pre_ping=True,
            pool_timeout=PATIENCE,
            hide_parameters=True,
            **POOL,
            connect_args={"connect_timeout": 10, "application_name": "dispaccio", "options": options},
        )
    except ImportError:
        raise StateError(NO_DRIVER) from None
    return engine, place
