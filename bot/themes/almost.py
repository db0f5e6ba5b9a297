"""Words that almost are a form of a concept that a rule missed: another language's, or one slip of the pen away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from bot.model import ANY_LANGUAGE, Form
from bot.text.fold import fold
from bot.text.forms import plain_words, read_form
from bot.text.languages import base
from bot.text.lexicon import Hit
from bot.text.tokens import words

_MOST = 3  # that are told
_MOST_WORDS = 300  # of a text that are looked at
_SHORTEST = 7  # letters; shorter words are too often one letter from another


def foreign(missing: Iterable[str], hits: Iterable[Hit], own: Iterable[Hit], language: str) -> list[str]:
    """What would have been found in a text of another language: whole forms of words that mean nothing in this one.

    `hits` are those of all languages, `own` those of this one.
    """
    wanted = set(missing)
    taken = {(hit.text.field, hit.folded_start) for hit in own}
    said: dict[str, dict[str, None]] = {}
    for hit in hits:
        other = base(hit.form.language) not in {base(language), ANY_LANGUAGE}
        whole = fold(plain_words(hit.form.text)) == hit.text.folded[hit.folded_start : hit.folded_end]
        if hit.key in wanted and other and whole and (hit.text.field, hit.folded_start) not in taken:
            said.setdefault(f'"{hit.words}" is {hit.key}', {})[hit.form.language] = None
    told = [f"{what} in {', '.join(codes)}, and this text is read as {language}" for what, codes in said.items()]
    return told[:_MOST]


def slips(missing: Sequence[str], forms: Mapping[str, Sequence[Form]], text: str, language: str) -> list[str]:
    """Words of the text that are one letter from a form; those of seven letters and more only."""
    read = [word for word in islice(dict.fromkeys(words(text)), _MOST_WORDS) if len(word) >= _SHORTEST]
    known = {key: set(_plain(forms.get(key, ()), language)) for key in missing}
    said = [
        f'"{word}" is almost {key} "{form}"'
        for key, plain in known.items()
        for word in read
        for form in sorted(plain)
        if word not in plain and _one_slip(word, form)
    ]
    return said[:_MOST]


def _plain(forms: Iterable[Form], language: str) -> Iterator[str]:
    """Forms of one whole word that hold in the language."""
    for form in forms:
        if form.language not in {language, base(language), ANY_LANGUAGE}:
            continue
        parts = read_form(form.text).parts
        if len(parts) == 1 and len(parts[0].folded) >= _SHORTEST and not (parts[0].open_start or parts[0].open_end):
            yield parts[0].folded


def _one_slip(one: str, other: str) -> bool:
    """One letter more, less or other, or two neighbours in each other's place; the first letter is the same."""
    if one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rests = one[start:], other[start:]
    end = 0
    while end < min(map(len, rests)) and rests[0][-1 - end] == rests[1][-1 - end]:
        end += 1
    left, right = (rest[: len(rest) - end] for rest in rests)
    return max(len(left), len(right)) == 1 or (len(left) == 2 and left == right[::-1])
