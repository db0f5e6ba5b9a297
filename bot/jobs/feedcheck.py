"""Ask feeds live, each once and politely, and say what a person should know of them. Nothing is stored."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.feeds.about import about
from bot.feeds.health import FAILED, judge
from bot.feeds.keys import canonical_url
from bot.feeds.pace import Found
from bot.feeds.parse import parse
from bot.feeds.speech import foreign_letters, reads_like
from bot.jobs.desk import Fetches
from bot.model import Answer, Feed, FeedState, Fetched, Health, Item, Unreachable
from bot.stories.stopwords import STOPWORDS

AT_ONCE = 16  # hosts; each is asked one request after the other
SLOW = 5.0  # seconds
OLD = timedelta(days=30)  # of the newest item
_SAME = 0.8  # of the items of the smaller feed
_FEWEST_SAME = 5  # items


@dataclass(frozen=True, slots=True)
class Checked:
    """What one look at a feed showed. `remarks` are sentences for a person; `leads_to` is "" without a redirect."""

    feed: Feed
    health: Health
    detail: str
    status: int | None = None
    leads_to: str = ""
    moved: bool = False  # for good: feeds.yaml should have the new address
    kind: str = ""
    items: tuple[Item, ...] = ()
    newest: datetime | None = None
    claimed: str = ""  # the language that the feed names
    reads_like: str = ""  # a language, or an alphabet, that is clearly not the configured one
    seconds: float = 0.0
    remarks: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """True when no poll could bring news."""
        return self.health in FAILED

    @property
    def reached(self) -> bool:
        """True when a server answered at all."""
        return not (self.health is Health.UNREACHABLE and self.status is None)


async def check_feeds(
    fetcher: Fetches, feeds: Sequence[Feed], clock: Callable[[], datetime], done: Callable[[Checked], None]
) -> None:
    """Ask every feed once; `done` is called as each answer is in. A host is never asked twice at the same time."""
    hosts: dict[str, deque[Feed]] = defaultdict(deque)
    for feed in feeds:
        hosts[urlsplit(feed.url).hostname or ""].append(feed)
    left = deque(hosts.values())

    async def work() -> None:
        while left:
            for feed in left.popleft():
                done(await check_one(fetcher, feed, clock))

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))


async def check_one(fetcher: Fetches, feed: Feed, clock: Callable[[], datetime]) -> Checked:
    """Ask one feed without saying what we have, and look at what comes."""
    time = asyncio.get_running_loop().time
    began, now = time(), clock()
    answer = await fetcher.fetch(feed, FeedState(feed.url, now))
    seconds = time() - began
    return await asyncio.to_thread(look_at, feed, answer, now, seconds)


def look_at(feed: Feed, answer: Answer, now: datetime, seconds: float) -> Checked:
    """What an answer says of a feed; reading it takes a while."""
    if not isinstance(answer, Fetched):
        health, detail = judge(answer, Found())
        status = answer.status if isinstance(answer, Unreachable) else None
        return _remarked(Checked(feed, health, detail, status, seconds=seconds), now)
    parsed = parse(answer.body, answer.content_type, feed, now, base=answer.url)
    found = parsed.found(len(parsed.items))
    health, detail = judge(answer, found)
    titles = [item.title for item in parsed.items]
    checked = Checked(
        feed,
        health,
        detail,
        200,
        leads_to="" if answer.url == feed.url else answer.url,
        moved=answer.moved,
        kind=found.kind,
        items=parsed.items,
        newest=found.newest,
        claimed=about(answer.body, answer.content_type).language,
        reads_like=foreign_letters(titles, feed.language) or reads_like(titles, feed.language, STOPWORDS),
        seconds=seconds,
    )
    return _remarked(checked, now)


def _remarked(checked: Checked, now: datetime) -> Checked:
    return replace(checked, remarks=tuple(_remarks(checked, now)))


def _remarks(checked: Checked, now: datetime) -> Iterable[str]:
    """Most important first."""
    if checked.failed or checked.health is Health.EMPTY:
        yield checked.detail
    if checked.moved:
        yield f"moved for good: write {checked.leads_to}"
    if checked.reads_like:
        yield f"configured as {checked.feed.language}, but its headlines are {checked.reads_like}"
    elif _contradicts(checked):
        yield f"configured as {checked.feed.language}, but it says {checked.claimed} of itself"
    if checked.newest and now - checked.newest > OLD:
        yield f"its newest item is of {checked.newest:%Y-%m-%d}, {(now - checked.newest).days} days ago"
    if checked.health is Health.PARTIAL:
        yield checked.detail
    if checked.items and not any(item.published for item in checked.items):
        yield "no item has a date that can be read"
    if checked.seconds > SLOW:
        yield f"slow: {checked.seconds:.0f} s"


def _contradicts(checked: Checked) -> bool:
    """Many feeds claim English because nobody changed it: against their own headlines that counts for nothing."""
    claimed, configured = checked.claimed.partition("-")[0], checked.feed.language.partition("-")[0]
    return bool(claimed and configured) and claimed not in {configured, "en"}


def with_doubles(found: Sequence[Checked]) -> list[Checked]:
    """The same, in the same order, with a remark on each feed that another one doubles."""
    doubles = _doubles(found)
    return [
        replace(one, remarks=(*one.remarks, doubles[one.feed.url])) if one.feed.url in doubles else one for one in found
    ]


def _doubles(found: Sequence[Checked]) -> Mapping[str, str]:
    """Address -> which earlier feed it doubles, and how."""
    said: dict[str, str] = {}
    ends: dict[str, str] = {}
    holders: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(found):
        end = canonical_url(one.leads_to or one.feed.url)
        keys = {item.url or item.title for item in one.items}
        shared: dict[int, int] = defaultdict(int)
        for key in keys:
            for other in holders[key]:
                shared[other] += 1
            holders[key].append(place)
        twins = [found[other] for other, times in shared.items() if _same(times, len(keys), len(found[other].items))]
        if end in ends and one.reached:
            said[one.feed.url] = f"leads to the same address as {ends[end]}"
        elif twins:
            said[one.feed.url] = f"holds the same items as {twins[0].feed.name}"
        ends.setdefault(end, one.feed.name)
    return said


def _same(shared: int, mine: int, others: int) -> bool:
    return shared >= _FEWEST_SAME and shared >= _SAME * min(mine, others)
