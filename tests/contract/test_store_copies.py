"""Backup, restore, move: every row arrives, or nothing changes."""

from __future__ import annotations

import itertools
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import StateError, StateLocked, StateUnwritable
from bot.model import Digest, Feed, Level, State
from bot.store import copies
from bot.store.base import ChannelState, Chat, Store
from bot.store.copies import backup, move, restore
from bot.store.engine import open_store
from tests.contract.stores import LEASE, MINUTE, NOW, Engine, Server, item, match, placed, told


def fill(store: Store) -> None:
    """Something in every table."""
    with store.unit() as unit:
        unit.feeds.sync([Feed("Wire", "https://wire.example/feed", "en")], NOW)
        unit.feeds.claim(["https://wire.example/feed"], NOW, lease=LEASE, limit=1)
        unit.items.tally(NOW, fetched=9, new=6, known=3)
        unit.items.add(item(9), ["old"], [])
        unit.items.prune(matched_before=NOW, unmatched_before=NOW + MINUTE * 99)
        unit.items.add(item(8, title="Café 🕊 편지", published=None), ["k" * 999, "é"], [match(item(8))])
        for number in (1, 2):
            unit.stories.tell(*told(placed(unit, number, number + 20), name=f"d{number}"))
        unit.stories.count_terms(3, {"kim": 2})
        unit.outbox.claim(NOW, lease=LEASE)
        unit.outbox.save_channel(ChannelState("main", "-100", NOW, "trouble", 7))
        unit.outbox.saw(Chat(-100, "Canale", "channel", NOW))


def everything(url: str) -> list[object]:
    """All that a state says of itself."""
    store = open_store(url, now=NOW, read_only=True)
    with store.glance() as unit:
        names = [one.id for one, *_ in unit.items.all()]
        said: list[object] = [
            unit.feeds.all(),
            list(unit.items.all()),
            [unit.items.keys(name) for name in names],
            unit.items.known(["old", "k" * 999]),
            unit.items.complete_since(),
            unit.items.matches(names),
            list(unit.stories.all()),
            unit.stories.placed(names),
            unit.stories.told(["s1", "s2"]),
            unit.stories.digests("main", "digest"),
            unit.stories.frequencies(),
            unit.outbox.all(),
            unit.outbox.expired(NOW + MINUTE),
            unit.outbox.channel("main"),
            unit.outbox.chats(),
            unit.balance(NOW, NOW + MINUTE * 99, {"main": None}),
        ]
    store.close()
    return said


@pytest.fixture
def url(engine: Engine) -> str:
    """A filled state that nobody has open."""
    store = open_store(engine.url, now=NOW)
    fill(store)
    store.close()
    return engine.url


def test_a_backup_is_the_state_and_comes_back(engine: Engine, url: str, tmp_path: Path) -> None:
    before = everything(url)
    file = tmp_path / "new folder" / "backup.sqlite"
    backup(url, file, now=NOW)
    assert everything(f"sqlite:///{file}") == before
    store = engine.open(service=True)
    with store.unit() as unit:
        placed(unit, 100)
        unit.stories.tell(Digest("d9", "main", Level.DIGEST, NOW, ()), [])
    store.close()
    restore(file, url, now=NOW)
    assert everything(url) == before
    assert [path.name for path in file.parent.iterdir()] == ["backup.sqlite"]
    with engine.open(service=True).unit() as unit:  # deliveries go on behind the last one
        unit.stories.tell(*told(placed(unit, 200), name="d200"))
        assert [delivery.id for delivery in unit.outbox.all()] == ["d1-1", "d2-1", "d200-1"]


def test_a_backup_beside_a_running_service_is_one_picture(engine: Engine, tmp_path: Path) -> None:
    """The nightly backup must not catch a story without its delivery, nor stop the service."""
    store = engine.open(service=True)
    with store.unit() as unit:
        placed(unit, 1)
    stop = threading.Event()

    def write() -> None:
        number = 100
        while not stop.is_set():
            with store.unit() as unit:
                unit.items.tally(NOW, fetched=1, new=1, known=0)
                unit.stories.tell(*told(placed(unit, number), name=f"d{number}"))
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backup(engine.url, tmp_path / "backup.sqlite", now=NOW)
    finally:
        stop.set()
        writer.join()
    copy = open_store(f"sqlite:///{tmp_path}/backup.sqlite", now=NOW)
    with copy.glance() as unit:
        found = unit.balance(NOW, NOW + MINUTE * 999, {"main": None})
        assert found.items - 1 == found.new == len(unit.outbox.all())
    copy.close()


def test_a_second_backup_replaces_the_first_and_nothing_else(url: str, tmp_path: Path) -> None:
    file = tmp_path / "backup.sqlite"
    backup(url, file, now=NOW)
    backup(url, file, now=NOW)
    assert everything(f"sqlite:///{file}") == everything(url)
    other = tmp_path / "feeds.yaml"
    other.write_text("feeds: []")
    with pytest.raises(StateError, match="is no backup"):
        backup(url, other, now=NOW)
    assert other.read_text() == "feeds: []"
    with pytest.raises(StateUnwritable):
        backup(url, other / "backup.sqlite", now=NOW)


@pytest.mark.parametrize("fault", ["missing", "no database", "cut", "garbled", "rows missing"])
def test_a_bad_backup_changes_nothing(url: str, tmp_path: Path, fault: str) -> None:
    """Who restores is in trouble already: a bad backup must not take what is left."""
    before = everything(url)
    file = tmp_path / "backup.sqlite"
    backup(url, file, now=NOW)
    whole = file.read_bytes()
    if fault == "missing":
        file.unlink()
    elif fault == "no database":
        file.write_text("feeds: []")
    elif fault == "cut":
        file.write_bytes(whole[: len(whole) // 2])
    elif fault == "garbled":
        file.write_bytes(whole[:8192] + b"\xee" * (len(whole) - 8192))
    else:
        with closing(sqlite3.connect(file)) as bare, bare:
            bare.execute("DELETE FROM stories")
    with pytest.raises(StateError, match=r"backup\.sqlite is (damaged|no backup)"):
        restore(file, url, now=NOW)
    assert everything(url) == before


def test_a_damaged_state_is_kept_aside_and_restored(url: str, tmp_path: Path, engine: Engine) -> None:
    if engine.server:
        return
    before = everything(url)
    path = Path(url.removeprefix("sqlite:///"))
    backup(url, tmp_path / "backup.sqlite", now=NOW)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    restore(tmp_path / "backup.sqlite", url, now=NOW)
    assert everything(url) == before
    assert path.with_name("state.sqlite.damaged").exists()


def test_no_restore_under_a_running_service(url: str, tmp_path: Path, engine: Engine) -> None:
    backup(url, tmp_path / "backup.sqlite", now=NOW)
    if engine.server:
        return
    engine.open(service=True)
    with pytest.raises(StateLocked):
        restore(tmp_path / "backup.sqlite", url, now=NOW)
    with pytest.raises(StateLocked):
        move(url, f"sqlite:///{tmp_path}/other.sqlite", now=NOW)


def test_a_restore_that_fails_in_the_middle_changes_nothing(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(url)
    backup(url, tmp_path / "backup.sqlite", now=NOW)
    counted, wrong = copies._count, itertools.count()
    monkeypatch.setattr(
        copies, "_count", lambda rows, table: counted(rows, table) + (table == "tellings") * next(wrong)
    )
    with pytest.raises(StateError, match="tellings"):
        restore(tmp_path / "backup.sqlite", url, now=NOW)
    monkeypatch.undo()
    assert everything(url) == before


def test_moving_to_another_engine_and_back(postgres: Server, pristine: Path, tmp_path: Path) -> None:
    first, second, third = f"sqlite:///{tmp_path}/a.sqlite", postgres.new(), f"sqlite:///{tmp_path}/b.sqlite"
    store = open_store(first, now=NOW)
    fill(store)
    store.close()
    before = everything(first)
    move(first, second, now=NOW)
    assert everything(second) == before
    move(second, third, now=NOW)
    assert everything(third) == everything(first) == before
    for full in (second, third):
        with pytest.raises(StateError, match="is not empty"):
            move(first, full, now=NOW)
    store = open_store(second, now=NOW)
    with store.unit() as unit:
        (sending,) = unit.outbox.all([State.SENDING])
        assert unit.outbox.save(replace(sending, state=State.SENT))
        unit.stories.tell(*told(placed(unit, 200), name="d200"))
        assert [delivery.id for delivery in unit.outbox.all()] == ["d1-1", "d2-1", "d200-1"]
    store.close()
    assert pristine.exists()
