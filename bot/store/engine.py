"""Opening a state: the lock of the one service, the migration, the proof that it can be written."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from bot import __version__
from bot.errors import StateError, StateUnwritable
from bot.store import migrate
from bot.store.address import EXAMPLE, Address, Postgres, SqliteFile, read_address
from bot.store.connect import make_engine
from bot.store.gate import Gate
from bot.store.lock import hold
from bot.store.state import SqlStore
from bot.store.tables import meta
from bot.store.trouble import border

NO_STATE = "no state yet at {}; start it with `dispaccio once` or `dispaccio run`"


def open_store(
    url: str, *, now: datetime, service: bool = False, listen: str = "", read_only: bool = False
) -> SqlStore:
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
        found = migrate.revision(connection, place, migrate.SHIPPED)
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
                migrate.upgrade(writing, place, migrate.SHIPPED, file.path if file else None)
            with writing.begin():
                opened = {"written_by": __version__, "opened": now.isoformat()}
                Gate(writing, place, writing=True).put(
                    meta, [{"name": name, "value": said} for name, said in opened.items()]
                )


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
