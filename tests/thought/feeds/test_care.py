"""Which feeds need a person, and the one line a week that says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.care import Need, feeds_line, need, sentences
from bot.model import FeedState, Health

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
WELL = FeedState("https://well.example/f", NOW, health=Health.OK, polled_at=NOW, new_at=NOW, lull=3600)
DAYS = timedelta(days=1)
TABLE = {
    Need.GONE: replace(WELL, url="https://gone.example/f", health=Health.GONE, detail="HTTP 410", ill_since=NOW),
    Need.FAILING: replace(WELL, health=Health.BLOCKED, detail="HTTP 403", failures=9, ill_since=NOW - 3 * DAYS),
    Need.SILENT: replace(WELL, health=Health.FROZEN, new_at=NOW - 20 * DAYS),
    Need.MOVED: replace(WELL, health=Health.MOVED, moved_to="https://new.example/f"),
    Need.LOSING: replace(WELL, gap_at=NOW - 2 * DAYS),
    Need.SHAKY: replace(
        WELL, health=Health.UNREACHABLE, detail="HTTP 503", ill_since=NOW - timedelta(hours=1), failures=1
    ),
}


@pytest.mark.parametrize(("why", "state"), TABLE.items(), ids=list(TABLE))
def test_each_need_is_told_in_plain_words(why: Need, state: FeedState) -> None:
    assert need(state, NOW) is why
    assert sentences(state, NOW)


def test_a_feed_that_does_well_or_was_never_asked_needs_nobody() -> None:
    for state in (
        WELL,
        FeedState(WELL.url, NOW),
        replace(WELL, health=Health.UNCHANGED),
        replace(WELL, gap_at=NOW - 8 * DAYS),
    ):
        assert need(state, NOW) is None
        assert sentences(state, NOW) == ()


def test_the_words_say_for_how_long_how_often_and_what_to_do() -> None:
    assert sentences(TABLE[Need.FAILING], NOW) == ("blocked for 3 days, 9 times: HTTP 403",)
    assert sentences(TABLE[Need.SILENT], NOW) == ("no news for 20 days, 60 min is usual",)
    assert sentences(TABLE[Need.MOVED], NOW) == ("moved for good: write https://new.example/f in feeds.yaml",)
    assert sentences(TABLE[Need.GONE], NOW)[0].startswith("parked, nobody asks it any more: HTTP 410; ")


def test_several_troubles_of_one_feed_are_all_told() -> None:
    both = replace(TABLE[Need.FAILING], moved_to="https://new.example/f", gap_at=NOW)
    assert len(sentences(both, NOW)) == 3
    assert need(both, NOW) is Need.FAILING


def test_the_weekly_line_counts_and_names_what_lasts() -> None:
    """A line that also told of every hiccup would soon not be read."""
    states = [*TABLE.values(), *(replace(WELL, url=f"https://{n}.example/") for n in range(20))]
    assert feeds_line(states, NOW, {"https://gone.example/f": "Harbour Daily"}) == (
        "Feeds: 5 of 26 need you: 1 gone (Harbour Daily), 1 failing (well.example), 1 silent (well.example), "
        "1 moved (well.example), 1 losing items (well.example); `dispaccio feeds list --ill` says more"
    )
    assert feeds_line([WELL, TABLE[Need.SHAKY]], NOW) == "Feeds: all 2 do well"
    assert feeds_line([], NOW) == "Feeds: none is configured"


def test_the_weekly_line_stays_one_line_however_many_are_ill() -> None:
    states = [replace(TABLE[Need.FAILING], url=f"https://{n:03}.example/") for n in range(300)]
    line = feeds_line(states, NOW)
    assert line.startswith(
        "Feeds: 300 of 300 need you: 300 failing (000.example, 001.example, 002.example and 297 more);"
    )
    assert len(line) < 200
