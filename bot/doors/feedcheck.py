"""`dispaccio feeds check`: every feed asked live, with a progress bar and a table."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot.doors.clock import real_clock
from bot.doors.columns import show_columns
from bot.doors.reading import config_of, show_json
from bot.doors.wiring import make_fetcher
from bot.errors import UsageError
from bot.feeds.keys import canonical_url
from bot.jobs.feedcheck import Checked, check_feeds, with_doubles
from bot.model import Feed
from bot.settings import values
from bot.settings.nouns import Settings

HEADS = ("", "feed", "health", "format", "items", "newest", "s")


def check_live(config: Path, urls: tuple[str, ...], *, as_json: bool) -> int:
    """Ask, print, count; 1 when none could be reached, or when it was stopped."""
    settings = config_of(config)
    feeds = _chosen(settings, urls)
    found: list[Checked] = []
    stopped = True
    with suppress(KeyboardInterrupt), _watching(len(feeds), found) as done:
        asyncio.run(_ask(settings, feeds, done))
        stopped = False
    order = {feed.url: place for place, feed in enumerate(feeds)}
    checked = with_doubles(sorted(found, key=lambda one: order[one.feed.url]))
    if as_json:
        show_json(_data(checked, len(feeds), complete=not stopped))
    else:
        _show(checked)
    print(_last_line(checked, len(feeds), stopped=stopped), file=sys.stderr)
    return 1 if stopped or (feeds and not any(one.reached for one in checked)) else 0


async def _ask(settings: Settings, feeds: Sequence[Feed], done: Callable[[Checked], None]) -> None:
    async with make_fetcher(settings, real_clock) as fetcher:
        await check_feeds(fetcher, feeds, real_clock, done)


def _chosen(settings: Settings, urls: tuple[str, ...]) -> list[Feed]:
    """All feeds, or the named ones; an address that is not configured is asked as it stands, without a language."""
    if not urls:
        return list(settings.feeds)
    known = {canonical_url(feed.url): feed for feed in settings.feeds}
    by_name = {feed.name: feed for feed in settings.feeds}
    return [by_name.get(url) or known.get(canonical_url(url)) or _stranger(url) for url in dict.fromkeys(urls)]


def _stranger(url: str) -> Feed:
    if not values.reads(values.url, url):
        raise UsageError(f"{values.shown(url)} is no feed of the configuration and no web address")
    return Feed(name=url, url=url, language="")


def _show(checked: Sequence[Checked]) -> None:
    """The failed ones first, then those with remarks, then the good ones."""
    rows = [_row(one) for one in sorted(checked, key=lambda one: (not _fails(one), not one.remarks))]
    show_columns(HEADS, rows, numbers=("items", "s"))


def _row(one: Checked) -> tuple[tuple[str, ...], tuple[str, ...]]:
    name = one.feed.name if one.feed.enabled else f"{one.feed.name} (disabled)"
    sign = "x" if _fails(one) else "-" if one.failed else "!" if one.remarks else ""
    newest = f"{one.newest:%Y-%m-%d}" if one.newest else ""
    cells = (sign, name, str(one.health), one.kind, str(len(one.items)), newest, f"{one.seconds:.1f}")
    return cells, one.remarks


def _fails(one: Checked) -> bool:
    """A feed that is switched off may fail: that is often why."""
    return one.failed and one.feed.enabled


def _last_line(checked: Sequence[Checked], whole: int, *, stopped: bool) -> str:
    counts = {
        "good": sum(not one.failed and not one.remarks for one in checked),
        "with remarks": sum(not one.failed and bool(one.remarks) for one in checked),
        "failed": sum(map(_fails, checked)),
    }
    resting = sum(one.failed and not one.feed.enabled for one in checked)
    told = ", ".join(f"{number} {what}" for what, number in counts.items())
    told += f", {resting} failed that are disabled" if resting else ""
    if stopped:
        return f"stopped after {len(checked)} of {whole} feeds: {told}; run it again for the others"
    if checked and not any(one.reached for one in checked):
        return f"{len(checked)} feeds asked, none could be reached; is this machine connected, or fetch.proxy needed?"
    return f"{len(checked)} feeds asked: {told}"


def _data(checked: Sequence[Checked], whole: int, *, complete: bool) -> dict[str, object]:
    return {
        "at": real_clock().isoformat(),
        "complete": complete,
        "feeds": whole,
        "failed": sum(map(_fails, checked)),
        "checked": [_entry(one) for one in checked],
    }


def _entry(one: Checked) -> dict[str, object]:
    return {
        "name": one.feed.name,
        "url": one.feed.url,
        "enabled": one.feed.enabled,
        "ok": not one.failed,
        "health": str(one.health),
        "detail": one.detail,
        "status": one.status,
        "leads_to": one.leads_to,
        "moved": one.moved,
        "format": one.kind,
        "items": len(one.items),
        "newest": one.newest.isoformat() if one.newest else None,
        "language": one.feed.language,
        "claimed_language": one.claimed,
        "reads_like": one.reads_like,
        "seconds": round(one.seconds, 2),
        "remarks": list(one.remarks),
    }


@contextmanager
def _watching(whole: int, found: list[Checked]) -> Iterator[Callable[[Checked], None]]:
    """Collect what is found, with a progress bar on stderr for whoever looks."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("asking feeds", total=whole)

        def done(one: Checked) -> None:
            found.append(one)
            progress.update(task, advance=1, description=one.feed.name)

        yield done
