"""Rules as text to rules as values.

The whole grammar, loosest first (`not` holds tightest, then near, and, or):

    rule    = both { "or" both }
    both    = close { "and" close }
    close   = single { "near/"NUMBER single }
    single  = "not" single | "(" rule ")" | scope | source | choice | CONCEPT | NAMED RULE | '"' FORM '"'
    scope   = "in title" "(" rule ")" | "in summary" "(" rule ")" | "same sentence" "(" rule ")"
            | "in list of" NUMBER "(" rule ")"
    choice  = NUMBER "of" "(" rule { "," rule } ")"
    source  = "from host" values | "from family" values | "from country" values | "in language" values
    values  = "(" VALUE { "," VALUE } ")"

To add an operator: a class in bot/model/themes.py, a word here, and a case in operators.py, render.py and nature.py.
The type checker names every place that still misses it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from difflib import get_close_matches
from heapq import nsmallest
from types import MappingProxyType

from bot.errors import RuleError
from bot.model import (
    All,
    AnyOf,
    AtLeast,
    Form,
    From,
    InField,
    InLanguage,
    InList,
    Literal,
    Mention,
    Named,
    Near,
    Not,
    Rule,
    SameSentence,
)
from bot.text.forms import problem
from bot.themes.nature import fits, names_words, needs_no_evidence
from bot.themes.render import render
from bot.themes.scan import Token, tokens

__all__ = ["DEEPEST_RULE", "RESERVED", "named_in", "parse_part", "parse_rule", "render"]

DEEPEST_RULE = 40  # parentheses and nots inside each other
DEEPEST_WHOLE = 150  # levels of a rule with the rules that it names; each costs about three frames of Python's thousand
LARGEST_WHOLE = 20_000  # parts of it: rules that name rules that name rules grow by multiplication
FARTHEST = 1_000  # words of `near`
RESERVED = frozenset({"and", "or", "not", "in", "from", "same", "near", "of"})  # no concept may be called so

_MOST_ALIKE = 100  # names that are compared with an unknown one: a file may hold thousands of either

_SOURCES = ("host", "family", "country")
_NEAR = re.compile(r"near/(\d{1,6})", re.IGNORECASE)
_OPERATORS = {"&": "and", "&&": "and", "+": "and", "|": "or", "||": "or", "!": "not", "-": "not"}


_NONE: Mapping[str, Rule] = MappingProxyType({})


def parse_rule(text: str, concepts: Collection[str], named: Mapping[str, Rule] = _NONE) -> Rule:
    """The rule that the text says. Raises RuleError with line and column (from 1) inside the text.

    `concepts` are the names that the rule may use; `named` are the rules that it may name, by their names.
    """
    parser = _Parser(tokens(text), concepts, named)
    rule = parser.whole()
    if needs_no_evidence(rule):
        place = parser.first_not or parser.tokens[0]
        raise place.error(
            "this rule can hold where none of its words occur, so it could never say why",
            "join `not` to something that must occur: a and not b",
        )
    return rule


def parse_part(text: str, concepts: Collection[str], named: Mapping[str, Rule] = _NONE) -> Rule:
    """The same for a rule that others name: it may be a `not`, as the rule around it is what fires. Raises RuleError."""
    return _Parser(tokens(text), concepts, named).whole()


def named_in(text: str, concepts: Collection[str], named: Mapping[str, Rule]) -> tuple[Token, ...]:
    """Where the text names other rules, as far as it can be read; what they say does not matter yet."""
    used: list[Token] = []
    with suppress(RuleError):
        parser = _Parser(tokens(text), concepts, named)
        used = parser.used
        parser.whole()
    return tuple(used)


class _Parser:
    """Recursive descent, one token ahead."""

    def __init__(self, found: list[Token], concepts: Collection[str], named: Mapping[str, Rule]) -> None:
        self.tokens = found
        self.concepts = concepts
        self.named = named
        self.used: list[Token] = []  # the names of rules
        self.at = 0
        self.depth = 0
        self.first_not: Token | None = None

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def says(self, *words: str) -> bool:
        """Whether these words come next, in any case; they are not taken."""
        ahead = self.tokens[self.at : self.at + len(words)]
        return [(each.kind, each.text.lower()) for each in ahead] == [("word", word) for word in words]

    def take(self) -> Token:
        token = self.next
        self.at += token.kind != "end"
        return token

    def mark(self, wanted: str, before: str) -> Token:
        token = self.next
        if (token.kind, token.text) != ("mark", wanted):
            raise token.error(f"expected {wanted} {before}, found {token}")
        return self.take()

    def whole(self) -> Rule:
        """The rule, up to the end of the text."""
        rule = self.either()
        self.finish()
        if not fits(rule, LARGEST_WHOLE, DEEPEST_WHOLE):
            place = self.used[0] if self.used else self.tokens[0]
            raise place.error(
                f"the rule, with the rules that it names, has more than {LARGEST_WHOLE:,} parts or {DEEPEST_WHOLE} levels",
                "gather words in concepts",
            )
        return rule

    def either(self) -> Rule:
        rules = [self.both()]
        while self.says("or"):
            self.take()
            rules.append(self.both())
        return rules[0] if len(rules) == 1 else AnyOf(tuple(rules))

    def both(self) -> Rule:
        rules = [self.close()]
        while self.says("and"):
            self.take()
            rules.append(self.close())
        return rules[0] if len(rules) == 1 else All(tuple(rules))

    def close(self) -> Rule:
        start = self.next
        rule = self.single()
        while self.next.kind == "word" and (self.says("near") or self.next.text.lower().startswith("near/")):
            distance = self.distance()
            second = self.next
            right = self.single()
            for side, place in ((rule, start), (right, second)):
                if not names_words(side):
                    raise place.error("near needs words on both sides", "write not (a near/8 b) for its contrary")
            rule = Near(rule, right, distance)
        return rule

    def distance(self) -> int:
        token = self.take()
        found = _NEAR.fullmatch(token.text)
        if found is None or int(found[1]) > FARTHEST:
            raise token.error(f"expected near/ and a number of words up to {FARTHEST}, found {token}", "write near/8")
        return int(found[1])

    def single(self) -> Rule:
        self.depth += 1
        if self.depth > DEEPEST_RULE:
            raise self.next.error(f"the rule is nested deeper than {DEEPEST_RULE}", "gather words in concepts")
        rule = self.negation() if self.says("not") else self.primary()
        self.depth -= 1
        return rule

    def negation(self) -> Rule:
        token = self.take()
        self.first_not = self.first_not or token
        return Not(self.single())

    def primary(self) -> Rule:
        token = self.next
        if token.kind == "literal":
            return self.literal()
        if (token.kind, token.text) == ("mark", "("):
            return self.inside("")
        if token.kind != "word":
            raise token.error(f"expected a concept, words in double quotes or (, found {token}", _stray(token))
        if self.says("in"):
            return self.scope()
        if self.says("from"):
            return self.source()
        if self.says("same"):
            return self.sentence()
        if token.text.isdecimal():
            return self.choice()
        return self.concept()

    def literal(self) -> Rule:
        token = self.take()
        if wrong := problem(token.text):
            raise token.error(f"{token} can never match: {wrong}")
        return Literal(Form(token.text))

    def inside(self, before: str) -> Rule:
        """A rule in parentheses."""
        opening = self.mark("(", before)
        rule = self.either()
        self.closing(opening)
        return rule

    def closing(self, opening: Token, between: str = "and, or, near/8") -> None:
        """Take the ) that belongs to an opening one; `between` is what may join things inside."""
        token = self.next
        if token.kind == "end":
            raise opening.error("this ( is never closed", "put a ) behind what belongs to it")
        if (token.kind, token.text) != ("mark", ")"):
            raise self.unjoined(token, between, ")")
        self.take()

    def scope(self) -> Rule:
        start = self.take()
        if self.says("language"):
            self.take()
            return InLanguage(self.values("behind in language"))
        if self.says("list", "of"):
            return self.enumeration(start)
        for field in ("title", "summary"):
            if self.says(field):
                self.take()
                return InField(field, self.inside(f"behind in {field}"))
        raise self.next.error(f"expected title, summary, list of or language behind in, found {self.next}")

    def enumeration(self, start: Token) -> Rule:
        self.at += 2
        count = self.number("behind in list of")
        if count < 2:
            raise start.error("a list has two or more members", "write in list of 3 (...)")
        return InList(count, self.worded("behind in list of", start))

    def sentence(self) -> Rule:
        start = self.take()
        if not self.says("sentence"):
            raise self.next.error(f"expected sentence behind same, found {self.next}")
        self.take()
        return SameSentence(self.worded("behind same sentence", start))

    def worded(self, before: str, start: Token) -> Rule:
        """A rule in parentheses that names words."""
        rule = self.inside(before)
        if not names_words(rule):
            raise start.error(f"expected words in the parentheses {before}", "name a concept that must occur there")
        return rule

    def source(self) -> Rule:
        self.take()
        what = self.next.text.lower()
        if self.next.kind != "word" or what not in _SOURCES:
            raise self.next.error(
                f"expected {', '.join(_SOURCES[:-1])} or {_SOURCES[-1]} behind from, found {self.next}"
            )
        self.take()
        return From(what, self.values(f"behind from {what}"))

    def values(self, before: str) -> tuple[str, ...]:
        opening = self.mark("(", before)
        found = [self.value()]
        while (self.next.kind, self.next.text) == ("mark", ","):
            self.take()
            found.append(self.value())
        self.closing(opening, "a comma")
        return tuple(found)

    def value(self) -> str:
        if self.next.kind not in {"word", "literal"} or not self.next.text.strip():
            raise self.next.error(f"expected a value, found {self.next}")
        return self.take().text

    def number(self, before: str) -> int:
        token = self.take()
        if token.kind != "word" or not token.text.isdecimal() or len(token.text) > 3:
            raise token.error(f"expected a number {before}, found {token}")
        return int(token.text)

    def choice(self) -> Rule:
        start = self.next
        if self.tokens[self.at + 1].text.lower() != "of":
            return self.concept()
        count = self.number("")
        self.take()
        opening = self.mark("(", f"behind {count} of")
        rules = [self.either()]
        while (self.next.kind, self.next.text) == ("mark", ","):
            self.take()
            rules.append(self.either())
        self.closing(opening, "a comma, and, or, near/8")
        if not 1 <= count <= len(rules):
            raise start.error(f"{count} of {len(rules)} rules can never hold", f"write a number from 1 to {len(rules)}")
        return AtLeast(count, tuple(rules))

    def concept(self) -> Rule:
        token = self.take()
        name = token.text
        if name.lower() in RESERVED or _NEAR.fullmatch(name):
            raise token.error(f"expected a concept, words in double quotes or (, found {token}")
        if name in self.named:
            self.used.append(token)
            return Named(name, self.named[name])
        if name not in self.concepts:
            raise token.error(f"there is no concept {'or rule ' if self.named else ''}{token}", self.nearest(name))
        return Mention(name)

    def nearest(self, name: str) -> str:
        if name in _OPERATORS:
            return f"write {_OPERATORS[name]}"
        if name.startswith("near"):
            return "write near/8"
        if name == "themes_above":
            return "themes know it that have others above them, in `when` and `unless`"
        known = {each.lower(): each for each in (*self.named, *self.concepts)}
        alike = nsmallest(_MOST_ALIKE, known, lambda each: (each[:1] != name[:1].lower(), abs(len(each) - len(name))))
        if near := get_close_matches(name.lower(), alike, n=1):
            return f"did you mean {known[near[0]]}?"
        return f'add it under concepts, or write "{name}" for the word itself'

    def finish(self) -> None:
        token = self.next
        if token.kind == "end":
            return
        if (token.kind, token.text) == ("mark", ")"):
            raise token.error("this ) closes nothing", "take it away, or put a ( before what belongs to it")
        raise self.unjoined(token, "and, or, near/8", "the end of the rule")

    def unjoined(self, token: Token, between: str, end: str) -> Exception:
        """The error where two rules, or two values, stand side by side."""
        before = self.tokens[self.at - 1]
        joined = token.kind in {"word", "literal"} or token.text == "("
        hint = f"join {before} and {token} with {between}" if joined else ""
        if token.text in _OPERATORS:
            hint = f"write {_OPERATORS[token.text]}"
        return token.error(f"expected {between} or {end}, found {token}", hint)


def _stray(token: Token) -> str:
    return "the rule is empty, or ends too early" if token.kind == "end" else ""
