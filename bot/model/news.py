"""From a feed to an item: what the editor wrote, what the server answered, what we keep of an entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed as the editor wrote it in feeds.yaml; `url` names it. We never change it."""

    name: str
    url: str
    language: str
    country: str = ""
    kind: str = ""  # agency, newspaper, broadcaster, magazine, official, aggregator ...
    family: str = ""  # the publisher behind it: copies inside one family do not confirm each other
    side: str = ""  # "state-media" where it speaks for a government
    timezone: str = "UTC"  # of dates that carry no zone
    interval: timedelta | None = None  # None: found from the feed's own rhythm
    enabled: bool = True


class Health(StrEnum):
    """What the last poll of a feed showed."""

    NEW = "new"  # never polled
    OK = "ok"
    UNCHANGED = "unchanged"
    EMPTY = "empty"  # a feed, without items
    PARTIAL = "partial"  # cut or broken, some items kept
    NOT_A_FEED = "not-a-feed"
    BLOCKED = "blocked"  # 401, 403, 429, 451
    UNREACHABLE = "unreachable"
    FROZEN = "frozen"  # it answers, but has brought nothing new for far longer than is usual for it
    GAP = "gap"  # nothing in it was known from the poll before: what came in between may be lost
    MOVED = "moved"  # it lives at another address for good; the one in feeds.yaml still leads there
    GONE = "gone"  # 410: parked until the operator looks


@dataclass(frozen=True, slots=True)
class FeedState:
    """What we learnt about one feed by asking it. The lease (`fence`) says whose turn it is."""

    url: str
    next_due: datetime
    held_until: datetime | None = None  # a Retry-After or a backoff: nobody may ask earlier
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    failures: int = 0  # in a row
    health: Health = Health.NEW
    detail: str = ""
    polled_at: datetime | None = None
    new_at: datetime | None = None  # when it last brought a new item
    fence: int = 0
    ill_since: datetime | None = None  # since when no poll has brought an item, new or old
    gap_at: datetime | None = None  # when a poll last shared no item with the one before
    lull: int = 0  # seconds without news that are usual for it; 0: not known yet
    wishes: str = ""  # how often its publisher wants to be asked (`feeds.wishes` writes and reads it)
    moved_to: str = ""  # where it lives for good, while feeds.yaml has another address
    told: str = ""  # the lasting trouble that the operator was told of; "": none
    told_at: datetime | None = None  # when something of this feed was last told


@dataclass(frozen=True, slots=True)
class Fetched:
    """The server answered 200 with a body."""

    url: str  # after redirects
    body: bytes
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    moved: bool = False  # every redirect on the way was permanent
    max_age: timedelta | None = None  # for so long the server says that nothing changes
    links: str = ""  # the Link headers as they came, joined by commas


@dataclass(frozen=True, slots=True)
class NotModified:
    """The server answered 304, or 200 with the bytes that we had; "" and None where it said nothing."""

    url: str = ""  # after redirects
    etag: str = ""
    last_modified: str = ""
    moved: bool = False
    max_age: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No usable answer; `status` is None when there was no HTTP answer at all."""

    reason: str
    status: int | None = None
    retry_after: timedelta | None = None
    final: bool = (
        False  # asking again soon would give the same: an unknown name, an invalid certificate, a refusal of ours
    )


Answer = Fetched | NotModified | Unreachable


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of one feed, cleaned. `published` is what the outlet claims, `seen` is when we first had it."""

    id: str  # 16 hexadecimal digits, from the feed and the entry's first key
    feed: str  # Feed.url
    outlet: str  # the name people read
    family: str
    language: str
    title: str
    summary: str
    link: str  # as published: what people click
    url: str  # canonical: a key, never shown
    host: str
    guid: str
    published: datetime | None
    seen: datetime
    country: str = ""
    kind: str = ""
    side: str = ""
    stale: bool = False  # older than `fresh` when first seen: kept, placed and counted, not told

    @property
    def when(self) -> datetime:
        """When it happened, as far as we know: published, or seen where undated."""
        return self.published or self.seen
