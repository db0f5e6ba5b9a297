"""Rules of themes.yaml: read by the grammar of the themes, and what is wrong told at its line of the file."""

from __future__ import annotations

from bot.errors import Problem, RuleError
from bot.model import All, Mention, Not, Rule
from bot.settings import concepts, values
from bot.settings.meaning import entries
from bot.settings.read import Node, Source, place


def read_rules(source: Source) -> tuple[list[Rule], list[Problem]]:
    """Return the rules in the order of the themes, `unless` folded in (complete only without a problem)."""
    from bot.themes.grammar import parse_rule

    known = frozenset(concepts.names(source))
    problems = [_unspeakable(source, name) for name in concepts.names(source) if not _can_be_said(name)]
    rules = []
    for theme in entries(source, "themes"):
        read = {}
        for key in ("when", "unless"):
            node = theme.children.get(key)
            if node is None or not isinstance(node.value, str) or not values.reads(values.passage, node.text):
                continue  # absent, or judged by the schema
            try:
                read[key] = parse_rule(node.text, known)
            except RuleError as error:
                spot = spot_of(source.text, node, error.line, error.column)
                message, hint = (error.message, error.hint) if not values.holds_token(node.text) else ("is no rule", "")
                problems.append(Problem(source.file, *spot, f"{key}: {message}", hint))
        if "when" in read:
            rules.append(All((read["when"], Not(read["unless"]))) if "unless" in read else read["when"])
    return rules, problems


def _can_be_said(name: str) -> bool:
    """Tell whether a rule that is only this name means this concept: a word of the grammar does not."""
    from bot.themes.grammar import parse_rule

    try:
        return parse_rule(name, frozenset({name})) == Mention(name)
    except RuleError:
        return False


def _unspeakable(source: Source, name: str) -> Problem:
    hint = "a rule could not say it: use letters, digits and _, and no word of the rules"
    return Problem(
        source.file, *concepts.names(source)[name], f"{values.shown(name)} cannot be the name of a concept", hint
    )


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
