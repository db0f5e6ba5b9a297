"""The operator takes a post back, and asks which chats the bot knows."""

from __future__ import annotations

import pytest

from tests.journey.newsroom import Desk, Entry, Outlets, now, rss
from tests.telegram.server import FakeTelegram

LETTER = Entry("Kim Jong Un sends a letter to Putin", "A letter, the agency says.", "https://one.example/kim-letter")
CHAT = -1001


@pytest.fixture
def told(desk: Desk, outlets: Outlets, telegram: FakeTelegram) -> Desk:
    """One story stands in the channel."""
    telegram.add_channel(CHAT, username="@sample", title="Our channel")
    desk.environment = {"TELEGRAM_BOT_TOKEN": telegram.token, "DISPACCIO_TELEGRAM_BASE_URL": telegram.base_url}
    desk.configure({"name": "One", "path": "/one.xml", "language": "en"})
    outlets.documents["/one.xml"] = rss([LETTER], now())
    assert desk.run("once").code == 0
    assert len(telegram.chat(CHAT).posts) == 1
    return desk


def test_a_post_is_taken_back_by_its_link_and_never_comes_again(told: Desk, telegram: FakeTelegram) -> None:
    (post,) = [line for line in told.run("export").out.splitlines() if '"delivery"' in line]
    assert f"https://t.me/sample/{telegram.chat(CHAT).posts[0].message_id}" in post
    done = told.run("retract", f"https://t.me/sample/{telegram.chat(CHAT).posts[0].message_id}", "--reason", "satire")
    assert done.code == 0, done.err
    assert "deleted" in done.out
    for _ in range(2):
        assert told.run("once").code == 0
        assert telegram.chat(CHAT).posts == []
    balance = told.run("balance", "--json")
    assert balance.code == 0
    assert balance.json["balance"]["channels"][0]["retracted"] == 1
    assert "satire" in told.run("why", LETTER.link).out
    again = told.run("retract", LETTER.link)
    assert again.code == 1
    assert "already" in again.err


def test_what_is_not_known_cannot_be_taken_back(told: Desk, telegram: FakeTelegram) -> None:
    done = told.run("retract", "https://nowhere.example/never")
    assert done.code == 1
    assert "nothing that was told" in done.err
    assert len(telegram.chat(CHAT).posts) == 1


def test_the_numbers_of_chats_fill_the_configuration(told: Desk) -> None:
    assert told.run("chats").out.startswith(f"{CHAT}  channel  Our channel  seen ")
    (chat,) = told.run("chats", "--json").json
    assert (chat["id"], chat["kind"], chat["title"]) == (CHAT, "channel", "Our channel")
