"""The calendar: a slot told twice, or not at all, is a digest twice or lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.plan import BURST, Told, due_slot, is_quiet, latest_slot, local_moment, main_theme, next_slot, plan
from bot.model import Alerts, At, Channel, Every, Level, Quiet, Story
from tests.thought.newsroom import item, match, story

ROME = "Europe/Rome"
NOON = datetime(2026, 10, 7, 10, 0, tzinfo=UTC)  # 12:00 in Rome
CHANNEL = Channel(id="main", to="@x", language="it", timezone=ROME)
MORNING = datetime(2026, 10, 7, 6, 0, tzinfo=UTC)  # 08:00 in Rome
TOLD = Told(MORNING)
LEVELS = {"letters": Level.ALERT, "economy": Level.DIGEST}
MOMENTS = st.datetimes(  # hypothesis wants its bounds without a zone
    datetime(2020, 1, 1),  # noqa: DTZ001  # see above
    datetime(2030, 1, 1),  # noqa: DTZ001  # see above
    timezones=st.just(UTC),
)
ZONES = st.sampled_from([ROME, "UTC", "Asia/Seoul", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
CALENDARS = st.one_of(
    st.builds(Every, st.timedeltas(timedelta(minutes=1), timedelta(days=2))),
    st.builds(At, st.lists(st.times(), min_size=1, max_size=4).map(tuple)),
)


def news(number: int, seen: datetime = NOON, families: int = 1, theme: str = "letters") -> Story:
    items = [item(f"{number}-{n}", family=f"f{n}", seen=seen, published=seen) for n in range(families)]
    return story(*items, matches=[match(items[0], theme)])


@pytest.mark.parametrize(
    ("day", "clock", "zone", "wanted"),
    [
        (date(2026, 10, 7), time(8), ROME, datetime(2026, 10, 7, 6, 0, tzinfo=UTC)),
        # 29 March 2026: Rome's clocks jump from 02:00 to 03:00
        (date(2026, 3, 29), time(2, 30), ROME, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (date(2026, 3, 29), time(3, 0), ROME, datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        # 25 October 2026: 02:30 happens twice there
        (date(2026, 10, 25), time(2, 30), ROME, datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        # Lord Howe jumps by half an hour: 02:00 to 02:30 on 4 October 2026
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ],
)
def test_local_times_that_do_not_exist_or_happen_twice(day: date, clock: time, zone: str, wanted: datetime) -> None:
    assert local_moment(day, clock, zone) == wanted


@given(calendar=CALENDARS, zone=ZONES, now=MOMENTS)
def test_a_slot_is_due_once_and_never_early(calendar: At | Every, zone: str, now: datetime) -> None:
    channel = replace(CHANNEL, digest=calendar, timezone=zone)
    slot = due_slot(channel, None, now)
    assert slot is not None
    assert slot <= now
    assert due_slot(channel, slot, now) is None, "told is told"
    assert next_slot(channel, now) > now
    assert latest_slot(channel, next_slot(channel, now)) == next_slot(channel, now), "the next slot comes"


@given(calendar=CALENDARS, zone=ZONES, start=MOMENTS, steps=st.lists(st.integers(1, 3000), min_size=5, max_size=60))
def test_no_slot_is_told_twice_however_the_clock_is_looked_at(
    calendar: At | Every, zone: str, start: datetime, steps: list[int]
) -> None:
    channel = replace(CHANNEL, digest=calendar, timezone=zone)
    now, told = start, due_slot(channel, None, start)
    for minutes in steps:
        now += timedelta(minutes=minutes)
        slot = due_slot(channel, told, now)
        if slot is not None:
            assert told is not None
            assert slot > told
            told = slot


def test_a_first_start_is_one_digest_and_never_a_burst() -> None:
    digests = plan(CHANNEL, [news(n) for n in range(30)], LEVELS, Told(None), NOON)
    assert [len(digest.stories) for digest in digests] == [30]
    assert digests[0].level is Level.DIGEST
    assert digests[0].at == NOON, "it is the news of now, not of a slot from before the start"


def test_an_empty_slot_is_closed_without_a_post() -> None:
    evening = MORNING + timedelta(hours=13)
    (digest,) = plan(CHANNEL, [], LEVELS, TOLD, evening)
    assert digest.stories == ()
    assert digest.at == datetime(2026, 10, 7, 18, 0, tzinfo=UTC)


def test_urgent_stories_are_told_at_once_and_others_wait() -> None:
    urgent, other = news(1), news(2, theme="economy")
    digests = plan(CHANNEL, [urgent, other], LEVELS, TOLD, NOON)
    assert [digest.stories for digest in digests] == [(urgent,)]
    assert digests[0].level is Level.ALERT
    assert plan(replace(CHANNEL, alerts=None), [urgent, other], LEVELS, TOLD, NOON) == []


@pytest.mark.parametrize(("count", "posts"), [(1, 1), (BURST, BURST), (BURST + 1, 1), (60, 1)])
def test_many_alerts_at_once_are_one_digest(count: int, posts: int) -> None:
    assert len(plan(CHANNEL, [news(n) for n in range(count)], LEVELS, TOLD, NOON)) == posts


def test_the_theme_of_most_items_decides_what_a_story_is_and_whether_it_is_urgent() -> None:
    """One of three outlets that also names a letter must not ring everybody's phone for a story on trade."""
    items = [item(f"t{n}", family=f"f{n}") for n in range(3)]
    trade = [match(one, "economy") for one in items]
    mostly_trade = story(*items, matches=[*trade, match(items[0], "letters")])
    assert main_theme(mostly_trade, LEVELS) == "economy"
    assert plan(CHANNEL, [mostly_trade], LEVELS, TOLD, NOON) == []
    even = story(*items, matches=[*trade, *(match(one, "letters") for one in items)])
    assert main_theme(even, LEVELS) == "letters", "as many: the first in the file"


def test_an_alert_waits_for_confirmation_and_for_time() -> None:
    strict = replace(CHANNEL, alerts=Alerts(independent=2, wait=timedelta(minutes=10)))
    assert plan(strict, [news(1, families=1, seen=MORNING)], LEVELS, TOLD, NOON) == []
    assert plan(strict, [news(1, families=2, seen=NOON)], LEVELS, TOLD, NOON) == []
    assert len(plan(strict, [news(1, families=2, seen=NOON)], LEVELS, TOLD, NOON + timedelta(minutes=10))) == 1


def test_quiet_hours_hold_alerts_for_the_morning_digest_unless_many_confirm() -> None:
    quiet = replace(CHANNEL, quiet=Quiet(time(23), time(7), break_through=3))
    night = datetime(2026, 10, 7, 23, 30, tzinfo=UTC)  # 01:30 in Rome
    last = Told(datetime(2026, 10, 7, 18, 0, tzinfo=UTC))
    held, loud = news(1, seen=night, families=2), news(2, seen=night, families=3)
    assert [digest.stories for digest in plan(quiet, [held, loud], LEVELS, last, night)] == [(loud,)]
    half_past_seven = datetime(2026, 10, 8, 5, 30, tzinfo=UTC)
    assert plan(quiet, [held], LEVELS, last, half_past_seven) == [], "it waits for the digest, not for the alarm clock"
    eight = datetime(2026, 10, 8, 6, 0, tzinfo=UTC)
    assert [digest.stories for digest in plan(quiet, [held], LEVELS, last, eight)] == [(held,)]


@pytest.mark.parametrize(
    ("start", "end", "local", "quiet"),
    [
        (time(23), time(7), time(23), True),
        (time(23), time(7), time(6, 59), True),
        (time(23), time(7), time(7), False),
        (time(13), time(15), time(14), True),
        (time(13), time(15), time(12, 59), False),
        (time(7), time(7), time(7), False),
    ],
)
def test_quiet_hours_may_pass_midnight(start: time, end: time, local: time, quiet: bool) -> None:
    moment = datetime.combine(date(2026, 10, 7), local, ZoneInfo(ROME)).astimezone(UTC)
    assert is_quiet(Quiet(start, end), ROME, moment) is quiet


def test_planning_twice_gives_the_same_ids_and_closing_by_hand_works_at_any_time() -> None:
    stories = [news(1), news(2)]
    assert plan(CHANNEL, stories, LEVELS, TOLD, NOON) == plan(CHANNEL, stories, LEVELS, TOLD, NOON)
    (closed,) = plan(CHANNEL, stories, LEVELS, TOLD, NOON, close=True)
    assert closed.stories == tuple(stories)
    assert closed.at == NOON
