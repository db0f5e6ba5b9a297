"""The demo: the real service, three days of sample news, forty seconds.

Everything is real but the outlets and the calendar: HTTP on loopback, the scheduler, the store, the preview channel.
The clock is handed in. It stands still while a job runs, so that a lease of 60 s means what it says, and moves on in
between as far as the wall clock asks.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from bot.doors.demo.publisher import FIRST_DAY, load_outlets, publisher
from bot.doors.listeners import set_up_logs
from bot.doors.page import PageView, render_page
from bot.doors.reading import config_of
from bot.doors.schedule import Beat, Service
from bot.doors.service import Tally, health_of, page_of
from bot.doors.web import make_app, serve
from bot.doors.wiring import Surroundings, open_desk
from bot.errors import DispaccioError, UsageError
from bot.events import Event, Placed
from bot.jobs.deliver import deliver
from bot.jobs.desk import Desk
from bot.jobs.place import Placer
from bot.jobs.poll import poll, poll_round
from bot.jobs.publish import publish
from bot.jobs.status import imbalances, routes
from bot.model import Alerts, Channel, Feed, State
from bot.settings.nouns import Settings
from bot.text.catalogues import CATALOGUES
from bot.text.markup import plain

FOLDER = Path("state/demo")
DAYS = timedelta(days=3)
BEAT = 0.25
NOTES = {
    "it": "Demo: ogni testata e ogni notizia di questa pagina è inventata.",
    "en": "Demo: every outlet and every item on this page is invented.",
}
# The demo waits for a second publisher before it alerts, so that its posts show how outlets come together.
ALERTS = Alerts(independent=2, wait=timedelta(minutes=90))


class StepClock:
    """A clock that moves only when it is told to."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """The time of the demo."""
        return self.now


def show_demo(config: Path, *, language: str, seconds: float, keep: bool) -> int:
    """Run the demo; 1 when its balance does not add up."""
    if language not in CATALOGUES:
        raise UsageError(f"no catalogue for {language!r}; posts can be told in: {', '.join(sorted(CATALOGUES))}")
    os.environ.pop("DISPACCIO_CHANNEL", None)
    set_up_logs(json=False, level="error", secrets=[])
    settings = config_of(config)
    _fresh(FOLDER)
    return asyncio.run(_demo(settings, language, seconds, keep=keep))


async def _demo(settings: Settings, language: str, seconds: float, *, keep: bool) -> int:
    clock = StepClock(FIRST_DAY)
    outlets = load_outlets()
    tally = DemoTally()
    async with AsyncExitStack() as stack:
        site = await stack.enter_async_context(serve(publisher(outlets, clock), "127.0.0.1:0"))
        sample = sample_settings(settings, [outlet.feed(f"http://{site}") for outlet in outlets], language)
        around = Surroundings(f"sqlite:///{FOLDER}/dispaccio.sqlite", clock=clock, listeners=(tally.listen,))
        desk = await stack.enter_async_context(open_desk(sample, around))
        service = Service(desk, demo_beats())
        app = make_app(page=lambda: _page(desk, refresh=2), health=lambda: health_of(service), metrics=lambda: b"")
        address = await stack.enter_async_context(serve(app, "127.0.0.1:0"))
        print(f"The channel, live: http://{address}/", flush=True)
        await service.start()
        await _three_days(service, clock, tally, seconds)
        await service.stop()
        await _close(desk)
        good = _report(desk, tally)
        if keep:
            await _until_stopped()
    return 0 if good else 1


async def _until_stopped() -> None:
    """The page stays up until Ctrl-C."""
    print("The page stays up until Ctrl-C.", flush=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()


def sample_settings(settings: Settings, feeds: list[Feed], language: str) -> Settings:
    """The shipped themes over the sample outlets, told to the preview channel; no token is used."""
    channel = Channel(id="demo", to="@demo", language=language, timezone="Europe/Rome", alerts=ALERTS)
    loopback = (ip_network("127.0.0.1/32"),)
    return replace(
        settings,
        channels=(channel,),
        feeds=tuple(feeds),
        fetch=replace(settings.fetch, allow_private=loopback, proxy=None),
        telegram=replace(settings.telegram, token=None),
    )


def demo_beats() -> tuple[Beat, ...]:
    """The jobs of `run`, at the demo's pace."""
    placer = Placer()
    return (
        Beat("tick", poll, BEAT),
        Beat("place", placer.place, BEAT),
        Beat("publish", publish, BEAT),
        Beat("deliver", deliver, BEAT),
    )


class DemoTally(Tally):
    """Counts what the progress line shows."""

    def listen(self, event: Event) -> None:
        """Add one event."""
        super().listen(event)
        if isinstance(event, Placed):
            self.counts[event.how] += 1

    def line(self) -> str:
        """What happened so far."""
        counts = self.counts
        return (
            f"{counts['new']} items, {counts['matched']} matched, {counts['starts']} stories, "
            f"{counts['posts sent']} posts"
        )


async def _three_days(service: Service, clock: StepClock, tally: DemoTally, seconds: float) -> None:
    """Move the clock through three days; on a terminal with a bar, else with a line every half day."""
    console = Console(file=sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    shown = FIRST_DAY
    began = time.monotonic()
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("", total=seconds)
        while clock.now < FIRST_DAY + DAYS:
            await asyncio.sleep(BEAT)
            await service.settle()
            passed = min(time.monotonic() - began, seconds)
            clock.now = FIRST_DAY + DAYS * (passed / seconds)
            line = f"day {(clock.now - FIRST_DAY).days + 1}, {clock.now:%H:%M} UTC: {tally.line()}"
            bar.update(task, completed=passed, description=line)
            if not console.is_terminal and clock.now - shown >= timedelta(hours=12):
                shown = clock.now
                console.print(line, markup=False, highlight=False)


async def _close(desk: Desk) -> None:
    """The last round, and the last digest."""
    await poll_round(desk, due=False)
    await Placer().place(desk)
    await publish(desk, close=True)
    await deliver(desk)


def _report(desk: Desk, tally: DemoTally) -> bool:
    """Print the posts, save the page, hold the balance against itself."""
    with desk.store.glance() as unit:
        sent = unit.outbox.all([State.SENT])
        balance = unit.balance(FIRST_DAY - timedelta(days=1), desk.clock(), routes(desk.settings))
    for delivery in sent:
        print(f"{'─' * 78}\n{plain(delivery.message.html)}\n")
    path = FOLDER / "index.html"
    path.write_text(render_page(_page(desk, refresh=None)), encoding="utf-8")
    wrong = imbalances(balance)
    print(f"{'─' * 78}\n{tally.line()}; the balance {'does not add up: ' + '; '.join(wrong) if wrong else 'adds up'}")
    print(f"The page: {path}")
    return not wrong


def _page(desk: Desk, *, refresh: int | None) -> PageView:
    note = NOTES.get(desk.settings.channels[0].language, NOTES["en"])
    return page_of(desk, desk.settings.channels[0], refresh=refresh, note=note)


def _fresh(folder: Path) -> None:
    """An empty folder; only what the demo itself makes is ever deleted."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DispaccioError(f"cannot write to {folder}: {error.strerror}") from error
