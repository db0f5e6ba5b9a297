"""The outlets and languages that a rule speaks of, each with its place in the text of the rule."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from bot.themes.scan import Token, tokens

_WHATS = {("from", "host"), ("from", "family"), ("from", "country"), ("in", "language")}


def sources(text: str) -> Iterator[tuple[str, Token]]:
    """(host, family, country or language; the value) for every value in a rule that can be read."""
    found = tokens(text)
    words = [token.text.lower() if token.kind == "word" else "" for token in found]
    for at in range(len(found) - 2):
        if (words[at], words[at + 1]) in _WHATS and found[at + 2].text == "(":
            inside = takewhile(lambda token: token.kind != "end" and str(token) != "')'", found[at + 3 :])
            yield from ((words[at + 1], token) for token in inside if token.kind != "mark")
