"""When to look again, and what a poll says about a feed's health."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.health import Found, judge
from bot.feeds.pace import Pace
from bot.model import Answer, FeedState, Fetched, Health, NotModified, Unreachable
from tests.thought.feeds.samples import FEED, SEEN, ago

LEAST, MOST = timedelta(minutes=5), timedelta(hours=6)
PACE = Pace(LEAST, MOST)
STATE = FeedState(FEED.url, SEEN, polled_at=ago(minutes=5), new_at=ago(minutes=5))
GOOD = Fetched(FEED.url, b"", etag='"e"', last_modified="yesterday")
SOME = Found(items=20, new=2, newest=ago(minutes=1), kind="rss20")
DOWN = Unreachable("no connection")


def after(
    state: FeedState = STATE,
    answer: Answer = GOOD,
    found: Found = SOME,
    *,
    dice: float = 0.0,
    interval: timedelta | None = None,
) -> FeedState:
    return PACE.after(replace(FEED, interval=interval), state, answer, found, now=SEEN, dice=dice)


def wait(
    state: FeedState = STATE,
    answer: Answer = GOOD,
    found: Found = SOME,
    *,
    dice: float = 0.0,
    interval: timedelta | None = None,
) -> timedelta:
    return after(state, answer, found, dice=dice, interval=interval).next_due - SEEN


@pytest.mark.parametrize(
    ("answer", "found", "health", "says"),
    [
        (GOOD, SOME, Health.OK, "20 items, 2 new, the newest of 2026-09-28"),
        (GOOD, replace(SOME, items=0, new=0, newest=None), Health.EMPTY, "no items"),
        (GOOD, Found(kind="empty", problem="an empty document"), Health.EMPTY, "no items; an empty document"),
        (GOOD, replace(SOME, partial=True, problem="it breaks off"), Health.PARTIAL, "it breaks off"),
        (GOOD, replace(SOME, problem="the XML is not well-formed"), Health.OK, "not well-formed"),
        (GOOD, Found(kind="html", problem="an HTML page"), Health.NOT_A_FEED, "an HTML page"),
        (GOOD, Found(kind="other", problem="neither"), Health.NOT_A_FEED, "neither"),
        (NotModified(), Found(), Health.UNCHANGED, "not changed"),
        (DOWN, Found(), Health.UNREACHABLE, "no connection"),
        (Unreachable("HTTP 404", 404), Found(), Health.UNREACHABLE, "404"),
        (Unreachable("HTTP 503", 503), Found(), Health.UNREACHABLE, "503"),
        (Unreachable("HTTP 401", 401), Found(), Health.BLOCKED, "401"),
        (Unreachable("HTTP 403", 403), Found(), Health.BLOCKED, "403"),
        (Unreachable("HTTP 429", 429), Found(), Health.BLOCKED, "429"),
        (Unreachable("HTTP 451", 451), Found(), Health.BLOCKED, "451"),
        (Unreachable("HTTP 410", 410), Found(), Health.GONE, "410"),
    ],
)
def test_health_is_one_word_and_one_sentence(answer: Answer, found: Found, health: Health, says: str) -> None:
    """The operator sees nothing else of a feed."""
    judged, sentence = judge(answer, found)
    assert judged is health
    assert says in sentence
    state = after(answer=answer, found=found)
    assert (state.health, state.detail, state.polled_at) == (judged, sentence, SEEN)


def test_the_wait_follows_the_silence() -> None:
    """A busy agency is looked at often, a quarterly magazine is not."""
    quiet = replace(SOME, new=0)
    assert wait() == LEAST
    assert wait(replace(STATE, new_at=ago(minutes=40)), found=quiet) == LEAST
    assert wait(replace(STATE, new_at=ago(hours=8)), found=quiet) == timedelta(hours=1)
    assert wait(replace(STATE, new_at=ago(hours=8)), NotModified(), Found()) == timedelta(hours=1)
    assert timedelta(hours=5) <= wait(replace(STATE, new_at=ago(days=90)), found=quiet) <= MOST
    assert wait(replace(STATE, new_at=ago(days=90))) == LEAST
    assert LEAST < wait(replace(STATE, new_at=None), found=Found(kind="rss20")) <= MOST


def test_a_first_look_takes_the_newest_date() -> None:
    """All items are new then: a feed that ended last year must not look busy."""
    state = after(FeedState(FEED.url, SEEN), found=replace(SOME, new=20, newest=ago(hours=16)))
    assert state.new_at == ago(hours=16)
    assert state.next_due - SEEN == timedelta(hours=2)
    assert after(FeedState(FEED.url, SEEN), found=replace(SOME, new=20, newest=None)).new_at == SEEN
    assert after(found=replace(SOME, newest=ago(hours=16))).new_at == SEEN
    assert after(found=replace(SOME, new=0)).new_at == STATE.new_at


def test_the_editors_interval_wins_but_not_over_the_least() -> None:
    """The interval of feeds.yaml is exact; the least protects the sites."""
    assert wait(interval=timedelta(hours=12), dice=0.9) == timedelta(hours=12)
    assert wait(interval=timedelta(minutes=7), dice=0.9) == timedelta(minutes=7)
    assert wait(interval=timedelta(seconds=1)) == LEAST


@given(
    st.floats(0, 1, exclude_max=True),
    st.timedeltas(timedelta(0), timedelta(days=400)),
    st.integers(1, 3600),
    st.integers(0, 86_400),
)
def test_the_wait_stays_within_its_bounds(dice: float, silence: timedelta, least: int, span: int) -> None:
    """Whatever the dice and the silence."""
    low, high = timedelta(seconds=least), timedelta(seconds=least + span)
    state = replace(STATE, new_at=SEEN - silence)
    later = Pace(low, high).after(FEED, state, NotModified(), Found(), now=SEEN, dice=dice)
    assert low <= later.next_due - SEEN <= high


def test_the_dice_spread_feeds() -> None:
    """Feeds added together would otherwise be asked together for ever."""
    assert wait(dice=0.0) == LEAST
    assert wait(dice=0.5) == LEAST * 1.1
    assert wait(answer=DOWN, dice=0.5) > wait(answer=DOWN, dice=0.0)


def test_failures_wait_longer_and_longer() -> None:
    """A dead site is left in peace, and looked at once a day."""
    state, waits = replace(STATE, etag='"old"'), []
    for _ in range(40):
        state = after(state, DOWN, Found())
        assert state.held_until == state.next_due
        waits.append(state.next_due - SEEN)
    assert waits[:4] == [LEAST, LEAST * 2, LEAST * 4, LEAST * 8]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(days=1)
    assert (state.failures, state.etag, state.new_at) == (40, '"old"', STATE.new_at)
    healed = after(state)
    assert (healed.failures, healed.held_until, healed.health) == (0, None, Health.OK)


def test_a_page_instead_of_a_feed_is_a_failure() -> None:
    """It is asked less and less by itself, and at once when the operator has mended it and starts a pass by hand."""
    page = Found(kind="html", problem="an HTML page, not a feed")
    state = after(replace(STATE, etag='"feed"'), replace(GOOD, etag='"page"'), page)
    assert (state.failures, state.etag, state.held_until, state.next_due) == (1, '"page"', None, SEEN + LEAST)
    still = after(state, NotModified(), Found())
    assert (still.health, still.detail) == (Health.NOT_A_FEED, state.detail)
    assert (still.failures, still.next_due) == (2, SEEN + LEAST * 2)
    assert after(still).failures == 0


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        (timedelta(hours=2), timedelta(hours=2)),
        (timedelta(0), LEAST),
        (timedelta(seconds=1), LEAST),
        (timedelta(days=900), timedelta(days=1)),
        (None, LEAST),
    ],
)
def test_retry_after_is_obeyed_within_a_day(asked: timedelta | None, held: timedelta) -> None:
    """Asking earlier gets us banned; obeying a joke would lose the feed."""
    state = after(answer=Unreachable("HTTP 429", 429, asked), found=Found())
    assert state.held_until == state.next_due == SEEN + held


def test_gone_is_gone() -> None:
    """The store asks no more for such a feed: the operator must look."""
    assert after(answer=Unreachable("HTTP 410", 410), found=Found()).health is Health.GONE


def test_validators_are_taken_as_they_are() -> None:
    """Also their absence: an old ETag with a new body would hide the next change."""
    assert (after().etag, after().last_modified) == ('"e"', "yesterday")
    assert (after(replace(STATE, etag='"old"'), replace(GOOD, etag="")).etag, after().failures) == ("", 0)
    kept = after(replace(STATE, etag='"old"', last_modified="then"), NotModified(), Found())
    assert (kept.etag, kept.last_modified) == ('"old"', "then")


def test_a_cut_document_is_asked_for_again_as_a_whole() -> None:
    """With its validators the server would say "not modified", and the missing half would be lost."""
    half = replace(SOME, partial=True)
    state = after(replace(STATE, etag='"old"'), found=half)
    assert (state.health, state.etag, state.last_modified) == (Health.PARTIAL, "", "")
    again = after(state, found=half)
    assert (again.health, again.etag) == (Health.PARTIAL, '"e"')  # it is the publisher who cuts it
    assert after(again, NotModified(), Found()).health is Health.PARTIAL
    assert after(again).health is Health.OK


def test_once_a_day_nothing_is_compared() -> None:
    """Fault 23: a server that answers 304 for ever would silence the feed for ever."""
    yesterday = replace(STATE, polled_at=ago(hours=13), etag='"stuck"', last_modified="2041")
    state = after(yesterday, NotModified(), Found())
    assert (state.etag, state.last_modified) == ("", "")
    same_day = replace(yesterday, polled_at=ago(hours=11))
    assert after(same_day, NotModified(), Found()).etag == '"stuck"'


def test_the_caller_keeps_what_is_its_own() -> None:
    """The hash of the body and the fence of the lease."""
    state = after(replace(STATE, body_hash="abc", fence=7))
    assert (state.body_hash, state.fence) == ("abc", 7)
