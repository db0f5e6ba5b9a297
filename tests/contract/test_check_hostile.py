"""`check` on files that are broken on purpose or by a bad paste: each slip a clear line with its place, exit 2, no hang."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.doors.cli import run

BOT = 'channels: [{id: main, to: "@northwatch"}]\n'
FEEDS = "feeds: [{name: Harbour Daily, url: https://harbour.example/rss, language: en}]\n"
THEMES = """\
concepts:
  kim: {any: [Kim Jong Un]}
  putin: {any: [Putin]}
rules:
  two_sides: kim and putin
themes:
  - id: letters
    title: {it: Lettere}
    when: >
      two_sides
    examples: [Kim Jong Un and Putin]
"""
Told = Callable[[str | bytes], tuple[int, list[str]]]


@pytest.fixture
def told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Told:
    """The exit code and the lines of `check` with this themes.yaml; 30 s of one core are the most it may take on a noisy machine."""

    def tell(themes: str | bytes) -> tuple[int, list[str]]:
        for name, text in {"bot": BOT, "feeds": FEEDS, "themes": themes}.items():
            data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
            (tmp_path / f"{name}.yaml").write_bytes(data)
        begun = time.process_time()
        code = run(["check", "--config", str(tmp_path)])
        assert time.process_time() - begun < 30
        lines = [line.removeprefix(f"{tmp_path}/") for line in capfd.readouterr().err.splitlines()]
        assert not any("Traceback" in line for line in lines)
        return code, lines

    return tell


def rule(text: str) -> str:
    """The good file with another rule, in a block."""
    return THEMES.replace("two_sides\n    ex", f"{text}\n    ex")


def form(text: str) -> str:
    """The good file with another form beside Putin."""
    return THEMES.replace("[Putin]", f"[Putin, {text}]")


REFUSED: list[tuple[str, str | bytes, str]] = [
    ("a broken rule", rule("kim and (putin"), "10:15: when: this ( is never closed; put a ) behind what belongs to it"),
    ("ten thousand parentheses", rule("(" * 9_000), "10:47: when: the rule is nested deeper than 40; gather words in concepts"),
    ("more than a rule holds", rule("(" * 30_000), "9:11: themes[0].when must have at most 20,000 characters"),
    ("a tower of nots", rule("kim and " + "not " * 3000 + "putin"), "10:175: when: the rule is nested deeper than 40; gather words in concepts"),
    ("a chain of near", rule("kim" + " near/3 kim" * 1500), "10:7: when: the rule, with the rules that it names, has more than 20,000 parts or 150 levels; gather words in concepts"),
    ("stars inside a word", rule('"a*b*c*d"'), '10:7: when: "a*b*c*d" can never match: * stands only at the beginning or at the end of a word'),
    ("a tower of stars", form('"' + "a*" * 90 + '"'), "3:24: concepts.putin.any[1] can never match; * stands only at the beginning or at the end of a word"),
    ("a circle of concepts", THEMES.replace("[Kim Jong Un]", '["@putin"]').replace("[Putin]", '["@kim"]'), "3:17: @kim includes itself: kim -> putin -> kim; remove one of these includes"),
    ("a circle of rules", THEMES.replace("kim and putin", "two_sides or kim"), "5:14: the rule two_sides names itself: two_sides -> two_sides; remove one of these names"),
    ("a form of 500 characters", form("x" * 500), "3:24: concepts.putin.any[1] must have at most 200 characters"),
    ("a control character", form('"Pu\\x07tin"'), "3:24: concepts.putin.any[1] must not hold the control character U+0007; remove it"),
    ("a zero-width space", form("Pu\u200btin"), "3:24: concepts.putin.any[1] holds the character U+200B, which nobody sees; delete it, or type the form again"),
    ("a soft hyphen", form("Pu\u00adtin"), "3:24: concepts.putin.any[1] holds the character U+00AD, which nobody sees; delete it, or type the form again"),
    ("a direction mark", form("\u202ePutin\u202c"), "3:24: concepts.putin.any[1] holds the character U+202E, which nobody sees; delete it, or type the form again"),
    ("a joiner in a Latin word", form("Pu\u200dtin"), "3:24: concepts.putin.any[1] holds the character U+200D, which nobody sees; delete it, or type the form again"),
    ("a mark in a rule", rule("two_sides and ki\u200bm"), "10:21: when: the character U+200B stands here, which nobody sees; delete it, or type the word again"),
    ("a mark in quotes", rule('two_sides and "\u200fkim"'), "10:21: when: the character U+200F stands here, which nobody sees; delete it, or type the word again"),
    ("a byte-order mark inside", rule("two_sides \ufeffand kim"), "10:17: when: the character U+FEFF stands here, which nobody sees; delete it, or type the word again"),
    ("a mark in a name", THEMES.replace("  putin:", "  pu\u200btin:"), "3:3: pu\ufffdtin cannot be the name of a concept; a rule could not say it: use letters, digits and _, and no word of the rules"),
    ("a tab", THEMES.replace("  putin", "\tputin"), "3:1: a tab stands where YAML wants spaces; indent with spaces"),
    ("an empty file", "", "1:1: the file is empty; it needs the key themes"),
    ("nothing but a comment", "# later\n", "1:1: the file is empty; it needs the key themes"),
    ("a list", "- concepts\n- themes\n", "1:1: the file must be a mapping; write key: value lines, or {key: value}"),
    ("concepts as a list", THEMES.replace("  kim:", "  - kim:").replace("  putin:", "  - putin:"), "2:3: concepts must be a mapping; write key: value lines, or {key: value}"),
    ("a concept as a list", THEMES.replace("{any: [Putin]}", "[Putin]"), "3:10: concepts.putin must be a mapping; write key: value lines, or {key: value}"),
    ("a bomb of aliases", "\n".join(["a: &a0 [x, x, x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 18))]), "9:15: the file holds more than 250,000 values; use fewer aliases, or split the work"),
    ("a hundred megabytes", b"# " + b"x" * 100_000_000, "0:0: is larger than 4 MB"),
    ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(200), "1:1: this byte is not UTF-8; save the file as UTF-8"),
    ("UTF-16", THEMES.encode("utf-16"), "1:1: this byte is not UTF-8; save the file as UTF-8"),
]  # fmt: skip


@pytest.mark.parametrize(("themes", "line"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_bad_file_is_refused_with_its_place(themes: str | bytes, line: str, told: Told) -> None:
    code, lines = told(themes)
    assert code == 2
    assert f"themes.yaml:{line}" in lines


def test_all_that_is_wrong_is_told_at_once(told: Told) -> None:
    """Else an editor mends one thing after the other, and each time the old configuration stays."""
    bad = (
        form("Pu\u200btin, x*y").replace("kim and putin", "kim and putim").replace("two_sides\n    ex", "(kim\n    ex")
    )
    code, lines = told(bad.replace("id: letters", "id: my letters").replace("title", "titel"))
    assert code == 2
    assert [line.split(": ")[0] for line in lines] == [
        f"themes.yaml:{place}" for place in ("3:24", "3:32", "5:22", "7:5", "7:9", "8:5", "10:7")
    ]


@pytest.mark.parametrize(
    "themes",
    [
        b"\xef\xbb\xbf" + THEMES.encode(),
        THEMES.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + THEMES.replace("\n", "\r\n").encode(),
        form("کیم جونگ\u200cاون").encode(),
        form("\u30ad\u3099\u30e0").encode(),  # NFD
    ],
    ids=["a byte-order mark", "line ends of Windows", "both", "Persian joins", "decomposed"],
)
def test_what_editors_of_other_systems_write_is_fine(themes: bytes, told: Told) -> None:
    assert told(themes) == (0, [])


def test_places_are_right_behind_line_ends_of_windows(told: Told) -> None:
    text = rule("two_sides\n      and nobody").replace("\n", "\r\n")
    (line,) = told(text)[1]
    assert line.startswith("themes.yaml:11:11: when: there is no concept or rule 'nobody'; ")


def test_fifty_thousand_forms_are_checked_in_seconds(told: Told) -> None:
    letters = "abcdefghijklmnopqrst"
    lists = "".join(
        f"  c{number}:\n"
        + "".join(
            f"    {language}: [{', '.join(f'w{letter}{letters[number % 20]}form{number}x' for letter in letters)}]\n"
            for language in ("any", "it", "en", "ru", "ko")
        )
        for number in range(500)
    )
    rules = " or ".join(f"c{number}" for number in range(500))
    code, lines = told(
        f"concepts:\n{lists}themes: [{{id: a, title: {{it: A}}, when: {rules}, examples: [waaform0x]}}]\n"
    )
    assert code == 0
    assert len(lines) == 40_000  # what `any` has, the other four lists need not have


def test_thousands_of_slips_in_rules_are_told_in_seconds(told: Told) -> None:
    concepts = "".join(f"  concept{n}: {{any: [word{n}]}}\n" for n in range(1000))
    rules = "".join(f"  rule{n}: concept{n} and konzept{n} or concept1\n" for n in range(1000))
    code, lines = told(f"concepts:\n{concepts}rules:\n{rules}themes: [{{id: a, title: {{it: A}}, when: concept1}}]\n")
    assert (code, len(lines)) == (2, 1000)
