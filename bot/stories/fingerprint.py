"""What an item says, as terms that can be counted: words of its language, and marks that every language shares.

A word is `en:kursk` (folded, stemmed, with its language). A mark is `c:letter` (a concept that fired), `i:container`
(a notion of the small interlingua), `n:15000` (a number), `d:10-07` (a day) or `x:koiz` (the beginning of a name, in
Latin letters: endings and spellings differ behind it).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from bot.model import Item, Match
from bot.stories import limits
from bot.stories.figures import figures
from bot.stories.notions import notions
from bot.stories.stopwords import STOPWORDS
from bot.text.fold import fold
from bot.text.languages import base, stem
from bot.text.tokens import words

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
    concepts: frozenset[str]  # that fired
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


def fingerprint(item: Item, matches: Iterable[Match], rare: Callable[[str], bool] = lambda _: False) -> Fingerprint:
    """Take the fingerprint of an item with the themes that fired on it; `rare` says which words are known to be so."""
    evidence = [found for match in matches for found in match.evidence]
    concepts = frozenset(found.concept for found in evidence if found.concept)
    language = base(item.language)
    title = _without_outlet(item)
    read = item.summary[: limits.READ]
    headline, summary = words(title), words(read)
    said = tuple(_content(headline, language))
    short = len(said) < limits.HEADLINE_WORDS and len(concepts) < limits.HEADLINE_CONCEPTS
    column = short and not any(map(rare, said))
    weights = dict.fromkeys(() if column else said, limits.TITLE)
    for word in dict.fromkeys(_content(summary, language)):
        weights[word] = weights.get(word, 0.0) + limits.SUMMARY
    names = dict.fromkeys(_names(f"{title} {read}", language))
    for word in _content(words(" ".join(found.text for found in evidence)), language):
        if word in weights:
            weights[word] *= limits.SUBJECT
    in_title = figures(title, item.language)
    named = in_title | figures(read, item.language)
    return Fingerprint(
        language=language,
        words=weights,
        marks=_marks(concepts, named, notions(f"{title} {read}", headline + summary, language), names),
        headline=headline,
        text=headline + summary,
        concepts=concepts,
        numbers=_numbers(named),
        headline_numbers=_numbers(in_title),
        column=column,
    )


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
    stops = STOPWORDS.get(language, frozenset())
    for word in found:
        if len(word) > 1 and word not in stops and not word.isdecimal() and not _HIRAGANA.fullmatch(word):
            yield f"{language}:{stem(word, language)}"


def _names(text: str, language: str) -> Iterator[str]:
    """Yield the beginning of each word that is written like a name, in Latin letters; no name where there is no case."""
    stops = STOPWORDS.get(language, frozenset())
    for word in _CAPITALS.findall(text):
        if word[0].isupper() and fold(word) not in stops and len(name := _latin(word)) > 1:
            yield name


@lru_cache(maxsize=50_000)  # the names of news repeat
def _latin(word: str) -> str:
    return "".join(_LATIN.findall(anyascii(word).lower()))[: limits.NAME_LETTERS]


def _marks(
    concepts: Collection[str], said: frozenset[str], talked: frozenset[str], names: Iterable[str]
) -> dict[str, float]:
    marks = {f"c:{concept}": limits.CONCEPT for concept in sorted(concepts)}
    marks.update(dict.fromkeys(sorted(said), limits.FIGURE))
    marks.update((f"i:{notion}", limits.NOTION) for notion in sorted(talked))
    marks.update((f"x:{name}", limits.NAME) for name in names)
    return marks


def _numbers(marks: frozenset[str]) -> frozenset[str]:
    return frozenset(mark for mark in marks if mark.startswith("n:"))
