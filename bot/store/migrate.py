"""Brings a state to the newest schema: looks which one it has, refuses what it cannot read, copies the file first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, inspect, select, text

from bot import __version__
from bot.errors import StateError, StateTooNew
from bot.store.tables import meta, metadata

FOLDER = Path(__file__).with_name("migrations")
VERSION_TABLE = "dispaccio_revision"
COPIES = 3  # automatic backups that are kept


@dataclass(frozen=True, slots=True)
class History:
    """The migrations: files `NNNN_what.py` in these folders, the number being the revision."""

    folders: tuple[Path, ...] = (FOLDER / "versions",)

    @property
    def revisions(self) -> tuple[str, ...]:
        """Every revision, oldest first."""
        return tuple(
            sorted(path.name.partition("_")[0] for folder in self.folders for path in folder.glob("[0-9]*_*.py"))
        )

    @property
    def head(self) -> str:
        """The revision that this version works with."""
        return self.revisions[-1]


SHIPPED = History()


def revision(connection: Connection, place: str, history: History) -> str:
    """The revision of a state, "" for an empty database; `StateTooNew`, or `StateError` for a stranger's database."""
    names = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in names:
        # a SQLite file is somebody's as a whole; in PostgreSQL only our own names are in the way
        if strange := names if connection.dialect.name == "sqlite" else names & metadata.tables.keys():
            raise StateError(
                f"the database {place} belongs to something else (it has a table {min(strange)!r}); name another --state"
            )
        return ""
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar() or ""  # noqa: S608 a constant
    if found and found not in history.revisions:
        raise StateTooNew(
            f"the state {place} has schema {found}, written by dispaccio {_writer(connection, names)}; "
            f"this is dispaccio {__version__}, which knows schemas up to {history.head}: install that version or a newer "
            "one, or restore a backup from before"
        )
    return str(found)


def upgrade(connection: Connection, place: str, history: History, path: Path | None = None) -> None:
    """Bring the state to the newest revision in one transaction; `path`: the SQLite file to copy before, if it is older."""
    with _foreign_keys_off(connection), connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtext("dispaccio migration"))))
        found = revision(connection, place, history)
        if found == history.head:
            return
        if found and path:
            keep_copy(path, path.with_name(f"{path.name}.before-{history.head}.backup"))
        _alembic(connection, history.head, history)
        if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).all():
            raise StateError(
                f"the state {place} could not be migrated: rows would lose what they point at; please report it"
            )


def run(connection: Connection, to: str, history: History) -> None:
    """Run migrations up or down to a revision ("base": none), in one transaction."""
    with _foreign_keys_off(connection), connection.begin():
        _alembic(connection, to, history)


def _alembic(connection: Connection, to: str, history: History) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", _escaped(FOLDER))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(_escaped(folder) for folder in history.folders))
    config.attributes["connection"] = connection
    config.attributes["version_table"] = VERSION_TABLE
    known = (*history.revisions, "base")
    down = to == "base" or known.index(to) < known.index(revision(connection, "", history) or history.revisions[0])
    (command.downgrade if down else command.upgrade)(config, to)


def keep_copy(path: Path, copy: Path) -> None:
    """Write a copy of a SQLite file as it was committed last, and let only the last ones of its kind live."""
    part = copy.with_name(copy.name + ".part")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target)
    part.replace(copy)
    for old in sorted(path.parent.glob(f"{path.name}.before-*.backup"))[:-COPIES]:
        old.unlink()


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """SQLite rebuilds a table to change it, and would delete what points at the old one."""
    if connection.dialect.name != "sqlite":
        yield
        return
    bare: Any = connection.connection.driver_connection
    bare.execute("PRAGMA foreign_keys = OFF")  # outside of a transaction, or SQLite ignores it
    try:
        yield
    finally:
        bare.execute("PRAGMA foreign_keys = ON")


def _writer(connection: Connection, names: set[str]) -> str:
    if meta.name not in names:
        return "of another version"
    return str(
        connection.execute(select(meta.c.value).where(meta.c.name == "written_by")).scalar() or "of another version"
    )


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
