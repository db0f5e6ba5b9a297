"""When to look again, and what a poll says about a feed's health."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.health import Found, judge, trouble, usual_lull
from bot.feeds.pace import Pace, starts
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
    assert timedelta(hours=5) <= wait(replace(STATE, new_at=ago(days=20)), found=quiet) <= MOST
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


def failing(answer: Answer, days: float) -> list[timedelta]:
    """The waits of a feed that gives this answer for so long."""
    state, now, waits = STATE, SEEN, []
    while now - SEEN < timedelta(days=days):
        state = PACE.after(FEED, state, answer, Found(), now=now, dice=0.0)
        assert state.held_until == state.next_due
        waits.append(state.next_due - now)
        now = state.next_due
    return waits


def test_failures_wait_longer_and_longer() -> None:
    """A dead site is left in peace, and looked at once a day; a healed one is asked as ever."""
    waits = failing(Unreachable("HTTP 404", 404), 30)
    assert waits[:4] == [LEAST, LEAST * 2, LEAST * 4, LEAST * 8]
    assert waits == sorted(waits)
    assert timedelta(hours=22) < waits[-1] <= timedelta(days=1)
    down = after(replace(STATE, etag='"old"', failures=40), DOWN, Found())
    assert (down.failures, down.etag, down.new_at) == (41, '"old"', STATE.new_at)
    healed = after(down)
    assert (healed.failures, healed.held_until, healed.ill_since, healed.health) == (0, None, None, Health.OK)


@pytest.mark.parametrize(
    ("answer", "days"), [(Unreachable("HTTP 403", 403), 1), (Unreachable("DNS", final=True), 1), (DOWN, 7)]
)
def test_our_own_waiting_makes_no_news_stale(answer: Answer, days: int) -> None:
    """While what was published when it began is fresh, we look often; later, what comes after one look is fresh at the next."""
    waits = failing(answer, 30)
    passed = timedelta(0)
    for wait in waits:
        assert wait <= timedelta(hours=6) or passed >= timedelta(days=days)
        assert wait < PACE.fresh
        passed += wait
    short = Pace(LEAST, MOST, fresh=timedelta(hours=1))
    assert (
        short.after(FEED, replace(STATE, failures=9), answer, Found(), now=SEEN, dice=0.9).next_due < SEEN + short.fresh
    )


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
    same = NotModified(
        FEED.url, '"new"', "now"
    )  # the same bytes with a new ETag: some servers make one for each answer
    renewed = after(replace(STATE, etag='"old"', last_modified="then"), same, Found())
    assert (renewed.etag, renewed.last_modified) == ('"new"', "now")


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


@pytest.mark.parametrize(
    ("wishes", "max_age", "expected"),
    [
        ("", None, LEAST),
        ("every=30", None, timedelta(minutes=30)),
        ("every=30", timedelta(hours=1), timedelta(hours=1)),
        ("", timedelta(minutes=1), LEAST),
        ("every=999999", timedelta(days=900), MOST * 5 / 6),
        ("hours=12,13", None, timedelta(hours=2, minutes=5)),
        ("hours=" + ",".join(map(str, range(24))), None, LEAST),
        ("days=0", None, MOST),  # SEEN is a Monday: until tomorrow would be longer than `most`
    ],
)
def test_the_publishers_wish_is_kept_within_most(wishes: str, max_age: timedelta | None, expected: timedelta) -> None:
    """Asking more often than a publisher allows gets us blocked; a careless `ttl` of a year would lose the feed."""
    answer = replace(GOOD, max_age=max_age)
    assert wait(answer=answer, found=replace(SOME, wishes=wishes)) == expected
    assert wait(answer=answer, found=replace(SOME, wishes=wishes), interval=timedelta(minutes=7)) == timedelta(
        minutes=7
    )
    later = after(replace(STATE, wishes=wishes), NotModified(max_age=max_age), Found())
    assert later.next_due - SEEN == expected, "an unchanged feed sends no document, and its wish still stands"


def test_a_gap_is_told_and_looked_at_more_often() -> None:
    """Nothing known in a whole document: what came in between is lost, and asking earlier is the only cure."""
    state = after(replace(STATE, new_at=ago(hours=8)), found=replace(SOME, new=20))
    assert state.health is Health.GAP
    assert "may be lost" in state.detail
    assert state.gap_at == SEEN
    quiet = replace(SOME, new=0, wishes="every=300")
    assert wait(replace(STATE, new_at=ago(hours=8), gap_at=ago(days=1)), found=quiet) == timedelta(minutes=30)
    assert wait(replace(STATE, new_at=ago(hours=8), gap_at=ago(days=8)), found=quiet) == timedelta(hours=5)
    first = FeedState(FEED.url, SEEN)
    assert after(first, found=replace(SOME, new=20)).gap_at is None
    assert after(found=replace(SOME, items=1, new=1)).health is Health.OK
    assert after(found=replace(SOME, new=19)).gap_at is None


def test_a_frozen_feed_is_told() -> None:
    """It answers 200 or 304 for years and looks well: its own rhythm tells that it is not."""
    agency = replace(STATE, lull=9 * 3600, new_at=ago(hours=71))
    quiet = replace(SOME, new=0)
    assert after(agency, found=quiet).health is Health.OK
    for answer, found in ((GOOD, quiet), (NotModified(), Found())):
        late = after(replace(agency, new_at=ago(hours=73)), answer, found)
        assert late.health is Health.FROZEN
        assert "no news for 3 days, 9 h is usual" in late.detail
    weekly = replace(STATE, lull=7 * 86_400, new_at=ago(days=20))
    assert after(weekly, found=quiet).health is Health.OK
    assert after(replace(weekly, new_at=ago(days=22)), found=quiet).health is Health.FROZEN
    assert after(replace(weekly, lull=0, new_at=ago(days=29)), found=quiet).health is Health.OK
    assert after(replace(agency, new_at=ago(days=9)), found=SOME).health is Health.OK
    first = after(FeedState(FEED.url, SEEN), found=replace(SOME, new=20, newest=ago(days=600), lull=timedelta(hours=9)))
    assert first.health is Health.FROZEN


def test_the_usual_lull_is_learnt() -> None:
    """From the dates at first, then from poll to poll; neither a pinned entry nor a long death becomes the rule."""
    assert usual_lull([]) is None
    assert usual_lull([ago(hours=1)]) is None
    assert usual_lull([ago(hours=1), ago(hours=4)]) == timedelta(hours=3)
    daily = [ago(hours=24 * day) for day in range(8)]
    assert usual_lull([*daily, ago(days=700)]) == timedelta(days=1)
    first = after(FeedState(FEED.url, SEEN), found=replace(SOME, new=20, lull=timedelta(hours=9)))
    assert first.lull == 9 * 3600
    night = replace(first, new_at=ago(hours=11), lull=9 * 3600)
    assert after(night).lull == 11 * 3600
    assert after(night, found=replace(SOME, new=0)).lull == 9 * 3600
    assert after(replace(night, ill_since=ago(hours=2)), found=SOME).lull == 9 * 3600, "we could not ask"
    assert after(replace(night, new_at=ago(days=600))).lull == 3 * 86_400
    busy = after(replace(night, new_at=ago(minutes=5)))
    assert 8.9 * 3600 < busy.lull <= 9 * 3600


def test_a_move_is_told_and_forgotten() -> None:
    """The configuration is the operator's: he is told to change it, and the feed is read all the while."""
    there = replace(GOOD, url="https://new.example/rss", moved=True)
    state = after(answer=there)
    assert (state.health, state.moved_to) == (Health.MOVED, "https://new.example/rss")
    assert "https://new.example/rss; change its url in feeds.yaml" in state.detail
    assert after(state, NotModified("https://new.example/rss", moved=True), Found()).health is Health.MOVED
    assert after(state, DOWN, Found()).moved_to == "https://new.example/rss"
    assert after(state).moved_to == ""
    assert after(state).health is Health.OK


def test_an_empty_feed_stays_empty_when_nothing_changes() -> None:
    """A "not modified" of nothing is nothing: it must not look well."""
    empty = after(answer=GOOD, found=Found(kind="rss20"))
    assert (empty.health, empty.ill_since) == (Health.EMPTY, SEEN)
    assert after(empty, NotModified(), Found()).health is Health.EMPTY
    assert after(empty, NotModified(), Found()).ill_since == SEEN


@pytest.mark.parametrize(
    ("state", "word", "says"),
    [
        (STATE, "", ""),
        (replace(STATE, health=Health.GONE, detail="HTTP 410"), "gone", "410"),
        (replace(STATE, health=Health.FROZEN, detail="no news for 9 days"), "silent", "9 days"),
        (replace(STATE, health=Health.BLOCKED, detail="HTTP 403", ill_since=ago(hours=23)), "", ""),
        (
            replace(STATE, health=Health.BLOCKED, detail="HTTP 403", ill_since=ago(hours=50)),
            "silent",
            "blocked for 2 days: HTTP 403",
        ),
        (replace(STATE, health=Health.EMPTY, detail="no items", ill_since=ago(hours=30)), "silent", "empty for 30 h"),
        (replace(STATE, moved_to="https://n.example/"), "moved https://n.example/", "https://n.example/"),
    ],
)
def test_lasting_trouble_needs_a_person(state: FeedState, word: str, says: str) -> None:
    """One failed poll is no news for the operator; a day of them is."""
    found, sentence = trouble(state, SEEN)
    assert found == word
    assert says in sentence


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [GOOD, DOWN, NotModified(), Unreachable("429", 429, timedelta(0)), replace(GOOD, max_age=LEAST)]
            ),
            st.sampled_from([SOME, Found(), replace(SOME, new=20), Found(kind="html"), replace(SOME, partial=True)]),
            st.floats(0, 1, exclude_max=True),
        ),
        max_size=12,
    )
)
def test_nothing_is_polled_faster_than_the_least(polls: list[tuple[Answer, Found, float]]) -> None:
    """Whatever a feed answers, in whatever order."""
    state, now = FeedState(FEED.url, SEEN), SEEN
    for answer, found, dice in polls:
        state = PACE.after(FEED, state, answer, found, now=now, dice=dice)
        assert LEAST <= state.next_due - now <= max(MOST, timedelta(days=1))
        now = state.next_due


def test_a_start_is_no_burst() -> None:
    """130 feeds that are all due are begun within half a minute; ten thousand within half of their interval."""
    assert starts(130, LEAST) == 4
    assert starts(10_000, LEAST) == 67
    assert starts(3, timedelta(seconds=1)) >= 4
