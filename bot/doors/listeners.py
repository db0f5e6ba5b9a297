"""Who listens to events: the log (one line a decision, no secret in it) and the metrics."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, assert_never
from urllib.parse import quote

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics, generate_latest
from structlog.dev import ConsoleRenderer, plain_traceback
from structlog.processors import JSONRenderer, TimeStamper, format_exc_info
from structlog.stdlib import BoundLogger, LoggerFactory, ProcessorFormatter, add_log_level
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.errors import DispaccioError
from bot.events import Delivered, Event, Failed, Matched, Placed, Polled, Reloaded, Told
from bot.model import Health, State

OURS = "dispaccio"  # the name of our logger and of our handler
# Their news is ours to tell; their warnings are shown. httpx would print every URL, and the token stands in Telegram's.
LIBRARIES = ("alembic", "apscheduler", "asyncio", "httpcore", "httpx", "sqlalchemy", "telegram", "uvicorn")
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
# The token of a bot, whoever's it is; in an address the colon may be written %3A.
TOKEN = re.compile(r"\d{8,}(?::|%3A)[A-Za-z0-9_-]{35,}", re.IGNORECASE)
HIDDEN = "<secret>"
# What a headline from outside could steer a terminal with.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")

UNTROUBLED = frozenset({Health.OK, Health.UNCHANGED, Health.EMPTY, Health.MOVED})  # a move is told once
TROUBLED = frozenset({State.UNSURE.value, State.HELD.value, State.DEAD.value})
ANSWERS = tuple(health for health in Health if health is not Health.NEW)  # a feed that was asked is no longer new
OUTCOMES = ("sent", "busy", "moved", "refused", "unsent", "unknown")

_log: BoundLogger = structlog.stdlib.get_logger(OURS)


def set_up_logs(*, json: bool, level: str, secrets: Sequence[str]) -> None:
    """Logs go to stderr from now on, as lines for people or as JSON; calling it again replaces what was set up.

    `level` is debug, info, warning or error; any other raises `DispaccioError`. `secrets` never appear.
    """
    threshold = LEVELS.get(level.lower())
    if threshold is None:
        raise DispaccioError(f"unknown log level {level!r}; use one of {', '.join(LEVELS)}")
    stamps: list[Processor] = [add_log_level, TimeStamper(fmt="iso", utc=True)]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *stamps, ProcessorFormatter.wrap_for_formatter],
        logger_factory=LoggerFactory(),
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.name = OURS
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_name_the_library, *stamps],
            processors=[
                ProcessorFormatter.remove_processors_meta,
                format_exc_info,
                hide_secrets(secrets),
                *([JSONRenderer(ensure_ascii=False)] if json else [_show_control_characters, _console()]),
            ],
        )
    )
    _route(handler, threshold)


def hide_secrets(secrets: Sequence[str]) -> Processor:
    """The one processor that every line passes: secrets and all that looks like a bot's token become `<secret>`."""
    plain = {secret.strip() for secret in secrets if secret.strip()}
    spellings = sorted(plain | {quote(secret, safe="") for secret in plain}, key=len, reverse=True)
    pattern = re.compile("|".join([TOKEN.pattern, *map(re.escape, spellings)]), re.IGNORECASE)

    def hide(value: object) -> Any:  # noqa: ANN401  # gives back what it got: text as text, a list as a list
        match value:
            case None | bool() | int() | float():
                return value
            case str():
                return pattern.sub(HIDDEN, value)
            case Mapping():
                return {hide(str(key)): hide(inner) for key, inner in value.items()}
            case list() | tuple() | set() | frozenset():
                return [hide(inner) for inner in value]
            case _:
                return pattern.sub(HIDDEN, repr(value))

    def processor(_logger: WrappedLogger, _method: str, fields: EventDict) -> MutableMapping[str, Any]:
        return {key: hide(value) for key, value in fields.items()}

    return processor


def _console() -> ConsoleRenderer:
    return ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=plain_traceback, sort_keys=False, pad_event_to=0
    )


def _show_control_characters(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
    for key, value in fields.items():
        if isinstance(value, str):
            fields[key] = CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", value)
    return fields


def _name_the_library(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
    fields["library"] = fields["_record"].name
    return fields


def _route(handler: logging.Handler, level: int) -> None:
    """Every logger of the process ends in this one handler; libraries speak at warning or above."""
    root = logging.getLogger()
    for old in [one for one in root.handlers if one.name == handler.name]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(max(level, logging.WARNING))
    logging.getLogger(OURS).setLevel(level)
    for name in LIBRARIES:
        library = logging.getLogger(name)
        library.handlers.clear()
        library.propagate = True
        library.setLevel(max(level, logging.WARNING))


def log_event(event: Event) -> None:
    """One line for what just happened."""
    match event:
        case Polled():
            _log_poll(event)
        case Matched():
            _log.info("matched", item=event.item, themes=list(event.themes), title=event.title)
        case Placed():
            _log.info("placed", item=event.item, story=event.story, how=event.how, score=round(event.score, 3))
        case Told():
            _log.info("told", digest=event.digest, channel=event.channel, stories=event.stories, parts=event.parts)
        case Delivered():
            said = {"reason": event.reason} if event.reason else {}
            tell = _log.warning if event.state in TROUBLED else _log.info
            tell(
                "delivered",
                delivery=event.delivery,
                channel=event.channel,
                outcome=event.outcome,
                state=event.state,
                **said,
            )
        case Failed():
            _log.warning("failed", what=event.what, why=event.why, do=event.do)
        case Reloaded():
            counts = {"themes": event.themes, "concepts": event.concepts, "feeds": event.feeds}
            _log.info("configuration reloaded", **counts, warnings=event.warnings)
        case _:
            assert_never(event)


def _log_poll(event: Polled) -> None:
    """A feed that has something new, or is in trouble, is worth a line; all others only to those who ask for all."""
    tell = _log.info if event.new or event.health not in UNTROUBLED else _log.debug
    said = {"detail": event.detail} if event.detail else {}
    counts = {"fetched": event.fetched, "new": event.new, "known": event.known}
    tell("polled", feed=event.feed, health=event.health.value, **counts, **said)


class Metrics:
    """What Prometheus asks for, in a registry of its own; names as CONTRACT section 4 lists them."""

    def __init__(self) -> None:
        # Else each counter has a second series beside it, which nobody reads.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library left this one without types
        self.registry = CollectorRegistry()
        self.polls = self._counter("polls", "Feeds asked, by what the answer was", "result")
        self.items = self._counter("items", "Entries of feeds, by whether they were known", "result")
        self.matches = self._counter("matches", "New items that belong to a theme", "theme")
        self.stories = Counter("dispaccio_stories", "Stories started", registry=self.registry)
        self.deliveries = self._counter("deliveries", "Attempts to deliver, by outcome", "outcome")
        self.lag = Gauge("dispaccio_feed_lag_seconds", "How late the latest due feed is", registry=self.registry)
        self.queue = Gauge("dispaccio_queue_size", "Deliveries that are not settled", registry=self.registry)
        # Series that exist from the start: a rate over the first event is then right.
        for health in ANSWERS:
            self.polls.labels(health.value)
        for result in ("new", "known"):
            self.items.labels(result)
        for outcome in OUTCOMES:
            self.deliveries.labels(outcome)

    def _counter(self, name: str, says: str, label: str) -> Counter:
        return Counter(f"dispaccio_{name}", says, [label], registry=self.registry)

    def listen(self, event: Event) -> None:
        """Count what just happened."""
        match event:
            case Polled():
                self.polls.labels(event.health.value).inc()
                self.items.labels("new").inc(event.new)
                self.items.labels("known").inc(event.known)
            case Matched():
                for theme in event.themes:
                    self.matches.labels(theme).inc()
            case Placed():
                self.stories.inc(event.how != "joins")
            case Delivered():
                self.deliveries.labels(event.outcome).inc()
            case Told() | Failed() | Reloaded():
                pass  # the contract names no metric of these
            case _:
                assert_never(event)

    def set_gauges(self, lag_seconds: float, queue: int) -> None:
        """What is true now rather than counted: how late the latest due feed is, and how many deliveries wait."""
        self.lag.set(lag_seconds)
        self.queue.set(queue)

    def render(self) -> bytes:
        """The text format of Prometheus, version 0.0.4."""
        return generate_latest(self.registry)
