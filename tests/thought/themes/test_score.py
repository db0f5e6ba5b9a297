"""The figures an editor decides by: counted by hand here, once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.themes.score import Labelled, Part, score


def labelled(name: str, language: str, labels: str, found: str, **changes: bool) -> Labelled:
    """An item; labels and found themes as words."""
    wanted = frozenset(labels.split())
    relevant = changes.get("relevant", bool(wanted))
    return Labelled(name, language, relevant, wanted, tuple(found.split()), changes.get("borderline", False))


ITEMS = [
    labelled("a", "it", "letters", "letters"),
    labelled("b", "it", "letters troops", "letters"),
    labelled("c", "en", "troops", ""),
    labelled("d", "en", "", "letters"),
    labelled("e", "en", "", ""),
    labelled("f", "en", "", "letters", borderline=True),
    labelled("g", "ko", "", "other", relevant=True),
]


def test_relevance_is_counted_over_all_but_borderline_items() -> None:
    part = score(ITEMS).relevant
    assert (part.items, part.true_positives, part.false_positives, part.false_negatives) == (6, 3, 1, 1)
    assert part.precision == pytest.approx(3 / 4)
    assert part.recall == pytest.approx(3 / 4)
    assert part.f1 == pytest.approx(3 / 4)


def test_languages_are_scored_apart() -> None:
    report = score(ITEMS)
    assert list(report.languages) == ["en", "it", "ko"]
    assert (report.languages["it"].precision, report.languages["it"].recall) == (1, 1)
    assert (report.languages["en"].items, report.languages["en"].f1) == (3, 0)


def test_themes_are_scored_apart_and_together() -> None:
    report = score(ITEMS, ["troops", "letters", "unheard"])
    assert list(report.themes) == ["troops", "letters"]  # in the order of the configuration; only what labels name
    assert report.themes["letters"] == Part(6, 2, 1, 0)
    assert report.themes["troops"] == Part(6, 0, 0, 2)
    assert report.micro == Part(12, 2, 1, 2)
    assert report.mean_f1 == pytest.approx((0.8 + 0) / 2)


def test_errors_name_the_item_and_what_went_wrong() -> None:
    assert [str(wrong) for wrong in score(ITEMS).errors] == [
        "false negative: b [it] theme troops",
        "false negative: c [en]",
        "false negative: c [en] theme troops",
        "false positive: d [en]",
        "false positive: d [en] theme letters",
    ]


def test_nothing_to_count_is_no_error() -> None:
    report = score([])
    assert (report.relevant.precision, report.relevant.recall, report.relevant.f1, report.mean_f1) == (0, 0, 0, 0)
    assert report.languages == report.themes == {}


NAMES = st.sampled_from(["letters", "troops", "arms"])


@given(st.lists(st.tuples(st.frozensets(NAMES), st.frozensets(NAMES), st.booleans(), st.booleans()), max_size=20))
def test_the_sums_add_up(rows: list[tuple[frozenset[str], frozenset[str], bool, bool]]) -> None:
    items = [
        Labelled(str(number), "en", relevant, labels, tuple(sorted(found)), borderline)
        for number, (labels, found, relevant, borderline) in enumerate(rows)
    ]
    report = score(items)
    parts = [report.relevant, report.micro, *report.languages.values(), *report.themes.values()]
    assert all(0 <= figure <= 1 for part in parts for figure in (part.precision, part.recall, part.f1))
    assert sum(part.items for part in report.languages.values()) == report.relevant.items
    wrong = report.relevant.false_positives + report.relevant.false_negatives
    assert sum(not error.theme for error in report.errors) == wrong
    assert (
        sum(bool(error.theme) for error in report.errors) == report.micro.false_positives + report.micro.false_negatives
    )


def test_a_perfect_prediction_scores_one() -> None:
    items = [labelled("a", "it", "letters", "letters"), labelled("b", "it", "", "")]
    report = score(items)
    assert report.relevant.f1 == report.micro.f1 == report.mean_f1 == 1
    assert report.errors == ()
