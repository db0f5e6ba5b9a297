"""`check` on a real folder: every warning with its line and column, and nothing to say of a good configuration."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.jobs.check import findings
from bot.settings.load import load_with_files

ROOT = Path(__file__).parents[2]
BOT = 'channels: [{id: main, to: "@northwatch"}]\n'
FEEDS = """\
feeds:
  - {name: Harbour Daily, url: https://news.harbour.example/rss, language: en, country: KR, family: harbour}
  - {name: Meridian, url: https://meridian.example/feed, language: ru, country: RU, family: meridian}
"""
THEMES = """\
concepts:
  kim:
    any: [Kim Jong Un]
    ru: [Ким Чен Ын]
  putin:
    any: [Putin]
    ru: [Путин]
rules:
  two_sides: >
    kim and putin
themes:
  - id: letters
    title: {it: Lettere}
    when: >
      two_sides
      and "letter"
    unless: >
      from host (satire.example)
    examples: ["A letter of Kim Jong Un to Putin"]
    counterexamples: ["Kim Jong Un and Putin"]
"""


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., list[str]]:
    """What is said of this configuration, each with the name of its file only."""

    def tell(themes: str = THEMES, feeds: str = FEEDS) -> list[str]:
        for name, text in {"bot": BOT, "feeds": feeds, "themes": themes}.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        found = findings(*load_with_files(tmp_path, {}))
        return [str(problem).removeprefix(f"{tmp_path}/") for problem in found]

    return tell


def test_a_good_configuration_is_told_nothing(told: Callable[..., list[str]]) -> None:
    assert told() == []


KIM, PUTIN, WHEN = "any: [Kim Jong Un]", "ru: [Путин]", "two_sides\n      and"
# (what is written instead of what, in which file, what is said of it)
SLIPS = [
    (KIM, "any: [Kim Jong Un, Kim Jong-un]", "themes.yaml:3:24: warning: 'Kim Jong-un' is not needed: 'Kim Jong Un' (any) finds the same; it is on line 3; delete the one that says less"),
    (KIM, "any:\n      - Kim Jong Un\n      - Kim\n      - Kim Jong Un", "themes.yaml:6:9: warning: 'Kim Jong Un' stands twice; the first is on line 4; delete one"),
    (PUTIN, 'ru: [Путин]\n    en: ["@kim", Kim Jong Un]', "themes.yaml:8:18: warning: 'Kim Jong Un' stands twice; the first comes with an included concept; delete one"),
    (PUTIN, "ru: [Путин, Вован, Пyтин]", "themes.yaml:7:24: warning: 'Пyтин' can hardly match: y (U+0079) in 'Пyтин' is Latin among Cyrillic letters; type the word again with one keyboard"),
    (PUTIN, "ru: [Путин]\n    en: [VP]", "themes.yaml:8:10: warning: 'VP' is so short that other words look like it; write ==VP for exactly this and this case, or =VP for any case"),
    (PUTIN, "ru: [Путин]\n    ko: [푸]", "themes.yaml:8:10: warning: '푸' is found inside longer words; write =푸: it must then stand alone, or before a particle"),
    (PUTIN, "ru: [Путин]\n    jp: [プーチン]", "themes.yaml:8:5: warning: jp is no language that feeds come in; did you mean ja (Japanese)?"),
    (PUTIN, "ru: [Путин]\n    label: {eng: Putin}", "themes.yaml:8:13: warning: eng is no language that feeds come in; did you mean en (English)?"),
    ("it: Lettere", "it: Lettere, ua: Листи", "themes.yaml:13:26: warning: ua is no language that feeds come in; did you mean uk (Ukrainian)?"),
    ("language: ru", "language: kr", "feeds.yaml:3:68: warning: kr is no language that feeds come in; did you mean ko (Korean)?"),
    ("rules:", "  xi:\n    any: [Xi Jinping]\nrules:", "themes.yaml:8:3: warning: no theme uses the concept xi; use it in a rule, or delete it"),
    ("rules:", "rules:\n  alone: kim", "themes.yaml:9:3: warning: no theme uses the rule alone; use it in a theme, or delete it"),
    ('"letter"', '"EU"', "themes.yaml:16:11: warning: 'EU' is so short that other words look like it; write ==EU for exactly this and this case, or =EU for any case"),
    ('"letter"', '"letter" and not\n        from family (harbor)', "themes.yaml:17:22: warning: no feed has the family harbor; did you mean harbour?"),
    ('"letter"', '"letter" and not from country (ZZ)', "themes.yaml:16:42: warning: no feed has the country ZZ; look at feeds.yaml"),
    ('"letter"', '"letter" and not from host (harbuor.example)', "themes.yaml:16:39: warning: no feed has the host harbuor.example; did you mean harbour.example?"),
    ('"letter"', '"letter" and in language (en, it, cz)', "themes.yaml:16:45: warning: cz is no language that feeds come in; did you mean cs (Czech)?"),
    ("from host (satire.example)", "putin or from host (satire.example)", "themes.yaml:14:11: warning: the theme letters can never fire; what it asks for, and what `not` and unless take out, leave nothing"),
    ('"letter"', '"letter" and in language (it)', "themes.yaml:14:11: warning: the theme letters can fire in no language of the feeds (en, ru); some concept that it needs has no forms there"),
    ('examples: ["A letter', 'examples: ["No letter', ""),
    ("to Putin", "to Xi", "themes.yaml:19:16: theme letters: the example 'A letter of Kim Jong Un to Xi' does not fire; failed, read as en: two_sides: putin"),
    ('"Kim Jong Un and Putin"', '"Xi", "A letter by Kim Jong Un and Putin"', "themes.yaml:20:29: theme letters: the counterexample 'A letter by Kim Jong Un and Putin' fires; read as en, by: Kim Jong Un, Putin, letter"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line"), SLIPS, ids=[slip[1][:25].replace("\n", " ") for slip in SLIPS])
def test_a_slip_is_told_at_its_place(old: str, new: str, line: str, told: Callable[..., list[str]]) -> None:
    assert old in THEMES + FEEDS
    lines = told(THEMES.replace(old, new, 1), FEEDS.replace(old, new, 1))
    if "fire" not in line:  # what no item can be, no example can be either
        lines = [each for each in lines if "does not fire" not in each]
    if line:
        assert line in lines
    assert len(lines) <= 1 + ("can" in line)


def test_a_host_that_an_aggregator_may_link_to_is_no_slip(told: Callable[..., list[str]]) -> None:
    assert told(THEMES.replace("satire.example", "harbour.example, news.harbour.example, quite-different.test")) == []


def forms(number: int, more: str = "") -> str:
    return "".join(f"  c{at}: {{any: [word{at}x], ru: [слово{at}]{more}}}\n" for at in range(number))


def test_a_language_that_a_concept_alone_lacks_is_told_in_one_line(told: Callable[..., list[str]]) -> None:
    """A rule that joins it to others can never hold there, and nobody would notice the silence."""
    concepts = "concepts:\n" + forms(9, ", ko: [북한], ja: [北朝鮮]") + "  last: {any: [lastword]}\n"
    rule = " or ".join([*(f"c{at}" for at in range(9)), "last"])
    themes = f"{concepts}themes:\n  - {{id: t, title: {{it: T}}, when: {rule}, examples: [lastword]}}\n"
    feeds = FEEDS + "  - {name: Hangang, url: https://hangang.example/rss, language: ko}\n"
    (line,) = told(themes, feeds)
    assert line.startswith(
        "themes.yaml:11:3: warning: the concept last has no form in ko, ru, which most concepts have; "
    )
    assert told(themes, FEEDS + "  - {name: Sky, url: https://sky.example/rss, language: el}\n")[0] == (
        "feeds.yaml:4:57: warning: only 0 of 10 concepts have forms in el; "
        "the items of this feed will hardly match: add forms to themes.yaml"
    )
    wrong = told(themes, FEEDS + "  - {name: Hangang, url: https://hangang.example/rss, language: kr}\n")
    assert [line for line in wrong if "feeds.yaml" in line] == [
        "feeds.yaml:4:65: warning: kr is no language that feeds come in; did you mean ko (Korean)?"
    ]


def test_the_command_prints_warnings_as_lines_or_as_json(tmp_path: Path, told: Callable[..., list[str]]) -> None:
    told(THEMES.replace(KIM, "any: [Kim Jong Un, kim jong un]"))
    command = [sys.executable, "-m", "bot", "check", "--config", str(tmp_path)]
    plain = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert plain.returncode == 0
    assert re.fullmatch(r".*/themes\.yaml:3:24: warning: 'kim jong un' is not needed: .+\n", plain.stderr)
    assert plain.stdout.endswith("is good: 1 themes, 2 concepts with 5 forms, 2 feeds in 2 languages, 1 channels\n")
    data = subprocess.run([*command, "--json"], cwd=ROOT, check=False, capture_output=True, text=True)
    (finding,) = json.loads(data.stdout)
    assert (finding["line"], finding["column"], finding["warning"]) == (3, 24, True)
    assert (data.returncode, data.stderr) == (0, "")
