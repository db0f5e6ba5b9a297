"""Several channels: each has its own language, themes and beginning."""

from __future__ import annotations

import time
from datetime import timedelta

from tests.journey.newsroom import Desk, Entry, Outlets, now, rss

LETTER = Entry("Kim Jong Un sends a letter to Putin", "A letter, the agency says.", "https://one.example/kim-letter")
TROOPS = Entry("Putin thanks soldiers sent by Kim Jong Un", "A ceremony.", "https://one.example/troops")
FEED = {"name": "One", "path": "/one.xml", "language": "en"}
MAIN = '{id: main, to: "@main"}'
LETTERS = '{id: letters, to: "@letters", language: en, themes: [letters]}'


def posts(out: str, channel: str) -> str:
    """What was shown in one preview channel."""
    return "\n".join(part for part in out.split("--- ") if part.startswith(f"{channel}\n"))


def test_each_channel_is_told_its_themes_in_its_language(desk: Desk, outlets: Outlets) -> None:
    desk.channel = f"{MAIN}\n  - {LETTERS}"
    desk.configure(FEED)
    outlets.documents["/one.xml"] = rss([LETTER, TROOPS], now())
    out = desk.run("once").out
    assert "Lettere" in posts(out, "main")
    assert "Soldati" in posts(out, "main")
    assert "Letters" in posts(out, "letters")
    assert "soldiers" not in posts(out, "letters")
    assert desk.run("balance").code == 0


def test_a_channel_that_comes_later_begins_with_what_is_fresh_and_the_balance_knows_the_rest(
    desk: Desk, outlets: Outlets
) -> None:
    desk.channel = MAIN
    desk.configure(FEED)
    outlets.documents["/one.xml"] = rss([TROOPS], now())
    assert desk.run("once").code == 0
    time.sleep(2.5)
    config = desk.folder / "config" / "bot.yaml"
    desk.channel = f"{MAIN}\n  - {LETTERS.replace('themes: [letters]', 'themes: all')}"
    desk.configure(FEED)
    config.write_text(config.read_text(encoding="utf-8") + "fresh: 2s\n", encoding="utf-8")
    outlets.documents["/one.xml"] = rss(
        [Entry(LETTER.title, LETTER.summary, LETTER.link, age=-timedelta(minutes=1)), TROOPS], now()
    )
    done = desk.run("once")
    assert done.code == 0, done.err
    assert "soldiers" not in posts(done.out, "letters"), "what had passed is not told"
    balance = desk.run("balance", "--json")
    assert balance.code == 0
    letters = balance.json["balance"]["channels"][1]
    assert (letters["stories"], letters["retracted"], letters["waiting"]) == (2, 1, 0)
