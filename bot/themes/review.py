"""What is likely a slip in a form or in the use of a name; as plain values, each without its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.model import Concept, Mention, Named, Theme
from bot.text.forms import STAR, Part, Shape, read_form
from bot.themes.nature import parts

_LONGEST_WORD = 60  # letters; texts are searched for no longer words
_ALPHABETS = {
    "Latin": re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "Greek": re.compile("[\u0370-\u03ff\u1f00-\u1fff]"),
    "Cyrillic": re.compile("[\u0400-\u052f]"),
}


def slip(text: str) -> tuple[str, str]:
    """(what is likely wrong with a form, what to do about it), both "" for a good one."""
    shape = read_form(text)
    for part in shape.parts:
        if len(part.folded) > _LONGEST_WORD and not part.dense:
            return (
                f"{_cut(text)} can never match: a word has at most {_LONGEST_WORD} letters",
                "look for a missing space",
            )
        if strangers := _mixed(part.cased):
            return f"{_cut(text)} can hardly match: {strangers}", "type the word again with one keyboard"
    return _short(text, shape)


def _mixed(word: str) -> str:
    """Which letters of a word come from another alphabet than the others: Latin a among Cyrillic letters looks the same."""
    found = {name: letters for name, alphabet in _ALPHABETS.items() if (letters := alphabet.findall(word))}
    if len(found) < 2:
        return ""
    few = min(found, key=lambda name: len(found[name]))
    most = max((name for name in found if name != few), key=lambda name: len(found[name]))
    odd = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in dict.fromkeys(found[few][:5]))
    return f"{odd} in {word!r} is {few} among {most} letters"


def _short(text: str, shape: Shape) -> tuple[str, str]:
    if len(shape.parts) != 1 or shape.exact:
        return "", ""
    (part,) = shape.parts
    if part.dense:
        alone = (
            "it must then stand alone, or before a particle"
            if "가" <= part.folded <= "힣"
            else "it must then stand alone"
        )
        return (
            (f"{text!r} is found inside longer words", f"write ={part.cased}: {alone}")
            if len(part.folded) == 1
            else ("", "")
        )
    return _short_word(text, part)


def _short_word(text: str, part: Part) -> tuple[str, str]:
    if len(part.folded) > 2 or not part.folded.isalpha():
        return "", ""
    if STAR in text:
        return f"{text!r} is found in too many words", "write more letters before the star"
    hint = f"write =={part.cased} for exactly this and this case, or ={part.cased} for any case"
    return f"{text!r} is so short that other words look like it", hint


def unused_concepts(themes: Sequence[Theme], concepts: Sequence[Concept]) -> Iterator[str]:
    """Concepts that no rule names, and whose forms no named concept has taken over with `@name`."""
    used = {part.concept for theme in themes for part in parts(theme.rule) if isinstance(part, Mention)}
    forms = {form for concept in concepts if concept.id in used for form in concept.forms}
    for concept in concepts:
        if concept.id not in used and not forms.issuperset(concept.forms):
            yield concept.id


def used_rules(themes: Sequence[Theme]) -> frozenset[str]:
    """The names of rules that the themes use, also inside each other."""
    return frozenset(part.name for theme in themes for part in parts(theme.rule) if isinstance(part, Named))


def _cut(text: str) -> str:
    return repr(text) if len(text) <= 40 else f"{text[:39]!r}…"
