"""Decide what each channel is told now, and write it into the outbox: one transaction a channel.

untold stories + calendar -> digests -> messages -> stories told and deliveries written together
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.digests.block import lead
from bot.digests.compose import Told as ToldBefore
from bot.digests.compose import compose
from bot.digests.plan import Told as LastTold
from bot.digests.plan import main_theme, plan
from bot.events import Told
from bot.jobs.desk import Desk
from bot.model import Channel, Delivery, Digest, FeedState, Health, Level, Message, State, Story, Theme
from bot.settings.nouns import Settings
from bot.store.base import Unit

# What keeps a channel busy.
ON_THE_WAY = (State.WAITING, State.SENDING, State.UNSURE)
# How long the first round may hold the first digest back.
FIRST_ROUND = timedelta(minutes=10)


async def publish(desk: Desk, *, close: bool = False) -> int:
    """Plan every channel; `close` ends the current digest window now. Gives the number of deliveries written."""
    if not await asyncio.to_thread(desk.store.lead):
        return 0
    events = await asyncio.to_thread(_publish, desk, close=close)
    for event in events:
        desk.emit(event)
    return sum(event.parts for event in events)


def _publish(desk: Desk, *, close: bool) -> list[Told]:
    events = []
    for channel in desk.settings.channels:
        with desk.store.unit() as unit:
            events += _tell(desk, unit, channel, close=close)
    return events


def _tell(desk: Desk, unit: Unit, channel: Channel, *, close: bool) -> list[Told]:
    if not close and _round_runs(desk, unit):
        return []
    events = []
    now = desk.clock()
    busy = bool(unit.outbox.all(ON_THE_WAY, channel=channel.id))
    stuck = busy and _held(unit, channel, now)
    for digest in planned(desk.settings, unit, channel, now, close=close):
        if stuck or (busy and digest.level is Level.ALERT):
            continue  # what piles up behind a held channel goes out as one digest when it is mended, not as a burst
        passed = passed_stories(desk.settings, unit, channel, now) if digest.level is Level.DIGEST else ()
        messages = messages_of(desk.settings, digest, channel, told_before(unit, channel, digest))
        answers = _answers(unit, digest)
        deliveries = [replace(_delivery(digest, message, now), target=answers) for message in messages]
        whole = replace(digest, stories=(*digest.stories, *passed))
        themes = {story.id: told_under(desk.settings, channel, story) for story in digest.stories}
        if unit.stories.tell(whole, [*deliveries, *_closed(digest, passed, now)], themes) and deliveries:
            events.append(Told(digest.id, channel.id, len(digest.stories), len(deliveries)))
    return events


def _held(unit: Unit, channel: Channel, now: datetime) -> bool:
    """True while the chat refuses us or has asked us to wait."""
    state = unit.outbox.channel(channel.id)
    return bool(state.trouble) or (state.not_before is not None and state.not_before > now)


def is_owed(story: Story, settings: Settings, told: LastTold, since: datetime | None) -> bool:
    """True for a story that a channel has still to tell.

    Every digest takes all that waits. So what is much older than the last one was no story of this channel then: the
    channel, or its themes, came later, and it begins with what is fresh.
    """
    begun = told.digest or since
    newest = max((item.seen for item in story.items if not item.stale), default=story.seen)
    return begun is None or newest >= begun - settings.fresh


def passed_stories(settings: Settings, unit: Unit, channel: Channel, now: datetime) -> tuple[Story, ...]:
    """Untold stories that the channel does not owe: closed with its next digest, so that the balance knows them."""
    told, since = last_told(unit, channel, now), unit.outbox.channel(channel.id).since
    return tuple(s for s in unit.stories.untold(channel.id, channel.themes) if not is_owed(s, settings, told, since))


def planned(settings: Settings, unit: Unit, channel: Channel, now: datetime, *, close: bool = False) -> list[Digest]:
    """The digests that the channel is due."""
    told, since = last_told(unit, channel, now), unit.outbox.channel(channel.id).since
    untold = unit.stories.untold(channel.id, channel.themes)
    stories = [story for story in untold if is_owed(story, settings, told, since)]
    levels = {theme.id: theme.level for theme in themes_of(settings, channel)}
    return plan(channel, stories, levels, told, now, close=close)


def messages_of(
    settings: Settings, digest: Digest, channel: Channel, told: ToldBefore | None = None
) -> tuple[Message, ...]:
    """The digest in the channel's words."""
    concepts = {concept.id: concept for concept in settings.concepts}
    return compose(digest, channel, settings.themes, concepts, told)


def told_before(unit: Unit, channel: Channel, digest: Digest) -> ToldBefore:
    """What the channel was told that this digest refers to: the steps before, and the alerts since the last digest."""
    return ToldBefore(
        posts=links_of(unit, digest.stories, channel.id),
        alerts=_alerts(unit, channel, digest) if digest.level is Level.DIGEST else (),
    )


def links_of(unit: Unit, stories: Iterable[Story], channel: str) -> dict[str, str]:
    """Story that one of these follows -> link of the post that told it in the channel; "" where the post has none."""
    tellings = unit.stories.told([story.follows for story in stories if story.follows])
    mine = {telling.delivery: telling.story for telling in tellings if telling.channel == channel}
    posts = ((story, unit.outbox.get(delivery)) for delivery, story in mine.items())
    return {story: post.link for story, post in posts if post is not None and post.state is State.SENT}


def _answers(unit: Unit, digest: Digest) -> str:
    """The delivery that told what a lone story follows: its post is answered."""
    if len(digest.stories) != 1 or not digest.stories[0].follows:
        return ""
    before = unit.stories.told([digest.stories[0].follows])
    return next((telling.delivery for telling in before if telling.channel == digest.channel), "")


def _alerts(unit: Unit, channel: Channel, digest: Digest) -> list[tuple[str, str]]:
    """(headline, link of the post) of what was told at once since the last digest."""
    last = next((at for _, at in unit.stories.digests(channel.id, Level.DIGEST) if at < digest.at), None)
    names = [name for name, at in unit.stories.digests(channel.id, Level.ALERT) if last is None or at > last]
    told = []
    for name in reversed(names):
        alert = unit.stories.digest(name)
        posts = [post for post in unit.outbox.of_digest(name) if post.state is State.SENT]
        gone = {one.story for one in unit.stories.told([s.id for s in alert.stories] if alert else []) if one.retracted}
        for story in alert.stories if alert and posts else ():
            if story.id in gone:
                continue
            post = next((post for post in posts if story.id in post.message.stories), posts[0])
            told.append((lead(story, channel.language).title, post.link))
    return told


def last_told(unit: Unit, channel: Channel, now: datetime) -> LastTold:
    """The newest digest of a channel; one from a future that a wrong clock dreamt of does not count."""
    digests = unit.stories.digests(channel.id, Level.DIGEST)
    return LastTold(next((at for _, at in digests if at <= now), None))


def themes_of(settings: Settings, channel: Channel) -> Sequence[Theme]:
    """The themes that a channel carries, in file order."""
    return [theme for theme in settings.themes if channel.themes is None or theme.id in channel.themes]


def told_under(settings: Settings, channel: Channel, story: Story) -> str:
    """The theme that a channel tells a story under; "" where it carries none of the story's."""
    return main_theme(story, [theme.id for theme in themes_of(settings, channel) if theme.id in story.themes])


def _round_runs(desk: Desk, unit: Unit) -> bool:
    """True while feeds that were due at the start are still to be asked, for ten minutes at most.

    The first digest after a start waits for all of them: else it would be empty, and the news a burst of alerts.
    """
    now = desk.clock()
    if now - desk.started > FIRST_ROUND:
        return False
    mine = desk.feeds
    return any(state.url in mine and _unasked(state, desk.started, now) for state in unit.feeds.all())


def _unasked(state: FeedState, started: datetime, now: datetime) -> bool:
    held = state.health is Health.GONE or (state.held_until is not None and state.held_until > now)
    asked = state.polled_at is not None and state.polled_at >= started
    return not asked and not held and state.next_due <= started


def _delivery(digest: Digest, message: Message, now: datetime) -> Delivery:
    return Delivery(
        id=f"{digest.id}-{message.part}", digest=digest.id, channel=digest.channel, message=message, created=now
    )


def _closed(digest: Digest, stories: Sequence[Story], now: datetime) -> list[Delivery]:
    """A delivery that is never sent, so that the balance knows what became of these stories."""
    if not stories:
        return []
    message = Message(part=0, html="", stories=tuple(story.id for story in stories))
    reason = "from before the channel, or its themes, began"
    closed = _delivery(digest, message, now)
    return [replace(closed, state=State.RETRACTED, reason=reason, settled=now)]
