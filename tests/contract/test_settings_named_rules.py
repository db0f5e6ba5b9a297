"""`rules:` of themes.yaml: a rule written once and used by name in any theme, and every slip told at its place."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.model import All, AnyOf, Mention, Named, Not, SameSentence
from bot.settings.load import Settings, load
from bot.themes.operators import test_of as compiled
from bot.themes.render import render

BOT = 'channels: [{id: main, to: "@northwatch"}]\n'
FEEDS = "feeds: [{name: Harbour Daily, url: https://harbour.example/rss, language: en}]\n"
CONCEPTS = "concepts:\n" + "".join(f"  {name}: {{any: [{name}ish]}}\n" for name in ("kim", "putin", "letter", "china"))
THEME = """\
themes:
  - id: letters
    title: {it: Lettere}
    when: >
      same sentence (two_sides and letter)
    unless: >
      lookalike
    examples: [Kimish]
"""
KIM, PUTIN, LETTER, CHINA = (Mention(name) for name in ("kim", "putin", "letter", "china"))
TWO_SIDES = "rules:\n  two_sides: >\n    kim and putin\n  lookalike: >\n    china\n"


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str], Settings]:
    """Loads a configuration with these rules and themes."""

    def write(rules: str, themes: str = THEME) -> Settings:
        texts = {"bot": BOT, "feeds": FEEDS, "themes": CONCEPTS + rules + themes}
        for name, text in texts.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path, {})

    return write


def told(call: Callable[[], object]) -> list[str]:
    """What is wrong, without the folder."""
    with pytest.raises(ConfigError) as caught:
        call()
    return [str(problem)[str(problem).index("themes.yaml") :] for problem in caught.value.problems]


def test_a_name_stands_for_its_rule(written: Callable[..., Settings]) -> None:
    (theme,) = written(TWO_SIDES).themes
    both = Named("two_sides", All((KIM, PUTIN)))
    assert theme.rule == All((SameSentence(All((both, LETTER))), Not(Named("lookalike", CHINA))))
    assert render(theme.rule) == "same sentence (two_sides and letter) and not lookalike"


def test_the_last_theme_takes_what_no_theme_above_it_takes(written: Callable[..., Settings]) -> None:
    """An editor who adds a theme would otherwise have to name its words in the theme for the rest as well."""
    more = "  - {id: wishes, title: {it: Auguri}, when: china}\n"
    rest = "  - {id: rest, title: {it: Altro}, when: kim and not themes_above}\n"
    letters, wishes, last = written(TWO_SIDES, THEME + more + rest).themes
    assert last.rule == All((KIM, Not(Named("themes_above", AnyOf((letters.rule, wishes.rule))))))
    assert render(last.rule) == "kim and not themes_above"


def test_above_the_first_theme_there_is_none(written: Callable[..., Settings]) -> None:
    first = "themes:\n  - {id: rest, title: {it: Altro}, when: kim and not themes_above}\n"
    (problem,) = told(lambda: written("", first))
    assert problem.startswith("themes.yaml:7:54: when: there is no concept 'themes_above'")


def test_rules_may_name_rules_wherever_they_stand(written: Callable[..., Settings]) -> None:
    rules = "rules:\n  two_sides: outer and letter\n  outer: >\n    inner or putin\n  lookalike: china\n  inner: kim\n"
    (theme,) = written(rules).themes
    outer = Named("outer", AnyOf((Named("inner", KIM), PUTIN)))
    expected = Named("two_sides", All((outer, LETTER)))
    assert theme.rule == All((SameSentence(All((expected, LETTER))), Not(Named("lookalike", CHINA))))


def test_equal_rules_are_tested_once_whatever_names_them(written: Callable[..., Settings]) -> None:
    """Else a shared gate would be evaluated for each theme again, and a large configuration would crawl."""
    rule = written(TWO_SIDES).themes[0].rule
    assert written(TWO_SIDES).themes[0].rule == rule
    assert compiled(rule) is compiled(written(TWO_SIDES).themes[0].rule)
    shared = SameSentence(All((KIM, PUTIN)))
    assert compiled(Named("a", shared)) is compiled(Named("b", shared)) is compiled(shared)


def test_a_named_rule_may_be_a_not_but_a_theme_never(written: Callable[..., Settings]) -> None:
    rules = "rules:\n  two_sides: not china\n  lookalike: china\n"
    written(rules)
    wrong = THEME.replace("same sentence (two_sides and letter)", "two_sides")
    assert (
        "themes.yaml:13:7: when: this rule can hold where none of its words occur"
        in told(lambda: written(rules, wrong))[0]
    )


# what stands behind `two_sides: ` on line 8, and below it
SLIPS = [
    ("an unknown name", "kim and putim", ["8:22: rule two_sides: there is no concept or rule 'putim'; did you mean putin?"]),
    ("an unknown rule", "kim and lokalike", ["8:22: rule two_sides: there is no concept or rule 'lokalike'; did you mean lookalike?"]),
    ("a rule as a block", ">\n    kim\n    and putim", ["10:9: rule two_sides: there is no concept or rule 'putim'; did you mean putin?"]),
    ("itself", "kim or two_sides", ["8:21: the rule two_sides names itself: two_sides -> two_sides; remove one of these names"]),
    ("a circle, and a slip", "kim or third\n  third: putin or two_sides\n  fourth: two_sid", [
        "9:19: the rule two_sides names itself: two_sides -> third -> two_sides; remove one of these names",
        "10:11: rule fourth: there is no concept or rule 'two_sid'; did you mean two_sides?",
    ]),
    ("two circles", "two_sides\n  third: fourth\n  fourth: third", [
        "8:14: the rule two_sides names itself: two_sides -> two_sides; remove one of these names",
        "10:11: the rule third names itself: third -> fourth -> third; remove one of these names",
    ]),
    ("no words", "kim near/3 third\n  third: from host (x.example)", [
        "8:25: rule two_sides: near needs words on both sides; write not (a near/8 b) for its contrary"
    ]),
    ("broken, told once", "kim and (putin", ["8:22: rule two_sides: this ( is never closed; put a ) behind what belongs to it"]),
    ("a concept's name", "kim\n  kim: putin", ["9:3: a concept is called kim too; it is on line 2; give the rule another name"]),
    ("a theme's name", "kim\n  letters: putin", ["9:3: a theme is called letters too; it is on line 11; give the rule another name"]),
    ("a word of the rules", "kim\n  near: putin", ["9:3: near cannot be the name of a rule; a rule could not say it: use letters, digits and _, and no word of the rules"]),
    ("two words", "kim\n  two words: putin", ["9:3: two words cannot be the name of a rule; a rule could not say it: use letters, digits and _, and no word of the rules"]),
    ("no text", "kim\n  third: [kim]", ["9:10: rules.third must be text; put it in quotes"]),
    ("empty", "kim\n  third:", ["9:3: rules.third has no value; give it one, or leave the key out"]),
    ("twice", "kim\n  two_sides: putin", ["9:3: the key two_sides stands here twice; the first is on line 8"]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "expected"), [slip[1:] for slip in SLIPS], ids=[slip[0] for slip in SLIPS])
def test_a_slip_is_told_once_at_its_place(rule: str, expected: list[str], written: Callable[..., Settings]) -> None:
    lines = told(lambda: written(f"rules:\n  lookalike: china\n  two_sides: {rule}\n"))
    assert lines == [f"themes.yaml:{line}" for line in expected]


def test_a_list_of_rules_is_refused(written: Callable[..., Settings]) -> None:
    lines = told(lambda: written("rules: [kim]\n", THEME.replace("two_sides", "kim").replace("lookalike", "china")))
    assert lines == ["themes.yaml:6:8: rules must be a mapping; write key: value lines, or {key: value}"]


def test_rules_that_multiply_are_refused_at_once(written: Callable[..., Settings]) -> None:
    """Forty lines could stand for a million million words."""
    rules = "rules:\n  two_sides: step39\n  lookalike: china\n  step0: kim and putin\n"
    rules += "".join(f"  step{n}: step{n - 1} and step{n - 1}\n" for n in range(1, 40))
    begun = time.perf_counter()
    lines = told(lambda: written(rules))
    assert "has more than 20,000 parts or 150 levels; gather words in concepts" in lines[0]
    assert time.perf_counter() - begun < 10


def test_a_chain_of_many_rules_is_refused_without_a_crash(written: Callable[..., Settings]) -> None:
    rules = "rules:\n  two_sides: step4999\n  lookalike: china\n  step0: kim\n"
    rules += "".join(f"  step{n}: step{n - 1}\n" for n in range(1, 5000))
    lines = told(lambda: written(rules))
    assert "or 150 levels" in lines[0]
    rules = rules.replace("step0: kim", "step0: step4999")
    assert "names itself: " in told(lambda: written(rules))[0]
