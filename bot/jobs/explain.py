"""Say why: which themes fire on a text, and whether every theme does what its examples say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import Problem
from bot.model import Item, Theme
from bot.settings.nouns import Settings
from bot.stories.stopwords import STOPWORDS
from bot.text.clean import clean
from bot.text.tokens import words
from bot.themes.match import Matcher, Verdict
from bot.themes.review import Finding, review

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
# The first script found decides; letters that only one of several languages of a script uses come first.
SCRIPTS = (
    ("ko", re.compile(r"[가-힣]")),
    ("ja", re.compile(r"[ぁ-ゖァ-ヺ]")),
    ("zh", re.compile(r"[一-鿿]")),
    ("uk", re.compile(r"[іїєґІЇЄҐ]")),
    ("ru", re.compile(r"[а-яА-Я]")),
    ("fa", re.compile(r"[پچژگ]")),
    ("ar", re.compile(r"[ء-ي]")),
)
BY_SCRIPT = frozenset(language for language, _ in SCRIPTS)


def item_of_text(title: str, summary: str, language: str, now: datetime) -> Item:
    """A text as if a feed had brought it; `language` "" lets the forms of every language count."""
    return Item(
        id="0" * 16,
        feed="",
        outlet="",
        family="",
        language=language,
        title=clean(title),
        summary=clean(summary),
        link="",
        url="",
        host="",
        guid="",
        published=now,
        seen=now,
    )


def guess_language(text: str, usual: str = "") -> str:
    """The language of a short text by its script and its commonest words; `usual` where nothing speaks for one.

    Good enough for the examples of a theme and a headline on the command line; items have the language of their feed.
    """
    for language, letters in SCRIPTS:
        if letters.search(text):
            return language
    said = set(words(text))
    scores = {language: len(said & stops) for language, stops in STOPWORDS.items() if language not in BY_SCRIPT}
    best = max(scores.values(), default=0)
    leading = [language for language, score in scores.items() if score == best]
    return leading[0] if best and len(leading) == 1 else usual


def explain(settings: Settings, item: Item) -> tuple[Verdict, ...]:
    """The verdict of every theme, in file order."""
    return Matcher(settings.themes, settings.concepts).explain(item)


def form_warnings(settings: Settings) -> list[Problem]:
    """Likely slips: forms that can never match or that another covers, concepts that no theme uses."""
    file = settings.directory / "themes.yaml"
    text = _text(file)
    return [
        Problem(str(file), *_place(text, finding), f"concept {finding.concept}: {finding.message}", warning=True)
        for finding in review(settings.themes, settings.concepts)
    ]


def example_problems(settings: Settings) -> list[Problem]:
    """Examples that do not fire and counterexamples that do, with the words that let them in."""
    matcher = Matcher(settings.themes, settings.concepts)
    file = settings.directory / "themes.yaml"
    text = _text(file)
    return [
        Problem(str(file), *place(text, example), message, hint)
        for theme in settings.themes
        for example, message, hint in _examples(matcher, theme, settings.language)
    ]


def place(text: str, wanted: str, within: str = "") -> tuple[int, int]:
    """Line and column, from 1, where words stand first in a file (after the key `within`); (0, 0) where spelled otherwise."""
    begin = text.find(f"\n  {within}:") if within else 0
    at = text.find(wanted, max(begin, 0))
    return (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) if at >= 0 else (0, 0)


def _place(text: str, finding: Finding) -> tuple[int, int]:
    """Where a finding stands: its form in its concept, or the concept."""
    wanted = finding.form.text if finding.form else f"{finding.concept}:"
    found = place(text, wanted, finding.concept if finding.form else "")
    return found if found != (0, 0) else place(text, f"{finding.concept}:")


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _examples(matcher: Matcher, theme: Theme, usual: str) -> Iterator[tuple[str, str, str]]:
    """(example, what is wrong, hint) for each example that does not do what it should.

    An example that fires in the language guessed, in the usual one, or with the forms of every language, fires: a short
    headline does not say which language it is in.
    """
    for text in theme.examples:
        guess = guess_language(text, usual)
        verdicts = [_verdict(matcher, theme, text, language) for language in dict.fromkeys((guess, usual, ""))]
        if all(verdict.match is None for verdict in verdicts):
            hint = f"failed, read as {guess}: {verdicts[0].failed}"
            yield text, f"theme {theme.id}: the example {text!r} does not fire", hint
    for text in theme.counterexamples:
        guess = guess_language(text, usual)
        fired = _verdict(matcher, theme, text, guess).match
        if fired is not None:
            by = ", ".join(sorted({evidence.text for evidence in fired.evidence}))
            yield text, f"theme {theme.id}: the counterexample {text!r} fires", f"read as {guess}, by: {by}"


def _verdict(matcher: Matcher, theme: Theme, text: str, language: str) -> Verdict:
    item = item_of_text(text, "", language, NEVER)
    return next(verdict for verdict in matcher.explain(item) if verdict.theme == theme.id)
