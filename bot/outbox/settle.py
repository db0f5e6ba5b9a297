"""What becomes of a delivery after an attempt: pure, total, and the only place that decides it.

waiting -> sending -> sent
             |-> waiting   busy, moved, not sent, chat in trouble: later, nothing is dropped
             |-> dead      this message is refused for good
             '-> unsure    it may have arrived -> read back -> sent | waiting | held
held, dead -> waiting (retry) | sent (mark-sent) | retracted (drop), by the operator's hand

An edit or a deletion may be done twice, so it is never in doubt; one that is refused is given up (retracted), not held.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.errors import DispaccioError
from bot.model import (
    Absent,
    Act,
    Busy,
    Delivery,
    Fault,
    Moved,
    Outcome,
    ReadBack,
    Refused,
    Sent,
    State,
    Unknown,
    Unsent,
)

# The Bot API itself waits out flood limits up to 8 s before it posts, and a broken connection does not stop it; with
# the time that the network may take, absence is concluded 40 s after the attempt at the earliest.
DOUBT = timedelta(seconds=40)
# That it did arrive can be seen earlier.
FIRST_LOOK = timedelta(seconds=2)
# With `on_unknown: resend` a post goes out this often at most: a proxy that breaks every answer must not make a flood.
RESENDS = 3
# Waits after the 1st, 2nd ... attempt without a connection; the last one repeats.
NETWORK_WAITS = tuple(timedelta(seconds=s) for s in (2, 5, 15, 60, 300))
# Waits while the chat refuses us (kicked, demoted, wrong token): a person must act, so we only look in.
CHAT_WAITS = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60))


@dataclass(frozen=True, slots=True)
class Settled:
    """The delivery as it stands now, and what the attempt taught us about its channel."""

    delivery: Delivery
    hold: datetime | None = None  # the channel takes nothing before
    chat: str = ""  # the channel moved here
    trouble: str = ""  # why the channel takes nothing; "" when all is well
    news: str = ""  # what else a person should know
    do: str = ""  # about trouble or news

    def of(self, act: Act) -> Settled:
        """The same for a delivery that does something else."""
        return replace(self, delivery=replace(self.delivery, act=act))


def settle(delivery: Delivery, outcome: Outcome, now: datetime) -> Settled:
    """Decide what one attempt made of a delivery."""
    if delivery.act is not Act.POST:
        return _settle_change(delivery, outcome, now)
    match outcome:
        case Sent():
            return Settled(_sent(delivery, outcome, now))
        case Busy(retry_after):
            until = now + max(retry_after, timedelta(seconds=1))
            return Settled(_later(delivery, until, "the chat asked us to wait"), hold=until)
        case Moved(chat):
            return _moved(_later(delivery, None, f"the chat moved to {chat}"), chat)
        case Refused(reason, Fault.CHAT, do):
            until = now + _wait(CHAT_WAITS, delivery.attempts)
            return Settled(_later(delivery, until, reason), hold=until, trouble=reason, do=do)
        case Refused(reason, Fault.MARKUP) if not delivery.plain:
            return Settled(replace(_later(delivery, None, reason), plain=True))
        case Refused(reason, Fault.TOPIC, do) if delivery.message.thread is not None:
            general = replace(delivery.message, thread=None)
            say = f"{reason}: sent without its topic {delivery.message.thread}"
            return Settled(replace(_later(delivery, None, say), message=general), news=say, do=do)
        case Refused(reason, Fault.REPLY) if delivery.target:
            return Settled(replace(_later(delivery, None, f"{reason}: sent as a post of its own"), target=""))
        case Refused(reason, _):
            return Settled(replace(delivery, state=State.DEAD, reason=reason, not_before=None, settled=now))
        case Unsent(reason):
            until = now + _wait(NETWORK_WAITS, delivery.attempts)
            return Settled(_later(delivery, until, reason), hold=until, trouble=reason)
        case Unknown(reason):
            return Settled(_unsure(delivery, reason, now))
    assert_never(outcome)


def _settle_change(delivery: Delivery, outcome: Outcome, now: datetime) -> Settled:
    """The same for an edit or a deletion."""
    match outcome:
        case Sent():
            return Settled(replace(delivery, state=State.SENT, reason="", not_before=None, settled=now))
        case Refused(reason, fault) if fault is not Fault.CHAT:
            stays = f"a post cannot be taken back: {reason}" if delivery.act is Act.DELETE else ""
            return Settled(give_up(delivery, reason, now), news=stays, do="delete it by hand" if stays else "")
        case Moved(chat):
            # the posts of the former chat did not come along
            return _moved(give_up(delivery, f"the chat moved to {chat}", now), chat)
        case Unknown(reason):
            return Settled(_later(delivery, now + _wait(NETWORK_WAITS, delivery.attempts), reason))
        case Busy() | Refused() | Unsent():
            return settle(replace(delivery, act=Act.POST), outcome, now).of(delivery.act)
    assert_never(outcome)


def _moved(delivery: Delivery, chat: str) -> Settled:
    say = f"the chat has a new id, {chat}, which is used from now on"
    return Settled(delivery, chat=chat, news=say, do=f'write `to: "{chat}"` into bot.yaml when you next edit it')


def give_up(delivery: Delivery, reason: str, now: datetime) -> Delivery:
    """An edit or deletion that cannot be done any more: the post stays as it is."""
    return replace(delivery, state=State.RETRACTED, reason=reason, not_before=None, settled=now)


def settle_read_back(delivery: Delivery, found: ReadBack, now: datetime, *, resend: bool) -> Delivery:
    """Decide what reading the channel back made of an unsure delivery; `resend` prefers a double to a hold."""
    match found:
        case Sent():
            return _sent(delivery, found, now)
        case Absent():
            return _fresh(_later(delivery, None, "read back: it had not arrived"))
        case Unknown(reason) if resend and delivery.attempts < RESENDS:
            return _fresh(_later(delivery, None, f"{reason}; sent again, since on_unknown is resend"))
        case Unknown(reason):
            say = f"{reason}; look into the channel, then: retry or mark-sent {delivery.id}"
            return replace(delivery, state=State.HELD, reason=say, not_before=None, settled=now)
    assert_never(found)


def retry(delivery: Delivery) -> Delivery:
    """Send it as soon as its channel takes posts, whatever it waited for. Raises DispaccioError when it is done."""
    _demand(delivery, "retry", State.HELD, State.DEAD, State.UNSURE, State.WAITING)
    waiting = replace(delivery, state=State.WAITING, attempts=0, plain=False, not_before=None, reason="")
    return _fresh(waiting)


def mark_sent(delivery: Delivery, now: datetime) -> Delivery:
    """The operator saw it in the channel. Raises DispaccioError when it is not in doubt."""
    _demand(delivery, "mark-sent", State.HELD, State.DEAD, State.UNSURE)
    return replace(delivery, state=State.SENT, reason="marked as sent by the operator", not_before=None, settled=now)


def drop(delivery: Delivery, now: datetime) -> Delivery:
    """Never send it. Raises DispaccioError when it is already sent, on its way, or taken back."""
    _demand(delivery, "drop", State.HELD, State.DEAD, State.UNSURE, State.WAITING)
    return replace(delivery, state=State.RETRACTED, reason="dropped by the operator", not_before=None, settled=now)


def _demand(delivery: Delivery, verb: str, *states: State) -> None:
    if delivery.state not in states:
        allowed = ", ".join(states)
        raise DispaccioError(
            f"delivery {delivery.id} is {delivery.state}: {verb} works on deliveries that are {allowed}"
        )


def _sent(delivery: Delivery, sent: Sent, now: datetime) -> Delivery:
    return replace(
        delivery,
        state=State.SENT,
        chat=sent.chat,
        message_id=sent.message_id,
        link=sent.link,
        reason="",
        not_before=None,
        settled=now,
    )


def _unsure(delivery: Delivery, reason: str, now: datetime) -> Delivery:
    """In doubt since now; whatever an earlier doubt had learnt is void."""
    begun = replace(delivery, state=State.UNSURE, reason=reason, not_before=now + FIRST_LOOK, settled=now)
    return replace(begun, head=None, message_id=None, chat="", link="")


def _fresh(delivery: Delivery) -> Delivery:
    return replace(delivery, settled=None, head=None, message_id=None, chat="", link="")


def stray(row: Delivery, sent: Sent) -> bool:
    """True where a post was made by a worker that had lost its lease, and `row` shows that another stands or will.

    Then it is to be deleted again. A row in doubt is read back, and finds this very post.
    """
    if row.state is State.SENT:
        return row.message_id is not None and row.message_id != sent.message_id
    return row.state is not State.UNSURE


def _later(delivery: Delivery, until: datetime | None, reason: str) -> Delivery:
    return replace(delivery, state=State.WAITING, not_before=until, reason=reason)


def _wait(waits: tuple[timedelta, ...], attempts: int) -> timedelta:
    return waits[min(max(attempts, 1), len(waits)) - 1]
