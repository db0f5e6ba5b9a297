"""What is told now: untold stories and the calendar to digests. Pure; what is due derives from what was last told.

A slot of the calendar that passed since the last digest takes everything untold. Between slots, stories of themes at
level alert are told at once, unless they are so many that they would be a burst: then they go out as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.digests.voices import independent
from bot.model import At, Channel, Digest, Every, Level, Quiet, Story

# More alerts than this at once for one channel are a flood; they are told as one digest.
BURST = 5


@dataclass(frozen=True, slots=True)
class Told:
    """What the channel was told last: the slot of its newest digest, None on a first start."""

    digest: datetime | None


def plan(
    channel: Channel,
    stories: Sequence[Story],
    levels: Mapping[str, Level],
    told: Told,
    now: datetime,
    *,
    close: bool = False,
) -> list[Digest]:
    """Digests that are due for a channel; `stories` are its fresh, untold ones, oldest first.

    `levels` are those of the channel's themes, in file order.

    An empty slot gives a digest without stories, so that the slot is closed and nothing is sent. `close` ends the
    current window now, whatever the calendar says. On a first start everything goes out as one digest.
    """
    slot = now if close or told.digest is None else due_slot(channel, told.digest, now)
    if slot is not None:
        return [_digest(channel, Level.DIGEST, slot, stories)]
    alerts = [story for story in stories if is_alert(channel, story, levels, now)]
    if len(alerts) > BURST:
        return [_digest(channel, Level.ALERT, now, alerts)]
    return [_digest(channel, Level.ALERT, now, [story]) for story in alerts]


def due_slot(channel: Channel, last: datetime | None, now: datetime) -> datetime | None:
    """The newest slot of the calendar that has come and is newer than the last one told, or None."""
    slot = latest_slot(channel, now)
    return slot if last is None or slot > last else None


def latest_slot(channel: Channel, now: datetime) -> datetime:
    """The newest slot not after `now`."""
    match channel.digest:
        case Every(period):
            epoch = datetime(1970, 1, 1, tzinfo=UTC)
            return epoch + (now - epoch) // period * period
        case At(times):
            return max(slot for slot in _slots(times, channel.timezone, now, (-2, -1, 0, 1)) if slot <= now)
    assert_never(channel.digest)


def next_slot(channel: Channel, now: datetime) -> datetime:
    """The first slot after `now`."""
    match channel.digest:
        case Every(period):
            return latest_slot(channel, now) + period
        case At(times):
            return min(slot for slot in _slots(times, channel.timezone, now, (-1, 0, 1, 2)) if slot > now)
    assert_never(channel.digest)


def main_theme(story: Story, themes: Iterable[str]) -> str:
    """The theme that a story is told under: of these, the one that most of its items fire, then the first; "" for none.

    One item of ten that also speaks of soldiers does not make a story on sanctions one on troops.
    """
    fired = Counter(match.theme for match in story.matches)
    return max(themes, key=lambda theme: fired[theme], default="") if story.themes else ""


def is_alert(channel: Channel, story: Story, levels: Mapping[str, Level], now: datetime) -> bool:
    """True when the story is told at once: urgent, confirmed and waited for enough, and not at night.

    `levels` are those of the channel's themes, in file order. A story that was first seen in quiet hours stays for the
    morning digest, also when the quiet hours have ended.
    """
    rule = channel.alerts
    if rule is None or levels.get(main_theme(story, levels)) is not Level.ALERT:
        return False
    if independent(story) < rule.independent or now - story.seen < rule.wait:
        return False
    quiet = channel.quiet
    if quiet is None or not (is_quiet(quiet, channel.timezone, now) or is_quiet(quiet, channel.timezone, story.seen)):
        return True
    return independent(story) >= quiet.break_through


def is_quiet(quiet: Quiet, zone: str, moment: datetime) -> bool:
    """True inside the quiet hours; they may pass midnight, and equal ends mean never."""
    local = moment.astimezone(ZoneInfo(zone)).time()
    if quiet.start <= quiet.end:
        return quiet.start <= local < quiet.end
    return local >= quiet.start or local < quiet.end


def local_moment(day: date, at: time, zone: str) -> datetime:
    """A local wall-clock time as UTC.

    One that does not exist (the clocks jump over it) is the next minute that exists; one that happens twice is its
    first.
    """
    tz = ZoneInfo(zone)
    wanted = datetime.combine(day, at)
    moment = wanted.replace(tzinfo=tz, fold=0).astimezone(UTC)
    if moment.astimezone(tz).replace(tzinfo=None) == wanted:
        return moment
    # In a gap fold=1 reads the clock after the jump, which lies before it: walk from there to the jump.
    moment = wanted.replace(tzinfo=tz, fold=1).astimezone(UTC)
    while moment.astimezone(tz).replace(tzinfo=None) < wanted:
        moment += timedelta(minutes=1)
    return moment


def _slots(times: Sequence[time], zone: str, now: datetime, days: Sequence[int]) -> list[datetime]:
    today = now.astimezone(ZoneInfo(zone)).date()
    return [local_moment(today + timedelta(days=day), at, zone) for day in days for at in times]


def _digest(channel: Channel, level: Level, at: datetime, stories: Sequence[Story]) -> Digest:
    """The id is made of what the digest is about, so that planning it twice gives the same one."""
    about = stories[0].id if level is Level.ALERT else at.strftime("%Y%m%dT%H%M%SZ")
    return Digest(id=f"{channel.id}-{level}-{about}", channel=channel.id, level=level, at=at, stories=tuple(stories))
