"""One whole pass: poll every feed, place, plan, deliver; ends when nothing waits but what a clock holds."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.jobs.deliver import deliver
from bot.jobs.desk import Desk
from bot.jobs.doubt import next_doubt, read_back
from bot.jobs.place import Placer
from bot.jobs.poll import poll_round
from bot.jobs.publish import publish
from bot.jobs.takeover import take_over
from bot.jobs.turns import next_turn
from bot.jobs.watch import watch

# A doubt that a pass cannot settle within this time is left to the next one.
PATIENCE = timedelta(minutes=5)


async def once(desk: Desk, *, due: bool = False, close: bool = False) -> None:
    """The pass of `dispaccio once`; `due` polls only what is due, `close` ends the digest window at once."""
    await take_over(desk)
    await poll_round(desk, due=due)
    await watch(desk)
    await Placer().place(desk)
    await publish(desk, close=close)
    await deliver(desk)
    end = desk.clock() + PATIENCE
    while (moment := await asyncio.to_thread(_next_move, desk, end)) is not None:
        await _until(desk, moment)
        await read_back(desk)
        await deliver(desk)


def _next_move(desk: Desk, end: datetime) -> datetime | None:
    """When something can go on by itself: a delivery whose turn comes, or one in doubt, until `end`."""
    doubt = next_doubt(desk)
    moves = [next_turn(desk), doubt if doubt and max(doubt, desk.clock()) < end else None]
    return min((moment for moment in moves if moment), default=None)


async def _until(desk: Desk, moment: datetime) -> None:
    await asyncio.sleep(max((moment - desk.clock()).total_seconds(), 0.1))
