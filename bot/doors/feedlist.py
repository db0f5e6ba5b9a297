"""`dispaccio feeds list`: one line a feed, those that need a person first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bot.doors.clock import real_clock
from bot.doors.columns import Row, show_columns
from bot.doors.reading import config_of, reading, show_json
from bot.feeds.care import LASTING_NEEDS
from bot.feeds.health import span
from bot.jobs.feedlist import Standing, standings
from bot.model import FeedState, Health

HEADS = ("", "feed", "health", "last good", "next", "newest item", "rhythm", "24 h")


def show_feeds(config: Path, state: str, *, ill: bool, as_json: bool) -> int:
    """Print the feeds, or with `ill` only those that need a person."""
    settings = config_of(config)
    now = real_clock()
    with reading(state) as store:
        found = standings(store, settings, now)
    shown = [one for one in found if one.need or not ill]
    if as_json:
        show_json({"at": now.isoformat(), "feeds": [_entry(one, now) for one in shown]})
        return 0
    if shown:
        show_columns(HEADS, [_row(one, now) for one in shown], numbers=("24 h",))
    print(_last_line(found))
    return 0


def _row(one: Standing, now: datetime) -> Row:
    state = one.state
    cells = (
        _sign(one),
        one.feed.name,
        _health(one),
        _last_good(state, now),
        _next(one, now),
        _ago(one.newest, now),
        span(timedelta(seconds=state.lull)) if state and state.lull else "",
        str(one.last_day),
    )
    return cells, one.sentences


def _sign(one: Standing) -> str:
    if not one.feed.enabled:
        return "-"
    if one.need is None:
        return ""
    return "x" if one.need in LASTING_NEEDS[:3] else "!"


def _health(one: Standing) -> str:
    if not one.feed.enabled:
        return "disabled"
    return str(one.state.health) if one.state else str(Health.NEW)


def _next(one: Standing, now: datetime) -> str:
    if not one.feed.enabled:
        return "never"
    if one.state is None:
        return "at once"
    if one.parked:
        return "parked"
    due = _due(one.state)
    return f"in {span(due - now)}" if due > now else "now"


def _due(state: FeedState) -> datetime:
    return max(state.next_due, state.held_until) if state.held_until else state.next_due


def _last_good(state: FeedState | None, now: datetime) -> str:
    """When it last answered with items; of one that fails only the beginning of that is known."""
    if state and state.ill_since:
        return f"over {span(now - state.ill_since)} ago" if state.new_at else "never"
    return _ago(state.polled_at if state else None, now)


def _ago(when: datetime | None, now: datetime) -> str:
    if when is None:
        return "never"
    return f"{span(now - when)} ago" if now - when >= timedelta(minutes=1) else "now"


def _last_line(found: Sequence[Standing]) -> str:
    asked = [one for one in found if one.feed.enabled]
    lasting = sum(one.need in LASTING_NEEDS for one in asked)
    shaky = sum(one.need is not None for one in asked) - lasting
    parked = sum(one.parked for one in asked)
    parts = [f"{lasting} need you", f"{shaky} not well for less than a day", f"{parked} parked"]
    parts.append(f"{len(found) - len(asked)} disabled")
    told = ", ".join(part for part in parts if not part.startswith("0 ")) or "all do well"
    return f"{len(found)} feeds: {told}; {sum(one.last_day for one in found)} items in 24 h"


def _entry(one: Standing, now: datetime) -> dict[str, object]:
    state = one.state
    ill = state is not None and state.ill_since is not None
    return {
        "name": one.feed.name,
        "url": one.feed.url,
        "language": one.feed.language,
        "enabled": one.feed.enabled,
        "parked": one.parked,
        "health": _health(one),
        "need": str(one.need) if one.need else None,
        "sentences": list(one.sentences),
        "detail": state.detail if state else "",
        "failures": state.failures if state else 0,
        "ill_since": _iso(state.ill_since) if state else None,
        "polled": _iso(state.polled_at) if state else None,
        "last_success": None if state is None or ill else _iso(state.polled_at),
        "next": _iso(_due(state)) if state and one.feed.enabled and not one.parked else None,
        "newest_item": _iso(one.newest),
        "new_at": _iso(state.new_at) if state else None,
        "silent_seconds": _seconds(now - state.new_at) if state and state.new_at else None,
        "usual_silence_seconds": (state.lull or None) if state else None,
        "gap_at": _iso(state.gap_at) if state else None,
        "moved_to": (state.moved_to or None) if state else None,
        "items_24h": one.last_day,
    }


def _iso(when: datetime | None) -> str | None:
    return when.isoformat() if when else None


def _seconds(time: timedelta) -> int:
    return max(int(time.total_seconds()), 0)
