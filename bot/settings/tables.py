"""The tables that ship with the package, read once: how common words are in news, and what languages call the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from bot.settings.notions import forms_of
from bot.stories.knowledge import Knowledge

_TABLES = Path(__file__).parent / "tables"


@cache
def knowledge() -> Knowledge:
    """What the stories know before the first item. Read when it is first asked for, since not every command needs it."""
    return Knowledge(read_frequencies(_TABLES / "frequencies.txt"), forms_of)


def read_frequencies(path: Path) -> Mapping[str, int]:
    """Read how many documents have each term: `en:kursk`, `x:koiz`; `l:en` is the number of documents in a language.

    Under `[en 5756]` (the language, or the kind of mark, and its documents) stand lines of a count and the words that
    have it.
    """
    counts: dict[str, int] = {}
    kind = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        first, *words = line.split(" ")
        if first.startswith("["):
            kind = first[1:]
            counts[f"l:{kind}"] = int(words[0].removesuffix("]"))
        elif first != "#":
            counts |= dict.fromkeys((f"{kind}:{word}" for word in words), int(first))
    return counts
