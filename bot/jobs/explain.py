"""Say why: which themes fire on a text."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.model import Item
from bot.stories.stopwords import STOPWORDS
from bot.text.clean import clean
from bot.text.tokens import words
from bot.themes.match import Matcher

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


def guess_language(text: str, usual: str = "", matcher: Matcher | None = None) -> str:
    """The language of a short text by its script and its commonest words; `usual` where nothing speaks for one.

    Where these leave several, the one in which the matcher's forms find most. Good enough for the examples of a theme
    and a headline on the command line; items have the language of their feed.
    """
    for language, letters in SCRIPTS:
        if letters.search(text):
            return language
    said = set(words(text))
    scores = {language: len(said & stops) for language, stops in STOPWORDS.items() if language not in BY_SCRIPT}
    best = max(scores.values(), default=0)
    leading = [language for language, score in scores.items() if score == best]
    if best and len(leading) == 1:
        return leading[0]
    if matcher is None:
        return usual
    found = {language: matcher.says(item_of_text(text, "", language, NEVER)) for language in (usual, *leading)}
    return max(found, key=lambda language: found[language])
