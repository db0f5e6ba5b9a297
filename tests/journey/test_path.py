"""From feed bytes to the post that Telegram accepted, through the real process."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journey.newsroom import Desk, Entry, Outlets, now, rss
from tests.telegram.server import FakeTelegram

LETTER = Entry(
    "Kim Jong Un sends a letter to Putin on his birthday",
    "The North Korean leader wrote a letter to the Russian president, the agency says.",
    "https://one.example/kim-letter",
)
COPY = Entry(
    "Kim Jong Un sends a letter to Putin on his birthday",
    "The North Korean leader wrote a letter to the Russian president, the agency says.",
    "https://two.example/2026/letter?utm_source=rss",
)
TROOPS = Entry(
    "Putin thanks soldiers sent by Kim Jong Un", "A ceremony for the soldiers.", "https://one.example/troops"
)
OTHER = Entry("Local team wins the cup", "Nothing about politics.", "https://one.example/cup")
FEEDS = (
    {"name": "One", "path": "/one.xml", "language": "en"},
    {"name": "Two", "path": "/two.xml", "language": "en"},
)


@pytest.fixture
def wired(desk: Desk, telegram: FakeTelegram) -> Desk:
    """An installation with a token, on the fake Telegram."""
    telegram.add_channel(-1001, username="@sample")
    desk.environment = {"TELEGRAM_BOT_TOKEN": telegram.token, "DISPACCIO_TELEGRAM_BASE_URL": telegram.base_url}
    desk.configure(*FEEDS)
    return desk


def publish(outlets: Outlets, one: list[Entry], two: list[Entry]) -> None:
    outlets.documents["/one.xml"] = rss(one, now())
    outlets.documents["/two.xml"] = rss(two, now())


def balanced(desk: Desk) -> None:
    done = desk.run("balance")
    assert done.code == 0, done.out + done.err


def test_a_story_of_two_outlets_is_told_once_and_never_again(
    wired: Desk, outlets: Outlets, telegram: FakeTelegram
) -> None:
    publish(outlets, [LETTER, TROOPS, OTHER], [COPY])
    first = wired.run("once")
    assert first.code == 0, first.err
    posts = telegram.chat(-1001).posts
    assert len(posts) == 1, "a first start is one digest, never a burst"
    text = posts[0].text
    assert text.count("sends a letter to Putin") == 1
    assert "One" in text
    assert "Two" in text
    assert "cup" not in text
    assert "https://two.example/2026/letter?utm_source=rss" in posts[0].html, "the link stays as published"
    balanced(wired)

    second = wired.run("once")
    assert second.code == 0, second.err
    assert len(telegram.chat(-1001).posts) == 1
    assert [a.status for a in outlets.answered] == [200, 200, 304, 304]
    balanced(wired)


def test_a_new_story_of_an_urgent_theme_is_an_alert_and_a_known_one_is_not_told_twice(
    wired: Desk, outlets: Outlets, telegram: FakeTelegram
) -> None:
    publish(outlets, [TROOPS], [])
    assert wired.run("once").code == 0
    retitled = Entry("Putin thanks the soldiers that Kim Jong Un sent", TROOPS.summary, TROOPS.link, guid=TROOPS.link)
    publish(outlets, [retitled, LETTER], [COPY])
    assert wired.run("once").code == 0
    texts = [post.text for post in telegram.chat(-1001).posts]
    assert len(texts) == 2
    assert "letter to Putin" in texts[1]
    assert sum("soldiers" in text for text in texts) == 1, "a changed headline is an update, not news"
    balanced(wired)


def test_old_items_are_kept_but_not_told(wired: Desk, outlets: Outlets, telegram: FakeTelegram) -> None:
    old = Entry(LETTER.title, LETTER.summary, LETTER.link, age=timedelta(days=40))
    publish(outlets, [old], [])
    assert wired.run("once").code == 0
    assert telegram.chat(-1001).posts == []
    exported = wired.run("export").out
    assert "kim-letter" in exported
    balanced(wired)


def test_without_a_token_the_preview_channel_takes_the_posts_and_says_so(desk: Desk, outlets: Outlets) -> None:
    desk.configure(*FEEDS)
    publish(outlets, [LETTER], [COPY])
    done = desk.run("once")
    assert done.code == 0, done.err
    assert "preview" in done.err
    assert "sends a letter to Putin" in done.out
    balanced(desk)


def test_a_foreign_headline_carries_its_language_and_what_it_is_about(desk: Desk, outlets: Outlets) -> None:
    desk.configure({"name": "Sin", "path": "/one.xml", "language": "ko"})
    korean = Entry(
        "김정은, 푸틴에게 생일 축전", "김정은 위원장이 푸틴 대통령에게 축전을 보냈다.", "https://sin.example/1"
    )
    outlets.documents["/one.xml"] = rss([korean], now())
    done = desk.run("once")
    assert "Kim Jong-un, Putin: lettera · dal coreano" in done.out
    assert "una sola fonte: Sin" in done.out


def test_match_says_which_words_fire_and_what_fails(desk: Desk) -> None:
    desk.configure(*FEEDS)
    done = desk.run("match", "Kim Jong-un scrive una lettera a Putin", "--lang", "it", "--json")
    verdicts = {verdict["theme"]: verdict for verdict in done.json}
    assert verdicts["letters"]["fires"]
    assert {"kim", "putin", "letter"} == {evidence["concept"] for evidence in verdicts["letters"]["evidence"]}
    assert not verdicts["troops"]["fires"]
    assert "troops" in verdicts["troops"]["failed"]


def test_preview_sends_nothing_and_shows_what_would_be_posted(
    wired: Desk, outlets: Outlets, telegram: FakeTelegram
) -> None:
    publish(outlets, [], [])
    assert wired.run("once").code == 0
    publish(outlets, [TROOPS], [])
    assert wired.run("once").code == 0
    before = len(telegram.calls)
    page = wired.folder / "preview.html"
    done = wired.run("preview", "--page", str(page))
    assert "Putin thanks soldiers" in done.out, "a digest-level story waits for its slot"
    assert "Putin thanks soldiers" in page.read_text(encoding="utf-8")
    assert len(telegram.calls) == before
    told = wired.run("once", "--digest-now")
    assert told.code == 0, told.err
    assert len(telegram.chat(-1001).posts) == 1
    balanced(wired)
