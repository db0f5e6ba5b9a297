"""The life of one item, from its feed to its post: everything that the state remembers of it. Reads only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher
from urllib.parse import unquote, urlsplit

from bot.feeds.keys import Key, keys_of
from bot.feeds.urls import canonical_url, host_of
from bot.jobs.explain import item_of_text
from bot.jobs.fates import Fate, fates
from bot.model import Delivery, Item, Match, State, Story
from bot.settings.nouns import Settings
from bot.store.base import Known, Placed, Unit
from bot.text.tokens import words
from bot.themes.match import Matcher, Verdict

NEAREST = 5  # items that are shown for an address that was never seen
LOOKED_AT = 400  # of its host
SHORTEST = 4  # letters of a word of an address that says anything
COMPARED = 200  # characters of two addresses
LONGEST_WORDS = 3  # words of an address that a title must have

_POST = re.compile(
    r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)/(?:s/)?(?P<who>c/\d+|\w+)(?:/\d+)?/(?P<number>\d+)/?(?:\?.*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class KeyFact:
    """A key of an item; `holder` is the id of another item that it names now, "" where it names this one."""

    key: str
    holder: str


@dataclass(frozen=True, slots=True)
class StoryLife:
    """A story, how each of its items came to it, and what became of it in each channel."""

    story: Story
    placed: tuple[Placed, ...]
    fates: tuple[Fate, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """Everything about one item. `recorded` is what fired when it was read, `verdicts` what today's config says."""

    item: Item
    feed: str  # its name; "" where it is no longer configured
    updated: datetime | None
    keys: tuple[KeyFact, ...]
    verdicts: tuple[Verdict, ...]
    recorded: tuple[Match, ...]
    story: StoryLife | None


@dataclass(frozen=True, slots=True)
class PostLife:
    """One delivery and the stories that it tells."""

    delivery: Delivery
    stories: tuple[StoryLife, ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Retention has deleted it; its title and times are left."""

    left: Known


@dataclass(frozen=True, slots=True)
class Several:
    """What was asked for is the beginning of several ids: what each of them is."""

    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stranger:
    """Never seen; the items that come nearest to it."""

    nearest: tuple[Item, ...]


Answer = Life | StoryLife | PostLife | Forgotten | Several | Stranger


def why(unit: Unit, settings: Settings, asked: str, now: datetime) -> Answer:
    """What `asked` names: an address, an id or the beginning of one, or the link of a post."""
    text = asked.strip()
    if not text:
        return Stranger(())  # and not an item that has no address
    item = unit.items.find(text)
    if item:
        return life(unit, settings, item, now)
    if "/" in text:
        return _of_address(unit, settings, text, now)
    return _of_name(unit, settings, text, now)


def life(unit: Unit, settings: Settings, item: Item, now: datetime) -> Life:
    """Everything about one stored item."""
    placed = unit.stories.placed([item.id])
    stories = _stories(unit, settings, [one.story for one in placed], now)
    return Life(
        item=item,
        feed=next((feed.name for feed in settings.feeds if feed.url == item.feed), ""),
        updated=unit.items.updated(item.id),
        keys=_keys(unit, item),
        verdicts=Matcher(settings.themes, settings.concepts).explain(item),
        recorded=tuple(unit.items.matches([item.id])),
        story=stories[0] if stories else None,
    )


def _stories(unit: Unit, settings: Settings, ids: list[str], now: datetime) -> tuple[StoryLife, ...]:
    return tuple(
        StoryLife(
            story=story,
            placed=tuple(unit.stories.placed([item.id for item in story.items])),
            fates=tuple(fates(unit, settings, story, now)),
        )
        for story in unit.stories.get(ids)
    )


def _keys(unit: Unit, item: Item) -> tuple[KeyFact, ...]:
    """The keys that name it, and those of its words that name another item by now."""
    own = unit.items.keys(item.id)
    others = unit.items.known([str(key) for key in keys_of(item) if str(key) not in own])
    taken = [KeyFact(key, known.item) for key, known in others.items() if known.item != item.id]
    return (*(KeyFact(key, "") for key in own), *taken)


def _of_address(unit: Unit, settings: Settings, text: str, now: datetime) -> Answer:
    """An article under any spelling of its address, or a post."""
    post = _post(unit, settings, text)
    if post:
        return _of_delivery(unit, settings, post, now)
    address = canonical_url(text)
    keys = [str(key) for key in _address_keys(address, now)]
    known = unit.items.known(keys)
    found = [known[key] for key in keys if key in known]
    name = found[0].item if found else address
    item = unit.items.find(name) if name else None
    if item:
        return life(unit, settings, item, now)
    return Forgotten(found[0]) if found else Stranger(tuple(_nearest(unit, text, address)))


def _address_keys(address: str, now: datetime) -> tuple[Key, ...]:
    """The keys that an item with this address would have; none for a front page."""
    return keys_of(replace(item_of_text("", "", "", now), url=address)) if address else ()


def _post(unit: Unit, settings: Settings, text: str) -> Delivery | None:
    """The delivery whose post has this link, however it is written."""
    exact = unit.outbox.named(text)
    parts = _POST.fullmatch(text)
    if len(exact) == 1 or not parts:
        return exact[0] if len(exact) == 1 else None
    who, number = parts["who"].lower(), int(parts["number"])
    mine = {channel.id for channel in settings.channels if channel.to.lower().lstrip("@") == who}
    for delivery in unit.outbox.all([State.SENT, State.RETRACTED]):
        linked = delivery.link.lower().partition("://")[2].startswith(f"t.me/{who}/")
        if delivery.message_id == number and (linked or delivery.channel in mine):
            return delivery
    return None


def _of_delivery(unit: Unit, settings: Settings, delivery: Delivery, now: datetime) -> PostLife:
    return PostLife(delivery, _stories(unit, settings, [*delivery.message.stories], now))


def _of_name(unit: Unit, settings: Settings, text: str, now: datetime) -> Answer:
    """An id, or the beginning of one; of several all are named."""
    items = unit.items.named(text)
    stories = unit.stories.named(text)
    posts = unit.outbox.named(text)
    if len(items) + len(stories) + len(posts) > 1 and text not in stories:
        return Several(tuple(_several(unit, items, stories, posts)))
    item = unit.items.find(items[0]) if items else None
    if item:
        return life(unit, settings, item, now)
    if stories:
        return _stories(unit, settings, [text if text in stories else stories[0]], now)[0]
    if posts:
        return _of_delivery(unit, settings, posts[0], now)
    left = unit.items.forgotten(text)
    return Forgotten(left) if left else Stranger(tuple(_nearest(unit, text, "")))


def _several(unit: Unit, items: list[str], stories: list[str], posts: list[Delivery]) -> Iterator[tuple[str, str]]:
    for name in items:
        item = unit.items.find(name)
        yield name, f"item: {item.title}" if item else "item"
    for story in unit.stories.get(stories):
        yield story.id, f"story: {story.items[0].title}"
    for post in posts:
        yield post.id, f"delivery: {post.state}"


def _nearest(unit: Unit, text: str, address: str) -> list[Item]:
    """Items of the same host, or with its words in their title: those that share most words with the address."""
    host = host_of(f"http://{address}") if address else ""
    path = unquote(urlsplit(f"http://{address}").path) if address else text
    said = {word for word in words(path) if len(word) >= SHORTEST and not word.isdigit()}
    longest = sorted(said, key=lambda word: (-len(word), word))[:LONGEST_WORDS]
    if not (host or longest):
        return []
    near = unit.items.near(host, longest, LOOKED_AT)
    shared = {item.id: len(said & {*words(item.title), *words(unquote(item.url))}) for item in near}
    alike = {
        item.id: SequenceMatcher(None, address[:COMPARED], item.url[:COMPARED], autojunk=False).ratio() for item in near
    }
    return sorted(near, key=lambda item: (-shared[item.id], -alike[item.id]))[:NEAREST]
