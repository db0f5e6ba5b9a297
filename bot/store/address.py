"""Where a state lives: reads `--state` by hand, without loading an engine, so that `health` stays light."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import StateMisnamed

EXAMPLE = (
    "for example sqlite:///state/dispaccio.sqlite (four slashes for an absolute path) "
    "or postgresql://user:password@host/dispaccio"
)
MEMORY = {"sqlite://", "sqlite:///:memory:"}
POSTGRES = {"postgresql", "postgres", "postgresql+psycopg"}


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """A SQLite file; its lock and its backups lie beside it."""

    path: Path

    @property
    def lock(self) -> Path:
        """The file that names the one service: `NAME.lock`."""
        return self.path.with_name(self.path.name + ".lock")

    def __str__(self) -> str:
        return str(self.path)


@dataclass(frozen=True, slots=True)
class SqliteMemory:
    """A state that ends with its process."""

    def __str__(self) -> str:
        return "memory"


@dataclass(frozen=True, slots=True)
class Postgres:
    """A PostgreSQL database. `url` may hold a password: it is never shown."""

    url: str

    def __str__(self) -> str:
        return "PostgreSQL"


Address = SqliteFile | SqliteMemory | Postgres


def read_address(url: str) -> Address:
    """The state that `url` names; raises `StateMisnamed` with an example when it names none."""
    if url in MEMORY:
        return SqliteMemory()
    scheme, found, rest = url.partition("://")
    if not found:
        shown = "" if "@" in url else f": {url!r}"  # a password may stand before an @
        raise StateMisnamed(f"the state is named by a URL, and this is none{shown}; {EXAMPLE}")
    if scheme in POSTGRES:
        return Postgres(f"postgresql+psycopg://{rest}")
    if scheme != "sqlite":
        raise StateMisnamed(f"a state cannot live in {scheme!r}: SQLite and PostgreSQL are known; {EXAMPLE}")
    if not rest.startswith("/") or rest == "/" or rest.endswith("/") or "?" in rest or "\0" in rest:
        raise StateMisnamed(f"the state's URL names no file: {url!r}; {EXAMPLE}")
    return SqliteFile(Path(rest[1:]))
