"""When an entry says that it was published: our own reading of what feeds write.

feedparser reads `2026/09/27 19:00` as the first of some month, takes KST, MSK and dates without a zone for UTC, and
knows few languages (faults 1, 2 and 24 of 26). So we read first; its answer counts only where we find nothing and the
raw text bears it out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from bot.feeds.months import month, phrases
from bot.feeds.zones import named, zone

_OLDEST = 1990  # no feed is older; such a year is a mistake
_LONGEST = 120  # characters of a date
_NOON = time(12)  # of a date without a time: half a day wrong at most, and the day is right in every zone
_FURTHEST = 14  # hours that a zone may be away from UTC

_EPOCH = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[t ]?(\d\d):?(\d\d)(?::?(\d\d))?)?(?!\d)(.*)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})(?!\d)\s?[日일]?")
_YEAR_LAST = re.compile(r"(?<![\d:])(\d{1,2})([-/. ])\s?(\d{1,2})\2\s?(\d{4}|\d\d)(?![\d:])")
_DAY_NAME = re.compile(r"(?<!\d)(\d{1,2})(?!\d)(?:st|nd|rd|th|er|[ºª°])?[\s.,/-]*(?:(?:de|of|di)\s)?\s*([^\W\d_]{3,})")
_NAME_DAY = re.compile(r"([^\W\d_]{3,})[\s.,/-]*(\d{1,2})(?![\d:])")
_FULL_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_SHORT_YEAR = re.compile(r"[\s.,/-]*(?:(?:de|of|di)\s)?['\s]*(\d\d)(?!\d)")
_CLOCKS = (
    re.compile(r"(?<!\d)(\d{1,2}):(\d\d)(?::(\d\d))?(?:[.,]\d+)?"),
    re.compile(r"(?<!\d)(\d{1,2})\s?[시時时点點](?:\s?(\d{1,2})\s?[분分])?(?:\s?(\d{1,2})\s?[초秒])?"),
    re.compile(r"(?<!\d)(\d{1,2})\s?h\s?(\d\d)?(?!\w)()"),
)
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?![\d.])")  # only where the date has been taken out
_AFTERNOON = re.compile(r"\bp\.?\s?m\b|오후|午後|下午|晚上|\bμ\.?μ\b|\bμ\.μ\.|\bم\b")
_MORNING = re.compile(r"\ba\.?\s?m\b|오전|午前|上午|凌晨|早上|\bπ\.?μ\b|\bص\b")
_OFFSET = re.compile(r"\s*\(?(?:gmt|utc|z)?\s?([+-])(\d{1,2}):?(\d\d)?(?!\d)")
_WORDS = re.compile(r"[^\W\d_]+")


def published(raw: str, parsed: Sequence[int] | None, zone_name: str, seen: datetime) -> datetime | None:
    """The moment in UTC, never after `seen`; None where nothing credible is written.

    `raw` as the entry has it, `parsed` what feedparser made of it (UTC numbers from the year down), `zone_name` the
    feed's IANA zone for dates that carry none. A date without a time is taken at noon there.
    """
    text = " ".join(unicodedata.normalize("NFKC", raw[:_LONGEST]).casefold().split())
    try:
        found = _read(text, zone(zone_name), seen) or _borne_out(parsed, text)
        when = found.astimezone(UTC) if found else None
    except (ValueError, OverflowError):  # the 31st of February, the year 0000, an epoch in microseconds
        return None
    return min(when, seen) if when and when.year >= _OLDEST else None


def _read(text: str, own: tzinfo, seen: datetime) -> datetime | None:
    """An aware time, or None; raises ValueError and OverflowError where the numbers are no date."""
    if _EPOCH.fullmatch(text):
        epoch = float(text)
        return datetime.fromtimestamp(epoch / 1000 if epoch >= 1e11 else epoch, UTC)
    compact = _COMPACT.fullmatch(text)
    if compact:
        year, number, day, hour, minute, second, rest = compact.groups()
        text = f"{year}-{number}-{day}" + (f" {hour}:{minute}:{second or '00'}{rest}" if hour else "")
    found = _numeric(text, seen) or _worded(text)
    if not found:
        return None
    day_found, rest = found
    return _at(day_found, rest, own)


def _numeric(text: str, seen: datetime) -> tuple[date, str] | None:
    """The day where all of it is numbers, and the text without it."""
    found = _YEAR_FIRST.search(text)
    if found:
        year, number, day = map(int, found.groups())
        return date(year, number, day), _without(text, found)
    found = _YEAR_LAST.search(text)
    if not found:
        return None
    first, _, second, year_text = found.groups()
    days = list(_either_order(int(first), int(second), _year(year_text)))
    if not days:
        raise ValueError(text)
    # Day first nearly everywhere, month first in America: news is recent and not of tomorrow, so the nearest past is meant.
    today = seen.date()
    return min(days, key=lambda day: (day > today + timedelta(days=1), abs(day - today))), _without(text, found)


def _either_order(first: int, second: int, year: int) -> Iterator[date]:
    for number, day in ((second, first), (first, second)):
        if 1 <= number <= 12:
            yield date(year, number, day)


def _worded(text: str) -> tuple[date, str] | None:
    """The day where the month has a name, and the text without it. The weekday's name may look like a month's."""
    clock = next(_clocks(text), None)
    bare = f"{text[: clock.start()]} | {_OFFSET.sub('', text[clock.end() :], count=1)}" if clock else text
    for phrase, english in phrases().items() if not bare.isascii() else ():
        bare = bare.replace(phrase, english)
    for found, day_group, name_group in _days(bare):
        number = month(found.group(name_group))
        if number:
            full = _FULL_YEAR.search(bare)
            short = None if full else _SHORT_YEAR.match(bare, found.end())
            year = full or short
            return (date(_year(year.group(1)), number, int(found.group(day_group))), text) if year else None
    return None


def _days(text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    """Where a day may stand beside a word: the match, the group of the day, the group of the word."""
    yield from ((found, 1, 2) for found in _DAY_NAME.finditer(text))
    yield from ((found, 2, 1) for found in _NAME_DAY.finditer(text))


def _clocks(text: str) -> Iterator[re.Match[str]]:
    return (found for clock in _CLOCKS if (found := clock.search(text)))


def _at(day: date, text: str, own: tzinfo) -> datetime:
    """The day at the time and in the zone that the text names: noon and the feed's zone where it names none."""
    clock = next(_clocks(text), None) or _DOTTED.search(text)
    if not clock or int(clock.group(1)) > 24:
        return datetime.combine(day, _NOON, own)
    hour, minute, second = (int(part or 0) for part in clock.groups())
    if hour < 12 and _AFTERNOON.search(text):
        hour += 12
    elif hour == 12 and _MORNING.search(text):
        hour = 0
    wall = datetime.combine(day, time(0)) + timedelta(hours=hour, minutes=minute, seconds=second)  # 24:00 is allowed
    return wall.replace(tzinfo=_zone(text[clock.end() :], wall, own))


def _zone(after: str, wall: datetime, own: tzinfo) -> tzinfo:
    """The zone written behind the time, or the feed's."""
    offset = _OFFSET.match(after)
    if offset and int(offset.group(2)) <= _FURTHEST:
        away = timedelta(hours=int(offset.group(2)), minutes=int(offset.group(3) or 0))
        return timezone(away if offset.group(1) == "+" else -away)
    zones = (named(word, wall, own) for word in _WORDS.findall(after))
    return next((found for found in zones if found), own)


def _borne_out(parsed: Sequence[int] | None, text: str) -> datetime | None:
    """What feedparser read, if its year and minutes stand in the text and it is no format that it is known to misread."""
    if not parsed or re.match(r"\d{4}\s?[/년]", text):
        return None
    year, number, day, hour, minute, second = parsed[:6]
    written = re.findall(r"\d+", text)
    if str(year) not in written or (minute and f"{minute:02}" not in written):
        return None
    return datetime(year, number, day, hour, minute, min(second, 59), tzinfo=UTC)


def _year(text: str) -> int:
    """Two digits are of this century, from 70 on of the last (as POSIX reads them)."""
    number = int(text)
    return number if len(text) == 4 else number + (1900 if number >= 70 else 2000)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"
