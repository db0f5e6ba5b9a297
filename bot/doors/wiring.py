"""Puts the desk together: which store, which senders, which clock. The only place that knows every edge."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from bot import __version__
from bot.channels.base import Sender
from bot.channels.preview import PreviewSender
from bot.doors.clock import real_clock
from bot.events import Emit, Event
from bot.fetch import Fetcher
from bot.jobs.desk import Desk
from bot.settings.likely import PLACEHOLDER
from bot.settings.nouns import Settings
from bot.settings.tables import knowledge
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
        async with make_fetcher(settings, around.clock) as fetcher:
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
                knowledge=knowledge(),
            )
            register(desk, desk.started)
            yield desk
    finally:
        for sender in set(senders.values()):
            await sender.close()
        store.close()


@dataclass(frozen=True, slots=True)
class Refit:
    """A desk for an edited configuration; `close` gives back what was opened for it alone, None where nothing was."""

    desk: Desk
    close: Callable[[], Awaitable[None]] | None


async def refit(desk: Desk, settings: Settings, matcher: Matcher) -> Refit:
    """The desk with other settings, on the same store; connections are kept where the edit does not touch them."""
    old = desk.settings
    fetcher, senders = desk.fetcher, desk.senders
    async with AsyncExitStack() as opened:
        if (settings.fetch, contact(settings)) != (old.fetch, contact(old)):
            fetcher = await opened.enter_async_context(make_fetcher(settings, desk.clock))
        if _posting(settings) != _posting(old):
            senders = make_senders(settings, desk.store)
            for sender in set(senders.values()):
                opened.push_async_callback(sender.close)
        fitted = replace(desk, settings=settings, matcher=matcher, fetcher=fetcher, senders=senders)
        await asyncio.to_thread(register, fitted, desk.clock())
        kept = (
            opened.pop_all()
        )  # where anything failed before, what was opened is closed: it is tried again each second
    anything = fetcher is not desk.fetcher or senders is not desk.senders
    return Refit(fitted, kept.aclose if anything else None)


def _posting(settings: Settings) -> tuple[object, ...]:
    """All that decides who posts where."""
    token = settings.telegram.token
    return (
        token.reveal() if token else None,
        settings.telegram.base_url,
        settings.fetch.proxy,
        tuple(channel.id for channel in settings.channels),
    )


def make_fetcher(settings: Settings, clock: Callable[[], datetime]) -> Fetcher:
    """The one client that asks the network for feeds, within the limits of the configuration."""
    limits = settings.fetch
    return Fetcher(
        version=__version__,
        contact=contact(settings),
        per_host=limits.per_host,
        pause=limits.pause,
        allow_private=limits.allow_private,
        proxy=limits.proxy,
        clock=clock,
    )


def contact(settings: Settings) -> str:
    """Where whoever runs a site finds out who asks, and whom to write to: the first public channel that we post to.

    Without a token nothing is posted, and a name in the configuration may be anybody's.
    """
    if settings.telegram.token is None:
        return ""
    names = [
        channel.to[1:] for channel in settings.channels if channel.to.startswith("@") and channel.to != PLACEHOLDER
    ]
    return f"https://t.me/{names[0]}" if names else ""


def register(desk: Desk, now: datetime) -> None:
    """Feeds and channels are known to the store from the moment that they stand in the configuration.

    A beginning that lies ahead was dreamt by a wrong clock.
    """
    with desk.store.unit() as unit:
        unit.feeds.sync(list(desk.feeds.values()), now)
        for channel in desk.settings.channels:
            known = unit.outbox.channel(channel.id)
            unit.outbox.save_channel(replace(known, since=min(known.since or now, now)))


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
