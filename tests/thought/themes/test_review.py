"""What `check` says of forms that do nothing or too much, and of rules that can never hold."""

from __future__ import annotations

import time

import pytest

from bot.model import ANY_LANGUAGE, Concept, Form, InField, Mention
from bot.text.lexicon import Lexicon
from bot.text.tokens import TITLE, prepare
from bot.themes.cover import needless
from bot.themes.grammar import parse_part, parse_rule
from bot.themes.holds import never, speaks
from bot.themes.review import slip, unused_concepts, used_rules
from bot.themes.sources import sources
from tests.thought.themes.kit import CONCEPTS, NAMES, theme


def forms(*written: tuple[str, str] | str) -> tuple[Form, ...]:
    """These forms; a bare text is of any language."""
    return tuple(Form(*form) if isinstance(form, tuple) else Form(form) for form in written)


def said(*written: tuple[str, str] | str) -> list[tuple[str, str]]:
    """(a form that is not needed, what finds the same)."""
    found = forms(*written)
    return [(found[at].text, found[other].text) for at, other in needless(found)]


NEEDLESS: list[tuple[list[tuple[str, str] | str], str, str]] = [
    (["Kim", "kim"], "kim", "Kim"),
    (["Kim Jong Un", "Kim Jong-un"], "Kim Jong-un", "Kim Jong Un"),
    ([("letter", "en"), ("letters", "en")], "letters", "letter"),
    ([("Путин", "ru"), ("Путина", "ru")], "Путина", "Путин"),
    (["Putin", ("Putin", "it")], "Putin", "Putin"),
    (["Putin", "=Putin"], "=Putin", "Putin"),
    (["=Putin", "Putin"], "=Putin", "Putin"),
    (["=RF", "==RF"], "==RF", "=RF"),
    ([("북한", "ko"), ("북한", "ko-KR")], "북한", "북한"),
    (["Corée", "Corée"], "Corée", "Corée"),
    (["Putin*", ("Putin", "ru")], "Putin", "Putin*"),
    ([("Путин", "ru"), ("Путин*", "ru")], "Путин", "Путин*"),
    (["Северн* Коре*", ("Северная Корея", "ru")], "Северная Корея", "Северн* Коре*"),
    ([("путин*", "ru"), ("путинск*", "ru")], "путинск*", "путин*"),
    ([("*soldaten", "de"), ("*elitesoldaten", "de")], "*elitesoldaten", "*soldaten"),
    ([("*soldat*", "de"), ("*soldaten", "de")], "*soldaten", "*soldat*"),
    ([("*soldat*", "de"), ("Elitesoldaten", "de")], "Elitesoldaten", "*soldat*"),
    (["Putin*", "==Putins"], "==Putins", "Putin*"),
    ([("러", "ko"), ("=러", "ko")], "=러", "러"),
]


@pytest.mark.parametrize(("written", "less", "more"), NEEDLESS)
def test_a_form_that_another_one_covers_is_named(written: list[tuple[str, str] | str], less: str, more: str) -> None:
    assert said(*written) == [(less, more)]


@pytest.mark.parametrize(
    "written",
    [
        ["Kim", "Kim Jong Un"],  # a longer name shows readers more
        [("arma", "it"), ("arma", "es")],
        ["==RF", "==Rf"],
        ["Corée", "Coree*"],
        [("朝鲜", "zh"), ("朝鮮", "zh")],
        [("朝鲜", "zh"), ("朝鲜领导人", "zh")],
        ["=Putin", ("Putin", "it")],  # the exact form of all languages does not inflect
        [("Putin*", "ru"), ("Putin", "it")],  # another language
        [("солдат*", "ru"), ("*солдат", "ru")],
        [("supplies*", "en"), ("supply", "en")],  # the stem of supply is suppli
        [("письмо*", "ru"), ("письмо", "ru")],  # письма is an inflection that the wildcard does not find
        [("كوريا*", "ar"), ("كوريا", "ar")],  # the plain form takes glued prefixes
        ["Kim, Jong", "Kim Jong"],  # a comma may stand in the first only
        ["北-러", "북러"],
        ["Kim"],
        [],
    ],
)
def test_forms_that_add_something_are_left_in_peace(written: list[tuple[str, str] | str]) -> None:
    assert [(less, more) for less, more in said(*written) if less != "Kim Jong"] == []


def test_what_is_called_needless_finds_nothing_that_the_other_misses() -> None:
    """Else who follows the warning loses news."""
    texts = [
        "Putin Putins Putina Путин Путина Путину путинский путинская",
        "Северная Корея Северной Кореи Северную Корею",
        "letter letters",
        "Elitesoldaten elitesoldat soldaten",
        "러시아 러",
        "Kim Jong Un kim jong-un",
        "RF rf Rf",
    ]
    for written, less, more in NEEDLESS:
        found = forms(*written)
        ((at, other),) = needless(found)
        assert (found[at].text, found[other].text) == (less, more)
        lexicon = Lexicon({"less": (found[at],), "more": (found[other],)})
        for text in texts:
            for code in ("ru", "en", "de", "ko", "it"):
                hits = lexicon.find(prepare(TITLE, text), code)
                spans = {key: {(hit.start, hit.end) for hit in hits if hit.key == key} for key in ("less", "more")}
                assert spans["less"] <= spans["more"], (written, text, code)


def test_twenty_thousand_forms_that_begin_alike_take_seconds() -> None:
    found = [Form(f"Kim {number}", "en") for number in range(10_000)]
    found += [Form(f"солдат{number}*", "ru") for number in range(10_000)]
    begun = time.perf_counter()
    list(needless(found))
    assert time.perf_counter() - begun < 20


@pytest.mark.parametrize(
    ("form", "message", "hint"),
    [
        ("Kимa", "K (U+004B), a (U+0061) in 'Kимa' is Latin among Cyrillic letters", "one keyboard"),
        ("Путин и Pутин", "P (U+0050) in 'Pутин'", "one keyboard"),
        ("Κim", "Κ (U+039A) in 'Κim' is Greek among Latin letters", "one keyboard"),
        ("x" * 61, "can never match: a word has at most 60 letters", "missing space"),
        ("러", "'러' is found inside longer words", "write =러: it must then stand alone, or before a particle"),
        ("俄", "'俄' is found inside longer words", "write =俄: it must then stand alone"),
        ("EU", "'EU' is so short that other words look like it", "write ==EU"),
        ("как", "", ""),
        ("Ue", "", "=Ue for any case"),
        ("a*", "'a*' is found in too many words", "more letters"),
        ("*öl", "'*öl' is found in too many words", "more letters"),
        *[(form, "", "") for form in ("==EU", "=us", "=러", "G7", "5", "북한", "朝鲜", "Kim U", "北-러", "T-62", "金 氏", "Öle")],
    ],
)  # fmt: skip
def test_forms_that_match_nothing_or_too_much_are_named(form: str, message: str, hint: str) -> None:
    found = slip(form)
    assert message in found[0]
    assert hint in found[1]
    assert bool(found[0]) == bool(message or hint)


def test_concepts_and_rules_that_no_theme_uses_are_named() -> None:
    used = Concept("kim", {}, forms("Kim", "Putin"))
    taken_over = Concept("putin", {}, forms("Putin"))  # used includes it with @putin
    forgotten = Concept("xi", {}, forms("Xi"))
    assert list(unused_concepts([theme("kim")], [used, taken_over, forgotten])) == ["xi"]
    named = {"inner": Mention("kim")}
    named |= {"outer": parse_part("inner or putin", NAMES, named)}  # type: ignore[dict-item]  # grows while it is read
    rule = parse_rule("letter and outer", NAMES, named)
    assert used_rules([theme("kim")]) == frozenset()
    assert used_rules([type(theme("kim"))("t", {}, rule)]) == {"inner", "outer"}


@pytest.mark.parametrize(
    "rule",
    [
        "kim and not kim",
        "kim and putin and not (letter or putin)",
        "in title (kim and not kim)",
        "same sentence (kim and putin) and not kim",
        "kim near/3 putin and not putin",
        "kim and not kim or putin and not putin",
        "in title (in summary (kim))",
        "in title (letter and in summary (kim))",
        "in language (it) and kim and in language (ko, ja)",
        "from country (KR) and from country (JP) and kim",
        "2 of (kim and not kim, putin, letter and not letter)",
        "kim and not (kim or putin)",
    ],
)
def test_a_rule_that_no_item_can_hold_is_known(rule: str) -> None:
    assert never(parse_rule(rule, NAMES))


@pytest.mark.parametrize(
    "rule",
    [
        "kim and not putin",
        "kim and not (kim and putin)",
        "kim and not in title (kim)",
        "(kim or putin) and not kim",
        "in title (kim) and in summary (putin)",
        "in language (it, ko) and kim and in language (ko)",
        "from host (a.example) and from host (example) and kim",
        "same sentence (kim and not putin) and putin",
        "kim and not kim or putin",
        "kim near/3 putin and not letter",
    ],
)
def test_a_rule_that_some_item_can_hold_is_left_in_peace(rule: str) -> None:
    assert not never(parse_rule(rule, NAMES))


def test_in_which_languages_a_rule_can_hold() -> None:
    known = {"kim", "putin"}
    for rule, holds in (
        ("kim and putin", True),
        ("kim and letter", False),
        ("kim and (letter or putin)", True),
        ('kim and "letter"', True),
        ("kim and not letter", True),
        ("2 of (kim, letter, putin)", True),
        ("2 of (kim, letter, troops)", False),
        ("same sentence (kim near/3 letter)", False),
        ("in language (ko-KR) and kim", True),
        ("in language (ja) and kim", False),
    ):
        assert speaks(parse_rule(rule, NAMES), known, "ko") is holds, rule


def test_the_sources_of_a_rule_are_found_with_their_places() -> None:
    text = 'kim and FROM Host (a.example, "b, c")\n and in language (it) and from (kim)'
    assert [(what, token.text, token.line, token.column) for what, token in sources(text)] == [
        ("host", "a.example", 1, 20),
        ("host", "b, c", 1, 31),
        ("language", "it", 2, 19),
    ]
    assert [token.text for _, token in sources('from host (a, ")", b')] == ["a", ")", "b"]


def test_the_concepts_of_these_tests_hold_no_slip() -> None:
    assert [form.text for concept in CONCEPTS for form in concept.forms if slip(form.text)[0]] == []
    assert [said(*((form.text, form.language) for form in concept.forms)) for concept in CONCEPTS] == [[]] * len(
        CONCEPTS
    )
    assert isinstance(parse_rule("in title (kim)", NAMES), InField)
    assert ANY_LANGUAGE == "any"
