"""The faults of real feeds that reading answers, by the numbers of `tests/faults.tsv`; the others are tested elsewhere."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.health import trouble
from bot.feeds.keys import name_of, recognise, shared_keys, usable_keys
from bot.feeds.pace import Pace
from bot.feeds.parse import Parsed
from bot.model import Feed, FeedState, Fetched, Health, Item, NotModified
from tests.thought.feeds.samples import FEED, KOREAN, KOREAN_TITLES, SEEN, ago, entry, korean, read, rss, titles

PACE = Pace(timedelta(minutes=5), timedelta(hours=6))
EVENING = datetime(2026, 9, 27, 10, tzinfo=UTC)
HEADLINES = tuple(f"Headline number {number} of the day" for number in range(4))


@dataclass(frozen=True)
class Known:
    item: str
    title: str
    when: datetime


def only(parsed: Parsed) -> Item:
    (found,) = parsed.items
    return found


def dated(raw: str, feed: Feed = KOREAN) -> Item:
    return only(read(rss(entry(pubDate=raw)), feed))


def knows(first: Item, second: Item) -> bool:
    """Whether the second poll recognises what the first one stored."""
    stored = {key: Known(first.id, first.title, first.when) for key in usable_keys(first, frozenset())}
    return recognise(usable_keys(second, frozenset()), stored, second.when) == first.id


def judged(parsed: Parsed, state: FeedState | None = None, now: datetime = SEEN) -> FeedState:
    """The feed's state after a poll that brought this document, of which nothing was known."""
    before = state or FeedState(FEED.url, SEEN)
    return PACE.after(FEED, before, Fetched(FEED.url, b""), parsed.found(len(parsed.items)), now=now, dice=0.0)


@pytest.mark.parametrize(
    "raw",
    [
        "27 settembre 2026 ore 19.00", "27 сентября 2026, 19:00", "27 вересня 2026 р., 19:00", "27 września 2026 19:00",
        "27 de septiembre de 2026, 19:00", "27 de setembro de 2026 às 19h", "dim. 27 sept. 2026 à 19h00", "27. September 2026 19:00 Uhr",
        "2026년 9월 27일 오후 7:00", "2026年9月27日 19時00分", "27 سبتمبر 2026 19:00", "27 Eylül 2026 19:00",
    ],
)  # fmt: skip
def test_fault_01_an_unreadable_date_keeps_the_item(raw: str) -> None:
    """Dates in words are read; what is none leaves an item that is ordered by when it was seen."""
    assert dated(raw).published == EVENING
    soon = dated("some time soon")
    assert (soon.published, soon.when) == (None, SEEN)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026/09/27 19:00:00", EVENING),
        ("2026-09-27 19:00:00", EVENING),
        ("2026-09-27 오후 7:00", EVENING),
        ("1790503200", EVENING),
        ("Sun, 27 Sep 2026 19:00:00 KST", EVENING),
        ("Sun, 27 Sep 2026 19:00:00 JST", EVENING),
        ("Sun, 27 Sep 2026 13:00:00 MSK", EVENING),
        ("Sun, 27 Sep 2026 12:00:00 CEST", EVENING),
        ("Sun,27 Sep 2026", datetime(2026, 9, 27, 3, tzinfo=UTC)),
        ("27 09 2026 19:00:00 +0900", EVENING),
        ("27.09.2026 19:00", EVENING),
        ("Sun, 27 Sep 2026 24:00:00 +1400", EVENING),
    ],
)
def test_fault_02_a_misread_date_is_read_by_ourselves(raw: str, expected: datetime) -> None:
    """Through the whole house: feedparser reads each of these wrongly or not at all."""
    assert dated(raw).published == expected


def test_fault_03_a_changed_guid_is_the_same_item() -> None:
    """Some outlets write the headline, or a counter, into the guid."""
    first = only(read(rss(entry(guid="boats-return-v1", link="https://harbour.example/a"))))
    assert knows(
        first, only(read(rss(entry("Thirteen boats", guid="boats-return-v2", link="https://harbour.example/a"))))
    )
    assert knows(first, only(read(rss(entry(guid="other", link="https://harbour.example/b")))))


def test_fault_04_one_guid_for_all_loses_no_item() -> None:
    """Of twenty items one would be left."""
    parsed = read(rss(*(entry(title, guid="constant", link="") for title in HEADLINES)))
    assert titles(parsed) == HEADLINES
    shared = shared_keys(parsed.items)
    assert len({name_of(found, shared) for found in parsed.items}) == len(HEADLINES)


@pytest.mark.parametrize("guid", ["", " ", "0"])
@pytest.mark.parametrize("link", ["", "https://harbour.example/"])
def test_fault_05_items_without_guid_are_known_again(guid: str, link: str) -> None:
    """Else all of them would be told at each poll; not even the address need name anything."""
    parts = {"guid": guid, "link": link, "pubDate": "Sun, 27 Sep 2026 10:00:00 GMT"}
    first, second = (read(rss(*(entry(title, **parts) for title in HEADLINES))) for _ in range(2))
    assert titles(first) == HEADLINES
    assert all(knows(one, other) for one, other in zip(first.items, second.items, strict=True))
    assert not knows(first.items[0], second.items[1])
    assert {found.link for found in first.items} == {link}, "a guid that is no address is no link"


def test_fault_06_a_new_title_or_date_is_no_new_item() -> None:
    """Up to thirty of a hundred items change so: each would be told twice."""
    old = only(read(rss(entry("Boats are missing", guid="tag:1", pubDate="Sun, 27 Sep 2026 10:00:00 GMT"))))
    new = only(read(rss(entry("All boats are back", guid="tag:1", pubDate="Mon, 28 Sep 2026 10:00:00 GMT"))))
    assert knows(old, new)
    assert old.id == new.id


def test_fault_07_a_change_of_scheme_is_no_new_item() -> None:
    """Of the link, of the guid, and of the feed's own address."""
    plain = only(read(rss(entry("Boats", link="http://harbour.example/a", guid="http://harbour.example/?p=1"))))
    secure = only(read(rss(entry("Boats", link="https://harbour.example/a", guid="https://harbour.example/?p=1"))))
    assert knows(plain, secure)
    assert knows(secure, plain)
    assert knows(replace(plain, feed="http://harbour.example/rss"), replace(plain, feed="https://harbour.example/rss"))


def test_fault_08_two_domains_of_one_publisher_are_one_item() -> None:
    """The same headline of the same publisher, whatever host it is on."""
    first = only(read(rss(entry(link="https://harbour.example/a", guid="tag:a"))))
    second = only(read(rss(entry(link="https://harbour.test/b", guid="tag:b"))))
    assert knows(first, second)
    assert not knows(first, replace(second, family="another"))


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body><script>challenge()</script></body></html>",
        "<HTML><BODY><H1>403 ERROR</H1>The request could not be satisfied.</BODY></HTML>",
        "\n\n<!-- cached --><html lang='ko'><body>점검 중입니다</body></html>",
        "Service temporarily unavailable",
        '{"error": "denied"}',
    ],
)
def test_fault_11_a_page_with_200_is_no_feed(page: str) -> None:
    """It would look like a quiet day, for ever. It is asked less often, and told when it lasts."""
    parsed = read(page)
    state = judged(parsed, FeedState(FEED.url, SEEN, polled_at=ago(hours=1), new_at=ago(hours=1)))
    assert parsed.items == ()
    assert (state.health, state.failures) == (Health.NOT_A_FEED, 1)
    assert len(state.detail) > 10
    assert trouble(state, SEEN + timedelta(days=1))[0] == "silent"


def test_fault_11_a_feed_inside_a_page_is_a_feed() -> None:
    """Some servers write their warnings, or a whole page, around it."""
    for before in (
        "<br />\n<b>Warning</b>: odd in <b>/x.php</b><br />\n",
        "<!DOCTYPE html><html><body>",
        "Notice: <x>\n",
    ):
        assert titles(read(before + korean(), KOREAN)) == KOREAN_TITLES
    shown = "<!DOCTYPE html><html><body><pre>&lt;rss version='2.0'&gt;</pre></body></html>"
    assert read(shown).kind == "html"


def test_fault_15_a_meta_refresh_is_no_feed() -> None:
    """It is not followed: a page may send people anywhere."""
    parsed = read('<html><head><meta http-equiv="refresh" content="0; url=https://harbour.example/rss"></head></html>')
    assert (judged(parsed).health, parsed.items) == (Health.NOT_A_FEED, ())


@pytest.mark.parametrize(
    "body", ["", " \r\n\t", rss(), "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>"]
)
def test_fault_18_an_empty_answer_is_no_failure_until_it_lasts(body: str) -> None:
    """Once in a hundred polls it happens to the best; a day of it is a dead feed."""
    state = judged(read(body), FeedState(FEED.url, SEEN, polled_at=ago(hours=1), new_at=ago(hours=1)))
    assert (state.health, state.failures, state.held_until) == (Health.EMPTY, 0, None)
    assert trouble(state, SEEN + timedelta(hours=23)) == ("", "")
    later = PACE.after(FEED, state, NotModified(), read(body).found(0), now=SEEN + timedelta(days=2), dice=0.0)
    assert trouble(later, SEEN + timedelta(days=2))[0] == "silent"
    assert judged(read(rss(entry())), later).ill_since is None


@pytest.mark.parametrize(
    "content_type", ["text/html", "text/plain; charset=us-ascii", "application/octet-stream", "image/png", ""]
)
def test_fault_19_the_content_type_does_not_matter(content_type: str) -> None:
    """Servers name it by the file's ending."""
    assert titles(read(korean(), KOREAN, content_type)) == KOREAN_TITLES


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1/x"> %a;]>',
        '<!doctype rss SYSTEM "x" [ <!-- > --> <!entity a "ha"> ]>',
    ],
)
def test_fault_22_entities_are_refused(doctype: str) -> None:
    """Before any parser sees them: 400 bytes unfold to gigabytes, or read our files."""
    parsed = read(rss(entry("Boats &a;")).replace("<rss", doctype + "<rss", 1))
    assert parsed.items == ()
    assert "entities" in parsed.problem
    assert judged(parsed).health is Health.NOT_A_FEED


def test_fault_23_a_stuck_304_is_asked_anew_and_told() -> None:
    """A server with an ETag of the year 2041 says "not modified" for ever."""
    state = FeedState(FEED.url, SEEN, polled_at=ago(minutes=5), new_at=ago(hours=1), lull=3600, etag='"2041"')
    now, asked_anew = SEEN, 0
    while now < SEEN + timedelta(days=4):
        now = max(state.next_due, now + timedelta(minutes=5))
        state = PACE.after(FEED, state, NotModified(), read("").found(0), now=now, dice=0.0)
        asked_anew += not state.etag
        state = replace(state, etag='"2041"')
    assert 4 <= asked_anew <= 5
    assert state.health is Health.FROZEN


def test_fault_24_a_future_date_is_now() -> None:
    """It would stay the newest item for weeks."""
    assert dated("Tue, 01 Jan 2041 00:00:00 GMT").published == SEEN
    assert dated("2026-09-29 09:00:00").published == SEEN
    assert dated("2026-09-28 20:59:00").published == SEEN - timedelta(minutes=1), "in Seoul, and therefore past"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (korean().encode().replace("어선".encode(), "어".encode() + b"\xff" + "선".encode(), 1), ""),
        (
            korean().encode().replace("어선".encode(), "어".encode() + b"\xb0" + "선".encode(), 1),
            "text/xml; charset=iso-8859-1",
        ),
        (korean().encode("cp949"), "text/xml; charset=utf-8"),
        (korean("").encode("cp949"), ""),
        (korean("").encode("cp949"), "text/xml; charset=iso-8859-1"),
        (korean('<?xml version="1.0" encoding="euc-kr"?>').encode(), ""),
        (codecs.BOM_UTF8 + korean('<?xml version="1.0" encoding="euc-kr"?>').encode(), ""),
        (codecs.BOM_UTF16_LE + korean().encode("utf-16-le"), "text/xml; charset=utf-8"),
        (korean('<?xml version="1.0" encoding="no-such"?>').encode(), "text/xml; charset=neither"),
    ],
)
def test_fault_25_one_bad_byte_or_label_makes_no_mojibake(body: bytes, content_type: str) -> None:
    """Feedparser alone reads each of these as Latin letters, from the first title to the last."""
    assert tuple(title.replace("\ufffd", "") for title in titles(read(body, KOREAN, content_type))) == KOREAN_TITLES


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [
        ("ru", "cp1251", "Двенадцать лодок вернулись в гавань до бури"),
        ("zh", "gb2312", "十二艘渔船在风暴前返回港口"),
        ("zh", "gb18030", "十二艘渔船在风暴前返回港口"),
        ("ja", "shift_jis", "嵐の前に十二隻の漁船が港に戻った"),
        ("ja", "euc_jp", "嵐の前に十二隻の漁船が港に戻った"),
        ("ko", "euc_kr", "포구 어선 열두 척이 태풍을 피해 돌아왔다"),
        ("uk", "cp1251", "Дванадцять човнів повернулися в гавань"),
    ],
)
@pytest.mark.parametrize("label", ["right", "none", "utf-8", "iso-8859-1"])
def test_fault_25_an_old_encoding_is_read_whatever_its_label(
    language: str, encoding: str, text: str, label: str
) -> None:
    """Right, missing, or wrong in the two ways that servers are wrong by default."""
    name = encoding if label == "right" else label
    declaration = "" if label == "none" else f'<?xml version="1.0" encoding="{name}"?>'
    body = rss(*(entry(f"{text} {number}", link="") for number in range(3)), declaration=declaration).encode(encoding)
    feed = replace(FEED, language=language)
    assert titles(read(body, feed)) == tuple(f"{text} {number}" for number in range(3))


@pytest.mark.parametrize(
    ("document", "partial"),
    [
        (korean().replace("열두 척", "열두 척 & 하나 &nbsp;&foo;"), False),
        ("\n\n  " + korean(), False),
        (codecs.BOM_UTF8.decode() + korean(), False),
        (korean().replace("<title>", "<title>\x00\x0b"), False),
        (korean().replace("<item>", "<item a=b c>"), False),
        (korean().removesuffix("</channel></rss>"), True),
        (korean().removesuffix("</channel></rss>") + "<item><title><![CDATA[끊긴", True),
    ],
)
def test_fault_26_what_is_not_well_formed_keeps_its_items(document: str, partial: bool) -> None:
    """A strict reader gives up the whole feed."""
    parsed = read(document, KOREAN)
    assert titles(parsed)[1:4] == KOREAN_TITLES[1:]
    assert parsed.partial is partial
    assert judged(parsed).health is (Health.PARTIAL if partial else Health.OK)
