"""Read back what may have arrived: one round of looks at each delivery in doubt, as far as the flow limits allow.

lease -> next step -> look | probe -> what it taught -> ... -> settle, or wait for the next round
The steps are decided by `outbox.doubt`; whatever is learnt is kept in rows, and a killed round is simply begun again.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.channels.base import Target
from bot.jobs.chats import chat_of, last_of, number_of, reached
from bot.jobs.deliver import tell
from bot.jobs.desk import Desk
from bot.jobs.explore import Place
from bot.jobs.turns import end_turn, take_turn, turn_of
from bot.model import Absent, Busy, Delivery, Fault, Gone, Moved, Outcome, Refused, Seen, Sent, Unknown, Unsent
from bot.outbox import DOUBT, Settled, settle_read_back
from bot.outbox.doubt import PROBE, Later, LookAt, Probe, Search, after_look, is_probe, next_step
from bot.outbox.flow import Spent
from bot.store.base import Unit

# One round: a look takes up to 40 s when the network is bad, and there are seldom more than a few.
LEASE = timedelta(minutes=5)
# When to look again after a look that failed, and while the channel itself refuses us.
AGAIN = timedelta(seconds=5)
REFUSED = timedelta(minutes=1)

End = Later | Sent | Absent | Unknown | Moved | Refused

NO_DESK = "it may have arrived, and there is no `admin_chat` in bot.yaml where the channel could be read back"
SAME = "it may have arrived, and the admin chat is the channel itself, so that it cannot be read back there"
SHIELDED = "it may have arrived, and the channel protects its content, so that nothing can be read back"
BLIND = "it may have arrived, and the admin chat cannot be used to read the channel back"


async def read_back(desk: Desk) -> int:
    """One round; gives the number of deliveries in doubt that were looked at."""
    found = await asyncio.to_thread(_lease, desk)
    ended = await asyncio.gather(*(_round(desk, delivery) for delivery in found), return_exceptions=True)
    for error in ended:
        if error is not None:
            raise error
    return len(found)


def next_doubt(desk: Desk) -> datetime | None:
    """When the next unsure delivery may be looked at; None when there is none, or only in channels that refuse us."""
    far = desk.clock() + timedelta(days=1)
    with desk.store.glance() as unit:
        unsure = unit.outbox.unsure(far)
        waits = [one.not_before or desk.clock() for one in unsure if not unit.outbox.channel(one.channel).trouble]
    return min(waits, default=None)


async def _round(desk: Desk, delivery: Delivery) -> None:
    """Steps until it is settled, or nothing more can be learnt now."""
    search, place = await asyncio.to_thread(_begin, desk, delivery)
    search, end = await _walk(desk, place, search) if isinstance(place, Place) else (search, place)
    match end:
        case Later(until, afresh):
            kept = replace(search, delivery=replace(search.delivery, head=None)) if afresh else search
            await asyncio.to_thread(_pause, desk, kept, until)
        case Refused(reason, _, do):
            trouble = Settled(search.delivery, trouble=reason, do=do)
            if await asyncio.to_thread(_pause, desk, search, desk.clock() + REFUSED, reason):
                tell(desk, search.delivery, trouble, "unsure", new_trouble=True)
        case Sent() | Absent() | Unknown() | Moved():
            await _conclude(desk, search, end)
        case _:
            assert_never(end)


async def _walk(desk: Desk, place: Place, search: Search) -> tuple[Search, End]:
    while True:
        step = next_step(search, desk.clock())
        match step:
            case LookAt(message_id):
                taught = await _look(desk, place, search, message_id)
            case Probe():
                taught = await _probe(desk, place, search)
            case _:
                return search, step
        if not isinstance(taught, Search):
            return search, taught
        search = taught


async def _look(desk: Desk, place: Place, search: Search, message_id: int) -> Search | End:
    """One message, forwarded to the admin chat."""
    turn = await asyncio.to_thread(take_turn, desk, place.desk, f"look {search.delivery.id} {message_id}")
    if isinstance(turn, timedelta):
        return Later(desk.clock() + turn)
    looked = await place.sender.look(Target(place.number, place.channel.id), message_id, place.desk)
    await asyncio.to_thread(end_turn, desk, turn)
    now, head = desk.clock(), search.delivery.head
    match looked:
        case Seen(text) if is_probe(text):
            gone = await place.sender.delete(place.target, message_id)
            return after_look(search, Seen(""), taken=False) if isinstance(gone, Sent | Refused) else Later(now + AGAIN)
        case Seen() | Gone():
            return after_look(search, looked, taken=await asyncio.to_thread(_taken, desk, place, search, message_id))
        case Busy(retry_after):
            return Later(now + max(retry_after, AGAIN))
        case Refused(_, fault) if head is not None and fault is not Fault.CHAT:
            return after_look(search, Seen(""), taken=False)  # the probe could be read, this cannot: it is another's
        case Unsent() | Unknown():
            return Later(now + AGAIN)
        case Refused() | Moved():
            # whether the channel or the admin chat is in the way, a probe will tell
            certain = (search.delivery.settled or now) + DOUBT
            return Later(certain if now < certain else now + REFUSED, afresh=True)
    assert_never(looked)


async def _probe(desk: Desk, place: Place, search: Search) -> Search | End:
    """The head of the channel, and the proof that its messages can be read: the probe itself is looked at."""
    reading = await asyncio.to_thread(take_turn, desk, place.desk, f"control {search.delivery.id}")
    if isinstance(reading, timedelta):
        return Later(desk.clock() + reading)
    turn = await asyncio.to_thread(take_turn, desk, place.number, f"probe {search.delivery.id}")
    if isinstance(turn, timedelta):
        await asyncio.to_thread(end_turn, desk, reading)
        return Later(desk.clock() + turn)
    outcome = await place.sender.probe(place.target, PROBE)
    await asyncio.to_thread(end_turn, desk, turn)
    taught = await _control(place, search, outcome, desk.clock()) if isinstance(outcome, Sent) else None
    await asyncio.to_thread(end_turn, desk, reading)
    return taught or _no_probe(outcome, desk.clock())


def _no_probe(outcome: Outcome, now: datetime) -> End:
    """What it means that a channel took no probe."""
    match outcome:
        case Busy(retry_after):
            return Later(now + max(retry_after, AGAIN))
        case Moved():
            return outcome
        case Refused(_, Fault.CHAT):
            return outcome
        case Refused(reason):
            return Unknown(f"it may have arrived, and the channel takes no probe: {reason}")
        case _:
            return Later(now + AGAIN)


async def _control(place: Place, search: Search, probe: Sent, now: datetime) -> Search | End:
    """Absence is only believed where presence can be seen: the probe is looked at, then taken away."""
    seen = await place.sender.look(Target(place.number, place.channel.id), probe.message_id, place.desk)
    gone = await place.sender.delete(place.target, probe.message_id)
    match seen:
        case _ if probe.shielded:
            return Unknown(SHIELDED)
        case Refused(reason, _, do):
            return Unknown(f"{BLIND}: {reason}{f' ({do})' if do else ''}")
        case Moved(chat):
            return Unknown(f"{BLIND}: it moved; write `admin_chat: {chat}` into bot.yaml")
        case Busy(retry_after):
            return Later(now + max(retry_after, AGAIN))
        case Seen(text) if is_probe(text) and isinstance(gone, Sent | Refused):
            return replace(search, delivery=replace(search.delivery, head=probe.message_id))
        case _:
            return Later(now + AGAIN)


async def _conclude(desk: Desk, search: Search, end: Sent | Absent | Unknown | Moved) -> None:
    """Settle it, and tell."""
    chat = end.chat if isinstance(end, Moved) else ""
    proof = Unknown(f"it may have arrived, and the chat has moved to {chat} since") if isinstance(end, Moved) else end
    resend = desk.settings.telegram.on_unknown == "resend"
    after = Settled(settle_read_back(search.delivery, proof, desk.clock(), resend=resend), chat=chat)
    if await asyncio.to_thread(_save, desk, search, after):
        tell(desk, search.delivery, after, "read_back", new_trouble=False)


def _lease(desk: Desk) -> list[Delivery]:
    with desk.store.unit() as unit:
        return unit.outbox.doubts(desk.clock(), lease=LEASE)


def _begin(desk: Desk, delivery: Delivery) -> tuple[Search, Place | End]:
    """Where to look from; or the end, where there is no looking."""
    channel = next((channel for channel in desk.settings.channels if channel.id == delivery.channel), None)
    if channel is None:
        return Search(delivery, None), Unknown(f"channel {delivery.channel} is no longer in bot.yaml")
    with desk.store.glance() as unit:
        state = unit.outbox.channel(channel.id)
    search, sender, looking = (
        Search(delivery, last_of(state, channel)),
        desk.senders[channel.id],
        desk.settings.telegram.desk_chat,
    )
    place = Place(channel, sender, Target(chat_of(state, channel), channel.id), number_of(state, channel), str(looking))
    if not sender.outside:
        return search, Absent()
    blind = NO_DESK if looking is None else SAME if place.number == place.desk else ""
    certain = (delivery.settled or desk.clock()) + DOUBT
    if blind:
        return search, Later(certain) if desk.clock() < certain else Unknown(blind)
    return search, place


def _taken(desk: Desk, place: Place, search: Search, message_id: int) -> bool:
    with desk.store.glance() as unit:
        return unit.outbox.taken(search.delivery, place.number, message_id)


def _pause(desk: Desk, search: Search, until: datetime, trouble: str = "") -> bool:
    """Keep what was learnt, for the next round; True when the channel's trouble is new."""
    with desk.store.unit() as unit:
        if not unit.outbox.save(replace(search.delivery, not_before=until)):
            return False
        before = _note(desk, unit, search, trouble)
    return bool(trouble) and trouble != before


def _save(desk: Desk, search: Search, after: Settled) -> bool:
    """Settle the delivery and note how far the channel is known; False when it was no longer ours."""
    with desk.store.unit() as unit:
        if not unit.outbox.save(after.delivery):
            return False
        _note(desk, unit, search, "", after)
    return True


def _note(desk: Desk, unit: Unit, search: Search, trouble: str, after: Settled | None = None) -> str:
    """What is known of the channel now; gives the trouble that it had before."""
    delivery, now = search.delivery, desk.clock()
    state = unit.outbox.channel(delivery.channel)
    channel = next((channel for channel in desk.settings.channels if channel.id == delivery.channel), None)
    if channel is None:
        return state.trouble
    known = replace(state, trouble=trouble)
    number = number_of(state, channel)
    if search.last is not None:
        known = reached(known, chat_of(state, channel), number, search.last)
    if after is not None and after.delivery.message_id is not None:
        known = reached(known, chat_of(state, channel), number, after.delivery.message_id)
        unit.outbox.spend([Spent(turn_of(delivery), number, now)], now)
    if after is not None and after.chat:
        known = replace(known, chat=after.chat, configured=channel.to)
    unit.outbox.save_channel(known)
    return state.trouble
