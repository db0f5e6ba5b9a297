"""Reading a channel back: which id to look at next, and what it proves. Pure, total, begun anew after any crash.

The ids of a channel's messages grow by one. Everything up to `last` is known; a post that may have arrived stands
between `last` and the id of a probe that was posted 40 s after the attempt, or nowhere:

    at once      look at last + 1 -> ours: found (most posts in doubt: one look, no probe)
                                  -> another's message: on to the next
                                  -> no such message: the end, or a hole; wait
    after 40 s   a probe tells the head of the channel
                 look at every id below it -> found | absent

A hole is an id without a message: deleted, or of another chat where chats share a counter. A probe that a crash left
standing is met on the way and taken away. Progress is kept in rows: `last` with the channel, the rest with the delivery.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.model import Absent, Delivery, Gone, Seen, Sent, Unknown
from bot.outbox.settle import DOUBT
from bot.text.markup import plain

# What a probe says in the moment that it stands there.
PROBE = "dispaccio: looking for the end of the channel"
# Where more messages than this are to be looked at, a person is quicker.
MOST = 300
UNPROVED = "it may have arrived, and no earlier post of this chat is known to look from"


@dataclass(frozen=True, slots=True)
class Search:
    """A delivery in doubt, and the last id of its chat that is known (None: none is)."""

    delivery: Delivery
    last: int | None


@dataclass(frozen=True, slots=True)
class LookAt:
    """Look at this message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Probe:
    """Find the head of the channel."""


@dataclass(frozen=True, slots=True)
class Later:
    """Nothing more can be learnt before. `afresh`: by a new probe then."""

    until: datetime
    afresh: bool = False


Step = LookAt | Probe | Later | Sent | Absent | Unknown


def next_step(search: Search, now: datetime) -> Step:
    """What to do next; Sent, Absent and Unknown are the end."""
    delivery, last = search.delivery, search.last
    certain = (delivery.settled or now) + DOUBT
    if last is None:
        return Later(certain) if now < certain else Unknown(UNPROVED)
    if delivery.head is None:
        return LookAt(last + 1) if now < certain else Probe()
    if delivery.head - last > MOST:
        return Unknown(f"it may have arrived, and {delivery.head - last} messages came since the last one known")
    if last + 1 < delivery.head:
        return LookAt(last + 1)
    return Absent() if delivery.message_id is None else Sent(delivery.chat, delivery.message_id, delivery.link)


def after_look(search: Search, looked: Seen | Gone, *, taken: bool) -> Search | Sent | Later:
    """What a look at `last + 1` taught.

    `taken`: another delivery is known to stand there, so that of two equal posts each has its own.
    """
    delivery, here = search.delivery, (search.last or 0) + 1
    further = replace(search, last=here)
    match looked:
        case Gone() if delivery.head is None:
            return Later((delivery.settled or delivery.created) + DOUBT)
        case Seen(text, chat, link) if not taken and delivery.message_id is None and is_ours(delivery, text):
            found = Sent(chat, here, link)
            # a probe was needed: on to the head, since a crash may have left another one standing
            kept = replace(delivery, chat=chat, message_id=here, link=link)
            return found if delivery.head is None else replace(further, delivery=kept)
        case _:
            return further


def is_ours(delivery: Delivery, text: str) -> bool:
    """True where a message says what the delivery says."""
    said = _letters(plain(delivery.message.html))
    return bool(said) and _letters(text) == said


def is_probe(text: str) -> bool:
    """True for a probe that was left standing."""
    return _letters(text) == _letters(PROBE)


def _letters(text: str) -> str:
    """Letters and figures only: Telegram trims, drops and replaces spaces, marks and control characters."""
    return "".join(character for character in text if character.isalnum())
