"""Every real feed document that we have, served on loopback and polled by the real process, twice."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from tests.journey.newsroom import Desk, Outlets
from tests.journey.shared import DATA, needs_shared

# "frozen": the documents are years old, and nothing has come since
KNOWN_HEALTH = {"ok", "unchanged", "empty", "partial", "not-a-feed", "frozen"}


def documents() -> list[Path]:
    return sorted(path for path in (DATA / "feeds").rglob("*") if path.is_file() and path.name != "INDEX.tsv")


def entries() -> list[str]:
    """Documents in which the index counts items."""
    with (DATA / "feeds" / "INDEX.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [row["file"] for row in rows if row["items"].isdigit() and int(row["items"])]


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
    with_items = sum(first.json["feeds"].get(health, 0) for health in ("ok", "partial", "frozen"))
    # the index counts entries as feedparser does: a few are empty to the last field, or a feed inside a web page
    assert with_items >= 0.98 * len(entries()), "a document in which the index counts items yields some"
    status = desk.run("status", "--json").json
    for problem in status["problems"]:
        assert ": not-a-feed: " in problem or ": frozen: no news for " in problem
        assert len(problem.split(": ")[-1]) > 10

    outlets.answered.clear()
    second = desk.run("once", "--json", seconds=400)
    assert second.code == 0, second.err
    assert len({answer.path for answer in outlets.answered}) == len(feeds), "all are asked again"
    answers = Counter(answer.status for answer in outlets.answered)
    assert set(answers) == {200, 304}, "what was cut is asked for once more in full; all else answers 304"
    assert answers[304] >= len(feeds) - first.json["feeds"]["partial"]
    assert second.json.get("new", 0) == 0
    assert second.json.get("told", 0) == 0
    assert set(second.json["feeds"]) <= {"unchanged", "partial", "not-a-feed", "empty", "frozen"}
    assert desk.run("balance").code == 0
