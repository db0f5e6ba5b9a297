"""Why a rule does not hold: the first part that failed, in a few words, and what came nearest to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import assert_never

from bot.model import (
    All,
    AnyOf,
    AtLeast,
    Evidence,
    From,
    InField,
    InLanguage,
    InList,
    Literal,
    Mention,
    Named,
    Near,
    Not,
    Rule,
    SameSentence,
)
from bot.text.lexicon import Hit
from bot.text.tokens import TITLE
from bot.themes.brief import ROOM, brief, found_words, name_of, opening, spot_of
from bot.themes.evidence import told
from bot.themes.nature import parts
from bot.themes.operators import evaluate
from bot.themes.render import render
from bot.themes.scene import Found, Proof, Scene

_ALMOST = 0.9  # of what its parts reached: of two rules that come as near, the simpler one says more
_MOST_SENTENCES = 200  # that are looked through for the one that comes nearest
_LONGEST_LIST = 30  # members that are counted
_MOST_CULPRITS = 3  # words that are shown of what holds a theme back


@dataclass(frozen=True, slots=True)
class Failure:
    """The first part of a rule that failed, and what came nearest; `missing` are the parts that nothing was found for."""

    failed: str
    nearest: str
    missing: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fault:
    """The failed part; what the parts beside it found; why it failed, where that is more than that nothing was found."""

    part: Rule
    found: tuple[Proof, ...] = ()
    because: str = ""
    missing: tuple[Rule, ...] = ()
    failed: str = ""  # the part in other words


def failure(rule: Rule, scene: Scene) -> Failure:
    """Why the rule does not hold in the scene."""
    fault = _fault(rule, scene, scene)
    absent = ", ".join(dict.fromkeys(brief(opening(part)) for part in fault.missing))
    said = [found_words(told(fault.found)), fault.because, f"not found: {absent}" if absent and fault.found else ""]
    return Failure(fault.failed or brief(fault.part), "; ".join(part for part in said if part), fault.missing)


def _fault(rule: Rule, scene: Scene, whole: Scene) -> _Fault:
    """`whole` is the wider scene that the part in view was cut out of: a sentence, a field."""
    match rule:
        case Literal() | Mention():
            return _absent(rule, scene, whole)
        case From() | InLanguage():
            return _Fault(rule, because=_source(rule, scene))
        case Not(inner):
            return _held_back(rule, inner, scene)
        case All(rules):
            return _of_all(rules, scene, whole)
        case AnyOf(rules):
            return _of_any(rule, rules, scene, whole)
        case AtLeast(count, rules):
            return _of_some(rule, count, rules, scene)
        case Near():
            return _of_near(rule, scene, whole)
        case SameSentence(inner):
            return _within(rule, inner, scene.sentences, scene)
        case InField(field, inner):
            return _within(rule, inner, [scene.fields.get(field) or Scene(scene.item, {}, scene.lists)], scene)
        case InList(count, inner):
            return _of_list(rule, count, inner, scene, whole)
        case Named(name, inner):
            return _of_named(name, inner, scene, whole)
        case _:
            assert_never(rule)


def _absent(rule: Rule, scene: Scene, whole: Scene) -> _Fault:
    """Nothing was found; or it was, but outside the part in view."""
    outside = evaluate(rule, whole) if whole is not scene else None
    if not outside:
        return _Fault(opening(rule), missing=(rule,))
    first = told(outside)[0]
    place = "another sentence" if _field(first) == _seen_in(scene) else f"the {_field(first)}"
    return _Fault(rule, because=f"{name_of(first)} found, but in {place}")


def _held_back(rule: Not, inner: Rule, scene: Scene) -> _Fault:
    """What must not be there is; of a long `unless` only the alternative that holds is named."""
    culprit = _culprit(inner, scene)
    by = ", ".join(dict.fromkeys(spot_of(proof) for proof in told(evaluate(culprit, scene) or ())[:_MOST_CULPRITS]))
    in_list = "".join(_members(each, scene) for each in parts(culprit))
    because = f"held back by `{brief(culprit)}`" + (f": {by}" if by else "") + in_list
    return _Fault(rule, because=because, failed=brief(Not(inner if isinstance(inner, Named) else culprit)))


def _culprit(rule: Rule, scene: Scene) -> Rule:
    """Of choices the first that holds, also behind a name; the name, where it says more than a long choice."""
    match rule:
        case AnyOf(rules) | Named(_, AnyOf(rules)):
            choice = _culprit(next(each for each in rules if evaluate(each, scene) is not None), scene)
            return rule if isinstance(rule, Named) and len(render(choice)) > ROOM else choice
        case _:
            return rule


def _members(rule: Rule, scene: Scene) -> str:
    """How long the enumeration is that makes `in list of` hold; "" for other rules."""
    hits = _hits(evaluate(rule, scene) or ()) if isinstance(rule, InList) else []
    if not hits or not isinstance(rule, InList):
        return ""
    count = rule.count
    while count < _LONGEST_LIST and scene.lists.hold(hits, count + 1):
        count += 1
    return f'; "{hits[0].words}" stands in a list of {count}'


def _of_all(rules: Sequence[Rule], scene: Scene, whole: Scene) -> _Fault:
    """The first part that fails, beside what the others found; and what is missing besides."""
    answers = [evaluate(rule, scene) for rule in rules]
    failed = [rule for rule, answer in zip(rules, answers, strict=True) if answer is None]
    faults = [_fault(rule, scene, whole) for rule in failed]
    there = tuple(proof for answer in answers for proof in answer or ())
    missing = [part for fault in faults for part in fault.missing]
    first = faults[0]
    return replace(first, found=(*there, *first.found), missing=tuple(dict.fromkeys(missing)))


def _of_any(rule: AnyOf, rules: Sequence[Rule], scene: Scene, whole: Scene) -> _Fault:
    """What the alternative that came nearest lacks; all alternatives, where none came any nearer than the others."""
    progress = [_progress(each, scene) for each in rules]
    if max(progress, default=0) == 0:
        return _absent(rule, scene, whole)
    return _fault(rules[progress.index(max(progress))], scene, whole)


def _of_some(rule: AtLeast, count: int, rules: Sequence[Rule], scene: Scene) -> _Fault:
    held = [each for each in rules if evaluate(each, scene) is not None]
    found = tuple(proof for each in held for proof in evaluate(each, scene) or ())
    missing = tuple(each for each in rules if each not in held)
    return _Fault(rule, found, f"{len(held)} of the {count} that it takes" if held else "", missing)


def _of_near(rule: Near, scene: Scene, whole: Scene) -> _Fault:
    sides = (rule.left, rule.right)
    if any(evaluate(side, scene) is None for side in sides):
        return _of_all(sides, scene, whole)
    left, right = (_hits(evaluate(side, scene) or ()) for side in sides)
    names = f"{brief(rule.left)} and {brief(rule.right)}"
    gap = _gap(left, right)
    if gap is None:
        fields = [" and ".join(sorted({hit.text.field for hit in side})) for side in (left, right)]
        because = f"{brief(rule.left)} is in the {fields[0]}, {brief(rule.right)} in the {fields[1]}"
    elif gap < 0:
        because = f"{names} are the same words"
    else:
        because = f"{names} are {gap} word{'' if gap == 1 else 's'} apart, {rule.distance} allowed"
    return _Fault(rule, (*left[:1], *right[:1]), because)


def _gap(left: Sequence[Hit], right: Sequence[Hit]) -> int | None:
    """The fewest words between a hit of one side and one of the other; None where they share no field."""
    row = [
        (hit.text.field, hit.first_word, hit.last_word, side) for side, hits in enumerate((left, right)) for hit in hits
    ]
    gaps = [
        later[1] - earlier[2] - 1
        for earlier, later in pairwise(sorted(row))
        if earlier[0] == later[0] and earlier[3] != later[3]
    ]
    return min(gaps, default=None)


def _of_list(rule: InList, count: int, inner: Rule, scene: Scene, whole: Scene) -> _Fault:
    proofs = evaluate(inner, scene)
    if proofs is None:
        return _fault(inner, scene, whole)
    return _Fault(rule, proofs, f"in no list of {count} or more")


def _of_named(name: str, inner: Rule, scene: Scene, whole: Scene) -> _Fault:
    """The part of the rule behind the name that failed, and the name."""
    fault = _fault(inner, scene, whole)
    return replace(fault, failed=f"{name}: {fault.failed or brief(fault.part)}")


def _within(rule: Rule, inner: Rule, scenes: Sequence[Scene], scene: Scene) -> _Fault:
    """The part in view that comes nearest: what it lacks may stand elsewhere. The operand, where it fails everywhere."""
    likely = islice(scenes, _MOST_SENTENCES)
    best = max(likely, key=lambda each: (_progress(inner, each), _seen_in(each) == TITLE), default=None)
    if best is None or (evaluate(inner, scene) is None and _progress(inner, best) < _progress(inner, scene)):
        return _fault(inner, scene, scene)
    if evaluate(inner, best) is not None:  # beyond the sentences that were looked through
        return _Fault(rule)
    return _fault(inner, best, scene)


def _progress(rule: Rule, scene: Scene) -> float:
    """How near a rule comes to holding, from 0 (nothing of it is there) to 1 (it holds)."""
    if evaluate(rule, scene) is not None:
        return 0.0 if isinstance(rule, Not) else 1.0  # that something is absent brings nobody nearer
    match rule:
        case Literal() | Mention() | From() | InLanguage() | Not():
            return 0.0
        case All(rules) | AtLeast(_, rules):
            wanted = [each for each in rules if not isinstance(each, Not)]
            return _ALMOST * sum(_progress(each, scene) for each in wanted) / max(len(wanted), 1)
        case AnyOf(rules):
            return max((_progress(each, scene) for each in rules), default=0.0)
        case Near(left, right, _):
            return _ALMOST * (_progress(left, scene) + _progress(right, scene)) / 2
        case SameSentence(inner) | InField(_, inner) | InList(_, inner):
            return _ALMOST * _progress(inner, scene)
        case Named(_, inner):
            return _progress(inner, scene)
        case _:
            assert_never(rule)


def _source(rule: From | InLanguage, scene: Scene) -> str:
    """What the source of the item is instead."""
    item = scene.item
    if isinstance(rule, InLanguage):
        return f"the language is {item.language or 'unknown'}"
    said = {"host": item.host, "family": item.family, "country": item.country}[rule.what]
    return f"the {rule.what} is {said or 'unknown'}"


def _hits(proofs: Found) -> list[Hit]:
    return [proof for proof in told(proofs) if isinstance(proof, Hit)]


def _seen_in(scene: Scene) -> str:
    """The field of a sentence, or of a field, in view."""
    return next((hit.text.field for hits in scene.hits.values() for hit in hits), "")


def _field(proof: Proof) -> str:
    return proof.field if isinstance(proof, Evidence) else proof.text.field


def missing_concepts(missing: Iterable[Rule]) -> list[str]:
    """The concepts that would have made the missing parts hold, each once."""
    names = [each.concept for rule in missing for each in parts(rule) if isinstance(each, Mention)]
    return list(dict.fromkeys(names))
