"""Says in plain words what ruamel.yaml found wrong with a file, and what to do about it."""

from __future__ import annotations

from ruamel.yaml.error import MarkedYAMLError

_QUOTES = "put it in quotes"

# (a part of ruamel.yaml's text, our message, our hint); the first that fits is said
_SAYINGS = (
    ("found character '\\t'", "a tab stands where YAML wants spaces", "indent with spaces"),
    ("while scanning an alias", "a text that begins with * must stand in quotes", 'write "*ending"'),
    ("while scanning an anchor", "a text that begins with & must stand in quotes", _QUOTES),
    ("while scanning a tag", "a text that begins with ! must stand in quotes", _QUOTES),
    ("while scanning a directive", "a text that begins with % must stand in quotes", _QUOTES),
    ("that cannot start any token", "a value cannot begin with this character", _QUOTES),
    ("mapping values are not allowed here", "there can be no key here", "put a text with ': ' in quotes, or look at the indentation"),
    ("could not find expected ':'", "a key without ': ' stands before this line", "write key: value, or put the text in quotes"),
    ("sequence entries are not allowed here", "a list cannot begin here", "put the '- ' on a line of its own"),
    ("while scanning a quoted scalar", "a quote is opened and never closed", "close it, or double it where it belongs to the text"),
    ("while scanning a double-quoted scalar", "an escape inside double quotes is unknown", "write \\\\ for a backslash"),
    ("while parsing a flow", "a list [...] or mapping {...} is not closed here", "add the comma or the closing bracket"),
    ("while parsing a block", "the indentation does not fit the lines above", "align it with them"),
    ("while scanning a block scalar", "a text block is badly indented", "indent all its lines alike"),
    ("while scanning a simple key", "a key without ': ' stands here", "write key: value"),
)  # fmt: skip


def explain(error: MarkedYAMLError) -> tuple[int, int, str, str]:
    """Return line and column, from 1, message and hint. The text of the file is never quoted: it may hold a secret."""
    said = f"{error.context or ''}; {error.problem or ''}"
    mark = error.problem_mark or error.context_mark
    for part, message, hint in _SAYINGS:
        if part in said:
            opened = error.context_mark if "quoted scalar" in part else None
            return *_spot(opened or mark), message, hint
    return *_spot(mark), "is not YAML", "look at the quotes, brackets and indentation around here"


def _spot(mark: object) -> tuple[int, int]:
    return getattr(mark, "line", -1) + 1, getattr(mark, "column", -1) + 1
