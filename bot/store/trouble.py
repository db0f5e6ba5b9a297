"""The border: what an engine raises becomes one of our errors, with what, where and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import StateError, StateUnwritable

# SQLite's error name, its first two parts -> our error and what to do
SQLITE: dict[str, tuple[type[StateError], str]] = {
    "SQLITE_FULL": (StateUnwritable, "the disk is full; make room, nothing is lost"),
    "SQLITE_READONLY": (StateUnwritable, "it may not be written; check the rights of the file and of its folder"),
    "SQLITE_CANTOPEN": (StateUnwritable, "it cannot be opened; check the rights of the file and of its folder"),
    "SQLITE_PERM": (StateUnwritable, "it may not be opened; check the rights of the file and of its folder"),
    "SQLITE_IOERR": (StateUnwritable, "the disk fails or is full; check it, nothing is lost"),
    "SQLITE_BUSY": (StateError, "another process kept it busy for 30 s; end that process and try again"),
    "SQLITE_NOTADB": (StateError, "this file is no SQLite database; name another file with --state"),
    "SQLITE_CORRUPT": (StateError, "the database is damaged; put back the newest copy that lies beside it"),
}
# PostgreSQL's SQLSTATE, or its class -> the same
POSTGRES: dict[str, tuple[type[StateError], str]] = {
    "53100": (StateUnwritable, "the server's disk is full; make room, nothing is lost"),
    "25006": (StateUnwritable, "the server takes no writes (a standby?); name the primary"),
    "42501": (StateUnwritable, "the user may not do this; grant it the schema"),
    "28": (StateError, "the server refuses the user; check name and password in the URL"),
    "3D": (StateError, "there is no such database; create it with `createdb`"),
    "08": (StateError, "the server does not answer; check that it runs and the URL names it"),
    "53": (StateError, "the server has no room for another connection; try again"),
    "55P03": (StateError, "another process kept it busy for 30 s; try again"),
    "57": (StateError, "the server ends or ended our session; try again"),
}
UNREACHABLE = (StateError, "the server does not answer or refuses; check that it runs and what the URL names")
OTHER = (StateError, "nothing was written; if it happens again, please report it")

ENGINE_ERRORS = (SQLAlchemyError, sqlite3.Error)


@contextmanager
def border(place: str) -> Iterator[None]:
    """Nothing that an engine raises inside leaves as it is; `place` says which state."""
    try:
        yield
    except ENGINE_ERRORS as error:
        raise translate(error, place) from error


def translate(error: Exception, place: str) -> StateError:
    """Our error for an engine's. Its text never holds statements, their values, or a password."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    kind, advice = _judge(cause, error)
    said = " ".join(str(cause).split("\n")[0].split()) or type(cause).__name__
    return kind(f"the state {place} cannot be used: {said}; {advice}")


def _judge(cause: BaseException, error: Exception) -> tuple[type[StateError], str]:
    if isinstance(error, PoolTimeout):
        return StateError, "too many units are open at once; end some of them"
    if isinstance(cause, sqlite3.Error):
        name = "_".join(str(getattr(cause, "sqlite_errorname", "")).split("_")[:2])
        return SQLITE.get(name, OTHER)
    code = getattr(cause, "sqlstate", None)
    if code is None:  # psycopg's own: no connection was made, or it broke
        return UNREACHABLE if isinstance(error, DBAPIError) else OTHER
    return POSTGRES.get(code) or POSTGRES.get(code[:2], OTHER)
