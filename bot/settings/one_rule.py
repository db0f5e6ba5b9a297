"""One rule of a file, read; what is wrong with it stands at its own line and column of the file."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import Problem, RuleError
from bot.model import Rule
from bot.settings import values
from bot.settings.read import Node, Source, place


def read_rule(source: Source, node: Node | None, called: str, parse: Callable[[str], Rule]) -> Rule | Problem | None:
    """Read the rule of a node; None where there is none, or the schema has judged it already."""
    if node is None or not isinstance(node.value, str) or not values.reads(values.passage, node.text):
        return None
    try:
        return parse(node.text)
    except RuleError as error:
        spot = spot_of(source.text, node, error.line, error.column)
        if values.holds_token(node.text):
            return Problem(source.file, *spot, f"{called}: is no rule")
        return Problem(source.file, *spot, f"{called}: {error.message}", error.hint)


def spot_of(text: str, node: Node, line: int, column: int) -> tuple[int, int]:
    """Find a place of a rule in the file: the n-th character of the rule that is no blank is the n-th in its lines too.

    That holds for all ways to write a text over several lines, as folding only touches blanks; where quotes hold escapes
    and it does not, the place is where the rule begins.
    """
    lines = node.text.split("\n")
    index = sum(len(before) + 1 for before in lines[: line - 1]) + column - 1
    count = len("".join(node.text[: max(index, 0)].split()))
    start, end = node.span
    if node.style in {">", "|"}:
        start = text.find("\n", start, end)  # the rest of the line with the > is no part of the rule
    elif node.style:
        start, end = start + 1, end - 1  # the quotes
    written = [number for number in range(start, end) if not text[number].isspace()]
    if len(written) != len("".join(node.text.split())) or not written:
        return node.line, node.column
    return place(text, written[count] if count < len(written) else written[-1] + 1)
