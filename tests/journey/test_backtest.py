"""An editor tries an edit on what is stored, before and after it goes live: the real command beside a real state."""

from __future__ import annotations

import os
import pty
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.store.engine import open_store
from tests.journey.newsroom import THEMES, Desk, Entry, now, rss

LETTER = Entry("Kim Jong Un sends a letter to Putin", "The agency says so.", "https://one.example/letter")
WIRE = Entry("A wire from abroad", "Kim Jong Un sends Putin a telegramma on Monday.", "https://one.example/wire")
SOLDIERS = Entry("Putin thanks soldiers", "A ceremony at the harbour.", "https://one.example/troops")
CUP = Entry("Local team wins the harbour cup", "Two goals.", "https://one.example/cup")
LETTERA = Entry("Kim Jong Un: lettera a Putin", "Lo dice il porto.", "https://due.example/lettera")
ONE = {"name": "One", "path": "/one.xml", "language": "en"}
TWO = {"name": "Due", "path": "/two.xml", "language": "it"}
WIDER = THEMES.replace("en: [letter]", "en: [letter, telegramma]")
NARROWER = THEMES.replace("it: [lettera]", "it: [missiva]")


@pytest.fixture
def polled(desk: Desk) -> Desk:
    """A desk that has five items of two outlets, three of them matched."""
    desk.outlets.documents["/one.xml"] = rss([LETTER, WIRE, SOLDIERS, CUP], now())
    desk.outlets.documents["/two.xml"] = rss([LETTERA], now())
    desk.configure(ONE, TWO)
    done = desk.run("once")
    assert done.code == 0, done.err
    return desk


def tried(desk: Desk, **files: str) -> str:
    """A folder with edited files, by name."""
    folder = desk.folder / "tried"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return str(folder)


def moved(found: dict[str, Any], way: str) -> list[tuple[str, str, str]]:
    """(theme, headline, cause) of what was gained or lost."""
    return [
        (theme["theme"], change["title"], change["causes"][0]["text"])
        for theme in found["themes"]
        for change in theme[way]["changes"]
    ]


def test_an_edit_is_tried_before_it_goes_live(polled: Desk) -> None:
    """The wrong headlines, or none, and the editor posts nonsense or loses news."""
    edited = WIDER.replace("it: [lettera]", "it: [missiva]")
    done = polled.run("backtest", "--with", tried(polled, themes=edited))
    assert done.code == 0, done.err
    gains, _, loses = done.out.partition("letters loses")
    assert "letters gains 1 item, 1 story" in gains
    assert "by the form 'telegramma' of letter" in gains
    assert "[en] One: A wire from abroad | [Kim Jong Un] sends [Putin] a [telegramma] on Monday." in gains
    assert "1 item, 0 stories" in loses, "another outlet has the story of the lost item"
    assert "without the form 'lettera' of letter" in loses
    assert "[it] Due: [Kim Jong Un]: [lettera] a [Putin]" in loses
    assert SOLDIERS.title not in done.out
    assert "complete from" in done.out
    assert (
        polled.run("backtest", "--with", tried(polled, themes=edited)).out.splitlines()[1:] == done.out.splitlines()[1:]
    )


def test_an_edit_that_is_live_is_compared_with_what_was_stored(polled: Desk) -> None:
    polled.themes = NARROWER.replace("en: [letter]", "en: [letter, telegramma]")
    polled.configure(ONE, TWO)
    found = polled.run("backtest", "--json").json
    assert moved(found, "gained") == [("letters", WIRE.title, "by the form 'telegramma' of letter")]
    assert moved(found, "lost") == [("letters", LETTERA.title, "without the form 'lettera' of letter")]


def test_data_for_other_programs(polled: Desk) -> None:
    found = polled.run("backtest", "--json", "--with", tried(polled, themes=WIDER), "--show", "0").json
    assert (found["items"], found["new_feeds"]) == (5, [])
    assert (found["before"], found["after"]) == (str(polled.folder / "config"), str(polled.folder / "tried"))
    assert found["since"] < found["complete_since"] < now().isoformat()
    assert (found["languages"], found["outlets"]) == (
        {"en": {"gained": 1, "lost": 0}},
        {"One": {"gained": 1, "lost": 0}},
    )
    letters, troops = found["themes"]
    assert letters["items"] == {"before": 2, "after": 3}
    assert (letters["stories"]["after"], letters["gained"]["stories"]) == (letters["stories"]["before"] + 1, 1)
    assert troops["gained"]["items"] == troops["lost"]["items"] == 0
    assert (found["any"]["gained"]["items"], found["any"]["theme"]) == (1, "")
    (change,) = letters["gained"]["changes"]
    assert (change["url"], change["language"], change["outlet"]) == (WIRE.link, "en", "One")
    assert [word["text"] for word in change["words"]] == ["Kim Jong Un", "Putin", "telegramma"]
    assert letters["gained"]["causes"] == [
        {
            "kind": "form",
            "said": "telegramma",
            "concept": "letter",
            "text": "by the form 'telegramma' of letter",
            "items": 1,
        }
    ]


def test_a_folder_with_only_feeds_tries_feeds(polled: Desk) -> None:
    """The themes are the live ones; a feed that is left out loses its items, a new one has none yet."""
    feed = '  - {{name: "{}", url: "{}", language: en, family: "One"}}\n'
    feeds = (
        "feeds:\n" + feed.format("One", f"{polled.outlets.base}/one.xml") + feed.format("New", "https://new.example/x")
    )
    done = polled.run("backtest", "--json", "--with", tried(polled, feeds=feeds))
    assert done.code == 0, done.err
    assert moved(done.json, "lost") == [("letters", LETTERA.title, "its feed is not asked any more")]
    assert moved(done.json, "gained") == []
    assert done.json["new_feeds"] == ["https://new.example/x"]


def test_a_broken_folder_tells_every_problem(desk: Desk) -> None:
    desk.configure(ONE)
    broken = THEMES.replace("kim and putin and letter", "kim and nobody").replace("level: alert", "level: loud")
    done = desk.run("backtest", "--with", tried(desk, themes=broken))
    assert (done.code, done.out) == (2, "")
    lines = done.err.splitlines()
    assert len(lines) == 2
    assert all(f"{desk.folder}/tried/themes.yaml:" in line for line in lines)


def test_wrong_usage_is_one_clear_line(desk: Desk) -> None:
    desk.configure(ONE)
    empty = desk.folder / "empty"
    empty.mkdir()
    wrong = (("--since", "week"), ("--since", "-1d"), ("--with", str(empty)), ("--with", str(desk.folder / "none")))
    for arguments in wrong:
        done = desk.run("backtest", *arguments)
        assert (done.code, len(done.err.splitlines())) == (2, 1), done.err
        assert arguments[1] in done.err


def test_a_state_without_items_says_so(desk: Desk) -> None:
    desk.outlets.documents["/one.xml"] = rss([], now())
    desk.configure(ONE)
    desk.run("once")
    done = desk.run("backtest")
    assert (done.code, done.err) == (0, "")
    assert "no items" in done.out
    assert desk.run("backtest", "--json").json["items"] == 0


def test_only_the_period_counts(polled: Desk) -> None:
    """`--since 1m` some time later would otherwise judge the whole state."""
    store = open_store(polled.state, now=now())
    with store.unit() as unit:
        (first, *_) = [one.item for one in unit.items.kept()]
        assert unit.items.count(first.seen) == 5
        unit.items.prune(matched_before=now() - timedelta(days=1), unmatched_before=now() + timedelta(days=1))
    store.close()
    done = polled.run("backtest", "--with", tried(polled, themes=WIDER))
    assert "3 items first seen" in done.out
    assert "gains there are too low" in done.out, "unmatched items are gone: silence about it would look like no gain"


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    ours, theirs = pty.openpty()
    yield ours, theirs
    os.close(ours)


def test_progress_shows_on_a_terminal_and_only_there(polled: Desk, terminal: tuple[int, int]) -> None:
    """A bar in a pipe would spoil the data."""
    ours, theirs = terminal
    done = subprocess.run(
        polled.arguments("backtest", "--json"),
        env=polled.environ() | {"TERM": "xterm"},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=theirs,
        timeout=60,
        check=False,
    )
    os.close(theirs)
    assert b"judging stored items" in os.read(ours, 100_000)
    assert done.stdout.startswith(b"{")
    assert polled.run("backtest", "--json").err == ""
