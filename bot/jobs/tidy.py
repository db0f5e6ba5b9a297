"""Forget what retention allows to forget; the keys that prevent repeats stay."""

from __future__ import annotations

import asyncio

from bot.jobs.desk import Desk


async def tidy(desk: Desk) -> int:
    """Delete old items; gives how many."""
    return await asyncio.to_thread(_tidy, desk)


def _tidy(desk: Desk) -> int:
    now = desk.clock()
    keep = desk.settings.retention
    with desk.store.unit() as unit:
        return unit.items.prune(matched_before=now - keep.items, unmatched_before=now - keep.unmatched)
