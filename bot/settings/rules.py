"""Rules of themes.yaml: read by the grammar of the themes, and what is wrong told at its line of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from bot.errors import Problem, RuleError
from bot.model import All, AnyOf, Mention, Not, Rule
from bot.settings import concepts, hosts, named, values
from bot.settings.meaning import entries
from bot.settings.one_rule import read_rule
from bot.settings.read import Source

THEMES_ABOVE = "themes_above"  # what a rule calls the themes that stand before its own: one of them holds


def read_rules(source: Source) -> tuple[list[Rule], list[Problem]]:
    """Return the rules in the order of the themes, `unless` folded in (complete only without a problem)."""
    from bot.themes.grammar import parse_part, parse_rule

    known = frozenset(concepts.names(source))
    names, problems = named.resolve(source)
    problems += [*_unspeakable(source.file, "concept", concepts.names(source))]
    problems += [*_unspeakable(source.file, "rule", named.names(source))]
    problems += hosts.unreachable(source)
    rules: list[Rule] = []
    for theme in entries(source, "themes"):
        above = {THEMES_ABOVE: AnyOf(tuple(rules))} if rules else {}
        read: dict[str, Rule] = {}
        for key, parse in (("when", parse_rule), ("unless", parse_part)):
            rule = read_rule(source, theme.children.get(key), key, partial(parse, concepts=known, named=above | names))
            if isinstance(rule, Problem):
                problems.append(rule)
            elif rule is not None:
                read[key] = rule
        if "when" in read:
            rules.append(All((read["when"], Not(read["unless"]))) if "unless" in read else read["when"])
    return rules, problems


def _unspeakable(file: str, what: str, names: Mapping[str, tuple[int, int]]) -> Iterator[Problem]:
    """Find the names that no rule could say."""
    hint = "a rule could not say it: use letters, digits and _, and no word of the rules"
    for name, spot in names.items():
        if not _can_be_said(name):
            yield Problem(file, *spot, f"{values.shown(name)} cannot be the name of a {what}", hint)


def _can_be_said(name: str) -> bool:
    """Tell whether a rule that is only this name means what bears it: a word of the grammar does not."""
    from bot.themes.grammar import parse_rule

    try:
        return parse_rule(name, frozenset({name})) == Mention(name)
    except RuleError:
        return False
