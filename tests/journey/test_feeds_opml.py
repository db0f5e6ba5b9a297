"""`dispaccio feeds import` and `export` as the real process."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.load import load
from tests.journey.newsroom import Desk

FEEDS = """\
# our feeds
feeds:
  # the coast
  - {name: Faro, url: "https://www.faro.example/rss", language: it, country: IT, kind: newspaper, timezone: Europe/Rome}
  - {name: "Molo: porto", url: "http://molo.example/f?a=1&b=2", language: it, family: coast, interval: 90m, enabled: false}
  - {name: 강변일보, url: "https://gang.example/rss", language: ko, side: state-media}
"""
OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="1.0"><body><outline text="coast">
  <outline text="Known" xmlUrl="http://faro.example/rss/?utm_source=x" language="it"/>
  <outline text="Faro" xmlUrl="https://other.example/rss" language="it-IT"/>
  <outline text="Faro twice" xmlUrl="http://www.other.example/rss" language="it"/>
  <outline text="No language" xmlUrl="https://mute.example/rss" language="unknown"/>
  <outline text="Shared secret" xmlUrl="https://me:hunter2@private.example/rss" language="it"/>
  <outline text="Not the web" xmlUrl="ftp://files.example/rss" language="it"/>
</outline></body></opml>
"""


@pytest.fixture
def listed(desk: Desk) -> Desk:
    desk.configure()
    (desk.folder / "config" / "feeds.yaml").write_text(FEEDS, encoding="utf-8")
    (desk.folder / "in.opml").write_text(OPML, encoding="utf-8")
    return desk


def test_import_tells_new_known_and_unusable_feeds_and_writes_nothing_unasked(listed: Desk) -> None:
    done = listed.run("feeds", "import", str(listed.folder / "in.opml"))
    assert done.code == 0, done.err
    assert done.out == '  - {name: Faro (other.example), url: "https://other.example/rss", language: it-it}\n'
    said = done.err.splitlines()
    assert said[0] == "known: Known (http://faro.example/rss/?utm_source=x): it is configured as Faro"
    assert said[1].endswith("it stands in the file twice, first as Faro (other.example)")
    assert "give it with --language" in said[2]
    assert "must not carry a user name or password" in said[3]
    assert "must be a web address" in said[4]
    assert said[-1].endswith(
        "6 feeds in " + str(listed.folder / "in.opml") + ": 1 new, not written: --write adds them; 2 known, 3 unusable"
    )
    assert "hunter2" not in done.err + done.out
    assert (listed.folder / "config" / "feeds.yaml").read_text(encoding="utf-8") == FEEDS


def test_import_adds_the_new_feeds_and_keeps_every_comment(listed: Desk) -> None:
    file = str(listed.folder / "in.opml")
    done = listed.run("feeds", "import", file, "--language", "en", "--write", "--json")
    assert done.code == 0, done.err
    assert done.json["written"] == 2
    assert [one["verdict"] for one in done.json["feeds"]] == ["known", "new", "known", "new", "unusable", "unusable"]
    text = (listed.folder / "config" / "feeds.yaml").read_text(encoding="utf-8")
    assert text == FEEDS + (
        '  - {name: Faro (other.example), url: "https://other.example/rss", language: it-it}\n'
        '  - {name: No language, url: "https://mute.example/rss", language: en}\n'
    )
    assert [path.name for path in (listed.folder / "config").iterdir() if "feeds" in path.name] == ["feeds.yaml"]
    again = listed.run("feeds", "import", file, "--language", "en", "--write")
    assert "0 new; 4 known, 2 unusable" in again.err
    assert (listed.folder / "config" / "feeds.yaml").read_text(encoding="utf-8") == text


def test_what_is_exported_is_imported_into_an_empty_list_without_loss(listed: Desk, tmp_path: Path) -> None:
    """A move to another machine by OPML keeps families, zones, intervals and what is switched off."""
    out = tmp_path / "out.opml"
    done = listed.run("feeds", "export", "--output", str(out))
    assert done.code == 0, done.err
    assert listed.run("feeds", "export").out.count("xmlUrl=") == 3
    before = load(listed.folder / "config", {}).feeds
    (listed.folder / "config" / "feeds.yaml").write_text("feeds: []\n", encoding="utf-8")
    assert listed.run("feeds", "import", str(out), "--write").code == 0
    assert load(listed.folder / "config", {}).feeds == before


def test_a_configuration_that_is_not_good_is_not_written_to(listed: Desk) -> None:
    feeds = listed.folder / "config" / "feeds.yaml"
    feeds.write_text(FEEDS.replace("language: ko", "langauge: ko"), encoding="utf-8")
    before = feeds.read_bytes()
    done = listed.run("feeds", "import", str(listed.folder / "in.opml"), "--write")
    assert done.code == 2
    assert "langauge" in done.err
    assert feeds.read_bytes() == before


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (
            '<!DOCTYPE o [<!ENTITY a "x">]><opml><body><outline xmlUrl="https://a.example/&a;"/></body></opml>',
            "refused",
        ),
        ("<html><body>sign in</body></html>", "its root is <html>"),
        ("<opml><body/></opml>", "holds no feed"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_and_exit_code_2(listed: Desk, body: str, why: str) -> None:
    file = listed.folder / "bad.opml"
    file.write_text(body, encoding="utf-8")
    done = listed.run("feeds", "import", str(file))
    assert (done.code, done.out) == (2, "")
    assert why in done.err
    assert len(done.err.splitlines()) == 1
    missing = listed.run("feeds", "import", str(listed.folder / "not-there.opml"))
    assert missing.code == 2
    assert "No such file" in missing.err


def test_a_language_that_is_none_is_not_taken(listed: Desk) -> None:
    done = listed.run("feeds", "import", str(listed.folder / "in.opml"), "--language", "jp")
    assert done.code == 2
    assert "did you mean ja" in done.err


def test_help_shows_an_example_of_each_command(desk: Desk) -> None:
    for command in ("list", "check", "discover", "import", "export"):
        done = desk.run("feeds", command, "--help")
        assert f"Example: dispaccio feeds {command}" in " ".join(done.out.split()), command
