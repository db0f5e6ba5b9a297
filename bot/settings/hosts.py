"""The hosts that rules speak of: written so that an item can have them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from bot.errors import Problem, RuleError
from bot.settings import values
from bot.settings.one_rule import spot_of
from bot.settings.read import Node, Source
from bot.settings.written import written_rules
from bot.themes.scan import Token


def unreachable(source: Source) -> Iterator[Problem]:
    """Find hosts that no item has: with www., a scheme, a path or a star. The rule would never hold, and say nothing."""
    for node in written_rules(source):
        for token in _hosts(node):
            plain = _plain(token.text)
            if plain == token.text.casefold().strip("."):
                continue
            spot = spot_of(source.text, node, token.line, token.column)
            hint = f"write {plain}, which stands for its www. and all others below it too" if plain else ""
            yield Problem(source.file, *spot, f"no item has the host {values.shown(token.text)}", hint)


def _hosts(rule: Node) -> list[Token]:
    from bot.themes.sources import sources

    found: list[Token] = []
    with suppress(RuleError):  # what cannot be read is told elsewhere
        found += [token for what, token in sources(rule.text) if what == "host"]
    return found


def _plain(host: str) -> str:
    """The host as items have it; "" for what is none."""
    from bot.feeds.urls import host_of

    bare = host.strip().casefold().removeprefix("*.")
    return host_of(bare if "//" in bare else f"//{bare}")
