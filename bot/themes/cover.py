"""Which form of a concept finds all that another one finds: the other is not needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import product

from bot.model import ANY_LANGUAGE, Form
from bot.text.forms import Shape, read_form
from bot.text.inflect import Inflected
from bot.text.languages import base, language
from bot.text.matchers import Run, Word, matcher

_MOST_ALIKE = 50  # forms of one pattern that are compared with each other: fifty thousand take seconds, not hours
_LETTERS = 12  # of a word, that forms are looked up by
# Stemmers that only take endings off; others change letters as well, and their inflections have less in common.
_CUTTING = {"", "danish", "german", "norwegian", "russian", "swedish"}

_Key = tuple[str, int, str, str]  # language, number of words, what the first and the last of them begin with


def needless(forms: Sequence[Form]) -> Iterator[tuple[int, int]]:
    """(a form, another that finds the same and more), by their numbers in `forms`; of two that find the same, the later.

    A longer name is needed beside a shorter one that stands in it: it shows readers more.
    """
    alike: dict[_Key, list[int]] = {}
    for at, form in enumerate(forms):
        parts = _parts(form, base(form.language))
        if parts and len(group := alike.setdefault(_key(form, parts), [])) < _MOST_ALIKE:
            group.append(at)
    first: dict[tuple[str, str], int] = {}
    for at, form in enumerate(forms):
        twin = first.setdefault((form.text, base(form.language)), at)
        other = twin if twin != at else next(_finders(forms, at, alike), None)
        if other is not None:
            yield at, other


def _key(form: Form, parts: Sequence[Run | Word]) -> _Key:
    return base(form.language), len(parts), _beginning(parts[0]), _beginning(parts[-1])


def _beginning(part: Run | Word) -> str:
    """What all accepted words begin with; "" where their beginning is open."""
    return "" if isinstance(part, Word) and part.part.open_start else part.pattern[:_LETTERS]


def _beginnings(part: Run | Word) -> list[str]:
    """What forms that cover this part may begin with."""
    words = {part.pattern, part.part.bare} if isinstance(part, Word) else {part.letters}
    return [*{word[:length] for word in words for length in range(min(len(word), _LETTERS) + 1)}]


def _finders(forms: Sequence[Form], at: int, alike: dict[_Key, list[int]]) -> Iterator[int]:
    form = forms[at]
    parts = _parts(form, base(form.language))
    if not parts:
        return
    codes = {base(form.language), ANY_LANGUAGE}
    first, last = _beginnings(parts[0]), _beginnings(parts[-1])
    pairs = product(first, last) if len(parts) > 1 else zip(first, last, strict=True)
    keys = [(code, len(parts), *pair) for pair in pairs for code in codes]
    for other in sorted(other for key in keys for other in alike.get(key, ()) if other != at):
        if _covers(forms[other], form) and (other < at or not _covers(form, forms[other])):
            yield other


def _covers(wide: Form, narrow: Form) -> bool:
    """Whether all that `narrow` finds is found by `wide`, which applies wherever `narrow` does."""
    one, two = _shape(wide), _shape(narrow)
    if len(one.parts) != len(two.parts) or not _as_loose(one, two):
        return False
    code = base(narrow.language)
    return all(_part_covers(*pair) for pair in zip(_parts(wide, code), _parts(narrow, code), strict=True))


def _as_loose(one: Shape, two: Shape) -> bool:
    """Whether as much may stand between the words of the one as between those of the other."""
    glued = all(left or not right for left, right in zip(one.glued, two.glued, strict=True))
    return glued and all(left >= right for left, right in zip(one.gaps, two.gaps, strict=True))


def _part_covers(wide: Run | Word, narrow: Run | Word) -> bool:
    match wide, narrow:
        case Run(), Run():
            return wide.letters == narrow.letters and (narrow.bounded or not wide.bounded)
        case Word(), Word():
            return _word_covers(wide, narrow)
        case _:
            return False


def _word_covers(wide: Word, narrow: Word) -> bool:
    if wide.cased:
        return narrow.cased and wide.part == narrow.part
    if wide.part.open_start or wide.part.open_end:
        return _wildcard_covers(wide, narrow)
    if narrow.part.open_start or narrow.part.open_end:
        return False
    if wide.inflected is None:
        return narrow.inflected is None and wide.part.folded == narrow.part.folded
    return wide.accepts(narrow.part.folded, accented=True)


def _wildcard_covers(wide: Word, narrow: Word) -> bool:
    """Whether the wildcard's letters stand in every word that the other accepts."""
    if narrow.inflected is not None:
        loose = narrow.loose and not wide.part.open_start
        return wide.part.open_end and not loose and _fits(wide, narrow.part.folded[: _certain(narrow.inflected)])
    if (narrow.part.open_start and not wide.part.open_start) or (narrow.part.open_end and not wide.part.open_end):
        return False
    return _fits(wide, narrow.part.folded)


def _certain(inflected: Inflected) -> int:
    """How many of its first letters a plain word shares with all of its inflections."""
    return len(inflected.root() if inflected.language.stemmer in _CUTTING else inflected.beginning())


def _fits(wide: Word, letters: str) -> bool:
    match wide.part.open_start, wide.part.open_end:
        case True, True:
            return wide.part.folded in letters
        case True, False:
            return letters.endswith(wide.part.folded)
        case _:
            return letters.startswith(wide.part.folded)


@lru_cache(20_000)
def _shape(form: Form) -> Shape:
    return read_form(form.text)


@lru_cache(20_000)
def _parts(form: Form, code: str) -> tuple[Run | Word, ...]:
    """What each word of the form accepts in items of a language; nothing for a form that can never match."""
    shape = _shape(form)
    return tuple(matcher(part, shape, language(code)) for part in shape.parts)
