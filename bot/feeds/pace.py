"""When to look at a feed again: as often as it brings news, less often when it fails, never before it may be asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.feeds.health import Found, judge
from bot.model import Answer, Feed, FeedState, Fetched, Health, NotModified, Unreachable

__all__ = ["Found", "Pace"]

LONGEST_HOLD = timedelta(days=1)  # of a backoff, and of what a Retry-After may ask for
_SHARE = 8  # we look again after an eighth of the time for which nothing new has come
_UNKNOWN = timedelta(hours=1)  # for a feed that never had an item
_FAILED = frozenset({Health.NOT_A_FEED, Health.BLOCKED, Health.UNREACHABLE, Health.GONE})
_STANDING = frozenset({Health.NOT_A_FEED, Health.PARTIAL})  # "not modified" means that this still stands
_DOUBLINGS = 20  # more would overflow, and the hold is capped long before


@dataclass(frozen=True, slots=True)
class Pace:
    """The least and the most time between two polls of one feed, and the longest backoff while it fails.

    A backoff as long as items count as fresh would find the news of its beginning stale when the feed comes back.
    """

    least: timedelta
    most: timedelta
    backoff: timedelta = LONGEST_HOLD

    def after(
        self, feed: Feed, state: FeedState, answer: Answer, found: Found, *, now: datetime, dice: float
    ) -> FeedState:
        """The feed's state after a poll; `dice` in [0, 1) spreads feeds that would all come due at once.

        `body_hash` and `fence` stay: they are the caller's.
        """
        health, detail = judge(answer, found)
        if health is Health.UNCHANGED and state.health in _STANDING:
            health, detail = state.health, state.detail
        etag, last_modified = _validators(state, answer, health, now)
        polled = replace(state, health=health, detail=detail, polled_at=now, etag=etag, last_modified=last_modified)
        if health in _FAILED:
            return self._backed_off(feed, polled, answer, now, dice)
        new_at = _newest(state, found, now)
        wait = max(feed.interval, self.least) if feed.interval else self._spread(self._quiet(new_at, now), dice)
        return replace(polled, next_due=now + wait, held_until=None, failures=0, new_at=new_at)

    def _quiet(self, new_at: datetime | None, now: datetime) -> timedelta:
        """The wait after so long a silence."""
        return (now - new_at) / _SHARE if new_at else _UNKNOWN

    def _spread(self, wait: timedelta, dice: float) -> timedelta:
        """Within least and most, and up to a fifth longer, so that feeds drift apart."""
        base = max(self.least, min(wait, self.most * 5 / 6))
        return min(max(self.most, self.least), base * (1 + dice / 5))

    def _backed_off(self, feed: Feed, polled: FeedState, answer: Answer, now: datetime, dice: float) -> FeedState:
        """Twice as long at each failure, or as long as the server asks, up to a day.

        A server that answers, though with no feed, is not held against a pass by hand: only the scheduler waits.
        """
        failures = polled.failures + 1
        first = max(feed.interval or self.least, self.least)
        wait = min(first * 2 ** min(failures - 1, _DOUBLINGS), max(self.backoff, first))
        wait *= 1 + dice / 10
        if isinstance(answer, Unreachable) and answer.retry_after is not None:
            wait = max(wait, min(answer.retry_after, LONGEST_HOLD))
        held = now + wait if isinstance(answer, Unreachable) else None
        return replace(polled, next_due=now + wait, held_until=held, failures=failures)


def _newest(state: FeedState, found: Found, now: datetime) -> datetime | None:
    """When it last brought something new. At the first look all is new: then its newest date tells more."""
    if not found.new:
        return state.new_at
    return min(found.newest or now, now) if state.polled_at is None else now


def _validators(state: FeedState, answer: Answer, health: Health, now: datetime) -> tuple[str, str]:
    """ETag and Last-Modified for the next request, as the server wrote them.

    None after a document that was cut for the first time, or we would be told "not modified" of what we have never seen
    whole; and none once a day, because some servers answer 304 for ever (fault 23 of 26).
    """
    match answer:
        case Fetched():
            cut = health is Health.PARTIAL and state.health is not Health.PARTIAL
            return ("", "") if cut else (answer.etag, answer.last_modified)
        case NotModified() if state.polled_at is not None and state.polled_at.date() != now.date():
            return "", ""
        case _:
            return state.etag, state.last_modified
