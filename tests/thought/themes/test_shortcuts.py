"""The matcher looks first and thinks only where a rule can hold: nothing may be lost by that, and nothing come of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.demo.publisher import load_outlets
from bot.model import (
    All,
    AnyOf,
    AtLeast,
    Concept,
    Form,
    From,
    InField,
    InLanguage,
    InList,
    Item,
    Mention,
    Named,
    Near,
    Not,
    Rule,
    SameSentence,
    Theme,
)
from bot.settings.load import load
from bot.text import lexicon
from bot.text.bits import bits
from bot.text.lexicon import Hit, Lexicon, hits, read
from bot.text.nets import forms_at
from bot.text.tokens import SUMMARY, TITLE, Page, prepare
from bot.themes.match import Matcher
from bot.themes.operators import evaluate, literal_key
from bot.themes.possible import possible
from bot.themes.scene import Scene
from tests.bench.matching import demo_items, small_talk
from tests.thought.themes.kit import CONCEPTS, FORMS, NAMES, news

LEXICON = Lexicon({concept.id: concept.forms for concept in CONCEPTS})


def full_scene(book: Lexicon, item: Item) -> Scene:
    """All that can be found in an item, field by field."""
    found: dict[str, list[Hit]] = {}
    for field, text in ((TITLE, item.title), (SUMMARY, item.summary)):
        for hit in book.find(prepare(field, text), item.language):
            found.setdefault(hit.key, []).append(hit)
    return Scene(item, found)


def fired(matcher: Matcher, item: Item) -> list[str]:
    """The themes that fire, by the quick way."""
    return [match.theme for match in matcher.matches(item)]


LEAVES = st.one_of(
    st.sampled_from(NAMES).map(Mention),
    st.just(From("host", ("agency.example",))),
    st.just(InLanguage(("en", "ko"))),
)


def wider(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    """Every operator around rules."""
    some = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(All, some),
        st.builds(AnyOf, some),
        st.builds(lambda rules, count: AtLeast(min(count, len(rules)), rules), some, st.integers(1, 3)),
        st.builds(Not, inner),
        st.builds(Near, inner, inner, st.integers(0, 8)),
        st.builds(SameSentence, inner),
        st.builds(InField, st.sampled_from([TITLE, SUMMARY]), inner),
        st.builds(InList, st.integers(2, 4), inner),
        st.builds(Named, st.just("name"), inner),
    )


RULES: st.SearchStrategy[Rule] = st.recursive(LEAVES, wider, max_leaves=10)
PIECES = sorted({text.strip("=") for forms in FORMS.values() for texts in forms.values() for text in texts})
WORDS = st.sampled_from(
    [
        *PIECES,
        "and",
        "China",
        "Iran",
        "rests",
        "the",
        "Ünrelated",
        "Ωμέγα",
        "nordcoreani",
        "北의",
        "«Kim»",
        "朝Kim",
        "…",
    ]
)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([" ", " ", ", ", ". ", "-", "\0", ""])), max_size=14).map(
    lambda pairs: "".join(word + gap for word, gap in pairs),
)
ITEMS = st.builds(
    news,
    TEXTS,
    TEXTS,
    st.sampled_from(["en", "it", "ru", "ko", "ja", "zh", "ar", "de", "", "xx"]),
    host=st.sampled_from(["agency.example", "outlet.example"]),
)


@given(st.lists(RULES, min_size=1, max_size=4), ITEMS)
def test_the_quick_way_fires_what_evaluating_every_rule_over_the_full_scene_fires(
    rules: list[Rule], item: Item
) -> None:
    themes = [Theme(f"theme{number}", {"en": "theme"}, rule) for number, rule in enumerate(rules)]
    scene = full_scene(LEXICON, item)
    assert fired(Matcher(themes, CONCEPTS), item) == [each.id for each in themes if evaluate(each.rule, scene)]


@given(RULES, ITEMS)
def test_a_rule_that_holds_is_never_called_impossible(rule: Rule, item: Item) -> None:
    scene = full_scene(LEXICON, item)
    if evaluate(rule, scene) is not None:
        assert possible(rule, literal_key)(scene.there)


@given(ITEMS)
def test_a_glance_overlooks_nothing_that_a_look_finds(item: Item) -> None:
    page = Page(item.title, item.summary)
    there, glance = LEXICON.glance(page, item.language)
    may_be, anchors = read(page, glance)
    found = hits(forms_at(page, anchors))
    assert {hit.key for hit in found} == set(full_scene(LEXICON, item).hits)
    assert bits(hit.key for hit in found) | may_be == may_be
    assert may_be | there == there


@given(ITEMS)
def test_title_and_summary_read_together_say_what_each_says_alone(item: Item) -> None:
    matcher = Matcher([Theme("all", {"en": "all"}, AnyOf(tuple(map(Mention, NAMES))))], CONCEPTS)
    apart = full_scene(LEXICON, item)
    places = {(hit.key, hit.text.field, hit.start, hit.end, hit.words) for hits in apart.hits.values() for hit in hits}
    told = {(e.concept, e.field, e.start, e.end, e.text) for match in matcher.matches(item) for e in match.evidence}
    assert told <= places
    assert {place[0] for place in told} == {place[0] for place in places}


def test_the_samples_of_the_demo_and_the_bench_fire_alike_both_ways() -> None:
    settings = load(Path(__file__).parents[3] / "config", {})
    matcher = Matcher(settings.themes, settings.concepts)
    book = Lexicon({concept.id: concept.forms for concept in settings.concepts})
    fires = 0
    for item in [*demo_items(load_outlets()), *small_talk(300)]:
        scene = full_scene(book, item)
        told = [theme.id for theme in settings.themes if evaluate(theme.rule, scene)]
        assert fired(matcher, item) == told
        fires += bool(told)
    assert fires > 100


@pytest.mark.parametrize("language", ["en", "it", "ru", "ar", "ja", ""])
def test_forms_of_every_language_are_found_alike_when_there_are_too_many_for_each_language(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    everywhere = [replace(concept, forms=tuple(Form(form.text) for form in concept.forms)) for concept in CONCEPTS]
    forms = {concept.id: concept.forms for concept in everywhere}
    own = Lexicon(forms)
    monkeypatch.setattr(lexicon, "_MOST_REPEATED", 0)
    shared = Lexicon(forms)
    for piece in (
        *PIECES,
        "nordcoreani",
        "soldiers",
        "Москвы",
        "Кореей Северной",
        "Северной Кореи",
        "والكوريا الشمالية",
    ):
        text = prepare(TITLE, f"So {piece}, and {piece.upper()}!")
        assert places(shared, text.original, language) == places(own, text.original, language)


def places(book: Lexicon, text: str, language: str) -> set[tuple[str, int, int]]:
    """What is found where."""
    return {(hit.key, hit.start, hit.end) for hit in book.find(prepare(TITLE, text), language)}


def test_a_concept_without_forms_is_no_error() -> None:
    assert Matcher([], [Concept("none", {}, ())]).matches(news("Kim")) == ()
