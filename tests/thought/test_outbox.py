"""The state machine of deliveries: a wrong arrow here loses a post or tells it twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import DispaccioError
from bot.model import Absent, Act, Busy, Delivery, Fault, Message, Moved, Outcome, Refused, Sent, State, Unknown, Unsent
from bot.outbox import DOUBT, drop, mark_sent, retry, settle, settle_read_back

NOW = datetime(2026, 10, 7, 8, 0, tzinfo=UTC)
MESSAGE = Message(part=1, html="<b>x</b>", stories=("s1",))
SENDING = Delivery(
    id="d1", digest="g1", channel="main", message=MESSAGE, created=NOW, state=State.SENDING, attempts=1, fence=3
)

OUTCOMES = st.one_of(
    st.builds(Sent, chat=st.just("-1001"), message_id=st.integers(1, 10**6)),
    st.builds(Busy, retry_after=st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=14))),
    st.builds(Moved, chat=st.just("-1002")),
    st.builds(Refused, reason=st.text(min_size=1), fault=st.sampled_from(Fault)),
    st.builds(Unsent, reason=st.text(min_size=1)),
    st.builds(Unknown, reason=st.text(min_size=1)),
)


@pytest.mark.parametrize(
    ("outcome", "state", "hold", "chat", "plain"),
    [
        (Sent("-1001", 7), State.SENT, None, "", False),
        (Busy(timedelta(hours=12)), State.WAITING, timedelta(hours=12), "", False),
        (Moved("-1002"), State.WAITING, None, "-1002", False),
        (Refused("can't parse entities", Fault.MARKUP), State.WAITING, None, "", True),
        (Refused("message is too long", Fault.MESSAGE), State.DEAD, None, "", False),
        (Refused("bot was kicked", Fault.CHAT), State.WAITING, timedelta(minutes=1), "", False),
        (Unsent("connection refused"), State.WAITING, timedelta(seconds=2), "", False),
        (Unknown("timed out"), State.UNSURE, None, "", False),
    ],
)
def test_each_outcome_has_its_arrow(
    outcome: Outcome, state: State, hold: timedelta | None, chat: str, plain: bool
) -> None:
    settled = settle(SENDING, outcome, NOW)
    assert settled.delivery.state is state
    assert settled.hold == (NOW + hold if hold is not None else None)
    assert settled.chat == chat
    assert settled.delivery.plain is plain


@given(OUTCOMES, st.sampled_from([Act.EDIT, Act.DELETE]))
def test_an_edit_is_done_given_up_or_tried_again_and_never_waits_for_a_person(outcome: Outcome, act: Act) -> None:
    """A held edit would block the whole channel behind it, for a line that nobody misses."""
    after = settle(replace(SENDING, act=act, target="d0"), outcome, NOW)
    assert after.delivery.state in {State.SENT, State.RETRACTED, State.WAITING}
    assert after.delivery.act is act
    assert (after.delivery.state is State.SENT) == isinstance(outcome, Sent)
    if isinstance(outcome, Unknown):
        assert after.delivery.not_before is not None
        assert after.delivery.not_before > NOW


def test_markup_refused_twice_is_a_dead_letter_and_does_not_block_the_queue() -> None:
    once = settle(SENDING, Refused("can't parse entities", Fault.MARKUP), NOW).delivery
    twice = settle(once, Refused("can't parse entities", Fault.MARKUP), NOW).delivery
    assert twice.state is State.DEAD
    assert twice.reason == "can't parse entities"


@given(outcome=OUTCOMES, attempts=st.integers(0, 10_000), plain=st.booleans())
def test_no_outcome_loses_or_doubles_a_post(outcome: Outcome, attempts: int, plain: bool) -> None:
    before = Delivery(**{**{f: getattr(SENDING, f) for f in SENDING.__slots__}, "attempts": attempts, "plain": plain})
    after = settle(before, outcome, NOW).delivery
    assert after.state is not State.SENDING, "a settled delivery never stays leased"
    assert (after.state is State.SENT) == isinstance(outcome, Sent), "only what arrived is sent"
    if isinstance(outcome, Unknown):
        assert after.state is State.UNSURE, "what may have arrived is never sent again blindly"
        assert after.settled == NOW, "absence is believed 40 s from here"
        assert after.not_before is not None
        assert NOW < after.not_before < NOW + DOUBT, "presence may be seen earlier"
    assert (after.id, after.message, after.fence) == (before.id, before.message, before.fence)


@pytest.mark.parametrize("resend", [False, True])
def test_reading_back_settles_every_doubt(resend: bool) -> None:
    unsure = settle(SENDING, Unknown("timed out"), NOW).delivery
    assert settle_read_back(unsure, Sent("-1001", 9), NOW, resend=resend).message_id == 9
    assert settle_read_back(unsure, Absent(), NOW, resend=resend).state is State.WAITING
    blind = settle_read_back(unsure, Unknown("no admin chat"), NOW, resend=resend)
    assert blind.state is (State.WAITING if resend else State.HELD)


@pytest.mark.parametrize("state", list(State))
def test_the_operator_only_touches_what_is_in_trouble(state: State) -> None:
    delivery = Delivery(id="d1", digest="g1", channel="main", message=MESSAGE, created=NOW, state=state)
    verbs: dict[str, Callable[[], Delivery]] = {
        "retry": lambda: retry(delivery),
        "mark": lambda: mark_sent(delivery, NOW),
        "drop": lambda: drop(delivery, NOW),
    }
    wanted = {"retry": State.WAITING, "mark": State.SENT, "drop": State.RETRACTED}
    for name, verb in verbs.items():
        in_trouble = state in {State.HELD, State.DEAD, State.UNSURE} or (name != "mark" and state is State.WAITING)
        if in_trouble:
            assert verb().state is wanted[name]
        else:
            with pytest.raises(DispaccioError, match=f"is {state}"):
                verb()


def test_waits_grow_and_stay_bounded() -> None:
    waits = []
    for attempts in range(1, 12):
        delivery = Delivery(id="d", digest="g", channel="c", message=MESSAGE, created=NOW, attempts=attempts)
        hold = settle(delivery, Unsent("refused"), NOW).hold
        assert hold is not None
        waits.append(hold - NOW)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=5)
