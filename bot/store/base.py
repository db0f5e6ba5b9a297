"""The contract of a store: what every engine promises, in the verbs of the jobs.

Everything happens inside a unit, which is one transaction:

    with store.unit() as unit:          # writes; commits at the end, rolls back on any exception
        unit.items.add(item, keys, matches)
    with store.glance() as unit:        # reads one consistent picture beside a running service

Promises: a unit is all or nothing, also under SIGKILL, and also when its body swallows the error of a statement; times
come back aware and in UTC; a value saved is the value read (but for NUL and halves of surrogate pairs, which no engine
can keep: each becomes U+FFFD, so that spans stay right); lists come in the order that the docstring names, texts by
code point; no verb keeps a connection after its unit. Stores are used from several threads, a unit from one, and nobody
opens a unit inside a unit. Whoever adds a verb owes a test in tests/contract/ that every engine inherits.
Errors: `errors.StateLocked`, `StateTooNew`, `StateUnwritable`, and `StateError` for all others; no engine's own
exception leaves the house.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Protocol

from bot.model import Act, Delivery, Digest, Feed, FeedState, Item, Kept, Match, Placement, State, Story
from bot.outbox.flow import Spent
from bot.store.records import Balance, ChannelBalance, ChannelState, Chat, Known, Placed, Telling

__all__ = [
    "Balance",
    "ChannelBalance",
    "ChannelState",
    "Chat",
    "Feeds",
    "Items",
    "Known",
    "Outbox",
    "Placed",
    "Store",
    "Stories",
    "Telling",
    "Unit",
]


class Feeds(Protocol):
    """Feed states and their leases."""

    def sync(self, feeds: Sequence[Feed], now: datetime) -> None:
        """Make a state (due now) for each feed that has none. States of feeds no longer configured stay, unused."""

    def claim(
        self, urls: Collection[str], now: datetime, *, lease: timedelta, limit: int, due: bool = True
    ) -> list[FeedState]:
        """Lease up to `limit` of these feeds, longest due first; the fence of each grows by one.

        Left out: feeds leased by somebody else, held until later, or gone. `due=False` takes them whatever
        `next_due` says (the pass of `once`). A lease, a hold or a due time that ends at `now` has ended.
        """

    def save(self, state: FeedState) -> bool:
        """Write the state and end its lease; False, and nothing written, when the fence is no longer ours.

        Without anybody else's claim in between the fence stays ours, even after the lease has run out. `told` and
        `told_at` stay as they are in the store: `mark` writes them, while somebody may be asking the feed.
        """

    def mark(self, url: str, told: str, now: datetime) -> bool:
        """Write down what the operator was told of a feed ("": its trouble is over); False when it was written already.

        `told_at` becomes `now` where something was told, and stays where a trouble is over.
        """

    def save_all(self, states: Sequence[FeedState]) -> None:
        """The same for several at once; those whose fence is no longer ours stay as they are."""

    def windows(self, urls: Collection[str]) -> dict[str, str]:
        """What was kept of the last documents of these feeds; those of which nothing was are left out."""

    def keep_window(self, url: str, text: str) -> None:
        """Keep what the next poll of the feed needs of its last documents, in place of what was kept before."""

    def release(self) -> None:
        """End every lease: for the one service of a state, whose former self was killed in the middle of a poll."""

    def all(self) -> list[FeedState]:
        """Every state, by url."""

    def revive(self, url: str, now: datetime) -> None:
        """Forget holds, failures and `gone` of one feed: it is due now. Unknown feeds are left alone."""


class Items(Protocol):
    """Items, the keys that name them, and what matched."""

    def known(self, keys: Collection[str]) -> dict[str, Known]:
        """Which of these keys name an item, and which; also items that retention has deleted.

        In a writing unit nobody else can add items from here to its end: two workers never both find a key unknown.
        """

    def add(self, item: Item, keys: Collection[str], matches: Sequence[Match]) -> bool:
        """Store a new item; False, and nothing written, when its id is stored already.

        A key that named another item names this one from now on.
        """

    def stored(self, ids: Collection[str]) -> set[str]:
        """Which of these ids are stored already."""

    def add_all(self, new: Sequence[tuple[Item, Collection[str], Sequence[Match]]]) -> None:
        """The same for several at once, with their keys and matches; none of their ids may be stored already."""

    def update(
        self,
        item: str,
        title: str,
        summary: str,
        keys: Collection[str],
        matches: Sequence[Match] = (),
        now: datetime | None = None,
    ) -> None:
        """The outlet changed title or summary, or the item has further keys. `when` and `seen` stay.

        `now` is written down as the time of the change where title or summary are others than before.

        A key that names another item stays with it. Of an item that was pruned only the title is kept. `matches` are
        what fires on the new words: taken where nothing fired before and the item is not stale, so that a headline that
        said little at first is not lost. Matches that are there stay.
        """

    def tally(self, hour: datetime, *, fetched: int, new: int, known: int) -> None:
        """Add to the counters of the hour of `hour`, the `seen` of these items: what balance holds the rows against."""

    def unplaced(self, limit: int) -> list[Item]:
        """Matched items that have no story yet, in order of `seen`, then `when`, then id."""

    def matches(self, items: Collection[str]) -> list[Match]:
        """The matches of these items, by item and theme."""

    def keys(self, item: str) -> tuple[str, ...]:
        """The keys that name an item, by text; of a very long one the beginning and a hash."""

    def find(self, id_or_url: str) -> Item | None:
        """An item by id, link or canonical url; of several the one seen last."""

    def named(self, beginning: str, limit: int = 20) -> list[str]:
        """Ids of items that begin so, by id."""

    def updated(self, item: str) -> datetime | None:
        """When the outlet last changed title or summary; None where it never did."""

    def forgotten(self, item: str) -> Known | None:
        """What is left of an item that retention has deleted."""

    def near(self, host: str, words: Sequence[str], limit: int) -> list[Item]:
        """Items of the host, or whose title holds all of these words (of none: only the host), the one seen last first."""

    def all(self, since: datetime | None = None) -> Iterator[tuple[Item, tuple[str, ...], str]]:
        """(item, themes, story id or "") in order of `seen`, then id, read in slices: for export."""

    def kept(self, since: datetime | None = None) -> Iterator[Kept]:
        """The same with what fired, and by which words: for backtest."""

    def count(self, since: datetime | None = None) -> int:
        """How many items `all` and `kept` would give."""

    def by_feed(self, since: datetime) -> Mapping[str, tuple[int, datetime]]:
        """Address of a feed -> how many of its items were first seen since, and the newest `when` among them."""

    def first_fired(self) -> Mapping[tuple[str, str], datetime]:
        """(concept, form) -> when the first item was seen that it is evidence of a match of; a literal's concept is ""."""

    def complete_since(self) -> datetime | None:
        """Everything first seen after this moment is still here; None while nothing was ever pruned."""

    def prune(self, *, matched_before: datetime, unmatched_before: datetime) -> int:
        """Delete items first seen before; how many. Their keys stay: they prevent repeats.

        Also matched items stay that have no story yet, or one that no digest holds (unless it is stale), or one that
        some channel waits for, or that is unsure or held there.
        """


class Stories(Protocol):
    """Stories, document frequencies, and what was told where."""

    def place(self, item: Item, story: str, placement: Placement, now: datetime) -> None:
        """The item belongs to the story from now on; score and reasons are kept for `why`. Placing it again moves it.

        `StateError` when the item is not stored.
        """

    def placed(self, items: Collection[str]) -> list[Placed]:
        """Where these items went and why, by item."""

    def recent(self, since: datetime) -> list[Story]:
        """Stories whose newest item's `when` is not older, by that time, then id, with items and matches."""

    def get(self, ids: Collection[str]) -> list[Story]:
        """These stories, in the order given, each with the story that it follows; unknown ids are left out."""

    def untold(self, channel: str, themes: Collection[str] | None) -> list[Story]:
        """Fresh stories of these themes (None: all) that no digest of the channel holds, by `started`, then id."""

    def named(self, beginning: str, limit: int = 20) -> list[str]:
        """Ids of stories that begin so, by id."""

    def told(self, ids: Collection[str]) -> list[Telling]:
        """Which deliveries hold these stories, in the order written."""

    def tell(self, digest: Digest, deliveries: Sequence[Delivery], themes: Mapping[str, str] | None = None) -> bool:
        """Write the digest, its deliveries, and that its stories are told; False (nothing written) when it exists.

        `themes`: story id -> the theme that it is told under, where that is known.

        Also False when a digest of the channel holds one of the stories already: no story is told twice to a channel.
        `StateError` when no message of the deliveries holds one of the stories: it would count as told and never be.
        """

    def digest(self, name: str) -> Digest | None:
        """A digest by its id, with all that it tells or has closed, by story id."""

    def retract(self, stories: Collection[str], channel: str, now: datetime, why: str) -> None:
        """These stories were taken back in a channel: they count as retracted, and are never told there again."""

    def digests(self, channel: str, level: str) -> list[tuple[str, datetime]]:
        """(id, at) of the channel's last 50 digests of this level, newest first; empty on a first start."""

    def frequencies(self) -> tuple[int, Mapping[str, int]]:
        """(number of documents, term -> in how many of them)."""

    def count_terms(self, documents: int, terms: Mapping[str, int]) -> None:
        """Add to the document frequencies."""

    def all(self) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
        """(story id, item ids, themes, channels where its post stands), by id: for export."""


class Outbox(Protocol):
    """Deliveries: written before they are made, leased while they are made, settled afterwards."""

    def ready(self, now: datetime) -> list[Delivery]:
        """The first waiting delivery of each channel that takes posts now, in the order written.

        A channel's deliveries go in the order in which they were written: none while any of the channel is sending or
        unsure, or an earlier one has a `not_before` that lies ahead. Held, dead and retracted ones do not block.
        """

    def claim(
        self, now: datetime, *, lease: timedelta, closed: Collection[str] = (), most: int | None = None
    ) -> list[Delivery]:
        """Lease what is ready, but for channels that are `closed`, at `most` so many; sending, fence and attempts +1."""

    def unsure(self, now: datetime) -> list[Delivery]:
        """Deliveries that may have arrived and whose `not_before` has passed."""

    def doubts(self, now: datetime, *, lease: timedelta) -> list[Delivery]:
        """The same, leased to be read back by one worker: fence +1. `save` ends the lease."""

    def release(self) -> None:
        """End the leases of all that is being read back: whoever held them is dead."""

    def expired(self, now: datetime, *, everyone: bool = False) -> list[Delivery]:
        """Deliveries in state sending whose lease ran out (`everyone`: whatever the lease, when no other worker lives)."""

    def save(self, delivery: Delivery) -> bool:
        """Write it and end its lease; False, and nothing written, when its fence is no longer ours."""

    def seize(self, delivery: Delivery) -> bool:
        """The same by the operator's hand: the fence goes up, so that no worker writes over it."""

    def ours(self, delivery: Delivery, now: datetime) -> bool:
        """True while it is sending, and lease and fence are ours: asked right before the bytes leave."""

    def get(self, delivery: str) -> Delivery | None:
        """One delivery by its id, by an unambiguous beginning of it, or by the link of its post."""

    def named(self, text: str, limit: int = 20) -> list[Delivery]:
        """Deliveries whose id or link this is; where there is none, those whose id begins so; in the order written."""

    def all(
        self,
        states: Collection[State] = (),
        *,
        channel: str | None = None,
        newest: int | None = None,
        acts: Collection[Act] = (Act.POST,),
    ) -> list[Delivery]:
        """Deliveries in these states (none named: every one) of a channel or all, in the order written.

        Only posts, unless other acts are asked for; only the `newest` so many, where that is said.
        """

    def since(self, moment: datetime, channel: str) -> list[Delivery]:
        """Posts of a channel that were sent at this moment or later, in the order written."""

    def of_digest(self, digest: str) -> list[Delivery]:
        """The posts of one digest, in the order written."""

    def add(self, deliveries: Sequence[Delivery]) -> None:
        """Write edits and deletions behind everything else of their channels; one whose id is there already stays as it is.

        Posts come with their digest (`Stories.tell`), so that no story is told by a post that the balance does not know.
        """

    def changes(self, targets: Collection[str]) -> list[Delivery]:
        """Edits and deletions of the posts of these deliveries, in the order written."""

    def taken(self, delivery: Delivery, chat: str, message_id: int) -> bool:
        """True where another delivery than this is known to stand there."""

    def spent(self, now: datetime) -> list[Spent]:
        """Our messages of the last minute. In a writing unit nobody else can spend from here to its end."""

    def spend(self, spent: Sequence[Spent], now: datetime) -> None:
        """Write them down, each over the one of the same name; what is older than a minute is forgotten."""

    def channel(self, name: str) -> ChannelState:
        """What we know of a channel."""

    def save_channel(self, state: ChannelState) -> None:
        """Write what we know of a channel."""

    def chats(self) -> list[Chat]:
        """The chats that the bot has seen, the latest first."""

    def saw(self, chat: Chat) -> None:
        """Write that the bot has seen a chat."""


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
        """The sums of the balance, over whole hours from that of `since` to that of `now`.

        `channels` maps each channel to its themes (None: all). A fresh story that no digest of a channel holds counts as
        waiting there. The two sides of a sum are
        counted from different rows, so that it fails when one is missing.
        """


class Store(Protocol):
    """One state."""

    def unit(self) -> AbstractContextManager[Unit]:
        """A writing transaction."""

    def glance(self) -> AbstractContextManager[Unit]:
        """A reading transaction."""

    @property
    def alone(self) -> bool:
        """True when no other process can be working on this state, so that every lease found at the start is a ghost's."""

    def announce(self, listen: str) -> None:
        """Say to other processes on this machine where the service of this state listens (`host:port`).

        It stands in the lock file `NAME.lock` beside a SQLite file, as a JSON line; elsewhere nothing is said.
        """

    def lead(self) -> bool:
        """True when this process is the one to place, plan and ask for updates; it stays so until it closes or dies.

        SQLite: the service that holds the file's lock. PostgreSQL: whoever has an advisory lock; ask again each time.
        """

    def close(self) -> None:
        """Give everything back; whoever asks for a unit afterwards gets a `StateError`."""
