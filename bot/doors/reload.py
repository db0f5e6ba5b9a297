"""Takes an edit of the configuration into the running service within five seconds; a bad edit changes nothing.

    files changed -> still since a second? -> read and judge beside the event loop -> good: a new desk, in one step
                                                                                   -> bad: every problem is told
Jobs that run keep the desk they began with. What the old desk alone used is closed once the last of them has ended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.doors.schedule import Service
from bot.doors.wiring import Refit, refit
from bot.errors import ConfigError, Problem
from bot.events import Failed, Reloaded
from bot.settings.load import load
from bot.settings.nouns import Settings
from bot.themes.match import Matcher

# How often the files are looked at. An edit is taken in when two looks in a row saw the same, so a file that an editor
# is still writing is left alone; reading and judging 11,000 forms takes under two seconds of the five.
LOOK_SECONDS = 1.0
FILES = ("bot.yaml", "feeds.yaml", "themes.yaml")
SECRET_FILES = ("TELEGRAM_BOT_TOKEN_FILE", "DISPACCIO_ADMIN_TOKEN_FILE")
# Problems of one bad edit that are told one by one; `dispaccio check` lists them all.
TOLD = 5

Stamp = tuple[tuple[int, int, int] | None, ...]  # of each file: when changed (ns), bytes, inode; None: not there


@dataclass
class _Retired:
    """What a former desk used, and the jobs that may still use it."""

    close: Callable[[], Awaitable[None]]
    jobs: set[asyncio.Task[None]] = field(default_factory=set)


class ConfigWatch:
    """Looks at the files of one service; `took` is called with the settings that came into force."""

    def __init__(
        self, service: Service, environ: Mapping[str, str], before: Stamp, took: Callable[[Settings], None]
    ) -> None:
        self._service = service
        self._environ = dict(environ)
        self._took = took
        self._folder = service.desk.settings.directory
        self._judged = before  # the stamp of the files that were judged last, good or bad
        self._seen = before
        self._retired: list[_Retired] = []
        self._current: _Retired | None = None

    async def look(self) -> None:
        """One look; called every LOOK_SECONDS."""
        await self._close_retired()
        now = await asyncio.to_thread(self._stamp)
        still, self._seen = now == self._seen, now
        if now == self._judged or not still:
            return
        try:
            settings, matcher = await asyncio.to_thread(self._read)
        except ConfigError as error:
            self._judged = now
            self._refuse(error.problems)
            return
        if await asyncio.to_thread(self._stamp) != now:
            return  # written again while it was read: the next look judges what stands then
        await self._take(settings, matcher)
        self._judged = now

    async def close(self) -> None:
        """Give back what later desks used; the first desk belongs to whoever opened it."""
        for each in [*self._retired, *([self._current] if self._current else [])]:
            await each.close()

    async def _take(self, settings: Settings, matcher: Matcher) -> None:
        service = self._service
        mended = bool(service.refused)
        made: Refit = await refit(service.desk, settings, matcher)
        jobs = service.swap(made.desk)
        service.refused = ""
        if made.close is not None:
            if self._current is not None:
                self._retired.append(_Retired(self._current.close, jobs))
            self._current = _Retired(made.close)
        self._took(settings)
        feeds = sum(feed.enabled for feed in settings.feeds)
        service.desk.emit(Reloaded(len(settings.themes), len(settings.concepts), feeds, len(settings.warnings), mended))

    def _refuse(self, problems: tuple[Problem, ...]) -> None:
        more = len(problems) - TOLD
        for at, problem in enumerate(problems[:TOLD]):
            rest = f" ({more} more problems)" if more > 0 and at == TOLD - 1 else ""
            self._service.desk.emit(
                Failed(
                    "configuration", f"{problem}{rest}", "the last good one stays in force; `dispaccio check` shows all"
                )
            )
        self._service.refused = f"the last edit is not in force: {problems[0]}"

    async def _close_retired(self) -> None:
        over = [each for each in self._retired if all(job.done() for job in each.jobs)]
        self._retired = [each for each in self._retired if each not in over]
        for each in over:
            await each.close()

    def _read(self) -> tuple[Settings, Matcher]:
        settings = load(self._folder, self._environ)
        now = self._service.desk
        if (settings.themes, settings.concepts) == (now.settings.themes, now.settings.concepts):
            return settings, now.matcher
        return settings, Matcher(settings.themes, settings.concepts)

    def _stamp(self) -> Stamp:
        return stamp(self._folder, self._environ)


def stamp(folder: Path, environ: Mapping[str, str]) -> Stamp:
    """What the files look like from outside: another stamp, another content."""
    secrets = (environ[name] for name in SECRET_FILES if environ.get(name))
    return tuple(_stamp_of(path) for path in (*(folder / name for name in FILES), *map(Path, secrets)))


def _stamp_of(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None  # reading it says why
    return found.st_mtime_ns, found.st_size, found.st_ino
