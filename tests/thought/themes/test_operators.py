"""What each operator means, on headlines of our own."""

from __future__ import annotations

import time

import pytest

from bot.model import Theme
from bot.themes.match import Matcher
from tests.thought.themes.kit import CONCEPTS, news, theme, words

BOTH = "Kim wrote a long letter to Putin"

# rule | title | summary | the words that fired, None where the rule does not hold
CASES: list[tuple[str, str, str, list[str] | None]] = [
    # and, or, not
    ("kim and putin", BOTH, "", ["Kim", "Putin"]),
    ("kim and putin", "Kim rests", "", None),
    ("kim and putin", "Kim rests", "So does Putin", ["Kim", "Putin"]),
    ("kim or putin", "Putin rests", "", ["Putin"]),
    ("kim or putin", "Xi rests", "", None),
    ("kim and not putin", "Kim rests", "", ["Kim"]),
    ("kim and not putin", BOTH, "", None),
    ("kim and not putin", "Kim rests", "Putin does not", None),
    ("kim and not not putin", BOTH, "", ["Kim"]),
    ("kim and (letter or troops)", BOTH, "", ["Kim", "letter"]),
    ("kim and not (letter and troops)", BOTH, "", ["Kim"]),
    ("kim or putin and troops", BOTH, "", ["Kim"]),
    ('"long"', BOTH, "", ["long"]),
    ('putin and "letters"', BOTH, "", ["letter", "Putin"]),
    # near: words between, in one field
    ("kim near/4 putin", BOTH, "", None),
    ("kim near/5 putin", BOTH, "", ["Kim", "Putin"]),
    ("putin near/5 kim", BOTH, "", ["Kim", "Putin"]),
    ("kim near/0 putin", "Kim, Putin smile", "", ["Kim", "Putin"]),
    ("kim near/0 putin", "Kim and Putin smile", "", None),
    ("kim near/50 putin", "Kim rests", "Putin rests", None),
    ("kim near/1 (putin and letter)", "Kim met Putin. A letter came", "", ["Kim", "Putin", "letter"]),
    ("kim near/1 (putin or letter)", "Kim met Putin. A letter came", "", ["Kim", "Putin"]),
    ("kim near/1 putin near/2 letter", "Kim met Putin over a letter", "", ["Kim", "Putin", "letter"]),
    ("kim near/3 putin", "Kim met Putin before the parade and the long ballet where Kim slept", "", ["Kim", "Putin"]),
    ("kim near/3 kim", "Kim rests", "", None),
    ("kim near/3 kim", "Kim rests, says Kim", "", ["Kim", "Kim"]),
    ("dprk near/0 troops", "North Korean troops in Kursk", "", ["North Korean", "troops"]),
    ("dprk near/3 russia", "北朝鮮とロシア", "", None),  # a Japanese form does not apply to English items
    # fields
    ("in title (kim)", BOTH, "", ["Kim"]),
    ("in title (kim)", "Rests", "Kim rests", None),
    ("in summary (kim)", BOTH, "", None),
    ("in summary (kim)", "Rests", "Kim rests", ["Kim"]),
    ("in title (kim) and in summary (putin)", "Kim rests", "Putin too", ["Kim", "Putin"]),
    ("kim and not in title (putin)", "Kim rests", "Putin too", ["Kim"]),
    ("in title (kim and not putin)", "Kim rests", "Putin too", ["Kim"]),
    ("in title (kim near/2 putin)", "Kim met Putin", "", ["Kim", "Putin"]),
    # sentences
    ("same sentence (kim and putin)", "", "Kim rests. Putin works.", None),
    ("same sentence (kim and putin)", "", "Xi rests. Kim met Putin. Xi left.", ["Kim", "Putin"]),
    ("same sentence (kim and putin)", "Kim rests. Putin works", "", ["Kim", "Putin"]),  # a title is one sentence
    ("same sentence (kim and putin)", "Kim rests", "Putin works", None),
    ("same sentence (kim and not putin)", "", "Kim met Putin. Kim left.", ["Kim"]),
    ("same sentence (kim and not putin)", "", "Kim met Putin. Xi left.", None),
    (
        "same sentence (dprk and russia)",
        "",
        "N. Korea or North Korea, asked Mr. Lee of Russia.",
        ["North Korea", "Russia"],
    ),
    ("kim and not same sentence (kim and putin)", "", "Kim rests. Putin works.", ["Kim"]),
    # so many of
    ("2 of (kim, putin, letter)", "Kim sends a letter", "", ["Kim", "letter"]),
    ("2 of (kim, putin, letter)", "Kim, Kim and Kim", "", None),
    ("3 of (kim, putin, letter)", BOTH, "", ["Kim", "letter", "Putin"]),
    ("1 of (kim, troops)", "troops rest", "", ["troops"]),
    ("2 of (kim, putin or letter, troops)", "Kim sends a letter", "", ["Kim", "letter"]),
    # where it comes from
    ("kim and from host (outlet.example)", "Kim rests", "", ["Kim", "outlet.example"]),
    ("kim and not from host (outlet.example)", "Kim rests", "", None),
    ("kim and not from host (let.example)", "Kim rests", "", ["Kim"]),
    ("from family (outlet)", "Kim rests", "", ["outlet"]),
    ("from family (Outlet, other)", "Kim rests", "", ["outlet"]),
    ("from family (out)", "Kim rests", "", None),
    ("kim and in language (it, en)", "Kim rests", "", ["Kim", "en"]),
    ("kim and in language (it)", "Kim rests", "", None),
]


@pytest.mark.parametrize(("rule", "title", "summary", "expected"), CASES)
def test_an_operator_means_what_it_says(rule: str, title: str, summary: str, expected: list[str] | None) -> None:
    assert words(rule, title, summary) == expected


@pytest.mark.parametrize(
    ("rule", "changes", "fires"),
    [
        ("from host (satire.example)", {"host": "satire.example"}, True),
        ("from host (satire.example)", {"host": "www.SATIRE.example"}, True),
        ("from host (satire.example)", {"host": "notsatire.example"}, False),
        ("from host (satire.example)", {"host": "satire.example.test"}, False),
        ("from host (satire.example)", {"host": ""}, False),
        ("from host (a.test, satire.example)", {"host": "satire.example"}, True),
        ("from country (kr)", {"country": "KR"}, True),
        ("from country (KR, JP)", {"country": ""}, False),
        ("from country (JP)", {"country": "KR"}, False),
        ('from family ("the post")', {"family": "The Post"}, True),
        ("in language (pt)", {"language": "pt-BR"}, True),
        ("in language (pt-BR)", {"language": "pt"}, True),
        ("in language (no)", {"language": "nb"}, True),
        ("in language (en)", {"language": ""}, False),
    ],
)
def test_the_source_of_an_item_counts(rule: str, changes: dict[str, str], fires: bool) -> None:
    expected = next(iter(changes.values())) if fires else None
    found = words(rule, "x", **changes)
    assert found == ([expected] if fires else None)


# Languages without spaces count two characters as one word.
@pytest.mark.parametrize(
    ("distance", "fires"),
    [(0, False), (1, True), (5, True)],
)
def test_near_counts_pairs_of_characters_where_there_are_no_spaces(distance: int, fires: bool) -> None:
    found = words(f"kim near/{distance} putin", "金正恩総書記、プーチン氏と会談", language="ja")
    assert (found is not None) == fires


def test_near_counts_korean_words_by_their_spaces() -> None:
    title = "김정은 위원장이 오늘 푸틴 대통령과 회담"
    assert words("kim near/1 putin", title, language="ko") is None
    assert words("kim near/2 putin", title, language="ko") == ["김정은", "푸틴"]


@pytest.mark.parametrize(
    "rule",
    [
        "kim near/1000 putin",
        "kim near/3 putin near/5 letter",
        "same sentence (kim and putin)",
        "kim and not in list of 3 (kim or putin)",
        "2 of (kim, putin, letter)",
    ],
)
@pytest.mark.parametrize("piece", ["Kim Putin letter ", "Kim, Putin, letter and ", "Kim. Putin! ", "Kim/", "Kim "])
def test_no_operator_takes_more_than_linear_time(rule: str, piece: str) -> None:
    """100,000 characters full of hits: a quadratic operator would take minutes."""
    matcher = Matcher([theme(rule)], CONCEPTS)
    began = time.process_time()
    matcher.explain(news("", piece * (100_000 // len(piece))))
    assert time.process_time() - began < 10


def test_a_deep_rule_is_evaluated() -> None:
    rule = "kim and " + "(" * 38 + "putin" + ")" * 38
    assert words(rule, BOTH) == ["Kim", "Putin"]


def test_unless_is_and_not() -> None:
    """Settings fold `unless` into the rule; the theme then does not fire, whatever else it says."""
    assert isinstance(theme("kim"), Theme)
    assert words("kim and not (letter)", BOTH) is None
