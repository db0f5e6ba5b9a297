"""How well themes tell labelled items apart: precision, recall and F1, by language and by theme.

Precision is the share of what fired that should have, recall the share of what should have fired that did, F1 their
harmonic mean. Borderline items are left out of every figure. A figure without anything to count is 0.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Labelled:
    """One item with what people said of it, and the themes that fired on it."""

    id: str
    language: str
    relevant: bool
    labels: frozenset[str]
    found: tuple[str, ...]
    borderline: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """Counts of one question (relevant or not, or one theme) over some items."""

    items: int
    true_positives: int
    false_positives: int
    false_negatives: int
    precision: float = field(init=False)
    recall: float = field(init=False)
    f1: float = field(init=False)

    def __post_init__(self) -> None:
        fired = self.true_positives + self.false_positives
        wanted = self.true_positives + self.false_negatives
        object.__setattr__(self, "precision", self.true_positives / fired if fired else 0.0)
        object.__setattr__(self, "recall", self.true_positives / wanted if wanted else 0.0)
        object.__setattr__(self, "f1", 2 * self.true_positives / (fired + wanted) if fired + wanted else 0.0)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One item judged wrongly. `theme` is "" where the question is relevant or not."""

    id: str
    language: str
    kind: str  # false positive | false negative
    theme: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.id} [{self.language}]" + (f" theme {self.theme}" if self.theme else "")


@dataclass(frozen=True, slots=True)
class Report:
    """All figures. `themes` holds those that some item is labelled with, `micro` all their decisions together."""

    relevant: Part
    languages: Mapping[str, Part]
    themes: Mapping[str, Part]
    micro: Part
    mean_f1: float
    errors: tuple[Wrong, ...]


Decision = tuple[bool, bool]  # (should fire, fired)


def score(items: Sequence[Labelled], themes: Collection[str] = ()) -> Report:
    """The figures; `themes` gives their order in the report (others follow), and themes that no label names are left out."""
    counted = [item for item in items if not item.borderline]
    named = {label for item in counted for label in item.labels}
    order = [theme for theme in themes if theme in named] + sorted(named - set(themes))
    by_theme = {theme: [(theme in item.labels, theme in item.found) for item in counted] for theme in order}
    parts = {theme: _part(decisions) for theme, decisions in by_theme.items()}
    return Report(
        relevant=_part([_relevance(item) for item in counted]),
        languages={
            code: _part([_relevance(item) for item in counted if item.language == code])
            for code in sorted({item.language for item in counted})
        },
        themes=parts,
        micro=_part([decision for decisions in by_theme.values() for decision in decisions]),
        mean_f1=sum(part.f1 for part in parts.values()) / len(parts) if parts else 0.0,
        errors=tuple(wrong for item in counted for wrong in _errors(item, order)),
    )


def _relevance(item: Labelled) -> Decision:
    return item.relevant, bool(item.found)


def _part(decisions: Sequence[Decision]) -> Part:
    return Part(
        items=len(decisions),
        true_positives=decisions.count((True, True)),
        false_positives=decisions.count((False, True)),
        false_negatives=decisions.count((True, False)),
    )


def _errors(item: Labelled, themes: Sequence[str]) -> list[Wrong]:
    """Wrong about relevance first, then about each theme."""
    asked = [("", _relevance(item)), *((theme, (theme in item.labels, theme in item.found)) for theme in themes)]
    return [
        Wrong(item.id, item.language, "false positive" if fired else "false negative", theme)
        for theme, (wanted, fired) in asked
        if wanted != fired
    ]
