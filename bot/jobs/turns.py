"""Whose turn it is: our own flow limits, kept in rows, so that neither a restart nor a second worker forgets them.

A turn is written down before the bytes leave (as under way: it counts as now) and again when the answer has come.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.jobs.chats import number_of
from bot.jobs.desk import Desk
from bot.model import Delivery
from bot.outbox.flow import Spent, wait
from bot.store.base import Unit

# Longer than the 30 s read timeout of a send plus its connect timeout.
LEASE = timedelta(seconds=45)


def claim(desk: Desk, closed: Collection[str] = ()) -> list[Delivery]:
    """Lease every delivery whose channel takes posts now, is not `closed`, and whose chat bears one more message."""
    now, batch = desk.clock(), list[Delivery]()
    with desk.store.unit() as unit:
        chats, spent = _chats(unit, desk), unit.outbox.spent(now)
        while found := unit.outbox.claim(now, lease=LEASE, closed=[*closed, *_full(chats, spent, now)], most=1):
            batch += found
            spent += [Spent(turn_of(one), chats[one.channel], now + LEASE) for one in found if one.channel in chats]
        unit.outbox.spend([one for one in spent if one.at > now], now)
    return batch


def next_turn(desk: Desk) -> datetime | None:
    """When the next delivery may go that nothing but our own limits holds back; None where there is none."""
    now = desk.clock()
    with desk.store.glance() as unit:
        chats, spent = _chats(unit, desk), unit.outbox.spent(now)
        ready = unit.outbox.ready(now)
    waits = [wait(chats[one.channel], spent, now) if one.channel in chats else timedelta(0) for one in ready]
    return now + min(waits) if waits else None


def take_turn(desk: Desk, chat: str, what: str) -> Spent | timedelta:
    """Take a turn for something that is no delivery; or how long it must wait for one."""
    now = desk.clock()
    turn = Spent(f"{what} {now.isoformat()}", chat, now + LEASE)
    with desk.store.unit() as unit:
        if pause := wait(chat, unit.outbox.spent(now), now):
            return pause
        unit.outbox.spend([turn], now)
    return turn


def end_turn(desk: Desk, turn: Spent, chat: str = "") -> None:
    """The answer has come: from now on it counts by the clock, under the number of the `chat` that it names."""
    now = desk.clock()
    with desk.store.unit() as unit:
        unit.outbox.spend([Spent(turn.what, chat or turn.chat, now)], now)


def turn_of(delivery: Delivery) -> str:
    """The name of the turn of one attempt."""
    return f"{delivery.id} {delivery.attempts}"


def _chats(unit: Unit, desk: Desk) -> dict[str, str]:
    """Channel -> chat, of those that post outside."""
    outside = [channel for channel in desk.settings.channels if desk.senders[channel.id].outside]
    return {channel.id: number_of(unit.outbox.channel(channel.id), channel) for channel in outside}


def _full(chats: dict[str, str], spent: Sequence[Spent], now: datetime) -> list[str]:
    return [name for name, chat in chats.items() if wait(chat, spent, now)]
