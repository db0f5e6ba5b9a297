"""Opening a state: the engine, the migration, the lock of the one service."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from bot import __version__
from bot.errors import StateError, StateUnwritable
from bot.store import migrate
from bot.store.address import EXAMPLE, Address, Postgres, SqliteFile, read_address
from bot.store.base import Store
from bot.store.gate import Gate
from bot.store.lock import hold
from bot.store.state import SqlStore
from bot.store.tables import meta
from bot.store.trouble import border

PATIENCE = 30  # seconds that a statement waits for another process, and a thread for a connection
PRAGMAS = (
    f"PRAGMA busy_timeout = {PATIENCE * 1000}",
    "PRAGMA temp_store = MEMORY",  # the root file system of a container may be read-only
)
READING = (*PRAGMAS, "PRAGMA query_only = ON")
WRITING = (
    *PRAGMAS,
    "PRAGMA journal_mode = WAL",  # readers beside the writer
    "PRAGMA synchronous = FULL",  # a commit survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_size_limit = 67108864",
)
POOL = {"pool_size": 5, "max_overflow": 15}
ALONE = {"pool_size": 1, "max_overflow": 0}  # a state in memory is one connection: its units come one after the other
# a worker that was stopped inside a unit must not hold its rows for ever
SESSION = f"-c lock_timeout={PATIENCE}s -c idle_in_transaction_session_timeout=60s"
NO_DRIVER = 'a state in PostgreSQL needs its driver: pip install "dispaccio[postgres]"'
NO_STATE = "no state yet at {}; start it with `dispaccio once` or `dispaccio run`"


def open_store(url: str, *, now: datetime, service: bool = False, listen: str = "", read_only: bool = False) -> Store:
    """Open the state that `url` names, made and migrated as needed.

    `service` takes the lock of a SQLite file and says there where it listens. `read_only` glances beside a running
    service and changes nothing. Raises `StateLocked`, `StateTooNew`, `StateUnwritable`, else `StateError`.
    """
    address = read_address(url)
    with ExitStack() as undo:
        if isinstance(address, SqliteFile):
            _prepare(address.path, read_only=read_only)
        lock = hold(address.lock, now, listen) if service and isinstance(address, SqliteFile) else None
        if lock:
            undo.callback(lock.release)
        engine, place = make_engine(address, read_only=read_only)
        undo.callback(engine.dispose)
        with border(place):
            _bring_up(engine, address, place, now, locked=bool(lock), read_only=read_only)
        undo.pop_all()
    leads = None if isinstance(address, Postgres) else bool(lock) or not isinstance(address, SqliteFile)
    return SqlStore(engine, place, lock, read_only=read_only, leads=leads)


def _bring_up(engine: Engine, address: Address, place: str, now: datetime, *, locked: bool, read_only: bool) -> None:
    """Look at the schema, migrate when allowed, and prove that the state can be written."""
    with engine.connect() as connection:
        found = migrate.revision(connection, place)
    file = address if isinstance(address, SqliteFile) else None
    if read_only and (file or isinstance(address, Postgres)):
        if not found:
            raise StateError(NO_STATE.format(place))
        if found != migrate.SHIPPED.head:
            raise StateError(
                f"the state {place} was written by an older version; `dispaccio once` or `run` brings it up"
            )
        return
    with ExitStack() as undo:
        if found not in {"", migrate.SHIPPED.head} and file and not locked:
            undo.callback(hold(file.lock, now).release)  # never under a service of the older version
        with engine.connect() as connection:
            writing = connection.execution_options(writing=True)
            if found != migrate.SHIPPED.head:
                migrate.upgrade(writing, place, file.path if file else None)
            with writing.begin():
                opened = {"written_by": __version__, "opened": now.isoformat()}
                Gate(writing, place, writing=True).put(
                    meta, [{"name": name, "value": said} for name, said in opened.items()]
                )


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
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return connect


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


def _prepare(path: Path, *, read_only: bool) -> None:
    """The folder of a file must be there; for a glance the file too."""
    if read_only and not path.exists():
        raise StateError(NO_STATE.format(path))
    if path.is_dir():
        raise StateError(f"{path} is a folder, not a state; {EXAMPLE}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StateUnwritable(
            f"cannot make the folder {path.parent}: {error.strerror}; check the path and its rights"
        ) from error
