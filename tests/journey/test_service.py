"""The service in the foreground: page, health, one per state, a clean end."""

from __future__ import annotations

import signal

import pytest

from tests.journey.newsroom import Desk, Entry, Outlets, now, rss, wait_for
from tests.telegram.faults import HangForever, Slow
from tests.telegram.server import FakeTelegram

LETTER = Entry("Kim Jong Un sends a letter to Putin", "A letter, the agency says.", "https://one.example/kim-letter")
FEED = {"name": "One", "path": "/one.xml", "language": "en"}


@pytest.fixture
def wired(desk: Desk, outlets: Outlets, telegram: FakeTelegram) -> Desk:
    telegram.add_channel(-1001, username="@sample")
    desk.environment |= {"TELEGRAM_BOT_TOKEN": telegram.token, "DISPACCIO_TELEGRAM_BASE_URL": telegram.base_url}
    telegram.add_private(77)
    desk.telegram = "admins: [77]"
    desk.configure(FEED)
    outlets.documents["/one.xml"] = rss([LETTER], now())
    return desk


def letters(telegram: FakeTelegram) -> list[str]:
    """The posts that tell something: a silent probe may stand beside them for a moment."""
    return [post.text for post in telegram.chat(-1001).posts if "letter" in post.text]


def test_the_service_tells_shows_counts_and_ends(wired: Desk, telegram: FakeTelegram) -> None:
    with wired.service() as running:
        running.page()
        wait_for(lambda: bool(letters(telegram)))
        assert "letter to Putin" in running.get("/").text
        assert running.get("/health").json()["status"] in {"healthy", "degraded"}
        metrics = running.get("/metrics").text
        assert 'dispaccio_matches_total{theme="letters"} 1.0' in metrics
        assert wired.run("health").code == 0
        assert wired.run("status").code == 0, "reading commands work beside the service"
        second = wired.run("once")
        assert second.code == 1
        assert str(running.process.pid) in second.err, "the other service is named"
        code, seconds = running.stop()
        assert (code, seconds < 10) == (0, True), running.log
        assert telegram.token not in running.log
        assert "Traceback" not in running.log
    assert wired.run("health").code == 1
    assert len(telegram.chat(-1001).posts) == 1
    assert wired.run("balance").code == 0


def test_sigterm_while_a_post_is_under_way_ends_in_time_and_leaves_a_doubt(wired: Desk, telegram: FakeTelegram) -> None:
    """Telegram does not answer; the container is stopped. The post may have arrived, and the state says so."""
    telegram.faults.add("sendMessage", Slow(0.0), HangForever(60))
    with wired.service() as running:
        wait_for(lambda: len([call for call in telegram.calls if call.method == "sendMessage"]) == 2)
        code, seconds = running.stop()
        assert (code, seconds < 10) == (0, True), running.log
    (left,) = wired.run("deliveries", "--json").json
    assert left["state"] == "unsure"
    telegram.faults.clear()
    assert wired.run("once").code == 0
    assert len(letters(telegram)) == 1


def test_a_killed_service_takes_over_at_once_and_tells_nothing_twice(
    wired: Desk, outlets: Outlets, telegram: FakeTelegram
) -> None:
    first = Entry("Putin thanks soldiers sent by Kim Jong Un", "A ceremony.", "https://one.example/soldiers")
    outlets.documents["/one.xml"] = rss([first], now())
    with wired.service() as running:
        running.page()
        wait_for(lambda: any("thanks soldiers" in post.text for post in telegram.chat(-1001).posts))
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
    again = Entry(
        "Putin answers Kim Jong Un: a letter on coal and harvests", "Moscow names prices.", "https://one.example/second"
    )
    outlets.documents["/one.xml"] = rss([again, first], now())
    with wired.service() as running:
        wait_for(lambda: any("letter on coal" in post.text for post in telegram.chat(-1001).posts))
        assert running.stop(signal.SIGINT)[0] == 0
    assert sum("thanks soldiers" in post.text for post in telegram.chat(-1001).posts) == 1
    assert wired.run("balance").code == 0
