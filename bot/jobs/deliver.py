"""Deliver what the outbox holds; no transaction is held over the network.

claim -> still ours? -> send -> settle          unsure -> read back -> settle
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from bot.channels.base import Sender, Target
from bot.events import Delivered, Failed
from bot.jobs.desk import Desk
from bot.model import Act, Channel, Delivery, Fault, Outcome, ReadBack, Refused, State, Unknown
from bot.outbox import Settled, give_up, settle, settle_read_back
from bot.store.base import ChannelState, Unit

# Longer than the 30 s read timeout of a send plus its connect timeout.
LEASE = timedelta(seconds=45)


async def deliver(desk: Desk) -> int:
    """Send everything that may be sent now; gives the number of attempts."""
    await orphans(desk, everyone=False)
    attempts = await _doubts(desk)
    while batch := await asyncio.to_thread(_claim, desk):
        await asyncio.gather(*(_send(desk, delivery) for delivery in batch))
        attempts += len(batch)
    return attempts


async def orphans(desk: Desk, *, everyone: bool) -> int:
    """Deliveries whose worker died in the middle of sending: they may have arrived. `everyone`: no other worker lives."""
    found = await asyncio.to_thread(_expired, desk, everyone=everyone)
    for delivery in found:
        settled = settle(delivery, Unknown("the service stopped while it was sending this"), desk.clock())
        await _settle(desk, delivery, settled, "unknown")
    return len(found)


def next_doubt(desk: Desk) -> datetime | None:
    """When the next unsure delivery may be read back; None when there is none."""
    far = desk.clock() + timedelta(days=1)
    with desk.store.glance() as unit:
        waits = [delivery.not_before or desk.clock() for delivery in unit.outbox.unsure(far)]
    return min(waits, default=None)


async def _send(desk: Desk, delivery: Delivery) -> None:
    channel = _channel(desk, delivery)
    if channel is None:
        gone = Refused(f"channel {delivery.channel} is no longer in bot.yaml; put it back, or drop this", Fault.CHAT)
        await _settle(desk, delivery, settle(delivery, gone, desk.clock()), _name(gone))
        return
    target, standing = await asyncio.to_thread(_target, desk, channel, delivery)
    if not await asyncio.to_thread(_ours, desk, delivery):
        return
    if delivery.act is not Act.POST and standing is None:
        over = give_up(delivery, "the post that it changes does not stand", desk.clock())
        await _settle(desk, delivery, Settled(over), "refused")
        return
    outcome = await _do(desk.senders[channel.id], delivery, target, standing)
    await _settle(desk, delivery, settle(delivery, outcome, desk.clock()), _name(outcome))


async def _do(sender: Sender, delivery: Delivery, target: Target, standing: Delivery | None) -> Outcome:
    """The one call; `standing` is the post that an edit or a deletion changes, and which stands in the channel."""
    match delivery.act:
        case Act.POST:
            return await sender.send(delivery, target)
        case Act.EDIT if standing is not None:
            return await sender.edit(replace(standing, message=delivery.message), target)
        case Act.DELETE if standing is not None and standing.message_id is not None:
            return await sender.delete(target, standing.message_id)
        case _:
            return Refused("there is no such post", Fault.MESSAGE)


async def _doubts(desk: Desk) -> int:
    """Read back what may have arrived."""
    doubts = await asyncio.to_thread(_unsure, desk)
    resend = desk.settings.telegram.on_unknown == "resend"
    for delivery in doubts:
        found = await _read_back(desk, delivery)
        settled = settle_read_back(delivery, found, desk.clock(), resend=resend)
        await _settle(desk, delivery, Settled(settled), "read_back")
    return len(doubts)


async def _read_back(desk: Desk, delivery: Delivery) -> ReadBack:
    channel = _channel(desk, delivery)
    if channel is None:
        return Unknown(f"channel {delivery.channel} is no longer in bot.yaml")
    target, _ = await asyncio.to_thread(_target, desk, channel, delivery)
    return await desk.senders[channel.id].read_back(delivery, target)


async def _settle(desk: Desk, before: Delivery, settled: Settled, outcome: str) -> None:
    """Write what became of an attempt, and what it taught us about the channel."""
    after = settled.delivery
    news = await asyncio.to_thread(_save, desk, settled)
    desk.emit(Delivered(after.id, after.channel, outcome, after.state, after.reason))
    if news:
        desk.emit(Failed(f"channel {before.channel}", news, "dispaccio send-test says what is missing"))


def _save(desk: Desk, settled: Settled) -> str:
    """Save delivery and channel together; gives the channel's trouble when it is new."""
    after = settled.delivery
    with desk.store.unit() as unit:
        if not unit.outbox.save(after):
            return ""
        if after.act is not Act.POST and after.state is State.SENT:
            _change(unit, after)
        known = unit.outbox.channel(after.channel)
        to = next((channel.to for channel in desk.settings.channels if channel.id == after.channel), "")
        unit.outbox.save_channel(_learn(known, settled, to))
    return settled.trouble if settled.trouble != known.trouble else ""


def _change(unit: Unit, done: Delivery) -> None:
    """What was edited or deleted in the channel is so here too."""
    post = unit.outbox.get(done.target)
    if post is None:
        return
    if done.act is Act.DELETE:
        unit.outbox.save(replace(post, state=State.RETRACTED, reason=done.reason or "taken back", settled=done.settled))
    else:
        unit.outbox.save(replace(post, message=replace(post.message, html=done.message.html)))


def _learn(known: ChannelState, settled: Settled, to: str) -> ChannelState:
    after = settled.delivery
    return replace(
        known,
        chat=settled.chat or known.chat,
        configured=to if settled.chat else known.configured,
        not_before=settled.hold,
        trouble=settled.trouble,
        last_message_id=after.message_id or known.last_message_id,
    )


def _claim(desk: Desk) -> list[Delivery]:
    with desk.store.unit() as unit:
        return unit.outbox.claim(desk.clock(), lease=LEASE)


def _expired(desk: Desk, *, everyone: bool) -> list[Delivery]:
    with desk.store.unit() as unit:
        return unit.outbox.expired(desk.clock(), everyone=everyone)


def _unsure(desk: Desk) -> list[Delivery]:
    with desk.store.glance() as unit:
        return unit.outbox.unsure(desk.clock())


def _ours(desk: Desk, delivery: Delivery) -> bool:
    with desk.store.glance() as unit:
        return unit.outbox.ours(delivery, desk.clock())


def _target(desk: Desk, channel: Channel, delivery: Delivery) -> tuple[Target, Delivery | None]:
    """Where to, and the post that the delivery changes or answers, if it stands there."""
    with desk.store.glance() as unit:
        chat = chat_of(unit.outbox.channel(channel.id), channel)
        found = unit.outbox.get(delivery.target) if delivery.target else None
    stands = found is not None and found.state is State.SENT and found.message_id is not None
    standing = found if stands else None
    reply_to = standing.message_id if standing and delivery.act is Act.POST else None
    return Target(chat=chat, name=channel.id, reply_to=reply_to), standing


def chat_of(state: ChannelState, channel: Channel) -> str:
    """Where a channel posts: where its chat moved to, unless the operator has named another since."""
    return state.chat if state.chat and state.configured == channel.to else channel.to


def _channel(desk: Desk, delivery: Delivery) -> Channel | None:
    return next((channel for channel in desk.settings.channels if channel.id == delivery.channel), None)


def _name(outcome: Outcome) -> str:
    return type(outcome).__name__.lower()
