"""The service: a handful of interval jobs over one desk. Nothing that must happen lives in a timer.

What is due lives in rows; a job only asks for it. So a job that was late, skipped or killed is made good by the next.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.doors.clock import real_clock
from bot.errors import DispaccioError
from bot.events import Failed
from bot.jobs.deliver import deliver
from bot.jobs.desk import Desk
from bot.jobs.doubt import read_back
from bot.jobs.grow import grow
from bot.jobs.place import Placer
from bot.jobs.poll import poll
from bot.jobs.publish import publish
from bot.jobs.takeover import take_over
from bot.jobs.tidy import tidy
from bot.jobs.watch import watch

Job = Callable[[Desk], Awaitable[object]]

# SIGTERM ends the service within 10 s; the rest is for closing what is open.
DRAIN = timedelta(seconds=6)


@dataclass(frozen=True, slots=True)
class Beat:
    """One job: how often, and how many of it may run at once (leases make that safe)."""

    name: str
    job: Job
    seconds: float
    at_once: int = 1


class Service:
    """Runs the jobs until it is told to stop; remembers when each last ended well, for health."""

    def __init__(self, desk: Desk, beats: tuple[Beat, ...]) -> None:
        self.desk = desk
        self.beats = beats
        self.ended: dict[str, datetime] = {}
        self.troubles: dict[str, str] = {}
        self.started: datetime | None = None
        self.refused = ""  # why the last edit of the configuration is not in force
        self._running: set[asyncio.Task[None]] = set()
        # APScheduler keeps the real clock: intervals are real, whatever clock the jobs are handed.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    async def settle(self) -> None:
        """Wait until no job runs; none starts before the caller awaits again."""
        while self._running:
            await asyncio.wait(set(self._running))

    def swap(self, desk: Desk) -> set[asyncio.Task[None]]:
        """From now on jobs get this desk; gives the running ones, which keep the former."""
        self.desk = desk
        return set(self._running)

    async def start(self) -> None:
        """Settle what a killed service left behind, then begin."""
        self.started = real_clock()
        await take_over(self.desk)
        for beat in self.beats:
            self._scheduler.add_job(
                self._run, "interval", args=[beat], seconds=beat.seconds, max_instances=beat.at_once, id=beat.name
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """Start nothing new, let running jobs end, then cut what is still running."""
        self._scheduler.pause()
        if self._running:
            await asyncio.wait(self._running, timeout=DRAIN.total_seconds())
        self._scheduler.shutdown(wait=False)
        left = set(self._running)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _run(self, beat: Beat) -> None:
        """One run of one job. Its own task, so that the scheduler's shutdown cannot cut a post in half."""
        task = asyncio.create_task(self._guarded(beat))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.shield(task)

    async def _guarded(self, beat: Beat) -> None:
        try:
            await beat.job(self.desk)
        except DispaccioError as error:
            self._trouble(beat, str(error))
        except Exception as error:  # noqa: BLE001  a fault in one job must not stop the others; it is told, and tried again
            self._trouble(beat, f"{type(error).__name__}: {error}")
        else:
            self.ended[beat.name] = real_clock()
            self.troubles.pop(beat.name, None)

    def _trouble(self, beat: Beat, why: str) -> None:
        if self.troubles.get(beat.name) != why:
            self.desk.emit(Failed(f"job {beat.name}", why, "it is tried again at the next tick"))
        self.troubles[beat.name] = why


def usual_beats(placer: Placer) -> tuple[Beat, ...]:
    """The jobs of `run`. Ticks and deliveries overlap: who is slow holds up nobody else."""
    return (
        Beat("tick", poll, 1.0, at_once=60),  # each waits for its slowest feed; `poll` bounds the feeds of them all
        Beat("place", placer.place, 2.0),
        Beat("publish", publish, 3.0),
        Beat("grow", grow, 10.0),
        Beat("deliver", deliver, 1.0, at_once=4),
        Beat("watch", watch, 60.0),
        Beat("doubts", read_back, 1.0),
        Beat("tidy", tidy, 3600.0),
    )
