"""At the start: settle what a service that was killed left in the air, and try again what a person may have mended."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.jobs.deliver import orphans
from bot.jobs.desk import Desk
from bot.model import Act, State
from bot.store.base import Unit

# A feed that was polled so far in the future was polled by a clock that was wrong.
DREAM = timedelta(hours=1)


async def take_over(desk: Desk) -> None:
    """End the leases of the dead: at once where no other worker can live, else when they run out."""
    if not desk.store.alone:
        return
    await asyncio.to_thread(_begin, desk)
    await orphans(desk, everyone=True)


def reopen(unit: Unit, channel: str) -> None:
    """What was in a channel's way may be mended: it and what waits for it are tried at once. A 429 still holds."""
    known = unit.outbox.channel(channel)
    if not known.trouble:
        return
    unit.outbox.save_channel(replace(known, not_before=None, trouble=""))
    for delivery in unit.outbox.all([State.WAITING], channel=channel, acts=tuple(Act)):
        unit.outbox.save(replace(delivery, not_before=None))


def _begin(desk: Desk) -> None:
    now = desk.clock()
    with desk.store.unit() as unit:
        unit.feeds.release()
        unit.outbox.release()
        for channel in desk.settings.channels:
            reopen(unit, channel.id)
        for state in unit.feeds.all():
            if state.polled_at is not None and state.polled_at > now + DREAM:
                unit.feeds.revive(state.url, now)
