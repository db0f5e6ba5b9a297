"""Reads one YAML 1.2 file into plain values and remembers the line and column of each.

One pass over the events of ruamel.yaml: its own loaders turn `2024-01-01` into a date and `1.10` into 1.1, while a form
must stay as it is written, and they stop at the first duplicate key, while we report every one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamStartEvent,
)
from ruamel.yaml.reader import ReaderError

from bot.errors import Problem
from bot.settings.values import shown
from bot.settings.yamlspeak import explain

MAX_BYTES = 4_000_000  # 50,000 forms are 1.2 MB at most
MAX_DEPTH = 20  # our files nest six levels
MAX_VALUES = 250_000  # counted with every alias written out, so that no alias bomb goes off later

_SURROGATE = re.compile("[\ud800-\udfff]")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: Mapping[str, bool | None] = MappingProxyType(
    {"": None, "~": None, "null": None, "Null": None, "NULL": None}
    | {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
)


@dataclass(frozen=True, slots=True)
class Node:
    """One value of the file. `line` and `column` count from 1; `text` is a scalar as written, without its quotes."""

    value: object  # dict, list, str, int, float, bool or None
    line: int
    column: int
    text: str = ""
    span: tuple[int, int] = (0, 0)  # characters of the file it covers
    style: str = ""  # > or | for a block, a quote for a quoted text
    children: Mapping[str | int, Node] = field(default_factory=dict)  # by key, or by number from 0
    keys: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # line and column of each key
    size: int = 1  # values in it, itself included
    height: int = 1  # levels in it, itself included


@dataclass(frozen=True, slots=True)
class Source:
    """One file: its text, its values (None where it cannot be read as YAML) and what is wrong with it so far."""

    file: str
    text: str = ""
    root: Node | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Files:
    """The three files, for whoever wants to say where in them something stands."""

    bot: Source
    feeds: Source
    themes: Source


class _Stop(Exception):
    """What is wrong cannot be stepped over."""

    def __init__(self, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.column, self.message, self.hint = line, column, message, hint


def read(path: Path) -> Source:
    """Read one file; whatever is wrong with it is in `problems`, nothing is raised."""
    file = str(path)
    try:
        text = _text(path)
        builder = _Builder(file)
        root = builder.document(text)
    except _Stop as stop:
        return Source(file, problems=(Problem(file, stop.line, stop.column, stop.message, stop.hint),))
    return Source(file, text, root, tuple(builder.problems))


def _text(path: Path) -> str:
    try:
        if not path.exists():
            raise _Stop(0, 0, "there is no such file", "copy it from the config folder that ships with dispaccio")
        if not path.is_file():
            raise _Stop(0, 0, "this is not a file")
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _Stop(0, 0, f"cannot be read: {error.strerror}", "look at its owner and rights") from None
    if len(data) > MAX_BYTES:
        raise _Stop(0, 0, f"is larger than {MAX_BYTES // 1_000_000} MB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        raise _Stop(*place(before, len(before)), "this byte is not UTF-8", "save the file as UTF-8") from None


def place(text: str, index: int) -> tuple[int, int]:
    """Line and column, from 1, of the character at `index`."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


@dataclass(slots=True)
class _Builder:
    """Builds nodes from events; what can be stepped over is noted in `problems`."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, Node] = field(default_factory=dict)
    values: int = 0

    def document(self, text: str) -> Node:
        """Build the only document of the file; an empty file is the value None."""
        try:
            events: Iterator[Event] = iter(YAML(typ="safe", pure=True).parse(text))
            first = next(event for event in events if not isinstance(event, StreamStartEvent | DocumentStartEvent))
            root = self.node(first, events, 1) if isinstance(first, NodeEvent) else Node(None, 1, 1)
            for event in events:
                if isinstance(event, DocumentStartEvent):
                    raise _stop(event, "a second document begins here", "remove the line ---")
        except MarkedYAMLError as error:
            raise _Stop(*explain(error)) from None
        except ReaderError as error:
            where = place(text, error.position)
            raise _Stop(*where, f"the character U+{error.character:04X} may not stand in a YAML file") from None
        except (YAMLError, ValueError, OverflowError, IndexError, AssertionError) as error:
            # the scanner of ruamel.yaml lets these out on escapes and directives that no editor writes
            raise _Stop(0, 0, f"is not YAML: {type(error).__name__}") from None
        return root

    def node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        """Build the node that begins with `event`, which stands `depth` levels deep."""
        if depth > MAX_DEPTH:
            raise _stop(event, f"is nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, AliasEvent):
            return self.count(self.alias(event, depth), event)
        if getattr(event, "tag", None) not in {None, "!"}:
            self.note(event, "YAML tags (!...) have no meaning here", "remove it, or put the text in quotes")
        if isinstance(event, MappingStartEvent):
            node = self.mapping(event, events, depth)
        elif isinstance(event, SequenceStartEvent):
            node = self.sequence(event, events, depth)
        elif isinstance(event, ScalarEvent):
            node = self.count(self.scalar(event), event)
        else:
            raise _stop(event, "is not YAML")
        if anchor := getattr(event, "anchor", None):
            self.anchors[anchor] = node
        return node

    def count(self, node: Node, event: Event) -> Node:
        """Keep the sum of all values, aliases written out, within bounds."""
        self.values += node.size
        if self.values > MAX_VALUES:
            raise _stop(
                event, f"the file holds more than {MAX_VALUES:,} values", "use fewer aliases, or split the work"
            )
        return node

    def alias(self, event: AliasEvent, depth: int) -> Node:
        """Resolve `*name`; an unknown one is taken as the text that was meant."""
        known = self.anchors.get(event.anchor)
        if known is None:
            self.note(
                event,
                f"*{shown(event.anchor)} without quotes is a YAML alias, and none of that name is defined",
                f'put it in quotes: "*{shown(event.anchor)}"',
            )
            return Node(f"*{event.anchor}", *_spot(event), text=f"*{event.anchor}")
        if depth + known.height > MAX_DEPTH:
            raise _stop(event, f"is nested deeper than {MAX_DEPTH} levels")
        return known

    def scalar(self, event: ScalarEvent) -> Node:
        """Build a leaf; only a plain one (no quotes, no block) may be a number, true, false or null."""
        text = event.value
        if event.style == '"' and _SURROGATE.search(text):
            self.note(event, "a \\u escape names half a character", "write the character itself")
            text = _SURROGATE.sub("\ufffd", text)
        value = text if event.style else _plain(text)
        span = (event.start_mark.index, event.end_mark.index)
        return Node(value, *_spot(event), text=text, span=span, style=event.style or "")

    def sequence(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        """Build a list."""
        children: dict[str | int, Node] = {}
        for item in events:
            if isinstance(item, CollectionEndEvent):
                break
            children[len(children)] = self.node(item, events, depth + 1)
        return _collection(event, [child.value for child in children.values()], children, {})

    def mapping(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        """Build a mapping; a key is always text, and the first of two equal keys wins."""
        children: dict[str | int, Node] = {}
        keys: dict[str, tuple[int, int]] = {}
        for item in events:
            if isinstance(item, CollectionEndEvent):
                break
            key = self.node(item, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if key.children or isinstance(key.value, list | dict):
                self.note(item, "a key must be a single word", "put it in quotes if it begins with [ or {")
            elif key.text in keys:
                self.note(
                    item, f"the key {shown(key.text)} stands here twice", f"the first is on line {keys[key.text][0]}"
                )
            else:
                empty = value.value is None and not value.text  # it stands where the next thing begins
                children[key.text] = replace(value, line=key.line, column=key.column) if empty else value
                keys[key.text] = _spot(item)
        return _collection(event, {name: child.value for name, child in children.items()}, children, keys)

    def note(self, event: Event, message: str, hint: str) -> None:
        """Note a problem that reading can step over."""
        self.problems.append(Problem(self.file, *_spot(event), message, hint))


def _collection(event: Event, value: object, children: dict[str | int, Node], keys: dict[str, tuple[int, int]]) -> Node:
    size = 1 + sum(child.size for child in children.values())
    height = 1 + max((child.height for child in children.values()), default=0)
    return Node(value, *_spot(event), children=children, keys=keys, size=size, height=height)


def _plain(text: str) -> object:
    """Resolve a plain scalar by the core schema of YAML 1.2.2, section 10.3, without its octal and hexadecimal numbers."""
    if text in _WORDS:
        return _WORDS[text]
    if not _NUMBER.fullmatch(text):
        return text
    if text.lstrip("+-").isdigit() and len(text) <= 18:
        return int(text)
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


def _spot(event: Event) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _stop(event: Event, message: str, hint: str = "") -> _Stop:
    return _Stop(*_spot(event), message, hint)
