"""Retention: what is deleted, when, and what of it stays.

Deleted is an item first seen before the given moment, where nobody waits for it: one that matched nothing, or one of a
story that was told (or too old to be told) and whose deliveries are all settled. A matched item without a story stays,
and so does the story that no digest holds yet. Of a deleted item stay its keys, title and times (`pruned`), so that it is never
news again; a story goes with its last item.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, delete, exists, insert, not_, or_, select

from bot.model import State
from bot.store.gate import Gate
from bot.store.tables import deliveries, items, pruned, stories, tellings

UNSETTLED = (State.WAITING, State.SENDING, State.UNSURE, State.HELD)


def prune(gate: Gate, matched_before: datetime, unmatched_before: datetime) -> int:
    """Delete items first seen before, as the module says; returns how many."""
    others = items.alias()
    told = exists().where(tellings.c.story == items.c.story)
    fresh = exists().where(others.c.story == items.c.story, others.c.stale.is_(False))
    waits = exists().where(
        tellings.c.story == items.c.story,
        deliveries.c.id == tellings.c.delivery,
        deliveries.c.state.in_(UNSETTLED),
    )
    done = and_(items.c.story.is_not(None), or_(told, not_(fresh)), not_(waits))
    old = or_(
        and_(items.c.matched.is_(False), items.c.story.is_(None), items.c.seen < unmatched_before),
        and_(items.c.seen < matched_before, done),
    )
    ids = [row.id for row in gate.rows(select(items.c.id).where(old))]
    gone = gate.among(items.c.id, ids)
    kept = [pruned.c.id, pruned.c.title, pruned.c.at, pruned.c.seen]
    gate.change(delete(pruned).where(gate.among(pruned.c.id, ids)))  # pruned before, and new again since
    gate.change(insert(pruned).from_select(kept, select(*(items.c[column.name] for column in kept)).where(gone)))
    gate.change(delete(items).where(gone))
    gate.change(delete(stories).where(not_(exists().where(items.c.story == stories.c.id))))
    return len(ids)
