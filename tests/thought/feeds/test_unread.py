"""Entries that were read before are not read again, and nothing comes out otherwise than if they were."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds.parse import Parsed, parse
from bot.feeds.split import cut
from bot.feeds.window import Trace, Window, read_window
from bot.model import Feed
from tests.thought.feeds.samples import FEED, SEEN, entry, rss, titles

DOCUMENTS = Path(__file__).parents[4] / "shared" / "data" / "feeds"
WIRE = "https://wire.example/"
DIV = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Fog &amp; <b>entry</b></p></div>'
FRAMES = {  # an envelope, and how an entry looks in it
    "rss": (
        """<rss version="2.0" xml:base="https://harbour.example/sub/"><channel><title>Entries</title>
        <image><title>Logo</title><url>/l.png</url></image>{}<item-count>9</item-count></channel></rss>""",
        "<item><title>{title}</title><link>{link}</link><guid>{guid}</guid>{more}</item>",
    ),
    "atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://harbour.example/"><title>F</title>{}</feed>',
        '<entry xml:base="a/"><title type="html">{title}</title><link href="{link}"/><id>{guid}</id>{more}</entry>',
    ),
    "rdf": (
        """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>F</title></channel>{}</rdf:RDF>""",
        '<item rdf:about="{guid}"><title>{title}</title><link>{link}</link>{more}</item>',
    ),
}
MORE = {
    "nothing": "",
    "a script": "<description><![CDATA[<item><title>No entry</title></item>]]></description>",
    "a comment": "<!-- <item> --><dc:date xmlns:dc='http://purl.org/dc/elements/1.1/'>2026-09-27T10:00:00Z</dc:date>",
    "a date": "<pubDate>Sun, 27 Sep 2026 10:00:00 GMT</pubDate>",
    "a year ago": "<pubDate>Sat, 27 Sep 2025 10:00:00 GMT</pubDate>",
    "markup": f'<content type="xhtml" xmlns="http://www.w3.org/2005/Atom">{DIV}</content>',
    "a source": '<source url="https://other.example/"><title>Other</title><entry-id/></source>',
    "pictures": '<m:content xmlns:m="http://search.yahoo.com/mrss/" url="p.png"><m:title>A > b</m:title></m:content>',
}
ENTRIES = st.lists(
    st.fixed_dictionaries(
        {
            "title": st.sampled_from(
                ["Boats return to the harbour", "Market", "Fog &amp; rain over the bay today", "A", ""]
            ),
            "link": st.sampled_from(["/a", "b.html", "https://harbour.example/c", "https://harbour.example/", ""]),
            "guid": st.sampled_from(["one", "same-guid", "https://harbour.example/g", "7", ""]),
            "more": st.sampled_from([*MORE.values()]),
        }
    ),
    min_size=1,
    max_size=7,
)


def read(document: str | bytes, window: Window | None = None, feed: Feed = FEED) -> Parsed:
    body = document.encode() if isinstance(document, str) else document
    return parse(body, "", feed, SEEN, base=feed.url, window=window)


def some(window: Window, kept: set[str]) -> Window:
    """The window of a feed that showed only some of these entries."""
    return Window(window.kind, {mark: trace for mark, trace in window.last.items() if mark in kept})


def same(part: Parsed, all_of_it: Parsed) -> None:
    """All that is said of the whole document is the same, and so is each item that was read."""
    ids = {item.id: item for item in all_of_it.items}
    assert [ids.get(item.id) for item in part.items] == list(part.items)
    assert [item.id for item in part.items] == [name for name in ids if name in {item.id for item in part.items}]
    assert part.found(0) == all_of_it.found(0)
    assert part.window.last == all_of_it.window.last
    assert part.shared <= all_of_it.shared


@pytest.mark.skipif(not (DOCUMENTS / "INDEX.tsv").is_file(), reason="no real documents beside the repository")
def test_every_real_document_reads_the_same_whatever_is_known_of_it() -> None:
    """Nine in ten can be cut; of each, whichever entries are known, the others come out as in a whole reading."""
    with (DOCUMENTS / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        rows = [row for row in csv.DictReader(index, delimiter="\t") if int(row["items"])]
    uncut = []
    for row in rows:
        dice = random.Random(row["file"])
        feed = replace(FEED, language=row["language"].partition("-")[0].casefold() or "en")
        body = (DOCUMENTS / row["file"]).read_bytes()
        first = read(body, feed=feed)
        marks = list(first.window.last)
        if not marks:
            uncut.append(row["file"])
            continue
        for share in (1, 0.9, 0.3):
            kept = set(dice.sample(marks, int(len(marks) * share)))
            part = read(body, some(first.window, kept), feed)
            same(part, first)
            assert part.known <= len(kept)
    assert len(uncut) <= 0.1 * len(rows), uncut


@given(st.sampled_from([*FRAMES]), ENTRIES, st.data())
@settings(deadline=None, max_examples=150)
def test_every_made_document_reads_the_same_whatever_is_known_of_it(
    frame: str, entries: list[dict[str, str]], data: st.DataObject
) -> None:
    """Shared guids, entries that stand twice, markup that looks like entries, prefixes and bases inside and around."""
    around, form = FRAMES[frame]
    document = around.format("\n".join(form.format(**each) for each in entries))
    first = read(document)
    assert first.window.last
    kept = data.draw(st.sets(st.sampled_from([*first.window.last])))
    part = read(document, some(first.window, kept))
    same(part, first)
    assert part.known <= len(kept)
    assert read_window(part.window.text()) == part.window


def test_of_a_changed_document_only_the_new_entries_are_read() -> None:
    """What makes a poll cheap; and the counts of the balance are right without them."""
    old = [entry(f"Boat number {number} is back in the harbour", guid=f"boat-{number}") for number in range(9)]
    first = read(rss(*old))
    second = read(rss(entry("A tenth boat is seen off the coast", guid="boat-10"), *old[:-1]), first.window)
    assert titles(second) == ("A tenth boat is seen off the coast",)
    assert (second.found(1).items, second.known) == (9, 8)
    assert read(rss(*old[:-1]), second.window).items == ()


def test_an_entry_that_changed_comes_again() -> None:
    """A corrected headline must reach the store, or the post that grows from it stays wrong."""
    first = read(rss(entry("Two boats lost", guid="boats"), entry("Fog over the bay", guid="fog")))
    second = read(rss(entry("Two boats found", guid="boats"), entry("Fog over the bay", guid="fog")), first.window)
    assert titles(second) == ("Two boats found",)
    assert [item.id for item in second.items] == [first.items[0].id]


def test_a_guid_that_a_known_entry_has_names_nothing_new() -> None:
    """Fault 4: the second item would be taken for the first one, and lost."""
    one = entry("Boats return to the harbour today", guid="constant", link=f"{WIRE}1")
    two = entry("The market opens an hour earlier", guid="constant", link=f"{WIRE}2")
    second = read(rss(two, one), read(rss(one)).window)
    assert second.shared == {key for key in second.shared if key.startswith("g:")} != frozenset()
    assert second.items == tuple(item for item in read(rss(two, one)).items if item.link.endswith("2"))


@pytest.mark.parametrize(
    "other",
    [replace(FEED, timezone="Asia/Seoul"), replace(FEED, language="ko"), replace(FEED, kind="aggregator")],
    ids=["zone", "language", "kind"],
)
def test_an_edited_feed_is_read_anew(other: Feed) -> None:
    """The operator who sets the zone right wants the dates of today to be right too."""
    first = read(rss(entry()))
    assert not read(rss(entry()), first.window).items
    assert read(rss(entry()), first.window, other).items


def test_another_address_or_frame_is_read_anew() -> None:
    """A relative link means another page in another place, and an element another thing in another namespace."""
    document = rss(entry(link="/boats"))
    window = read(document).window
    moved = parse(document.encode(), "", FEED, SEEN, base="https://moved.example/rss", window=window)
    assert [item.link for item in moved.items] == ["https://moved.example/boats"]
    assert read(document.replace("<channel>", '<channel xml:base="https://moved.example/">'), window).items


@pytest.mark.parametrize(
    "document",
    [
        rss(entry())[:-20],
        rss(entry(), "<item><title>Fog & rain</title></item>"),
        rss("<item><title>Outer</title><item><title>Inner</title></item></item>"),
        rss(entry(), "<item><b:title>No such prefix</b:title></item>"),
        '<!DOCTYPE rss [<!ELEMENT rss ANY>]><rss version="2.0"><channel>' + entry() + "</channel></rss>",
        rss('<item xmlns:p="urn:one"><title>One</title></item>', '<item xmlns:p="urn:two"><title>Two</title></item>'),
        f"<rss><channel>{entry()}</channel><other>{entry()}</other></rss>",
        rss(),
    ],
    ids=["cut off", "bare ampersand", "nested", "no such prefix", "doctype", "prefix of two", "two frames", "none"],
)
def test_what_cannot_be_cut_without_doubt_is_read_whole(document: str) -> None:
    """A wrong cut would lose entries, silently."""
    assert cut(document) is None
    first = read(document)
    assert first.window == Window()
    assert read(document, Window("rss", {"0": Trace("t", ("g1",))})).items == first.items


def test_a_page_with_an_error_does_not_make_the_feed_new() -> None:
    """An outage that answers 200 with a page must not cost a whole reading afterwards."""
    first = read(rss(entry()))
    assert read("<html><body>Down</body></html>", first.window).window == first.window


def test_servers_that_take_turns_with_two_documents_are_known_both() -> None:
    """Else every poll of such a feed would be a whole reading; and the window must not grow without end."""
    one, two, three = (rss(entry(f"Boat number {number} is back again", guid=f"b{number}")) for number in range(3))
    window = read(two, read(one).window).window
    assert not read(one, window).items
    assert read(one, read(three, window).window).items
    assert len(read(three, window).window.before) == 1


def test_a_window_of_another_version_is_empty() -> None:
    """A line that means something else must not be believed."""
    assert read_window("2 rss20\nwhatever") == Window()
    assert read_window("") == Window()
    assert Window().text() == ""


def test_an_undated_item_keeps_its_identity_over_days() -> None:
    """What has no date has a new time at every poll, and is still the same entry."""
    document = rss(entry())
    window = read_window(read(document).window.text())
    later = parse(document.encode(), "", FEED, SEEN + timedelta(days=9), base=FEED.url, window=window)
    assert (later.items, later.known) == ((), 1)
