"""Rows that may be there already: what to do with the old one, made once for each table and engine."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = postgresql.Insert | sqlite.Insert


@cache
def replacing(table: Table, dialect: str) -> Executable:
    """Insert rows, over those that have the same primary key."""
    insert = _insert(table, dialect)
    return insert.on_conflict_do_update(index_elements=table.primary_key.columns, set_=_rest(table, insert))


@cache
def keeping(table: Table, dialect: str) -> Executable:
    """Insert the rows whose primary key is not there yet."""
    return _insert(table, dialect).on_conflict_do_nothing(index_elements=table.primary_key.columns)


@cache
def adding(table: Table, dialect: str) -> Executable:
    """Add to the counters of the rows that have the same primary key, or insert them."""
    insert = _insert(table, dialect)
    sums = {name: table.c[name] + more for name, more in _rest(table, insert).items()}
    return insert.on_conflict_do_update(index_elements=table.primary_key.columns, set_=sums)


def _insert(table: Table, dialect: str) -> Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _rest(table: Table, insert: Insert) -> dict[str, Any]:
    """The columns beside the primary key, as the new row has them."""
    return {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
