"""How fired words look: in colour on a terminal, in brackets in a pipe, and never as markup of the terminal's own."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bot.doors.trace import explain_text, marked, say
from bot.errors import UsageError
from bot.jobs.explain import guess_language
from bot.settings.load import load
from bot.themes.match import Matcher

MARKS = [
    ("Kim met Putin", [(0, 3), (8, 13)], "[Kim] met [Putin]"),
    ("Kim Jong Un", [(0, 11), (0, 3), (4, 8)], "[Kim Jong Un]"),
    ("Kim Jong Un", [(0, 8), (4, 11)], "[Kim Jong Un]"),
    ("김정은 푸틴", [(0, 3)], "[김정은] 푸틴"),
    ("no words", [], "no words"),
    ("[bold]Kim[/]", [(6, 9)], "[bold][Kim][/]"),
]


@pytest.mark.parametrize(("text", "spans", "plain"), MARKS)
def test_without_colours_the_words_stand_in_brackets(text: str, spans: list[tuple[int, int]], plain: str) -> None:
    assert marked(text, spans, styled=False).plain == plain
    assert marked(text, spans, styled=True).plain == text


def test_a_headline_is_never_read_as_markup_and_never_broken() -> None:
    """Rich would turn [red] into a colour and break a long line in the middle of an address."""
    out = StringIO()
    say(Console(file=out, width=20), "[red]" + "x" * 300, marked("[bold]Kim", [(6, 9)], styled=False))
    assert out.getvalue() == "[red]" + "x" * 300 + " [bold][Kim]\n"
    colour = StringIO()
    say(Console(file=colour, force_terminal=True, color_system="standard"), marked("Kim", [(0, 3)], styled=True))
    assert "\x1b[1;33mKim" in colour.getvalue()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Kim writes to Putin", "en"),
        ("Kim écrit à Poutine", "fr"),
        ("Kim schreibt Putin einen Brief", "de"),
        ("Kim scrive a Putin", "it"),
        ("김정은, 푸틴에 서한", "ko"),
        ("Xyz 2026", "it"),
    ],
)
def test_the_language_of_a_headline_is_that_of_the_forms_it_holds(text: str, language: str) -> None:
    """An editor who tries an English headline must not be told that no theme knows its words."""
    settings = load(Path(__file__).parents[2] / "config", {})
    assert guess_language(text, settings.language, Matcher(settings.themes, settings.concepts)) == language


def test_a_text_may_be_in_a_language_that_only_the_editor_knows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The guide says how to add one; `match` then tries it out."""
    for name, text in {
        "bot": 'channels: [{id: main, to: "@northwatch"}]\n',
        "feeds": "feeds: [{name: Bandari, url: https://bandari.example/rss, language: sw}]\n",
        "themes": "concepts: {mail: {ka: [წერილ*], sw: [barua]}}\nthemes: [{id: mail, title: {it: Posta}, when: mail}]\n",
    }.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    for text, language in (("Barua kutoka kijijini", "sw"), ("წერილები", "ka")):
        assert explain_text(tmp_path, title=text, summary="", language=language, as_json=False) == 0
        assert "fires    mail" in capsys.readouterr().out
    with pytest.raises(UsageError, match="no language 'xx'"):
        explain_text(tmp_path, title="Barua", summary="", language="xx", as_json=False)
