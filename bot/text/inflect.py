"""One word of a form in one language: which words of a text are this word.

Three answers, the first that says yes counts: the same spelling; the same Snowball stem; the same beginning with two
endings of the language's table. A word written without accents also matches a form that has some (a feed that lost
its accents still reads), but never the other way round: Italian "papà" is not "papa".
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.text.fold import strip_accents
from bot.text.languages import Language, stem

_SHORTEST_BASE = 3  # letters that must be left when an ending is taken off
_MOST_OFF = 2  # letters that may be off a short stem of a greedy stemmer


@dataclass(frozen=True, slots=True)
class Inflected:
    """All that a plain word of a form stands for in one language."""

    language: Language
    core: str  # folded; without its glued article
    bare: str
    prefixes: frozenset[str]  # what may be glued before the core; "" is always among them
    stems: frozenset[str]
    bare_stems: frozenset[str]
    bases: frozenset[str]
    bare_bases: frozenset[str]

    def accepts(self, word: str, bare: str) -> bool:
        """Whether a folded word of a text is this word; `bare` is the same word without accents."""
        return any(
            self._is(word[len(prefix) :], bare[len(prefix) :]) for prefix in self.prefixes if word.startswith(prefix)
        )

    def beginning(self) -> str:
        """What accepted words have in common, without accents, behind their prefix."""
        start = self.bare
        for other in (*self.bare_stems, *self.bare_bases):
            start = _common(start, other)
        # Snowball changes the last letter of some stems (giving -> give, supply -> suppli, nationaux -> national).
        return start[:-1] if (self.stems or self.bases) and len(start) > _SHORTEST_BASE else start

    def _is(self, word: str, bare: str) -> bool:
        plain = word == bare
        if word == self.core or (plain and word == self.bare):
            return True
        # The same letters with other accents are another word (papa, papà), unless the accent is an ending (Rosja, Rosją).
        if self.stems and bare != self.bare:
            found = stem(word, self.language.code)
            if (found in self.stems or (plain and found in self.bare_stems)) and _says_enough(
                found, word, self.language
            ):
                return True
        if self._ends_alike(word, self.bases) or self._goes_on(word, self.core):
            return True
        return plain and (self._ends_alike(word, self.bare_bases) or self._goes_on(word, self.bare))

    def _ends_alike(self, word: str, bases: frozenset[str]) -> bool:
        return any(word.startswith(base) and word[len(base) :] in self.language.endings for base in bases)

    def _goes_on(self, word: str, core: str) -> bool:
        return len(core) >= _SHORTEST_BASE and word.startswith(core) and word[len(core) :] in self.language.suffixes


def inflected(word: str, language: Language) -> Inflected:
    """A folded word of a form, in a language."""
    core = word.removeprefix(language.article)
    if len(core) < _SHORTEST_BASE:
        core = word
    bare = strip_accents(core)
    inflects = core.isalpha() or not core.isascii()
    stems = _stems(core, language) if inflects else frozenset[str]()
    bases = _bases(core, language) if inflects else frozenset[str]()
    return Inflected(
        language,
        core,
        bare,
        language.prefixes | {""},
        stems,
        frozenset(strip_accents(each) for each in stems) | (_stems(bare, language) if stems else frozenset()),
        bases,
        frozenset(strip_accents(base) for base in bases),
    )


def _stems(word: str, language: Language) -> frozenset[str]:
    found = stem(word, language.code)
    # A stemmer that changes the beginning (Arabic takes the b off Putin) would find words that share nothing with this.
    trusted = language.stemmer and word.startswith(found[:2]) and _says_enough(found, word, language)
    return frozenset({found}) if trusted else frozenset()


def _says_enough(found: str, word: str, language: Language) -> bool:
    """Whether a stem stands for its word: in some languages a short one with a long ending off stands for many."""
    return not language.greedy or len(found) > _SHORTEST_BASE or len(word) - len(found) <= _MOST_OFF


def _bases(word: str, language: Language) -> frozenset[str]:
    bases = {word.removesuffix(ending) for ending in language.endings if word.endswith(ending)}
    return frozenset(base for base in bases if len(base) >= _SHORTEST_BASE)


def _common(left: str, right: str) -> str:
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return left[:at]
    return left[: len(right)]
