"""The contract of a channel: one narrow door for posts. A new kind is one file and one line in doors/wiring.py.

Nothing here raises for what the other side does: what became of an attempt is an `Outcome`. The contract suite in
tests/contract/ judges every kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.model import Delivery, Look, Outcome, Sent


@dataclass(frozen=True, slots=True)
class Target:
    """Where to: the chat as configured or moved, and the topic of a forum."""

    chat: str
    name: str = ""  # the channel's id in bot.yaml
    reply_to: int | None = None  # the post that a message answers; where it is gone, the message stands alone


@dataclass(frozen=True, slots=True)
class Check:
    """One finding of `test`: what was tried, whether it worked, and what to do when not."""

    what: str
    ok: bool
    say: str
    met: Sent | None = None  # the chat that answered


class Sender(Protocol):
    """One kind of channel."""

    @property
    def outside(self) -> bool:
        """True where posts stand outside of our state: then flow limits hold, and what may have arrived is read back."""

    async def send(self, delivery: Delivery, target: Target) -> Outcome:
        """Post the message once. `delivery.plain`: as plain text, since the markup was refused."""

    async def edit(self, delivery: Delivery, target: Target) -> Outcome:
        """Replace the text of the post `delivery.message_id`; unchanged text counts as sent."""

    async def delete(self, target: Target, message_id: int) -> Outcome:
        """Take a post away; one that is no longer there counts as done."""

    async def probe(self, target: Target, text: str) -> Outcome:
        """Post a text without sound, so that its id tells the head of the channel; whoever calls takes it away."""

    async def look(self, target: Target, message_id: int, desk: str) -> Look:
        """What stands under this id. The chat `desk` is where it may be looked at; nothing is left there."""

    async def notify(self, chat: str, text: str) -> Outcome:
        """Tell the people who run the bot something, as plain text; not a post, so never resent when in doubt."""

    async def test(self, target: Target) -> list[Check]:
        """Post one silent message and delete it; say exactly what right is missing."""

    async def close(self) -> None:
        """Give connections back."""
