"""Opening a state: what cannot be used is refused with one line that says what, where and what to do."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.errors import StateError, StateLocked, StateTooNew, StateUnwritable
from bot.store.address import Postgres, SqliteFile, SqliteMemory, read_address
from bot.store.base import Store
from bot.store.engine import open_store
from bot.store.lock import Service, hold, running
from bot.store.migrate import SHIPPED
from tests.contract.stores import NOW, Engine, Server, item, match, race

ROOT = Path(__file__).parents[2]
SERVICE = """
import sys, time
from bot.store.engine import open_store
from bot.store.migrate import SHIPPED
from tests.contract.stores import NOW
store = open_store(sys.argv[1], now=NOW, service=True, listen="127.0.0.1:8080")
print("up", flush=True)
time.sleep(60)
"""


def add(store: Store, number: int = 1) -> None:
    with store.unit() as unit:
        unit.items.add(item(number), [], [match(item(number))])


def count(store: Store) -> int:
    with store.glance() as unit:
        return len(list(unit.items.all()))


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("sqlite:///state/dispaccio.sqlite", SqliteFile(Path("state/dispaccio.sqlite"))),
        ("sqlite:////srv/my state/пресса.sqlite", SqliteFile(Path("/srv/my state/пресса.sqlite"))),
        ("sqlite:////srv/50%25 #1.sqlite", SqliteFile(Path("/srv/50%25 #1.sqlite"))),
        ("sqlite:///:memory:", SqliteMemory()),
        ("sqlite://", SqliteMemory()),
        ("postgresql://u:p@h/db", Postgres("postgresql+psycopg://u:p@h/db")),
        ("postgresql+psycopg://h/db", Postgres("postgresql+psycopg://h/db")),
        ("postgres:///db?host=/run", Postgres("postgresql+psycopg:///db?host=/run")),
    ],
)
def test_the_urls_of_a_state(url: str, address: object) -> None:
    assert read_address(url) == address


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "none"),
        ("state/dispaccio.sqlite", "none"),
        ("sqlite:/state.sqlite", "none"),
        ("user:hush@host/db", "none"),
        ("sqlite:///", "names no file"),
        ("sqlite:///folder/", "names no file"),
        ("sqlite://folder/state.sqlite", "names no file"),
        ("sqlite:///state.sqlite?mode=ro", "names no file"),
        ("mysql://user:hush@host/db", "'mysql'"),
        ("postgresql://user:hush@host:port/db", "cannot be read"),
    ],
)
def test_a_url_that_names_no_state_is_explained(url: str, says: str) -> None:
    with pytest.raises(StateError, match=says) as caught:
        open_store(url, now=NOW)
    assert "sqlite:///state/dispaccio.sqlite" in str(caught.value)
    assert "hush" not in str(caught.value)


def test_a_state_is_made_with_its_folders(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a b/пресса/100%/state.sqlite"
    store = open_store(url, now=NOW)
    add(store)
    store.close()
    again = open_store(url, now=NOW)
    assert count(again) == 1
    again.close()


def test_without_the_driver_the_command_that_installs_it_is_shown() -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from datetime import *; from bot.store.engine import open_store\n"
        "open_store('postgresql://u:hush@127.0.0.1/db', now=datetime.now(UTC))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stderr.strip().endswith('needs its driver: pip install "dispaccio[postgres]"')
    assert "hush" not in done.stderr


@pytest.mark.parametrize("fault", ["nobody listens", "no such database"])
def test_a_server_that_cannot_be_used_is_named_without_the_password(postgres: Server, fault: str) -> None:
    port = postgres.port if fault == "no such database" else 1
    with pytest.raises(StateError) as caught:
        open_store(f"postgresql://dispaccio:hush@127.0.0.1:{port}/nowhere", now=NOW)
    said = str(caught.value)
    assert f"postgresql://127.0.0.1:{port}/nowhere" in said
    assert "hush" not in said
    assert "\n" not in said


@pytest.mark.parametrize("service", [True, False])
@pytest.mark.parametrize("content", [b"feeds:\n  - name: not a database\n" * 200, b"\xff" * 5000])
def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes, *, service: bool) -> None:
    path = tmp_path / "feeds.yaml"
    path.write_bytes(content)
    for read_only in (True, False):
        with pytest.raises(StateError, match=r"feeds\.yaml.*no SQLite database"):
            open_store(f"sqlite:///{path}", now=NOW, service=service, read_only=read_only)
    assert path.read_bytes() == content


def test_a_damaged_state_says_so(engine: Engine) -> None:
    if engine.server:
        return
    path = Path(engine.url.removeprefix("sqlite:///"))
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StateError, match="damaged"):
        engine.open()


def test_the_database_of_something_else_is_left_alone(engine: Engine) -> None:
    """Our tables beside a stranger's would be a nuisance to both."""
    engine.sql("DROP TABLE dispaccio_revision")
    for read_only in (True, False):
        with pytest.raises(StateError, match="something else"):
            open_store(engine.url, now=NOW, read_only=read_only)
    engine.sql("CREATE TABLE dispaccio_revision (version_num VARCHAR(32) NOT NULL)")
    engine.sql(f"INSERT INTO dispaccio_revision VALUES ('{SHIPPED.head}')")  # noqa: S608 our own revision
    engine.open()


@pytest.mark.parametrize("read_only", [True, False])
def test_a_newer_state_is_refused(engine: Engine, *, read_only: bool) -> None:
    """An older program would write what the newer one cannot read."""
    engine.open().close()
    engine.sql(
        "UPDATE dispaccio_revision SET version_num = '9876'",
        "UPDATE meta SET value = '7.8.9' WHERE name = 'written_by'",
    )
    try:
        with pytest.raises(StateTooNew, match=r"9876.*7\.8\.9.*install") as caught:
            open_store(engine.url, now=NOW, read_only=read_only)
        assert "secret-word" not in str(caught.value)
    finally:
        engine.sql(f"UPDATE dispaccio_revision SET version_num = '{SHIPPED.head}'")  # noqa: S608 our own revision


def test_a_glance_needs_a_state(engine: Engine, tmp_path: Path) -> None:
    """`status` before the first `run` says what to start, and makes nothing."""
    with pytest.raises(StateError, match=r"no state yet at .*dispaccio once"):
        open_store(engine.empty(), now=NOW, read_only=True)
    assert not (tmp_path / "state.sqlite.empty").exists()
    open_store("sqlite:///:memory:", now=NOW, read_only=True).close()


def test_a_folder_is_no_state(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="is a folder"):
        open_store(f"sqlite:///{tmp_path}", now=NOW)


def test_reading_beside_a_running_service(engine: Engine, store: Store) -> None:
    add(store)
    reader = open_store(engine.url, now=NOW, read_only=True)
    assert count(reader) == 1
    add(store, 2)
    assert count(reader) == 2
    with pytest.raises(StateError, match="reading only"), reader.unit():
        pass
    assert not reader.lead()
    reader.close()
    add(store, 3)


def test_commands_write_beside_a_running_service(engine: Engine, store: Store) -> None:
    """`retry ID` works while the service runs."""
    command = engine.open()
    add(command)
    assert count(store) == 1


@pytest.mark.parametrize("way", ["the folder is a file", "the folder is read-only", "the file is read-only"])
def test_what_cannot_be_written_is_refused(way: str) -> None:
    folder = Path(tempfile.mkdtemp())
    path = folder / "state.sqlite"
    open_store(f"sqlite:///{folder / 'first.sqlite'}", now=NOW).close()  # what opening imports is imported
    if way == "the folder is a file":
        path.touch()
        path /= "state.sqlite"
    elif way == "the file is read-only":
        open_store(f"sqlite:///{path}", now=NOW).close()
        path.chmod(0o444)
    folder.chmod(0o555)
    try:
        for service in (True, False):
            with as_anybody(), pytest.raises(StateUnwritable) as caught:
                open_store(f"sqlite:///{path}", now=NOW, service=service)
            assert str(folder) in str(caught.value)
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def as_anybody() -> Iterator[None]:
    """Without the rights of root, which no file mode binds."""
    if os.getuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_full_disk_loses_nothing_and_is_survived(engine: Engine, store: Store) -> None:
    """The disk fills in the middle of a unit; when there is room again, the service goes on."""
    if engine.server:
        return
    add(store)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = Path(f"{engine.url.removeprefix('sqlite:///')}-wal").stat().st_size
    full = item(2, summary="x" * 1_000_000)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, before[1]))
    try:
        with pytest.raises(StateUnwritable, match="disk"), store.unit() as unit:
            unit.items.add(full, [], [])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert count(store) == 1
    add(store, 2)
    assert count(store) == 2


def test_a_second_service_is_refused_and_told_who_is_there(engine: Engine) -> None:
    """Two services on one file would post everything twice."""
    if engine.server:
        engine.open(service=True)
        engine.open(service=True)
        return
    first = engine.open(service=True)
    with pytest.raises(StateLocked, match=rf"process {os.getpid()}.*stop it"):
        open_store(engine.url, now=NOW, service=True)
    first.announce("127.0.0.1:8081")
    with pytest.raises(StateLocked, match=r"127\.0\.0\.1:8081"):
        open_store(engine.url, now=NOW, service=True)
    first.close()
    engine.open(service=True)


def test_the_lock_of_a_killed_service_is_free_at_once(pristine: Path, tmp_path: Path) -> None:
    """After any kill a restart takes over; no operator deletes lock files."""
    path = shutil.copy(pristine, tmp_path / "state.sqlite")
    lock = tmp_path / "state.sqlite.lock"
    with subprocess.Popen(
        [sys.executable, "-c", SERVICE, f"sqlite:///{path}"], stdout=subprocess.PIPE, cwd=ROOT
    ) as service:
        assert service.stdout
        assert service.stdout.readline() == b"up\n"
        assert running(lock) == Service(service.pid, "127.0.0.1:8080", NOW.isoformat(timespec="seconds"))
        with pytest.raises(StateLocked, match=str(service.pid)):
            open_store(f"sqlite:///{path}", now=NOW, service=True)
        service.send_signal(signal.SIGKILL)
    assert running(lock) is None
    open_store(f"sqlite:///{path}", now=NOW, service=True).close()


def test_health_finds_the_service_by_the_lock_file(tmp_path: Path) -> None:
    lock = tmp_path / "state.sqlite.lock"
    assert running(lock) is None
    held = hold(lock, NOW, "localhost:1")
    held.announce("127.0.0.1:54321")
    said = json.loads(lock.read_text().splitlines()[0])
    assert (said["pid"], said["listen"]) == (os.getpid(), "127.0.0.1:54321")
    held.announce("x")
    assert running(lock) == Service(os.getpid(), "x", NOW.isoformat(timespec="seconds"))
    held.release()
    assert running(lock) is None


def test_of_many_that_start_at_once_one_is_the_service(tmp_path: Path) -> None:
    def start() -> Callable[[], None] | None:
        try:
            return hold(tmp_path / "lock", NOW).release
        except StateLocked:
            return None

    won = [release for release in race(*[start] * 8) if release]
    assert len(won) == 1
    won[0]()


def test_a_look_at_the_lock_never_stops_a_start(tmp_path: Path) -> None:
    """`health` every few seconds must not make a restart fail."""

    def look() -> None:
        for _ in range(2000):
            running(tmp_path / "lock")

    def start() -> None:
        for _ in range(50):
            hold(tmp_path / "lock", NOW).release()

    race(look, start)


def test_many_open_a_new_state_at_once(engine: Engine) -> None:
    """Two replicas start on an empty database in the same second."""
    url = engine.empty()

    def start() -> Store:
        return open_store(url, now=NOW)

    stores = race(*[start] * 4)
    for number, store in enumerate(stores, 1):
        add(store, number)
    assert count(stores[0]) == 4
    for store in stores:
        store.close()


def test_opening_waits_for_whoever_makes_the_file(tmp_path: Path) -> None:
    """SQLite gives up at once, against its own setting, when a file that somebody writes is to be opened for readers too."""
    with closing(sqlite3.connect(tmp_path / "state.sqlite", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        end = threading.Timer(0.3, other.execute, ["ROLLBACK"])
        end.start()
        open_store(f"sqlite:///{tmp_path}/state.sqlite", now=NOW).close()
        end.join()


def test_looking_at_the_lock_loads_no_engine() -> None:
    """`health` runs every few seconds in the container: it may not cost half a second of CPU."""
    code = "import sys, bot.store.lock, bot.store.address; print([m for m in ('sqlalchemy', 'alembic', 'sqlite3') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
