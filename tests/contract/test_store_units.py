"""A unit is all or nothing, whatever ends it: an exception, a swallowed one, a kill, another thread."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import DispaccioError, StateError
from bot.model import Starts
from bot.store.base import Store, Unit
from bot.store.engine import open_store
from tests.contract.stores import MINUTE, NOW, Engine, item, match, no_postgres, placed, race, told

# Runs in a process of its own. First argument: the state. Second: units to write before it stops inside one.
WRITER = """
import sys, time
from bot.model import Starts
from bot.store.engine import open_store
from tests.contract.stores import NOW, item, match, placed, told
store = open_store(sys.argv[1], now=NOW)
first = int(sys.argv[3])
for number in range(first, first + 100_000):
    with store.unit() as unit:
        story = placed(unit, number * 2, number * 2 + 1)
        if number - first == int(sys.argv[2]):
            print("inside", flush=True)
            time.sleep(60)
        unit.items.tally(NOW, fetched=2, new=2, known=0)
        unit.stories.tell(*told(story, name=f"d{number}"))
    print(number, flush=True)
"""


def count(store: Store) -> int:
    with store.glance() as unit:
        return len(list(unit.items.all()))


def add(unit: Unit, number: int = 1) -> None:
    unit.items.add(item(number), [f"key-{number}"], [match(item(number))])


def test_an_exception_takes_everything_back(store: Store) -> None:
    def broken() -> None:
        with store.unit() as unit:
            unit.stories.tell(*told(placed(unit, 1)))
            unit.items.tally(NOW, fetched=1, new=1, known=0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    with store.unit() as unit:
        assert list(unit.items.all()) == []
        assert unit.outbox.all() == []
        assert unit.items.known(["key-1"]) == {}
        assert unit.balance(NOW, NOW, {}).fetched == 0


def test_a_swallowed_error_still_takes_everything_back(store: Store) -> None:
    """Half of a unit would be written on one engine, and nothing, silently, on the other."""

    def broken() -> None:
        with store.unit() as unit:
            add(unit)
            digest, deliveries = told(placed(unit, 2))
            try:
                unit.stories.tell(digest, deliveries * 2)
            except StateError:
                add(unit, 3)

    with pytest.raises(StateError):
        broken()
    assert count(store) == 0


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001 the fault itself
    with pytest.raises(StateError, match="zone"), store.unit() as unit:
        unit.items.add(item(seen=naive), [], [])


def test_no_exception_of_an_engine_leaves_the_house(store: Store) -> None:
    """Whoever calls catches one family of errors, and reads one line."""
    with store.unit() as unit:
        digest, deliveries = told(placed(unit, 1))
    with pytest.raises(DispaccioError) as caught, store.unit() as unit:
        unit.stories.tell(digest, deliveries * 2)
    assert isinstance(caught.value, StateError)
    assert "\n" not in str(caught.value)
    assert "secret-word" not in str(caught.value)
    assert "<b>" not in str(caught.value)


OVER: list[Callable[[Unit], object]] = [
    lambda unit: unit.items.find("x"),
    lambda unit: unit.feeds.all(),
    lambda unit: unit.balance(NOW, NOW, {}),
    lambda unit: next(unit.items.all()),
    lambda unit: unit.outbox.claim(NOW, lease=MINUTE),
]


@pytest.mark.parametrize("kind", ["unit", "glance"])
def test_a_unit_that_ended_is_over(store: Store, kind: str) -> None:
    """Nothing may be read or written outside of a transaction by mistake."""
    with getattr(store, kind)() as unit:
        pass
    for verb in OVER:
        with pytest.raises(StateError, match="over"):
            verb(unit)


def test_a_glance_writes_nothing(store: Store) -> None:
    with pytest.raises(StateError, match="glance"), store.glance() as unit:
        add(unit)
    with pytest.raises(StateError, match="glance"), store.glance() as unit:
        unit.outbox.claim(NOW, lease=MINUTE)
    assert count(store) == 0


def test_a_glance_is_one_picture(engine: Engine, store: Store) -> None:
    """The balance is read in several questions; a poll between two of them must not break it."""
    other = engine.open()
    with store.glance() as unit:
        assert list(unit.items.all()) == []
        with other.unit() as writing:
            add(writing)
        assert list(unit.items.all()) == []
    assert count(store) == 1


def test_a_closed_store_says_so(engine: Engine) -> None:
    store = engine.open()
    store.close()
    store.close()
    with pytest.raises(StateError, match="closed"), store.unit():
        pass


def test_many_threads_write_one_after_the_other(engine: Engine, store: Store) -> None:
    """Sixteen feeds are taken in at once: every one of them is counted."""
    workers = [store] * 12 + [engine.open()] * 4

    def work(worker: Store, first: int) -> None:
        for number in range(first, first + 5):
            with worker.unit() as unit:
                add(unit, number)
                unit.items.tally(NOW, fetched=1, new=1, known=0)

    race(*(lambda worker=worker, first=place * 10: work(worker, first) for place, worker in enumerate(workers, 1)))
    with store.glance() as unit:
        found = unit.balance(NOW, NOW + timedelta(days=1), {})
    assert (found.fetched, found.items) == (80, 80)


def test_readers_never_wait_for_a_writer(engine: Engine, store: Store) -> None:
    """`status` answers while the service writes."""
    other = engine.open()
    seen: list[int] = []
    with store.unit() as unit:
        add(unit)
        reader = threading.Thread(target=lambda: seen.append(count(other)))
        reader.start()
        reader.join(20)
    assert seen == [0]


def write_until_killed(url: str, units: int, first: int, moment: Callable[[str], bool]) -> int:
    """Let a process write, kill it when `moment` says so; the number of units that it said were written."""
    command = [sys.executable, "-c", WRITER, url, str(units), str(first)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line.strip())
            if moment(said[-1]):
                process.send_signal(signal.SIGKILL)
                break
        said += [line.strip() for line in process.stdout]
    assert process.returncode == -signal.SIGKILL
    return len([line for line in said if line.isdigit()])


def test_killed_inside_a_unit_nothing_of_it_stays(engine: Engine) -> None:
    """Item stored, story told, then the power goes: after the restart the item is new again, and told once."""
    assert write_until_killed(engine.url, 2, 1, lambda line: line == "inside") == 2
    store = engine.open(service=True)
    with store.unit() as unit:
        assert len(list(unit.items.all())) == 4
        assert unit.items.known(["key-6"]) == {}
        assert len(unit.stories.recent(NOW - timedelta(days=1))) == 2
        add(unit, 6)


def test_killed_at_any_moment_the_sums_hold(engine: Engine) -> None:
    written = 0
    for first, units in [(1, 1), (201, 23)]:
        last = first + units
        written += write_until_killed(engine.url, 10**9, first, str(last).__eq__)
    store = engine.open(service=True)
    with store.glance() as unit:
        found = unit.balance(NOW, NOW + timedelta(days=1), {"main": None})
        deliveries = unit.outbox.all()
    # what was committed but not yet said may be more, by one unit for each kill
    assert found.new == found.items == found.placed == found.in_stories == 2 * len(deliveries)
    assert written <= len(deliveries) <= written + 2
    assert found.channels[0].waiting == len(deliveries)


def test_a_state_in_memory_is_a_state() -> None:
    store = open_store("sqlite:///:memory:", now=NOW, service=True)
    with store.unit() as unit:
        placed(unit, 1)

    def work(first: int) -> None:
        for number in range(first, first + 5):
            with store.unit() as unit:
                add(unit, number)

    race(lambda: work(10), lambda: work(20), lambda: work(30))
    assert count(store) == 16
    assert store.lead()
    store.close()


def test_one_replica_leads_until_it_closes(engine: Engine, store: Store) -> None:
    """Two that place would make two stories of one; none that places would tell nothing."""
    other = engine.open()
    assert store.lead()
    assert store.lead()
    assert not other.lead()
    store.close()
    assert not store.lead()
    assert other.lead() is (engine.server is not None)


def test_a_leader_that_lost_its_server_knows(engine: Engine, store: Store) -> None:
    """The advisory lock ends with its session: going on would make two leaders."""
    if engine.server is None:
        assert store.lead()
        return
    other = engine.open()
    assert store.lead()
    kill = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
    engine.sql(kill)
    assert not store.lead()
    assert other.lead()
    assert not store.lead()


def test_a_lost_session_is_replaced(engine: Engine, store: Store) -> None:
    """A restart of the server costs one unit at most, not the service."""
    if engine.server is None:
        assert count(store) == 0
        return
    assert count(store) == 0
    engine.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dispaccio'")
    assert count(store) == 0


def test_times_are_utc_in_the_file_too(engine: Engine, store: Store) -> None:
    """By hand: select datetime(seen / 1000000, 'unixepoch') from items."""
    with store.unit() as unit:
        unit.items.add(item(seen=datetime(2026, 3, 14, 9, 26, tzinfo=UTC)), [], [])
        unit.stories.place(item(), "s1", Starts(), NOW)
    if engine.server is None:
        with sqlite3.connect(engine.url.removeprefix("sqlite:///")) as bare:
            rows = bare.execute("SELECT datetime(seen / 1000000, 'unixepoch') FROM items").fetchall()
        bare.close()
        assert rows == [("2026-03-14 09:26:00",)]


def test_where_nothing_may_be_skipped_a_missing_server_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that silently tests one engine of two would release what fails on the other."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        no_postgres("the server is not installed")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="not installed"):
        no_postgres("the server is not installed")
