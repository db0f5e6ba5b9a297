"""The words that fired, in brackets in their text: for a terminal, or anywhere that shows plain text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.doors.trace import joined, marked
from bot.model import Evidence, Item
from bot.text.tokens import SUMMARY, TITLE

Span = tuple[int, int]

AROUND = 30  # characters of a summary shown beside the words, and
PIECES = 2  # pieces of it at most


def excerpt(item: Item, evidence: Sequence[Evidence]) -> str:
    """The headline with its words in brackets; where concepts fired in the summary only, pieces of that behind it."""
    headline = {one.concept for one in evidence if one.field == TITLE}
    below = any(one.concept not in headline for one in evidence if one.field == SUMMARY)
    shown = [_in_brackets(item.title, _spans(evidence, TITLE, item.title))]
    return " | ".join([*shown, *(_pieces(item.summary, _spans(evidence, SUMMARY, item.summary)) if below else ())])


def _pieces(text: str, spans: Sequence[Span]) -> list[str]:
    """The first pieces of the text that hold words, each with a little around them."""
    wide = joined((max(0, start - AROUND), min(len(text), end + AROUND)) for start, end in spans)
    return [
        ("…" if first else "")
        + _in_brackets(
            text[first:last], [(start - first, end - first) for start, end in spans if first <= start < last]
        )
        + ("…" if last < len(text) else "")
        for first, last in wide[:PIECES]
    ]


def _in_brackets(text: str, spans: Iterable[Span]) -> str:
    return marked(text, spans, styled=False).plain


def _spans(evidence: Iterable[Evidence], field: str, text: str) -> list[Span]:
    """Where the words stand; the outlet may have changed its words since they fired."""
    return [(one.start, one.end) for one in evidence if one.field == field and text[one.start : one.end] == one.text]
