"""Every question of the jobs goes by an index: a state of a year must answer as fast as one of a day."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.model import FeedState
from bot.store.base import Unit
from bot.store.engine import open_store
from bot.store.tables import metadata
from tests.contract.stores import LEASE, MINUTE, NOW, item, match, placed, told

# What may be read from end to end: stories (each is looked up among those that were told), and once a day at that.
WHOLE = {"untold": {"stories"}, "prune": {"stories"}}
# What SQLite would choose wrongly without help.
INDEX = {"unplaced": "ix_items_unplaced", "recent": "ix_items_placed", "unsure": "ix_deliveries_state"}
QUESTIONS: dict[str, Callable[[Unit], object]] = {
    "claim feeds": lambda unit: unit.feeds.claim(["https://a.example/"], NOW, lease=LEASE, limit=5),
    "save feeds": lambda unit: unit.feeds.save_all([FeedState("https://a.example/", NOW)] * 2),
    "windows": lambda unit: unit.feeds.windows(["https://a.example/"]),
    "keep window": lambda unit: unit.feeds.keep_window("https://a.example/", "1"),
    "stored": lambda unit: unit.items.stored(["a", "b"]),
    "known": lambda unit: unit.items.known(["a", "b"]),
    "add": lambda unit: unit.items.add(item(9), ["k"], [match(item(9))]),
    "update": lambda unit: unit.items.update(item(1).id, "t", "s", ["k"]),
    "unplaced": lambda unit: unit.items.unplaced(10),
    "matches": lambda unit: unit.items.matches(["a", "b"]),
    "keys": lambda unit: unit.items.keys("a"),
    "find": lambda unit: unit.items.find("wire.example/1"),
    "place": lambda unit: unit.stories.place(item(1), "s1", unit.stories.placed([item(1).id])[0].placement, NOW),
    "recent": lambda unit: unit.stories.recent(NOW - MINUTE * 99),
    "get": lambda unit: unit.stories.get(["s1"]),
    "untold": lambda unit: unit.stories.untold("main", ["letters"]),
    "tell": lambda unit: unit.stories.tell(*told(placed(unit, 5))),
    "told": lambda unit: unit.stories.told(["s1"]),
    "digests": lambda unit: unit.stories.digests("main", "digest"),
    "count": lambda unit: unit.stories.count_terms(1, {"a": 1}),
    "all stories": lambda unit: list(unit.stories.all()),
    "all items": lambda unit: list(unit.items.all()),
    "kept": lambda unit: list(unit.items.kept(NOW)),
    "count items": lambda unit: unit.items.count(NOW),
    "first fired": lambda unit: unit.items.first_fired(),
    "claim": lambda unit: unit.outbox.claim(NOW, lease=LEASE),
    "unsure": lambda unit: unit.outbox.unsure(NOW),
    "ready": lambda unit: unit.outbox.ready(NOW),
    "doubts": lambda unit: unit.outbox.doubts(NOW, lease=LEASE),
    "release": lambda unit: unit.outbox.release(),
    "spend": lambda unit: unit.outbox.spend(unit.outbox.spent(NOW), NOW),
    "retract": lambda unit: unit.stories.retract(["s1"], "main", NOW, "wrong"),
    "expired": lambda unit: unit.outbox.expired(NOW),
    "delivery": lambda unit: unit.outbox.get("d"),
    "prune": lambda unit: unit.items.prune(matched_before=NOW, unmatched_before=NOW),
    "balance": lambda unit: unit.balance(NOW, NOW, {"main": None, "arms": ["arms"]}),
}


@pytest.mark.parametrize("question", list(QUESTIONS))
def test_no_question_reads_a_whole_table(pristine: Path, tmp_path: Path, question: str) -> None:
    """PostgreSQL decides by its statistics; SQLite by the query alone, so it can be asked here."""
    store = open_store(f"sqlite:///{shutil.copy(pristine, tmp_path / 'state.sqlite')}", now=NOW)
    with store.unit() as unit:
        placed(unit, 1, 2)
    asked: list[tuple[str, object]] = []

    def note(
        _connection: object, _cursor: object, statement: str, values: object, _context: object, many: bool
    ) -> None:
        asked.append((statement, values[0] if many and isinstance(values, list) else values))

    event.listen(store.engine, "before_cursor_execute", note)
    with store.unit() as unit:
        QUESTIONS[question](unit)
    store.close()
    plans = explain(tmp_path / "state.sqlite", asked)
    scanned = {found[1] for plan in plans if (found := re.match(r"SCAN (\w+)(?!.*ix_items_unplaced)", plan))}
    assert scanned & metadata.tables.keys() <= WHOLE.get(question, set())
    assert INDEX.get(question, "") in " ".join(plans)


def explain(path: Path, asked: list[tuple[str, object]]) -> list[str]:
    """How SQLite would go about these statements, line by line."""
    with closing(sqlite3.connect(path)) as bare:
        return [
            row[3]
            for statement, values in asked
            if statement.split()[0] in {"SELECT", "UPDATE", "DELETE", "INSERT"}
            for row in bare.execute(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]  # as it was given
        ]
