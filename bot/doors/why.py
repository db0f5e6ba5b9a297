"""`why`: the life of one item in plain sentences, with times in the configured zone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import assert_never
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from bot.digests.block import lead
from bot.digests.voices import independent
from bot.doors.clock import real_clock
from bot.doors.life import answer_data
from bot.doors.reading import config_of, reading, show_json
from bot.doors.trace import evidence_lines, say, show_trace
from bot.jobs.fates import Fate
from bot.jobs.why import Answer, Forgotten, KeyFact, Life, PostLife, Several, StoryLife, Stranger, why
from bot.model import Delivery, Develops, Item, Joins, Placement, Starts, State
from bot.settings.nouns import Settings
from bot.store.base import Placed
from bot.text.markup import escape

When = Callable[[datetime], str]
KINDS = {"g": "guid", "u": "address", "t": "headline of its publisher", "x": "whole text"}


def explain_life(config: Path, state: str, asked: str, *, as_json: bool) -> int:
    """Tell what became of an item, a story or a post; 1 when nothing, or more than one thing, is called so."""
    settings = config_of(config)
    with reading(state) as store, store.glance() as unit:
        answer = why(unit, settings, asked, real_clock())
    if as_json:
        show_json(answer_data(answer))
    else:
        _show(Console(), settings, answer)
    if isinstance(answer, Stranger):
        days = f"{settings.retention.unmatched.days} days"
        print(
            f"never seen: {asked}; items that match nothing are kept for {days}, and `dispaccio feeds list` "
            "or feeds.yaml says which feeds are asked",
            file=sys.stderr,
        )
    if isinstance(answer, Several):
        print(f"{asked} is the beginning of {len(answer.names)} ids; write more of it", file=sys.stderr)
    return 1 if isinstance(answer, Stranger | Several) else 0


def _show(console: Console, settings: Settings, answer: Answer) -> None:
    zone = ZoneInfo(settings.timezone)

    def when(moment: datetime) -> str:
        return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"

    match answer:
        case Life():
            _show_life(console, settings, answer, when)
        case StoryLife():
            _lines(console, _story(answer, settings, when))
        case PostLife():
            _lines(console, _post(answer.delivery, when))
            for story in answer.stories:
                _lines(console, _story(story, settings, when))
        case Forgotten(left):
            say(console, f"{left.title}")
            say(console, f"  item {left.item}, first seen {when(left.seen)}; deleted since, as `retention` says")
            say(console, "  its keys are kept, so that it is never news again")
        case Several(names):
            _lines(console, (f"{name}  {what}" for name, what in names))
        case Stranger(nearest):
            _lines(console, (f"nearest: {item.title}\n  {item.link}  (item {item.id})" for item in nearest))
        case _:
            assert_never(answer)


def _show_life(console: Console, settings: Settings, life: Life, when: When) -> None:
    say(console, Text(life.item.title, "bold"))
    _lines(console, _fetched(life, settings, when))
    say(console, Text("\nthemes, by the configuration of today", "bold"))
    show_trace(console, settings, life.item, life.verdicts)
    _lines(console, _recorded(life, when))
    if life.story is None:
        say(console, Text("\nstory and post", "bold"))
        say(console, _unplaced(life, settings, when))
        return
    _lines(console, _story(life.story, settings, when, life.item))


def _lines(console: Console, lines: Iterator[str]) -> None:
    for line in lines:
        say(console, line)


def _fetched(life: Life, settings: Settings, when: When) -> Iterator[str]:
    """Where it comes from, and what names it."""
    item = life.item
    yield f"  item {item.id}, {item.link}"
    yield f"  fetched from {life.feed or item.outlet} ({item.feed}), read as {item.language}"
    if not life.feed:
        yield "  that feed is no longer in feeds.yaml"
    yield f"  first seen {when(item.seen)}; times are those of {settings.timezone}"
    yield f"  published {when(item.published)}, as the outlet says" if item.published else "  the outlet gives no date"
    if item.stale:
        yield "  older than `fresh` when first seen: kept and placed, not told by itself"
    if life.updated:
        yield f"  title or summary changed by the outlet {when(life.updated)}"
    yield from (f"  {_key(fact)}" for fact in life.keys)


def _key(fact: KeyFact) -> str:
    kind, _, text = fact.key.partition(":")
    shown = text.partition(" ")[2] if kind == "g" else text  # behind a short name of the feed
    holder = f", which names item {fact.holder} now" if fact.holder else ""
    return f"known by its {KINDS.get(kind, kind)}: {shown}{holder}"


def _recorded(life: Life, when: When) -> Iterator[str]:
    """What fired when it was read, where that is not what fires today."""
    then = [match.theme for match in life.recorded]
    now = [verdict.theme for verdict in life.verdicts if verdict.match]
    if set(then) == set(now):
        return
    said, says = (", ".join(names) or "no theme" for names in (then, now))
    yield f"when it was read ({when(life.updated or life.item.seen)} at the latest) it matched {said}; today {says}"
    for match in life.recorded:
        if match.theme not in now:
            yield f"  then {match.theme}, by"
            yield from (f"    {line}" for line in evidence_lines(match))


def _unplaced(life: Life, settings: Settings, when: When) -> str:
    """Why it is in no story."""
    if life.recorded:
        return "  it matched and waits for its story: the next pass of the service places it"
    until = when(life.item.seen + settings.retention.unmatched)
    return f"  not told: no theme fired when it was read; kept until {until} at least, for why and backtest"


def _story(life: StoryLife, settings: Settings, when: When, asked: Item | None = None) -> Iterator[str]:
    """A story: how its items came to it, and what became of it in each channel."""
    story = life.story
    outlets = len({item.outlet for item in story.items})
    yield ""
    yield f"story {story.id}: {_many(len(story.items), 'item')}, {_many(outlets, 'outlet')}, {independent(story)} independent"
    first = lead(story, settings.language)
    placed = {one.item: one for one in life.placed}
    for item in sorted(story.items, key=lambda each: (each.id != first.id, each.when, each.id)):
        mark = ", ".join(word for word, here in (("lead", item == first), ("this item", item == asked)) if here)
        yield f"  {item.title} ({item.outlet}, {item.language}){f': {mark}' if mark else ''}"
        if item != asked:
            yield f"    item {item.id}, published or seen {when(item.when)}"
        if item.id in placed:
            yield from (f"    {line}" for line in _placement(placed[item.id], when))
    for fate in life.fates:
        yield from _fate(fate, when, placed.get(asked.id) if asked else None, asked)


def _placement(placed: Placed, when: When) -> Iterator[str]:
    said: Placement = placed.placement
    match said:
        case Joins(other):
            yield f"joined {other} {when(placed.at)}, likeness {said.score:.2f}"
        case Develops(other):
            yield f"carries {other} on, a new step: a story of its own since {when(placed.at)}, likeness {said.score:.2f}"
        case Starts(""):
            yield f"started the story {when(placed.at)}: nothing recent was like it"
        case Starts(nearest):
            yield f"started the story {when(placed.at)}; the nearest was {nearest}, likeness {said.score:.2f}"
        case _:
            assert_never(said)
    if said.reasons:
        yield f"  because: {'; '.join(said.reasons)}"


def _fate(fate: Fate, when: When, placed: Placed | None, asked: Item | None) -> Iterator[str]:
    """What one channel was told, or why not."""
    yield ""
    if fate.delivery is None or fate.telling is None:
        until = f" ({when(fate.until)})" if fate.until else ""
        yield f"channel {fate.channel}: not told: {fate.why_not}{until}"
        return
    under = f" under {fate.telling.theme}" if fate.telling.theme else ""
    yield f"channel {fate.channel}: in digest {fate.telling.digest}{under}, planned {when(fate.delivery.created)}"
    if fate.telling.retracted:
        yield f"  taken back {when(fate.telling.retracted)}{f': {fate.telling.why}' if fate.telling.why else ''}"
    yield from _post(fate.delivery, when)
    held = fate.state
    if held and held.trouble and fate.delivery.state is State.WAITING:
        yield f"  the channel takes nothing: {held.trouble}"
    if asked and placed and escape(asked.link) not in fate.delivery.message.html:
        late = placed.at > fate.delivery.created
        yield f"  the post does not link this item{': it came later' if late else ''}"


def _post(post: Delivery, when: When) -> Iterator[str]:
    """Where a delivery stands, and what to do about it."""
    tries = f"{_many(post.attempts, 'attempt')}"
    settled = f" {when(post.settled)}" if post.settled else ""
    where = f": {post.link or f'message {post.message_id} of {post.chat}'}" if post.message_id else ""
    yield f"  delivery {post.id}: {post.state}{settled}, {tries}{where}"
    if post.message_id and post.link:
        yield f"  message {post.message_id} of chat {post.chat}"
    if post.reason:
        yield f"  because: {post.reason}"
    if post.not_before and post.state in {State.WAITING, State.UNSURE}:
        yield f"  tried again {when(post.not_before)}"
    if post.state in {State.HELD, State.DEAD}:
        yield f"  look into the channel, then: dispaccio retry {post.id}, or mark-sent, or drop"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
