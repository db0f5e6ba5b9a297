"""Themes: concepts, the closed union of rules, and the evidence that a match carries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

ANY_LANGUAGE = "any"


@dataclass(frozen=True, slots=True)
class Form:
    """One surface form as spelled in themes.yaml: `word`, `stem*`, `*end`, `=exact`, `==Exact`."""

    text: str
    language: str = ANY_LANGUAGE  # texts of which language; "any": all of them


@dataclass(frozen=True, slots=True)
class Concept:
    """A named set of forms. `forms` holds those of included concepts too."""

    id: str
    labels: Mapping[str, str]  # post language -> what posts call it
    forms: tuple[Form, ...]
    kind: str = "name"  # name | act: orders the gloss "Kim Jong-un, Putin: lettera"


@dataclass(frozen=True, slots=True)
class Literal:
    """A form written in the rule itself, in double quotes."""

    form: Form


@dataclass(frozen=True, slots=True)
class Mention:
    """Some form of the concept occurs."""

    concept: str


@dataclass(frozen=True, slots=True)
class All:
    """`a and b`."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """`a or b`."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`not a`: never evidence by itself."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class Near:
    """`a near/8 b`: at most `distance` words between evidence of both, in one field."""

    left: Rule
    right: Rule
    distance: int


@dataclass(frozen=True, slots=True)
class SameSentence:
    """`same sentence (a)`: the rule holds inside one sentence (a title is one sentence)."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class InField:
    """`in title (a)`, `in summary (a)`."""

    field: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`2 of (a, b, c)`."""

    count: int
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class InList:
    """`in list of 3 (a)`: evidence of a stands in an enumeration of three or more members."""

    count: int
    rule: Rule


@dataclass(frozen=True, slots=True)
class From:
    """`from host (...)`, `from family (...)`, `from country (...)`: a host matches its subdomains too."""

    what: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InLanguage:
    """`in language (it, en)`."""

    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A rule with a name of its own (`rules:` in themes.yaml): holds where the rule behind the name holds."""

    name: str
    rule: Rule


Rule = (
    Literal | Mention | All | AnyOf | Not | Near | SameSentence | InField | AtLeast | InList | From | InLanguage | Named
)


class Level(StrEnum):
    """How urgent a theme is."""

    ALERT = "alert"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Theme:
    """One subject: a rule, and what posts call it. `unless` is already folded into `rule`."""

    id: str
    titles: Mapping[str, str]
    rule: Rule
    level: Level = Level.DIGEST
    icon: str = ""
    examples: tuple[str, ...] = ()
    counterexamples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """The very words that fired. `start` and `end` count characters of the field's text as stored."""

    field: str  # title | summary | source (for `from` and `in language`)
    start: int
    end: int
    text: str
    form: str
    concept: str  # "" for a literal


@dataclass(frozen=True, slots=True)
class Match:
    """A theme fired on an item; never without evidence."""

    item: str
    theme: str
    evidence: tuple[Evidence, ...]
