"""One whole pass: poll every feed, place, plan, deliver; ends when nothing waits but what a clock holds."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.jobs.deliver import deliver, next_doubt
from bot.jobs.desk import Desk
from bot.jobs.place import Placer
from bot.jobs.poll import poll_round
from bot.jobs.publish import publish
from bot.jobs.takeover import take_over
from bot.jobs.watch import watch


async def once(desk: Desk, *, due: bool = False, close: bool = False) -> None:
    """The pass of `dispaccio once`; `due` polls only what is due, `close` ends the digest window at once."""
    await take_over(desk)
    await poll_round(desk, due=due)
    await watch(desk)
    await Placer().place(desk)
    await publish(desk, close=close)
    await deliver(desk)
    while (doubt := await asyncio.to_thread(next_doubt, desk)) is not None:
        await _until(desk, doubt)
        await deliver(desk)


async def _until(desk: Desk, moment: datetime) -> None:
    await asyncio.sleep(max((moment - desk.clock()).total_seconds(), 0.1))
