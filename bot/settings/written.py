"""The rules as they are written in themes.yaml."""

from __future__ import annotations

from collections.abc import Iterator

from bot.settings import named
from bot.settings.meaning import entries, texts
from bot.settings.read import Node, Source


def written_rules(source: Source) -> Iterator[Node]:
    """Every rule of the file: those with a name, `when` and `unless`."""
    yield from named.nodes(source).values()
    for key in ("when", "unless"):
        yield from texts(entries(source, "themes"), key)
