"""The sample news of the demo: invented outlets, plainly marked, with the traps that a reader of real feeds meets.

One YAML file is one outlet. Top level: `outlet`, `language`, `country`, `kind`, `family`, `side`, `format`, `host`, `items`; optional
`guid: none` (the feed gives no guid) and `scheme: http` (links begin with http instead of https). An item: `at` ("DAY HH:MM", UTC, day
1 to 3), `path` (with its query, if any), `title`, `summary`, `story`, `themes`; optional `revised: {at, title}` and `undated: true`
(the feed gives no date; `at` still says when the item appears).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

SAMPLES = Path(__file__).parents[2] / "bot" / "doors" / "demo" / "samples"
THEMES = {"letters", "summits", "troops", "arms", "sanctions", "economy", "technology", "ideology", "geopolitics"}
OUTLET_KEYS = {"outlet", "language", "country", "kind", "family", "side", "format", "host", "items"}
ITEM_KEYS = {"at", "path", "title", "summary", "story", "themes"}
KINDS = {"agency", "newspaper", "broadcaster", "magazine", "official"}
FORMATS = {"rss20", "atom10", "rss10"}
RESERVED = re.compile(r"([a-z0-9-]+\.)*([a-z0-9-]+\.(example|test|invalid)|example\.(org|net|com))")
MOMENT = re.compile(r"([123]) ([01]\d|2[0-3]):([0-5]\d)")
SCRIPTS = {  # the Unicode names of the letters that a headline of the language cannot do without
    "ru": ("CYRILLIC",),
    "uk": ("CYRILLIC",),
    "ko": ("HANGUL",),
    "ja": ("HIRAGANA", "KATAKANA", "CJK"),
    "zh": ("CJK",),
    "zh-Hant": ("CJK",),
}
MARK = "# A sample: this outlet and every item in it are invented for the demo of dispaccio.\n"
PATHS = sorted(SAMPLES.glob("*.yaml"))


def load(path: Path) -> dict[str, Any]:
    """One outlet as it stands in its file."""
    loaded: dict[str, Any] = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return loaded


@cache
def outlets() -> tuple[dict[str, Any], ...]:
    """Every outlet."""
    return tuple(load(path) for path in PATHS)


@cache
def told() -> tuple[tuple[dict[str, Any], dict[str, Any]], ...]:
    """Every (outlet, item)."""
    return tuple((outlet, item) for outlet in outlets() for item in outlet["items"])


@cache
def stories() -> dict[str, list[tuple[dict[str, Any], dict[str, Any]]]]:
    """Story key to its (outlet, item), earliest first."""
    found = defaultdict(list)
    for outlet, item in sorted(told(), key=lambda pair: minute(pair[1]["at"])):
        if item["story"]:
            found[item["story"]].append((outlet, item))
    return dict(found)


def minute(moment: str) -> int:
    """Minutes since the first midnight of the demo; raises ValueError on anything but "DAY HH:MM"."""
    parsed = MOMENT.fullmatch(moment)
    if not parsed:
        raise ValueError(f"not a moment of the demo: {moment!r}")
    day, hour, minutes = map(int, parsed.groups())
    return (day - 1) * 1440 + hour * 60 + minutes


def bare(path: str) -> str:
    """A path without query and trailing slash."""
    return path.partition("?")[0].rstrip("/")


def titles(item: dict[str, Any]) -> list[str]:
    """The headline, and the later one where the outlet changes it."""
    return [item["title"], *([item["revised"]["title"]] if "revised" in item else [])]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_an_outlet_is_marked_as_invented(path: Path) -> None:
    """A visitor who opens the demo or the file must never take an outlet for a real one, nor a link for a real site."""
    outlet = load(path)
    assert path.read_text(encoding="utf-8").startswith(MARK)
    assert outlet["outlet"].endswith(" (sample)")
    assert RESERVED.fullmatch(outlet["host"])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_an_outlet_has_the_agreed_form(path: Path) -> None:
    """A misspelt key would silently drop a fault or a mark that the demo shows."""
    outlet = load(path)
    assert outlet.keys() >= OUTLET_KEYS
    assert outlet.keys() <= OUTLET_KEYS | {"guid", "scheme"}
    assert outlet.get("guid", "none") == "none"
    assert outlet.get("scheme", "http") == "http"
    assert outlet["kind"] in KINDS
    assert outlet["format"] in FORMATS
    assert outlet["side"] in {None, "state-media"}
    assert re.fullmatch(r"[A-Z]{2}", outlet["country"])
    assert re.fullmatch(r"[a-z][a-z0-9-]+", outlet["family"])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_an_item_has_the_agreed_form(path: Path) -> None:
    """An item that the publisher cannot serve, or that no test can judge, is noise in the demo."""
    for item in load(path)["items"]:
        assert item.keys() >= ITEM_KEYS, item
        assert item.keys() <= ITEM_KEYS | {"revised", "undated"}, item
        assert re.fullmatch(r"(/[A-Za-z0-9._~-]+)+/?(\?[a-z_=&]+)?", item["path"]), item["path"]
        assert item["title"].strip() == item["title"] != ""
        assert len(item["summary"].split()) <= 60, item["title"]
        assert len(item["summary"]) <= 480, item["title"]
        assert set(item["themes"]) <= THEMES, item["title"]
        assert len(set(item["themes"])) == len(item["themes"]), item["title"]
        assert (item["story"] is None) == (not item["themes"]), item["title"]
        assert item["story"] is None or re.fullmatch(r"[a-z0-9-]+(\+[2-9])?", item["story"]), item["story"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_an_item_appears_within_the_three_days(path: Path) -> None:
    """An item outside the demo's clock would never be polled; a revision before its item would be no revision."""
    for item in load(path)["items"]:
        at = minute(item["at"])
        assert 10 <= at % 1440 <= 1430, item["title"]
        if "revised" in item:
            assert item["revised"].keys() == {"at", "title"}
            assert at < minute(item["revised"]["at"]) < 3 * 1440, item["title"]
            assert item["revised"]["title"] != item["title"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_an_outlet_writes_in_its_language(path: Path) -> None:
    """A headline in the wrong script, or in decomposed letters, would show the demo's own fault instead of the bot's skill."""
    outlet = load(path)
    scripts = SCRIPTS.get(outlet["language"], ("LATIN",))
    for item in outlet["items"]:
        for title in titles(item):
            names = [unicodedata.name(letter, "") for letter in title if letter.isalpha()]
            assert sum(name.startswith(scripts) for name in names) * 2 > len(names), title
        text = item["title"] + item["summary"]
        assert text == unicodedata.normalize("NFC", text), item["title"]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_an_outlet_never_repeats_itself(path: Path) -> None:
    """Two items of one outlet with one headline or one address would be one item to the bot, and the count would not add up."""
    items = load(path)["items"]
    assert len({bare(item["path"]) for item in items}) == len(items)
    headlines = Counter(title for item in items for title in titles(item))
    assert [title for title, times in headlines.items() if times > 1] == []


def test_an_address_of_a_host_is_one_item() -> None:
    """Only sister feeds of one family may give one address, and then for one and the same item."""
    seen: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}
    for outlet, item in told():
        other = seen.setdefault((outlet["host"], bare(item["path"])), (outlet, item))
        if other[1] is not item:
            assert other[0]["family"] == outlet["family"], item["path"]
            assert (other[1]["title"], other[1]["story"]) == (item["title"], item["story"])


def test_there_is_enough_of_everything() -> None:
    """A demo in few languages, or with nothing to leave out, would not show what the bot is for."""
    assert len(outlets()) >= 12
    assert len({outlet["outlet"] for outlet in outlets()}) == len(outlets())
    assert len({outlet["language"] for outlet in outlets()}) >= 8
    assert {outlet["format"] for outlet in outlets()} == FORMATS
    assert {outlet["side"] for outlet in outlets()} == {None, "state-media"}
    assert len(told()) >= 150
    assert sum(item["story"] is None for _, item in told()) >= 25
    assert len(stories()) >= 28
    assert {theme for _, item in told() for theme in item["themes"]} == THEMES
    assert sum(len({outlet["language"] for outlet, _ in copies}) >= 4 for copies in stories().values()) >= 4


def test_a_story_is_told_once_by_an_outlet_and_agrees_on_its_theme() -> None:
    """Two items of one outlet on one step of a story are two steps, and the keys should say so."""
    for story, copies in stories().items():
        assert len(copies) <= 9, story
        assert len({outlet["outlet"] for outlet, _ in copies}) == len(copies), story
        assert set.intersection(*(set(item["themes"]) for _, item in copies)), story


def test_different_stories_never_share_a_title() -> None:
    """The same headline on two stories would make the expected merges ambiguous."""
    owners = defaultdict(set)
    for outlet, item in told():
        for title in titles(item):
            owners[title.casefold()].add(item["story"] or (outlet["outlet"], item["path"]))
    assert {title: keys for title, keys in owners.items() if len(keys) > 1} == {}


def test_an_update_follows_the_story_that_it_updates() -> None:
    """A development that comes before its story would be the story."""
    updates = [story for story in stories() if "+" in story]
    assert len(updates) >= 5
    for story in updates:
        name, _, step = story.partition("+")
        before = name if step == "2" else f"{name}+{int(step) - 1}"
        assert minute(stories()[before][-1][1]["at"]) < minute(stories()[story][0][1]["at"]), story


def test_syndicated_copies_are_verbatim_and_late() -> None:
    """Without agency copies the demo would not show that one report in two papers is one story."""
    originals: dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]] = {}
    pairs = []
    for story, copies in stories().items():
        for outlet, item in copies:
            origin, first = originals.setdefault((story, item["title"]), (outlet, item))
            if origin["family"] != outlet["family"]:
                pairs.append((first, item))
    assert len(pairs) >= 6
    for first, second in pairs:
        assert first["summary"] == second["summary"], first["title"]
        assert 10 <= minute(second["at"]) - minute(first["at"]) <= 480, first["title"]


def test_other_languages_mostly_follow_within_half_a_day() -> None:
    """Copies spread over days would lie outside every window in which stories are merged."""
    lags = [
        minute(item["at"]) - minute(copies[0][1]["at"])
        for copies in stories().values()
        for outlet, item in copies
        if outlet["language"] != copies[0][0]["language"]
    ]
    assert len(lags) >= 50
    assert sum(lag <= 720 for lag in lags) >= 0.9 * len(lags)


def test_the_subject_begins_early_and_ends_in_time() -> None:
    """The first digest of day 1 must have news, and the last digest of day 3 must be able to tell everything."""
    times = [minute(item["at"]) for copies in stories().values() for _, item in copies]
    assert min(times) < 6 * 60
    assert max(times) < 2 * 1440 + 18 * 60
    assert {time // 1440 for time in times} == {0, 1, 2}


def test_the_faults_of_real_feeds_are_there() -> None:
    """Each of these broke a reader of feeds once; without them the demo would prove less than it claims."""
    assert sum("guid" in outlet for outlet in outlets()) == 1
    assert sum(all("?utm_" in item["path"] for item in outlet["items"]) for outlet in outlets()) == 1
    assert sum("undated" in item for _, item in told()) == 1
    assert any(item["story"] and " " in item["title"] and len(item["title"].split()) == 3 for _, item in told())
    assert sum("revised" in item for _, item in told()) >= 5
    assert sum("<p>" in item["summary"] for _, item in told()) >= 10
    assert sum("&amp;" in item["summary"] for _, item in told()) >= 3
    assert sum(item["summary"] == "" for _, item in told()) >= 8


def test_sister_feeds_give_one_item_under_two_spellings() -> None:
    """One item under http and https, with and without the last slash, must be one item to the bot."""
    spellings = defaultdict(set)
    for outlet, item in told():
        spellings[(outlet["host"], bare(item["path"]))].add((outlet.get("scheme", "https"), item["path"]))
    both = [found for found in spellings.values() if len(found) > 1]
    assert len(both) >= 3
    assert all({scheme for scheme, _ in found} == {"http", "https"} for found in both)
    assert any(len({path for _, path in found}) == 2 for found in both)
