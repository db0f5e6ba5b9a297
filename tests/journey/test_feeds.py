"""`dispaccio feeds list`, `check` and `discover` as the real process, against outlets on loopback."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
from datetime import timedelta
from pathlib import Path

from tests.journey.newsroom import Desk, Entry, now, rss, wait_for

ENGLISH = [
    Entry(
        f"The minister of harbours said on day {n} that the new pier is not ready for the ships of the north",
        link=f"https://a.example/{n}",
    )
    for n in range(8)
]
KOREAN = [
    Entry(f"김정은 위원장이 푸틴 대통령에게 축하 편지를 보냈다 {n}", link=f"https://k.example/{n}") for n in range(8)
]


def html(head: str = "", body: str = "") -> bytes:
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>".encode()


def several(desk: Desk) -> None:
    """One good feed, one that is a page, one that is gone, one that moved, one that refuses, one that is missing."""
    site = desk.outlets
    site.documents |= {"/good": rss(ENGLISH, now()), "/page": html(body="hello"), "/new": rss(KOREAN, now())}
    site.status |= {"/gone": 410, "/old": 301, "/shut": 403}
    site.headers["/old"] = {"Location": "/new"}
    names = ("good", "page", "gone", "old", "shut", "missing")
    desk.configure(
        *({"name": name.title(), "path": f"/{name}", "language": "ko" if name == "old" else "en"} for name in names)
    )


def test_check_tells_of_every_feed_what_is_wrong_and_stores_nothing(desk: Desk) -> None:
    several(desk)
    done = desk.run("feeds", "check", "--json")
    assert done.code == 0, done.err
    found = {one["name"]: one for one in done.json["checked"]}
    assert {name: one["health"] for name, one in found.items()} == {
        "Good": "ok", "Page": "not-a-feed", "Gone": "gone", "Old": "ok", "Shut": "blocked", "Missing": "unreachable",
    }  # fmt: skip
    assert found["Old"]["moved"]
    assert found["Old"]["leads_to"] == f"{desk.outlets.base}/new"
    assert found["Old"]["remarks"] == [f"moved for good: write {desk.outlets.base}/new"]
    assert found["Good"]["remarks"] == []
    assert (found["Good"]["items"], found["Good"]["format"]) == (8, "rss20")
    assert found["Missing"]["status"] == 404
    assert done.json["complete"]
    assert "6 feeds asked: 1 good, 1 with remarks, 4 failed" in done.err
    assert not (desk.folder / "state").exists()


def test_check_prints_a_plain_table_for_other_programs(desk: Desk) -> None:
    several(desk)
    lines = desk.run("feeds", "check").out.splitlines()
    assert lines[0].split() == ["feed", "health", "format", "items", "newest", "s"]
    assert lines[-1].startswith("   Good ")
    assert "    HTTP 410: the feed is gone for good" in "\n".join(lines)
    assert not any("\x1b" in line for line in lines)


def test_check_finds_a_wrong_language_and_a_feed_that_stands_twice(desk: Desk) -> None:
    """A Korean feed configured as English never matches, and nobody sees why."""
    desk.outlets.documents |= {"/a": rss(KOREAN, now()), "/b": rss(ENGLISH, now()), "/c": rss(ENGLISH, now())}
    desk.configure(
        {"name": "A", "path": "/a", "language": "en"},
        {"name": "B", "path": "/b", "language": "it"},
        {"name": "C", "path": "/c", "language": "en"},
    )
    found = {one["name"]: one["remarks"] for one in desk.run("feeds", "check", "--json").json["checked"]}
    assert found == {
        "A": ["configured as en, but its headlines are hangul"],
        "B": ["configured as it, but its headlines are en"],
        "C": ["holds the same items as B"],
    }


def test_check_takes_addresses_that_are_not_configured(desk: Desk) -> None:
    several(desk)
    done = desk.run("feeds", "check", f"{desk.outlets.base}/new", f"{desk.outlets.base}/good", "--json")
    assert [one["name"] for one in done.json["checked"]] == [f"{desk.outlets.base}/new", "Good"]
    assert desk.run("feeds", "check", "nonsense").code == 2


def test_check_fails_only_when_nothing_can_be_reached(desk: Desk) -> None:
    desk.configure({"name": "Nowhere", "path": "/x", "language": "en"})
    feeds = desk.folder / "config" / "feeds.yaml"
    feeds.write_text('feeds:\n  - {name: Nowhere, url: "http://127.0.0.1:1/x", language: en}\n', encoding="utf-8")
    done = desk.run("feeds", "check")
    assert done.code == 1
    assert done.err.splitlines()[-1].startswith("1 feeds asked, none could be reached")


def test_ctrl_c_ends_a_check_with_what_it_has(desk: Desk) -> None:
    """Whoever loses patience with one slow host still sees the other answers."""
    held = threading.Event()
    site = desk.outlets
    site.documents["/good"] = rss(ENGLISH, now())
    answer = site.answer

    def slow(path: str, if_none_match: str) -> tuple[int, dict[str, str], bytes]:
        if path == "/slow":
            held.wait(30)
        return answer(path, if_none_match)

    site.answer = slow  # type: ignore[method-assign]  # a test's outlet that hangs
    desk.configure(
        {"name": "Good", "path": "/good", "language": "en"}, {"name": "Slow", "path": "/slow", "language": "en"}
    )
    arguments = desk.arguments("feeds", "check", "--json")
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        arguments, env=desk.environ(), cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            wait_for(lambda: any(one.path == "/good" for one in site.answered))
            threading.Event().wait(1)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=20)
        finally:
            held.set()
            process.kill()
    assert process.returncode == 1
    assert [one["name"] for one in json.loads(out)["checked"]] == ["Good"]
    assert not json.loads(out)["complete"]
    assert err.decode().splitlines() == [
        "stopped after 1 of 2 feeds: 1 good, 0 with remarks, 0 failed; run it again for the others"
    ]


def test_list_shows_what_needs_a_person_first(desk: Desk) -> None:
    several(desk)
    assert desk.run("once").code == 0
    done = desk.run("feeds", "list", "--json")
    assert done.code == 0, done.err
    feeds = done.json["feeds"]
    assert [one["name"] for one in feeds[:2]] == ["Gone", "Old"]
    assert feeds[-1]["name"] == "Good"
    assert {one["name"]: one["need"] for one in feeds} == {
        "Gone": "gone", "Old": "moved", "Page": "not well", "Shut": "not well", "Missing": "not well", "Good": None,
    }  # fmt: skip
    by_name = {one["name"]: one for one in feeds}
    assert by_name["Gone"]["parked"]
    assert by_name["Gone"]["next"] is None
    assert by_name["Old"]["moved_to"] == f"{desk.outlets.base}/new"
    assert by_name["Good"]["items_24h"] == 8
    assert by_name["Good"]["sentences"] == []
    assert by_name["Shut"]["failures"] == 1


def test_list_says_disabled_and_new_feeds_and_leaves_the_good_ones_out_when_asked(desk: Desk) -> None:
    several(desk)
    assert desk.run("once").code == 0
    file = desk.folder / "config" / "feeds.yaml"
    more = (
        '  - {name: Resting, url: "https://resting.example/f", language: en, enabled: false}\n'
        '  - {name: Fresh, url: "https://fresh.example/f", language: en}\n'
    )
    file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
    lines = desk.run("feeds", "list").out.splitlines()
    row = {line[3:].split()[0]: line for line in lines if line[:1] in "x!- " and line[3:4].strip()}
    assert row["Resting"].startswith("-  Resting")
    assert row["Resting"].split()[2:] == ["disabled", "never", "never", "never", "0"]
    assert row["Fresh"].split()[1:] == ["new", "never", "at", "once", "never", "0"]
    assert "parked" in row["Gone"]
    assert lines[-1] == "8 feeds: 2 need you, 3 not well for less than a day, 1 parked, 1 disabled; 16 items in 24 h"
    ill = desk.run("feeds", "list", "--ill").out
    assert "Good" not in ill
    assert "Resting" not in ill
    assert "parked, nobody asks it any more" in ill


def test_a_newest_item_long_ago_is_told(desk: Desk) -> None:
    desk.outlets.documents["/old"] = rss([Entry(f"old news {n}", age=timedelta(days=400)) for n in range(3)], now())
    desk.configure({"name": "Old", "path": "/old", "language": "en"})
    (found,) = desk.run("feeds", "check", "--json").json["checked"]
    assert "400 days ago" in found["remarks"][0]
