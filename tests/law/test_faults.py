"""The 26 faults of real feeds: `tests/faults.tsv` names the rule and the test of each, and none may be missing."""

from __future__ import annotations

import csv
from pathlib import Path

TESTS = Path(__file__).parents[1]
FAULTS = 26


def rows() -> list[dict[str, str]]:
    with (TESTS / "faults.tsv").open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def test_every_fault_has_its_rule_and_its_test() -> None:
    """A fault that loses its test comes back one day."""
    assert [int(row["fault"]) for row in rows()] == list(range(1, FAULTS + 1))
    for row in rows():
        assert row["test"].startswith(f"test_fault_{int(row['fault']):02}_")
        written = (TESTS.parent / row["file"]).read_text(encoding="utf-8")
        assert f"def {row['test']}(" in written, row
        assert row["what goes wrong"]
        assert row["rule"]
        for place in row["where"].split(", "):
            assert (TESTS.parent / place).exists(), place
