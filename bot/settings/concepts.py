"""Concepts of themes.yaml: their forms by language, with the forms of included concepts (`@name`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.errors import Problem
from bot.model import ANY_LANGUAGE, Form
from bot.settings import values
from bot.settings.read import Node, Source
from bot.text.languages import base

MAX_INCLUDES = 100  # levels of @name inside @name
MAX_FORMS = 500_000  # of all concepts together, included ones counted wherever they are included
NOT_LANGUAGES = ("label", "kind", ANY_LANGUAGE)


def numbers_as_text(source: Source) -> None:
    """Let a form that YAML takes for a number be the text that stands in the file: 1.10, not 1.1."""
    lists = (node for concept in nodes(source).values() for node in concept.children.values())
    for listed in lists:
        for index, form in listed.children.items():
            number = isinstance(form.value, int | float) and not isinstance(form.value, bool)
            if number and isinstance(listed.value, list):
                listed.value[int(index)] = form.text


def nodes(source: Source) -> dict[str, Node]:
    """Every concept of the file that is a mapping, by name."""
    listed = _listed(source)
    found = listed.children.items() if listed and listed.keys else ()
    return {str(name): node for name, node in found if isinstance(node.value, dict)}


def names(source: Source) -> Mapping[str, tuple[int, int]]:
    """Every name of a concept, right or wrong as it may be, with the line and column where it stands."""
    listed = _listed(source)
    return listed.keys if listed else {}


def _listed(source: Source) -> Node | None:
    return source.root.children.get("concepts") if source.root else None


def resolve(source: Source) -> tuple[dict[str, tuple[Form, ...]], list[Problem]]:
    """Return the forms of each concept, each form once, in file order; and what is wrong with them."""
    known = nodes(source)
    resolver = _Resolver(source.file, known, names(source))
    for name, node in known.items():
        resolver.languages(node)
        before = len(resolver.problems)
        if not resolver.forms(name) and len(resolver.problems) == before:
            line, column = names(source)[name]
            hint = "list some under any, or under the code of their language"
            resolver.problems.append(
                Problem(source.file, line, column, f"the concept {values.shown(name)} has no form", hint)
            )
    return resolver.done, resolver.problems


@dataclass(slots=True)
class _Resolver:
    file: str
    known: Mapping[str, Node]
    names: Mapping[str, object]  # those of concepts that are badly shaped, too: the schema tells of them
    done: dict[str, tuple[Form, ...]] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)  # concepts being resolved, outermost first
    total: int = 0
    problems: list[Problem] = field(default_factory=list)

    def languages(self, concept: Node) -> None:
        """Check the keys that must be language codes."""
        for key, (line, column) in concept.keys.items():
            if key not in NOT_LANGUAGES and not values.reads(values.language, key):
                hint = values.nearest(key, NOT_LANGUAGES)
                message = f"{values.shown(key)} is neither a key of a concept nor a language code"
                self.problems.append(Problem(self.file, line, column, message, hint))

    def forms(self, name: str) -> tuple[Form, ...]:
        """Resolve one concept, once."""
        if name not in self.done:
            self.path.append(name)
            found: dict[Form, None] = {}
            for text, language, node in own(self.known[name]):
                if text.startswith("@"):
                    found.update(dict.fromkeys(self.included(text[1:], language, node)))
                else:
                    found[Form(text, language)] = None
            self.path.pop()
            self.total += len(found)
            self.done[name] = tuple(found)
        return self.done[name]

    def included(self, name: str, language: str, node: Node) -> Iterator[Form]:
        """Give the forms behind `@name`; in the list of one language, only those that hold in that language."""
        if name not in self.names:
            self.note(node, f"@{values.shown(name)} names no concept", values.nearest(name, self.names))
        elif name in self.path:
            circle = " -> ".join(values.shown(step) for step in (*self.path[self.path.index(name) :], name)[:20])
            self.note(node, f"@{values.shown(name)} includes itself: {circle}", "remove one of these includes")
        elif len(self.path) >= MAX_INCLUDES or self.total > MAX_FORMS:
            self.note(node, f"more than {MAX_INCLUDES} levels or {MAX_FORMS:,} forms are included", "include less")
        elif name in self.known:
            yield from in_language(self.forms(name), language)

    def note(self, node: Node, message: str, hint: str) -> None:
        """Note a problem at one form."""
        self.problems.append(Problem(self.file, node.line, node.column, message, hint))


def in_language(forms: Iterable[Form], language: str) -> Iterator[Form]:
    """Give the forms that `@name` stands for in the list of a language: those that hold in it, as forms of it."""
    for form in forms:
        if language == ANY_LANGUAGE:
            yield form
        elif form.language == ANY_LANGUAGE or base(form.language) == base(language):
            yield Form(form.text, language)


def own(concept: Node) -> Iterator[tuple[str, str, Node]]:
    """Every form written in the concept itself: text, language, and where it stands. What is no text is passed over."""
    for key, node in concept.children.items():
        if key in {"label", "kind"} or not isinstance(node.value, list):
            continue
        for form in node.children.values():
            if form.text:
                yield form.text, str(key).lower(), form
