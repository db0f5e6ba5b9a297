"""The two eval commands on files of the contract's formats, labelled or not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.journey.newsroom import Desk
from tests.journey.shared import DATA, needs_shared

ITEMS: list[dict[str, object]] = [
    {"id": "a", "title": "Kim Jong Un sends a letter to Putin", "lang": "en", "labels": ["letters"], "relevant": True},
    {"id": "b", "title": "Local team wins the cup", "lang": "en", "labels": [], "relevant": False},
    {
        "id": "c",
        "title": "Putin opens a bridge",
        "lang": "en",
        "labels": ["letters"],
        "relevant": True,
        "published": "2025-10",
    },
    {"id": "d", "title": None, "lang": "en", "labels": [], "relevant": False, "borderline": True},
]
CLUSTERED: list[dict[str, object]] = [
    {
        "id": "a",
        "title": "Kim Jong Un sends a letter to Putin in Moscow",
        "lang": "en",
        "published": "2025-10-07",
        "cluster": "x",
    },
    {
        "id": "b",
        "title": "Kim Jong Un sends a letter to Putin in Moscow",
        "lang": "en",
        "cluster": "x",
        "host": "two.example",
    },
    {
        "id": "c",
        "title": "Local team wins the cup of the harbour league",
        "lang": "en",
        "published": "2025-10-07",
        "cluster": "y",
    },
    {
        "id": "d",
        "title": "Kim Jong Un sends a letter to Putin in Moscow",
        "lang": "en",
        "published": "2024-10-07",
        "cluster": "z",
    },
]
FLOORS = {
    "letters": 0.93,
    "summits": 0.93,
    "troops": 0.87,
    "arms": 0.81,
    "sanctions": 0.83,
    "economy": 0.91,
    "technology": 0.74,
    "ideology": 0.81,
    "geopolitics": 0.7,
}
FEED = {"name": "One", "path": "/one.xml", "language": "en"}


def written(folder: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    path = folder / "items.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def read(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_themes_are_scored_and_predicted_in_input_order(desk: Desk) -> None:
    desk.configure(FEED)
    out = desk.folder / "out.jsonl"
    done = desk.run("eval", "themes", str(written(desk.folder, ITEMS)), "--predictions", str(out), "--json")
    assert done.code == 0, done.err
    assert read(out) == [
        {"id": "a", "themes": ["letters"]},
        {"id": "b", "themes": []},
        {"id": "c", "themes": []},
        {"id": "d", "themes": []},
    ]
    relevant = done.json["relevant"]
    assert (relevant["items"], relevant["precision"], relevant["recall"]) == (3, 1.0, 0.5), "borderline is left out"


def test_stories_are_scored_and_predicted_in_input_order(desk: Desk) -> None:
    desk.configure(FEED)
    out = desk.folder / "out.jsonl"
    done = desk.run("eval", "stories", str(written(desk.folder, CLUSTERED)), "--predictions", str(out), "--json")
    assert done.code == 0, done.err
    stories = {row["id"]: row["story"] for row in read(out)}
    assert list(stories) == ["a", "b", "c", "d"]
    assert stories["a"] == stories["b"], "an undated item takes the time of the one before it"
    assert len(set(stories.values())) == 3, "last year's letter is another story"
    assert done.json["all"]["pairs"]["f1"] == 1.0


@pytest.mark.parametrize("kind", ["themes", "stories"])
def test_files_without_labels_give_predictions_only(desk: Desk, kind: str) -> None:
    desk.configure(FEED)
    out = desk.folder / "out.jsonl"
    bare = [{"id": row["id"], "title": row["title"]} for row in ITEMS]
    done = desk.run("eval", kind, str(written(desk.folder, bare)), "--predictions", str(out))
    assert done.code == 0, done.err
    assert len(read(out)) == len(ITEMS)
    assert "no labels" in done.out


def test_a_bad_line_is_named(desk: Desk) -> None:
    desk.configure(FEED)
    path = desk.folder / "items.jsonl"
    path.write_text('{"id": "a"}\n{"title": "x"}\n', encoding="utf-8")
    done = desk.run("eval", "themes", str(path))
    assert done.code == 1
    assert "items.jsonl:2:1" in done.err


@needs_shared("themes", "dev.jsonl")
def test_the_shipped_themes_hold_on_real_items(desk: Desk) -> None:
    """Floors a little below what was measured: a change that falls below sends wrong posts or loses news."""
    desk.folder = Path(__file__).parents[2]
    done = desk.run("eval", "themes", str(DATA / "themes" / "dev.jsonl"), "--json")
    assert done.code == 0, done.err
    assert done.json["relevant"]["precision"] >= 0.985
    assert done.json["relevant"]["recall"] >= 0.985
    assert done.json["mean_f1"] >= 0.85
    assert {theme: part["f1"] for theme, part in done.json["themes"].items() if part["f1"] < FLOORS[theme]} == {}
    wanted = {code: part["true_positives"] + part["false_negatives"] for code, part in done.json["languages"].items()}
    missed = {code: part["false_negatives"] for code, part in done.json["languages"].items() if wanted[code] >= 8}
    assert {code: lost for code, lost in missed.items() if lost > max(1, 0.06 * wanted[code])} == {}


@needs_shared("themes", "dev.jsonl")
def test_the_shipped_themes_need_no_summary(desk: Desk, tmp_path: Path) -> None:
    """Many feeds give titles only: their readers would otherwise miss the news."""
    desk.folder = Path(__file__).parents[2]
    rows = [row for row in read(DATA / "themes" / "dev.jsonl") if row["title"]]
    done = desk.run("eval", "themes", str(written(tmp_path, [row | {"summary": ""} for row in rows])), "--json")
    assert done.code == 0, done.err
    assert done.json["relevant"]["precision"] >= 0.98
    assert done.json["relevant"]["recall"] >= 0.90


@needs_shared("stories")
def test_the_shipped_themes_leave_ordinary_news_alone(desk: Desk, tmp_path: Path) -> None:
    """Thousands of items about other things: each that fires is a wrong post."""
    desk.folder = Path(__file__).parents[2]
    files = sorted(each for each in (DATA / "stories").glob("*.jsonl") if not each.name.endswith(".pairs.jsonl"))
    rows = [row | {"id": f"{each.stem} {row['id']}"} for each in files for row in read(each)]
    out = tmp_path / "out.jsonl"
    done = desk.run("eval", "themes", str(written(tmp_path, rows)), "--predictions", str(out))
    assert done.code == 0, done.err
    assert len(read(out)) > 5_000
    assert [row["id"] for row in read(out) if row["themes"]] == []


@needs_shared("stories")
@pytest.mark.parametrize(
    ("name", "precision", "bcubed"),
    [("en_uci_titles", 0.945, 0.82), ("en_wikinews", 0.75, 0.82), ("en_basil_politics", 0.98, 0.98)],
)
def test_the_shipped_merging_holds_on_real_items(desk: Desk, name: str, precision: float, bcubed: float) -> None:
    """Floors a little below what was measured: a change that falls below merges wrongly, or tells twice."""
    desk.folder = Path(__file__).parents[2]
    done = desk.run("eval", "stories", str(DATA / "stories" / f"{name}.jsonl"), "--json")
    assert done.code == 0, done.err
    assert done.json["all"]["pairs"]["precision"] >= precision
    assert done.json["all"]["bcubed"]["f1"] >= bcubed


@needs_shared("stories", "multi_semeval22t8.jsonl")
def test_the_shipped_merging_holds_across_languages(desk: Desk) -> None:
    """Floors a little below what was measured, by what the two items of a judged pair are written in."""
    desk.folder = Path(__file__).parents[2]
    done = desk.run("eval", "stories", str(DATA / "stories" / "multi_semeval22t8.jsonl"), "--json")
    assert done.code == 0, done.err
    figures = {name: group["pairs"]["f1"] for name, group in done.json["pairs_by_language"].items()}
    assert figures["English"] >= 0.77
    assert figures["one other language"] >= 0.74
    assert figures["two languages"] >= 0.70


@needs_shared("themes", "dev.jsonl")
def test_the_shipped_merging_holds_on_the_theme(desk: Desk) -> None:
    """The very news that dispaccio is for, those of it that have a whole date."""
    lines = (DATA / "themes" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if len(row["published"] or "") >= len("2025-01-01")]
    items = written(desk.folder, rows)
    desk.folder = Path(__file__).parents[2]
    done = desk.run("eval", "stories", str(items), "--json")
    assert done.code == 0, done.err
    assert done.json["all"]["pairs"]["precision"] >= 0.94
    assert done.json["all"]["bcubed"]["f1"] >= 0.89
    assert done.json["two_languages"]["precision"] >= 0.94
