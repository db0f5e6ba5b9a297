"""From a story to a post: channels, digests, messages, deliveries and what became of an attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.model.stories import Story
from bot.model.themes import Level


@dataclass(frozen=True, slots=True)
class At:
    """Digests at these local times."""

    times: tuple[time, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """A digest each so often."""

    period: timedelta


@dataclass(frozen=True, slots=True)
class Alerts:
    """When a story of a theme at level alert is told at once."""

    independent: int = 1  # publishers needed
    wait: timedelta = timedelta(0)  # time to wait for more outlets


@dataclass(frozen=True, slots=True)
class Quiet:
    """Local hours without alerts, unless `break_through` independent publishers have the story."""

    start: time
    end: time
    break_through: int = 3


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel as the operator wrote it in bot.yaml."""

    id: str
    to: str
    language: str
    timezone: str
    themes: tuple[str, ...] | None = None  # None: all
    digest: At | Every = field(default_factory=lambda: At((time(8), time(20))))
    alerts: Alerts | None = field(default_factory=Alerts)
    quiet: Quiet | None = None
    silent: str = "digests"  # none | digests | all
    previews: bool = False
    hashtags: bool = True
    topics: Mapping[str, int] = field(default_factory=dict)  # theme -> message_thread_id


@dataclass(frozen=True, slots=True)
class Digest:
    """What we mean to say to one channel, once; an alert is a digest of one story."""

    id: str  # from the channel, the kind and the moment: planning twice gives the same id
    channel: str
    level: Level
    at: datetime  # the slot it closes, or the moment of the alert
    stories: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One part of a digest, ready to send: HTML of the Bot API, within its limits."""

    part: int  # from 1
    html: str
    stories: tuple[str, ...]
    silent: bool = False
    previews: bool = False
    thread: int | None = None


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"  # it may have arrived: read back, never blindly sent again
    HELD = "held"  # waits for the operator
    DEAD = "dead"  # refused for good
    RETRACTED = "retracted"


class Act(StrEnum):
    """What a delivery does in its channel. Only a post is new there; doing an edit or a deletion twice does no harm."""

    POST = "post"
    EDIT = "edit"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message for one channel. `id` is the idempotency key."""

    id: str
    digest: str
    channel: str
    message: Message
    created: datetime
    state: State = State.WAITING
    attempts: int = 0
    plain: bool = False  # Telegram refused the markup: next time as plain text
    not_before: datetime | None = None
    fence: int = 0
    chat: str = ""  # where it was sent
    message_id: int | None = None
    link: str = ""
    reason: str = ""
    settled: datetime | None = None  # while in doubt: since when
    act: Act = Act.POST
    target: str = ""  # the delivery whose post is edited or deleted, or which a post replies to
    head: int | None = None  # while in doubt: a probe that was posted after it had this id


@dataclass(frozen=True, slots=True)
class Sent:
    """It stands in the channel."""

    chat: str
    message_id: int
    link: str = ""
    title: str = ""  # of the chat, and
    kind: str = ""  # private | group | supergroup | channel; "" where the answer did not say
    shielded: bool = False  # its content is protected: it cannot be read back


@dataclass(frozen=True, slots=True)
class Busy:
    """Not sent; the chat takes nothing before `retry_after` has passed."""

    retry_after: timedelta


@dataclass(frozen=True, slots=True)
class Moved:
    """Not sent; the chat has a new id."""

    chat: str


class Fault(StrEnum):
    """What a refusal is about."""

    MARKUP = "markup"  # can be sent as plain text
    TOPIC = "topic"  # the topic is closed or gone: can be sent without it
    REPLY = "reply"  # the post that it answers is gone: can be sent without it
    MESSAGE = "message"  # this message only: dead letter
    CHAT = "chat"  # kicked, demoted, unknown, wrong token: the queue waits, nothing is dropped


@dataclass(frozen=True, slots=True)
class Refused:
    """Not sent, and trying the same again now will not help."""

    reason: str
    fault: Fault
    do: str = ""  # what a person can do about it


@dataclass(frozen=True, slots=True)
class Unsent:
    """Not sent for sure: no connection was made."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived."""

    reason: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Read back: it does not stand in the channel."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Looked at: a message with this text stands there; "" for one without."""

    text: str
    chat: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """Looked at: no message has this id."""


Outcome = Sent | Busy | Moved | Refused | Unsent | Unknown
ReadBack = Sent | Absent | Unknown
Look = Seen | Gone | Busy | Moved | Refused | Unsent | Unknown
