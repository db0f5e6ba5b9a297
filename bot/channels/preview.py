"""The embedded channel: posts stay in the state and are shown on the page and, where wanted, on the terminal.

It is used wherever there is no token. Nothing stands outside the state, so nothing can be in doubt.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.channels.base import Check, Target
from bot.model import Delivery, Fault, Gone, Look, Outcome, Refused, Sent
from bot.text.markup import entities, plain, units

CHAT = "preview"


class PreviewSender:
    """Takes posts as Telegram would; `show` gets each post as plain text, `last_id` is the id of the last one."""

    def __init__(self, show: Callable[[str], None] | None = None, last_id: int = 0) -> None:
        self._show = show
        self._last_id = last_id

    @property
    def outside(self) -> bool:
        """What the state does not hold as sent was not shown, and there is no one to be flooded."""
        return False

    async def send(self, delivery: Delivery, target: Target) -> Outcome:
        """Show the post; what Telegram would refuse is refused here too."""
        del target
        html = delivery.message.html
        if not plain(html).strip():
            return Refused("message text is empty", Fault.MESSAGE)
        if units(html) > 4096 or entities(html) > 100:
            return Refused("message is too long", Fault.MESSAGE)
        self._last_id += 1
        if self._show:
            self._show(plain(html))
        return Sent(CHAT, self._last_id)

    async def edit(self, delivery: Delivery, target: Target) -> Outcome:
        """The page is drawn from the state, so an edit needs nothing here."""
        del target
        if delivery.message_id is None:
            return Refused("message to edit not found", Fault.MESSAGE)
        return Sent(CHAT, delivery.message_id)

    async def delete(self, target: Target, message_id: int) -> Outcome:
        """The page is drawn from the state, so taking a post away needs nothing here."""
        del target
        return Sent(CHAT, message_id)

    async def probe(self, target: Target, text: str) -> Outcome:
        """Nothing is shown."""
        del target, text
        return Sent(CHAT, self._last_id + 1)

    async def look(self, target: Target, message_id: int, desk: str) -> Look:
        """Nothing stands outside of the state."""
        del target, message_id, desk
        return Gone()

    async def notify(self, chat: str, text: str) -> Outcome:
        """There is no chat to tell; the log has it."""
        del chat, text
        return Sent(CHAT, 0)

    async def test(self, target: Target) -> list[Check]:
        """There is no one to ask for rights."""
        return [Check("preview", ok=True, say=f"{target.name}: the preview channel needs no rights")]

    async def close(self) -> None:
        """Nothing to give back."""
