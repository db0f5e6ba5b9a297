"""Take in what a feed answered: everything that one document changes, in one transaction.

304 or the same bytes -> only the feed's state changes
else parse (entries of the last polls are only counted) -> keys known? update quietly
     -> match -> store items, keys, matches, counters and the feed's new state together
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b

from bot.events import Event, Matched, Polled
from bot.feeds.keys import changed, recognise, usable_keys
from bot.feeds.pace import Found, Pace
from bot.feeds.parse import Parsed, parse
from bot.feeds.window import read_window
from bot.jobs.desk import Desk
from bot.model import Answer, Feed, FeedState, Fetched, Item, Match, NotModified
from bot.store.base import Known, Unit


class _LeaseLost(Exception):
    """Another worker took the feed over while we asked it: what we found is left to that worker."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A feed that we may ask now: its state, and what its window remembers of its last documents."""

    feed: Feed
    state: FeedState
    window: str = ""


def take_in(desk: Desk, turn: Turn, answer: Fetched) -> list[Event] | None:
    """Parse, recognise, match and store one document; None when it is the same as the last one: nothing to read.

    Nothing is kept, and nothing told, when the lease is lost.
    """
    body_hash = blake2b(answer.body, digest_size=16).hexdigest()
    if body_hash == turn.state.body_hash:
        return None
    now, window = desk.clock(), read_window(turn.window)
    parsed = parse(answer.body, answer.content_type, turn.feed, now, base=answer.url, window=window)
    asked = (turn.feed, replace(turn.state, body_hash=body_hash), answer)
    try:
        with desk.store.unit() as unit:
            return _store(desk, unit, asked, parsed, now)
    except _LeaseLost:
        return []


def unchanged(desk: Desk, turn: Turn, answer: Answer) -> FeedState:
    """The feed's state after an answer that brought nothing to read; who sends what we had could have said so."""
    if isinstance(answer, Fetched):
        answer = NotModified(answer.url, answer.etag, answer.last_modified, answer.moved, answer.max_age)
    return _after(desk, (turn.feed, turn.state, answer), Found(), desk.clock())


@dataclass(slots=True)
class _Taken:
    """What becomes of the items of one document: those that are new, and those that the outlet touched."""

    new: list[tuple[Item, tuple[str, ...], tuple[Match, ...]]] = field(default_factory=list)
    touched: list[tuple[Item, list[str]]] = field(default_factory=list)  # with the keys that name nothing yet


def _store(
    desk: Desk, unit: Unit, asked: tuple[Feed, FeedState, Fetched], parsed: Parsed, now: datetime
) -> list[Event]:
    """Everything that one document changes. Raises _LeaseLost, so that the transaction leaves nothing behind."""
    feed, *_ = asked
    taken = _take(desk, unit, parsed, now)
    unit.items.add_all(taken.new)
    for item, missing in taken.touched:
        unit.items.update(item.id, item.title, item.summary, missing, desk.matcher.matches(item), item.seen)
    found = parsed.found(len(taken.new))
    later = _after(desk, asked, found, now)
    # the hour of the counters is the hour of the items' `seen`: the balance compares the two
    unit.items.tally(now, fetched=found.items, new=found.new, known=found.items - found.new)
    unit.feeds.keep_window(feed.url, parsed.window.text())
    if not unit.feeds.save(later):
        raise _LeaseLost
    polled = Polled(feed.name, feed.url, later.health, later.detail, found.items, found.new, found.items - found.new)
    return [polled, *(_matched(item, fired) for item, _, fired in taken.new if fired)]


def _after(desk: Desk, asked: tuple[Feed, FeedState, Answer], found: Found, now: datetime) -> FeedState:
    """The feed's state after an answer."""
    limits = desk.settings.fetch
    pace = Pace(limits.least, limits.most, desk.settings.fresh)
    return pace.after(*asked, found, now=now, dice=desk.dice())


def _matched(item: Item, fired: Collection[Match]) -> Matched:
    return Matched(item.id, item.title, tuple(match.theme for match in fired))


def _take(desk: Desk, unit: Unit, parsed: Parsed, now: datetime) -> _Taken:
    """Tell the new items from the known ones; items of one document know each other too."""
    taken = _Taken()
    if not parsed.items:
        return taken
    keys = {item.id: usable_keys(item, parsed.shared) for item in parsed.items}
    known = unit.items.known({key for own in keys.values() for key in own})
    stored = unit.items.stored(keys)
    for item in parsed.items:
        own = keys[item.id]
        name = recognise(own, known, item.when)
        if name is not None:
            _touch(taken, replace(item, id=name), own, known)
        elif item.id not in stored:
            fresh = replace(item, stale=now - item.when > desk.settings.fresh)
            taken.new.append((fresh, own, desk.matcher.matches(fresh)))
            known |= dict.fromkeys(own, Known(fresh.id, fresh.title, fresh.when, fresh.seen))
            stored.add(fresh.id)  # a headline that stands thrice, once with an old date, has one id twice
    return taken


def _touch(taken: _Taken, item: Item, keys: Collection[str], known: dict[str, Known]) -> None:
    """The outlet touched an item that we know: keep its new words and keys, never tell it again."""
    entry = next(entry for entry in known.values() if entry.item == item.id)
    missing = [key for key in keys if key not in known]
    if missing or changed(item, entry.title):
        taken.touched.append((item, missing))
        known |= dict.fromkeys(missing, replace(entry, title=item.title))
