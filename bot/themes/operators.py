"""What each operator means: one case an operator."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
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
    Named,
    Near,
    Not,
    Rule,
    SameSentence,
)
from bot.text.bits import bits
from bot.text.languages import base
from bot.text.lexicon import Hit
from bot.themes.nature import needs
from bot.themes.scene import Found, Proof, Scene

SOURCE = "source"  # the field of evidence that is not words: host, family, country, language

_CHOICES = (Mention, Literal, AnyOf)  # one piece of their evidence is enough for them to hold

_FEW = 40  # pairs of hits that are looked at one by one

Test = Callable[[Scene], Found | None]


def literal_key(form: Form) -> str:
    """What a literal is called among the keys of the lexicon; no concept can be called so."""
    return f'"{form.text}"'


def evaluate(rule: Rule, scene: Scene) -> Found | None:
    """What the rule finds in the scene; None when it does not hold."""
    return test_of(rule)(scene)


@lru_cache(10_000)
def test_of(rule: Rule) -> Test:
    """The rule, ready to look at scenes. Equal rules have one test, whose answer for a scene is kept there."""
    match rule:
        case Mention(concept):
            return _occurs(concept)
        case Literal(form):
            return _occurs(literal_key(form))
        case All(rules):
            return _where_needed(rule, _all([test_of(each) for each in rules]))
        case AnyOf(rules):
            return _once(rule, _any([test_of(each) for each in rules]))
        case AtLeast(count, rules):
            return _at_least(count, [test_of(each) for each in rules])
        case Not(inner):
            return _not(test_of(inner))
        case Near(left, right, distance):
            return _once(rule, _near(_side(left), _side(right), distance))
        case SameSentence() | InField() | InList():
            return _once(rule, _scoped(rule))
        case Named(_, All() as inner):
            return _once(inner, test_of(inner))  # several themes ask for it
        case Named(_, inner):
            return test_of(inner)
        case From() | InLanguage():
            return lambda scene: _source(rule, scene.item)
        case _:
            assert_never(rule)


def _once(rule: Rule, test: Test) -> Test:
    """The test, made once a scene, for themes have their gates in common; and only where the words are that it needs."""

    def remembering(scene: Scene) -> Found | None:
        answers = scene.answers
        if test not in answers:
            answers[test] = test(scene)
        return answers[test]

    return _where_needed(rule, remembering)


def _occurs(key: str) -> Test:
    def test(scene: Scene) -> Found | None:
        hits = scene.hits.get(key)
        return tuple(hits) if hits else None

    return test


def _all(tests: Sequence[Test]) -> Test:
    def test(scene: Scene) -> Found | None:
        found: list[Proof] = []
        for each in tests:
            proofs = each(scene)
            if proofs is None:
                return None
            found += proofs
        return tuple(found)

    return test


def _at_least(count: int, tests: Sequence[Test]) -> Test:
    def test(scene: Scene) -> Found | None:
        held = [proofs for proofs in (each(scene) for each in tests) if proofs is not None]
        return tuple(proof for proofs in held for proof in proofs) if len(held) >= count else None

    return test


def _any(tests: Sequence[Test]) -> Test:
    def test(scene: Scene) -> Found | None:
        found: list[Proof] = []
        held = False
        for each in tests:
            proofs = each(scene)
            if proofs is not None:
                held = True
                found += proofs
        return tuple(found) if held else None

    return test


def _where_needed(rule: Rule, test: Test) -> Test:
    """The test, not even tried where the words that it needs do not occur: most of them, most of the time."""
    wanted = [bits(words) for words in needs(rule, literal_key)]
    if len(wanted) == 1:
        (only,) = wanted
        return lambda scene: test(scene) if scene.there & only else None

    def tried(scene: Scene) -> Found | None:
        there = scene.there
        for each in wanted:
            if not there & each:
                return None
        return test(scene)

    return tried if wanted else test


def _not(inner: Test) -> Test:
    return lambda scene: None if inner(scene) is not None else ()


def _scoped(rule: SameSentence | InField | InList) -> Test:
    inner = test_of(rule.rule)
    match rule:
        case SameSentence():
            return lambda scene: _in_one_of(scene.sentences, inner)
        case InField(field, _):
            return lambda scene: inner(scene.fields.get(field) or Scene(scene.item, {}, scene.lists))
        case InList(count, _):
            return lambda scene: _listed(scene, inner(scene), count)
        case _:
            assert_never(rule)


def _in_one_of(scenes: Iterable[Scene], inner: Test) -> Found | None:
    held = [proofs for proofs in map(inner, scenes) if proofs is not None]
    return tuple(proof for proofs in held for proof in proofs) if held else None


def _listed(scene: Scene, proofs: Found | None, count: int) -> Found | None:
    return proofs if proofs and scene.lists.hold(_words(proofs), count) else None


def _words(proofs: Iterable[Proof]) -> list[Hit]:
    return [proof for proof in proofs if isinstance(proof, Hit)]


def _side(rule: Rule) -> tuple[Test, bool]:
    """The test of one side of `near`, and whether it keeps all of its evidence: what needs several things does."""
    bare = rule
    while isinstance(bare, Named):
        bare = bare.rule
    return test_of(rule), not isinstance(bare, _CHOICES)


def _near(left: tuple[Test, bool], right: tuple[Test, bool], distance: int) -> Test:
    """The evidence on either side that has some of the other side near it, in its field."""

    def test(scene: Scene) -> Found | None:
        ones = left[0](scene)
        others = None if ones is None else right[0](scene)
        if ones is None or others is None:
            return None
        close = _pairs(_words(ones), _words(others), distance)
        if not close:
            return None
        return (*close, *(ones if left[1] else ()), *(others if right[1] else ()))

    return test


def _pairs(left: Sequence[Hit], right: Sequence[Hit], distance: int) -> list[Hit]:
    close: list[Hit] = []
    for field in {hit.text.field for hit in left}:
        ones = [hit for hit in left if hit.text.field == field]
        others = [hit for hit in right if hit.text.field == field]
        if len(ones) * len(others) <= _FEW:  # nearly always
            close += [one for one in ones if any(_beside(one, other, distance) for other in others)]
            close += [other for other in others if any(_beside(one, other, distance) for one in ones)]
        else:
            close += [*_close(ones, others, distance), *_close(others, ones, distance)]
    return close


def _beside(one: Hit, other: Hit, distance: int) -> bool:
    """Whether two hits of one field are near each other; a hit is not near itself."""
    here, there = _place(one), _place(other)
    first, last = (one, other) if here < there else (other, one)
    return here != there and last.first_word - first.last_word - 1 <= distance


def _close(ones: Sequence[Hit], others: Sequence[Hit], distance: int) -> Iterator[Hit]:
    """Those of `ones` that are beside one of `others`; n log n."""
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
