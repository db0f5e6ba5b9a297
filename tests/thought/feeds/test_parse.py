"""Documents to items: what each fault of real feeds would cost, and what the house makes of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.feeds.parse import MOST_ITEMS
from bot.text.clean import MAX_SUMMARY, MAX_TITLE
from tests.thought.feeds.samples import FEED, KOREAN, SEEN, ago, entry, read, rss, titles

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://harbour.example/atom/">
<title>A feed</title><entry><id>tag:harbour.example,2026:1</id><title type="html">Boats &amp;amp; nets</title>
<link rel="self" href="/self"/><link rel="enclosure" href="/a.mp3"/><link href="boats"/>
<updated>2026-09-27T10:00:00Z</updated><published>2026-09-26T10:00:00Z</published>
<summary type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>All <b>twelve</b> are back.</p></div></summary></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://harbour.example/"><title>A feed</title></channel>
<item rdf:about="https://harbour.example/1"><title>Boats are back</title><link>https://harbour.example/1</link>
<dc:date>2026-09-27T10:00:00+09:00</dc:date></item></rdf:RDF>"""
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "A feed",
    "items": [
        {
            "id": 7,
            "url": "/7",
            "title": "Boats & nets",
            "content_text": "All <twelve> are back",
            "date_published": "2026-09-27T10:00:00Z",
        },
        {
            "id": "8",
            "external_url": "https://other.example/8",
            "content_html": "<p>Nets are <i>mended</i></p>",
            "date_modified": "2026-09-26T10:00:00Z",
        },
        "no item",
        {},
    ],
}


def test_an_rss_item_is_complete() -> None:
    """Every field that matching, merging and posting stand on."""
    document = rss(
        entry(guid="tag:1", description="<p>All <b>twelve</b> are back.</p>", pubDate="Sun, 27 Sep 2026 10:00:00 GMT")
    )
    feed = replace(FEED, country="SC", kind="newspaper", side="state-media")
    parsed = read(document, feed)
    assert parsed.kind == "rss20"
    assert not parsed.partial
    assert not parsed.problem
    (found,) = parsed.items
    assert len(found.id) == 16
    assert int(found.id, 16) >= 0
    assert (found.feed, found.outlet, found.family, found.language) == (feed.url, "Harbour Daily", "harbour", "en")
    assert (found.country, found.kind, found.side) == ("SC", "newspaper", "state-media")
    assert (found.title, found.summary) == ("Twelve boats return to the harbour", "All twelve are back.")
    assert (found.link, found.url, found.host) == (
        "https://harbour.example/boats",
        "harbour.example/boats",
        "harbour.example",
    )
    assert (found.guid, found.published, found.seen) == ("tag:1", datetime(2026, 9, 27, 10, tzinfo=UTC), SEEN)
    assert not found.stale


def test_an_atom_entry_is_complete() -> None:
    """The page among its links, the first date and not the last, the base of the document."""
    parsed = read(ATOM)
    (found,) = parsed.items
    assert parsed.kind == "atom10"
    assert (found.title, found.summary) == ("Boats & nets", "All twelve are back.")
    assert found.link == "https://harbour.example/atom/boats"
    assert found.published == datetime(2026, 9, 26, 10, tzinfo=UTC)


def test_an_rdf_item_is_complete() -> None:
    """RSS 1.0 keeps its items outside the channel and its dates in Dublin Core."""
    parsed = read(RDF)
    (found,) = parsed.items
    assert parsed.kind == "rss10"
    assert (found.link, found.published) == ("https://harbour.example/1", datetime(2026, 9, 27, 1, tzinfo=UTC))


def test_a_json_feed_is_read() -> None:
    """Feedparser does not read JSON Feed: such outlets would be silent."""
    parsed = read(json.dumps(JSON))
    assert parsed.kind == "json-feed"
    first, second = parsed.items
    assert (first.guid, first.title, first.summary) == ("7", "Boats & nets", "All <twelve> are back")
    assert (first.link, first.published) == ("https://harbour.example/7", datetime(2026, 9, 27, 10, tzinfo=UTC))
    assert (second.title, second.link) == ("Nets are mended", "https://other.example/8")
    assert second.published == datetime(2026, 9, 26, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "kind", "says"),
    [
        (b"", "empty", "empty"),
        (b" \r\n\t ", "empty", "empty"),
        (b"<!DOCTYPE html><html><body>Just a moment...</body></html>", "html", "HTML page"),
        (b"<html><head><meta http-equiv='refresh' content='0;url=/rss'></head></html>", "html", "HTML page"),
        (b"Service Unavailable", "other", "neither RSS"),
        (b"<urlset><url/></urlset>", "other", "neither RSS"),
        (b'{"items": [1], "error": "none"}', "other", "not a JSON Feed"),
        (b'{"items": [', "other", "JSON cannot be read"),
        (b'{"items": ' + b"[" * 100_000, "other", "JSON cannot be read"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "other", "neither RSS"),
        (
            b'<!DOCTYPE rss [<!ENTITY a "ha">]><rss version="2.0"><channel><item><title>&a;</title></item></channel></rss>',
            "other",
            "entities",
        ),
    ],
)
def test_what_is_no_feed_is_named(body: bytes, kind: str, says: str) -> None:
    """Faults 11, 15, 18 and 22: silence without a name looks like a quiet day."""
    parsed = read(body)
    assert parsed.items == ()
    assert parsed.kind == kind
    assert says in parsed.problem


def test_an_empty_feed_is_a_feed() -> None:
    """No items once is no fault."""
    parsed = read(rss())
    assert (parsed.items, parsed.kind, parsed.problem) == ((), "rss20", "")


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        ({"title": "Boats &amp; nets"}, "Boats & nets"),
        ({"title": "Boats &amp;amp; <b>nets</b>"}, "Boats & nets"),
        ({"title": "  Boats \n\t are   back "}, "Boats are back"),
        ({"title": "", "description": "<p>All twelve are back.</p>"}, "All twelve are back."),
        ({"title": "<img src='x'/>", "description": ""}, "https://harbour.example/boats"),
        ({"title": "b" * 9000}, "b" * (MAX_TITLE - 1) + "…"),
    ],
)
def test_a_title_is_what_people_read(parts: dict[str, str], title: str) -> None:
    """HTML, escaped twice, missing or a megabyte long: a post shows it as a headline."""
    assert titles(read(rss(entry(**parts)))) == (title,)


def test_a_summary_is_short_and_says_more_than_the_title() -> None:
    """A whole article in each item would fill the state; a repeated headline would fill the post."""
    long, same = read(
        rss(
            entry(description="word " * 5000),
            entry("Other boats come back again", description="<b>Other boats come back again</b>"),
        )
    ).items
    assert len(long.summary) <= MAX_SUMMARY
    assert same.summary == ""


def test_an_entry_that_says_nothing_is_no_item() -> None:
    """Some feeds hold empty entries: they would be posted as empty lines."""
    assert (
        read(rss("<item></item>", "<item><guid>tag:1</guid></item>", "<item><title>Boats</title></item>"))
        .items[0]
        .title
        == "Boats"
    )


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("/boats", "https://harbour.example/boats"),
        ("javascript:alert(1)", ""),
        ("mailto:a@b.example", ""),
        ("https://[broken", ""),
    ],
)
def test_links_are_absolute_web_links(link: str, kept: str) -> None:
    """A post links to it."""
    (found,) = read(rss(entry(link=link))).items
    assert found.link == kept
    assert bool(found.url) == bool(kept)


def test_a_guid_that_is_a_link_is_the_link() -> None:
    """Many feeds give only that."""
    (found,) = read(rss(entry(link="", guid="https://harbour.example/77"))).items
    assert found.link == "https://harbour.example/77"


def test_faults_of_guids_keep_items_apart() -> None:
    """Faults 4 and 5: the same guid everywhere, none at all, the same entry twice."""
    names = [f"Headline number {number} of the day" for number in range(5)]
    same = read(rss(*(entry(name, guid="constant", link="https://harbour.example/") for name in names)))
    none = read(rss(*(entry(name, link="") for name in names)))
    twice = read(rss(*(entry(name, guid=f"tag:{name}") for name in [*names, *names])))
    for parsed in (same, none, twice):
        assert titles(parsed) == tuple(names)
        assert len({found.id for found in parsed.items}) == 5


def test_ids_hold_when_the_outlet_changes_its_mind() -> None:
    """The same guid with a new title and date is the same item, also when the feed moves to https."""
    first = read(rss(entry("Old headline", guid="tag:1")))
    second = read(rss(entry("New headline of today", guid="tag:1", pubDate="Sun, 27 Sep 2026 10:00:00 GMT")))
    assert first.items[0].id == second.items[0].id
    assert first.items[0].id != read(rss(entry("Old headline", guid="tag:1")), KOREAN).items[0].id


def test_dates_use_the_feeds_zone_and_the_raw_text() -> None:
    """Faults 1, 2 and 24 through the whole house: unread, misread and future dates."""
    dates = [
        "2026-09-27 19:00:00",
        "2026/09/27 19:00:00",
        "27 сентября 2026 19:00",
        "Tue, 29 Sep 2026 12:00:00 +0900",
        "soon",
        "",
    ]
    parsed = read(
        rss(*(entry(f"Headline number {n} of the day", link="", pubDate=date) for n, date in enumerate(dates))), KOREAN
    )
    evening = datetime(2026, 9, 27, 10, tzinfo=UTC)
    assert [found.published for found in parsed.items] == [evening, evening, evening, SEEN, None, None]
    assert parsed.items[-1].when == SEEN


def test_an_aggregator_names_the_outlet() -> None:
    """Google News is not a publisher: its items are those of the outlets, or ten papers would look like one."""
    google = replace(FEED, kind="aggregator", family="google", name="News search")
    source = '<source url="https://www.harbour.co.uk">Harbour Daily</source>'
    body = rss(
        entry(
            "Boats are back - Harbour Daily",
            link="https://news.example/rss/1",
            description="Boats are back&nbsp;&nbsp;Harbour Daily",
        ).replace("</item>", source + "</item>"),
        entry("Nets - and boats", link="https://news.example/rss/2"),
    )
    first, second = read(body, google).items
    assert (first.title, first.summary) == ("Boats are back", "")
    assert (first.outlet, first.family, first.host) == ("Harbour Daily", "harbour.co.uk", "harbour.co.uk")
    assert first.link == "https://news.example/rss/1"
    assert (second.title, second.outlet, second.family, second.host) == (
        "Nets - and boats",
        "News search",
        "google",
        "news.example",
    )
    (plain,) = read(rss(entry("Boats - Harbour Daily").replace("</item>", source + "</item>"))).items
    assert (plain.title, plain.outlet) == ("Boats - Harbour Daily", "Harbour Daily")


def test_a_family_is_never_missing() -> None:
    """Without one, every item of the feed would confirm every other."""
    (found,) = read(rss(entry(link="https://en.paper.co.kr/1")), replace(FEED, family="")).items
    assert found.family == "paper.co.kr"
    (bare,) = read(rss(entry(link="")), replace(FEED, family="")).items
    assert bare.family == "harbour.example"


BROKEN = {
    "a raw ampersand": rss(entry().replace("boats", "boats & nets"), entry("Second headline of four")),
    "an unknown entity": rss(entry().replace("boats", "boats&nbsp;&foo; "), entry("Second headline of four")),
    "an undeclared prefix": rss(entry(media__credit="x"), entry("Second headline of four")),
    "an unclosed tag": rss(entry().replace("<title>", "<title><b>"), entry("Second headline of four")),
    "a wrong attribute": rss(entry().replace("<item>", "<item a=b c>"), entry("Second headline of four")),
    "two declarations": '<?xml version="1.0"?>' + rss(entry(), entry("Second headline of four")),
    "a bad reference": rss(entry().replace("boats", "boats&#xFFFFFFFFF;"), entry("Second headline of four")),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_document_keeps_its_items(name: str) -> None:
    """Fault 26: nothing that is still readable is lost."""
    parsed = read(BROKEN[name])
    assert len(parsed.items) == 2
    assert not parsed.partial
    assert titles(parsed)[1] == "Second headline of four"


@pytest.mark.parametrize(
    "tail", ["", "<item>", "<item><title>Half of a", "<item><title><![CDATA[Half of a headline", "</channel>"]
)
def test_a_cut_document_is_partial(tail: str) -> None:
    """What came is news; that something is missing must be seen, or the rest would never be fetched."""
    whole = rss(entry(), entry("Second headline of four"))
    parsed = read(whole.removesuffix("</channel></rss>") + tail)
    assert titles(parsed)[:2] == ("Twelve boats return to the harbour", "Second headline of four")
    assert parsed.partial
    assert "breaks off" in parsed.problem


def test_one_poisonous_entry_does_not_take_the_others() -> None:
    """Feedparser itself raises on it, and with it the whole feed was gone."""
    poison = '<item><title>Poison</title><psc:chapters xmlns:psc="http://podlove.org/simple-chapters"><psc:chapter/></psc:chapters></item>'
    parsed = read(rss(entry(), poison, entry("Second headline of four")))
    assert titles(parsed) == ("Twelve boats return to the harbour", "Second headline of four")
    assert parsed.partial
    assert "gave up" in parsed.problem


def test_only_the_newest_of_very_many_are_kept() -> None:
    """A feed of its whole archive must not fill the state, and must not hide today's news at its end."""
    many = MOST_ITEMS + 50
    entries = (
        entry(f"Headline number {n} of the day", link="", pubDate=ago(hours=many - n).isoformat()) for n in range(many)
    )
    parsed = read(rss(*entries))
    assert len(parsed.items) == MOST_ITEMS
    assert titles(parsed)[-1] == f"Headline number {many - 1} of the day"
    assert "550 entries" in parsed.problem


def test_what_the_poll_found() -> None:
    """Health and pace live on it."""
    found = read(rss(entry(pubDate="Sun, 27 Sep 2026 10:00:00 GMT"), entry("Undated headline of four"))).found(1)
    assert (found.items, found.new, found.kind, found.partial) == (2, 1, "rss20", False)
    assert found.newest == datetime(2026, 9, 27, 10, tzinfo=UTC)
