"""What each operator means: one case an operator."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import assert_never

from bot.model import (
    All,
    AnyOf,
    AtLeast,
    Evidence,
    Form,
    From,
    InField,
    InLanguage,
    InList,
    Item,
    Literal,
    Mention,
    Near,
    Not,
    Rule,
    SameSentence,
)
from bot.text.languages import base
from bot.text.lexicon import Hit
from bot.themes.lists import Lists

SOURCE = "source"  # the field of evidence that is not words: host, family, country, language

_CHOICES = (Mention, Literal, AnyOf)  # one piece of their evidence is enough for them to hold

Proof = Hit | Evidence
Found = tuple[Proof, ...]


class Scene:
    """What a rule looks at: an item, and the hits in the part of it that is in view. `hits` has no empty entry."""

    def __init__(self, item: Item, hits: Mapping[str, Sequence[Hit]], lists: Lists | None = None) -> None:
        self.item = item
        self.hits = hits
        self.lists = lists or Lists(item.language)  # of the whole item, looked for once

    @cached_property
    def sentences(self) -> list[Scene]:
        """One scene for each sentence with a hit."""
        return self._split((hit.text.field, hit.sentence) for hits in self.hits.values() for hit in hits)

    @cached_property
    def fields(self) -> dict[str, Scene]:
        """One scene for each field with a hit."""
        return {field: self._only(field) for field in {hit.text.field for hits in self.hits.values() for hit in hits}}

    def _only(self, field: str) -> Scene:
        kept = {key: [hit for hit in hits if hit.text.field == field] for key, hits in self.hits.items()}
        return Scene(self.item, {key: hits for key, hits in kept.items() if hits}, self.lists)

    def _split(self, places: Iterator[tuple[str, int]]) -> list[Scene]:
        groups: dict[tuple[str, int], dict[str, list[Hit]]] = {}
        pairs = ((key, hit) for key, hits in self.hits.items() for hit in hits)
        for (key, hit), place in zip(pairs, places, strict=True):
            groups.setdefault(place, {}).setdefault(key, []).append(hit)
        return [Scene(self.item, groups[place], self.lists) for place in sorted(groups)]


def literal_key(form: Form) -> str:
    """What a literal is called among the keys of the lexicon; no concept can be called so."""
    return f'"{form.text}"'


def evaluate(rule: Rule, scene: Scene) -> Found | None:
    """The evidence that makes the rule hold, which is empty for `not a`; None when it does not hold."""
    match rule:
        case Mention(concept):
            return _seen(scene.hits.get(concept))
        case Literal(form):
            return _seen(scene.hits.get(literal_key(form)))
        case All(rules):
            return _all(rules, scene)
        case AnyOf(rules):
            return _at_least(1, rules, scene)
        case AtLeast(count, rules):
            return _at_least(count, rules, scene)
        case Not(inner):
            return None if evaluate(inner, scene) is not None else ()
        case Near():
            return _near(rule, scene)
        case SameSentence() | InField() | InList():
            return _scoped(rule, scene)
        case From() | InLanguage():
            return _source(rule, scene.item)
        case _:
            assert_never(rule)


def _seen(hits: Sequence[Hit] | None) -> Found | None:
    return tuple(hits) if hits else None


def _all(rules: Iterable[Rule], scene: Scene) -> Found | None:
    found: list[Proof] = []
    for rule in rules:
        proofs = evaluate(rule, scene)
        if proofs is None:
            return None
        found += proofs
    return tuple(found)


def _at_least(count: int, rules: Iterable[Rule], scene: Scene) -> Found | None:
    held = [proofs for proofs in (evaluate(rule, scene) for rule in rules) if proofs is not None]
    return tuple(proof for proofs in held for proof in proofs) if len(held) >= count else None


def _scoped(rule: SameSentence | InField | InList, scene: Scene) -> Found | None:
    match rule:
        case SameSentence(inner):
            held = [proofs for proofs in (evaluate(inner, each) for each in scene.sentences) if proofs is not None]
            return tuple(proof for proofs in held for proof in proofs) if held else None
        case InField(field, inner):
            return evaluate(inner, scene.fields.get(field) or Scene(scene.item, {}, scene.lists))
        case InList(count, inner):
            proofs = evaluate(inner, scene)
            return proofs if proofs and scene.lists.hold(_words(proofs), count) else None
        case _:
            assert_never(rule)


def _words(proofs: Iterable[Proof]) -> list[Hit]:
    return [proof for proof in proofs if isinstance(proof, Hit)]


def _near(rule: Near, scene: Scene) -> Found | None:
    """The evidence on either side that has some of the other side near it, in its field.

    A side that needs several things at once (`and`, another `near`) keeps all of its evidence.
    """
    sides = evaluate(rule.left, scene), evaluate(rule.right, scene)
    if sides[0] is None or sides[1] is None:
        return None
    left, right = _words(sides[0]), _words(sides[1])
    close: list[Hit] = []
    for field in {hit.text.field for hit in left}:
        ones = [hit for hit in left if hit.text.field == field]
        others = [hit for hit in right if hit.text.field == field]
        close += [*_close(ones, others, rule.distance), *_close(others, ones, rule.distance)]
    if not close:
        return None
    loose = (found for side, found in ((rule.left, left), (rule.right, right)) if not isinstance(side, _CHOICES))
    return (*close, *(hit for found in loose for hit in found))


def _close(ones: Sequence[Hit], others: Sequence[Hit], distance: int) -> Iterator[Hit]:
    """Those of `ones` with another hit of `others` near; a hit is not near itself. n log n."""
    order = sorted(others, key=_place)
    places = [_place(hit) for hit in order]
    last_words = list(accumulate((hit.last_word for hit in order), max))  # the farthest reach of all up to here
    for one in ones:
        before = bisect_left(places, _place(one))
        after = bisect_right(places, _place(one))
        reaches = before and one.first_word - last_words[before - 1] - 1 <= distance
        if reaches or (after < len(order) and order[after].first_word - one.last_word - 1 <= distance):
            yield one


def _place(hit: Hit) -> tuple[int, int, str]:
    return hit.folded_start, hit.folded_end, hit.key


def _source(rule: From | InLanguage, item: Item) -> Found | None:
    match rule:
        case InLanguage(languages):
            held = item.language != "" and base(item.language) in {base(each) for each in languages}
            return (_of_source(item.language, "in language"),) if held else None
        case From("host", values):
            held = any(_is_host(item.host, value) for value in values)
            return (_of_source(item.host, "from host"),) if held else None
        case From(what, values):
            said = item.family if what == "family" else item.country
            held = said != "" and said.casefold() in {value.casefold() for value in values}
            return (_of_source(said, f"from {what}"),) if held else None
        case _:
            assert_never(rule)


def _is_host(host: str, wanted: str) -> bool:
    """A host matches its subdomains too."""
    host, wanted = host.casefold().rstrip("."), wanted.casefold().strip(".")
    return host != "" and (host == wanted or host.endswith("." + wanted))


def _of_source(value: str, form: str) -> Evidence:
    return Evidence(SOURCE, 0, len(value), value, form, "")
