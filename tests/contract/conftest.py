"""Fixtures of the contract suite: every test that asks for `engine` or `store` runs on each engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.base import Store
from bot.store.engine import open_store
from tests.contract.stores import NOW, Engine, Server, find_programs, no_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One PostgreSQL server for the whole session, and its migrated database `test1`."""
    programs = find_programs()
    if programs is None:
        no_postgres("the PostgreSQL server (and, for root, setpriv to start it) is not installed")
        return
    server = Server(programs)
    try:
        server.start()
        open_store(server.new(), now=NOW).close()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file that tests copy."""
    path = tmp_path_factory.mktemp("pristine") / "state.sqlite"
    open_store(f"sqlite:///{path}", now=NOW).close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A fresh state of each engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("pristine"), tmp_path / "state.sqlite")
        made = Engine("sqlite", f"sqlite:///{tmp_path}/state.sqlite")
    else:
        server: Server = request.getfixturevalue("postgres")
        server.wipe("test1")
        made = Engine("postgresql", server.url("test1"), server)
    yield made
    for store in made.opened:
        store.close()


@pytest.fixture
def store(engine: Engine) -> Store:
    """The service's own store on a fresh state."""
    return engine.open(service=True)
