"""The text of a rule to its tokens, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.errors import RuleError
from bot.text.unseen import unseen

LONGEST_RULE = 20_000  # characters

_TOKEN = re.compile(r'(?P<mark>[(),])|"(?P<literal>[^"]*)"|(?P<word>[^\s(),"]+)|(?P<open>")|(?P<space>\s+)')
_FOREIGN_QUOTES = frozenset("“”„«»‘’")


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is mark, literal, word or end; a literal's text stands without its quotes."""

    kind: str
    text: str
    line: int
    column: int

    def error(self, message: str, hint: str = "") -> RuleError:
        """The error that stands at this token."""
        return RuleError(message, line=self.line, column=self.column, hint=hint)

    def __str__(self) -> str:
        shown = self.text if len(self.text) <= 40 else self.text[:39] + "…"
        return {"end": "the end of the rule", "literal": f'"{shown}"'}.get(self.kind, f"'{shown}'")


def tokens(text: str) -> list[Token]:
    """Every token, and an end token behind the last. Raises RuleError on an open quote or too long a text."""
    if len(text) > LONGEST_RULE:
        raise RuleError(
            f"the rule has {len(text)} characters, more than {LONGEST_RULE}",
            line=1,
            column=1,
            hint="gather words in concepts",
        )
    found: list[Token] = []
    line, line_start = 1, 0
    for piece in _TOKEN.finditer(text):
        kind = piece.lastgroup or ""
        token = Token(kind, piece[kind], line, piece.start() - line_start + 1)
        _refuse(token)
        if kind != "space":
            found.append(token)
        if "\n" in piece.group():
            line += piece.group().count("\n")
            line_start = piece.start() + piece.group().rindex("\n") + 1
    found.append(Token("end", "", line, len(text) - line_start + 1))
    return found


def _refuse(token: Token) -> None:
    if found := unseen(token.text):
        raise token.error(f"the character {found} stands here, which nobody sees", "delete it, or type the word again")
    if token.kind == "open":
        raise token.error("this quote is never closed", 'put a second " behind the words')
    if token.kind == "word" and token.text[0] in _FOREIGN_QUOTES:
        raise token.error(f"a rule takes only plain double quotes, not {token.text[0]}", 'write "…"')
