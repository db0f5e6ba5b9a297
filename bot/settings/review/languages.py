"""Language codes that mean nothing, and languages that a concept lacks while the others have them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import cache
from unicodedata import name

from bot.errors import Problem
from bot.model import ANY_LANGUAGE, Concept, Mention
from bot.settings import concepts
from bot.settings.meaning import entries, texts
from bot.settings.nouns import Settings
from bot.settings.one_rule import spot_of
from bot.settings.read import Files, Node, Source
from bot.settings.written import written_rules
from bot.text.languages import LANGUAGES, base
from bot.themes.holds import speaks
from bot.themes.nature import parts
from bot.themes.sources import sources

_MOST = 0.5  # of the concepts: where so many have a language, one that has not is likely forgotten
# Codes of countries that are those of languages with hardly a feed as well: Kanuri, Northern Sami, Ewe, Chamorro.
_COUNTRIES = {"kr", "se", "ee", "ch"}
_FEW = 8  # concepts; with fewer of them nothing is usual


def slips(settings: Settings, files: Files) -> Iterator[Problem]:
    """Judge the codes of all files, and the lists of the concepts that themes use."""
    yield from _unknown(files)
    used = {part.concept for theme in settings.themes for part in parts(theme.rule) if isinstance(part, Mention)}
    known = _Known([concept for concept in settings.concepts if concept.id in used])
    yield from _lacking(settings, files, known)
    yield from _mute(settings, files, known)


def _unknown(files: Files) -> Iterator[Problem]:
    for source, code, spot in _codes(files):
        if hint := meant(code):
            yield Problem(source.file, *spot, f"{code} is no language that feeds come in", hint, warning=True)


def _codes(files: Files) -> Iterator[tuple[Source, str, tuple[int, int]]]:
    """Every language code with its place."""
    for node in texts(entries(files.feeds, "feeds"), "language"):
        yield files.feeds, node.text, (node.line, node.column)
    for concept in concepts.nodes(files.themes).values():
        for code, spot in (*concept.keys.items(), *_keys(concept, "label")):
            if code not in concepts.NOT_LANGUAGES:
                yield files.themes, code, spot
    for theme in entries(files.themes, "themes"):
        for code, spot in _keys(theme, "title"):
            yield files.themes, code, spot
    for node in written_rules(files.themes):
        for what, value in sources(node.text):
            if what == "language":
                yield files.themes, value.text, spot_of(files.themes.text, node, value.line, value.column)


def _keys(node: Node, key: str) -> Iterable[tuple[str, tuple[int, int]]]:
    child = node.children.get(key)
    return child.keys.items() if child else ()


@cache
def meant(code: str) -> str:
    """Say which language a code was likely meant to name; "" for a code that means one."""
    plain = base(code)
    if plain in LANGUAGES:
        return ""
    from babel import Locale
    from babel.languages import get_official_languages

    names = Locale("en").languages
    if plain in names and plain not in _COUNTRIES:
        return ""
    spoken = [base(each) for each in get_official_languages(plain.upper()) if base(each) in LANGUAGES]
    if spoken:
        return f"did you mean {spoken[0]} ({names.get(spoken[0], '')})?"
    close = get_close_matches(plain, sorted(LANGUAGES), 1, 0.5)
    by_name = [each for each in sorted(LANGUAGES) if names.get(each, "").casefold().startswith(plain)]
    likely = (by_name or close)[:1]
    return f"did you mean {likely[0]} ({names.get(likely[0], '')})?" if likely else "write its ISO 639 code, such as it"


class _Known:
    """Which concepts have forms for items of a language: their own, or for all languages in its alphabet."""

    def __init__(self, used: Sequence[Concept]) -> None:
        self.used = used
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for form in {form for concept in used for form in concept.forms}:
            counts[base(form.language)][_alphabet(form.text)] += 1
        self._alphabets = {code: count.most_common(1)[0][0] for code, count in counts.items()}
        self._speaking = {concept.id: set(self._languages(concept)) for concept in used}

    def speaks(self, concept: str, code: str) -> bool:
        """Whether the concept can be found in items of a language."""
        shared = f"{ANY_LANGUAGE} {self._alphabets.get(code) or _usual_alphabet(code)}"
        return not self._speaking[concept].isdisjoint({code, shared})

    def speakers(self, code: str) -> set[str]:
        """The concepts that can be found in items of a language."""
        return {concept.id for concept in self.used if self.speaks(concept.id, code)}

    def _languages(self, concept: Concept) -> Iterator[str]:
        for form in concept.forms:
            code = base(form.language)
            yield f"{ANY_LANGUAGE} {_alphabet(form.text)}" if code == ANY_LANGUAGE else code


def _lacking(settings: Settings, files: Files, known: _Known) -> Iterator[Problem]:
    """Find the concepts without forms in languages of the feeds that most others have, and languages that most lack."""
    if len(known.used) < _FEW:
        return
    speakers = {code: known.speakers(code) for code in _languages(settings)}
    usual = {code: ids for code, ids in speakers.items() if len(ids) >= _MOST * len(known.used)}
    for concept in known.used:
        if lacks := [code for code, ids in usual.items() if concept.id not in ids]:
            message = f"the concept {concept.id} has no form in {', '.join(lacks)}, which most concepts have"
            spot = concepts.names(files.themes)[concept.id]
            hint = "rules that need it cannot hold there: give it a list for each"
            yield Problem(files.themes.file, *spot, message, hint, warning=True)
    for node, feed in zip(entries(files.feeds, "feeds"), settings.feeds, strict=True):
        ids = speakers.pop(base(feed.language), known.used) if feed.enabled else known.used
        if len(ids) < _MOST * len(known.used) and not meant(feed.language):
            spot = (node.children["language"].line, node.children["language"].column)
            message = f"only {len(ids)} of {len(known.used)} concepts have forms in {feed.language}"
            hint = "the items of this feed will hardly match: add forms to themes.yaml"
            yield Problem(files.feeds.file, *spot, message, hint, warning=True)


def _mute(settings: Settings, files: Files, known: _Known) -> Iterator[Problem]:
    """Find the themes that can hold in no language of the feeds."""
    codes = _languages(settings)
    for node, theme in zip(entries(files.themes, "themes"), settings.themes, strict=True):
        if codes and not any(speaks(theme.rule, known.speakers(code), code) for code in codes):
            when = node.children["when"]
            message = f"the theme {theme.id} can fire in no language of the feeds ({', '.join(codes)})"
            hint = "some concept that it needs has no forms there"
            yield Problem(files.themes.file, when.line, when.column, message, hint, warning=True)


def _languages(settings: Settings) -> list[str]:
    """The languages of the feeds that are asked, by code."""
    return sorted({base(feed.language) for feed in settings.feeds if feed.enabled})


def _usual_alphabet(code: str) -> str:
    """The alphabet of a language that no form shows: LATIN, or something else."""
    from babel.core import get_global

    return "LATIN" if "_Latn" in get_global("likely_subtags").get(code, "_Latn") else "OTHER"


def _alphabet(text: str) -> str:
    """The first word of the Unicode name of the first letter: LATIN, CYRILLIC, CJK ..."""
    letter = next((character for character in text if character.isalpha()), " ")
    return name(letter, "").partition(" ")[0]
