"""What `check` says of forms and concepts that do nothing."""

from __future__ import annotations

import pytest

from bot.model import ANY_LANGUAGE, Concept, Form
from bot.themes.review import review
from tests.thought.themes.kit import CONCEPTS, theme


def concept(*forms: tuple[str, str] | str, name: str = "kim") -> Concept:
    """A concept of these forms; a bare text is of any language."""
    return Concept(name, {}, tuple(Form(*form) if isinstance(form, tuple) else Form(form) for form in forms))


def said(*forms: tuple[str, str] | str) -> list[str]:
    """What is said of a concept of these forms, used by a theme."""
    return [finding.message for finding in review([theme("kim")], [concept(*forms)])]


@pytest.mark.parametrize(
    ("forms", "needless"),
    [
        (["Kim", "kim"], "kim"),
        (["Kim Jong Un", "Kim Jong-un"], "Kim Jong-un"),
        ([("letter", "en"), ("letters", "en")], "letters"),
        ([("Путин", "ru"), ("Путина", "ru")], "Путина"),
        (["Putin", ("Putin", "it")], "Putin"),
        (["Putin", "=Putin"], "=Putin"),
        (["=RF", "==RF"], "==RF"),
        ([("북한", "ko"), ("북한", "ko-KR")], "북한"),
        (["Corée", "Corée"], "Corée"),
    ],
)
def test_a_form_that_another_one_covers_is_named(forms: list[tuple[str, str] | str], needless: str) -> None:
    (message,) = said(*forms)
    assert message.startswith(f"{needless!r} is not needed")


@pytest.mark.parametrize(
    "forms",
    [
        ["Kim", "Kim Jong Un"],  # a longer name shows readers more
        [("arma", "it"), ("arma", "es")],
        ["==RF", "==Rf"],
        ["Corée", "Coree*"],
        [("朝鲜", "zh"), ("朝鮮", "zh")],
        ["=Putin", ("Putin", "it")],  # the exact form of all languages does not inflect
        [("Putin", "it"), "=Putin"],
        ["Северн* Коре*", ("Северная Корея", "ru")],
        ["Kim"],
    ],
)
def test_forms_that_add_something_are_left_in_peace(forms: list[tuple[str, str] | str]) -> None:
    assert said(*forms) == []


def test_a_form_that_can_never_match_is_named() -> None:
    (message,) = said("Kim", "…")
    assert "'…' can never match" in message


def test_concepts_that_no_theme_uses_are_named() -> None:
    used = concept("Kim", "Putin")
    taken_over = concept("Putin", name="putin")  # used includes it with @putin
    forgotten = concept("Xi", name="xi")
    findings = review([theme("kim")], [used, taken_over, forgotten])
    assert [(finding.concept, finding.form, finding.message) for finding in findings] == [
        ("xi", None, "no theme uses the concept xi"),
    ]


def test_the_concepts_of_these_tests_hold_no_slip() -> None:
    themes = [theme("2 of (kim, putin, dprk, russia, letter, troops)")]
    assert review(themes, CONCEPTS) == ()


def test_a_finding_points_at_the_form() -> None:
    (finding,) = review([theme("kim")], [concept("Kim", ("kim", ANY_LANGUAGE))])
    assert (finding.concept, finding.form) == ("kim", Form("kim"))
