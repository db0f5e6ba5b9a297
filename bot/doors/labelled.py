"""Labelled and clustered items of the contract's data formats: UTF-8 JSON Lines to items and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.doors.clock import real_clock
from bot.errors import DispaccioError
from bot.feeds.urls import canonical_url, host_of
from bot.model import Item
from bot.text.clean import clean

Row = Mapping[str, object]


def read_rows(path: Path) -> list[Row]:
    """The lines of a file as mappings, each with an `id`. Raises DispaccioError with the line that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DispaccioError(f"cannot read {path}: {error}; it must be a file of UTF-8 JSON Lines") from error
    return [_row(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """One JSON object a line. Raises DispaccioError when the file cannot be written."""
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    except OSError as error:
        raise DispaccioError(f"cannot write {path}: {error.strerror}") from error


def items_of(rows: Iterable[Row]) -> list[Item]:
    """Rows as items, in file order; whatever is less than a whole day is no date."""
    return [_item(row, _whole_day(text_of(row, "published"))) for row in rows]


def text_of(row: Row, name: str) -> str:
    """A field as text; "" where it is null or absent."""
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _row(path: Path, number: int, line: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DispaccioError(f"{path}:{number}:1: not JSON: {error}") from error
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise DispaccioError(f'{path}:{number}:1: not an item; each line is an object with an "id"')
    return row


def _whole_day(text: str) -> datetime | None:
    """An ISO date-time or day; a month or year counts as missing."""
    if len(text) < len("2025-01-01"):
        return None
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def _item(row: Row, published: datetime | None) -> Item:
    link = text_of(row, "url")
    host = text_of(row, "host") or host_of(link)
    return Item(
        id=str(row["id"]),
        feed="",
        outlet=host,
        family=host.removeprefix("www."),
        language=text_of(row, "lang"),
        title=clean(text_of(row, "title")),
        summary=clean(text_of(row, "summary")),
        link=link,
        url=canonical_url(link) if link else "",
        host=host,
        guid="",
        published=published,
        seen=real_clock(),
    )
