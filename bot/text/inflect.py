"""One word of a form in one language: which words of a text are this word.

Three answers, the first that says yes counts: the same spelling; the same Snowball stem; the same beginning with two
endings of the language's table. Snowball goes beyond inflection and makes mistakes (Italian alleato and alle have one
stem), so words with one stem must also look alike.

A text that has no accents at all also matches forms that have some (a feed that lost its accents still reads), but
never the other way round: Italian "papà" is not "papa".
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from bot.text.fold import strip_accents
from bot.text.languages import LANGUAGES, Language, stem

# Chosen on lists of all word pairs that stems put together in 3,000 news items of 12 languages, read one by one.
_ALIKE = 0.6  # of the longer word, that two words with one stem have in common; or both endings are short
_LONGEST_ENDING = max(language.longest_ending for language in LANGUAGES.values())


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A word of a form, with or without its accents."""

    word: str
    stems: frozenset[str]  # without accents: they come and go with the endings (Portuguese reúne, reunir)
    bases: frozenset[str]  # the word without its ending, for each ending that it may be taken to have

    def stands_for(self, word: str, language: Language) -> bool:
        if word == self.word:
            return True
        if self.stems and strip_accents(stem(word, language.code)) in self.stems and _alike(word, self.word, language):
            return True
        if any(word.startswith(base) and word[len(base) :] in language.endings for base in self.bases):
            return True
        return (
            len(self.word) >= language.shortest
            and word.startswith(self.word)
            and word[len(self.word) :] in language.suffixes
        )


@dataclass(frozen=True, slots=True)
class Inflected:
    """All that a plain word of a form stands for in one language."""

    language: Language
    prefixes: frozenset[str]  # what may be glued before the word; "" is always among them
    own: tuple[_Spelling, ...]
    unaccented: tuple[_Spelling, ...]  # for texts without accents

    def accepts(self, word: str, *, accented: bool) -> bool:
        """Whether a folded word of a text is this word; `accented` says whether that text has any accents."""
        spellings = self.own if accented else self.own + self.unaccented
        rests = [word[len(prefix) :] for prefix in self.prefixes if word.startswith(prefix)]
        return any(spelling.stands_for(rest, self.language) for rest in rests for spelling in spellings)

    @property
    def fixed(self) -> bool:
        """Whether nothing but the word itself is accepted, with a prefix or without."""
        short = len(self.own[0].word) < self.language.shortest  # and takes no suffix
        return short and not any(spelling.stems or spelling.bases for spelling in self.own + self.unaccented)

    def beginning(self) -> str:
        """What accepted words have in common, without accents, behind their prefix."""
        start = self.root()
        inflects = any(spelling.stems or spelling.bases for spelling in self.own + self.unaccented)
        # Snowball changes the last letter of some stems (giving -> give, supply -> suppli, nationaux -> national).
        return start[:-1] if inflects and len(start) > 3 else start

    def root(self) -> str:
        """What the word has in common with its stems and with what is left without its endings, without accents."""
        start = strip_accents(self.own[0].word)
        for spelling in self.own + self.unaccented:
            for other in spelling.stems | spelling.bases:
                start = _common(start, strip_accents(other))
        return start


def shared_beginning(word: str) -> str:
    """What the words that a folded word stands for have in common in every language, without accents.

    Two words with one stem have more than _ALIKE of the longer one in common, or all but a short ending.
    """
    core = word
    for language in LANGUAGES.values():
        core = core.removeprefix(language.article)
    least = min(ceil(_ALIKE * len(core)), len(core) - _LONGEST_ENDING)
    return strip_accents(core)[: max(least, 0)]


def inflected(word: str, language: Language) -> Inflected:
    """A folded word of a form, in a language."""
    core = word.removeprefix(language.article)
    if len(core) < language.shortest:
        core = word
    bare = strip_accents(core)
    own = [_spelling(core, language)]
    if language.bare_capitals and core[0] != bare[0]:  # "Etats-Unis" in an otherwise careful text
        own.append(_spelling(bare[0] + core[1:], language))
    unaccented = () if bare == core else (_without_accents(own[0], bare, language),)
    return Inflected(language, language.prefixes | {""}, tuple(own), unaccented)


def _spelling(word: str, language: Language) -> _Spelling:
    if len(word) == 1 or (not word.isalpha() and word.isascii()):  # letters and numbers do not inflect
        return _Spelling(word, frozenset(), frozenset())
    found = stem(word, language.code)
    # A stemmer that changes the beginning (Arabic takes the b off Putin) would find words that share nothing with this.
    long_enough = len(found) >= language.shortest or (found == word and not language.prefixes)
    trusted = language.stemmer and word.startswith(found[:2]) and long_enough
    bases = (word.removesuffix(ending) for ending in language.endings if word.endswith(ending))
    long_bases = (base for base in bases if len(base) >= language.shortest and len(base) >= _ALIKE * len(word))
    return _Spelling(word, frozenset({strip_accents(found)} if trusted else ()), frozenset(long_bases))


def _without_accents(spelling: _Spelling, bare: str, language: Language) -> _Spelling:
    own = _spelling(bare, language)
    return _Spelling(bare, own.stems | spelling.stems, own.bases | set(map(strip_accents, spelling.bases)))


def _alike(word: str, other: str, language: Language) -> bool:
    """Whether two words with one stem are inflections of one another rather than distant relatives."""
    one, two = strip_accents(word), strip_accents(other)
    if one == two:
        return False  # only the accents differ: another word
    common = len(_common(one, two))
    longest = max(len(one), len(two))
    return common == len(two) or common > _ALIKE * longest or longest - common <= language.longest_ending


def _common(left: str, right: str) -> str:
    for at, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return left[:at]
    return left[: len(right)]
