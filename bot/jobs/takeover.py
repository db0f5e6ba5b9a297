"""At the start: settle what a service that was killed left in the air."""

from __future__ import annotations

import asyncio

from bot.jobs.deliver import orphans
from bot.jobs.desk import Desk


async def take_over(desk: Desk) -> None:
    """End the leases of the dead: at once where no other worker can live, else when they run out."""
    if not desk.store.alone:
        return
    await asyncio.to_thread(_release, desk)
    await orphans(desk, everyone=True)


def _release(desk: Desk) -> None:
    with desk.store.unit() as unit:
        unit.feeds.release()
