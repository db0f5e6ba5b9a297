"""Which feeds need a person, why, and in which order; and the one line a week that says so. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from bot.feeds.health import FAILED, ILL, LASTING, silence, span
from bot.feeds.urls import host_of
from bot.model import FeedState, Health

RECENT = timedelta(days=7)  # a gap is worth a look for so long
_NAMED = 3  # feeds of each kind that the weekly line names


class Need(StrEnum):
    """Why a feed needs a person, most urgent first."""

    GONE = "gone"  # parked: it is not asked any more
    FAILING = "failing"  # for a day or longer
    SILENT = "silent"  # it answers, but brings nothing for far longer than is usual
    MOVED = "moved"  # its address in feeds.yaml is the old one
    LOSING = "losing items"  # between two polls all items were new
    SHAKY = "not well"  # since less than a day: it may mend itself


LASTING_NEEDS = (Need.GONE, Need.FAILING, Need.SILENT, Need.MOVED, Need.LOSING)


def need(state: FeedState, now: datetime) -> Need | None:
    """Why this feed needs a person; None where it does well, or was never asked."""
    if state.health is Health.GONE:
        return Need.GONE
    if state.ill_since and now - state.ill_since >= LASTING:
        return Need.FAILING
    if state.health is Health.FROZEN:
        return Need.SILENT
    if state.moved_to:
        return Need.MOVED
    if state.gap_at and now - state.gap_at < RECENT:
        return Need.LOSING
    return Need.SHAKY if state.health in ILL or state.health is Health.PARTIAL else None


def sentences(state: FeedState, now: datetime) -> tuple[str, ...]:
    """All that a person should know of the feed, in plain words, most important first; none where it does well."""
    said: list[str] = []
    if state.health is Health.GONE:
        said.append(
            f"parked, nobody asks it any more: {state.detail}; take it out of feeds.yaml or find its new address"
        )
    elif state.health in ILL:
        said.append(f"{state.health} {_since(state, now)}: {state.detail}")
    elif state.health is Health.PARTIAL:
        said.append(state.detail)
    if state.health is Health.FROZEN:
        said.append(silence(state, now))
    if state.moved_to:
        said.append(f"moved for good: write {state.moved_to} in feeds.yaml")
    if state.gap_at and now - state.gap_at < RECENT:
        said.append(
            f"a gap {span(now - state.gap_at)} ago: all items were new, some may be lost; a shorter interval helps"
        )
    return tuple(said)


def _since(state: FeedState, now: datetime) -> str:
    """For how long, and how often it was asked in that time."""
    if state.ill_since is None or (state.failures <= 1 and now - state.ill_since < LASTING):
        return "at the last poll"
    times = f", {state.failures} times" if state.failures > 1 and state.health in FAILED else ""
    return f"for {span(now - state.ill_since)}{times}"


def feeds_line(states: Iterable[FeedState], now: datetime, names: Mapping[str, str] | None = None) -> str:
    """One line on the feeds in lasting trouble, for the weekly report; `names`: address -> name.

    Example: "Feeds: 2 of 127 need you: 1 gone (Harbour Daily), 1 moved (Faro); `dispaccio feeds list --ill` says more"
    """
    called = names or {}
    found: dict[Need, list[str]] = defaultdict(list)
    count = 0
    for state in states:
        count += 1
        why = need(state, now)
        if why in LASTING_NEEDS:
            found[why].append(called.get(state.url) or host_of(state.url))
    if not count:
        return "Feeds: none is configured"
    if not found:
        return f"Feeds: all {count} do well"
    groups = [_group(why, sorted(found[why])) for why in LASTING_NEEDS if found[why]]
    ill = sum(map(len, found.values()))
    return f"Feeds: {ill} of {count} need you: {', '.join(groups)}; `dispaccio feeds list --ill` says more"


def _group(why: Need, names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{len(names)} {why} ({', '.join(names[:_NAMED])}{more})"
