"""The contract of a store: what every engine promises, in the verbs of the jobs.

Everything happens inside a unit, which is one transaction:

    with store.unit() as unit:          # writes; commits at the end, rolls back on any exception
        unit.items.add(item, keys, matches)
    with store.glance() as unit:        # reads one consistent picture beside a running service

Promises: a unit is all or nothing, also under SIGKILL; times come back aware and in UTC; a value saved is the value
read; lists come in the order that the docstring names; no verb keeps a connection after its unit. Stores are used from
several threads, a unit from one. Whoever adds a verb owes a test in tests/contract/ that every engine inherits.
Errors: `errors.StateLocked`, `StateTooNew`, `StateUnwritable`, and `StateError` for all others; no engine's own
exception leaves the house.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import Delivery, Digest, Feed, FeedState, Item, Match, Placement, State, Story


@dataclass(frozen=True, slots=True)
class Known:
    """An item that some key already names."""

    item: str
    title: str
    when: datetime
    seen: datetime


@dataclass(frozen=True, slots=True)
class ChannelState:
    """What we know of one channel: its chat now, when it takes posts again, and why it does not."""

    id: str
    chat: str = ""  # "" until it moved or was first written to
    not_before: datetime | None = None
    trouble: str = ""
    last_message_id: int | None = None


@dataclass(frozen=True, slots=True)
class ChannelBalance:
    """The stories that concern one channel, by what became of them."""

    channel: str
    stories: int
    told: int
    waiting: int
    held: int  # held, unsure or dead: a person must look
    stale: int
    retracted: int


@dataclass(frozen=True, slots=True)
class Balance:
    """Counts over the items first seen, and the stories that hold them, since a moment (whole hours)."""

    fetched: int
    new: int
    known: int
    items: int  # rows still kept
    pruned: int  # rows deleted by retention
    matched: int
    unmatched: int
    placed: int
    unplaced: int
    in_stories: int  # items that stories name
    channels: tuple[ChannelBalance, ...]


class Feeds(Protocol):
    """Feed states and their leases."""

    def sync(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make a state (due now) for each feed that has none. States of feeds no longer configured stay, unused."""

    def claim(
        self, urls: Collection[str], now: datetime, *, lease: timedelta, limit: int, due: bool = True
    ) -> list[FeedState]:
        """Lease up to `limit` of these feeds, longest due first; the fence of each grows by one.

        Left out: feeds leased by somebody else, held until later, or gone. `due=False` takes them whatever
        `next_due` says (the pass of `once`).
        """

    def save(self, state: FeedState) -> bool:
        """Write the state and end its lease; False, and nothing written, when the fence is no longer ours."""

    def all(self) -> list[FeedState]:
        """Every state, by url."""

    def revive(self, url: str, now: datetime) -> None:
        """Forget holds, failures and `gone` of one feed: it is due now."""


class Items(Protocol):
    """Items, the keys that name them, and what matched."""

    def known(self, keys: Collection[str]) -> dict[str, Known]:
        """Which of these keys name an item, and which."""

    def add(self, item: Item, keys: Collection[str], matches: Sequence[Match]) -> None:
        """Store a new item. A key that named another item names this one from now on."""

    def update(self, item: str, title: str, summary: str, keys: Collection[str]) -> None:
        """The outlet changed title or summary, or the item has further keys. `when`, `seen` and matches stay."""

    def tally(self, hour: datetime, *, fetched: int, new: int, known: int) -> None:
        """Add to the counters of the hour that begins at `hour`: what balance holds the rows against."""

    def unplaced(self, limit: int) -> list[Item]:
        """Matched items that have no story yet, in order of `seen`, then `when`, then id."""

    def matches(self, items: Collection[str]) -> list[Match]:
        """The matches of these items."""

    def find(self, id_or_url: str) -> Item | None:
        """An item by id, link or canonical url."""

    def all(self, since: datetime | None = None) -> Iterator[tuple[Item, tuple[str, ...], str]]:
        """(item, themes, story id or "") in order of `seen`, read in slices: for export and backtest."""

    def prune(self, *, matched_before: datetime, unmatched_before: datetime) -> int:
        """Delete items first seen before; their keys stay (they prevent repeats). Items of stories not yet told stay."""


class Stories(Protocol):
    """Stories, document frequencies, and what was told where."""

    def place(self, item: Item, story: str, placement: Placement, now: datetime) -> None:
        """The item belongs to the story from now on; score and reasons are kept for `why`."""

    def recent(self, since: datetime) -> list[Story]:
        """Stories whose newest item's `when` is not older, by that time, with items and matches."""

    def get(self, ids: Collection[str]) -> list[Story]:
        """These stories, in the order given; unknown ids are left out."""

    def untold(self, channel: str, themes: Collection[str] | None) -> list[Story]:
        """Fresh stories of these themes (None: all) that no digest of the channel holds, oldest first."""

    def tell(self, digest: Digest, deliveries: Sequence[Delivery]) -> bool:
        """Write the digest, its deliveries, and that its stories are told; False (nothing written) when it exists."""

    def digests(self, channel: str, level: str) -> list[tuple[str, datetime]]:
        """(id, at) of the channel's last 50 digests of this level, newest first; empty on a first start."""

    def frequencies(self) -> tuple[int, Mapping[str, int]]:
        """(number of documents, term -> in how many of them)."""

    def count_terms(self, documents: int, terms: Mapping[str, int]) -> None:
        """Add to the document frequencies."""

    def all(self) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
        """(story id, item ids, themes, channels that told it), by id: for export."""


class Outbox(Protocol):
    """Deliveries: written before they are made, leased while they are made, settled afterwards."""

    def claim(self, now: datetime, *, lease: timedelta) -> list[Delivery]:
        """Lease the first waiting delivery of each channel that takes posts now; state sending, fence and attempts +1.

        A channel's deliveries go in the order in which they were written: none while an earlier one of the channel is
        sending or unsure, or has a `not_before` that lies ahead. Held, dead and retracted ones do not block.
        """

    def unsure(self, now: datetime) -> list[Delivery]:
        """Deliveries that may have arrived and whose `not_before` has passed."""

    def expired(self, now: datetime, *, everyone: bool = False) -> list[Delivery]:
        """Deliveries in state sending whose lease ran out (`everyone`: whatever the lease, when no other worker lives)."""

    def save(self, delivery: Delivery) -> bool:
        """Write it and end its lease; False, and nothing written, when its fence is no longer ours."""

    def ours(self, delivery: Delivery, now: datetime) -> bool:
        """True while the lease and fence are ours: asked right before the bytes leave."""

    def get(self, delivery: str) -> Delivery | None:
        """One delivery by its id, or by an unambiguous beginning of it."""

    def all(self, states: Collection[State] = ()) -> list[Delivery]:
        """Deliveries in these states (none named: every one), in the order written."""

    def channel(self, name: str) -> ChannelState:
        """What we know of a channel."""

    def save_channel(self, state: ChannelState) -> None:
        """Write what we know of a channel."""


class Unit(Protocol):
    """One transaction."""

    @property
    def feeds(self) -> Feeds:
        """Feed states."""

    @property
    def items(self) -> Items:
        """Items, keys, matches."""

    @property
    def stories(self) -> Stories:
        """Stories, frequencies, what was told."""

    @property
    def outbox(self) -> Outbox:
        """Deliveries and channels."""

    def balance(self, since: datetime, now: datetime, channels: Mapping[str, Collection[str] | None]) -> Balance:
        """The sums of the balance; `channels` maps each channel to its themes (None: all)."""


class Store(Protocol):
    """One state."""

    def unit(self) -> AbstractContextManager[Unit]:
        """A writing transaction."""

    def glance(self) -> AbstractContextManager[Unit]:
        """A reading transaction."""

    def close(self) -> None:
        """Give everything back."""
