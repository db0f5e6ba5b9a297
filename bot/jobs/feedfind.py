"""Find the feeds of a site: ask its page, then whatever may be a feed, and keep what is one. Nothing is stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.feeds.about import about
from bot.feeds.discover import USUAL, Candidate, candidates, country_of, name_for
from bot.feeds.health import judge
from bot.feeds.keys import canonical_url
from bot.feeds.pace import Found
from bot.feeds.parse import parse
from bot.jobs.desk import Fetches
from bot.jobs.explain import guess_language
from bot.model import Answer, Feed, FeedState, Fetched, Item, Unreachable
from bot.text.languages import base

_DIFFER = frozenset({"zh", "pt"})
MOST_ASKED = 30  # addresses of one site
Watch = Callable[[str], None]  # called with each address before it is asked


@dataclass(frozen=True, slots=True)
class Discovered:
    """A feed that answered; `language` is "" where nothing tells it, `guessed` when only its headlines do."""

    url: str
    how: str
    name: str  # as the feed calls itself
    label: str  # as the page calls it; "" where it says nothing
    language: str
    guessed: bool
    country: str
    kind: str
    items: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a site has, the most trusted first; `problem` where its page could not be read; how many were asked."""

    feeds: tuple[Discovered, ...]
    problem: str
    asked: int


@dataclass(slots=True)
class _Search:
    """One walk over a site."""

    fetcher: Fetches
    now: datetime
    language: str
    watch: Watch
    asked: int = 0

    async def ask(self, url: str) -> Answer:
        self.asked += 1
        self.watch(url)
        return await self.fetcher.fetch(_nameless(url, self.language), FeedState(url, self.now))

    async def read(self, candidate: Candidate, answer: Answer) -> tuple[Discovered, tuple[Item, ...]] | None:
        return await asyncio.to_thread(read_candidate, candidate, answer, self.now, self.language)


def _nameless(url: str, language: str) -> Feed:
    return Feed(name=url, url=url, language=language)


async def discover(fetcher: Fetches, url: str, now: datetime, *, language: str = "", watch: Watch) -> Discovery:
    """The feeds of the site at `url`; `language` where the caller knows it.

    The usual places are tried only where the page names no feed, and only until one of them is one.
    """
    search = _Search(fetcher, now, language, watch)
    page = await search.ask(url)
    own = await search.read(Candidate(url, "this address itself"), page)
    if own:
        return Discovery((own[0],), "", 1)
    left = candidates(b"", "", url)
    problem = ""
    if isinstance(page, Fetched):
        left = candidates(page.body, page.content_type, page.url, page.links)
    elif isinstance(page, Unreachable):
        problem = page.reason
        left = left if page.status else ()  # no server: no use in asking it for more
    found = await _try(search, [one for one in left if one.how != USUAL], all_of_them=True)
    found = found or await _try(search, [one for one in left if one.how == USUAL], all_of_them=False)
    return Discovery(tuple(found), problem, search.asked)


async def _try(search: _Search, left: Sequence[Candidate], *, all_of_them: bool) -> list[Discovered]:
    """Those that are feeds, without what leads to the same address or holds the same items."""
    found: list[Discovered] = []
    seen: set[str] = set()
    for candidate in left:
        if search.asked >= MOST_ASKED or (found and not all_of_them):
            break
        read = await search.read(candidate, await search.ask(candidate.url))
        if read is None:
            continue
        one, items = read
        names = {canonical_url(one.url), " ".join(sorted(item.url or item.title for item in items))}
        if seen.isdisjoint(names):
            found.append(one)
        seen |= names
    return found


def read_candidate(
    candidate: Candidate, answer: Answer, now: datetime, language: str
) -> tuple[Discovered, tuple[Item, ...]] | None:
    """What may be written of a feed, and its items; None where the answer is no feed with items."""
    if not isinstance(answer, Fetched):
        return None
    parsed = parse(answer.body, answer.content_type, _nameless(candidate.url, language), now, base=answer.url)
    if not parsed.items:
        return None
    said = about(answer.body, answer.content_type)
    told = language or _plain(said.language or candidate.language)
    guess = "" if told else guess_language(" ".join(item.title for item in parsed.items))
    url = answer.url if answer.moved else candidate.url
    discovered = Discovered(
        url=url,
        how=candidate.how,
        name=name_for(said.title or candidate.title, url),
        label=candidate.title,
        language=told or guess,
        guessed=bool(guess),
        country=country_of(url),
        kind=parsed.kind,
        items=len(parsed.items),
        newest=parsed.found(0).newest,
    )
    return discovered, parsed.items


def _plain(code: str) -> str:
    """A claimed language without its country, which says where rather than how; but Chinese and Portuguese differ."""
    return code if base(code) in _DIFFER else base(code)


async def search_feed(fetcher: Fetches, url: str, now: datetime, language: str) -> tuple[Discovered | None, str]:
    """A search feed, asked once; where it cannot be reached or holds nothing, why."""
    answer = await fetcher.fetch(_nameless(url, language), FeedState(url, now))
    read = await asyncio.to_thread(read_candidate, Candidate(url, "a search"), answer, now, language)
    if read:
        return read[0], ""
    if isinstance(answer, Fetched):
        return None, "it holds no item now"
    return None, judge(answer, Found())[1]
