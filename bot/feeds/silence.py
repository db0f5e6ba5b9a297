"""Which lasting troubles of feeds to tell the operator, and in which words: by publisher, once, and not all at once.

One trouble of one feed is told when it begins to last, and again only after it was over. Feeds of one publisher fail
together, so one publisher is told of at most once a day; and where many publishers fall silent at one look (our own
network was down, or the first look at an old list), all of them are one notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from bot.feeds.health import trouble
from bot.feeds.urls import host_of, registrable
from bot.model import Feed, FeedState

AGAIN = timedelta(days=1)  # between two notices of one publisher
_ONE_BY_ONE = 3  # publishers; more are one notice
_LISTED = 12  # feeds that a notice names
_DO = {
    "gone": "the feed is parked: look for its new address, or take it out of feeds.yaml",
    "moved": "change its url in feeds.yaml: items that are known stay known",
    "silent": "look whether the outlet has another feed; the bot goes on asking by itself",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """What to tell in one message; `marks` says of which feed (its url) what has then been told."""

    what: str
    why: str
    do: str
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Case:
    feed: Feed
    word: str
    sentence: str

    @property
    def kind(self) -> str:
        return self.word.partition(" ")[0]


def notices(pairs: Sequence[tuple[Feed, FeedState]], now: datetime) -> list[Notice]:
    """The notices that are due, by publisher; `pairs` are the feeds that are polled, with what is known of them."""
    ordered = sorted(pairs, key=lambda pair: (publisher(pair[0]), pair[0].name))
    families = [(name, list(group)) for name, group in groupby(ordered, key=lambda pair: publisher(pair[0]))]
    due = [(name, len(group), cases) for name, group in families if (cases := _cases(group, now))]
    if len(due) > _ONE_BY_ONE:
        every = [case for _, _, cases in due for case in cases]
        return [_notice(f"feeds of {len(due)} publishers", every)]
    return [_notice(f"{len(cases)} of {size} feeds of {name}", cases) for name, size, cases in due]


def over(pairs: Iterable[tuple[Feed, FeedState]], now: datetime) -> list[str]:
    """Urls of the feeds whose trouble was told and is over."""
    return [state.url for _, state in pairs if state.told and not trouble(state, now)[0]]


def publisher(feed: Feed) -> str:
    """The family of a feed, or the host that somebody registered."""
    return feed.family or registrable(host_of(feed.url))


def _cases(group: Sequence[tuple[Feed, FeedState]], now: datetime) -> list[_Case]:
    """What is new among the feeds of one publisher; nothing while it was told of lately."""
    if any(state.told_at and abs(now - state.told_at) < AGAIN for _, state in group):
        return []
    found = [(feed, state, *trouble(state, now)) for feed, state in group]
    return [_Case(feed, word, sentence) for feed, state, word, sentence in found if word and word != state.told]


def _notice(what: str, cases: Sequence[_Case]) -> Notice:
    lines = [f"{case.feed.name}: {case.sentence}" for case in cases[:_LISTED]]
    lines += [f"and {len(cases) - _LISTED} more: `dispaccio status`"] if len(cases) > _LISTED else []
    do = [advice for kind, advice in _DO.items() if any(case.kind == kind for case in cases)]
    return Notice(what, "; ".join(lines), "; ".join(do), {case.feed.url: case.word for case in cases})
