"""Names that nothing uses, sources that no feed has, themes that can never fire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from bot.errors import Problem
from bot.model import Feed
from bot.settings import concepts, named
from bot.settings.meaning import entries
from bot.settings.nouns import Settings
from bot.settings.one_rule import spot_of
from bot.settings.read import Files, Node, Source
from bot.settings.written import written_rules
from bot.themes.holds import never
from bot.themes.review import slip, unused_concepts, used_rules
from bot.themes.scan import tokens
from bot.themes.sources import sources


def slips(settings: Settings, files: Files) -> Iterator[Problem]:
    """Judge the rules of themes.yaml."""
    yield from _unused(settings, files.themes)
    yield from _literals(files.themes)
    yield from _strangers(settings, files.themes)
    for node, theme in zip(entries(files.themes, "themes"), settings.themes, strict=True):
        if never(theme.rule):
            hint = "what it asks for, and what `not` and unless take out, leave nothing"
            yield _warn(files.themes, node.children["when"], f"the theme {theme.id} can never fire", hint)


def _unused(settings: Settings, source: Source) -> Iterator[Problem]:
    for concept in unused_concepts(settings.themes, settings.concepts):
        spot = concepts.names(source)[concept]
        yield Problem(
            source.file, *spot, f"no theme uses the concept {concept}", "use it in a rule, or delete it", True
        )
    used = used_rules(settings.themes)
    for name, spot in named.names(source).items():
        if name not in used:
            yield Problem(source.file, *spot, f"no theme uses the rule {name}", "use it in a theme, or delete it", True)


def _literals(source: Source) -> Iterator[Problem]:
    """Find words in quotes that can never match or match too much."""
    for node in written_rules(source):
        for token in tokens(node.text):
            message, hint = slip(token.text) if token.kind == "literal" else ("", "")
            if message:
                spot = spot_of(source.text, node, token.line, token.column)
                yield Problem(source.file, *spot, message, hint, warning=True)


def _strangers(settings: Settings, source: Source) -> Iterator[Problem]:
    """Find families and countries that no feed has, and hosts that look like that of a feed but are not."""
    if not settings.feeds:
        return
    known = _known(settings.feeds)
    said: set[tuple[str, str]] = set()
    for node in written_rules(source):
        for what, value in sources(node.text):
            wanted = value.text.casefold().strip(".")
            if what not in known or wanted in known[what] or (what, wanted) in said:
                continue
            said.add((what, wanted))
            close = get_close_matches(wanted, sorted(known[what]), 1, 0.8)
            # items may come from hosts that no feed has: aggregators link to them
            if close or what != "host":
                spot = spot_of(source.text, node, value.line, value.column)
                hint = f"did you mean {close[0]}?" if close else "look at feeds.yaml"
                yield Problem(source.file, *spot, f"no feed has the {what} {value.text}", hint, warning=True)


def _known(feeds: tuple[Feed, ...]) -> Mapping[str, frozenset[str]]:
    from bot.feeds.urls import host_of, registrable

    hosts = [host_of(feed.url) for feed in feeds]
    return {
        "host": frozenset(hosts) | frozenset(map(registrable, hosts)),
        "family": frozenset(feed.family.casefold() for feed in feeds),
        "country": frozenset(feed.country.casefold() for feed in feeds),
    }


def _warn(source: Source, node: Node, message: str, hint: str) -> Problem:
    return Problem(source.file, node.line, node.column, message, hint, warning=True)
