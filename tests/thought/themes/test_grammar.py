"""The language of rules: what can be said, how it holds together, and what an editor is told about a slip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RuleError
from bot.model import (
    All,
    AnyOf,
    AtLeast,
    Form,
    From,
    InField,
    InLanguage,
    InList,
    Literal,
    Mention,
    Near,
    Not,
    Rule,
    SameSentence,
)
from bot.themes.grammar import DEEPEST_RULE, RESERVED, parse_rule, render
from bot.themes.nature import needs_no_evidence
from bot.themes.scan import LONGEST_RULE

A, B, C, D = (Mention(name) for name in "abcd")
NAMES = ["a", "b", "c", "d", "north-korea", "kim", "putin", "letter", "x.y"]

MEANINGS = [
    ("a", A),
    ("(a)", A),
    ("a and b", All((A, B))),
    ("a and b and c", All((A, B, C))),
    ("a and (b and c)", All((A, All((B, C))))),
    ("a or b and c or d", AnyOf((A, All((B, C)), D))),
    ("(a or b) and c", All((AnyOf((A, B)), C))),
    ("a and not b", All((A, Not(B)))),
    ("a and not b and c", All((A, Not(B), C))),
    ("a and not (b or c)", All((A, Not(AnyOf((B, C)))))),
    ("a and not not b", All((A, Not(Not(B))))),
    ("a near/8 b", Near(A, B, 8)),
    ("a near/8 b and c", All((Near(A, B, 8), C))),
    ("a near/2 b near/3 c", Near(Near(A, B, 2), C, 3)),
    ("a and not b near/3 c", None),  # not holds tighter than near
    ("a and not (b near/3 c)", All((A, Not(Near(B, C, 3))))),
    ("a near/0 (b or c)", Near(A, AnyOf((B, C)), 0)),
    ("in title (a or b)", InField("title", AnyOf((A, B)))),
    ("in summary (a)", InField("summary", A)),
    ("same sentence (a and b)", SameSentence(All((A, B)))),
    ("2 of (a, b or c, d)", AtLeast(2, (A, AnyOf((B, C)), D))),
    ("in list of 3 (a)", InList(3, A)),
    ("a and not in list of 3 (a or b)", All((A, Not(InList(3, AnyOf((A, B))))))),
    ("from host (news.example, satire.test) and a", All((From("host", ("news.example", "satire.test")), A))),
    ("from family (yonhap)", From("family", ("yonhap",))),
    ('from family ("the example times")', From("family", ("the example times",))),
    ("from country (KR, JP)", From("country", ("KR", "JP"))),
    ("in language (it, no, or, in) and a", All((InLanguage(("it", "no", "or", "in")), A))),
    ('"just war"', Literal(Form("just war"))),
    (
        'a or "==RF" or "Северн* Коре*" or "北"',
        AnyOf((A, *(Literal(Form(text)) for text in ("==RF", "Северн* Коре*", "北")))),
    ),
    ("a AND b Or NOT c And d", AnyOf((All((A, B)), All((Not(C), D))))),
    ("north-korea and x.y", All((Mention("north-korea"), Mention("x.y")))),
    ("\n  a\n  and (b\n    or c)\n", All((A, AnyOf((B, C))))),
    ("a\tand\u00a0b", All((A, B))),
]


@pytest.mark.parametrize(("text", "rule"), [case for case in MEANINGS if case[1]])
def test_a_rule_means_what_the_contract_says(text: str, rule: Rule) -> None:
    assert parse_rule(text, NAMES) == rule


# rule | line | column | part of the message | part of the hint
SLIPS = [
    ("", 1, 1, "expected a concept, words in double quotes or (, found the end", "empty"),
    ("a and", 1, 6, "found the end of the rule", "ends too early"),
    ("and a", 1, 1, "found 'and'", ""),
    ("a and and b", 1, 7, "found 'and'", ""),
    ("a b", 1, 3, "expected and, or, near/8 or the end of the rule, found 'b'", "join 'a' and 'b' with and, or"),
    ('a "b"', 1, 3, 'found "b"', "join 'a' and"),
    ("a\n  and b\n  c", 3, 3, "found 'c'", "join 'b' and 'c'"),
    ("(a b)", 1, 4, "expected and, or, near/8 or ), found 'b'", "join"),
    ("(a", 1, 1, "this ( is never closed", "put a )"),
    ("a and\n (b or\n c", 2, 2, "this ( is never closed", "put a )"),
    ("a)", 1, 2, "this ) closes nothing", "take it away"),
    ("()", 1, 2, "found ')'", ""),
    ("a, b", 1, 2, "found ','", ""),
    ("not a", 1, 1, "none of its words occur", "a and not b"),
    ("not not a", 1, 1, "none of its words occur", "a and not b"),
    ("a or not b", 1, 6, "none of its words occur", "a and not b"),
    ("not a and not b", 1, 1, "none of its words occur", "a and not b"),
    ("1 of (a, not b)", 1, 10, "none of its words occur", "a and not b"),
    ("in title (not a)", 1, 11, "none of its words occur", ""),
    ("kin", 1, 1, "there is no concept 'kin'", "did you mean kim?"),
    ("Kim", 1, 1, "there is no concept 'Kim'", "did you mean kim?"),
    ("kim and (puttin or letter)", 1, 10, "there is no concept 'puttin'", "did you mean putin?"),
    ("tractor", 1, 1, "there is no concept", 'write "tractor" for the word itself'),
    ("a & b", 1, 3, "found '&'", "write and"),
    ("a && b", 1, 3, "found '&&'", "write and"),
    ("a | b", 1, 3, "found '|'", "write or"),
    ("a and !", 1, 7, "there is no concept '!'", "write not"),
    ("a near b", 1, 3, "expected near/ and a number", "near/8"),
    ("a near/ b", 1, 3, "expected near/ and a number", "near/8"),
    ("a near/b b", 1, 3, "expected near/ and a number", "near/8"),
    ("a near/5000 b", 1, 3, "up to 1000", "near/8"),
    ("near/8 a", 1, 1, "expected a concept, words in double quotes or (, found 'near/8'", ""),
    ("themes_above", 1, 1, "there is no concept 'themes_above'", "others above them"),
    ("a near/3 not b", 1, 10, "words on both sides", "not (a near/8 b)"),
    ("a and not b near/3 c", 1, 7, "words on both sides", "not (a near/8 b)"),
    ("a near/3 from host (x.example)", 1, 10, "words on both sides", ""),
    ("in foo (a)", 1, 4, "expected title, summary, list of or language behind in", ""),
    ("in title a", 1, 10, "expected ( behind in title, found 'a'", ""),
    ("in list of (a)", 1, 12, "expected a number behind in list of", ""),
    ("in list of 1 (a)", 1, 1, "two or more members", "in list of 3"),
    ("in list of 3 (from host (x))", 1, 1, "expected words in the parentheses", "concept"),
    ("same sentence (a or not b)", 1, 1, "expected words in the parentheses", "concept"),
    ("same (a)", 1, 6, "expected sentence behind same", ""),
    ("2 of a", 1, 6, "expected ( behind 2 of", ""),
    ("3 of (a, b)", 1, 1, "3 of 2 rules can never hold", "from 1 to 2"),
    ("0 of (a, b)", 1, 1, "0 of 2 rules", "from 1 to 2"),
    ("from hots (x)", 1, 6, "expected host, family or country behind from, found 'hots'", ""),
    ("from host ()", 1, 12, "expected a value", ""),
    ("from host (x y)", 1, 14, "expected a comma or ), found 'y'", "join 'x' and 'y' with a comma"),
    ("2 of (a b)", 1, 9, "expected a comma, and, or, near/8 or ), found 'b'", "with a comma, and, or, near/8"),
    ("in language (it", 1, 13, "never closed", ""),
    ('a and "b', 1, 7, "this quote is never closed", ""),
    ('"" and a', 1, 1, "can never match", ""),
    ('a and "*"', 1, 7, "can never match", ""),
    ('"co*op"', 1, 1, "can never match: * stands only", ""),
    ("a and “b”", 1, 7, "plain double quotes, not “", ""),
    ("(" * 10_000, 1, DEEPEST_RULE + 1, f"deeper than {DEEPEST_RULE}", "concepts"),
    ("(" * 10_000 + "a" + ")" * 9_000, 1, DEEPEST_RULE + 1, f"deeper than {DEEPEST_RULE}", "concepts"),
    ("a and " + "not " * 3_000 + "b", 1, 7 + 4 * (DEEPEST_RULE), f"deeper than {DEEPEST_RULE}", "concepts"),
    ("a or " * LONGEST_RULE + "a", 1, 1, f"more than {LONGEST_RULE}", "concepts"),
]


@pytest.mark.parametrize(("text", "line", "column", "message", "hint"), SLIPS, ids=[slip[0][:30] for slip in SLIPS])
def test_a_slip_is_told_with_its_place_and_the_way_out(
    text: str, line: int, column: int, message: str, hint: str
) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(text, NAMES)
    error = caught.value
    assert message in error.message
    assert hint in error.hint
    assert (error.line, error.column) == (line, column)
    assert "\n" not in str(error)
    assert len(str(error)) < 250


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_word_of_the_grammar_is_never_a_concept(word: str) -> None:
    with pytest.raises(RuleError):
        parse_rule(word, [word])


def test_a_long_flat_rule_is_fine() -> None:
    rule = parse_rule(" or ".join(["a"] * 3_000), NAMES)
    assert isinstance(rule, AnyOf)
    assert len(rule.rules) == 3_000


VALUE = st.text(st.characters(exclude_characters='"', categories=["L", "N", "P", "Zs"]), min_size=1).filter(str.strip)
LEAVES = (
    st.sampled_from([A, B, C, D, Mention("north-korea")])
    | st.sampled_from(["Kim", "==RF", "*soldaten", "Северн* Коре*", "=러", "a (b), c"]).map(
        lambda text: Literal(Form(text))
    )
    | st.builds(
        From, st.sampled_from(["host", "family", "country"]), st.lists(VALUE, min_size=1, max_size=3).map(tuple)
    )
    | st.builds(InLanguage, st.lists(st.sampled_from(["it", "pt-BR", "or"]), min_size=1, max_size=3).map(tuple))
)


def _grown(rules: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    several = st.lists(rules, min_size=2, max_size=3).map(tuple)
    return (
        several.map(All)
        | several.map(AnyOf)
        | rules.map(Not)
        | st.builds(Near, rules, rules, st.integers(0, 1000))
        | rules.map(SameSentence)
        | st.builds(InField, st.sampled_from(["title", "summary"]), rules)
        | st.builds(lambda chosen: AtLeast(1 + len(chosen) // 2, chosen), several)
        | st.builds(InList, st.integers(2, 9), rules)
    )


def read(text: str) -> Rule | RuleError:
    """The rule, or what is wrong with it."""
    try:
        return parse_rule(text, NAMES)
    except RuleError as error:
        return error


@given(st.recursive(LEAVES, _grown, max_leaves=12))
def test_a_rule_written_out_reads_back_the_same(rule: Rule) -> None:
    again = read(render(rule))
    if isinstance(again, RuleError):  # `not` where nothing could be evidence
        assert any(words in again.message for words in ("none of its words", "expected words", "both sides"))
        return
    assert again == rule
    assert not needs_no_evidence(rule)
    assert render(again) == render(rule)


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(["a", "and", "or", "not", "(", ")", "near/3", ",", '"b"', "2 of", "in", "title", "list of 3"]),
        max_size=12,
    ).map(" ".join)
)
def test_any_text_is_a_rule_or_one_clear_error_inside_it(text: str) -> None:
    rule = read(text)
    if isinstance(rule, RuleError):
        lines = text.split("\n")
        assert 1 <= rule.line <= len(lines)
        assert 1 <= rule.column <= len(lines[rule.line - 1]) + 1
    else:
        assert parse_rule(render(rule), NAMES) == rule
