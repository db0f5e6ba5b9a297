"""Forms that are not needed, that can never match, or that match too much."""

from __future__ import annotations

from collections.abc import Iterator

from bot.errors import Problem
from bot.model import Form
from bot.settings import concepts
from bot.settings.nouns import Settings
from bot.settings.read import Files, Node
from bot.text.languages import base
from bot.themes.cover import needless
from bot.themes.review import slip


def slips(settings: Settings, files: Files) -> Iterator[Problem]:
    """Judge every form that is written in themes.yaml."""
    nodes = concepts.nodes(files.themes)
    known = {concept.id: concept for concept in settings.concepts}
    for concept in settings.concepts:
        written = [(Form(text, code), node) for text, code, node in concepts.own(nodes[concept.id])]
        own = [(form, node) for form, node in written if form.text[0] != "@"]
        names = {(form.text[1:], form.language): None for form, _ in written if form.text[0] == "@"}
        included = {form: None for name, code in names for form in concepts.in_language(known[name].forms, code)}
        yield from _needless(files, own, [*included])
        for form, node in own:
            message, hint = slip(form.text)
            if message:
                yield _warn(files, node, message, hint)


def _needless(files: Files, own: list[tuple[Form, Node]], included: list[Form]) -> Iterator[Problem]:
    """Find the forms that another form of the concept makes needless; those of included concepts come first."""
    forms = [*included, *(form for form, _ in own)]
    for at, other in needless(forms):
        if at < len(included):
            continue  # it is needed where it is written
        form, node = own[at - len(included)]
        finder = forms[other]
        where = (
            "comes with an included concept"
            if other < len(included)
            else f"is on line {own[other - len(included)][1].line}"
        )
        if finder.text == form.text and base(finder.language) == base(form.language):
            message, hint = f"{form.text!r} stands twice", f"the first {where}; delete one"
        else:
            message = f"{form.text!r} is not needed: {finder.text!r} ({finder.language}) finds the same"
            hint = f"it {where}; delete the one that says less"
        yield _warn(files, node, message, hint)


def _warn(files: Files, node: Node, message: str, hint: str) -> Problem:
    return Problem(files.themes.file, node.line, node.column, message, hint, warning=True)
