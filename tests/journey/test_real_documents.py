"""Every real feed document that we have, served on loopback and polled by the real process, twice."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.journey.newsroom import Desk, Outlets
from tests.journey.shared import DATA, needs_shared

KNOWN_HEALTH = {"ok", "unchanged", "empty", "partial", "not-a-feed"}


def documents() -> list[Path]:
    return sorted(path for path in (DATA / "feeds").rglob("*") if path.is_file() and path.name != "INDEX.tsv")


@needs_shared("feeds")
def test_each_document_yields_its_items_or_a_clear_health_and_nothing_twice(desk: Desk, outlets: Outlets) -> None:
    feeds = []
    for number, path in enumerate(documents()):
        outlets.documents[f"/{number}.xml"] = path.read_bytes()
        outlets.types[f"/{number}.xml"] = "text/xml"
        feeds.append({"name": f"Outlet {number}", "path": f"/{number}.xml", "language": "en"})
    desk.configure(*feeds)
    first = desk.run("once", "--json", seconds=400)
    assert first.code == 0, first.err
    assert "Traceback" not in first.err
    assert set(first.json["feeds"]) <= KNOWN_HEALTH
    assert sum(first.json["feeds"].values()) == len(feeds)
    assert first.json["new"] > 3000
    with_items = first.json["feeds"].get("ok", 0) + first.json["feeds"].get("partial", 0)
    assert with_items > 0.9 * len(feeds)
    status = desk.run("status", "--json").json
    assert all(": not-a-feed: " in problem and len(problem.split(": ")[-1]) > 10 for problem in status["problems"])

    outlets.answered.clear()
    second = desk.run("once", "--json", seconds=400)
    assert second.code == 0, second.err
    assert len({answer.path for answer in outlets.answered}) == len(feeds), "all are asked again"
    assert Counter(answer.status for answer in outlets.answered)[304] == len(feeds)
    assert second.json.get("new", 0) == 0
    assert second.json.get("told", 0) == 0
    assert set(second.json["feeds"]) == {"unchanged"}
    assert desk.run("balance").code == 0
