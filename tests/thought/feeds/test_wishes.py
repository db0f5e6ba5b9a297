"""What publishers ask of those who poll them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.wishes import Wishes, read, wished
from tests.thought.feeds.samples import entry, rss
from tests.thought.feeds.samples import read as parsed


@pytest.mark.parametrize(
    ("head", "written"),
    [
        ("", ""),
        ("<ttl>60</ttl>", "every=60"),
        ("<ttl> 5\n</ttl>", "every=5"),
        ("<ttl>0</ttl>", ""),
        ("<ttl>soon</ttl>", ""),
        ("<ttl>99999999</ttl>", ""),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", "every=30"),
        ("<sy:updatePeriod> daily </sy:updatePeriod>", "every=1440"),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", "every=60"),
        ("<sy:updatePeriod>often</sy:updatePeriod>", ""),
        ("<skipHours><hour>1</hour><hour>0</hour><hour>24</hour></skipHours>", "hours=0,1"),
        ("<skipDays><day>Sunday</day><day>saturday</day><day>Someday</day></skipDays>", "days=5,6"),
        (
            "<ttl>30</ttl><skipHours><hour>3</hour></skipHours><skipDays><day>Monday</day></skipDays>",
            "every=30 hours=3 days=0",
        ),
        ("<hour>3</hour><day>Monday</day>", ""),
    ],
)
def test_wishes_stand_in_the_head(head: str, written: str) -> None:
    """They come through the whole house; what an article writes is no wish."""
    document = rss(entry()).replace("<item>", head + "<item>", 1)
    assert wished(document) == written
    assert parsed(document).found(1).wishes == written
    assert wished(rss(entry(description=head))) == ""
    assert wished(rss("<item>" + head + "</item>")) == ""


def test_wishes_are_read_as_they_were_written() -> None:
    """They lie in the state between two polls."""
    assert read("") == Wishes()
    assert read("every=30 hours=0,23 days=6") == Wishes(timedelta(minutes=30), frozenset({0, 23}), frozenset({6}))


@given(st.frozensets(st.integers(0, 23)), st.frozensets(st.integers(0, 6)), st.integers(0, 10**6))
def test_a_skipped_hour_is_skipped(hours: frozenset[int], days: frozenset[int], minutes: int) -> None:
    """Never earlier, never in such an hour, and never without an end."""
    due = datetime(2026, 9, 28, 12, 30, tzinfo=UTC) + timedelta(minutes=minutes)
    at = Wishes(None, hours, days).allowed(due)
    assert timedelta(0) <= at - due <= timedelta(days=7, hours=1)
    if len(hours) < 24 and len(days) < 7:
        assert at.hour not in hours
        assert at.weekday() not in days


@pytest.mark.parametrize("head", ["<skipHours>" * 5000, "<ttl>" * 5000, "<ttl>" + " " * 20_000, "<a" * 10_000])
def test_a_hostile_head_takes_no_time(head: str) -> None:
    """The head of a hostile feed is searched, not solved."""
    assert wished(head) == ""
