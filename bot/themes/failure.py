"""Why a rule does not hold: the first part that failed, and what came nearest to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from bot.themes.evidence import told
from bot.themes.operators import evaluate
from bot.themes.render import render
from bot.themes.scene import Found, Proof, Scene

_MOST_SHOWN = 5  # words of what came nearest
_ALMOST = 0.9  # of what its parts reached: of two rules that come as near, the simpler one says more


def failure(rule: Rule, scene: Scene) -> tuple[str, str]:
    """(the first part that failed, as text; what was there all the same). For a rule that does not hold in the scene."""
    match rule:
        case Literal() | Mention() | From() | InLanguage():
            return render(rule), ""
        case Not(inner):
            return render(rule), _shown(evaluate(inner, scene) or ())
        case All(rules):
            return _of_all(rules, scene)
        case AnyOf(rules):
            return _of_any(rule, rules, scene)
        case AtLeast(_, rules):
            return render(rule), _there(rules, scene)
        case Near(left, right, _):
            return _inside(rule, (left, right), scene)
        case SameSentence(inner) | InField(_, inner) | InList(_, inner):
            return _inside(rule, (inner,), scene)
        case Named(name, inner):
            failed, nearest = failure(inner, scene)
            return f"{name}: {failed}", nearest
        case _:
            assert_never(rule)


def _of_all(rules: Iterable[Rule], scene: Scene) -> tuple[str, str]:
    """The first that fails; what the others found is what came nearest, where the failed part has nothing to show."""
    failed = next((rule for rule in rules if evaluate(rule, scene) is None), None)
    if failed is None:
        return "", ""
    name, nearest = failure(failed, scene)
    return name, nearest or _there(rules, scene)


def _of_any(rule: AnyOf, rules: Sequence[Rule], scene: Scene) -> tuple[str, str]:
    """What the alternative that came nearest lacks; all alternatives, where none came any nearer than the others."""
    progress = [_progress(each, scene) for each in rules]
    if max(progress) == 0:
        return render(rule), ""
    return failure(rules[progress.index(max(progress))], scene)


def _progress(rule: Rule, scene: Scene) -> float:
    """How near a rule comes to holding, from 0 (nothing of it is there) to 1 (it holds)."""
    if evaluate(rule, scene) is not None:
        return 0.0 if isinstance(rule, Not) else 1.0  # that something is absent brings nobody nearer
    match rule:
        case Literal() | Mention() | From() | InLanguage() | Not():
            return 0.0
        case All(rules) | AtLeast(_, rules):
            return _ALMOST * sum(_progress(each, scene) for each in rules) / len(rules)
        case AnyOf(rules):
            return max(_progress(each, scene) for each in rules)
        case Near(left, right, _):
            return _ALMOST * (_progress(left, scene) + _progress(right, scene)) / 2
        case SameSentence(inner) | InField(_, inner) | InList(_, inner):
            return _ALMOST * _progress(inner, scene)
        case Named(_, inner):
            return _progress(inner, scene)
        case _:
            assert_never(rule)


def _inside(rule: Rule, inner: Iterable[Rule], scene: Scene) -> tuple[str, str]:
    """The operand that fails by itself; where each holds, the operator fails: the words are there, but apart."""
    for operand in inner:
        if evaluate(operand, scene) is None:
            name, nearest = failure(operand, scene)
            return name, nearest or _there(inner, scene)
    return render(rule), _there(inner, scene)


def _there(rules: Iterable[Rule], scene: Scene) -> str:
    return _shown([proof for rule in rules for proof in evaluate(rule, scene) or ()])


def _shown(proofs: Found | list[Proof]) -> str:
    words = dict.fromkeys(_name(proof) for proof in told(proofs))
    return ", ".join([*words][:_MOST_SHOWN]) + (", …" if len(words) > _MOST_SHOWN else "")


def _name(proof: Proof) -> str:
    match proof:
        case Hit():
            return f"{proof.words} ({proof.text.field}: {proof.key})"
        case Evidence():
            return f"{proof.text} ({proof.form})"
        case _:
            assert_never(proof)
