"""Tells the admin chat what needs a person: once, in plain words, and again only when it lasts.

A notice is no post: it is not in the outbox, and one that was lost is in the log as well.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.events import Event, Failed, Reloaded
from bot.jobs.desk import Desk
from bot.jobs.turns import end_turn, take_turn
from bot.model import Busy, Moved, Refused, Unsent

# The same trouble is told again after this long, if it is still there.
AGAIN = timedelta(hours=6)
# What could not be told within this time is old news; the log has it.
OLD = timedelta(hours=1)
# Notices that wait; of a flood the newest are told.
WAITING = 20
LONGEST = 3500  # characters, within Telegram's 4096 in any script


@dataclass(frozen=True, slots=True)
class _Notice:
    text: str
    at: datetime


class Notices:
    """A listener of events, and the job that sends what it heard."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._waiting: deque[_Notice] = deque(maxlen=WAITING)
        self._told: dict[str, datetime] = {}
        self._not_before: datetime | None = None

    def listen(self, event: Event) -> None:
        """Remember what a person should know."""
        match event:
            case Failed():
                self._add(f"⚠️ {event.what}: {event.why}\n{event.do}".strip())
            case Reloaded(mended=True):
                self._told = {text: at for text, at in self._told.items() if not text.startswith("⚠️ configuration: ")}
                self._add("✅ configuration: the last edit is good and in force", repeat=True)
            case _:
                pass

    async def send(self, desk: Desk) -> None:
        """Send what waits, in order; what cannot be sent now waits for the next call."""
        chat = desk.settings.telegram.desk_chat
        sender = next(iter(desk.senders.values()), None)
        now = self._clock()
        if chat is None or sender is None:
            self._waiting.clear()
            return
        if self._not_before is not None and now < self._not_before:
            return
        while self._waiting:
            notice = self._waiting[0]
            if now - notice.at <= OLD:
                turn = await asyncio.to_thread(take_turn, desk, str(chat), "notice")
                if isinstance(turn, timedelta):
                    return
                outcome = await sender.notify(str(chat), notice.text)
                await asyncio.to_thread(end_turn, desk, turn)
                if isinstance(outcome, Busy | Unsent):
                    self._not_before = now + (
                        outcome.retry_after if isinstance(outcome, Busy) else timedelta(seconds=30)
                    )
                    return
                if isinstance(outcome, Refused | Moved):
                    # no Failed event: it would come back here
                    self._waiting.clear()
                    return
            if self._waiting and self._waiting[0] is notice:  # else a flood pushed it out meanwhile
                self._waiting.popleft()

    def _add(self, text: str, *, repeat: bool = False) -> None:
        now = self._clock()
        self._told = {said: at for said, at in self._told.items() if now - at < AGAIN}
        if text in self._told and not repeat:
            return
        self._told[text] = now
        self._waiting.append(_Notice(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…", now))
