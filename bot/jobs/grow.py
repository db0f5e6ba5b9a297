"""Write posts again as their stories grow: silently, at most every five minutes, for a day after they were told.

posts of the last day -> their stories as they are now -> another text? -> one edit in the outbox

A post stays as it is where its channel posts to another chat by now: its number may be another post's there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.digests.again import Standing, again
from bot.jobs.chats import stands_in
from bot.jobs.desk import Desk
from bot.jobs.publish import links_of
from bot.model import Act, Channel, Delivery, Digest, State, Story
from bot.store.base import Unit

GROWS = timedelta(hours=24)
PAUSE = timedelta(minutes=5)
# Edits that wait for their turn.
OPEN = (State.WAITING, State.SENDING)


async def grow(desk: Desk) -> int:
    """Plan the edits that are due in every channel; gives how many."""
    if not await asyncio.to_thread(desk.store.lead):
        return 0
    return await asyncio.to_thread(_grow, desk)


def _grow(desk: Desk) -> int:
    edits = 0
    for channel in desk.settings.channels:
        with desk.store.glance() as unit:
            due = _due(desk, unit, channel)
        if due:
            with desk.store.unit() as unit:
                unit.outbox.add(due)
            edits += len(due)
    return edits


def _due(desk: Desk, unit: Unit, channel: Channel) -> list[Delivery]:
    now = desk.clock()
    posts = unit.outbox.since(now - GROWS, channel.id)
    changes: dict[str, list[Delivery]] = {}
    for change in unit.outbox.changes([post.id for post in posts]):
        changes.setdefault(change.target, []).append(change)
    state, outside = unit.outbox.channel(channel.id), desk.senders[channel.id].outside
    here = [post for post in posts if stands_in(post, state, channel, outside=outside)]
    ripe = [post for post in here if _may_change(post, changes.get(post.id, ()), now)]
    standing = {post.id: _standing(unit, post) for post in ripe}
    return [
        _edit(post, html, len(changes.get(post.id, ())), now)
        for post in ripe
        if (found := standing[post.id])
        and (html := again(found, channel, desk.settings.themes, desk.concepts))
        and not _given_up(html, changes.get(post.id, ()))
    ]


def _may_change(post: Delivery, changes: Sequence[Delivery], now: datetime) -> bool:
    """A post that stands as it was composed, and was left alone for a while."""
    if post.state is not State.SENT or post.plain or not post.message.stories or post.message_id is None:
        return False
    if any(change.act is Act.DELETE or change.state in OPEN for change in changes):
        return False
    touched = [post.settled, *(change.settled for change in changes)]
    return max((moment for moment in touched if moment), default=post.created) <= now - PAUSE


def _given_up(html: str, changes: Sequence[Delivery]) -> bool:
    """Whether this very text was refused, or dropped by the operator: to try it again is of no use."""
    return any(change.state is State.RETRACTED and change.message.html == html for change in changes)


def _standing(unit: Unit, post: Delivery) -> Standing | None:
    whole = unit.stories.digest(post.digest)
    parts = sorted(
        (other for other in unit.outbox.of_digest(post.digest) if other.message.part), key=lambda one: one.message.part
    )
    if whole is None:
        return None
    told = [story for part in parts for story in part.message.stories]
    tellings = [telling for telling in unit.stories.told(told) if telling.channel == post.channel]
    themes = {telling.story: telling.theme for telling in tellings}
    stories = {story.id: story for story in whole.stories if story.id in told}
    before = [part for part in parts if part.message.part < post.message.part]
    return Standing(
        digest=_with(whole, tuple(stories.values())),
        message=post.message,
        themes=themes,
        parts=len(parts),
        goes_on=themes.get(before[-1].message.stories[-1], "") if before and before[-1].message.stories else "",
        posts=links_of(unit, stories.values(), post.channel),
        struck=frozenset(telling.story for telling in tellings if telling.retracted),
    )


def _with(digest: Digest, stories: tuple[Story, ...]) -> Digest:
    return replace(digest, stories=stories)


def _edit(post: Delivery, html: str, former: int, now: datetime) -> Delivery:
    message = replace(post.message, html=html, silent=True)
    return Delivery(
        id=f"{post.id}-edit{former + 1}",
        digest=post.digest,
        channel=post.channel,
        message=message,
        created=now,
        act=Act.EDIT,
        target=post.id,
    )
