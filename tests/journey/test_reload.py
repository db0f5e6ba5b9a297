"""An editor saves a file while the service runs: in force within five seconds, or refused with its line."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.journey.newsroom import THEMES, Desk, Entry, Outlets, Running, now, rss, wait_for
from tests.telegram.server import FakeTelegram

FIRST = Entry("Putin thanks soldiers sent by Kim Jong Un", "A ceremony.", "https://one.example/soldiers")
# News that nobody takes for the first one.
TELEGRAM = Entry(
    "Wheat harvest: telegram to Putin praises tractors, signed Kim Jong Un",
    "Farmers of the Amur region read it aloud at their fair.",
    "https://one.example/kim-telegram",
)
FLOOD = Entry(
    "Rescue helicopters after the flood: Kim Jong Un thanks Putin by letter",
    "Pilots from Khabarovsk flew four hundred villagers out.",
    "https://one.example/flood",
)
BALLET = Entry(
    "Ballet premiere in Vladivostok: a letter of Putin invites Kim Jong Un",
    "The theatre keeps a box for the evening of Swan Lake.",
    "https://one.example/ballet",
)
FEED = {"name": "One", "path": "/one.xml", "language": "en"}
ADMIN = 77
BETTER = THEMES.replace("en: [letter]", "en: [letter, telegram]")
WORSE = THEMES.replace("kim and putin and letter", "kim and putin and leter")


@pytest.fixture
def wired(desk: Desk, outlets: Outlets, telegram: FakeTelegram) -> Desk:
    telegram.add_channel(-1001, username="@sample")
    telegram.add_channel(-1002, username="@other")
    telegram.add_private(ADMIN)
    desk.environment |= {"TELEGRAM_BOT_TOKEN": telegram.token, "DISPACCIO_TELEGRAM_BASE_URL": telegram.base_url}
    desk.telegram = f"admins: [{ADMIN}]"
    desk.configure(FEED)
    outlets.documents["/one.xml"] = rss([FIRST], now())
    return desk


def save(desk: Desk, text: str, name: str = "themes.yaml") -> None:
    (desk.folder / "config" / name).write_text(text, encoding="utf-8")


def reloads(running: Running) -> int:
    return running.log.count("configuration reloaded")


def told(telegram: FakeTelegram) -> str:
    return "\n".join(post.text for post in telegram.chat(ADMIN).posts)


def test_a_word_that_was_added_fires_without_a_restart(wired: Desk, outlets: Outlets, telegram: FakeTelegram) -> None:
    with wired.service() as running:
        running.page()
        wait_for(lambda: bool(telegram.chat(-1001).posts))
        save(wired, BETTER)
        began = time.monotonic()
        wait_for(lambda: reloads(running) == 1)
        assert time.monotonic() - began < 5
        outlets.documents["/one.xml"] = rss([TELEGRAM, FIRST], now())
        wait_for(lambda: len(telegram.chat(-1001).posts) == 2)
        assert "telegram to Putin" in telegram.chat(-1001).posts[-1].text
        assert running.stop()[0] == 0
        assert "Traceback" not in running.log


def test_a_bad_edit_is_told_with_its_line_and_changes_nothing_until_it_is_mended(
    wired: Desk, outlets: Outlets, telegram: FakeTelegram
) -> None:
    line = WORSE[: WORSE.index("leter")].count("\n") + 1
    where = f"themes.yaml:{line}:"
    with wired.service() as running:
        running.page()
        wait_for(lambda: bool(telegram.chat(-1001).posts))
        save(wired, WORSE)
        wait_for(lambda: where in told(telegram))
        assert where in running.log
        health = running.get("/health").json()
        assert where in health["checks"]["configuration"]
        assert running.get("/health").status_code == 200, "it still works"
        outlets.documents["/one.xml"] = rss([FLOOD, FIRST], now())
        wait_for(lambda: len(telegram.chat(-1001).posts) == 2)
        save(wired, WORSE + "\n")
        time.sleep(3)
        assert told(telegram).count("configuration:") == 1, "the same mistake is told once"
        save(wired, BETTER)
        wait_for(lambda: "is good and in force" in told(telegram))
        assert "configuration" not in running.get("/health").json()["checks"]
        assert running.stop()[0] == 0


def test_another_channel_and_another_pace_need_no_restart(
    wired: Desk, outlets: Outlets, telegram: FakeTelegram
) -> None:
    bot = (wired.folder / "config" / "bot.yaml").read_text(encoding="utf-8")
    with wired.service() as running:
        running.page()
        wait_for(lambda: bool(telegram.chat(-1001).posts))
        save(wired, bot.replace("fetch: {", "fetch: {pause: 2s, ").replace("@sample", "@other"), "bot.yaml")
        wait_for(lambda: reloads(running) == 1)
        outlets.documents["/one.xml"] = rss([BALLET, FIRST], now())
        wait_for(lambda: bool(telegram.chat(-1002).posts))
        assert len(telegram.chat(-1001).posts) == 1
        assert running.stop()[0] == 0
        assert "Traceback" not in running.log


def test_a_file_that_is_still_being_written_is_left_alone(wired: Desk, telegram: FakeTelegram) -> None:
    path = wired.folder / "config" / "themes.yaml"
    with wired.service() as running:
        running.page()
        wait_for(lambda: bool(telegram.chat(-1001).posts))
        write_slowly(path, BETTER)
        wait_for(lambda: reloads(running) == 1)
        assert "failed" not in running.log
        assert running.stop()[0] == 0


def write_slowly(path: Path, text: str) -> None:
    """As a copy over a slow line does: empty first, then piece by piece for three seconds."""
    with path.open("w", encoding="utf-8") as file:
        for at in range(0, len(text), len(text) // 8):
            file.write(text[at : at + len(text) // 8])
            file.flush()
            time.sleep(0.4)
