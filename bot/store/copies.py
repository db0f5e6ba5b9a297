"""Copies of a whole state: backup to a file, restore from it, move to another engine.

A backup is itself a state, always a SQLite file, whatever engine it came from: `--state sqlite:///FILE` looks into it.
Restoring and moving happen in one transaction of the target: afterwards everything is there, or all is as before.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, delete, func, insert, select

from bot.errors import StateError, StateUnwritable
from bot.store.address import SqliteFile, read_address
from bot.store.engine import open_store
from bot.store.lock import hold
from bot.store.state import SqlStore
from bot.store.tables import deliveries, meta, metadata
from bot.store.trouble import border

SLICE = 1000  # rows in memory at a time
MAGIC = b"SQLite format 3\0"
TABLES = [table for table in metadata.sorted_tables if table is not meta]  # what points comes after what it points at


def backup(url: str, file: Path, *, now: datetime) -> None:
    """Write the state to `file`, beside a running service; an older backup of that name is replaced at the end.

    Raises `StateError` when `file` is something else, `StateUnwritable` when it cannot be written.
    """
    if file.exists() and not _is_sqlite(file):
        raise StateError(f"{file} exists and is no backup; name another file")
    part = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        _write(url, part, now)
        part.replace(file)
    except OSError as error:
        raise StateUnwritable(f"cannot write {file}: {error.strerror}; check the folder and its rights") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def restore(file: Path, url: str, *, now: datetime) -> None:
    """Put the state of a backup, also of an older version, in place of what `url` holds.

    A damaged SQLite file at `url` is kept as `NAME.damaged`. Raises `StateError` when the backup is missing or damaged
    (nothing is changed), `StateLocked` while a service runs.
    """
    if not file.is_file() or not _is_sqlite(file):
        raise StateError(f"{file} is no backup; only a file that `backup` wrote can be restored")
    with TemporaryDirectory() as folder:
        work = Path(shutil.copy(file, Path(folder) / "restore.sqlite"))  # opening may migrate it
        if not _is_sound(work):
            raise StateError(f"{file} is damaged; restore another backup (nothing was changed)")
        _set_aside(url, now)
        with opened(f"sqlite:///{work}", now) as source, opened(url, now, service=True) as target:
            _copy(source, target, over=True)


def move(url: str, to: str, *, now: datetime) -> None:
    """Copy the state at `url` to the empty state at `to`; `url` stays as it is.

    Raises `StateError` when `to` holds anything, `StateLocked` while a service runs on either.
    """
    with opened(url, now, service=True) as source, opened(to, now, service=True) as target:
        _copy(source, target, over=False)


@contextmanager
def opened(url: str, now: datetime, *, service: bool = False, read_only: bool = False) -> Iterator[SqlStore]:
    """An open state, closed at the end."""
    store = open_store(url, now=now, service=service, read_only=read_only)
    try:
        yield store
    finally:
        store.close()


def _write(url: str, part: Path, now: datetime) -> None:
    address = read_address(url)
    with opened(url, now, read_only=True) as source:
        if not isinstance(address, SqliteFile):
            with opened(f"sqlite:///{part}", now) as target:
                _copy(source, target, over=False)
            return
        with border(str(part)), closing(sqlite3.connect(address.path)) as here, closing(sqlite3.connect(part)) as there:
            here.backup(there)


def _copy(source: SqlStore, target: SqlStore, *, over: bool) -> None:
    """Every row, in one transaction on either side; the rows of each table are counted on both sides before it ends."""
    with border(f"{source.place} or {target.place}"), source.reading() as reading, target.writing() as writing:
        full = [table.name for table in TABLES if _count(writing, table.name)]
        if full and not over:
            raise StateError(f"the state {target.place} is not empty (it has {', '.join(full)}); name a new one")
        for table in reversed(TABLES):
            writing.execute(delete(table))
        for table in TABLES:
            rows = reading.execution_options(yield_per=SLICE).execute(select(table))
            for part in rows.mappings().partitions():
                writing.execute(insert(table), [dict(row) for row in part])
            if _count(reading, table.name) != _count(writing, table.name):
                raise StateError(f"the table {table.name} did not arrive whole at {target.place}; nothing was written")
        if writing.dialect.name == "postgresql":  # it numbers the next delivery by itself
            last = func.coalesce(func.max(deliveries.c.seq), 0) + 1
            writing.execute(select(func.setval(func.pg_get_serial_sequence("deliveries", "seq"), last, False)))


def _count(connection: Connection, table: str) -> int:
    return int(connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one())


def _set_aside(url: str, now: datetime) -> None:
    """Who restores because the state is damaged must not be stopped by the damage."""
    address = read_address(url)
    if not isinstance(address, SqliteFile) or not _is_sqlite(address.path):
        return
    path = address.path
    lock = hold(address.lock, now)
    try:
        damaged = [] if _is_sound(path) else [path.with_name(path.name + end) for end in ("", "-wal", "-shm")]
        for old in filter(Path.exists, damaged):
            old.replace(path.with_name(old.name.replace(path.name, f"{path.name}.damaged", 1)))
    finally:
        lock.release()


def _is_sound(file: Path) -> bool:
    """True when every page of a SQLite file can be read and every row points at something."""
    try:
        with closing(sqlite3.connect(file)) as bare:
            whole = bare.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return whole and not bare.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error:
        return False


def _is_sqlite(file: Path) -> bool:
    try:
        with file.open("rb") as opened_file:
            return opened_file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False
