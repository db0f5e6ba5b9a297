"""The sums of the balance, each side from rows of its own, so that they fail when a row is missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, exists, func, not_, select, true

from bot.model import State
from bot.store.base import Balance, ChannelBalance
from bot.store.gate import Gate
from bot.store.tables import deliveries, items, matches, placements, pruned, stories, tally, tellings

HOUR = timedelta(hours=1)
# what became of a story that a delivery holds
FATE: dict[State, str] = {
    State.SENT: "told",
    State.WAITING: "waiting",
    State.SENDING: "waiting",
    State.HELD: "held",
    State.UNSURE: "held",
    State.DEAD: "held",
    State.RETRACTED: "retracted",
}


def balance(gate: Gate, since: datetime, now: datetime, channels: Mapping[str, Collection[str] | None]) -> Balance:
    """See `base.Unit.balance`: whole hours, from the one that holds `since` to the one that holds `now`."""
    start, end = _full(since), _full(now) + HOUR
    within = and_(items.c.seen >= start, items.c.seen < end)
    has_match = exists().where(matches.c.item == items.c.id)
    named = select(func.count()).select_from(placements.join(items, items.c.id == placements.c.item))

    def count(*which: ColumnElement[bool]) -> int:
        return int(gate.rows(select(func.count()).select_from(items).where(within, *which))[0][0])

    (fetched, new, known), *_ = gate.rows(
        select(*(func.coalesce(func.sum(tally.c[name]), 0) for name in ("fetched", "new", "known"))).where(
            tally.c.hour >= start, tally.c.hour < end
        )
    )
    gone = select(func.count()).select_from(pruned).where(pruned.c.seen >= start, pruned.c.seen < end)
    return Balance(
        fetched=int(fetched),
        new=int(new),
        known=int(known),
        items=count(),
        pruned=gate.rows(gone)[0][0],
        matched=count(has_match),
        unmatched=count(items.c.matched.is_(False)),
        placed=count(items.c.story.is_not(None)),
        unplaced=count(items.c.matched.is_(True), items.c.story.is_(None)),
        in_stories=gate.rows(named.join(stories, stories.c.id == placements.c.story).where(within))[0][0],
        channels=tuple(_channel(gate, within, name, themes) for name, themes in channels.items()),
    )


def _channel(gate: Gate, within: ColumnElement[bool], channel: str, themes: Collection[str] | None) -> ChannelBalance:
    """Stories that items name, against the fates of the stories that the table of stories holds."""
    others = items.alias()
    concerns: ColumnElement[bool] = true()
    if themes is not None:
        fired = gate.among(matches.c.theme, themes)
        concerns = exists().where(others.c.story == items.c.story, matches.c.item == others.c.id, fired)
    period = select(items.c.story).where(within, items.c.story.is_not(None), concerns).distinct()
    counted = gate.rows(select(func.count()).select_from(period.subquery()))[0][0]
    fresh = exists().where(others.c.story == stories.c.id, not_(others.c.stale))
    fate = case(
        (tellings.c.story.is_(None), case((fresh, "waiting"), else_="stale")),
        (tellings.c.retracted.is_not(None), "retracted"),
        *((deliveries.c.state == state, word) for state, word in FATE.items()),
        else_="lost",
    )
    mine = and_(tellings.c.story == stories.c.id, tellings.c.channel == channel)
    joined = stories.outerjoin(tellings, mine).outerjoin(deliveries, deliveries.c.id == tellings.c.delivery)
    each = select(fate.label("fate")).select_from(joined).where(stories.c.id.in_(period)).subquery()
    found = select(each.c.fate, func.count()).group_by(each.c.fate)
    fates = {word: int(many) for word, many in gate.rows(found) if word != "lost"}
    return ChannelBalance(
        channel=channel, stories=int(counted), **(dict.fromkeys(set(FATE.values()) | {"stale"}, 0) | fates)
    )


def _full(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
