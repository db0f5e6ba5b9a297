"""Deliveries, channels and chats: the verbs of `base.Outbox`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, not_, or_, select, true, update

from bot.errors import StateError
from bot.model import Act, Delivery, Message, State
from bot.outbox.flow import MEMORY, Spent
from bot.store.base import ChannelState, Chat
from bot.store.columns import begins, clean
from bot.store.gate import Gate
from bot.store.tables import channels, chats, deliveries, spent

MESSAGE = [field.name for field in fields(Message)]
ENVELOPE = [field.name for field in fields(Delivery) if field.name != "message"]
DELIVERY = [deliveries.c[name] for name in ENVELOPE + MESSAGE]
IN_THE_AIR = (State.SENDING, State.UNSURE)


class SqlOutbox:
    """See `base.Outbox`."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def ready(self, now: datetime) -> list[Delivery]:
        """The first waiting delivery of each channel that takes posts now, in the order written."""
        return self._find(_ready(now))

    def claim(
        self, now: datetime, *, lease: timedelta, closed: Collection[str] = (), most: int | None = None
    ) -> list[Delivery]:
        """Lease what is ready, but for channels that are `closed`, at `most` so many."""
        open_ = not_(self.gate.among(deliveries.c.channel, closed)) if closed else true()
        first = select(*DELIVERY).where(_ready(now), open_).order_by(deliveries.c.seq)
        found = [_delivery(row) for row in self.gate.take(first if most is None else first.limit(most))]
        ours = self.gate.among(deliveries.c.id, [delivery.id for delivery in found])
        taken = {
            "state": State.SENDING,
            "fence": deliveries.c.fence + 1,
            "attempts": deliveries.c.attempts + 1,
            "leased_until": now + lease,
        }
        self.gate.change(update(deliveries).where(ours).values(taken))
        return [replace(one, state=State.SENDING, fence=one.fence + 1, attempts=one.attempts + 1) for one in found]

    def unsure(self, now: datetime) -> list[Delivery]:
        """Deliveries that may have arrived and whose `not_before` has passed."""
        return self._find(and_(deliveries.c.state == State.UNSURE, _past(deliveries.c.not_before, now)))

    def doubts(self, now: datetime, *, lease: timedelta) -> list[Delivery]:
        """Lease the deliveries that may have arrived and whose `not_before` has passed."""
        due = and_(deliveries.c.state == State.UNSURE, _past(deliveries.c.not_before, now))
        found = self._find(and_(due, _past(deliveries.c.leased_until, now)), take=True)
        ours = self.gate.among(deliveries.c.id, [delivery.id for delivery in found])
        taken = {"fence": deliveries.c.fence + 1, "leased_until": now + lease}
        self.gate.change(update(deliveries).where(ours).values(taken))
        return [replace(one, fence=one.fence + 1) for one in found]

    def release(self) -> None:
        """End the leases of all that is being read back."""
        self.gate.change(update(deliveries).where(deliveries.c.state == State.UNSURE).values(leased_until=None))

    def expired(self, now: datetime, *, everyone: bool = False) -> list[Delivery]:
        """Deliveries in state sending whose lease ran out, or all of them."""
        over = true() if everyone else _past(deliveries.c.leased_until, now)
        return self._find(and_(deliveries.c.state == State.SENDING, over))

    def save(self, delivery: Delivery) -> bool:
        """Write it and end its lease; False when its fence is no longer ours."""
        ours = update(deliveries).where(deliveries.c.id == delivery.id, deliveries.c.fence == delivery.fence)
        return self.gate.change(ours.values(**row_of(delivery), leased_until=None)) == 1

    def seize(self, delivery: Delivery) -> bool:
        """The same, and the fence goes up."""
        before = update(deliveries).where(deliveries.c.id == delivery.id, deliveries.c.fence == delivery.fence)
        after = row_of(delivery) | {"leased_until": None, "fence": delivery.fence + 1}
        return self.gate.change(before.values(**after)) == 1

    def ours(self, delivery: Delivery, now: datetime) -> bool:
        """True while the lease and fence are ours."""
        held = and_(
            deliveries.c.id == delivery.id,
            deliveries.c.fence == delivery.fence,
            deliveries.c.state == State.SENDING,
            deliveries.c.leased_until > now,
        )
        return bool(self._find(held))

    def get(self, delivery: str) -> Delivery | None:
        """One delivery by its id, an unambiguous beginning of it, or the link of its post."""
        found = self.named(delivery, 2)
        return found[0] if len(found) == 1 else None

    def named(self, text: str, limit: int = 20) -> list[Delivery]:
        """Deliveries by id or link; where there is none, by the beginning of the id."""
        name = clean(text)
        if not name:
            return []
        exact = self._find(or_(deliveries.c.id == name, deliveries.c.link == name))
        return (exact or self._find(and_(*begins(deliveries.c.id, name))))[:limit]

    def since(self, moment: datetime, channel: str) -> list[Delivery]:
        """Posts of a channel that were sent at this moment or later, in the order written."""
        sent = and_(deliveries.c.state == State.SENT, deliveries.c.settled >= moment)
        return self._find(and_(deliveries.c.channel == channel, deliveries.c.act == Act.POST, sent))

    def of_digest(self, digest: str) -> list[Delivery]:
        """The posts of one digest, in the order written."""
        return self._find(and_(deliveries.c.digest == digest, deliveries.c.act == Act.POST))

    def add(self, deliveries_: Sequence[Delivery]) -> None:
        """Write edits and deletions; one whose id is there already stays as it is."""
        if posts := [delivery.id for delivery in deliveries_ if delivery.act is Act.POST]:
            raise StateError(f"a post is written with its digest, not by itself: {', '.join(posts)}")
        self.gate.alone("tell")
        ids = self.gate.among(deliveries.c.id, [delivery.id for delivery in deliveries_])
        there = {row.id for row in self.gate.rows(select(deliveries.c.id).where(ids))}
        new = {one.id: row_of(one) for one in deliveries_ if one.id not in there}
        if new:
            self.gate.change(insert(deliveries), list(new.values()))

    def changes(self, targets: Collection[str]) -> list[Delivery]:
        """Edits and deletions of these posts, in the order written."""
        return self._find(and_(deliveries.c.act != Act.POST, self.gate.among(deliveries.c.target, targets)))

    def all(
        self,
        states: Collection[State] = (),
        *,
        channel: str | None = None,
        newest: int | None = None,
        acts: Collection[Act] = (Act.POST,),
    ) -> list[Delivery]:
        """Deliveries in these states, or every one, of a channel or all, in the order written; or the `newest`."""
        which = and_(
            deliveries.c.act.in_(acts),
            deliveries.c.state.in_(states) if states else true(),
            true() if channel is None else deliveries.c.channel == channel,
        )
        if newest is None:
            return self._find(which)
        last = select(*DELIVERY).where(which).order_by(deliveries.c.seq.desc()).limit(newest)
        return [_delivery(row) for row in reversed(self.gate.rows(last))]

    def _find(self, which: ColumnElement[bool], *, take: bool = False) -> list[Delivery]:
        found = select(*DELIVERY).where(which).order_by(deliveries.c.seq)
        return [_delivery(row) for row in (self.gate.take(found) if take else self.gate.rows(found))]

    def taken(self, delivery: Delivery, chat: str, message_id: int) -> bool:
        """True where another delivery than this is known to stand there."""
        there = and_(deliveries.c.message_id == message_id, deliveries.c.chat == chat, deliveries.c.id != delivery.id)
        return bool(self.gate.rows(select(deliveries.c.id).where(there).limit(1)))

    def spent(self, now: datetime) -> list[Spent]:
        """Our messages of the last minute."""
        self.gate.alone("spend")
        columns = [spent.c[field.name] for field in fields(Spent)]
        return [Spent(*row) for row in self.gate.rows(select(*columns).where(spent.c.at > now - MEMORY))]

    def spend(self, spent_: Sequence[Spent], now: datetime) -> None:
        """Write them down; what is older than a minute is forgotten."""
        self.gate.change(delete(spent).where(spent.c.at <= now - MEMORY))
        self.gate.put(spent, [asdict(one) for one in spent_])

    def channel(self, name: str) -> ChannelState:
        """What we know of a channel."""
        columns = [channels.c[field.name] for field in fields(ChannelState)]
        found = self.gate.rows(select(*columns).where(channels.c.id == name))
        return ChannelState(*found[0]) if found else ChannelState(name)

    def save_channel(self, state: ChannelState) -> None:
        """Write what we know of a channel."""
        self.gate.put(channels, [asdict(state)])

    def chats(self) -> list[Chat]:
        """The chats that the bot has seen, the latest first."""
        columns = [chats.c[field.name] for field in fields(Chat)]
        return [Chat(*row) for row in self.gate.rows(select(*columns).order_by(chats.c.seen.desc(), chats.c.id))]

    def saw(self, chat: Chat) -> None:
        """Write that the bot has seen a chat."""
        self.gate.put(chats, [asdict(chat)])


def _past(moment: ColumnElement[datetime | None], now: datetime) -> ColumnElement[bool]:
    """Not set, or not ahead."""
    return or_(moment.is_(None), moment <= now)


def _ready(now: datetime) -> ColumnElement[bool]:
    """See `base.Outbox.ready`."""
    other = deliveries.alias()
    heads = select(func.min(deliveries.c.seq)).where(deliveries.c.state == State.WAITING).group_by(deliveries.c.channel)
    air = exists().where(other.c.channel == deliveries.c.channel, other.c.state.in_(IN_THE_AIR))
    closed = exists().where(channels.c.id == deliveries.c.channel, channels.c.not_before > now)
    waiting = and_(deliveries.c.seq.in_(heads), deliveries.c.state == State.WAITING)
    return and_(waiting, _past(deliveries.c.not_before, now), not_(air), not_(closed))


def row_of(delivery: Delivery) -> dict[str, Any]:
    """A delivery as its row; its place in the order is not part of it."""
    message = {name: getattr(delivery.message, name) for name in MESSAGE}
    return {name: getattr(delivery, name) for name in ENVELOPE} | message | {"stories": list(delivery.message.stories)}


def _delivery(row: Any) -> Delivery:  # noqa: ANN401 a row of DELIVERY
    message = {name: getattr(row, name) for name in MESSAGE} | {"stories": tuple(row.stories)}
    return Delivery(message=Message(**message), **{name: getattr(row, name) for name in ENVELOPE})
