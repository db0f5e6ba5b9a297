"""`why`: from feed bytes through the real process, what became of each item, and why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from bot.doors.cli import run
from bot.model import State
from bot.store.base import Store
from bot.store.engine import open_store
from tests.journey.newsroom import Desk, Entry, Finished, Outlets, now, rss
from tests.telegram.faults import Status429
from tests.telegram.server import FakeTelegram

SUMMARY = "The North Korean leader wrote a letter to the Russian president, the agency says."
LETTER = Entry("Kim Jong Un sends a letter to Putin on his birthday", SUMMARY, "https://one.example/kim-letter")
COPY = Entry(LETTER.title, SUMMARY, "https://two.example/2026/letter?utm_source=rss&id=7")
TROOPS = Entry("Putin thanks soldiers sent by Kim Jong Un", "A ceremony.", "https://one.example/troops")
OTHER = Entry("Local team wins the regional cup", "Nothing about politics.", "https://one.example/regional-cup")
OLD = Entry("Kim Jong Un, a letter to Putin of long ago", "", "https://one.example/old", age=timedelta(days=30))
FEEDS = (
    {"name": "One", "path": "/one.xml", "language": "en"},
    {"name": "Two", "path": "/two.xml", "language": "en"},
)


def publish(outlets: Outlets, one: list[Entry], two: list[Entry]) -> None:
    outlets.documents["/one.xml"] = rss(one, now())
    outlets.documents["/two.xml"] = rss(two, now())


@pytest.fixture
def told(desk: Desk, outlets: Outlets, telegram: FakeTelegram) -> Desk:
    """A story of two outlets that was told, one that waits, an old one, and an item that matched nothing."""
    telegram.add_channel(-1001, username="Sample")
    desk.environment = {"TELEGRAM_BOT_TOKEN": telegram.token, "DISPACCIO_TELEGRAM_BASE_URL": telegram.base_url}
    desk.channel = (
        '{id: main, to: "@Sample", alerts: {independent: 1}}\n  - {id: second, to: "@sample", themes: [troops]}'
    )
    desk.configure(*FEEDS)
    publish(outlets, [LETTER, OTHER, OLD], [COPY])
    assert desk.run("once").code == 0
    publish(outlets, [LETTER, OTHER, OLD, TROOPS], [COPY])
    assert desk.run("once").code == 0
    return desk


def why(desk: Desk, what: str, *options: str, code: int = 0) -> Finished:
    """The command inside this process: there are many questions, and a start costs half a second and more."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        ended = run(["why", *options, "--state", desk.state, "--config", str(desk.folder / "config"), "--", what])
    done = Finished(ended, out.getvalue(), err.getvalue())
    assert done.code == code, done.out + done.err
    return done


@contextmanager
def opened(desk: Desk) -> Iterator[Store]:
    store = open_store(desk.state, now=now())
    try:
        yield store
    finally:
        store.close()


def test_every_item_can_be_explained(told: Desk, telegram: FakeTelegram) -> None:
    the_told_item(told, telegram)
    the_copy(told)
    the_unmatched(told)
    the_stale(told)
    the_waiting(told)
    the_unknown(told)
    ids_and_posts(told, telegram)
    another_config(told)
    held(told)


def the_told_item(desk: Desk, telegram: FakeTelegram) -> None:
    done = desk.run("why", "http://www.one.example/kim-letter/amp?utm_source=x#top")
    assert done.code == 0, done.err
    for said in (
        "[Kim Jong Un] sends a [letter] to [Putin] on his birthday",
        "fetched from One (",
        "times are those of Europe/Rome",
        "as the outlet says",
        "known by its guid: https://one.example/kim-letter".replace("https://", ""),
        "known by its address: one.example/kim-letter",
        "known by its headline of its publisher: One kim jong un sends",
        "fires    letters",
        'title: "letter" is letter, by its form letter',
        "no       troops",
        "2 items, 2 outlets, 1 independent",
        "started the story",
        "nothing recent was like it",
        "joined s",
        "likeness 1.00",
        "the same text",
        "channel main: in digest main-digest-",
        " under letters",
        "sent 2",
        "1 attempt: https://t.me/Sample/",
        "channel second: not told: it carries troops; the story is of letters",
    ):
        assert said in done.out, said
    assert done.err == ""
    assert done.out.count("fires ") == 1
    assert len(telegram.chat(-1001).posts) == 1


def the_copy(desk: Desk) -> None:
    life = why(desk, COPY.link, "--json").json
    assert life["kind"] == "item"
    assert life["item"]["link"] == COPY.link, "the link stays as published"
    assert life["feed"]["name"] == "Two"
    assert {key["names"] for key in life["keys"]} == {life["item"]["id"]}
    assert [verdict["theme"] for verdict in life["themes"] if verdict["fires"]] == ["letters"]
    assert [match["theme"] for match in life["recorded"]] == ["letters"]
    story = life["story"]
    assert sorted(item["link"] for item in story["items"]) == sorted((LETTER.link, COPY.link))
    placements = {placed["item"]: placed for placed in story["placements"]}
    assert {placed["how"] for placed in placements.values()} == {"starts", "joins"}
    joined = next(placed for placed in placements.values() if placed["how"] == "joins")
    assert (joined["score"], joined["reasons"], joined["other"]) == (1.0, ["the same text"], story["id"])
    main, second = story["channels"]
    assert (main["theme"], main["delivery"]["state"], main["why_not"]) == ("letters", "sent", "")
    assert main["delivery"]["link"].startswith("https://t.me/Sample/")
    assert (second["delivery"], second["why_not"]) == (None, "it carries troops; the story is of letters")


def the_unmatched(desk: Desk) -> None:
    done = why(desk, OTHER.link)
    assert "not told: no theme fired when it was read; kept until " in done.out
    assert "no       letters (Lettere); failed: kim" in done.out
    assert why(desk, OTHER.link, "--json").json["story"] is None


def the_stale(desk: Desk) -> None:
    done = why(desk, "one.example/old")
    assert "older than `fresh` when first seen" in done.out
    assert "channel main: not told: stale" in done.out
    assert "fires    letters" in done.out


def the_waiting(desk: Desk) -> None:
    done = why(desk, TROOPS.link)
    assert "channel main: not told: waiting until the next digest; troops is told in digests (2" in done.out
    assert why(desk, TROOPS.link, "--json").json["story"]["channels"][0]["until"]


def the_unknown(desk: Desk) -> None:
    """The last line says how long what matched nothing is kept: it may have been here."""
    done = why(desk, "https://one.example/2026/kim-letter-to-putin.html", code=1)
    assert "kept for 14 days" in done.err.splitlines()[-1]
    assert done.out.startswith(f"nearest: {LETTER.title}")
    assert why(desk, "https://elsewhere.example/local-regional-team", code=1).out.startswith(f"nearest: {OTHER.title}")
    assert why(desk, "https://elsewhere.example/1", "--json", code=1).json == {"kind": "unknown", "nearest": []}
    for odd in ("", " ", "///", "http://[", "%", "https://one.example/", "t.me/Sample/99999", "\u0000", "x" * 5000):
        assert "never seen" in why(desk, odd, code=1).err


def ids_and_posts(desk: Desk, telegram: FakeTelegram) -> None:
    life = why(desk, LETTER.link, "--json").json
    item, story = life["item"]["id"], life["story"]["id"]
    delivery = life["story"]["channels"][0]["delivery"]
    assert why(desk, item[:12], "--json").json["item"]["id"] == item
    assert why(desk, story, "--json").json["kind"] == "story"
    assert "started the story" in why(desk, story).out
    number = telegram.chat(-1001).posts[0].message_id
    for name in (
        delivery["id"],
        delivery["link"],
        f"t.me/sample/{number}",
        f"http://telegram.me/s/SAMPLE/{number}?single",
    ):
        post = why(desk, name, "--json").json
        assert (post["kind"], post["id"], [one["id"] for one in post["stories"]]) == (
            "delivery",
            delivery["id"],
            [story],
        )
    several = why(desk, "main-", code=1) if len(desk.run("deliveries", "--json").json) > 1 else why(desk, "s", code=1)
    assert "is the beginning of" in several.err
    assert f"{story}  story: {LETTER.title}" in several.out


def another_config(desk: Desk) -> None:
    """The editor changed the rule since: both are told, what fired then and what today's rule lacks."""
    before = desk.themes
    desk.themes = before.replace("kim and putin and letter", "kim and putin and letter and troops")
    desk.configure(*FEEDS)
    done = why(desk, LETTER.link)
    assert "it matched letters; today no theme" in done.out
    assert "no       letters (Lettere); failed: troops" in done.out
    assert "not found: troops" in done.out
    assert 'title: "letter" is letter, by its form letter' in done.out
    desk.themes = before
    desk.configure(*FEEDS)


def held(desk: Desk) -> None:
    """A delivery in doubt: the sentence ends with what to do."""
    with opened(desk) as store, store.unit() as unit:
        (delivery,) = unit.outbox.all([State.SENT])
        assert unit.outbox.save(replace(delivery, state=State.HELD, reason="nobody can tell whether it arrived"))
    done = why(desk, LETTER.link)
    assert f"delivery {delivery.id}: held" in done.out
    assert "because: nobody can tell whether it arrived" in done.out
    assert f"dispaccio retry {delivery.id}, or mark-sent, or drop" in done.out
    with opened(desk) as store, store.unit() as unit:
        found = unit.items.find(OTHER.link)
        assert found
        unit.items.prune(matched_before=found.seen, unmatched_before=found.seen + timedelta(days=1))
    gone = why(desk, OTHER.link)
    assert OTHER.title in gone.out
    assert "deleted since, as `retention` says" in gone.out
    assert why(desk, found.id, "--json").json["kind"] == "forgotten"


def test_a_post_that_waits_says_until_when(desk: Desk, outlets: Outlets, telegram: FakeTelegram) -> None:
    telegram.add_channel(-1001, username="sample")
    desk.environment = {"TELEGRAM_BOT_TOKEN": telegram.token, "DISPACCIO_TELEGRAM_BASE_URL": telegram.base_url}
    desk.configure(*FEEDS)
    publish(outlets, [LETTER], [])
    telegram.faults.add("sendMessage", Status429(3600))
    assert desk.run("once").code == 0
    done = why(desk, LETTER.link)
    assert "waiting, 1 attempt" in done.out
    assert "because: the chat asked us to wait" in done.out
    assert "tried again 2" in done.out
    publish(outlets, [LETTER], [COPY])
    assert desk.run("once").code == 0
    updated = Entry(f"{LETTER.title}, and a photo", LETTER.summary, LETTER.link)
    publish(outlets, [updated], [COPY])
    assert desk.run("once").code == 0
    assert "title or summary changed by the outlet 2" in why(desk, LETTER.link).out
    assert "the post does not link this item: it came later" in why(desk, COPY.link).out


def test_why_reads_and_needs_a_state(desk: Desk, tmp_path: Path) -> None:
    desk.configure(*FEEDS)
    done = why(desk, LETTER.link, code=1)
    assert "no state yet" in done.err
    assert not (tmp_path / "state").exists()


def test_match_marks_the_words_and_says_what_the_language_is(desk: Desk) -> None:
    desk.configure(*FEEDS)
    done = desk.run("match", "Kim Jong Un scrive una lettera", "--summary", "A Putin, <b>dicono</b>.")
    assert done.err.strip() == "read as it, guessed; --lang CODE says otherwise"
    assert (
        "title    [Kim Jong Un] scrive una [lettera]\nsummary  A [Putin], dicono.\nfires    letters (Lettere)"
        in done.out
    )
    assert "no       troops (Soldati); failed: troops" in done.out
    assert "\x1b" not in done.out, "a pipe gets no colours"
    wrong = desk.run("match", "Kim Jong Un scrive una lettera a Putin", "--lang", "en")
    assert '"lettera" is letter in it, and this text is read as en' in wrong.out
    helped = desk.run("match", "--help")
    assert 'dispaccio match "Kim' in helped.out
    assert "Example: dispaccio why" in desk.run("why", "--help").out
