"""When to look at a feed again: as often as it brings news, less often when it fails, never before it may be asked.

Three things set the wait. The feed's own rhythm: an eighth of the time for which nothing new has come. Its publisher's
wish: Cache-Control, `ttl`, `skipHours` (`feeds.wishes`), up to `most`. And `least`, below which nothing ever goes.

A feed that fails is asked half as often each time. How far that may go: while the failure is younger than news stays
fresh, a quarter of that time, so that what is published at its beginning is not found stale; when a failure of the kind
that seldom mends itself (a refusal, a page that is gone, an unknown name) has lasted longer, or any failure for a week,
up to a day, but a little less than news stays fresh: whatever appears after one look is still fresh at the next.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.feeds.health import FAILED, ILL, Found, is_gap, judge, judge_since, learnt_lull
from bot.feeds.wishes import read
from bot.model import Answer, Feed, FeedState, Fetched, Health, NotModified, Unreachable

__all__ = ["LONGEST_HOLD", "Found", "Pace", "starts"]

LONGEST_HOLD = timedelta(days=1)  # of a backoff, and of what a Retry-After may ask for
_SHARE = 8  # we look again after an eighth of the time for which nothing new has come
_UNKNOWN = timedelta(hours=1)  # for a feed that never had an item
_DOUBLINGS = 20  # more would overflow, and the hold is capped long before
_SOON = 4  # a failure that may mend itself is looked at four times while news stays fresh
_LONG = timedelta(days=7)  # then any failure is one that lasts
_MARGIN = 23 / 24  # of the time that news stays fresh: the rest is for the poll itself
_WATCHED = timedelta(days=7)  # after a gap it is looked at twice as often for so long
_LASTING_STATUS = frozenset({401, 403, 404, 410, 451})
_FEWEST_STARTS = 4


@dataclass(frozen=True, slots=True)
class Pace:
    """The least and the most time between two polls of one feed, and how long news stays fresh."""

    least: timedelta
    most: timedelta
    fresh: timedelta = timedelta(days=1)

    def after(
        self, feed: Feed, state: FeedState, answer: Answer, found: Found, *, now: datetime, dice: float
    ) -> FeedState:
        """The feed's state after a poll; `dice` in [0, 1) spreads feeds that would all come due at once.

        `body_hash` and `fence` stay: they are the caller's.
        """
        learnt = _learnt(state, answer, found, now)
        health, detail = judge_since(learnt, answer, found, now)
        etag, last_modified = _validators(state, answer, health, now)
        ill_since = min(state.ill_since or now, now) if health in ILL else None
        polled = replace(
            learnt,
            health=health,
            detail=detail,
            polled_at=now,
            etag=etag,
            last_modified=last_modified,
            ill_since=ill_since,
        )
        if health in FAILED:
            return self._backed_off(feed, polled, answer, now, dice)
        due = now + max(feed.interval, self.least) if feed.interval else self._next(polled, answer, now, dice)
        return replace(polled, next_due=due, held_until=None, failures=0)

    def _next(self, polled: FeedState, answer: Answer, now: datetime, dice: float) -> datetime:
        """By the feed's rhythm, then by its publisher's wish. A gap weighs more than a wish: news was lost."""
        wait = (now - polled.new_at) / _SHARE if polled.new_at else _UNKNOWN
        if polled.gap_at and now - polled.gap_at < _WATCHED:
            return now + self._spread(wait / 2, dice)
        wishes = read(polled.wishes)
        asked = max(wishes.every or timedelta(0), _max_age(answer))
        due = now + self._spread(max(wait, asked), dice)
        return min(wishes.allowed(due), now + max(self.most, self.least))

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
        longest = max(self._longest(answer, now - (polled.ill_since or now)), first)
        wait = min(first * 2 ** min(failures - 1, _DOUBLINGS) * (1 + dice / 10), longest * (1 - dice / 10))
        wait = max(wait, first)
        if isinstance(answer, Unreachable) and answer.retry_after is not None:
            wait = max(wait, min(answer.retry_after * (1 + dice / 10), LONGEST_HOLD))
        held = now + wait if isinstance(answer, Unreachable) else None
        return replace(polled, next_due=now + wait, held_until=held, failures=failures)

    def _longest(self, answer: Answer, failing: timedelta) -> timedelta:
        """The longest wait after failing for so long."""
        lasting = not isinstance(answer, Unreachable) or answer.final or answer.status in _LASTING_STATUS
        patience = self.fresh if lasting else max(_LONG, self.fresh)
        return min(LONGEST_HOLD, self.fresh * _MARGIN if failing >= patience else self.fresh / _SOON)


def starts(feeds: int, least: timedelta) -> int:
    """How many feeds may be begun in one second: twice as many as it takes to ask all within `least`, at least four.

    After a start all are due; asked at once, they would be one burst, and come back as one for hours.
    """
    return max(_FEWEST_STARTS, int(2 * feeds / max(least.total_seconds(), 1)) + 1)


def _learnt(state: FeedState, answer: Answer, found: Found, now: datetime) -> FeedState:
    """What the poll teaches of the feed, whatever its health."""
    if isinstance(answer, Unreachable):
        return state
    reached = replace(state, moved_to=answer.url if answer.moved else "")
    if isinstance(answer, NotModified) or judge(answer, found)[0] in FAILED:
        return reached
    return replace(
        reached,
        new_at=_newest(state, found, now),
        gap_at=now if is_gap(state, found) else state.gap_at,
        lull=learnt_lull(state, found, now),
        wishes=found.wishes,
    )


def _newest(state: FeedState, found: Found, now: datetime) -> datetime | None:
    """When it last brought something new. At the first look all is new: then its newest date tells more."""
    if not found.new:
        return min(state.new_at, now) if state.new_at else None  # a clock that was ahead must not hide a silence
    return min(found.newest or now, now) if state.new_at is None else now


def _max_age(answer: Answer) -> timedelta:
    return timedelta(0) if isinstance(answer, Unreachable) else answer.max_age or timedelta(0)


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
        case NotModified():
            return answer.etag or state.etag, answer.last_modified or state.last_modified
        case _:
            return state.etag, state.last_modified
