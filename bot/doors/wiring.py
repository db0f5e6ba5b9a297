"""Puts the desk together: which store, which senders, which clock. The only place that knows every edge."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from bot import __version__
from bot.channels.base import Sender
from bot.channels.preview import PreviewSender
from bot.doors.clock import real_clock
from bot.events import Emit, Event
from bot.fetch import Fetcher
from bot.jobs.desk import Desk
from bot.settings.nouns import Settings
from bot.store.base import Store
from bot.store.engine import open_store
from bot.themes.match import Matcher

Show = Callable[[str, str], None]  # (channel id, post as plain text)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a door brings along: where the state is, the clock, the dice, who listens, and who sees preview posts."""

    state: str
    clock: Callable[[], datetime] = real_clock
    dice: Callable[[], float] = random.random
    listeners: tuple[Emit, ...] = ()
    show: Show | None = None
    alone: bool = True  # this process is the service of its state: it takes the lock


@asynccontextmanager
async def open_desk(settings: Settings, around: Surroundings) -> AsyncIterator[Desk]:
    """The desk, with feeds known to the store; everything is given back at the end."""
    store = open_store(around.state, now=around.clock(), service=around.alone)
    senders: Mapping[str, Sender] = {}
    try:
        senders = make_senders(settings, store, around.show)
        limits = settings.fetch
        async with Fetcher(
            version=__version__,
            per_host=limits.per_host,
            pause=limits.pause,
            allow_private=limits.allow_private,
            proxy=limits.proxy,
            clock=around.clock,
        ) as fetcher:
            desk = Desk(
                settings=settings,
                store=store,
                matcher=Matcher(settings.themes, settings.concepts),
                fetcher=fetcher,
                senders=senders,
                emit=_all(around.listeners),
                clock=around.clock,
                dice=around.dice,
                started=around.clock(),
            )
            register(desk)
            yield desk
    finally:
        for sender in set(senders.values()):
            await sender.close()
        store.close()


def register(desk: Desk) -> None:
    """Feeds and channels are known to the store from the moment that they stand in the configuration.

    A beginning that lies ahead was dreamt by a wrong clock.
    """
    with desk.store.unit() as unit:
        unit.feeds.sync(list(desk.feeds.values()), desk.started)
        for channel in desk.settings.channels:
            known = unit.outbox.channel(channel.id)
            unit.outbox.save_channel(replace(known, since=min(known.since or desk.started, desk.started)))


def make_senders(settings: Settings, store: Store, show: Show | None = None) -> Mapping[str, Sender]:
    """Who posts to each channel: Telegram where there is a token, else the preview."""
    if settings.telegram.token is not None:
        from bot.channels.telegram import TelegramSender

        sender = TelegramSender(
            settings.telegram.token.reveal(), settings.telegram.base_url, proxy=settings.fetch.proxy
        )
        return {channel.id: sender for channel in settings.channels}
    with store.glance() as unit:
        last = {channel.id: unit.outbox.channel(channel.id).last_message_id or 0 for channel in settings.channels}
    return {name: PreviewSender(_shown(show, name), number) for name, number in last.items()}


def _shown(show: Show | None, name: str) -> Callable[[str], None] | None:
    return None if show is None else lambda text: show(name, text)


def _all(listeners: tuple[Emit, ...]) -> Emit:
    def emit(event: Event) -> None:
        for listener in listeners:
            listener(event)

    return emit
