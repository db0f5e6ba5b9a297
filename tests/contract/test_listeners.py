"""The log and the metrics: what an operator reads, what Prometheus reads, and what nobody may ever read."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import httpx
import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from bot.doors.listeners import LIBRARIES, Metrics, hide_secrets, log_event, set_up_logs
from bot.doors.page import PageView
from bot.doors.web import HealthView, make_app, serve
from bot.errors import DispaccioError
from bot.events import Delivered, Event, Failed, Matched, Placed, Polled, Told
from bot.model import Health

# Put together here, so that the file holds nothing that looks like a token.
TOKEN = "123456789" + ":" + "AbC-d_" * 5 + "xYz12"
PASSWORD = "s3cr/et wörd"
FEED = "https://feeds.example/rss"
NOTHING_NEW = Polled("Corriere del Molo", FEED, Health.UNCHANGED)
EVENTS: tuple[tuple[Event, str, str], ...] = (
    (NOTHING_NEW, "polled", "debug"),
    (Polled("Corriere del Molo", FEED, Health.OK, fetched=3, known=3), "polled", "debug"),
    (Polled("Corriere del Molo", FEED, Health.OK, fetched=3, new=1, known=2), "polled", "info"),
    (Polled("Corriere del Molo", FEED, Health.BLOCKED, "403"), "polled", "info"),
    (Matched("0f", "Una lettera", ("letters", "summits")), "matched", "info"),
    (Placed("0f", "s1", "joins", 0.61234), "placed", "info"),
    (Told("d1", "main", 7, 2), "told", "info"),
    (Delivered("x1", "main", "sent", "sent"), "delivered", "info"),
    (Delivered("x1", "main", "busy", "waiting", "retry after 7 s"), "delivered", "info"),
    (Delivered("x1", "main", "refused", "dead", "message is too long"), "delivered", "warning"),
    (Failed("the page", "disk full", "make room"), "failed", "warning"),
)


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """Leave the logging of the test run as it was."""
    loggers = [logging.getLogger(name) for name in (None, "dispaccio", *LIBRARIES)]
    before = [(one, list(one.handlers), one.level, one.propagate) for one in loggers]
    yield
    for one, handlers, level, propagate in before:
        one.handlers[:], one.propagate = handlers, propagate
        one.setLevel(level)
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What went to stderr; nothing may go to stdout, which is for data."""
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err.splitlines()


@pytest.mark.parametrize(("event", "name", "level"), EVENTS)
def test_every_event_is_one_line_that_a_machine_can_read(
    capsys: pytest.CaptureFixture[str], event: Event, name: str, level: str
) -> None:
    set_up_logs(json=True, level="debug", secrets=[])
    log_event(event)
    (line,) = lines(capsys)
    said = json.loads(line)
    assert (said["event"], said["level"]) == (name, level)
    assert datetime.fromisoformat(said["timestamp"]).utcoffset() == timedelta(0)


@pytest.mark.parametrize(("event", "name", "level"), EVENTS)
def test_at_info_only_polls_without_news_are_silent(
    capsys: pytest.CaptureFixture[str], event: Event, name: str, level: str
) -> None:
    """A thousand feeds that have nothing new would bury the one line that matters."""
    set_up_logs(json=False, level="info", secrets=[])
    log_event(event)
    said = lines(capsys)
    assert len(said) == (0 if level == "debug" else 1)
    assert all(re.match(rf"\d{{4}}-\d\d-\d\dT[\d:.]+Z \[{level} *\] {name} ", line) for line in said)


def test_a_failure_says_what_why_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(json=True, level="error", secrets=[])
    log_event(Failed("a", "b", "c"))
    assert lines(capsys) == []
    set_up_logs(json=True, level="warning", secrets=[])
    log_event(Failed("posting", "disk full", "make room"))
    said = json.loads(lines(capsys)[0])
    assert (said["what"], said["why"], said["do"]) == ("posting", "disk full", "make room")


def test_setting_up_twice_does_not_write_twice(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs(json=False, level="info", secrets=[])
    set_up_logs(json=True, level="INFO", secrets=[])
    log_event(Told("d1", "main", 1, 1))
    logging.getLogger("sqlalchemy.pool").warning("too many")
    assert [json.loads(line)["event"] for line in lines(capsys)] == ["told", "too many"]


def test_an_unknown_level_says_which_are_known() -> None:
    with pytest.raises(DispaccioError, match=r"'loud'.*debug, info, warning, error"):
        set_up_logs(json=False, level="loud", secrets=[])


def test_a_headline_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """A feed is written by others; its bytes reach the operator's screen."""
    set_up_logs(json=False, level="info", secrets=[])
    log_event(Matched("0f", "\x1b[2J제목\x9b31m", ("letters",)))
    log_event(Matched("0f", "a headline\nof two lines \x1b[2J", ("letters",)))
    said = lines(capsys)
    assert len(said) == 2
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", "".join(said))
    assert "제목" in said[0]


class Speaks:
    """A value of a library that shows the token when it is printed."""

    def __repr__(self) -> str:
        return f"<Request {TOKEN}>"


def fail(text: str) -> None:
    raise ValueError(text)


@pytest.mark.parametrize("as_json", [True, False])
def test_no_secret_reaches_the_log(capsys: pytest.CaptureFixture[str], *, as_json: bool) -> None:
    """The log is shipped, stored and pasted into reports: a token in it is a lost channel."""
    set_up_logs(json=as_json, level="debug", secrets=[PASSWORD, "", "  "])
    url = f"https://api.example/bot{TOKEN}/sendMessage"
    log = structlog.get_logger("dispaccio")
    for event in (
        Polled("f", url, Health.UNREACHABLE, f"no answer of {url}"),
        Matched("i", f"say {PASSWORD} twice: {PASSWORD}", (TOKEN,)),
        Delivered("d", "main", "refused", "held", url.replace(":A", "%3AA")),
        Failed(url, PASSWORD, f"ask postgresql://u:s3cr%2Fet%20w%C3%B6rd@db.example about {TOKEN}"),
    ):
        log_event(event)
    log.info("values", listed=[url, (PASSWORD,)], mapped={url: {"in": PASSWORD}}, raw=TOKEN.encode(), spoken=Speaks())
    log.warning(url, error=ValueError(PASSWORD))
    for text in (url, PASSWORD):
        try:
            fail(text)
        except ValueError as error:
            log.exception("with a traceback")
            logging.getLogger("telegram.ext").exception("a library says %s", text)
            logging.getLogger("apscheduler").warning("handed over", exc_info=error, stack_info=True)
    written = "\n".join(lines(capsys))
    assert written.count("<secret>") > 20
    assert "with a traceback" in written
    for secret in (TOKEN, TOKEN.partition(":")[2], PASSWORD, "s3cr%2Fet", "wörd", "w\\u00f6rd"):
        assert secret not in written


@settings(deadline=None)  # a noisy machine is no defect
@given(st.text(max_size=20), st.text(max_size=20), st.text(st.characters(codec="utf-8"), min_size=1, max_size=12))
def test_a_secret_never_survives_wherever_it_stands(before: str, after: str, secret: str) -> None:
    processor = hide_secrets([secret, TOKEN])
    said = processor(None, "info", {"event": f"{before}{TOKEN}{after}", "value": [f"{before}{secret}{after}"]})
    assert isinstance(said, dict)
    assert TOKEN not in said["event"]
    if secret.strip() and secret.strip() not in "<secret>":
        parts = said["value"][0].split("<secret>")
        assert len(parts) > 1
        assert not any(secret.strip() in part for part in parts)


async def _ask(url: str) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.get(url)).status_code


async def test_the_request_log_of_httpx_never_appears(capsys: pytest.CaptureFixture[str]) -> None:
    """It prints every address at level info, and the token stands in Telegram's."""
    logging.getLogger("httpx").setLevel(logging.DEBUG)  # as somebody's library may leave it
    set_up_logs(json=False, level="debug", secrets=[])
    page = PageView("c", "", "en", "UTC", (), None, "")
    app = make_app(page=lambda: page, health=lambda: HealthView("healthy"), metrics=bytes)
    async with serve(app, "127.0.0.1:0") as address:
        assert await _ask(f"http://{address}/bot{TOKEN}/getMe") == 404
    assert lines(capsys) == []


async def test_a_failing_page_is_logged_once_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    """The visitor is told nothing, so the log must; and not twice, by the server too."""
    set_up_logs(json=True, level="info", secrets=[])

    def broken() -> PageView:
        raise RuntimeError(f"no state for {TOKEN}")

    app = make_app(page=broken, health=lambda: HealthView("healthy"), metrics=bytes)
    async with serve(app, "127.0.0.1:0") as address:
        assert await _ask(f"http://{address}/") == 500
        await asyncio.sleep(0)
    (line,) = lines(capsys)
    said = json.loads(line)
    assert (said["event"], said["path"], said["level"]) == ("the page failed", "/", "error")
    assert said["exception"].endswith("RuntimeError: no state for <secret>")


def scraped(metrics: Metrics) -> dict[tuple[str, str], float]:
    """(name, value of its label) -> number, as Prometheus reads it."""
    families = text_string_to_metric_families(metrics.render().decode())
    samples = [sample for family in families for sample in family.samples]
    return {(sample.name, "".join(sample.labels.values())): sample.value for sample in samples}


def test_metrics_count_what_happened() -> None:
    metrics = Metrics()
    for event, _, _ in EVENTS:
        metrics.listen(event)
    metrics.listen(Placed("10", "s2", "starts", 0.0))
    metrics.listen(Placed("11", "s1", "develops", 0.5))
    metrics.set_gauges(12.5, 3)
    found = {key: value for key, value in scraped(metrics).items() if value}
    assert found == {
        ("dispaccio_polls_total", "unchanged"): 1,
        ("dispaccio_polls_total", "ok"): 2,
        ("dispaccio_polls_total", "blocked"): 1,
        ("dispaccio_items_total", "new"): 1,
        ("dispaccio_items_total", "known"): 5,
        ("dispaccio_matches_total", "letters"): 1,
        ("dispaccio_matches_total", "summits"): 1,
        ("dispaccio_stories_total", ""): 2,
        ("dispaccio_deliveries_total", "sent"): 1,
        ("dispaccio_deliveries_total", "busy"): 1,
        ("dispaccio_deliveries_total", "refused"): 1,
        ("dispaccio_feed_lag_seconds", ""): 12.5,
        ("dispaccio_queue_size", ""): 3,
    }


def test_metrics_have_the_names_of_the_contract_from_the_start() -> None:
    """A dashboard written against the contract shows nought, not nothing, on the first day."""
    first, second = Metrics(), Metrics()
    first.listen(Matched("0f", "x", ("letters",)))
    assert {name for name, _ in scraped(first)} == {
        "dispaccio_polls_total",
        "dispaccio_items_total",
        "dispaccio_matches_total",
        "dispaccio_stories_total",
        "dispaccio_deliveries_total",
        "dispaccio_feed_lag_seconds",
        "dispaccio_queue_size",
    }
    assert scraped(second)["dispaccio_polls_total", "unreachable"] == 0
    assert ("dispaccio_matches_total", "letters") not in scraped(second), "each registry is its own"
