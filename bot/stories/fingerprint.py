"""What an item says, as terms that can be counted: words of its language, and marks that every language shares.

A word is `en:kursk` (folded, stemmed, with its language). A mark is `c:letter` (a concept that fired), `i:container`
(a notion of the small interlingua), `n:15000` (a number), `d:10-07` (a day) or `x:koiz` (the beginning of a name, in
Latin letters: endings and spellings differ behind it).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from anyascii import anyascii

from bot.model import Item, Match
from bot.stories import limits
from bot.stories.figures import figures
from bot.stories.stopwords import STOPWORDS
from bot.text.fold import fold
from bot.text.languages import base, stem
from bot.text.tokens import TITLE, words

_TAIL = re.compile(r"\s(?:[-–—|•·»]|::)\s(?P<name>[^|•·»]{2,60})$")
_CAPITALS = re.compile(r"\b[^\W\d_a-z][^\W\d_]+")
_LATIN = re.compile("[a-z]")
_HIRAGANA = re.compile("[\u3041-\u309f]+")  # the little words and endings of Japanese


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What of an item is compared. Weights of terms are above 0; all text is folded."""

    language: str
    words: Mapping[str, float]
    marks: Mapping[str, float]
    headline: tuple[str, ...]  # every word of the title, without the outlet's name
    text: tuple[str, ...]  # the same of title and summary
    themes: frozenset[str]  # that fired
    concepts: frozenset[str]  # by which they fired
    headline_concepts: frozenset[str]  # those of them that the title names
    subject: frozenset[str]  # the marks by which the themes fired: what the stream is about, not what is new
    numbers: frozenset[str]  # marks
    headline_numbers: frozenset[str]
    column: bool  # the title is too short to identify news: it is not among the words

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term once, for the document frequencies; `l:en` counts the documents of a language."""
        return (*self.words, *self.marks, f"l:{self.language}")

    @property
    def speaks(self) -> bool:
        """True where the text identifies its news, so that an equal text is the same news."""
        return not self.column or len(self.text) > len(self.headline)


class Knows(Protocol):
    """What has to be known of a language."""

    def rare(self, word: str) -> bool:
        """Whether a word (`en:kursk`) is known to be rare."""

    def notions(self, title: str, summary: str, language: str) -> frozenset[str]:
        """The notions that a text names; `language` is a code without region."""


def fingerprint(item: Item, matches: Iterable[Match], known: Knows) -> Fingerprint:
    """Take the fingerprint of an item with the themes that fired on it."""
    language = base(item.language)
    subject = _subject(matches, language, known)
    title, read = _without_outlet(item), item.summary[: limits.READ]
    headline, summary = words(title), words(read)
    said = tuple(_content(headline, language))
    short = len(said) < limits.HEADLINE_WORDS and len(subject.concepts) < limits.HEADLINE_CONCEPTS
    column = short and not any(map(known.rare, said))
    in_title = figures(title, item.language)
    named = in_title | figures(read, item.language)
    marks = (
        *((f"c:{concept}", limits.CONCEPT) for concept in sorted(subject.concepts)),
        *((figure, limits.FIGURE) for figure in sorted(named)),
        *((f"i:{notion}", limits.NOTION) for notion in sorted(known.notions(title, read, language))),
        *((f"x:{name}", limits.NAME) for name in _names(f"{title} . {read}", language)),
    )
    return Fingerprint(
        language=language,
        words=_weighed(() if column else said, _content(summary, language), subject.words),
        marks={mark: weight * (limits.SUBJECT if mark in subject.names else 1.0) for mark, weight in marks},
        headline=headline,
        text=headline + summary,
        themes=subject.themes,
        concepts=subject.concepts,
        headline_concepts=subject.in_title,
        subject=subject.marks,
        numbers=_numbers(named),
        headline_numbers=_numbers(in_title),
        column=column,
    )


@dataclass(frozen=True, slots=True)
class _Subject:
    """What the themes fired by: their evidence as concepts, words, and marks."""

    themes: frozenset[str]
    concepts: frozenset[str]
    in_title: frozenset[str]
    words: frozenset[str]
    names: frozenset[str]
    marks: frozenset[str]


_NO_SUBJECT = _Subject(*(frozenset[str](),) * 6)


def _subject(matches: Iterable[Match], language: str, known: Knows) -> _Subject:
    matches = tuple(matches)
    evidence = [found for match in matches for found in match.evidence]
    if not evidence:
        return _NO_SUBJECT
    text = " . ".join(dict.fromkeys(found.text for found in evidence))
    concepts = frozenset(found.concept for found in evidence if found.concept)
    in_title = frozenset(found.concept for found in evidence if found.concept and found.field == TITLE)
    names = frozenset(f"x:{name}" for name in _names(text, language))
    notions = frozenset(f"i:{notion}" for notion in known.notions("", text, language))
    marks = names | notions | {f"c:{concept}" for concept in concepts}
    said = frozenset(_content(words(text), language))
    return _Subject(frozenset(match.theme for match in matches), concepts, in_title, said, names, marks)


def _weighed(title: Iterable[str], summary: Iterable[str], subject: frozenset[str]) -> dict[str, float]:
    """Weigh each word of a title and of a summary once; less where a theme fired by it."""
    weights = dict.fromkeys(title, limits.TITLE)
    for word in dict.fromkeys(summary):
        weights[word] = weights.get(word, 0.0) + limits.SUMMARY
    for word in weights.keys() & subject:
        weights[word] *= limits.SUBJECT
    return weights


def _without_outlet(item: Item) -> str:
    """Return the title without the outlet's name that some feeds put behind it ("... - The Harbour Daily")."""
    tail = _TAIL.search(item.title)
    if not tail or not tail.start():
        return item.title
    name = "".join(words(tail["name"]))
    outlet, host = "".join(words(item.outlet)), "".join(words(item.host))
    known = bool(name) and (name in host or name in outlet or bool(outlet and outlet in name))
    return item.title[: tail.start()] if known else item.title


def _content(found: Iterable[str], language: str) -> Iterator[str]:
    """Yield the stemmed words that carry meaning; numbers are marks and not words."""
    return (term for word in found if (term := _term(word, language)))


@lru_cache(maxsize=100_000)  # the words of news repeat
def _term(word: str, language: str) -> str:
    if len(word) < 2 or word in STOPWORDS.get(language, ()) or word.isdecimal() or _HIRAGANA.fullmatch(word):
        return ""
    return f"{language}:{stem(word, language)}"


def _names(text: str, language: str) -> Iterator[str]:
    """Yield the beginning of each word that is written like a name, in Latin letters; no name where there is no case."""
    return (name for word in _CAPITALS.findall(text) if (name := _name(word, language)))


@lru_cache(maxsize=100_000)
def _name(word: str, language: str) -> str:
    if not word[0].isupper() or fold(word) in STOPWORDS.get(language, ()):
        return ""
    name = "".join(_LATIN.findall(anyascii(word).lower()))[: limits.NAME_LETTERS]
    return name if len(name) > 1 else ""


def _numbers(marks: frozenset[str]) -> frozenset[str]:
    return frozenset(mark for mark in marks if mark.startswith("n:"))
