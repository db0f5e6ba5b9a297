"""Rules with a name, `rules:` in themes.yaml: each read after those that it names, in whatever order they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.errors import Problem
from bot.model import Mention, Rule
from bot.settings import concepts, values
from bot.settings.meaning import entries, texts
from bot.settings.one_rule import read_rule, spot_of
from bot.settings.read import Node, Source
from bot.themes.scan import Token

_SHOWN = 20  # names of a circle


def names(source: Source) -> Mapping[str, tuple[int, int]]:
    """Every name of a rule, right or wrong as it may be, with the line and column where it stands."""
    listed = source.root.children.get("rules") if source.root else None
    return listed.keys if listed else {}


def resolve(source: Source) -> tuple[dict[str, Rule], list[Problem]]:
    """Return each rule by its name, with the rules that it names inside it, and what is wrong with them.

    Where one cannot be read its name stands for it, so that what names it is not found wrong as well.
    """
    from bot.themes.grammar import named_in, parse_part

    known = frozenset(concepts.names(source))
    written = nodes(source)
    done: dict[str, Rule] = {name: Mention(name) for name in names(source)}
    uses = {name: named_in(node.text, known, done) for name, node in written.items()}
    order, circles = _sorted(uses)
    problems = [*_clashes(source), *(_circle(source, written[path[-1]], path, use) for path, use in circles)]
    for name in order:
        called = f"rule {values.shown(name)}"
        rule = read_rule(source, written[name], called, lambda text: parse_part(text, known, done))
        if isinstance(rule, Problem):
            problems.append(rule)
        elif rule is not None:
            done[name] = rule
    return done, problems


def _sorted(uses: Mapping[str, Sequence[Token]]) -> tuple[list[str], list[tuple[list[str], Token]]]:
    """The names, each behind those that it uses; and each circle with the use that closes it."""
    order: dict[str, None] = {}
    circles = []
    for start in uses:
        trail = {} if start in order else {start: iter(uses[start])}
        while trail:
            name = next(reversed(trail))
            use = next(trail[name], None)
            if use is None:
                order[name] = None
                del trail[name]
            elif use.text in trail:
                path = list(trail)
                circles.append((path[path.index(use.text) :], use))
            elif use.text in uses and use.text not in order:
                trail[use.text] = iter(uses[use.text])
    return list(order), circles


def _circle(source: Source, node: Node, path: Sequence[str], use: Token) -> Problem:
    circle = " -> ".join(values.shown(name) for name in (*path, use.text)[:_SHOWN])
    spot = spot_of(source.text, node, use.line, use.column)
    message = f"the rule {values.shown(use.text)} names itself: {circle}"
    return Problem(source.file, *spot, message, "remove one of these names")


def _clashes(source: Source) -> Iterator[Problem]:
    """Find rules that are called as something else is."""
    themes = {node.text: (node.line, node.column) for node in texts(entries(source, "themes"), "id")}
    for what, taken in (("concept", concepts.names(source)), ("theme", themes)):
        for name, spot in names(source).items():
            if name in taken:
                message = f"a {what} is called {values.shown(name)} too"
                yield Problem(
                    source.file, *spot, message, f"it is on line {taken[name][0]}; give the rule another name"
                )


def nodes(source: Source) -> dict[str, Node]:
    """Every rule that is a text, by name."""
    listed = source.root.children.get("rules") if source.root else None
    found = listed.children.items() if listed and listed.keys else ()
    return {str(name): node for name, node in found if isinstance(node.value, str)}
