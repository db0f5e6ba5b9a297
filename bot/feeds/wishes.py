"""How often a publisher wants to be asked: `ttl`, `skipHours`, `skipDays` and the syndication module, from a feed's head.

RSS 2.0 (https://www.rssboard.org/rss-specification) counts a `ttl` in minutes and names hours of GMT and days; RSS 1.0's
syndication module (https://web.resource.org/rss/1.0/modules/syndication/) gives a period and how often in it. A state
keeps them as one short text, for an unchanged feed sends no document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

_HEAD = re.compile(r"<(?:item|entry)[\s>]", re.IGNORECASE)
_LONGEST_HEAD = 20_000  # characters before the first entry; what stands behind them is no wish
_TTL = re.compile(r"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_SKIP_HOURS = re.compile(r"<skipHours>(.{0,1500}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_SKIP_DAYS = re.compile(r"<skipDays>(.{0,600}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(r"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
_DAY = re.compile(r"<day>\s*([A-Za-z]{3})[a-z]*\s*</day>", re.IGNORECASE)
_PERIOD = re.compile(r"<\w{1,12}:updatePeriod>\s*(\w{1,10})\s*<", re.IGNORECASE)
_FREQUENCY = re.compile(r"<\w{1,12}:updateFrequency>\s*(\d{1,4})\s*<", re.IGNORECASE)
_PERIODS = {"hourly": 60, "daily": 1440, "weekly": 10_080, "monthly": 43_200, "yearly": 525_600}  # minutes
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ROUND = timedelta(days=7)  # behind a week every hour of it has been tried


@dataclass(frozen=True, slots=True)
class Wishes:
    """`every`: not more often than that; `hours` (UTC, 0 to 23) and `days` (0 is Monday): not then."""

    every: timedelta | None = None
    hours: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()

    def allowed(self, due: datetime) -> datetime:
        """The first moment from `due` on that is in none of the hours and days; `due` itself where all are named."""
        at = due
        while at.hour in self.hours or at.weekday() in self.days:
            at = (at + timedelta(hours=1)).replace(minute=due.minute, second=due.second)
            if at - due > _ROUND:
                return due
        return at


def wished(text: str) -> str:
    """The wishes in a document's head, as `read` takes them; "" where there are none."""
    entry = _HEAD.search(text, 0, _LONGEST_HEAD)
    head = text[: entry.start() if entry else _LONGEST_HEAD]
    hours, days = _SKIP_HOURS.search(head), _SKIP_DAYS.search(head)
    found = (
        ("every", {_minutes(head)} - {0}),
        ("hours", {int(hour) % 24 for hour in _HOUR.findall(hours.group(1))} if hours else set()),
        (
            "days",
            {_DAYS.index(day.lower()) for day in _DAY.findall(days.group(1)) if day.lower() in _DAYS}
            if days
            else set(),
        ),
    )
    return " ".join(f"{name}={','.join(map(str, sorted(numbers)))}" for name, numbers in found if numbers)


def _minutes(head: str) -> int:
    """The ttl, or the period of the syndication module; 0 where there is neither."""
    ttl, period, frequency = _TTL.search(head), _PERIOD.search(head), _FREQUENCY.search(head)
    if ttl:
        return int(ttl.group(1))
    if not period:
        return 0
    return _PERIODS.get(period.group(1).lower(), 0) // max(int(frequency.group(1)) if frequency else 1, 1)


def read(text: str) -> Wishes:
    """What `wished` wrote; an empty text is no wish."""
    found = {name: [int(number) for number in numbers.split(",")] for name, _, numbers in _pairs(text)}
    every = found.get("every")
    return Wishes(
        timedelta(minutes=every[0]) if every else None,
        frozenset(found.get("hours", ())),
        frozenset(found.get("days", ())),
    )


def _pairs(text: str) -> list[tuple[str, str, str]]:
    return [part.partition("=") for part in text.split()]
