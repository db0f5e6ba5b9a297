"""Documents to be damaged: real ones where this machine has them beside the repository, else those of the demo's outlets."""

from __future__ import annotations

import os
import resource
import sys
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from bot.doors.demo.publisher import FIRST_DAY, FORMATS, load_outlets

_REAL = Path(__file__).parents[3] / "shared" / "data" / "feeds"
_LARGEST = 100_000  # bytes: larger ones take time and find nothing else
_OF_FOLDER = {"korea2022": "ko", "greatfire2015": "zh"}


@dataclass(frozen=True)
class Document:
    """A whole document, and the language of its feed."""

    name: str
    body: bytes
    language: str


@cache
def documents() -> tuple[Document, ...]:
    """All of them, in the order of their names."""
    found = [*_demo(), *_real()]
    return tuple(sorted(found, key=lambda document: document.name))


def _demo() -> list[Document]:
    now = FIRST_DAY + timedelta(days=3)
    return [Document(outlet.stem, FORMATS[outlet.format](outlet, now), outlet.language) for outlet in load_outlets()]


def _real() -> list[Document]:
    paths = [path for path in _REAL.rglob("*") if path.is_file() and path.name != "INDEX.tsv"] if _REAL.is_dir() else []
    small = [path for path in paths if path.stat().st_size <= _LARGEST]
    return [Document(str(path.relative_to(_REAL)), path.read_bytes(), _language(path)) for path in small]


def _language(path: Path) -> str:
    return "ko" if path.name.startswith("ko_") else _OF_FOLDER.get(path.parent.name, "en")


def resident() -> float:
    """The memory of this process in MiB: now where the system says it, else its peak."""
    now = Path("/proc/self/statm")
    if now.exists():
        return int(now.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)
