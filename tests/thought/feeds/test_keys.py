"""Keys: an item is told once, however the outlet renames, moves and re-dates it; and no two items become one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.keys import changed, keys_of, name_of, recognise, shared_keys, usable_keys
from bot.feeds.urls import canonical_url
from bot.model import Item
from tests.thought.feeds.samples import SEEN, ago, item

TITLE = "Twelve boats return to the harbour"


@dataclass(frozen=True)
class Known:
    item: str
    title: str
    when: datetime


def linked(link: str, title: str = TITLE, **parts: object) -> Item:
    return item(title, link=link, url=canonical_url(link), **parts)


def kinds(found: Item) -> str:
    return "".join(key.kind for key in keys_of(found))


def knows(first: Item, second: Item) -> bool:
    """Whether `second` is recognised in a store that holds `first`."""
    known = {key: Known("first", first.title, first.when) for key in usable_keys(first, frozenset())}
    return recognise(usable_keys(second, frozenset()), known, second.when) == "first"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (item(guid="tag:h,2026:77"), item("A wholly new headline for it", guid="tag:h,2026:77")),
        (item("Boats", guid="http://h.example/?p=77"), item("Boats", guid="https://h.example/?p=77")),
        (linked("http://h.example/a?utm_source=rss", guid="old-1"), linked("https://www.h.example/a/", guid="new-2")),
        (linked("https://h.example/a"), linked("https://h.example/b")),
        (
            linked("https://h.example/a", published=ago(hours=50)),
            item("TWELVE boats: return to the “harbour”!", published=SEEN),
        ),
        (linked("https://h.example/a"), linked("https://h.example/a", feed="https://h.example/other")),
        (item("Boats"), item("Boats")),
    ],
    ids=[
        "guid",
        "scheme of the guid",
        "link",
        "headline",
        "headline re-dated",
        "two feeds of one outlet",
        "nothing else",
    ],
)
def test_it_is_the_same_item(first: Item, second: Item) -> None:
    """Faults 3, 5, 6, 7, 8 and 9: each would tell one story twice."""
    assert knows(first, second)
    assert knows(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (item(guid="1"), item("Market traders choose a name", guid="1")),
        (
            item("Boats", guid="7777", feed="https://a.example/f"),
            item("Market", guid="7777", feed="https://b.example/f"),
        ),
        (item(guid="https://h.example/"), item("Market traders choose a name", guid="https://h.example/")),
        (linked("https://h.example/"), linked("https://h.example/", title="Market traders choose a name")),
        (item("Morning briefing", guid="a-monday"), item("Morning briefing", guid="a-tuesday")),
        (
            item("The morning briefing for today", guid="a-1", published=ago(hours=96)),
            item("The morning briefing for today", guid="a-2"),
        ),
        (item(guid="a-1"), item(guid="b-1", family="another")),
        (item("Boats"), item("Boats", summary="All twelve of them")),
    ],
    ids=[
        "guid is a number",
        "guid of two feeds",
        "guid is the site",
        "link is the site",
        "short headline",
        "headline returns",
        "other publisher",
        "other summary",
    ],
)
def test_it_is_another_item(first: Item, second: Item) -> None:
    """Each would be one piece of news lost."""
    assert not knows(first, second)


def test_scripts_without_spaces_have_headlines_too() -> None:
    """A Korean or Chinese headline of four words need not hold four spaces."""
    assert kinds(item("북러정상회담평양에서개최")) == "t"
    assert kinds(item("十二艘渔船返回港口了")) == "t"
    assert kinds(item("아침뉴스")) == ""


def test_the_most_reliable_key_comes_first() -> None:
    """The first key names the item for ever."""
    assert kinds(linked("https://h.example/a", guid="tag:1234")) == "gut"


def test_a_key_on_several_headlines_names_none() -> None:
    """Fault 4: the same guid, or the same link, on all items of a feed would leave one item of twenty."""
    items = [
        linked("https://h.example/live", title=f"Update number {number} from the harbour", guid="constant")
        for number in range(5)
    ]
    shared = shared_keys(items)
    assert {key[0] for key in shared} == {"g", "u"}
    assert len({name_of(found, shared) for found in items}) == 5
    assert all(usable_keys(found, shared)[0].startswith("t:") for found in items)
    short = [replace(found, title=found.title[:8] + str(number)) for number, found in enumerate(items)]
    assert {usable_keys(found, shared_keys(short))[0][0] for found in short} == {"x"}


def test_an_entry_that_stands_twice_shares_nothing() -> None:
    """The same entry listed twice is one item, not a broken guid."""
    twice = [linked("https://h.example/a", guid="tag:1234")] * 2
    assert shared_keys(twice) == frozenset()


def test_a_headline_counts_for_three_days() -> None:
    """Exactly as long as the design says, in both directions."""
    known = {"t:harbour x": Known("old", "x", SEEN)}
    for span, found in ((timedelta(hours=72), "old"), (timedelta(hours=72, seconds=1), None)):
        assert recognise(["t:harbour x"], known, SEEN + span) == found
        assert recognise(["t:harbour x"], known, SEEN - span) == found
    assert recognise(["u:h.example/a"], {"u:h.example/a": Known("old", "x", SEEN)}, SEEN + timedelta(days=99)) == "old"
    assert recognise([], known, SEEN) is None


def test_a_change_is_seen() -> None:
    """The store follows the outlet's words, without a second alert."""
    assert changed(item("New words"), "Old words")
    assert not changed(item("Same"), "Same")
    assert changed(item("Same", summary="more"), "Same", "less")
    assert not changed(item("Same", summary="more"), "Same")


def test_long_texts_make_short_keys() -> None:
    """A guid of a megabyte must not fill the key table; two long ones stay two."""
    first, second = (item("Boats", guid="g" * 5000 + end) for end in "ab")
    assert all(len(str(key)) <= 310 for found in (first, second) for key in keys_of(found))
    assert not knows(first, second)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_keys_never_change_and_never_fail(title: str, guid: str, link: str) -> None:
    """A key that changes between two polls tells everything again."""
    found = linked(link, title=title, guid=guid)
    keys = usable_keys(found, frozenset())
    assert keys
    assert keys == usable_keys(replace(found, seen=ago(days=3)), frozenset())
    dated = usable_keys(replace(found, published=SEEN), frozenset())
    assert dated == usable_keys(replace(found, published=ago(days=3)), frozenset()), "a new date is no new item"
    assert len(name_of(found, frozenset())) == 16
    assert knows(found, found)
    assert all(key.encode() for key in keys if key < "\ud800")


def test_an_undated_item_that_only_a_headline_names_is_not_told_again_after_three_days() -> None:
    """Such an item has a new time at every poll, and its headline alone names it for 72 hours."""
    first = item(guid="", url="", title="Ferry workers of the harbour stop for a day", published=None, seen=SEEN)
    again = replace(first, seen=SEEN + timedelta(days=5))
    assert knows(first, again)
