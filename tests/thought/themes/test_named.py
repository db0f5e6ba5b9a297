"""A rule with a name: it holds where the rule behind the name holds, and says its name where it does not."""

from __future__ import annotations

import pytest

from bot.model import Rule, Theme
from bot.themes.grammar import parse_part, parse_rule
from bot.themes.match import Matcher, Verdict
from tests.thought.themes.kit import CONCEPTS, NAMES, news

NAMED: dict[str, Rule] = {}
for _name, _text in (
    ("two_sides", "kim and putin or dprk and russia"),
    ("post", "letter"),
    ("told", "two_sides and post"),
    ("no_troops", "not troops"),
    ("couple", "kim and putin"),
):
    NAMED[_name] = parse_part(_text, NAMES, NAMED)


def unnamed(text: str) -> str:
    """The rule written out."""
    for name, inside in (
        ("told", "(two_sides and post)"),
        ("two_sides", "(kim and putin or dprk and russia)"),
        ("post", "letter"),
        ("no_troops", "(not troops)"),
        ("couple", "(kim and putin)"),
    ):
        text = text.replace(name, inside)
    return text


def verdict(text: str, title: str, names: dict[str, Rule] = NAMED) -> Verdict:
    """What the rule says of a title."""
    theme = Theme("theme", {"en": "theme"}, parse_rule(text, NAMES, names))
    return Matcher([theme], CONCEPTS).explain(news(title))[0]


@pytest.mark.parametrize(
    "text",
    [
        "two_sides",
        "told",
        "same sentence (told) and no_troops",
        "2 of (post, troops, two_sides)",
        "couple near/1 post",
        "post near/2 couple",
        "in title (two_sides) and not post",
    ],
)
@pytest.mark.parametrize(
    "title",
    [
        "Kim Jong Un sends Putin a letter",
        "A letter. Kim Jong Un and Putin far apart",
        "North Korea and Russia trade troops",
        "Kim Jong Un alone, with soldiers",
        "Putin letter: Kim Jong Un",
    ],
)
def test_a_name_and_its_rule_written_out_find_the_same(text: str, title: str) -> None:
    assert verdict(text, title).match == verdict(unnamed(text), title, {}).match


@pytest.mark.parametrize(
    ("text", "title", "failed"),
    [
        ("told", "Kim Jong Un meets Putin", "told: post: letter"),
        ("same sentence (two_sides and post)", "A letter", "two_sides: kim and putin or dprk and russia"),
        ("couple near/1 post", "Kim Jong Un and Putin speak of many things in a letter", "couple near/1 post"),
        ("two_sides and post", "Kim Jong Un writes a letter", "two_sides: putin"),
        ("post and not two_sides", "Letter of Kim Jong Un to Putin", "not two_sides"),
        ("post and no_troops", "Letter of the troops", "no_troops: not troops"),
    ],
)  # fmt: skip
def test_a_failed_part_is_told_by_the_names_it_stands_under(text: str, title: str, failed: str) -> None:
    """A rule of nine themes written out would fill the screen and say nothing."""
    assert verdict(text, title).failed == failed
