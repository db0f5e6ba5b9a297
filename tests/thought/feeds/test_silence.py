"""What the operator is told of feeds in trouble: each trouble once, each publisher at most once a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.feeds.silence import Notice, notices, over
from bot.model import Feed, FeedState, Health
from tests.thought.feeds.samples import SEEN, ago

SILENT = {"health": Health.FROZEN, "detail": "no news for 9 days"}
Pair = tuple[Feed, FeedState]


def pair(name: str, family: str = "harbour", **state: object) -> Pair:
    url = f"https://{name}.example/rss"
    return Feed(name, url, "en", family=family), FeedState(url, SEEN, **state)  # type: ignore[arg-type]  # a test's shorthand


def told(pairs: list[Pair], notice: Notice) -> list[Pair]:
    """The pairs after the notice was sent."""
    marks = notice.marks
    return [
        (feed, replace(state, told=marks[feed.url], told_at=SEEN) if feed.url in marks else state)
        for feed, state in pairs
    ]


def test_a_publisher_that_fell_silent_is_one_notice() -> None:
    """Thirteen feeds of one agency fail together: thirteen alarms would hide the fourteenth."""
    pairs = [pair("a", **SILENT), pair("b", **SILENT), pair("c"), pair("d", family="other")]
    (notice,) = notices(pairs, SEEN)
    assert notice.what == "2 of 3 feeds of harbour"
    assert notice.why == "a: no news for 9 days; b: no news for 9 days"
    assert "another feed" in notice.do
    assert notices(told(pairs, notice), SEEN + timedelta(days=5)) == []


def test_a_publisher_is_told_of_once_a_day() -> None:
    """Its feeds pass the same mark in the same night, one by one."""
    pairs = [pair("a", **SILENT), pair("b")]
    (first,) = notices(pairs, SEEN)
    later = [told(pairs, first)[0], pair("b", **SILENT)]
    assert notices(later, SEEN + timedelta(hours=23)) == []
    (second,) = notices(later, SEEN + timedelta(hours=25))
    assert list(second.marks) == ["https://b.example/rss"]


def test_another_trouble_of_the_same_feed_is_news() -> None:
    """Silent first, then gone: the operator believes that we still ask."""
    silent = pair("a", **SILENT, told="silent", told_at=ago(days=2))
    gone = pair("a", health=Health.GONE, detail="HTTP 410", told="silent", told_at=ago(days=2))
    assert notices([silent], SEEN) == []
    (notice,) = notices([gone], SEEN)
    assert "parked" in notice.do
    moved = pair("a", moved_to="https://new.example/", told="silent", told_at=ago(days=2))
    assert "change its url" in notices([moved], SEEN)[0].do


def test_what_is_over_may_be_told_again() -> None:
    """A feed that healed and fell silent a month later is silent anew."""
    healed, ill, quiet = pair("a", told="silent"), pair("b", **SILENT, told="silent"), pair("c")
    assert over([healed, ill, quiet], SEEN) == ["https://a.example/rss"]


def test_many_publishers_at_one_look_are_one_notice() -> None:
    """Our own network was down for a day: eighty alarms in a minute would be eighty too many."""
    pairs = [pair(f"n{number:02}", family=f"f{number}", **SILENT) for number in range(20)]
    (notice,) = notices(pairs, SEEN)
    assert notice.what == "feeds of 20 publishers"
    assert "and 8 more" in notice.why
    assert len(notice.marks) == 20
    assert len(notices(pairs[:3], SEEN)) == 3


def test_a_feed_without_family_stands_for_its_host() -> None:
    """A name that the operator can find in the list."""
    assert notices([pair("www.a", family="", **SILENT)], SEEN)[0].what == "1 of 1 feeds of a.example"
