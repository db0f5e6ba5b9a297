"""Take a post back, or one story out of a digest: marked in the store, done in the channel by the outbox.

A post of which nothing is left is deleted while it is young; what people may have read already is struck out instead,
with a note. What has not been sent yet never is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.digests.strike import strike
from bot.errors import DispaccioError
from bot.jobs.why import Life, PostLife, Several, StoryLife, why
from bot.model import Act, Delivery, State
from bot.outbox import drop
from bot.settings.nouns import Settings
from bot.store.base import Telling, Unit

# A younger post goes without a trace.
YOUNG = timedelta(hours=1)
LANGUAGE = "en"  # of the note in a channel that has left the configuration


@dataclass(frozen=True, slots=True)
class Retraction:
    """What is done about one post."""

    channel: str
    delivery: str
    stories: tuple[str, ...]
    done: str  # deleted | struck out | never sent


def retract(unit: Unit, settings: Settings, asked: str, reason: str, now: datetime) -> list[Retraction]:
    """Take back what `asked` names: the link or id of a post, or the address or id of an item or story.

    Raises DispaccioError when it names nothing that was told, or a post that is just being sent or in doubt.
    """
    tellings = _tellings(unit, settings, asked, now)
    found = []
    for name in dict.fromkeys(telling.delivery for telling in tellings):
        post = unit.outbox.get(name)
        stories = tuple(telling.story for telling in tellings if telling.delivery == name)
        if post is not None:
            unit.stories.retract(stories, post.channel, now, reason)
            found.append(_take_back(unit, settings, post, stories, reason, now))
    return found


def _tellings(unit: Unit, settings: Settings, asked: str, now: datetime) -> list[Telling]:
    """The stories that are meant, and the posts that tell them."""
    match why(unit, settings, asked, now):
        case PostLife(delivery, _):
            stories, only = delivery.message.stories, delivery.target if delivery.act is not Act.POST else delivery.id
        case StoryLife(story) | Life(story=StoryLife(story)):
            stories, only = (story.id,), ""
        case Several(names):
            raise DispaccioError(f"{asked!r} begins several ids: {', '.join(name for name, _ in names[:5])}")
        case _:
            raise DispaccioError(f"nothing that was told is known by {asked!r}; `dispaccio why` finds it")
    told = [telling for telling in unit.stories.told(stories) if not only or telling.delivery == only]
    left = [telling for telling in told if telling.retracted is None]
    if not left:
        raise DispaccioError(f"{asked!r} was {'taken back already' if told else 'never told'}")
    return left


def _take_back(
    unit: Unit, settings: Settings, post: Delivery, stories: tuple[str, ...], reason: str, now: datetime
) -> Retraction:
    whole = _nothing_left(unit, post)
    language = next((one.language for one in settings.channels if one.id == post.channel), LANGUAGE)
    html = post.message.html
    for story in stories:
        html = strike(replace(post.message, html=html), story, language, reason)
    message = replace(post.message, html=html, silent=True)
    match post.state:
        case State.RETRACTED:
            return Retraction(post.channel, post.id, stories, "never sent")
        case State.SENT if whole and now - (post.settled or post.created) < YOUNG:
            unit.outbox.add([_change(unit, post, Act.DELETE, now)])
            return Retraction(post.channel, post.id, stories, "deleted")
        case State.SENT:
            unit.outbox.add([replace(_change(unit, post, Act.EDIT, now), message=message)])
            return Retraction(post.channel, post.id, stories, "struck out")
        case State.WAITING | State.HELD | State.DEAD:
            after = drop(post, now) if whole else replace(post, message=replace(message, silent=post.message.silent))
            if unit.outbox.seize(after):
                return Retraction(post.channel, post.id, stories, "never sent" if whole else "struck out")
    raise DispaccioError(f"delivery {post.id} is {post.state}: try again in a minute, or settle it first")


def _nothing_left(unit: Unit, post: Delivery) -> bool:
    """True when every story of a post was taken back."""
    told = [one for one in unit.stories.told(post.message.stories) if one.delivery == post.id]
    return all(telling.retracted for telling in told)


def _change(unit: Unit, post: Delivery, act: Act, now: datetime) -> Delivery:
    number = len(unit.outbox.changes([post.id])) + 1
    return Delivery(
        id=f"{post.id}-retract{number}",
        digest=post.digest,
        channel=post.channel,
        message=replace(post.message, silent=True),
        created=now,
        act=act,
        target=post.id,
    )
