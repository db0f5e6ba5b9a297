"""Our own flow limits: never more than they say in any window, and everybody gets a turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox.flow import GROUP, MEMORY, OVERALL, PERSON, Limit, Spent, limits, wait

NOW = datetime(2026, 10, 7, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def spent(chat: str, *seconds: float) -> list[Spent]:
    return [Spent(f"{chat} {number}", chat, NOW + SECOND * at) for number, at in enumerate(seconds)]


@pytest.mark.parametrize(
    ("chat", "before", "expected"),
    [
        ("-1001", [], 0),
        ("-1001", spent("-1001", -0.4), 0.6),
        ("-1001", spent("-1001", -1), 0),
        ("-1001", spent("-1002", -0.4), 0),
        ("-1001", spent("-1001", *range(-40, 0, 2)), 20),
        ("@sample", spent("@sample", *range(-40, 0, 2)), 20),
        ("77", spent("77", *range(-40, 0, 2)), 0),
        ("-1001", spent("-1001", 30), 1),  # under way: it counts as now
        ("-1001", spent("-1001", 3600), 0),  # written by a wrong clock
        ("-9", [one for chat in range(30) for one in spent(f"-1{chat}", -0.25)], 0.75),
    ],
)
def test_how_long_a_message_waits(chat: str, before: list[Spent], expected: float) -> None:
    assert wait(chat, before, NOW) == SECOND * expected


def most(times: list[datetime], limit: Limit) -> int:
    return max((sum(begin <= at < begin + limit.within for at in times) for begin in times), default=0)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["-1", "-2", "@c", "5"]), st.floats(0, 2)), max_size=120), st.floats(0, 20))
def test_no_window_ever_holds_more_than_its_limit(wanted: list[tuple[str, float]], answer: float) -> None:
    """However they come, and however slow the answers are; and nobody waits longer than a minute for a turn."""
    now, done, arrived = NOW, list[Spent](), list[Spent]()
    for number, (chat, pause) in enumerate(wanted):
        now += SECOND * pause
        while held := wait(chat, done, now):
            assert held <= MEMORY
            now += held
        arrived.append(Spent(str(number), chat, now))
        now += SECOND * (answer % (pause + 0.01))
        done.append(Spent(str(number), chat, now))
    for chat in {chat for chat, _ in wanted}:
        for limit in limits(chat):
            assert most([one.at for one in arrived if one.chat == chat], limit) <= limit.messages
    assert most([one.at for one in arrived], OVERALL) <= OVERALL.messages


def test_what_bot_and_chats_bear() -> None:
    assert (limits("@c"), limits("-1001"), limits("77")) == (GROUP, GROUP, PERSON)
    assert (OVERALL, PERSON[0]) == (Limit(30, SECOND), Limit(1, SECOND))
    assert Limit(20, timedelta(minutes=1)) in GROUP
