"""A look over concepts and themes for what is likely a slip: warnings, as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.model import ANY_LANGUAGE, Concept, Form, Mention, Theme
from bot.text.fold import fold
from bot.text.forms import STAR, plain_words, problem, read_form
from bot.text.languages import base
from bot.text.lexicon import Lexicon
from bot.text.tokens import TITLE, prepare
from bot.themes.nature import parts


@dataclass(frozen=True, slots=True)
class Finding:
    """One likely slip in one concept; `form` is None where it is about the concept as a whole."""

    concept: str
    form: Form | None
    message: str


def review(themes: Sequence[Theme], concepts: Sequence[Concept]) -> tuple[Finding, ...]:
    """Forms that can never match, forms that another form of the concept covers, concepts that no theme uses."""
    found = [finding for concept in concepts for finding in (*_never(concept), *_covered(concept))]
    return (*found, *_unused(themes, concepts))


def _never(concept: Concept) -> Iterator[Finding]:
    for form in concept.forms:
        if wrong := problem(form.text):
            yield Finding(concept.id, form, f"{form.text!r} can never match: {wrong}")


def _covered(concept: Concept) -> Iterator[Finding]:
    """Forms whose every match another form of the concept finds too, at the same place."""
    lexicon = Lexicon({str(at): (form,) for at, form in enumerate(concept.forms)})
    for at, form in enumerate(concept.forms):
        covers = [other for other in _finders(lexicon, form, concept.forms) if other != at]
        covers = [other for other in covers if _covers(concept.forms[other], form, later=other < at)]
        if covers:
            other = concept.forms[covers[0]]
            yield Finding(concept.id, form, f"{form.text!r} is not needed: {_name(other)} finds the same")


def _finders(lexicon: Lexicon, form: Form, forms: Sequence[Form]) -> list[int]:
    """Which forms find the whole of this form's own words."""
    text = prepare(TITLE, plain_words(form.text))
    hits = lexicon.find(text, "" if form.language == ANY_LANGUAGE else form.language)
    whole = {int(hit.key) for hit in hits if (hit.folded_start, hit.folded_end) == (0, len(text.folded))}
    return [at for at in range(len(forms)) if at in whole]


def _covers(other: Form, form: Form, *, later: bool) -> bool:
    """Whether `other`, which finds the words of `form`, also finds all that they stand for."""
    if base(other.language) not in {ANY_LANGUAGE, base(form.language)}:
        return False
    wide, narrow = _breadth(other), _breadth(form)
    if wide == narrow and base(other.language) == base(form.language):
        same = fold(other.text) == fold(form.text)
        return later and (same or wide == _PLAIN)
    return wide >= narrow and wide != _WILD


_CASED, _EXACT, _PLAIN, _WILD = range(4)


def _breadth(form: Form) -> int:
    shape = read_form(form.text)
    if shape.cased:
        return _CASED
    if shape.exact:
        return _EXACT
    return _WILD if STAR in form.text else _PLAIN


def _unused(themes: Sequence[Theme], concepts: Sequence[Concept]) -> Iterator[Finding]:
    """Concepts that no rule names, and whose forms no named concept has taken over with `@name`."""
    named = {part.concept for theme in themes for part in parts(theme.rule) if isinstance(part, Mention)}
    forms = {form for concept in concepts if concept.id in named for form in concept.forms}
    for concept in concepts:
        if concept.id not in named and not forms.issuperset(concept.forms):
            yield Finding(concept.id, None, f"no theme uses the concept {concept.id}")


def _name(form: Form) -> str:
    return f"{form.text!r} ({form.language})"
