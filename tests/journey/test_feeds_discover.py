"""`dispaccio feeds discover` as the real process, against sites on loopback."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from bot.doors.cli import run
from tests.journey.newsroom import Desk, Entry, Finished, now, rss

ITALIAN = [
    Entry(f"Il ministro dei porti dice che la nave numero {n} non è ancora nel molo", link=f"https://s.example/{n}")
    for n in range(5)
]
OTHER = [Entry(f"La pioggia sulla costa e il vento di {n} giorni", link=f"https://s.example/m/{n}") for n in range(5)]


def page(head: str = "", body: str = "") -> bytes:
    return f"<!doctype html><html lang=it><head>{head}</head><body>{body}</body></html>".encode()


def found(done: Finished) -> list[dict[str, object]]:
    assert done.code == 0, done.err
    return list(done.json["feeds"])


def test_a_page_that_declares_its_feeds_gives_lines_for_feeds_yaml(desk: Desk) -> None:
    site = desk.outlets
    head = '<link rel=alternate type="application/rss+xml" title="Molo" href=/news.rss><link rel=alternate type="application/rss+xml" href=/dead.rss>'
    site.documents |= {
        "/": page(head, '<a href="/altro/feed/">altro</a> <a href="/chi">noi</a>'),
        "/news.rss": rss(ITALIAN, now()),
        "/altro/feed/": rss(OTHER, now()),
    }
    site.types["/"] = "text/html"
    desk.configure()
    done = desk.run("feeds", "discover", f"{site.base}/")
    assert done.code == 0, done.err
    lines = YAML(typ="safe").load("feeds:\n" + done.out)["feeds"]
    assert lines == [
        {"name": "t", "url": f"{site.base}/news.rss", "language": "it"},
        {"name": "altro", "url": f"{site.base}/altro/feed/", "language": "it"},
    ]
    assert {one.path for one in site.answered} == {"/", "/news.rss", "/dead.rss", "/altro/feed/"}
    assert "2 feeds found, 4 addresses asked" in done.err


def test_a_feed_in_the_link_header_and_one_at_a_usual_place_are_found(desk: Desk) -> None:
    site = desk.outlets
    site.documents |= {"/a": page(), "/hidden": rss(ITALIAN, now()), "/b/": page(), "/b/feed": rss(OTHER, now())}
    site.headers["/a"] = {"Link": '</hidden>; rel="alternate"; type="application/atom+xml"'}
    desk.configure()
    (one,) = found(desk.run("feeds", "discover", f"{site.base}/a", "--json"))
    assert (one["url"], one["found"]) == (f"{site.base}/hidden", "declared by the server")
    (two,) = found(desk.run("feeds", "discover", f"{site.base}/b/", "--json", "--language", "it"))
    assert (two["url"], two["found"], two["language"]) == (f"{site.base}/b/feed", "a usual place", "it")


def test_the_address_of_a_feed_is_a_feed_and_a_known_one_is_said(desk: Desk) -> None:
    site = desk.outlets
    site.documents["/f"] = rss(ITALIAN, now())
    desk.configure({"name": "Molo", "path": "/f", "language": "it"})
    (one,) = found(desk.run("feeds", "discover", f"{site.base}/f", "--json"))
    assert one["known_as"] == "Molo"
    assert one["language_guessed"] is True
    assert "configured already, as Molo" in desk.run("feeds", "discover", f"{site.base}/f").out


def test_a_site_without_feeds_and_one_that_is_not_there_say_so(desk: Desk) -> None:
    desk.outlets.documents["/"] = page()
    desk.configure()
    done = desk.run("feeds", "discover", f"{desk.outlets.base}/")
    assert (done.code, done.out) == (1, "")
    assert "0 feeds found" in done.err
    gone = desk.run("feeds", "discover", "http://127.0.0.1:1/")
    assert gone.code == 1
    assert "refuses the connection" in gone.err
    assert "1 addresses asked" in gone.err


def test_discovery_goes_to_no_private_address_that_was_not_allowed(desk: Desk) -> None:
    """A page on the internet must not make us look into the operator's own network."""
    desk.outlets.documents["/"] = page('<link rel=alternate type="application/rss+xml" href="http://127.0.0.2:9/feed">')
    desk.configure()
    config = desk.folder / "config" / "bot.yaml"
    done = desk.run("feeds", "discover", f"{desk.outlets.base}/")
    assert done.code == 1
    config.write_text(
        config.read_text(encoding="utf-8").replace(", allow_private: [127.0.0.1/32]", ""), encoding="utf-8"
    )
    before = len(desk.outlets.answered)
    refused = desk.run("feeds", "discover", f"{desk.outlets.base}/")
    assert refused.code == 1
    assert "an address inside a network" in refused.err
    assert len(desk.outlets.answered) == before


def test_wrong_usage_is_one_line(desk: Desk) -> None:
    desk.configure()
    for arguments in (
        [],
        ["https://a.example", "--search", "x"],
        ["ftp://a.example"],
        ["https://a.example", "--language", "xx"],
    ):
        done = desk.run("feeds", "discover", *arguments)
        assert done.code == 2, arguments
        assert len(done.err.splitlines()) == 1, done.err
    unknown = desk.run("feeds", "discover", "--search", "Kim", "--language", "eo")
    assert unknown.code == 2
    assert "no edition in eo" in unknown.err


@pytest.mark.parametrize("reachable", [True, False])
def test_a_search_gives_its_line_also_when_it_cannot_be_tried(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, reachable: bool
) -> None:
    """The search engine of the test lives on loopback; all else is the command itself."""
    address = f"{desk.outlets.base}/search" if reachable else "http://127.0.0.1:1/search"
    monkeypatch.setattr(
        "bot.doors.feedfind.search_address", lambda words, language: f"{address}?q={words}&hl={language}"
    )
    desk.outlets.documents["/search?q=Kim&hl=it"] = rss(ITALIAN, now())
    desk.configure()
    config = str(desk.folder / "config")
    assert run(["feeds", "discover", "--search", "Kim", "--config", config]) == 0
    out, err = capsys.readouterr()
    assert out == f'  - {{name: "Google News: Kim", url: "{address}?q=Kim&hl=it", language: it, kind: aggregator}}\n'
    assert (
        err
        == f"the search feed {'answers with 5 items' if reachable else 'could not be tried: 127.0.0.1 refuses the connection'}\n"
    )
