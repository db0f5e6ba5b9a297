"""What no schema can know: names used twice, names that nothing bears, and likely slips."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from bot.errors import Problem
from bot.settings import values
from bot.settings.read import Node, Source


def entries(source: Source, key: str) -> list[Node]:
    """Return the mappings of the list under `key`; nothing where the file has no such list."""
    listed = source.root.children.get(key) if source.root else None
    if listed is None or not isinstance(listed.value, list):
        return []
    return [node for node in listed.children.values() if isinstance(node.value, dict)]


def texts(nodes: list[Node], key: str) -> Iterator[Node]:
    """Every value under `key` that is a text."""
    for node in nodes:
        child = node.children.get(key)
        if child is not None and isinstance(child.value, str):
            yield child


def twice(
    source: Source, nodes: Iterator[Node], what: str, same: Callable[[str], str | None] = str
) -> Iterator[Problem]:
    """Find what bears a name that another bears already; `same` gives what is compared, None: nothing."""
    first: dict[str, int] = {}
    for node in nodes:
        name = same(node.text)
        if name is None:
            continue
        if name in first:
            yield _at(source, node, f"two {what}", f"the first is on line {first[name]}")
        first.setdefault(name, node.line)


def channels(source: Source, themes: Source, languages: Collection[str]) -> Iterator[Problem]:
    """Judge bot.yaml: ids of channels, the themes that they name, the languages of posts."""
    if source.root is None:
        return
    listed = entries(source, "channels")
    none = source.root.children.get("channels")
    if none is not None and none.value == []:
        yield _at(source, none, "channels must hold at least one channel", 'such as - {id: main, to: "@example"}')
    yield from twice(source, texts(listed, "id"), "channels have this id")
    for node in texts([source.root, *listed], "language"):
        if values.reads(values.language, node.text) and node.text.lower() not in languages:
            known = f"known: {', '.join(sorted(languages))}; a new one is a file in bot/text/catalogues"
            yield _at(source, node, "no posts can be told in this language", known)
    told = themes.root.children.get("themes") if themes.root else None
    if told is not None and isinstance(told.value, list):  # else the ids are not known, and only that is told
        known_themes = {node.text for node in texts(entries(themes, "themes"), "id")}
        for channel in listed:
            yield from _unknown_themes(source, channel, known_themes)


def _unknown_themes(source: Source, channel: Node, known: Collection[str]) -> Iterator[Problem]:
    chosen, topics = channel.children.get("themes"), channel.children.get("topics")
    named = [
        (node.text, (node.line, node.column))
        for node in (chosen.children.values() if chosen and isinstance(chosen.value, list) else ())
        if isinstance(node.value, str)
    ]
    for name, (line, column) in [*named, *(topics.keys.items() if topics else ())]:
        if name not in known:
            message = f"no theme has the id {values.shown(name)}"
            yield Problem(source.file, line, column, message, values.nearest(name, known))


def feeds(source: Source) -> Iterator[Problem]:
    """Judge the feeds: names and addresses."""
    listed = entries(source, "feeds")
    yield from twice(source, texts(listed, "name"), "feeds have this name")
    yield from twice(source, texts(listed, "url"), "feeds have this url", address)


def themes(source: Source) -> Iterator[Problem]:
    """Judge the themes' ids; `concepts.py` and `rules.py` judge the rest."""
    yield from twice(source, texts(entries(source, "themes"), "id"), "themes have this id")


def address(url: str) -> str | None:
    """Write an address so that equal ones are equal: host in lower case, no default port, no fragment. None: no URL."""
    parts = values.split(url)
    if parts is None:
        return None
    port = "" if parts.port in {None, {"http": 80, "https": 443}.get(parts.scheme)} else f":{parts.port}"
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path or '/'}?{parts.query}"


def _at(source: Source, node: Node, message: str, hint: str) -> Problem:
    return Problem(source.file, node.line, node.column, message, hint)
