"""The gate: the one place where statements reach an engine, and where the two engines differ in words."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Executable,
    Select,
    Table,
    Text,
    any_,
    bindparam,
    func,
    literal,
    select,
)

from bot.errors import StateError
from bot.store.columns import clean
from bot.store.trouble import ENGINE_ERRORS, translate
from bot.store.upsert import adding, keeping, replacing

Values = Mapping[str, Any]


LISTED = "listed"


def listed(column: ColumnElement[str], dialect: str) -> ColumnElement[bool]:
    """`column` is one of the texts that come with the statement (`Gate.texts`), one parameter however many they are."""
    return _among(column, dialect, None)


def _among(column: ColumnElement[str], dialect: str, texts: object) -> ColumnElement[bool]:
    """Engines bound the number of parameters, so the texts are one: an array, or JSON. Without texts: one to be given."""
    kind = ARRAY(Text()) if dialect == "postgresql" else Text()
    value = bindparam(LISTED, type_=kind) if texts is None else literal(texts, kind)
    if dialect == "postgresql":
        return column == any_(value)
    return column.in_(select(func.json_each(value).table_valued("value").c.value))


class Gate:
    """One open transaction. `place` names the state in errors; without `writing` it only reads."""

    def __init__(self, connection: Connection, place: str, *, writing: bool) -> None:
        self.connection = connection
        self.place = place
        self.writing = writing
        self.open = True
        self.failed: StateError | None = None

    def rows(self, statement: Executable, values: Values | None = None) -> Sequence[Any]:
        """Every row of a query, tuples with names; `values` are those of the query's parameters."""
        found: Sequence[Any] = self._execute(statement, [values] if values else None).all()
        return found

    def take(self, statement: Select[Any], values: Values | None = None) -> Sequence[Any]:
        """The same, and nobody else takes these rows before the unit ends; rows that somebody else took are left out.

        SQLite: `BEGIN IMMEDIATE` has seen to it.
        """
        self._must_write()
        return self.rows(statement.with_for_update(skip_locked=True), values)

    def change(self, statement: Executable, values: Sequence[Values] | None = None) -> int:
        """Write; how many rows changed (of a single statement). No `values` at all: nothing to do."""
        self._must_write()
        if values is not None and not values:
            return 0
        return int(self._execute(statement, values).rowcount)

    def put(self, table: Table, values: Sequence[Values]) -> None:
        """Write rows whole, over those that have the same primary key."""
        self.change(replacing(table, self.dialect), values)

    def put_new(self, table: Table, values: Sequence[Values]) -> int:
        """Write those rows whose primary key is not there yet; of a single one: 1 when it was written."""
        return self.change(keeping(table, self.dialect), values)

    def count(self, table: Table, values: Sequence[Values]) -> None:
        """Add to the counters that have the same primary key, or begin them."""
        self.change(adding(table, self.dialect), values)

    @property
    def dialect(self) -> str:
        """The engine's name, as statements that are made once are kept by it (`listed`)."""
        return self.connection.dialect.name

    def texts(self, values: Collection[str]) -> dict[str, object]:
        """The values of a statement with `listed`."""
        texts = [clean(value) for value in values]
        return {LISTED: texts if self.dialect == "postgresql" else json.dumps(texts, ensure_ascii=False)}

    def among(self, column: ColumnElement[str], values: Collection[str]) -> ColumnElement[bool]:
        """`column` is one of these texts: one parameter however many they are (engines bound their number)."""
        return _among(column, self.dialect, self.texts(values)[LISTED])

    def alone(self, what: str) -> None:
        """Be the only writing unit from here on, so that nobody can add between our look and our write.

        SQLite: its units are alone anyway. PostgreSQL: an advisory lock of this name until the unit ends.
        """
        if self.writing and self.dialect == "postgresql":
            self._execute(select(func.pg_advisory_xact_lock(func.hashtext(what))), None)

    def _must_write(self) -> None:
        if self.open and not self.writing:
            raise StateError(f"this is a glance at the state {self.place}, and a glance does not write: ask for a unit")

    def _execute(self, statement: Executable, values: Sequence[Values] | None) -> Any:  # noqa: ANN401 a cursor of any rows
        if not self.open:
            raise StateError("this unit is over: ask for a new one")
        try:
            # one row goes alone: of several, an engine need not count how many it wrote
            rows = values[0] if values and len(values) == 1 else values
            return self.connection.execute(statement, rows, execution_options={"preserve_rowcount": self.writing})
        except ENGINE_ERRORS as error:
            self.failed = translate(error, self.place)
            raise self.failed from error
