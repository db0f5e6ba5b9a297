"""Lines for feeds.yaml: what is written is read back, and the rest of the file stays as its editor left it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.settings.feedlines import feed_line, problem_of, with_feeds
from bot.settings.read import read
from bot.settings.schema import FeedsFile
from bot.settings.shape import judge

NEW = {"name": "Faro: di Levante", "url": "https://faro.example/rss?a=1&b#c", "language": "it", "country": "IT"}
LINE = '- {name: "Faro: di Levante", url: "https://faro.example/rss?a=1&b#c", language: it, country: IT}'


def edited(tmp_path: Path, text: str) -> str:
    file = tmp_path / "feeds.yaml"
    file.write_text(text, encoding="utf-8", newline="")
    found = with_feeds(read(file), [NEW])
    file.write_text(found, encoding="utf-8", newline="")
    source = read(file)
    model, problems = judge(source, FeedsFile)
    assert (source.problems, problems) == ((), [])
    assert model
    assert model.feeds[-1].url == NEW["url"]
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "# mine\nfeeds:\n  # Korea\n  - {name: A, url: 'https://a.example/', language: ko}  # good\n",
            f"# mine\nfeeds:\n  # Korea\n  - {{name: A, url: 'https://a.example/', language: ko}}  # good\n  {LINE}\n",
        ),
        (
            "feeds:\n- name: A\n  url: https://a.example/\n  language: ko\n# the end\n\n\n",
            f"feeds:\n- name: A\n  url: https://a.example/\n  language: ko\n# the end\n{LINE}\n",
        ),
        (
            "feeds:\n    -\n      name: A\n      url: https://a.example/\n      language: ko",
            f"feeds:\n    -\n      name: A\n      url: https://a.example/\n      language: ko\n    {LINE}\n",
        ),
        ("# none yet\nfeeds: []  # soon\n", f"# none yet\nfeeds:  # soon\n  {LINE}\n"),
        (
            "feeds:\r\n  - {name: A, url: 'https://a.example/', language: ko}\r\n",
            f"feeds:\r\n  - {{name: A, url: 'https://a.example/', language: ko}}\r\n  {LINE}\r\n",
        ),
    ],
    ids=["flow items", "block items", "dash alone", "empty", "windows"],
)
def test_a_feed_goes_behind_the_last_one_in_the_files_own_style(tmp_path: Path, before: str, after: str) -> None:
    assert edited(tmp_path, before) == after


@pytest.mark.parametrize(
    "text", ["feeds: [{name: A, url: 'https://a.example/', language: ko}]\n", "feeds:\n", "a: 1\n"]
)
def test_a_list_that_no_line_can_be_added_to_is_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "feeds.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"feeds\.yaml"):
        with_feeds(read(file), [NEW])


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40)


@given(
    name=NAMES.filter(str.strip),
    kind=NAMES,
    family=st.sampled_from(["no", "1e3", "true", "~", "30m", "a: b", "- x", "{", "it's", '"']),
)
def test_whatever_a_name_holds_it_is_read_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, name: str, kind: str, family: str
) -> None:
    """YAML turns `no` into false and `a: b` into a mapping; a feed must keep the name that its outlet gave it."""
    values = {
        "name": name,
        "url": "https://a.example/f",
        "language": "no",
        "kind": kind,
        "family": family,
        "interval": "30m",
    }
    if problem_of(values):
        return
    file = tmp_path_factory.getbasetemp() / "line.yaml"
    file.write_text(f"feeds:\n{feed_line({**values, 'enabled': 'false'})}\n", encoding="utf-8")
    source = read(file)
    model, problems = judge(source, FeedsFile)
    assert (source.problems, problems) == ((), [])
    assert model
    (feed,) = model.feeds
    assert {key: getattr(feed, key) for key in values} == values
    assert feed.enabled is False


def test_what_feeds_yaml_would_refuse_is_said_in_words() -> None:
    assert problem_of(NEW) == ""
    assert problem_of({**NEW, "url": "ftp://a.example"}).startswith("url must be a web address; ")
    assert "password" in problem_of({**NEW, "url": "https://u:p@a.example/"})
    assert problem_of({**NEW, "interval": "soon"}).startswith("interval must be a duration")
    assert problem_of({**NEW, "name": "x" * 300}) == "name must have at most 200 characters"
