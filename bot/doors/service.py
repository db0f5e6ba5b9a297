"""The service and the single pass: from options to a desk, jobs, page and signals."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.doors.clock import real_clock
from bot.doors.listeners import Metrics, log_event, set_up_logs
from bot.doors.notices import Notices
from bot.doors.page import PageView, Post
from bot.doors.reading import config_of, show_json
from bot.doors.reload import LOOK_SECONDS, ConfigWatch, Stamp, stamp
from bot.doors.schedule import Beat, Service, usual_beats
from bot.doors.web import HealthView, make_app, serve
from bot.doors.wiring import Surroundings, open_desk
from bot.events import Delivered, Event, Matched, Polled, Told
from bot.jobs.desk import Desk
from bot.jobs.once import once
from bot.jobs.place import Placer
from bot.jobs.status import WELL, desk_status, in_trouble
from bot.model import Channel, Delivery, Health, State
from bot.settings.nouns import Settings

LISTEN = "127.0.0.1:8080"
# A loop that has not ended well for this long is a service that does not work.
SILENCE = timedelta(minutes=2)
# Posts that the page shows.
SHOWN_POSTS = 100


def run_until_stopped(config: Path, state: str) -> int:
    """`dispaccio run`: until SIGTERM or Ctrl-C."""
    before = stamp(config, os.environ)  # what is edited while the service starts is an edit too
    settings = config_of(config, warn=True)
    _logs(settings, state)
    asyncio.run(_run(settings, state, before))
    return 0


def run_once(config: Path, state: str, *, due: bool, digest_now: bool, as_json: bool) -> int:
    """`dispaccio once`; 1 when posts could not be delivered."""
    settings = config_of(config, warn=True)
    _logs(settings, state)
    tally = Tally()
    show = None if as_json else _print_post
    if settings.telegram.token is None:
        print("no token: posts go to the preview channel", file=sys.stderr)

    async def work() -> list[str]:
        async with open_desk(settings, Surroundings(state, listeners=(log_event, tally.listen), show=show)) as desk:
            await once(desk, due=due, close=digest_now)
            return troubles(desk)

    bad = asyncio.run(work())
    if as_json:
        show_json(tally.summary())
    else:
        print(tally.sentence())
    for trouble in bad:
        print(trouble, file=sys.stderr)
    return 1 if bad else 0


def troubles(desk: Desk) -> list[str]:
    """What keeps posts from being delivered, one line each, with what to do."""
    status = desk_status(desk)
    blocked = [f"{in_trouble(c)}; `dispaccio send-test` tries it now" for c in status.channels if c.trouble]
    unsettled = sum(status.queue.get(state, 0) for state in (State.HELD, State.DEAD, State.UNSURE))
    held = [f"{unsettled} deliveries need you: `dispaccio deliveries`"] if unsettled else []
    return [*held, *blocked]


class Tally:
    """Counts the events of one pass."""

    def __init__(self) -> None:
        self.health: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()

    def listen(self, event: Event) -> None:
        """Add one event."""
        match event:
            case Polled():
                self.health[event.health] += 1
                self.counts.update({"fetched": event.fetched, "new": event.new, "known": event.known})
            case Matched():
                self.counts["matched"] += 1
            case Told():
                self.counts["told"] += event.stories
            case Delivered():
                self.counts[f"posts {event.state}"] += 1
            case _:
                pass

    def summary(self) -> dict[str, object]:
        """For --json."""
        return {"feeds": dict(self.health), **self.counts}

    def sentence(self) -> str:
        """One line for people."""
        feeds = ", ".join(f"{number} {health}" for health, number in self.health.most_common())
        return (
            f"{self.health.total()} feeds polled ({feeds or 'none'}); {self.counts['new']} new items, "
            f"{self.counts['matched']} matched; {self.counts['told']} stories told in {self.counts['posts sent']} posts"
        )


async def _run(settings: Settings, state: str, before: Stamp) -> None:
    metrics = Metrics()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    notices = Notices(real_clock)
    listeners = (log_event, metrics.listen, notices.listen)
    async with open_desk(settings, Surroundings(state, listeners=listeners)) as desk:
        service = Service(desk, (*usual_beats(Placer()), Beat("notices", notices.send, 2.0)))
        watch = ConfigWatch(service, os.environ, before, lambda now: _logs(now, state))
        service.beats += (Beat("config", lambda _: watch.look(), LOOK_SECONDS),)
        app = make_app(
            page=lambda: page_of(service.desk, service.desk.settings.channels[0], refresh=30),
            health=lambda: health_of(service),
            metrics=lambda: _gauged(service.desk, metrics),
        )
        async with serve(app, os.environ.get("DISPACCIO_LISTEN", LISTEN)) as address:
            desk.store.announce(address)
            _welcome(desk, address)
            await service.start()
            await stop.wait()
            await service.stop()
            await watch.close()


def _welcome(desk: Desk, address: str) -> None:
    """Say where to look, and what an operator should know at the start."""
    print(f"dispaccio: the page is http://{address}/", file=sys.stderr)
    telegram = desk.settings.telegram
    if telegram.token is None:
        print("no token: posts go to the preview channel (set TELEGRAM_BOT_TOKEN)", file=sys.stderr)
    elif telegram.desk_chat is None and telegram.on_unknown == "hold":
        print(
            "no admin_chat in bot.yaml: a post whose delivery is in doubt cannot be read back, and is held until you "
            "settle it (`dispaccio deliveries --held`)",
            file=sys.stderr,
        )


def page_of(desk: Desk, channel: Channel, *, refresh: int | None, note: str = "") -> PageView:
    """The channel as its subscribers see it."""
    with desk.store.glance() as unit:
        sent = unit.outbox.all([State.SENT], channel=channel.id, newest=SHOWN_POSTS)
    posts = [_post(delivery) for delivery in sent]
    return PageView(
        title=channel.to if desk.settings.telegram.token else "dispaccio",
        about=", ".join(theme.titles.get(channel.language, theme.id) for theme in desk.settings.themes),
        language=channel.language,
        timezone=channel.timezone,
        posts=tuple(posts),
        refresh=refresh,
        note=note,
    )


def health_of(service: Service) -> HealthView:
    """Unhealthy: a loop stands still. Degraded: no feed answers, or a post needs the operator."""
    now = real_clock()
    checks: dict[str, str] = {}
    started = service.started or now
    for beat in service.beats:
        last = service.ended.get(beat.name, started)
        patience = max(SILENCE, timedelta(seconds=3 * beat.seconds))
        if now - last > patience:
            checks[f"job {beat.name}"] = service.troubles.get(beat.name, f"has not ended since {last:%H:%M:%S} UTC")
    if checks:
        return HealthView(status="unhealthy", checks=checks)
    checks = _degraded(service.desk) | ({"configuration": service.refused} if service.refused else {})
    return HealthView(status="degraded" if checks else "healthy", checks=checks)


def _degraded(desk: Desk) -> dict[str, str]:
    status = desk_status(desk)
    polled = {health: number for health, number in status.feeds.items() if health != Health.NEW}
    checks = {}
    if polled and not any(health in WELL for health in polled):
        checks["feeds"] = "no feed can be reached"
    needs_you = sum(status.queue.get(state, 0) for state in (State.HELD, State.DEAD))
    if needs_you:
        checks["queue"] = f"{needs_you} deliveries need you: dispaccio deliveries"
    return checks | {f"channel {channel.id}": channel.trouble for channel in status.channels if channel.trouble}


def _gauged(desk: Desk, metrics: Metrics) -> bytes:
    status = desk_status(desk)
    metrics.set_gauges(status.lag.total_seconds(), status.waiting)
    return metrics.render()


def _post(delivery: Delivery) -> Post:
    message = delivery.message
    return Post(
        message_id=delivery.message_id,
        html=message.html,
        at=delivery.settled or delivery.created,
        silent=message.silent,
        link=delivery.link,
    )


def _logs(settings: Settings, state: str) -> None:
    """Logs for people or, with DISPACCIO_LOG=json, for machines; no secret passes."""
    known = [secret.reveal() for secret in (settings.telegram.token, settings.admin_token) if secret is not None]
    password = _password(state)
    set_up_logs(
        json=os.environ.get("DISPACCIO_LOG", "") == "json",
        level="info",
        secrets=[*known, *([password] if password else [])],
    )


def _password(state: str) -> str | None:
    try:
        return urlsplit(state).password
    except ValueError:
        # what opens the state says what is wrong with its URL
        return None


def _print_post(channel: str, text: str) -> None:
    print(f"--- {channel}\n{text}\n")
