"""Rules and proofs in a few words, for people: what does not fit is counted, never dumped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.model import All, AnyOf, AtLeast, Evidence, InField, InList, Near, Not, Rule, SameSentence
from bot.text.lexicon import Hit
from bot.themes.render import render
from bot.themes.scene import Proof

ROOM = 80  # characters of a rule
_MOST_SHOWN = 5  # words that were found


def brief(rule: Rule, room: int = ROOM) -> str:
    """The rule as written, where it is short; else its first parts and how many more there are."""
    whole = render(rule)
    if len(whole) <= room:
        return whole
    match rule:
        case AnyOf(rules):
            return _some(rules, "or", room)
        case All(rules):
            return _some(rules, "and", room)
        case AtLeast(count, rules):
            return f"{count} of ({_some(rules, 'or', room)})"
        case Not(inner):
            return f"not ({brief(inner, room)})"
        case SameSentence(inner):
            return f"same sentence ({brief(inner, room)})"
        case InField(field, inner):
            return f"in {field} ({brief(inner, room)})"
        case InList(count, inner):
            return f"in list of {count} ({brief(inner, room)})"
        case Near(left, right, distance):
            return f"({brief(left, room // 2)}) near/{distance} ({brief(right, room // 2)})"
        case _:
            return f"{whole[:room]}…"


def opening(rule: Rule) -> Rule:
    """What fails first where nothing of the rule is found: itself where it is short, else the first part of each choice."""
    if len(render(rule)) <= ROOM:
        return rule
    firsts = tuple(dict.fromkeys(_firsts(rule)))
    return AnyOf(firsts) if len(firsts) > 1 else firsts[0]


def _firsts(rule: Rule) -> Iterator[Rule]:
    match rule:
        case AnyOf(rules) | AtLeast(_, rules):
            for each in rules:
                yield from _firsts(each)
        case All(rules):
            yield from _firsts(next((each for each in rules if not isinstance(each, Not)), rules[0]))
        case Near(inner, _, _) | SameSentence(inner) | InField(_, inner) | InList(_, inner):
            yield from _firsts(inner)
        case _:
            yield rule


def _some(rules: Sequence[Rule], word: str, room: int) -> str:
    """The first parts that fit, at least one, and how many are left out."""
    shown: list[str] = []
    for each in rules:
        text = brief(each, room // 2)
        text = f"({text})" if isinstance(each, All | AnyOf) else text
        if shown and len(f" {word} ".join([*shown, text])) > room:
            break
        shown.append(text)
    more = len(rules) - len(shown)
    return f" {word} ".join([*shown, *([f"{more} more"] if more else [])])


def found_words(proofs: Sequence[Proof]) -> str:
    """'found in the title: kim "Kim Jong Un", putin "Putin"', field by field; "" for no proofs."""
    by_field: dict[str, dict[str, None]] = {}
    shown = list(dict.fromkeys((_field(proof), name_of(proof)) for proof in proofs))
    for field, name in shown[:_MOST_SHOWN]:
        by_field.setdefault(field, {})[name] = None
    said = [f"found in the {field}: {', '.join(names)}" for field, names in by_field.items()]
    return "; ".join(said) + (f" and {len(shown) - _MOST_SHOWN} more" if len(shown) > _MOST_SHOWN else "")


def name_of(proof: Proof) -> str:
    """'kim "Kim Jong Un"': the concept or literal, and the very words."""
    if isinstance(proof, Evidence):
        return f'{proof.form} "{proof.text}"'
    return proof.words if proof.key.startswith('"') else f'{proof.key} "{proof.words}"'


def spot_of(proof: Proof) -> str:
    """'"Kim Jong Un" in the title'."""
    return f'"{proof.words}" in the {_field(proof)}' if isinstance(proof, Hit) else f"{proof.form} {proof.text}"


def _field(proof: Proof) -> str:
    return proof.field if isinstance(proof, Evidence) else proof.text.field
