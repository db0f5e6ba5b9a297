"""Real documents, where this machine has them: none may be lost, none may stop the others.

They belong to their publishers and are not part of this repository: without them the tests are skipped. Their index
says how many entries feedparser 6.0.14 alone finds in each.
"""

from __future__ import annotations

import csv
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from bot.feeds.decode import decode
from bot.feeds.dialects import Document, Entry, read_json, read_xml
from bot.feeds.markup import looks_like
from bot.feeds.parse import Parsed, parse
from bot.model import Feed
from bot.text.clean import MAX_TITLE, clean, shorten

DOCUMENTS = Path(__file__).parents[4] / "shared" / "data" / "feeds"
SEEN = datetime(2026, 11, 23, tzinfo=UTC)
_READERS = {"feed": read_xml, "other": read_xml, "json-feed": read_json}
HANGUL = re.compile("[가-힣]")
pytestmark = pytest.mark.skipif(
    not (DOCUMENTS / "INDEX.tsv").is_file(), reason="no real documents beside the repository"
)


@dataclass(frozen=True)
class Real:
    """One document, what the index says of it, and what we made of it."""

    file: str
    kind: str
    expected: int
    korean: bool
    entries: tuple[Entry, ...]
    parsed: Parsed
    seconds: float


@cache
def documents() -> tuple[Real, ...]:
    with (DOCUMENTS / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        return tuple(_read(row) for row in csv.DictReader(index, delimiter="\t"))


def _read(row: dict[str, str]) -> Real:
    korean = row["file"].startswith(("korea", "derived/ko_"))
    language = "ko" if korean else row["language"].partition("-")[0].casefold() or "en"
    url = f"https://outlet.example/{row['file']}"
    feed = Feed("An outlet", url, language, timezone="Asia/Seoul" if korean else "UTC")
    body = (DOCUMENTS / row["file"]).read_bytes()
    started = time.process_time()
    parsed = parse(body, "", feed, SEEN, base=url)
    spent = time.process_time() - started
    text = decode(body, "", language).text
    entries = _READERS.get(looks_like(text), lambda _: Document("", ()))(text).entries
    return Real(row["file"], row["format"], int(row["items"]), korean, entries, parsed, spent)


def test_every_document_gives_its_items_or_a_named_problem() -> None:
    """A document that gives neither is a feed that is silent for ever, and nobody knows."""
    silent = [real.file for real in documents() if real.expected and not real.parsed.items and not real.parsed.problem]
    # parser tests whose entries hold nothing: no title, no summary, no link
    assert len(silent) <= 6, silent
    assert all(real.expected == 1 for real in documents() if real.file in silent)


def test_no_entry_is_lost() -> None:
    """We see the entries that feedparser alone sees, and every different headline among them becomes an item."""
    unlike = []
    for real in documents():
        if len(real.entries) != real.expected:
            unlike.append(real)
        headlines = {shorten(clean(entry.title), MAX_TITLE) for entry in real.entries} - {""}
        assert headlines <= {item.title for item in real.parsed.items}, real.file
    # Packed bodies and JSON feeds, which it does not read, and a parser test that hides a feed in an HTML page.
    assert all(real.kind in {"json", "none"} or real.parsed.kind == "html" for real in unlike)
    assert sum(real.parsed.kind == "html" for real in unlike) <= 1


def test_json_feeds_and_packed_bodies_give_items() -> None:
    """Without us they would be silent."""
    assert sum(len(real.parsed.items) for real in documents() if real.parsed.kind == "json-feed") >= 50
    assert all(real.parsed.items for real in documents() if real.file.endswith(".gz"))


def test_korean_headlines_are_korean() -> None:
    """Every damaged and mislabelled variant of one feed gives the same headlines."""
    korean = [real for real in documents() if real.korean]
    assert len(korean) >= 15
    for real in korean:
        read = [bool(HANGUL.search(item.title)) for item in real.parsed.items]
        assert read, real.file
        assert sum(read) >= 0.9 * len(read), real.file
    variants = {
        tuple(item.title.replace("\ufffd", "") for item in real.parsed.items)[1:]
        for real in korean
        if "derived" in real.file
    }
    assert len(variants) == 1


def test_dates_are_read() -> None:
    """An unread date puts the item at the moment of the poll: rare, and never in the future."""
    items = [item for real in documents() for item in real.parsed.items]
    assert sum(item.published is None for item in items) <= 0.015 * len(items)
    assert all(item.published is None or item.published <= SEEN for item in items)


def test_figures(record_property: Callable[[str, object], None], capsys: pytest.CaptureFixture[str]) -> None:
    """How many, of which kinds, and how long it takes: printed with `pytest -s`, bounded loosely against hangs."""
    found = documents()
    spent = sorted(real.seconds * 1000 for real in found)
    figures = {
        "documents": len(found),
        "items": sum(len(real.parsed.items) for real in found),
        "kinds": dict(Counter(real.parsed.kind for real in found).most_common()),
        "partial": sum(real.parsed.partial for real in found),
        "ms median": round(spent[len(spent) // 2], 1),
        "ms p95": round(spent[int(len(spent) * 0.95)], 1),
        "ms max": round(spent[-1], 1),
    }
    for name, figure in figures.items():
        record_property(name, figure)
    with capsys.disabled():
        print("", *(f"{name}: {figure}" for name, figure in figures.items()), sep="\n  ")  # noqa: T201 - the figures are the point
    assert spent[-1] < 20_000
