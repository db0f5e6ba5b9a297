"""Decide what each channel is told now, and write it into the outbox: one transaction a channel.

untold stories + calendar -> digests -> messages -> stories told and deliveries written together
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.digests.compose import compose
from bot.digests.plan import Told as LastTold
from bot.digests.plan import plan
from bot.events import Told
from bot.jobs.desk import Desk
from bot.model import Channel, Delivery, Digest, Health, Level, Message, State, Story, Theme
from bot.settings.nouns import Settings
from bot.store.base import Unit


async def publish(desk: Desk, *, close: bool = False) -> int:
    """Plan every channel; `close` ends the current digest window now. Gives the number of deliveries written."""
    if not await asyncio.to_thread(desk.store.lead):
        return 0
    events = await asyncio.to_thread(_publish, desk, close=close)
    for event in events:
        desk.emit(event)
    return sum(event.parts for event in events)


def _publish(desk: Desk, *, close: bool) -> list[Told]:
    events = []
    for channel in desk.settings.channels:
        with desk.store.unit() as unit:
            events += _tell(desk, unit, channel, close=close)
    return events


def _tell(desk: Desk, unit: Unit, channel: Channel, *, close: bool) -> list[Told]:
    first = last_told(unit, channel).digest is None
    if first and not close and _first_round_runs(desk, unit):
        return []
    events = []
    now = desk.clock()
    for digest in planned(desk.settings, unit, channel, now, close=close):
        older = before_the_channel(desk.settings, unit, channel, now) if first else ()
        messages = messages_of(desk.settings, digest, channel)
        deliveries = [_delivery(digest, message, now) for message in messages]
        whole = replace(digest, stories=(*digest.stories, *older))
        if unit.stories.tell(whole, [*deliveries, *_closed(digest, older, now)]) and deliveries:
            events.append(Told(digest.id, channel.id, len(digest.stories), len(deliveries)))
    return events


def before_the_channel(settings: Settings, unit: Unit, channel: Channel, now: datetime) -> tuple[Story, ...]:
    """Stories that had passed when a new channel was told for the first time: they are closed, not told."""
    return tuple(s for s in unit.stories.untold(channel.id, channel.themes) if s.seen < now - settings.fresh)


def planned(settings: Settings, unit: Unit, channel: Channel, now: datetime, *, close: bool = False) -> list[Digest]:
    """The digests that the channel is due."""
    stories = unit.stories.untold(channel.id, channel.themes)
    told = last_told(unit, channel)
    if told.digest is None:
        stories = [story for story in stories if story.seen >= now - settings.fresh]
    urgent = [theme.id for theme in themes_of(settings, channel) if theme.level is Level.ALERT]
    return plan(channel, stories, urgent, told, now, close=close)


def messages_of(settings: Settings, digest: Digest, channel: Channel) -> tuple[Message, ...]:
    """The digest in the channel's words."""
    concepts = {concept.id: concept for concept in settings.concepts}
    return compose(digest, channel, settings.themes, concepts)


def last_told(unit: Unit, channel: Channel) -> LastTold:
    """The newest digest of a channel."""
    digests = unit.stories.digests(channel.id, Level.DIGEST)
    return LastTold(digests[0][1] if digests else None)


def themes_of(settings: Settings, channel: Channel) -> Sequence[Theme]:
    """The themes that a channel carries, in file order."""
    return [theme for theme in settings.themes if channel.themes is None or theme.id in channel.themes]


def _first_round_runs(desk: Desk, unit: Unit) -> bool:
    """True until every feed was asked once: the first digest waits for all of them instead of becoming a burst."""
    asked = {state.url for state in unit.feeds.all() if state.health is not Health.NEW}
    return not set(desk.feeds) <= asked


def _delivery(digest: Digest, message: Message, now: datetime) -> Delivery:
    return Delivery(
        id=f"{digest.id}-{message.part}", digest=digest.id, channel=digest.channel, message=message, created=now
    )


def _closed(digest: Digest, stories: Sequence[Story], now: datetime) -> list[Delivery]:
    """A delivery that is never sent, so that the balance knows what became of these stories."""
    if not stories:
        return []
    message = Message(part=0, html="", stories=tuple(story.id for story in stories))
    reason = "older than the first digest of the channel"
    closed = _delivery(digest, message, now)
    return [replace(closed, state=State.RETRACTED, reason=reason, settled=now)]
