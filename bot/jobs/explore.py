"""Learn the head of a chat that nothing is known of, before the first post: else that post could not be read back.

A silent probe is posted and deleted at once; its id is the head. One that a crash left standing is met the next time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.channels.base import Sender, Target
from bot.jobs.chats import chat_of, last_of, number_of, reached
from bot.jobs.desk import Desk
from bot.jobs.turns import end_turn, take_turn
from bot.model import Busy, Channel, Seen, Sent, Unknown
from bot.outbox.doubt import PROBE, is_probe

# When a probe is tried again whose answer was lost.
AGAIN = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Place:
    """A channel's chat: where to write, as the Bot API numbers it, and the chat where its messages are looked at."""

    channel: Channel
    sender: Sender
    target: Target
    number: str
    desk: str


async def explore(desk: Desk) -> Collection[str]:
    """Probe the channels that are about to be posted to for the first time; gives those that must wait for that."""
    unknown, ready = await asyncio.to_thread(_unknown, desk)
    return [place.channel.id for place in unknown if place.channel.id not in ready or not await _probe(desk, place)]


async def _probe(desk: Desk, place: Place) -> bool:
    """True when the post may go. What the chat has against the probe it has against the post, which tells it better."""
    turn = await asyncio.to_thread(take_turn, desk, place.number, f"first look at {place.channel.id}")
    if isinstance(turn, timedelta):
        return False
    outcome = await place.sender.probe(place.target, PROBE)
    await asyncio.to_thread(end_turn, desk, turn, outcome.chat if isinstance(outcome, Sent) else "")
    match outcome:
        case Sent(chat, head):
            await place.sender.delete(place.target, head)
            await _sweep(desk, place, head - 1)
            await asyncio.to_thread(_learn, desk, place, chat, head)
            return True
        case Busy(retry_after):
            await asyncio.to_thread(_hold, desk, place, retry_after)
            return False
        case Unknown(reason):
            await asyncio.to_thread(_hold, desk, place, AGAIN, reason)
            return False
        case _:
            return True


async def _sweep(desk: Desk, place: Place, message_id: int) -> None:
    """Take away the probe of a service that was killed in the middle of this."""
    if message_id < 1:
        return
    turn = await asyncio.to_thread(take_turn, desk, place.desk, f"sweep {place.channel.id}")
    if isinstance(turn, timedelta):
        return
    seen = await place.sender.look(place.target, message_id, place.desk)
    await asyncio.to_thread(end_turn, desk, turn)
    if isinstance(seen, Seen) and is_probe(seen.text):
        await place.sender.delete(place.target, message_id)


def _unknown(desk: Desk) -> tuple[list[Place], set[str]]:
    """Chats that nothing is known of and that could be read back; and which channels have something to post now.

    The others wait too: what is written for them in the next moment must not slip past the probe.
    """
    looking = desk.settings.telegram.desk_chat
    if looking is None:
        return [], set()
    found = []
    with desk.store.glance() as unit:
        for channel in desk.settings.channels:
            state, sender = unit.outbox.channel(channel.id), desk.senders[channel.id]
            if sender.outside and last_of(state, channel) is None:
                to = Target(chat_of(state, channel), channel.id)
                found.append(Place(channel, sender, to, number_of(state, channel), str(looking)))
        ready = {delivery.channel for delivery in unit.outbox.ready(desk.clock())} if found else set()
    return [place for place in found if place.number != place.desk], ready


def _learn(desk: Desk, place: Place, chat: str, head: int) -> None:
    with desk.store.unit() as unit:
        state = unit.outbox.channel(place.channel.id)
        unit.outbox.save_channel(replace(reached(state, place.target.chat, chat, head), trouble=""))


def _hold(desk: Desk, place: Place, retry_after: timedelta, trouble: str = "") -> None:
    until = desk.clock() + max(retry_after, timedelta(seconds=1))
    with desk.store.unit() as unit:
        unit.outbox.save_channel(replace(unit.outbox.channel(place.channel.id), not_before=until, trouble=trouble))
