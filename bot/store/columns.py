"""How our values look in a column, so that both engines give back what they were given, in the same order."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Dialect, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LAST = "\U0010ffff"  # sorts behind every other character
UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # PostgreSQL takes no NUL, no engine takes half a surrogate pair

E = TypeVar("E", bound=StrEnum)


def clean(text: str) -> str:
    """Replace what no engine can keep by U+FFFD, one for one: the spans of evidence stay right."""
    return UNSTORABLE.sub("\ufffd", text)


def begins(column: ColumnElement[str], beginning: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The texts of a column that begin so; an index finds them on both engines."""
    text = clean(beginning)
    return column >= text, column < text + LAST


class Moment(TypeDecorator[datetime]):
    """A moment as microseconds since 1970, UTC: sorts right, and loses neither zone nor microsecond.

    By hand in SQLite: `select datetime(seen / 1000000, 'unixepoch') from items`.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> int | None:
        """To the engine; raises ValueError on a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone: {value}")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, _: Dialect) -> datetime | None:
        """From the engine."""
        return None if value is None else EPOCH + value * MICROSECOND


class Words(TypeDecorator[str]):
    """A text, byte for byte as given but for `clean`; ordered by code point on both engines."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """PostgreSQL would sort by the language of the database."""
        return dialect.type_descriptor(Text(collation="C") if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        """To the engine."""
        return None if value is None else clean(value)


class Choice(TypeDecorator[E], Generic[E]):
    """One word of a closed set, such as `model.State`."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: E | None, _: Dialect) -> str | None:
        """To the engine."""
        return None if value is None else value.value

    def process_result_value(self, value: str | None, _: Dialect) -> E | None:
        """From the engine."""
        return None if value is None else self.kind(value)


class Json(TypeDecorator[Any]):
    """A small list or mapping, as JSON that people can read."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, _: Dialect) -> str:
        """To the engine; NUL and surrogates leave as escapes and come back as they were."""
        return clean(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, _: Dialect) -> object:
        """From the engine."""
        return None if value is None else json.loads(value)
