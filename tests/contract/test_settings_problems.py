"""Every way to write the configuration wrong: one clear line that says what, where and what to do.

Each case changes the good files in one place; line and column are those that the editor shows.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.settings.load import load

BOT = """\
language: it
timezone: Europe/Rome
fresh: 24h
channels:
  - id: main
    to: "@northwatch"
    themes: [letters]
    digest: {at: ["08:00", "20:00"]}
    alerts: {independent: 2, wait: 5m}
    quiet: {from: "23:00", to: "07:00"}
    topics: {letters: 7}
  - {id: second, to: -1001234567890}
fetch:
  interval: {least: 5m, most: 6h}
  allow_private: [127.0.0.1/32]
telegram:
  admins: [42]
"""
FEEDS = """\
feeds:
  - name: Harbour Daily
    url: https://harbour.example/rss
    language: en
  - {name: Meridian, url: "https://meridian.example/feed", language: fr, country: FR, interval: 30m}
"""
THEMES = """\
concepts:
  kim:
    label: {it: Kim, en: Kim}
    any: [Kim Jong Un]
    ko: [김정은]
  putin:
    any: [Putin]
    ru: ["Путин*"]
  letter:
    kind: act
    en: [letter]
themes:
  - id: letters
    title: {it: Lettere, en: Letters}
    level: alert
    when: >
      kim and putin
      and letter
    unless: >
      from host (satire.example)
    examples: ["Kim Jong Un sends Putin a letter"]
  - id: meetings
    title: {it: Incontri}
    when: kim and putin
    examples: ["Kim Jong Un meets Putin"]
"""
GOOD = {"bot": BOT, "feeds": FEEDS, "themes": THEMES}


def write(directory: Path, files: dict[str, str] = GOOD) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (directory / f"{name}.yaml").write_text(text, encoding="utf-8")
    return directory


def complaints(directory: Path, environ: dict[str, str] | None = None) -> list[str]:
    """Every line of the complaint, file names without their folder."""
    with pytest.raises(ConfigError) as caught:
        load(directory, environ or {})
    return [line.removeprefix(f"{directory}/") for line in str(caught.value).splitlines()]


# (what is wrong, file, text of the good file, what stands there instead, the whole line of the complaint)
CASES = [
    # -- YAML itself
    ("a tab", "bot", "    to:", "\tto:", "bot.yaml:6:1: a tab stands where YAML wants spaces; indent with spaces"),
    ("a key twice", "bot", "fresh: 24h", "timezone: UTC", "bot.yaml:3:1: the key timezone stands here twice; the first is on line 2"),
    ("a key of a feed twice", "feeds", "language: en", "name: x\n    language: en", "feeds.yaml:4:5: the key name stands here twice; the first is on line 2"),
    ("an open quote", "feeds", "name: Harbour Daily", "name: 'Harbour Daily", "feeds.yaml:2:11: a quote is opened and never closed; close it, or double it where it belongs to the text"),
    ("an open bracket", "bot", "[127.0.0.1/32]", "[127.0.0.1/32", "bot.yaml:16:9: a list [...] or mapping {...} is not closed here; add the comma or the closing bracket"),
    ("a colon in a plain text", "feeds", "name: Harbour Daily", "name: Harbour: Daily", "feeds.yaml:2:18: there can be no key here; put a text with ': ' in quotes, or look at the indentation"),
    ("a wrong indentation", "themes", "    ko: [김정은]", "   ko: [김정은]", "themes.yaml:5:4: the indentation does not fit the lines above; align it with them"),
    ("a form with a star and no quotes", "themes", '"Путин*"', "*Путин", 'themes.yaml:8:10: *Путин without quotes is a YAML alias, and none of that name is defined; put it in quotes: "*Путин"'),
    ("a star and a space", "themes", '"Путин*"', "* Путин", 'themes.yaml:8:11: a text that begins with * must stand in quotes; write "*ending"'),
    ("an include without quotes", "themes", '"Путин*"', "@kim", "themes.yaml:8:10: a value cannot begin with this character; put it in quotes"),
    ("a tag", "feeds", "language: en", "language: !!str en", "feeds.yaml:4:15: YAML tags (!...) have no meaning here; remove it, or put the text in quotes"),
    ("a second document", "feeds", "  - {name", "---\n  - {name", "feeds.yaml:5:1: a second document begins here; remove the line ---"),
    ("a forbidden character", "feeds", "Harbour", "Har\x07bour", "feeds.yaml:2:14: the character U+0007 may not stand in a YAML file"),
    ("half a character", "feeds", "Harbour Daily", '"\\ud800"', "feeds.yaml:2:11: a \\u escape names half a character; write the character itself"),
    ("an unknown escape", "feeds", "Harbour Daily", '"C:\\qd"', "feeds.yaml:2:11: an escape inside double quotes is unknown; write \\\\ for a backslash"),
    ("a list as key", "bot", "fresh: 24h", "? [a]\n: b", "bot.yaml:3:3: a key must be a single word; put it in quotes if it begins with [ or {"),
    ("an empty file", "feeds", FEEDS, "# nothing\n", "feeds.yaml:1:1: the file is empty; it needs the key feeds"),
    ("a list as file", "feeds", FEEDS, "- a\n", "feeds.yaml:1:1: the file must be a mapping; write key: value lines, or {key: value}"),
    # -- keys
    ("an unknown key", "bot", "fresh: 24h", "frehs: 24h", "bot.yaml:3:1: frehs is not a known key; did you mean fresh?"),
    ("an unknown key of a channel", "bot", "    alerts:", "    alert:", "bot.yaml:9:5: channels[0].alert is not a known key; did you mean alerts?"),
    ("an unknown key of quiet hours", "bot", '"07:00"}', '"07:00", breakthrough: 3}', "bot.yaml:10:41: channels[0].quiet.breakthrough is not a known key; did you mean break_through?"),
    ("an unknown key of a feed", "feeds", "    language: en", "    language: en\n    land: UK", "feeds.yaml:5:5: feeds[0].land is not a known key; known: country, enabled, family, interval, kind, language, name, side, timezone, url"),
    ("a key like no other", "bot", "  interval:", "  q: 1\n  interval:", "bot.yaml:14:3: fetch.q is not a known key; known: allow_private, interval, pause, per_host, proxy"),
    ("a merge key", "bot", "fresh: 24h", "<<: {fresh: 24h}", "bot.yaml:3:1: << is not a known key; YAML 1.2 has no merge keys: write the keys out"),
    ("a token in the file", "bot", "  admins: [42]", "  token: abc", "bot.yaml:17:3: telegram.token is not a known key; secrets come from TELEGRAM_BOT_TOKEN or TELEGRAM_BOT_TOKEN_FILE"),
    ("a missing key", "feeds", "    url: https://harbour.example/rss\n", "", "feeds.yaml:2:5: feeds[0].url is missing"),
    ("no channels at all", "bot", BOT, "language: it\n", "bot.yaml:1:1: channels is missing"),
    ("an empty list of channels", "bot", BOT, "channels: []\n", 'bot.yaml:1:11: channels must hold at least one channel; such as - {id: main, to: "@example"}'),
    ("a theme without rule", "themes", "    when: kim and putin\n", "", "themes.yaml:22:5: themes[1].when is missing"),
    ("a theme without title", "themes", "title: {it: Incontri}", "title: {}", "themes.yaml:23:12: themes[1].title must not be empty"),
    # -- types
    ("a number for a name", "feeds", "Harbour Daily", "1843", "feeds.yaml:2:11: feeds[0].name must be text; put it in quotes"),
    ("a key without value", "feeds", "name: Harbour Daily", "name:", "feeds.yaml:2:5: feeds[0].name has no value; give it one, or leave the key out"),
    ("an empty list", "bot", "  admins: [42]", "  admins:", "bot.yaml:17:3: telegram.admins has no value; give it one, or leave the key out"),
    ("one theme for a list", "bot", "themes: [letters]", "themes: letters", "bot.yaml:7:13: channels[0].themes must be all, or a list of theme ids"),
    ("a channel without themes", "bot", "themes: [letters]", "themes: []", "bot.yaml:7:13: channels[0].themes must not be empty"),
    ("a theme named twice", "bot", "themes: [letters]", "themes: [letters, letters]", "bot.yaml:7:13: channels[0].themes must not name the same twice"),
    ("a text for a list", "bot", "[127.0.0.1/32]", "127.0.0.1/32", "bot.yaml:15:18: fetch.allow_private must be a list; write [a, b], or one line with '- ' for each"),
    ("a text for a mapping", "bot", "interval: {least: 5m, most: 6h}", "interval: 5m", "bot.yaml:14:13: fetch.interval must be a mapping; write key: value lines, or {key: value}"),
    ("true for alerts", "bot", "alerts: {independent: 2, wait: 5m}", "alerts: true", "bot.yaml:9:13: channels[0].alerts must be false, or a mapping"),
    ("a text for a number", "bot", "independent: 2", 'independent: "2"', "bot.yaml:9:27: channels[0].alerts.independent must be a whole number"),
    ("half a publisher", "bot", "independent: 2", "independent: 1.5", "bot.yaml:9:27: channels[0].alerts.independent must be a whole number"),
    ("no publisher", "bot", "independent: 2", "independent: 0", "bot.yaml:9:27: channels[0].alerts.independent must be at least 1"),
    ("a name for a user id", "bot", "[42]", '["@anna"]', "bot.yaml:17:12: telegram.admins[0] must be a whole number"),
    ("a word for true", "bot", "    topics:", "    previews: yes\n    topics:", "bot.yaml:11:15: channels[0].previews must be true or false"),
    ("an unknown choice", "bot", "    topics:", "    silent: some\n    topics:", "bot.yaml:11:13: channels[0].silent must be 'none', 'digests' or 'all'"),
    ("an unknown level", "themes", "level: alert", "level: urgent", "themes.yaml:15:12: themes[0].level must be 'alert' or 'digest'"),
    ("true for a form", "themes", "[letter]", "[letter, true]", "themes.yaml:11:18: concepts.letter.en[1] must be text; put it in quotes"),
    ("a list for a concept", "themes", '  putin:\n    any: [Putin]\n    ru: ["Путин*"]', "  putin: [Putin]", "themes.yaml:6:10: concepts.putin must be a mapping; write key: value lines, or {key: value}"),
    # -- notations
    ("a duration without unit", "bot", "fresh: 24h", 'fresh: "24"', "bot.yaml:3:8: fresh must be a duration; write a number and s, m, h or d, such as 30m"),
    ("a number for a duration", "bot", "fresh: 24h", "fresh: 24", "bot.yaml:3:8: fresh must be a duration; write a number and s, m, h or d, such as 30m"),
    ("no time at all", "bot", "fresh: 24h", "fresh: 0s", "bot.yaml:3:8: fresh must last at least 1s"),
    ("ages", "bot", "fresh: 24h", "fresh: 999999999d", "bot.yaml:3:8: fresh must last at most 3650d"),
    ("the 25th hour", "bot", '"20:00"', '"25:00"', 'bot.yaml:8:28: channels[0].digest.at[1] must be a time of day from 00:00 to 23:59; write hours and minutes, such as "08:00"'),
    ("a time without zero", "bot", '"08:00"', "8:00", 'bot.yaml:8:19: channels[0].digest.at[0] must be a time of day from 00:00 to 23:59; write hours and minutes, such as "08:00"'),
    ("the same time twice", "bot", '"20:00"', '"08:00"', "bot.yaml:8:18: channels[0].digest.at must not name the same twice"),
    ("no time for digests", "bot", '{at: ["08:00", "20:00"]}', "{at: []}", "bot.yaml:8:18: channels[0].digest.at must not be empty"),
    ("times and a period", "bot", '"20:00"]}', '"20:00"], every: 30m}', 'bot.yaml:8:13: channels[0].digest must hold either at or every; such as {at: ["08:00", "20:00"]} or {every: 30m}'),
    ("quiet hours of no length", "bot", '"07:00"', '"23:00"', "bot.yaml:10:12: channels[0].quiet must not begin and end at the same time"),
    ("least over most", "bot", "least: 5m", "least: 7h", "bot.yaml:14:13: fetch.interval must have a least that is not longer than its most"),
    ("a misspelt zone", "bot", "Europe/Rome", "Europe/Roma", "bot.yaml:2:11: timezone must be a time zone; did you mean Europe/Rome?"),
    ("half a zone", "bot", "Europe/Rome", "Europe", "bot.yaml:2:11: timezone must be a time zone; did you mean Europe/Rome?"),
    ("a zone that climbs out", "bot", "Europe/Rome", "../../etc/passwd", "bot.yaml:2:11: timezone must be a time zone; write a name of the IANA database, such as Europe/Rome"),
    ("a language without catalogue", "bot", "language: it", "language: xx", "bot.yaml:1:11: no posts can be told in this language; known: en, it; a new one is a file in bot/text/catalogues"),
    ("the name of a language", "feeds", "language: en", "language: English", "feeds.yaml:4:15: feeds[0].language must be a language code; write two or three letters, such as it, or with a region, pt-br"),
    ("the name of a country", "feeds", "country: FR", "country: France", "feeds.yaml:5:83: feeds[1].country must be a country code of two letters; such as KR"),
    ("bits of a host", "bot", "127.0.0.1/32", "10.1.2.3/8", "bot.yaml:15:19: fetch.allow_private[0] must be a network; did you mean 10.0.0.0/8?"),
    ("a name for a network", "bot", "127.0.0.1/32", "localhost", "bot.yaml:15:19: fetch.allow_private[0] must be a network; write an address and the bits that count, such as 127.0.0.1/32"),
    ("a link for a chat", "bot", '"@northwatch"', "https://t.me/northwatch", 'bot.yaml:6:9: channels[0].to must be a chat; write "@name" in quotes, or the numeric id, such as -1001234567890'),
    ("an id with a blank", "bot", "id: main", "id: the main", "bot.yaml:5:9: channels[0].id must be an id; use letters, digits, dot, - and _ only, at most 64"),
    ("a Bot API that would swallow the token", "bot", "  admins: [42]", "  base_url: http://127.0.0.1:9000", "bot.yaml:17:13: telegram.base_url must end with /bot; such as https://api.telegram.org/bot"),
    ("a url without scheme", "feeds", "https://harbour.example/rss", "harbour.example/rss", "feeds.yaml:3:10: feeds[0].url must be a web address; write it in full, beginning with http:// or https://"),
    ("a url of another kind", "feeds", "https://harbour.example/rss", "file:///etc/passwd", "feeds.yaml:3:10: feeds[0].url must be a web address; write it in full, beginning with http:// or https://"),
    ("a url without host", "feeds", "https://harbour.example/rss", "https:///rss", "feeds.yaml:3:10: feeds[0].url must be a web address; write it in full, beginning with http:// or https://"),
    ("a port that is none", "feeds", "https://harbour.example/rss", "https://harbour.example:99999/", "feeds.yaml:3:10: feeds[0].url must be a web address; write it in full, beginning with http:// or https://"),
    ("a url with a password", "feeds", "https://harbour", "https://anna:hunter2@harbour", "feeds.yaml:3:10: feeds[0].url must not carry a user name or password; addresses are shown in logs and on pages"),
    ("a name of blanks", "feeds", "Harbour Daily", '"  "', "feeds.yaml:2:11: feeds[0].name must not be empty"),
    ("an endless name", "feeds", "Harbour Daily", "x" * 201, "feeds.yaml:2:11: feeds[0].name must have at most 200 characters"),
    ("a name over two lines", "feeds", "Harbour Daily", '"Harbour\\nDaily"', "feeds.yaml:2:11: feeds[0].name must not hold the control character U+000A; remove it"),
    ("a title in no language", "themes", "{it: Incontri}", "{italian: Incontri}", "themes.yaml:23:13: themes[1].title.italian must be a language code; write two or three letters, such as it, or with a region, pt-br"),
    # -- forms and concepts
    ("an empty form", "themes", "[letter]", '[letter, ""]', "themes.yaml:11:18: concepts.letter.en[1] must not be empty"),
    ("only a star", "themes", "[letter]", '["*"]', "themes.yaml:11:10: concepts.letter.en[0] can never match; a form needs at least one letter or digit"),
    ("only a sign", "themes", "[letter]", '["=="]', "themes.yaml:11:10: concepts.letter.en[0] can never match; a form needs at least one letter or digit"),
    ("a form with a control character", "themes", "[letter]", '["let\\x07ter"]', "themes.yaml:11:10: concepts.letter.en[0] must not hold the control character U+0007; remove it"),
    ("an endless form", "themes", "[letter]", f"[{'x' * 201}]", "themes.yaml:11:10: concepts.letter.en[0] must have at most 200 characters"),
    ("a concept without form", "themes", "    en: [letter]\n", "", "themes.yaml:9:3: the concept letter has no form; list some under any, or under the code of their language"),
    ("a concept with an empty list", "themes", "en: [letter]", "en: []", "themes.yaml:9:3: the concept letter has no form; list some under any, or under the code of their language"),
    ("a misspelt key of a concept", "themes", "kind: act", "kinds: [act]", "themes.yaml:10:5: kinds is neither a key of a concept nor a language code; did you mean kind?"),
    ("an unknown include", "themes", "[letter]", '[letter, "@putni"]', "themes.yaml:11:18: @putni names no concept; did you mean putin?"),
    ("an include of itself", "themes", "[letter]", '["@letter"]', "themes.yaml:11:10: @letter includes itself: letter -> letter; remove one of these includes"),
    ("includes in a circle", "themes", "ko: [김정은]\n  putin:\n    any: [Putin]", 'ko: ["@putin"]\n  putin:\n    any: ["@kim"]', "themes.yaml:7:11: @kim includes itself: kim -> putin -> kim; remove one of these includes"),
    # -- names used twice, names that nothing bears
    ("two channels with one id", "bot", "id: second", "id: main", "bot.yaml:12:10: two channels have this id; the first is on line 5"),
    ("two feeds with one name", "feeds", "name: Meridian", "name: Harbour Daily", "feeds.yaml:5:12: two feeds have this name; the first is on line 2"),
    ("two feeds with one url", "feeds", '"https://meridian.example/feed"', '"https://Harbour.example:443/rss#top"', "feeds.yaml:5:27: two feeds have this url; the first is on line 3"),
    ("two themes with one id", "themes", "id: meetings", "id: letters", "themes.yaml:22:9: two themes have this id; the first is on line 13"),
    ("a channel with an unknown theme", "bot", "[letters]", "[letters, meeting]", "bot.yaml:7:23: no theme has the id meeting; did you mean meetings?"),
    ("a topic of an unknown theme", "bot", "{letters: 7}", "{letters: 7, troops: 8}", "bot.yaml:11:26: no theme has the id troops; known: letters, meetings"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "line"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_each_mistake_is_told_at_its_line_and_column(file: str, old: str, new: str, line: str, tmp_path: Path) -> None:
    assert old in GOOD[file], "the case changes nothing"
    directory = write(tmp_path, GOOD | {file: GOOD[file].replace(old, new, 1)})
    assert complaints(directory) == [line]


# a rule with an unknown name: how it is written, and the line and column of the name
RULES = [
    ("folded", "when: >\n      kim and\n      nobody\n", "17:7"),
    ("folded, stripped", "when: >-\n      kim and\n\n\n      nobody\n", "19:7"),
    ("literal", "when: |\n      kim\n        and nobody\n", "17:13"),
    ("kept", "when: |+\n      kim and nobody\n\n", "16:15"),
    ("with a comment", "when: >  # nobody knows\n      kim and nobody\n", "16:15"),
    ("with a comment after it", "when: >\n      kim and nobody\n    # nobody knows\n", "16:15"),
    ("plain", "when: kim and nobody\n", "15:19"),
    ("plain over lines", "when: kim and\n      nobody\n", "16:7"),
    ("single quotes", "when: 'kim and nobody'\n", "15:20"),
    ("double quotes", 'when: "kim\n      and nobody"\n', "16:11"),
    ("double quotes with escapes", 'when: "kim\\x20and nobody"\n', "15:11"),
    ("after a literal", 'when: >\n      "Kim  Jong" and\n      nobody\n', "17:7"),
    ("far right", "when: >\n      kim and (" + "kim or " * 30 + "nobody)\n", "16:226"),
]


@pytest.mark.parametrize(("written", "spot"), [case[1:] for case in RULES], ids=[case[0] for case in RULES])
def test_a_bad_rule_is_told_where_the_word_stands_in_the_file(written: str, spot: str, tmp_path: Path) -> None:
    old = "when: >\n      kim and putin\n      and letter\n"
    directory = write(tmp_path, GOOD | {"themes": THEMES.replace("    level: alert\n", "").replace(old, written)})
    found = complaints(directory)
    assert [line.split(" ")[0] for line in found] == [f"themes.yaml:{spot}:"]
    assert "nobody" in found[0]


def test_a_bad_unless_is_told_like_a_bad_rule(tmp_path: Path) -> None:
    directory = write(tmp_path, GOOD | {"themes": THEMES.replace("from host (satire.example)", "nobody")})
    assert [line.split(" ")[:2] for line in complaints(directory)] == [["themes.yaml:20:7:", "unless:"]]


def test_a_concept_that_no_rule_can_name_is_refused(tmp_path: Path) -> None:
    themes = THEMES.replace("  letter:\n", "  near:\n").replace("      and letter\n", "")
    assert [line.split("; ")[0] for line in complaints(write(tmp_path, GOOD | {"themes": themes}))] == [
        "themes.yaml:9:3: near cannot be the name of a concept"
    ]


def test_a_badly_shaped_concept_is_not_called_unknown_as_well(tmp_path: Path) -> None:
    themes = THEMES.replace("[letter]", '[letter, "@kim"]').replace("    any: [Kim Jong Un]", "    any: Kim Jong Un")
    assert [line.split(": ")[0] for line in complaints(write(tmp_path, GOOD | {"themes": themes}))] == [
        "themes.yaml:4:10"
    ]


def test_everything_wrong_in_every_file_is_told_at_once_and_in_order(tmp_path: Path) -> None:
    bot = BOT.replace("fresh: 24h", "fresh: soon").replace("[letters]", "[letters, nothing]").replace("[42]", "[0]")
    feeds = FEEDS.replace("language: en", "language: no way").replace("interval: 30m", "interval: 30")
    themes = (
        THEMES.replace("[letter]", '["@nobody"]')
        .replace("kim and putin\n", "kim and nobody\n")
        .replace("alert", "loud")
    )
    directory = write(tmp_path, {"bot": bot, "feeds": feeds, "themes": themes})
    found = complaints(directory, {"TELEGRAM_BOT_TOKEN": "a b"})
    assert [line.split(": ")[0] for line in found] == [
        "bot.yaml:3:8", "bot.yaml:7:23", "bot.yaml:17:12",
        "feeds.yaml:4:15", "feeds.yaml:5:97",
        "themes.yaml:11:10", "themes.yaml:15:12", "themes.yaml:17:15", "themes.yaml:24:19",
        "environment:0:0",
    ]  # fmt: skip


def test_a_file_with_a_slip_of_yaml_does_not_hide_the_mistakes_of_the_others(tmp_path: Path) -> None:
    directory = write(
        tmp_path, {"bot": BOT.replace("fresh: 24h", "fresh: 1"), "feeds": "feeds: [", "themes": "a: b: c"}
    )
    assert [line.split(": ")[0] for line in complaints(directory)] == [
        "bot.yaml:3:8",
        "feeds.yaml:1:9",
        "themes.yaml:1:5",
    ]


def test_themes_that_cannot_be_read_are_not_called_unknown_as_well(tmp_path: Path) -> None:
    themes = "concepts: {kim: {any: [Kim]}}\nthemes: {letters: kim}\n"
    assert [line.split(": ")[0] for line in complaints(write(tmp_path, GOOD | {"themes": themes}))] == [
        "themes.yaml:2:9"
    ]


def test_two_mistakes_in_one_entry_are_both_told(tmp_path: Path) -> None:
    feeds = FEEDS.replace("https://harbour.example/rss", "ftp://harbour.example").replace("language: en", "lang: en")
    assert [line.split("; ")[0] for line in complaints(write(tmp_path, GOOD | {"feeds": feeds}))] == [
        "feeds.yaml:2:5: feeds[0].language is missing",
        "feeds.yaml:3:10: feeds[0].url must be a web address",
        "feeds.yaml:4:5: feeds[0].lang is not a known key",
    ]


def test_a_missing_folder_and_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path / "conf", {})
    assert str(caught.value) == (
        f"{tmp_path}/conf:0:0: there is no such folder; name it with --config or DISPACCIO_CONFIG"
    )
    (tmp_path / "bot.yaml").mkdir()
    (tmp_path / "feeds.yaml").write_bytes(FEEDS.encode() + b"# caf\xe9\n")
    assert complaints(tmp_path) == [
        "bot.yaml:0:0: this is not a file",
        "feeds.yaml:6:6: this byte is not UTF-8; save the file as UTF-8",
        "themes.yaml:0:0: there is no such file; copy it from the config folder that ships with dispaccio",
    ]


@pytest.mark.parametrize("name", GOOD)
def test_no_complaint_repeats_a_token_pasted_into_the_wrong_line(name: str, tmp_path: Path) -> None:
    """It would travel into logs and issues."""
    token = "1234567:" + "Hunter2" * 5
    lines = GOOD[name].splitlines()
    leaks = 0
    for number, line in enumerate(lines):
        key, colon, value = line.partition(": ")
        for pasted in (f"{key}: {token}", f"{key}: [{token}]", f"{key}: {{{token}: 1}}", f"{key}: {{it: *{token}}}"):
            if colon and not value.startswith(">"):
                write(tmp_path, GOOD | {name: "\n".join([*lines[:number], pasted, *lines[number + 1 :]])})
                leaks += "Hunter2" in _complaint(tmp_path)
    assert leaks == 0


def _complaint(directory: Path) -> str:
    try:
        load(directory, {})
    except ConfigError as error:
        return str(error)
    return ""
