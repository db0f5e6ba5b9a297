"""What became of a story in each channel: where it is told, or why it is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.digests.plan import due_slot, is_alert, main_theme, next_slot
from bot.digests.voices import independent
from bot.jobs.publish import ON_THE_WAY, is_owed, last_told, themes_of
from bot.model import Channel, Delivery, Level, Story
from bot.settings.nouns import Settings
from bot.store.base import ChannelState, Telling, Unit


@dataclass(frozen=True, slots=True)
class Fate:
    """A story in one channel: the delivery that tells it, or why there is none and until when."""

    channel: str
    telling: Telling | None = None
    delivery: Delivery | None = None
    state: ChannelState | None = None
    why_not: str = ""
    until: datetime | None = None  # when the channel's next digest closes, for a story that waits for it


def fates(unit: Unit, settings: Settings, story: Story, now: datetime) -> Iterator[Fate]:
    """One for each channel of the configuration, and for each former one that was told the story."""
    told = {telling.channel: telling for telling in unit.stories.told([story.id])}
    mine = {channel.id: channel for channel in settings.channels}
    for name in dict.fromkeys((*mine, *told)):
        telling = told.get(name)
        if telling:
            yield Fate(name, telling, unit.outbox.get(telling.delivery), unit.outbox.channel(name))
        else:
            yield _untold(unit, settings, mine[name], story, now)


def _untold(unit: Unit, settings: Settings, channel: Channel, story: Story, now: datetime) -> Fate:
    carried = [theme for theme in themes_of(settings, channel) if theme.id in story.themes]
    last, since = last_told(unit, channel, now), unit.outbox.channel(channel.id).since
    if channel.themes is not None and not carried:
        return Fate(channel.id, why_not=f"it carries {_list(channel.themes)}; the story is of {_list(story.themes)}")
    if story.stale:
        return Fate(channel.id, why_not="stale: older than `fresh` when it was first seen; kept and placed, not told")
    if not is_owed(story, settings, last, since):
        return Fate(
            channel.id, why_not="from before the channel, or its themes, began; the next digest closes it untold"
        )
    if last.digest is None:
        return Fate(channel.id, why_not="waiting for the first digest, which the next pass tells")
    if due_slot(channel, last.digest, now) is not None:
        return Fate(channel.id, why_not="waiting for the next pass: a digest is due now")
    reason = _no_alert(unit, settings, channel, story, now)
    return Fate(channel.id, why_not=f"waiting until the next digest; {reason}", until=next_slot(channel, now))


def _no_alert(unit: Unit, settings: Settings, channel: Channel, story: Story, now: datetime) -> str:
    """Why it is not told at once."""
    levels = {theme.id: theme.level for theme in themes_of(settings, channel)}
    main = main_theme(story, levels)
    rule, quiet = channel.alerts, channel.quiet
    if is_alert(channel, story, levels, now):
        busy = unit.outbox.all(ON_THE_WAY, channel=channel.id)
        return (
            "earlier posts of the channel are still on their way" if busy else "or the next pass: it is due as an alert"
        )
    if levels.get(main) is not Level.ALERT:
        return f"{main} is told in digests"
    if rule is None:
        return "alerts are off in this channel"
    voices = independent(story)
    if voices < rule.independent:
        return f"an alert takes {rule.independent} independent publishers, and it has {voices}"
    if now - story.seen < rule.wait:
        return f"an alert waits {rule.wait} for further outlets"
    hours = f" ({quiet.start:%H:%M} to {quiet.end:%H:%M})" if quiet else ""
    through = quiet.break_through if quiet else 0
    return f"quiet hours{hours} hold the alert; {through} independent publishers would break through"


def _list(names: object) -> str:
    return ", ".join(sorted(names)) if isinstance(names, tuple | frozenset) and names else "no theme"
