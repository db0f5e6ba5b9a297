"""What a poll says about the health of a feed, in one word and one sentence; and when its silence needs a person.

A feed has a rhythm of its own: an agency is silent for a night, a weekly for a week. `lull` is the longest silence that
is usual for it, first read off the dates of its entries, then learnt from poll to poll. Silent for three times as long,
and for three days at least, it is `frozen`: such feeds go on answering 200 or 304 for years, and nobody notices.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import assert_never

from bot.model import Answer, FeedState, Fetched, Health, NotModified, Unreachable

_BLOCKED = frozenset({401, 403, 429, 451})
_GONE = 410
_NOT_FEEDS = frozenset({"html", "other"})
FAILED = frozenset({Health.NOT_A_FEED, Health.BLOCKED, Health.UNREACHABLE, Health.GONE})
ILL = FAILED | {Health.EMPTY}  # a poll that brings no item, new or old
_STANDING = frozenset({Health.NOT_A_FEED, Health.PARTIAL, Health.EMPTY})  # "not modified" means that this still stands
_WELL = frozenset({Health.OK, Health.UNCHANGED})

_SILENT_FACTOR = 3  # times the usual lull
_SILENT_AT_LEAST = timedelta(days=3)  # a newspaper's weekend
_SILENT_UNKNOWN = timedelta(days=30)  # of a feed whose rhythm nobody knows
_HALVES = timedelta(days=30)  # an exceptional lull counts half as much after so long
_ENOUGH = 5  # silences between dated entries, from which on the longest may be an exception
_FEWEST = 2  # entries of which none may be known: a document of one entry shows nothing
LASTING = timedelta(days=1)  # a failure that needs a person


@dataclass(frozen=True, slots=True)
class Found:
    """What was in a document: counts, the newest claimed date, and what `parse` said. Nothing, where nothing was fetched.

    `lull` is the longest usual silence between its dates, `wishes` what `feeds.wishes` read in its head.
    """

    items: int = 0
    new: int = 0
    newest: datetime | None = None
    kind: str = ""
    partial: bool = False
    problem: str = ""
    lull: timedelta | None = None
    wishes: str = ""


def judge(answer: Answer, found: Found) -> tuple[Health, str]:
    """The health by this poll alone, and why: a sentence for `status` and for the log."""
    match answer:
        case NotModified():
            return Health.UNCHANGED, "not changed since the last poll"
        case Unreachable(reason=reason, status=status):
            return _unreached(status), reason
        case Fetched():
            return _found(found), _sentence(found)
        case _:  # pragma: no cover - the union is closed
            assert_never(answer)


def judge_since(state: FeedState, answer: Answer, found: Found, now: datetime) -> tuple[Health, str]:
    """The health with what is known from earlier polls: what still stands, what is missing, for how long it is silent.

    `state` is the one after this poll but for health and detail: `new_at`, `lull`, `gap_at` and `moved_to` are new.
    """
    health, detail = judge(answer, found)
    if health is Health.UNCHANGED and state.health in _STANDING:
        return state.health, state.detail or detail
    if health not in _WELL:
        return health, detail
    if state.gap_at == now:
        return Health.GAP, f"all {found.items} items are new: what came since the last poll may be lost"
    if is_silent(state, now):
        same = "the server says that nothing has changed" if health is Health.UNCHANGED else detail
        return Health.FROZEN, f"{silence(state, now)}; {same}"
    if state.moved_to:
        return Health.MOVED, f"moved for good to {state.moved_to}; change its url in feeds.yaml"
    return health, detail


def is_gap(state: FeedState, found: Found) -> bool:
    """True when this document and the one before have no item in common; `state` is the one before the poll."""
    return state.new_at is not None and found.items >= _FEWEST and found.new >= found.items


def usual_lull(dates: Iterable[datetime]) -> timedelta | None:
    """The longest usual silence between dated entries; None for fewer than two.

    Among six and more the longest is left out: an entry pinned for a year would make a year usual.
    """
    ordered = sorted(set(dates))
    silences = sorted((later - earlier for earlier, later in pairwise(ordered)), reverse=True)
    if not silences:
        return None
    return silences[1 if len(silences) >= _ENOUGH else 0]


def learnt_lull(state: FeedState, found: Found, now: datetime) -> int:
    """Seconds of the usual lull after a poll; `state` is the one before it.

    At the first look from the dates of the entries. Then each silence that ends with news counts, where the feed could
    be asked all the while, but never more than three times what was usual: a feed that comes back to life after a year
    is no yearly.
    """
    known = timedelta(seconds=state.lull)
    if state.new_at is None or state.polled_at is None:
        return int((found.lull or known).total_seconds())
    if not found.new or state.ill_since or now <= state.new_at:
        return state.lull
    ended = now - state.new_at
    grown = min(ended, _patience(known)) if known else ended
    return int(max(grown, known * 0.5 ** (ended / _HALVES)).total_seconds())


def is_silent(state: FeedState, now: datetime) -> bool:
    """True when it has brought nothing new for far longer than is usual for it."""
    return state.new_at is not None and now - state.new_at > _patience(timedelta(seconds=state.lull))


def silence(state: FeedState, now: datetime) -> str:
    """A sentence on how long it has been silent, and what is usual."""
    quiet = span(now - (state.new_at or now))
    return f"no news for {quiet}" + (f", {span(timedelta(seconds=state.lull))} is usual" if state.lull else "")


def trouble(state: FeedState, now: datetime) -> tuple[str, str]:
    """What a person should know of a feed: one word and one sentence; ("", "") where nothing lasts.

    Gone and moved at once, frozen by its own measure, failures and emptiness once they have lasted for a day.
    """
    if state.health is Health.GONE:
        return "gone", state.detail
    if state.health is Health.FROZEN:
        return "silent", state.detail
    if state.ill_since and now - state.ill_since >= LASTING:
        return "silent", f"{state.health} for {span(now - state.ill_since)}: {state.detail}"
    if state.moved_to:
        return f"moved {state.moved_to}", f"moved for good to {state.moved_to}"
    return "", ""


def span(time: timedelta) -> str:
    """A span in words for people: "3 days", "5 h", "10 min"."""
    minutes = int(time.total_seconds() // 60)
    if minutes >= 2 * 1440:
        return f"{minutes // 1440} days"
    return f"{minutes // 60} h" if minutes >= 120 else f"{minutes} min"


def _patience(lull: timedelta) -> timedelta:
    return max(lull * _SILENT_FACTOR, _SILENT_AT_LEAST) if lull else _SILENT_UNKNOWN


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
