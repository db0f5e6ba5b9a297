"""Whether every theme does what its examples say, and what is likely a slip."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.errors import Problem
from bot.jobs.explain import NEVER, guess_language, item_of_text
from bot.model import Match, Theme
from bot.settings.meaning import entries
from bot.settings.nouns import Settings
from bot.settings.read import Files, Node
from bot.settings.review import review
from bot.themes.match import Matcher


def findings(settings: Settings, files: Files) -> list[Problem]:
    """Everything that `check` has to say of a configuration that loads; what is no warning is wrong."""
    return [*settings.warnings, *review(settings, files), *_examples(settings, files)]


def _examples(settings: Settings, files: Files) -> Iterator[Problem]:
    matcher = Matcher(settings.themes, settings.concepts)
    for node, theme in zip(entries(files.themes, "themes"), settings.themes, strict=True):
        for example in _listed(node, "examples"):
            if wrong := _silent(matcher, theme, example, settings.language):
                yield _problem(files, theme, example, *wrong)
        for example in _listed(node, "counterexamples"):
            if wrong := _loud(matcher, theme, example, settings.language):
                yield _problem(files, theme, example, *wrong)


def _listed(theme: Node, key: str) -> Iterable[Node]:
    listed = theme.children.get(key)
    return listed.children.values() if listed else ()


def _problem(files: Files, theme: Theme, example: Node, message: str, hint: str) -> Problem:
    return Problem(files.themes.file, example.line, example.column, f"theme {theme.id}: {message}", hint)


def _silent(matcher: Matcher, theme: Theme, example: Node, usual: str) -> tuple[str, str] | None:
    """What is wrong with an example, and a hint.

    An example that fires in the language guessed, in the usual one, or with the forms of every language, fires: a short
    headline does not say which language it is in.
    """
    guess = guess_language(example.text, usual)
    if any(_match(matcher, theme, example.text, language) for language in dict.fromkeys((guess, usual, ""))):
        return None
    verdicts = matcher.explain(item_of_text(example.text, "", guess, NEVER))
    failed = next(verdict.failed for verdict in verdicts if verdict.theme == theme.id)
    return f"the example {example.text!r} does not fire", f"failed, read as {guess}: {failed}"


def _loud(matcher: Matcher, theme: Theme, example: Node, usual: str) -> tuple[str, str] | None:
    """What is wrong with a counterexample, and a hint: the words that let it in."""
    guess = guess_language(example.text, usual)
    fired = _match(matcher, theme, example.text, guess)
    if fired is None:
        return None
    by = ", ".join(sorted({evidence.text for evidence in fired.evidence}))
    return f"the counterexample {example.text!r} fires", f"read as {guess}, by: {by}"


def _match(matcher: Matcher, theme: Theme, text: str, language: str) -> Match | None:
    found = matcher.matches(item_of_text(text, "", language, NEVER))
    return next((match for match in found if match.theme == theme.id), None)
