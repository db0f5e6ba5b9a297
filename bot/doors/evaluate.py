"""Scores of the shipped or edited configuration on labelled files: themes and stories."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.doors.labelled import Row, items_of, read_rows, text_of, write_rows
from bot.doors.reading import config_of, show_json
from bot.errors import DispaccioError
from bot.settings.tables import knowledge
from bot.stories.replay import replay
from bot.stories.score import (
    Clustered,
    Figures,
    Judged,
    across_languages,
    by_language,
    errors,
    score,
    score_pairs,
    wrong_pairs,
)
from bot.themes import score as theme_scores
from bot.themes.match import Matcher


def score_themes(config: Path, file: Path, predictions: Path | None, *, errors: bool, as_json: bool) -> int:
    """Match every item of a file; figures where it is labelled."""
    settings = config_of(config)
    rows = read_rows(file)
    matcher = Matcher(settings.themes, settings.concepts)
    began = time.process_time()
    found = [tuple(match.theme for match in matcher.matches(item)) for item in items_of(rows)]
    speed = _speed(len(rows), time.process_time() - began)
    if predictions:
        write_rows(predictions, ({"id": row["id"], "themes": list(own)} for row, own in zip(rows, found, strict=True)))
    labelled = [_labelled(row, own) for row, own in zip(rows, found, strict=True) if _is_labelled(row)]
    if not labelled:
        print(f"{len(rows)} items, no labels: predictions only; {speed}")
        return 0
    report = theme_scores.score(labelled, [theme.id for theme in settings.themes])
    if as_json:
        show_json(asdict(report) | {"speed": speed})
        return 0
    _print_themes(report, speed)
    for wrong in report.errors if errors else ():
        print(wrong)
    return 0


def score_stories(config: Path, file: Path, predictions: Path | None, *, errors: bool, as_json: bool) -> int:
    """Place every item of a file in order of time; figures where it is clustered, or beside it lies FILE.pairs.jsonl."""
    settings = config_of(config)
    rows = read_rows(file)
    matcher = Matcher(settings.themes, settings.concepts)
    items = items_of(rows)
    began = time.process_time()
    placed = replay(items, matcher.matches, knowledge())
    stories = {one.item.id: one.story for one in placed}
    speed = _speed(len(rows), time.process_time() - began)
    if predictions:
        write_rows(predictions, ({"id": item.id, "story": stories[item.id]} for item in items))
    clustered = [Clustered(i.id, i.language, _cluster(row), stories[i.id]) for i, row in zip(items, rows, strict=True)]
    judged = _judged(file)
    if all(item.cluster is None for item in clustered) and not judged:
        print(f"{len(rows)} items in {len(set(stories.values()))} stories, no labels: predictions only; {speed}")
        return 0
    if as_json:
        groups = _grouped(judged, clustered)
        pairs = asdict(score_pairs(judged, stories)) if judged else None
        show_json(
            {
                "all": asdict(score(clustered)),
                "two_languages": asdict(across_languages(clustered)),
                "pairs_file": pairs,
                "pairs_by_language": {name: asdict(score_pairs(group, stories)) for name, group in groups.items()},
                "speed": speed,
            }
        )
        return 0
    _print_stories(clustered, speed)
    _print_pairs(judged, clustered, stories)
    if errors:
        _print_errors(clustered, judged, stories)
    return 0


def _speed(items: int, seconds: float) -> str:
    return f"{items / max(seconds, 1e-9):,.0f} items/s of CPU"


def _labelled(row: Row, found: tuple[str, ...]) -> theme_scores.Labelled:
    labels = row.get("labels")
    return theme_scores.Labelled(
        id=str(row["id"]),
        language=text_of(row, "lang"),
        relevant=bool(row.get("relevant", row.get("labels"))),
        labels=frozenset(str(label) for label in labels) if isinstance(labels, list) else frozenset(),
        borderline=bool(row.get("borderline")),
        found=found,
    )


def _is_labelled(row: Row) -> bool:
    return isinstance(row.get("relevant"), bool) or isinstance(row.get("labels"), list)


def _cluster(row: Row) -> str | None:
    named = row.get("cluster") if row.get("cluster") is not None else row.get("event")
    return None if named is None or named == "" else str(named)


def _judged(file: Path) -> list[Judged]:
    """The labelled pairs beside a file of items, where there are any."""
    pairs = file.with_name(file.name.removesuffix(".jsonl") + ".pairs.jsonl")
    if not pairs.exists():
        return []
    try:
        rows = [json.loads(line) for line in pairs.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [Judged(row["a"], row["b"], row["same"]) for row in rows]
    except (ValueError, KeyError, TypeError) as error:
        raise DispaccioError(f"{pairs}: each line is an object with a, b and same: {error}") from error


def _print_stories(clustered: Sequence[Clustered], speed: str) -> None:
    table = Table("", "items", "clusters", "pair P", "pair R", "pair F1", "BCubed P", "BCubed R", "BCubed F1")
    for name, report in (("all", score(clustered)), *by_language(clustered).items()):
        table.add_row(name, str(report.items), str(report.clusters), *_three(report.pairs), *_three(report.bcubed))
    console = Console(width=110)
    console.print(table)
    if len({item.language for item in clustered}) > 1:
        console.print("pairs in two languages: P {} R {} F1 {}".format(*_three(across_languages(clustered))))
    console.print(speed)


def _print_pairs(judged: Sequence[Judged], clustered: Sequence[Clustered], stories: dict[str, str]) -> None:
    groups = {"all": judged, **_grouped(judged, clustered)} if judged else {}
    for name, group in groups.items():
        report = score_pairs(group, stories)
        print("judged pairs ({}): {} scored, P {} R {} F1 {}".format(name, report.judged, *_three(report.pairs)))


def _grouped(judged: Sequence[Judged], clustered: Sequence[Clustered]) -> dict[str, list[Judged]]:
    """Judged pairs by what their items are written in: English, another language, two languages."""
    language = {item.id: item.language.partition("-")[0] for item in clustered}
    groups: dict[str, list[Judged]] = {}
    for pair in judged:
        one, other = language.get(pair.a, ""), language.get(pair.b, "")
        name = "two languages" if one != other else "English" if one == "en" else "one other language"
        groups.setdefault(name, []).append(pair)
    return dict(sorted(groups.items()))


def _print_errors(clustered: Sequence[Clustered], judged: Sequence[Judged], stories: dict[str, str]) -> None:
    for wrong in (*errors(clustered), *wrong_pairs(judged, stories)):
        print(f"{'merged wrongly' if wrong.merged else 'split wrongly'}: {wrong.a} {wrong.b}")


def _print_themes(report: theme_scores.Report, speed: str) -> None:
    table = Table("", "items", "P", "R", "F1")
    for name, part in (("relevant or not", report.relevant), *report.languages.items()):
        table.add_row(name, str(part.items), *_three(part))
    for name, part in report.themes.items():
        table.add_row(f"theme {name}", str(part.items), *_three(part))
    console = Console(width=110)
    console.print(table)
    console.print(f"mean F1 over themes {report.mean_f1:.3f}; {speed}")


def _three(figures: Figures | theme_scores.Part) -> tuple[str, str, str]:
    return (f"{figures.precision:.3f}", f"{figures.recall:.3f}", f"{figures.f1:.3f}")
