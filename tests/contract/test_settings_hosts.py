"""`from host` of themes.yaml: written as an item can have it, or told with its place; never a rule that holds nowhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.model import All, From, Mention, Not
from bot.settings.load import Settings, load

BOT = 'channels: [{id: main, to: "@northwatch"}]\n'
FEEDS = "feeds: [{name: Harbour Daily, url: https://www.harbour.example/rss, language: en}]\n"
THEMES = """\
concepts: {kim: {any: [Kim]}}
rules:
  mocking: >
    %s
themes:
  - id: letters
    title: {it: Lettere}
    when: >
      kim
    unless: >
      %s
    examples: [Kim]
"""
KIM = Mention("kim")


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str, str], Settings]:
    """Loads a configuration with this named rule and this `unless`."""

    def write(rule: str, unless: str) -> Settings:
        for name, text in {"bot": BOT, "feeds": FEEDS, "themes": THEMES % (rule, unless)}.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path, {})

    return write


WRONG = [
    ("www.satire.example", "satire.example"),
    ("M.Satire.example", "satire.example"),
    ('"*.satire.example"', "satire.example"),
    ("https://www.satire.example/feed", "satire.example"),
    ("satire.example/news", "satire.example"),
    ("satire.example:8080", "satire.example"),
    ("häuser.example", "xn--huser-gra.example"),
]


@pytest.mark.parametrize(("host", "right"), WRONG, ids=[case[0] for case in WRONG])
def test_a_host_that_no_item_has_is_told_with_the_one_to_write(
    host: str, right: str, written: Callable[[str, str], Settings]
) -> None:
    """Copied from the address bar it would let all satire through, and nobody would know why."""
    with pytest.raises(ConfigError) as caught:
        written(f"from host ({host})", f"mocking or from host (fine.example, {host})")
    told = [str(problem)[str(problem).index("themes.yaml") :] for problem in caught.value.problems]
    assert [line.split(" ")[0] for line in told] == ["themes.yaml:4:16:", "themes.yaml:11:43:"]
    assert all(f"no item has the host {host.strip(chr(34))}; write {right}" in line for line in told)


@pytest.mark.parametrize("host", ["satire.example", "Satire.EXAMPLE.", "news.satire.example", "satire.co.uk"])
def test_a_host_as_items_have_it_is_taken(host: str, written: Callable[[str, str], Settings]) -> None:
    (theme,) = written("kim", f"from host ({host})").themes
    assert theme.rule == All((KIM, Not(From("host", (host,)))))


def test_unless_may_say_where_items_have_to_come_from(written: Callable[[str, str], Settings]) -> None:
    """`unless` is `and not`: what it says needs no words of its own, for `when` has some."""
    (theme,) = written("kim", "not from host (harbour.example)").themes
    assert theme.rule == All((KIM, Not(Not(From("host", ("harbour.example",))))))
