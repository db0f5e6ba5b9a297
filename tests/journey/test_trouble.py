"""Wrong input and broken surroundings: one clear line, the right exit code, and nothing lost."""

from __future__ import annotations

import sqlite3
import subprocess

import pytest

from tests.journey.newsroom import Desk, Entry, Outlets, now, rss
from tests.telegram.faults import BadGatewayHtml, DeliverThenReset, Status429
from tests.telegram.server import FakeTelegram

LETTER = Entry("Kim Jong Un sends a letter to Putin", "A letter, the agency says.", "https://one.example/kim-letter")
FEED = {"name": "One", "path": "/one.xml", "language": "en"}
CHAT = -1001
OTHER = -1002


@pytest.fixture
def wired(desk: Desk, outlets: Outlets, telegram: FakeTelegram) -> Desk:
    """One story waits for one Telegram channel."""
    telegram.add_channel(CHAT, username="@sample")
    desk.environment = {"TELEGRAM_BOT_TOKEN": telegram.token, "DISPACCIO_TELEGRAM_BASE_URL": telegram.base_url}
    desk.configure(FEED)
    outlets.documents["/one.xml"] = rss([LETTER], now())
    return desk


def last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


def told_after_mending(desk: Desk, telegram: FakeTelegram, chat: int = CHAT) -> None:
    """What waited is told once when the trouble is over, and the balance adds up."""
    desk.run("deliveries")
    for line in desk.run("deliveries", "--json").json:
        assert desk.run("retry", line["id"]).code in {0, 1}
    with sqlite3.connect(desk.folder / "state/dispaccio.sqlite") as state:
        state.execute("UPDATE deliveries SET not_before = NULL")
        state.execute("UPDATE channels SET not_before = NULL")
    state.close()
    done = desk.run("once")
    assert done.code == 0, done.err
    posts = [post for post in telegram.chat(chat).posts if "letter to Putin" in post.text]
    assert len(posts) == 1
    assert desk.run("balance").code == 0


def test_a_wrong_token_loses_nothing(wired: Desk, telegram: FakeTelegram) -> None:
    telegram.revoked = True
    done = wired.run("once")
    assert done.code == 1
    assert "token" in last_line(done.err)
    assert telegram.token not in done.out + done.err
    assert wired.run("balance").code == 0
    telegram.revoked = False
    told_after_mending(wired, telegram)


def test_an_unknown_channel_loses_nothing(wired: Desk, telegram: FakeTelegram) -> None:
    wired.channel = '{id: main, to: "@nowhere"}'
    wired.configure(FEED)
    done = wired.run("once")
    assert done.code == 1
    assert "@nowhere" in last_line(done.err)
    assert "not found" in last_line(done.err).lower()
    wired.channel = '{id: main, to: "@sample"}'
    wired.configure(FEED)
    told_after_mending(wired, telegram)


def test_a_bot_without_rights_loses_nothing(wired: Desk, telegram: FakeTelegram) -> None:
    telegram.chat(CHAT).can_post = False
    done = wired.run("once")
    assert done.code == 1
    assert "administrator" in last_line(done.err).lower()
    assert "administrator" in wired.run("send-test").out
    telegram.chat(CHAT).can_post = True
    told_after_mending(wired, telegram)


def test_telegram_asking_to_wait_is_obeyed(wired: Desk, telegram: FakeTelegram) -> None:
    telegram.faults.add("sendMessage", Status429(3600))
    done = wired.run("once")
    assert done.code == 0, done.err
    assert telegram.chat(CHAT).posts == []
    assert len([call for call in telegram.calls if call.method == "sendMessage"]) == 1
    assert wired.run("once").code == 0
    assert len([call for call in telegram.calls if call.method == "sendMessage"]) == 1, "an hour means an hour"
    told_after_mending(wired, telegram)


def test_what_may_have_arrived_is_not_sent_again_but_held(wired: Desk, telegram: FakeTelegram) -> None:
    """One channel's connection is reset after the post, the other's answer is the page of a broken proxy."""
    telegram.add_channel(OTHER, username="@other")
    wired.channel = '{id: main, to: "@sample"}\n  - {id: second, to: "@other"}'
    wired.configure(FEED)
    telegram.faults.add("sendMessage", DeliverThenReset(), chat=CHAT)
    telegram.faults.add("sendMessage", BadGatewayHtml(delivered=True), chat=OTHER)
    done = wired.run("once", seconds=150)
    assert done.code == 1
    assert "need you" in done.err
    held = wired.run("deliveries", "--held", "--json").json
    assert [line["state"] for line in held] == ["held", "held"]
    assert all("mark-sent" in line["reason"] for line in held)
    assert wired.run("balance").code == 0
    assert all(wired.run("mark-sent", line["id"]).code == 0 for line in held)
    assert wired.run("once").code == 0
    assert [len(telegram.chat(chat).posts) for chat in (CHAT, OTHER)] == [1, 1]
    assert wired.run("balance").code == 0


def test_a_dropped_delivery_is_never_sent_and_stays_in_the_balance(wired: Desk, telegram: FakeTelegram) -> None:
    telegram.chat(CHAT).can_post = False
    assert wired.run("once").code == 1
    waiting = wired.run("deliveries", "--json").json
    assert wired.run("drop", waiting[0]["id"]).code == 0
    telegram.chat(CHAT).can_post = True
    assert wired.run("drop", waiting[0]["id"]).code == 1, "twice makes no sense and says so"
    assert wired.run("drop", "no-such-delivery").code == 1
    wired.run("once")
    assert telegram.chat(CHAT).posts == []
    balance = wired.run("balance", "--json")
    assert balance.code == 0
    assert balance.json["balance"]["channels"][0]["retracted"] == 1


def test_a_feed_that_is_a_web_page_is_health_not_failure(wired: Desk, outlets: Outlets) -> None:
    outlets.documents["/one.xml"] = b"<!doctype html><html><body>Just a moment...</body></html>"
    outlets.types["/one.xml"] = "text/html"
    done = wired.run("once")
    assert done.code == 0, done.err
    status = wired.run("status", "--json").json
    assert status["feeds"] == {"not-a-feed": 1}
    assert any("not-a-feed" in problem for problem in status["problems"])


@pytest.mark.parametrize(
    ("file", "content", "place", "word"),
    [
        ("bot.yaml", "channels: [\n", "bot.yaml:", ""),
        ("bot.yaml", 'channels:\n  - {id: main, to: "@x", colour: red}\n', "bot.yaml:2:", "colour"),
        (
            "themes.yaml",
            "concepts:\n  a: {any: [x]}\nthemes:\n  - id: t\n    title: {en: T}\n    when: >\n      a adn b\n",
            "themes.yaml:7:",
            "adn",
        ),
        ("feeds.yaml", "feeds:\n  - {name: x, url: nonsense, language: en}\n", "feeds.yaml:2:20: ", "web address"),
    ],
)
def test_bad_configuration_is_told_by_file_line_and_column(
    wired: Desk, file: str, content: str, place: str, word: str
) -> None:
    (wired.folder / "config" / file).write_text(content, encoding="utf-8")
    done = wired.run("check")
    assert done.code == 2
    assert place in done.err
    assert word in done.err
    assert "Traceback" not in done.err
    assert wired.run("once").code == 2
    assert not (wired.folder / "state").exists(), "nothing was begun"


def test_a_missing_folder_and_an_unreadable_file_are_named(wired: Desk) -> None:
    (wired.folder / "config" / "feeds.yaml").unlink()
    (wired.folder / "config" / "feeds.yaml").mkdir()
    done = wired.run("check")
    assert done.code == 2
    assert "feeds.yaml" in done.err
    wired.folder = wired.folder / "nowhere"
    done = wired.run("check")
    assert done.code == 2
    assert "nowhere" in done.err


def test_a_state_of_a_newer_version_is_refused_and_left_alone(wired: Desk) -> None:
    assert wired.run("once").code == 0
    wired.spoiled = True
    file = wired.folder / "state" / "dispaccio.sqlite"
    with sqlite3.connect(file) as state:
        state.execute("UPDATE dispaccio_revision SET version_num = '9999'")
    state.close()
    done = wired.run("once")
    assert done.code == 1
    assert "newer" in last_line(done.err)
    with sqlite3.connect(file) as state:
        assert state.execute("SELECT count(*) FROM items").fetchone() == (1,)
    state.close()


def test_a_state_that_is_no_database_is_refused_and_left_alone(wired: Desk) -> None:
    file = wired.folder / "state" / "dispaccio.sqlite"
    file.parent.mkdir()
    wired.spoiled = True
    file.write_bytes(b"these are my notes, not a database" * 100)
    done = wired.run("once")
    assert done.code == 1
    assert "Traceback" not in done.err
    assert file.read_bytes().startswith(b"these are my notes")


def test_a_full_disk_ends_with_one_line_and_loses_nothing(
    wired: Desk, outlets: Outlets, telegram: FakeTelegram
) -> None:
    """A limit on the size of files stands for the full disk: SQLite meets both in the same write."""
    outlets.documents["/one.xml"] = rss([], now())
    assert wired.run("once").code == 0
    outlets.documents["/one.xml"] = rss([LETTER, *(filler(number) for number in range(400))], now())
    file = wired.folder / "state" / "dispaccio.sqlite"
    blocks = file.stat().st_size // 512 + 100
    limited = ["sh", "-c", 'ulimit -f "$0"; exec "$@"', str(blocks), *wired.arguments("once")]
    done = subprocess.run(limited, env=wired.environ(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "disk" in last_line(done.stderr)
    assert telegram.chat(CHAT).posts == []
    again = wired.run("once")
    assert again.code == 0, again.err
    assert len([post for post in telegram.chat(CHAT).posts if "letter to Putin" in post.text]) == 1
    assert wired.run("balance").code == 0


def filler(number: int) -> Entry:
    """An item off the subject, to fill the disk."""
    return Entry(f"Harbour news number {number}", "The ferry was on time. " * 60, f"https://one.example/{number}")


def test_usage_errors_have_their_own_exit_code(desk: Desk) -> None:
    desk.configure(FEED)
    assert desk.run("once", "--no-such-option").code == 2
    assert desk.run("balance", "--since", "soon").code == 1
