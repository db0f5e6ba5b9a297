"""What a poll says about the health of a feed, in one word and one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.model import Answer, Fetched, Health, NotModified, Unreachable

_BLOCKED = frozenset({401, 403, 429, 451})
_GONE = 410
_NOT_FEEDS = frozenset({"html", "other"})


@dataclass(frozen=True, slots=True)
class Found:
    """What was in a document: counts, the newest claimed date, and what `parse` said. Nothing, where nothing was fetched."""

    items: int = 0
    new: int = 0
    newest: datetime | None = None
    kind: str = ""
    partial: bool = False
    problem: str = ""


def judge(answer: Answer, found: Found) -> tuple[Health, str]:
    """The health after a poll, and why: a sentence for `status` and for the log."""
    match answer:
        case NotModified():
            return Health.UNCHANGED, "not changed since the last poll"
        case Unreachable(reason=reason, status=status):
            return _unreached(status), reason
        case Fetched():
            return _found(found), _sentence(found)
        case _:  # pragma: no cover - the union is closed
            assert_never(answer)


def _unreached(status: int | None) -> Health:
    if status == _GONE:
        return Health.GONE
    return Health.BLOCKED if status in _BLOCKED else Health.UNREACHABLE


def _found(found: Found) -> Health:
    if found.kind in _NOT_FEEDS and not found.items:
        return Health.NOT_A_FEED
    if found.partial:
        return Health.PARTIAL
    return Health.OK if found.items else Health.EMPTY


def _sentence(found: Found) -> str:
    counts = f"{found.items} items, {found.new} new" if found.items else "no items"
    newest = f", the newest of {found.newest:%Y-%m-%d}" if found.newest else ""
    return f"{counts}{newest}; {found.problem}" if found.problem else counts + newest
