"""How fast a chat, and all chats together, may be written to: limits of our own, kept in rows, below Telegram's.

Telegram does not publish its thresholds. Its FAQ for bots asks for no more than one message a second in one chat, 20 a
minute in one group, and about 30 a second over all; channels are taken as groups. Edits and forwards count like posts.
Whoever keeps these meets few 429s; those that come are honoured beside (`ChannelState.not_before`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many messages within any window of this length."""

    messages: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Spent:
    """One message of ours: when it arrived at the latest. While it is under way that lies ahead, and counts as now."""

    what: str  # which one: a delivery's id and attempt, or what else was sent
    chat: str
    at: datetime


SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
PERSON = (Limit(1, SECOND),)
GROUP = (Limit(1, SECOND), Limit(20, MINUTE))
OVERALL = Limit(30, SECOND)
# What is older than the longest window says nothing any more; what lies further ahead was written by a wrong clock.
MEMORY = MINUTE


def limits(chat: str) -> tuple[Limit, ...]:
    """What one chat bears. Persons have positive numbers; groups, channels and @names are the rest."""
    return PERSON if chat.isdigit() else GROUP


def wait(chat: str, spent: Sequence[Spent], now: datetime) -> timedelta:
    """How long until one more message may go to the chat; 0 for now. Never more than `MEMORY`."""
    known = [one for one in spent if now - MEMORY < one.at <= now + MEMORY]
    here = [min(one.at, now) for one in known if one.chat == chat]
    everywhere = [min(one.at, now) for one in known]
    return max(*(_wait(limit, here, now) for limit in limits(chat)), _wait(OVERALL, everywhere, now))


def _wait(limit: Limit, times: Sequence[datetime], now: datetime) -> timedelta:
    recent = sorted(at for at in times if at > now - limit.within)
    if len(recent) < limit.messages:
        return timedelta(0)
    return recent[-limit.messages] + limit.within - now
