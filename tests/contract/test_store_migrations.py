"""Migrations: an upgrade loses nothing, can be undone, and may be killed at any moment."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from bot.errors import StateError, StateLocked
from bot.store import migrate
from bot.store.address import read_address
from bot.store.base import Store
from bot.store.connect import make_engine
from bot.store.engine import open_store
from bot.store.migrate import FOLDER, History
from bot.store.tables import metadata
from tests.contract.stores import NOW, Engine, item, placed, told

ROOT = Path(__file__).parents[2]
HEAD = migrate.SHIPPED.head
NEW = f"{int(HEAD) + 1:04}"
NEXT = '''"""What a later version might do: a new column, a new table, and new words in every row."""
import sqlalchemy as sa
from alembic import op

revision = "{new}"
down_revision = "{head}"


def upgrade() -> None:
    op.create_table("moods", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("UPDATE items SET title = 'Migrated: ' || title")
    with op.batch_alter_table("items") as items:
        items.add_column(sa.Column("mood", sa.Text(), nullable=False, server_default="calm"))
    {then}


def downgrade() -> None:
    with op.batch_alter_table("items") as items:
        items.drop_column("mood")
    op.execute("UPDATE items SET title = substr(title, 11)")
    op.drop_table("moods")
'''
MIGRATE = """
import sys, pathlib
from bot.store.address import read_address
from bot.store.connect import make_engine
from bot.store.migrate import FOLDER, History, upgrade
engine, place = make_engine(read_address(sys.argv[1]), read_only=False)
with engine.connect() as connection:
    writing = connection.execution_options(writing=True)
    upgrade(writing, place, History((FOLDER / "versions", pathlib.Path(sys.argv[2]))))
"""


def upcoming(then: str) -> str:
    """The migration of a later version, which ends with a statement."""
    return NEXT.format(then=then, head=HEAD, new=NEW)


@pytest.fixture
def later(tmp_path: Path) -> History:
    """The history of a later version."""
    folder = tmp_path / "later"
    folder.mkdir()
    (folder / f"{NEW}_moods.py").write_text(upcoming("pass"))
    return History((FOLDER / "versions", folder))


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine, _ = make_engine(read_address(url), read_only=False)
    try:
        with engine.connect() as connection:
            yield connection.execution_options(writing=True)
    finally:
        engine.dispose()


def run(url: str, to: str, history: History) -> None:
    with connected(url) as connection:
        migrate.run(connection, to, history)


def revision(url: str, history: History) -> str:
    with connected(url) as connection:
        return migrate.revision(connection, "", history)


def titles(store: Store) -> list[str]:
    with store.glance() as unit:
        return [one.title for one, *_ in unit.items.all()]


def old_state(engine: Engine) -> str:
    """A state with a story, as this version leaves it; not the one that other tests share."""
    url = engine.empty()
    store = open_store(url, now=NOW)
    with store.unit() as unit:
        placed(unit, 1, 2)
    store.close()
    return url


def test_the_migrations_make_the_tables_that_the_code_uses(engine: Engine) -> None:
    """A column that only one of them has would fail on the operator's machine, not here."""
    url = engine.empty()
    open_store(url, now=NOW).close()
    with connected(url) as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": migrate.VERSION_TABLE, "compare_type": False}
        )
        assert compare_metadata(context, metadata) == []
        found = inspect(connection)
        for table in metadata.tables.values():
            made = {column["name"]: str(column["type"]) for column in found.get_columns(table.name)}
            used = {column.name: column.type.compile(connection.dialect) for column in table.columns}
            assert made == {name: kind.replace("VARCHAR", "TEXT") for name, kind in used.items()}
            assert {index["name"] for index in found.get_indexes(table.name)} >= {index.name for index in table.indexes}
            keys = {tuple(key["constrained_columns"]) for key in found.get_foreign_keys(table.name)}
            assert keys == {tuple(key.column_keys) for key in table.foreign_key_constraints}


def test_every_migration_is_a_step_after_the_one_before(engine: Engine) -> None:
    """Two developers who both wrote 0002 must notice."""
    del engine
    assert list(migrate.SHIPPED.revisions) == [
        f"{number:04}" for number in range(1, len(migrate.SHIPPED.revisions) + 1)
    ]
    for path in (FOLDER / "versions").glob("[0-9]*.py"):
        assert f'revision = "{path.name[:4]}"' in path.read_text()


def test_down_to_nothing_and_up_again(engine: Engine) -> None:
    url = old_state(engine)
    run(url, "base", migrate.SHIPPED)
    with connected(url) as connection:
        assert set(inspect(connection).get_table_names()) <= {migrate.VERSION_TABLE, "sqlite_sequence"}
    with pytest.raises(StateError, match="no state yet"):
        open_store(url, now=NOW, read_only=True)
    store = open_store(url, now=NOW)
    assert titles(store) == []
    with store.unit() as unit:
        placed(unit, 1, 2)
    store.close()


def test_an_older_state_is_brought_up_and_back_with_everything_in_it(engine: Engine, later: History) -> None:
    url = old_state(engine)
    run(url, NEW, later)
    assert revision(url, later) == NEW
    run(url, HEAD, later)
    store = open_store(url, now=NOW)
    assert titles(store) == [item(1).title, item(2).title]
    with store.glance() as unit:
        (story,) = unit.stories.get(["s1"])
        assert len(story.matches) == 2  # SQLite rebuilds a table: what points at it must survive
    store.close()


def test_a_state_of_the_first_schema_keeps_its_news_and_learns_to_say_more(engine: Engine) -> None:
    """What was told before nobody wrote the theme down stays told, and is not told again."""
    url = old_state(engine)
    store = open_store(url, now=NOW)
    with store.unit() as unit:
        digest, deliveries = told(*unit.stories.get(["s1"]))
        assert unit.stories.tell(digest, deliveries, {"s1": "letters"})
        unit.items.update(item(1).id, "Another headline", "", [], (), NOW)
    store.close()
    run(url, "0001", migrate.SHIPPED)
    store = open_store(url, now=NOW)
    assert titles(store) == ["Another headline", item(2).title]
    with store.unit() as unit:
        assert [telling.theme for telling in unit.stories.told(["s1"])] == [""]
        assert unit.items.updated(item(1).id) is None
        assert unit.stories.untold("main", None) == []
        unit.items.update(item(1).id, "A third headline", "", [], (), NOW)
        assert unit.items.updated(item(1).id) == NOW
    store.close()


def test_opening_migrates_and_keeps_a_copy(engine: Engine, later: History, monkeypatch: pytest.MonkeyPatch) -> None:
    url = old_state(engine)
    monkeypatch.setattr(migrate, "SHIPPED", later)
    with pytest.raises(StateError, match="older version"):
        open_store(url, now=NOW, read_only=True)
    store = open_store(url, now=NOW, service=True)
    assert titles(store) == [f"Migrated: {item(number).title}" for number in (1, 2)]
    store.close()
    open_store(url, now=NOW, read_only=True).close()
    if engine.server is None:
        copy = Path(f"{url.removeprefix('sqlite:///')}.before-{NEW}.backup")
        monkeypatch.undo()
        old = open_store(f"sqlite:///{copy}", now=NOW)
        assert titles(old) == [item(1).title, item(2).title]
        old.close()


def test_a_command_never_migrates_under_a_running_service(
    engine: Engine, later: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The running service of the older version would write into tables that it does not know."""
    if engine.server:
        return
    url = old_state(engine)
    service = open_store(url, now=NOW, service=True)
    monkeypatch.setattr(migrate, "SHIPPED", later)
    with pytest.raises(StateLocked):
        open_store(url, now=NOW)
    service.close()
    open_store(url, now=NOW).close()


def test_three_copies_are_kept(pristine: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(pristine, tmp_path / "state.sqlite"))
    (tmp_path / "other.sqlite.before-0001.backup").touch()
    for number in range(2, 8):
        migrate.keep_copy(path, tmp_path / f"state.sqlite.before-000{number}.backup")
    kept = sorted(found.name for found in tmp_path.glob("*.backup*"))
    assert kept == ["other.sqlite.before-0001.backup", *(f"state.sqlite.before-000{n}.backup" for n in (5, 6, 7))]
    assert (tmp_path / kept[-1]).read_bytes()[:15] == b"SQLite format 3"


def test_a_failing_migration_leaves_the_old_state(engine: Engine, later: History) -> None:
    url = old_state(engine)
    (later.folders[1] / f"{NEW}_moods.py").write_text(upcoming("raise ZeroDivisionError"))
    with pytest.raises(ZeroDivisionError), connected(url) as connection:
        migrate.upgrade(connection, "", later)
    assert revision(url, later) == HEAD
    store = open_store(url, now=NOW, service=True)
    assert titles(store) == [item(1).title, item(2).title]
    store.close()


def test_killed_in_the_middle_of_a_migration_the_old_state_is_there(engine: Engine, later: History) -> None:
    """The container is stopped while it migrates: the next start begins again."""
    url = old_state(engine)
    wait = "import time; print('inside', flush=True); time.sleep(60)"
    (later.folders[1] / f"{NEW}_moods.py").write_text(upcoming(wait))
    command = [sys.executable, "-c", MIGRATE, url, str(later.folders[1])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == b"inside\n"
        process.send_signal(signal.SIGKILL)
    assert revision(url, later) == HEAD
    reader = open_store(url, now=NOW, read_only=True)
    assert titles(reader) == [item(1).title, item(2).title]
    reader.close()
    (later.folders[1] / f"{NEW}_moods.py").write_text(upcoming("pass"))
    with connected(url) as connection:
        migrate.upgrade(connection, "", later)
        migrate.upgrade(connection, "", later)
    assert revision(url, later) == NEW


def test_rows_that_point_nowhere_stop_a_migration(engine: Engine, later: History) -> None:
    """Foreign keys are off while SQLite rebuilds tables: what a migration breaks must not be committed."""
    if engine.server:
        return
    url = old_state(engine)
    (later.folders[1] / f"{NEW}_moods.py").write_text(upcoming("op.execute('DELETE FROM stories')"))
    with pytest.raises(StateError, match="could not be migrated"), connected(url) as connection:
        migrate.upgrade(connection, "", later)
    assert revision(url, later) == HEAD
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as bare:
        assert bare.execute("SELECT count(*) FROM stories").fetchone() == (1,)
