"""One look at everything: what `status`, the page's health and the gauges show. Reads only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digests.plan import next_slot
from bot.feeds.health import LASTING, span, trouble
from bot.jobs.chats import chat_of
from bot.jobs.desk import Desk
from bot.jobs.publish import last_told
from bot.model import Channel, FeedState, Health, State
from bot.settings.nouns import Settings
from bot.store.base import Balance, Store, Unit

WELL = frozenset({Health.OK, Health.UNCHANGED, Health.EMPTY, Health.PARTIAL, Health.GAP, Health.FROZEN, Health.MOVED})
# What the answer of a feed may be without anybody having to look.
QUIET = frozenset({Health.NEW, Health.OK, Health.UNCHANGED, Health.EMPTY, Health.PARTIAL})
TROUBLED = (State.UNSURE, State.HELD, State.DEAD)
OPEN = (State.WAITING, State.SENDING, *TROUBLED)


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """One channel: where it goes, its last and next digest, what keeps it from taking posts."""

    id: str
    to: str
    last_digest: datetime | None
    next_digest: datetime
    trouble: str
    held_until: datetime | None


@dataclass(frozen=True, slots=True)
class Status:
    """Counts over the configured feeds, the last 24 h of items, and the whole queue."""

    at: datetime
    feeds: Mapping[str, int]  # health -> how many
    lag: timedelta  # how late the latest due feed is
    balance: Balance  # of the last 24 h
    queue: Mapping[str, int]  # delivery state -> how many, of those that are not done
    channels: tuple[ChannelStatus, ...]
    problems: tuple[str, ...]

    @property
    def waiting(self) -> int:
        """Deliveries that are not settled."""
        return sum(self.queue.get(state, 0) for state in (State.WAITING, State.SENDING, State.UNSURE))


def look(store: Store, settings: Settings, now: datetime) -> Status:
    """Take the picture in one reading transaction."""
    with store.glance() as unit:
        states = _configured(unit, settings)
        deliveries = unit.outbox.all(OPEN)
        channels = tuple(_channel(unit, channel, now) for channel in settings.channels)
        balance = unit.balance(now - timedelta(hours=24), now, routes(settings))
    mine = {channel.id for channel in settings.channels}
    troubled = [d for d in deliveries if d.state in TROUBLED or d.channel not in mine]
    names = {feed.url: feed.name for feed in settings.feeds}
    return Status(
        at=now,
        feeds=dict(Counter(str(state.health) for state in states)),
        lag=max((now - state.next_due for state in states if _due(state, now)), default=timedelta(0)),
        balance=balance,
        queue=dict(Counter(str(delivery.state) for delivery in deliveries)),
        channels=channels,
        problems=(
            *(in_trouble(channel) for channel in channels if channel.trouble),
            *(f"delivery {delivery.id} is {delivery.state}: {delivery.reason}" for delivery in troubled),
            *(f"feed {names[state.url]}: {_said(state, now)}" for state in states if _ill(state, now)),
        ),
    )


def desk_status(desk: Desk) -> Status:
    """The same from a desk."""
    return look(desk.store, desk.settings, desk.clock())


def routes(settings: Settings) -> dict[str, tuple[str, ...] | None]:
    """Which themes each channel carries."""
    return {channel.id: channel.themes for channel in settings.channels}


def imbalances(balance: Balance) -> list[str]:
    """The sums that do not add up; empty when nothing is lost."""
    sums = [
        ("fetched = new + known", balance.fetched, balance.new + balance.known),
        ("new = items kept + pruned", balance.new, balance.items + balance.pruned),
        ("items = matched + unmatched", balance.items, balance.matched + balance.unmatched),
        ("matched = placed + unplaced", balance.matched, balance.placed + balance.unplaced),
        ("placed items = items of stories", balance.placed, balance.in_stories),
    ]
    for channel in balance.channels:
        became = channel.told + channel.waiting + channel.held + channel.stale + channel.retracted
        sums.append(
            (f"{channel.channel}: stories = told + waiting + held + stale + retracted", channel.stories, became)
        )
    return [f"{name}: {left} is not {right}" for name, left, right in sums if left != right]


def _configured(unit: Unit, settings: Settings) -> list[FeedState]:
    mine = {feed.url for feed in settings.feeds if feed.enabled}
    return [state for state in unit.feeds.all() if state.url in mine]


def _channel(unit: Unit, channel: Channel, now: datetime) -> ChannelStatus:
    state = unit.outbox.channel(channel.id)
    return ChannelStatus(
        id=channel.id,
        to=chat_of(state, channel),
        last_digest=last_told(unit, channel, now).digest,
        next_digest=next_slot(channel, now),
        trouble=state.trouble,
        held_until=state.not_before,
    )


def in_trouble(channel: ChannelStatus) -> str:
    """One line on a channel that takes nothing: why, and when it is tried again."""
    again = f"; tried again at {channel.held_until:%H:%M} UTC" if channel.held_until else ""
    return f"channel {channel.id} ({channel.to}): {channel.trouble}{again}"


def _ill(state: FeedState, now: datetime) -> bool:
    return state.health not in QUIET or bool(trouble(state, now)[0])


def _said(state: FeedState, now: datetime) -> str:
    """Its health and why; for how long, where it lasts."""
    since = f" for {span(now - state.ill_since)}" if state.ill_since and now - state.ill_since >= LASTING else ""
    return f"{state.health}{since}: {state.detail}"


def _due(state: FeedState, now: datetime) -> bool:
    held = state.held_until is not None and state.held_until > now
    return state.next_due <= now and not held and state.health is not Health.GONE
