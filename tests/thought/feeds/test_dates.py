"""Dates: a wrong one makes fresh news stale or old news new, and feedparser's reading is wrong without a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.dates import published
from bot.feeds.months import month, phrases
from bot.feeds.zones import named, zone
from tests.thought.feeds.samples import SEEN

EVENING = datetime(2026, 9, 27, 19, tzinfo=UTC)
IN_SEOUL = EVENING - timedelta(hours=9)


def read(raw: str, own: str = "Asia/Seoul", seen: datetime = SEEN) -> datetime | None:
    return published(raw, None, own, seen)


@pytest.mark.parametrize(
    "raw",
    [
        "2026-09-27 19:00:00",  # faults of many Korean papers: no zone at all
        "2026/09/27 19:00:00",
        "2026.09.27 19:00",
        "2026. 9. 27. 오후 7:00",
        "2026년 9월 27일 19:00",
        "2026년 9월 27일 오후 7:00",
        "2026년 9월 27일 19시 00분",
        "2026-09-27 오후 7:00",
        "2026-09-27 (일) 19:00",
        "2026年9月27日 19時00分",
        "2026年9月27日 下午7点",
        "２０２６年９月２７日　１９：００",
        "27 09 2026 19:00:00",
        "27.09.2026 19:00",
        "27.09.2026 19.00",
        "27/09/2026 19:00",
        "09/27/2026 7:00 PM",
        "19:00 27/09/2026",
        "20260927190000",
        "20260927T190000",
        "Sun Sep 27 19:00:00 2026",
        "Sep 27, 2026 7:00 p.m.",
        "Sun, 27th September 2026 19:00",
        "27-Sep-2026 19:00",
        "27-Sep-26 19:00",
        "domenica 27 settembre 2026 ore 19.00",
        "dom, 27 set 2026 19:00:00",
        "dim. 27 sept. 2026 à 19h00",
        "27. September 2026 19:00 Uhr",
        "So, 27 Sep 2026 19:00",
        "27 de septiembre de 2026, 19:00",
        "27 de setembro de 2026 às 19h",
        "27 września 2026 19:00",
        "27 вересня 2026 р., 19:00",
        "27 сентября 2026, 19:00",
        "27 сен 2026 19:00",
        "27 Eylül 2026 19:00",
        "27 tháng 9, 2026 19:00",
        "Κυρ, 27 Σεπ 2026 19:00:00",
        "27 سبتمبر 2026 19:00",
        "٢٧ أيلول ٢٠٢٦ ١٩:٠٠",
    ],
)
def test_a_date_without_a_zone_is_in_the_feeds_zone(raw: str) -> None:
    """Read as UTC, a Korean item would lie nine hours in the future and every digest would be in disorder."""
    assert read(raw) == IN_SEOUL


@pytest.mark.parametrize(
    ("raw", "hours"),
    [
        ("Sun, 27 Sep 2026 19:00:00 +0900", 9),
        ("Sun, 27 Sep 2026 19:00:00 +09:00", 9),
        ("27 09 2026 19:00:00 +0900", 9),
        ("Sun, 27 Sep 2026 19:00:00 GMT+09:00", 9),
        ("Sun, 27 Sep 2026 19:00:00 +9", 9),
        ("Sun, 27 Sep 2026 19:00:00 -0330", -3.5),
        ("Sun, 27 Sep 2026 19:00:00 KST", 9),
        ("Sun, 27 Sep 2026 19:00:00 JST", 9),
        ("Sun, 27 Sep 2026 19:00:00 MSK", 3),
        ("27 сентября 2026 19:00 МСК", 3),
        ("Sun, 27 Sep 2026 19:00:00 CEST", 2),
        ("Sun, 27 Sep 2026 19:00:00 CET", 1),
        ("Sun, 27 Sep 2026 19:00:00 EST", -5),
        ("Sun, 27 Sep 2026 19:00:00 EDT", -4),
        ("Sep 27, 2026 7:00 PM ET", -4),
        ("Sun Sep 27 19:00:00 PDT 2026", -7),
        ("Sun, 27 Sep 2026 19:00:00 GMT", 0),
        ("Sun, 27 Sep 26 19:00:00 Z", 0),
        ("Sun, 27 Sep 2026 19:00:00 (UTC)", 0),
        ("2026-09-27T19:00:00Z", 0),
        ("2026-09-27T19:00Z", 0),
        ("2026-09-27T19:00:00.123456+09:00", 9),
        ("2026-09-27T19:00:00 +0200", 2),
        ("20260927T190000Z", 0),
        ("Sun, 2026/09/27 19:00:00 EDT", -4),
    ],
)
def test_a_written_zone_holds(raw: str, hours: float) -> None:
    """Feedparser takes KST, JST, MSK and CEST for UTC: two to nine hours wrong."""
    late = SEEN + timedelta(days=2)
    assert read(raw, "America/New_York", late) == EVENING - timedelta(hours=hours)


@pytest.mark.parametrize(
    ("name", "own", "hours"),
    [
        ("CST", "Asia/Shanghai", 8),
        ("CST", "UTC", -6),
        ("IST", "Asia/Kolkata", 5.5),
        ("IST", "Asia/Jerusalem", 2),
        ("BST", "Europe/London", 1),
    ],
)
def test_a_name_of_several_zones_means_the_feeds_own(name: str, own: str, hours: float) -> None:
    """China and Chicago both write CST."""
    month_of_year = 7 if name == "BST" else 1
    raw = f"Mon, 05 {'Jul' if month_of_year == 7 else 'Jan'} 2026 19:00:00 {name}"
    assert read(raw, own) == datetime(2026, month_of_year, 5, 19, tzinfo=UTC) - timedelta(hours=hours)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("1790503200", datetime(2026, 9, 27, 10, tzinfo=UTC)),
        ("1790503200000", datetime(2026, 9, 27, 10, tzinfo=UTC)),
        ("Sat, 26 Sep 2026 24:00:00 GMT", datetime(2026, 9, 27, tzinfo=UTC)),
        ("2026-09-27 12:05 AM", datetime(2026, 9, 26, 15, 5, tzinfo=UTC)),
        ("2026-09-27 오전 12:05", datetime(2026, 9, 26, 15, 5, tzinfo=UTC)),
        ("2026-09-27 12:05 PM", datetime(2026, 9, 27, 3, 5, tzinfo=UTC)),
        ("09/10/2026 12:00 GMT", datetime(2026, 9, 10, 12, tzinfo=UTC)),  # the 9th of October lies ahead
        ("Thu, 07 Dec 17 10:00:00 -0800", datetime(2017, 12, 7, 18, tzinfo=UTC)),
    ],
)
def test_odd_ways_of_writing(raw: str, expected: datetime) -> None:
    """Each was seen in a feed, or follows from what was."""
    assert read(raw) == expected


@pytest.mark.parametrize("raw", ["Sun,27 Sep 2026", "2026-09-27", "20260927", "27 settembre 2026", "2026년 9월 27일"])
def test_a_date_without_a_time_is_noon(raw: str) -> None:
    """Midnight would make yesterday evening's news stale at breakfast, and be another day in UTC."""
    assert read(raw) == datetime(2026, 9, 27, 3, tzinfo=UTC)


def test_a_date_ahead_is_now() -> None:
    """An item from the future would stay the newest for ever."""
    for raw in ("2041-01-01T00:00:00Z", "Mon, 28 Sep 2026 12:00:01 GMT", "2026-09-28", "9999-12-31 23:59"):
        assert read(raw, "UTC") in {SEEN, SEEN.replace(hour=12)}
    assert read("2026-09-28T11:59:00Z") == SEEN - timedelta(minutes=1)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "2026",
        "2026-09",
        "27 Sep",
        "19:00",
        "31 Feb 2026",
        "2026-13-45",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "1970-01-01T00:00:00Z",
        "0",
        "-1",
    ],
)
def test_no_date_is_none(raw: str) -> None:
    """Such an item is ordered by when we saw it, rather than by a date that nobody wrote."""
    assert read(raw) is None


def test_feedparsers_reading_counts_only_when_borne_out() -> None:
    """It reads dates in words that we do not know, and invents months for dates that it does not."""
    raw = "the 27th day of Boedromion 2026 at 19 past 4"
    assert published(raw, (2026, 9, 27, 16, 19, 0, 6, 270, 0), "UTC", SEEN) == datetime(2026, 9, 27, 16, 19, tzinfo=UTC)
    assert published(raw, (1790, 9, 27, 16, 19, 0, 6, 270, 0), "UTC", SEEN) is None
    assert published(raw, (2026, 9, 27, 16, 20, 0, 6, 270, 0), "UTC", SEEN) is None
    assert published("2026/99/99 x", (2026, 11, 1, 0, 0, 0, 6, 305, 0), "UTC", SEEN) is None


def test_an_unknown_zone_of_the_feed_is_utc() -> None:
    """The settings complain about it; a poll must not."""
    for own in ("Atlantis/Capital", "", "../../etc"):
        assert read("2026-09-27 19:00", own) == EVENING
    assert named("xyz", EVENING.replace(tzinfo=None), zone("UTC")) is None


def test_month_names_mean_one_month() -> None:
    """A name that means two months in two languages would date half of the feeds wrong."""
    assert [month(name) for name in ("sep", "settem", "вер", "wrz", "mai", "août", "mär")] == [9, 9, 9, 9, 5, 8, 3]
    assert month("ma") is None
    assert month("ju") is None
    assert list(phrases()) == sorted(phrases(), key=len, reverse=True)


@given(
    st.integers(86_400, 13_000 * 86_400),
    st.sampled_from(["Asia/Seoul", "UTC", "America/New_York"]),
)
def test_standard_dates_come_back_exactly(seconds: int, own: str) -> None:
    """Whatever day and hour: the two standards, and the bare form in the feed's zone."""
    whole = SEEN - timedelta(seconds=seconds)
    assert read(whole.isoformat(), own) == whole
    assert read(f"{whole:%a, %d %b %Y %H:%M:%S} GMT", own) == whole
    assert read(f"{whole:%Y/%m/%d %H:%M:%S}", "UTC") == whole


@given(
    st.text(max_size=60) | st.from_regex(r"[0-9:/. +TZ-]{1,30}"),
    st.none() | st.lists(st.integers(-5, 99999), min_size=9, max_size=9),
)
def test_no_text_raises_and_none_lies_ahead(raw: str, parsed: list[int] | None) -> None:
    """A date is the publisher's text: anything may stand there."""
    found = published(raw, parsed, "Asia/Seoul", SEEN)
    assert found is None or (found <= SEEN and found.year >= 1990 and found.tzinfo is UTC)
