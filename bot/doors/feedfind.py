"""`dispaccio feeds discover`: the feeds of a site, or a search feed, as lines for feeds.yaml."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic_core import PydanticCustomError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from bot.doors.clock import real_clock
from bot.doors.feedfiles import check_language
from bot.doors.reading import config_of, show_json
from bot.doors.wiring import make_fetcher
from bot.errors import UsageError
from bot.feeds.discover import editions, search_address
from bot.feeds.keys import canonical_url
from bot.jobs.feedfind import Discovered, Discovery, discover, search_feed
from bot.jobs.feedimport import free_name
from bot.settings import values
from bot.settings.feedlines import feed_line
from bot.settings.nouns import Settings


def find_feeds(config: Path, url: str, search: str, *, language: str, as_json: bool) -> int:
    """Find and print; 1 when there is none."""
    if bool(url) == bool(search):
        raise UsageError("name a site, or give --search WORDS: dispaccio feeds discover https://outlet.example")
    check_language(language)
    settings = config_of(config)
    if search:
        return _search(settings, search, language.lower() or settings.language, as_json=as_json)
    return _discover(settings, _address(url), language.lower(), as_json=as_json)


def _address(text: str) -> str:
    """The address in full; `outlet.example` is asked with https."""
    whole = text if "://" in text else f"https://{text}"
    try:
        return values.url(whole)
    except PydanticCustomError as error:
        context = error.context or {}
        raise UsageError(f"the address {context.get('message')}; {context.get('hint')}") from None


def _discover(settings: Settings, url: str, language: str, *, as_json: bool) -> int:
    with _watching() as watch:
        found = asyncio.run(_ask_site(settings, url, language, watch))
    lines = _lines(settings, found.feeds)
    if as_json:
        show_json({"feeds": lines, "asked": found.asked, "problem": found.problem})
    for line in [] if as_json else lines:
        _print(line)
    if found.problem:
        print(f"the page itself: {found.problem}", file=sys.stderr)
    hint = "" if lines else "; look for a link to RSS on the site, or try --search"
    print(f"{len(lines)} feeds found, {found.asked} addresses asked{hint}", file=sys.stderr)
    return 0 if lines else 1


async def _ask_site(settings: Settings, url: str, language: str, watch: Callable[[str], None]) -> Discovery:
    async with make_fetcher(settings, real_clock) as fetcher:
        return await discover(fetcher, url, real_clock(), language=language, watch=watch)


def _search(settings: Settings, words: str, language: str, *, as_json: bool) -> int:
    url = search_address(words, language)
    if not url:
        raise UsageError(f"Google News has no edition in {language}; it has: {', '.join(editions())}")
    found, problem = asyncio.run(_ask_search(settings, url, language))
    known = {"name": f"Google News: {words}"[: values.MAX_LINE], "url": url, "language": language, "kind": "aggregator"}
    line = {"items": found.items if found else 0, "known_as": _known(settings).get(canonical_url(url), ""), **known}
    if as_json:
        show_json({"feeds": [line], "asked": 1, "problem": problem})
    else:
        print(feed_line(known))
    said = f"answers with {found.items} items" if found else f"could not be tried: {problem}"
    print(f"the search feed {said}", file=sys.stderr)
    return 0


async def _ask_search(settings: Settings, url: str, language: str) -> tuple[Discovered | None, str]:
    async with make_fetcher(settings, real_clock) as fetcher:
        return await search_feed(fetcher, url, real_clock(), language)


def _lines(settings: Settings, feeds: tuple[Discovered, ...]) -> list[dict[str, object]]:
    """What feeds.yaml would hold of each, and what a person should know of it."""
    known = _known(settings)
    names = {feed.name for feed in settings.feeds}
    lines: list[dict[str, object]] = []
    for feed in feeds:
        name = free_name(feed.label if feed.label and feed.name in names else feed.name, feed.url, names)
        names.add(name)
        lines.append(
            {
                "name": name,
                "url": feed.url,
                "language": feed.language,
                "country": feed.country,
                "found": feed.how,
                "format": feed.kind,
                "items": feed.items,
                "newest": feed.newest.isoformat() if feed.newest else None,
                "language_guessed": feed.guessed,
                "known_as": known.get(canonical_url(feed.url), ""),
            }
        )
    return lines


def _known(settings: Settings) -> dict[str, str]:
    return {canonical_url(feed.url): feed.name for feed in settings.feeds}


def _print(line: dict[str, object]) -> None:
    """Comments are YAML too: the whole output can be pasted into feeds.yaml."""
    newest = f", the newest of {str(line['newest'])[:10]}" if line["newest"] else ""
    print(f"  # {line['found']}: {line['format']}, {line['items']} items{newest}")
    values_ = {key: str(line[key]) for key in ("name", "url", "language", "country")}
    if line["known_as"]:
        print(f"  # configured already, as {line['known_as']}: {line['url']}")
        return
    if not line["language"]:
        print("  # its language is not known: write it")
    elif line["language_guessed"]:
        print(f"  # it does not say its language; {line['language']} is guessed from its headlines")
    print(feed_line(values_))


@contextmanager
def _watching() -> Iterator[Callable[[str], None]]:
    """A line that tells which address is being asked, for whoever looks."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("")
        yield lambda url: progress.update(task, description=f"asking {url}")
