"""What a store tells besides the nouns of the model: the records of the contract in `base.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.model import Placement


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
    since: datetime | None = None  # when it was first in the configuration
    configured: str = ""  # `to` as configured when `chat` was learnt: another `to` is another chat
    last_chat: str = ""  # the chat that `last_message_id` counts in, as the Bot API numbers it
    last_to: str = ""  # where that was sent to


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat that the bot has seen: for the list of chats."""

    id: int
    title: str
    kind: str  # private | group | supergroup | channel
    seen: datetime  # last


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an item went, and why."""

    item: str
    story: str
    placement: Placement
    at: datetime


@dataclass(frozen=True, slots=True)
class Telling:
    """The delivery that tells a story to a channel; what became of it is the state of the delivery."""

    story: str
    channel: str
    digest: str
    delivery: str
    theme: str = ""  # that it was told under; "" where that was not written down
    retracted: datetime | None = None  # when it was taken back, and
    why: str = ""


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
