"""Deliver what the outbox holds; no transaction is held over the network.

claim -> still ours? -> send -> settle          what may have arrived is read back: see doubt.py
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.channels.base import Sender, Target
from bot.events import Delivered, Failed
from bot.jobs.chats import chat_of, met, number_of, reached
from bot.jobs.desk import Desk
from bot.jobs.explore import explore
from bot.jobs.turns import claim, turn_of
from bot.model import Act, Channel, Delivery, Fault, Outcome, Refused, Sent, State, Unknown
from bot.outbox import Settled, give_up, settle, stray
from bot.outbox.flow import Spent
from bot.store.base import ChannelState, Unit

STOPPED = Unknown("the service stopped while it was sending this")
WHAT_TO_DO = {
    State.HELD: "look into the channel, then: dispaccio retry or mark-sent",
    State.DEAD: "dispaccio deliveries --dead shows it; retry or drop settles it",
}


@dataclass(frozen=True, slots=True)
class Errand:
    """All that one attempt needs to know."""

    delivery: Delivery
    channel: Channel
    target: Target
    standing: Delivery | None  # the post that is edited, deleted or answered, if it stands


async def deliver(desk: Desk) -> int:
    """Send everything that may be sent now; gives the number of attempts."""
    await orphans(desk, everyone=False)
    attempts, closed = 0, await explore(desk)
    while batch := await asyncio.to_thread(claim, desk, closed):
        ended = await asyncio.gather(*(_send(desk, delivery) for delivery in batch), return_exceptions=True)
        attempts += len(batch)
        for error in ended:
            if error is not None:
                raise error
    return attempts


async def orphans(desk: Desk, *, everyone: bool) -> int:
    """Deliveries whose worker died in the middle of sending: they may have arrived. `everyone`: no other worker lives."""
    found = await asyncio.to_thread(_expired, desk, everyone=everyone)
    for delivery in found:
        await settled(desk, delivery, settle(delivery, STOPPED, desk.clock()), STOPPED)
    return len(found)


async def _send(desk: Desk, delivery: Delivery) -> None:
    channel = next((channel for channel in desk.settings.channels if channel.id == delivery.channel), None)
    if channel is None:
        gone = Refused(f"channel {delivery.channel} is no longer in bot.yaml; put it back, or drop this", Fault.CHAT)
        await settled(desk, delivery, settle(delivery, gone, desk.clock()), gone)
        return
    errand = await asyncio.to_thread(_prepare, desk, channel, delivery)
    if errand is None:
        return
    if delivery.act is not Act.POST and errand.standing is None:
        over = give_up(delivery, "the post that it changes does not stand", desk.clock())
        await settled(desk, delivery, Settled(over), Refused("", Fault.MESSAGE))
        return
    try:
        outcome = await _do(desk.senders[channel.id], errand)
    except asyncio.CancelledError:
        _save(desk, delivery, settle(delivery, STOPPED, desk.clock()), STOPPED)
        raise
    ours = await settled(desk, delivery, settle(delivery, outcome, desk.clock()), outcome)
    if not ours and isinstance(outcome, Sent):
        await _tidy_up(desk, errand, outcome)


async def _do(sender: Sender, errand: Errand) -> Outcome:
    """The one call."""
    delivery, standing = errand.delivery, errand.standing
    match delivery.act:
        case Act.POST:
            return await sender.send(delivery, errand.target)
        case Act.EDIT if standing is not None:
            return await sender.edit(replace(standing, message=delivery.message), errand.target)
        case Act.DELETE if standing is not None and standing.message_id is not None:
            return await sender.delete(errand.target, standing.message_id)
        case _:
            return Refused("there is no such post", Fault.MESSAGE)


async def _tidy_up(desk: Desk, errand: Errand, sent: Sent) -> None:
    """The lease was lost on the way: where another post stands or will, this one goes."""
    row = await asyncio.to_thread(_row, desk, errand.delivery)
    if errand.delivery.act is Act.POST and row is not None and stray(row, sent):
        await desk.senders[errand.channel.id].delete(errand.target, sent.message_id)


async def settled(desk: Desk, before: Delivery, after: Settled, outcome: Outcome) -> bool:
    """Write what became of an attempt, and tell it; False when the delivery was no longer ours."""
    saved = await asyncio.to_thread(_save, desk, before, after, outcome)
    if saved is None:
        return False
    tell(desk, before, after, type(outcome).__name__.lower(), new_trouble=saved)
    return True


def tell(desk: Desk, before: Delivery, after: Settled, outcome: str, *, new_trouble: bool) -> None:
    """Emit what happened to a delivery, and what a person should know of it."""
    now = after.delivery
    desk.emit(Delivered(now.id, now.channel, outcome, now.state, now.reason))
    if new_trouble:
        desk.emit(
            Failed(f"channel {now.channel}", after.trouble, after.do or "dispaccio send-test says what is missing")
        )
    if after.news:
        desk.emit(Failed(f"channel {now.channel}", after.news, after.do))
    if now.state in WHAT_TO_DO and now.state is not before.state:
        desk.emit(Failed(f"delivery {now.id} is {now.state}", now.reason, WHAT_TO_DO[now.state]))


def _save(desk: Desk, before: Delivery, after: Settled, outcome: Outcome) -> bool | None:
    """Save delivery and channel together; None when it was not ours, True when the channel's trouble is new."""
    done, now = after.delivery, desk.clock()
    with desk.store.unit() as unit:
        saved = unit.outbox.save(done)
        known = unit.outbox.channel(done.channel)
        channel = next((channel for channel in desk.settings.channels if channel.id == done.channel), None)
        if channel is not None:
            known = _reached(desk, unit, known, channel, before, outcome)
        if not saved:
            return None
        if done.act is not Act.POST and done.state is State.SENT:
            _change(unit, done)
        after_it = replace(known, not_before=after.hold, trouble=after.trouble)
        if after.chat:
            after_it = replace(after_it, chat=after.chat, configured=channel.to if channel else "")
        unit.outbox.save_channel(after_it)
        if isinstance(outcome, Sent):
            met(unit, outcome, now)
    return bool(after.trouble) and after.trouble != known.trouble


def _reached(
    desk: Desk, unit: Unit, known: ChannelState, channel: Channel, before: Delivery, outcome: Outcome
) -> ChannelState:
    """End the attempt's turn, and note how far the chat is known now."""
    posted = isinstance(outcome, Sent) and before.act is Act.POST
    if isinstance(outcome, Sent) and posted:
        known = reached(known, chat_of(known, channel), outcome.chat, outcome.message_id)
    if desk.senders[channel.id].outside and before.state is State.SENDING:
        now = desk.clock()
        unit.outbox.spend([Spent(turn_of(before), number_of(known, channel), now)], now)
    return known


def _change(unit: Unit, done: Delivery) -> None:
    """What was edited or deleted in the channel is so here too."""
    post = unit.outbox.get(done.target)
    if post is None:
        return
    if done.act is Act.DELETE:
        unit.outbox.save(replace(post, state=State.RETRACTED, reason=done.reason or "taken back", settled=done.settled))
    else:
        unit.outbox.save(replace(post, message=replace(post.message, html=done.message.html)))


def _expired(desk: Desk, *, everyone: bool) -> list[Delivery]:
    with desk.store.unit() as unit:
        return unit.outbox.expired(desk.clock(), everyone=everyone)


def _row(desk: Desk, delivery: Delivery) -> Delivery | None:
    with desk.store.glance() as unit:
        return unit.outbox.get(delivery.id)


def _prepare(desk: Desk, channel: Channel, delivery: Delivery) -> Errand | None:
    """Where to, and the post that the delivery changes or answers; None when the lease is gone."""
    with desk.store.glance() as unit:
        state = unit.outbox.channel(channel.id)
        found = unit.outbox.get(delivery.target) if delivery.target else None
        if not unit.outbox.ours(delivery, desk.clock()):
            return None
    standing = found if found is not None and found.state is State.SENT and found.message_id is not None else None
    reply_to = standing.message_id if standing and delivery.act is Act.POST else None
    return Errand(
        delivery=delivery,
        channel=channel,
        target=Target(chat=chat_of(state, channel), name=channel.id, reply_to=reply_to),
        standing=standing,
    )
