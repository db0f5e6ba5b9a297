"""Where items go: copies and translations join, new steps develop, look-alikes start."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.model import Develops, Item, Joins, Placement, Starts
from bot.settings.tables import knowledge
from bot.stories.place import Window
from bot.stories.replay import story_of
from tests.thought.stories.newsroom import MORNING, Newsroom, fired, item

LETTER = "Northern leader sends birthday letter to the president in Moscow"
SAID = "In a letter for his 73rd birthday he promised lasting friendship, the state agency said."
PEOPLE = ("kim", "putin", "letter", "birthday")
YEAR = 365 * 24.0


def follow(first: Item, concepts: tuple[str, ...], second: Item, others: tuple[str, ...]) -> tuple[str, Placement]:
    """The story of the first item, and where the second goes."""
    room = Newsroom()
    told = room.tell(first, *concepts)
    assert isinstance(told, Starts)
    return story_of(first, told), room.tell(second, *others)


JOINS = {
    "verbatim copy in another paper": (
        (LETTER, SAID, 0.0, "meridian", "en", PEOPLE),
        (LETTER, SAID, 3.0, "coastal", "en", PEOPLE),
    ),
    "verbatim copy with the outlet's name": (
        (LETTER, SAID, 0.0, "meridian", "en", PEOPLE),
        (f"{LETTER} - Coastal News", SAID, 3.0, "coastal", "en", PEOPLE),
    ),
    "rewritten copy": (
        (LETTER, SAID, 0.0, "meridian", "en", PEOPLE),
        ("President gets birthday letter from northern leader", "Lasting friendship, says the letter.", 5.0, "coastal", "en", PEOPLE),
    ),
    "rewritten copy, no concept at all": (
        ("Ferry with eleven passengers sinks in the strait at dawn", "Rescue boats found the wreck.", 0.0, "meridian", "en", ()),
        ("Rescue boats search the strait after ferry sinks", "The wreck lies at forty metres.", 4.0, "coastal", "en", ()),
    ),
    "translation": (
        (LETTER, SAID, 0.0, "meridian", "en", PEOPLE),
        ("Lettera di auguri del leader del Nord per i 73 anni del presidente", "", 4.0, "molo", "it", PEOPLE),
    ),
    "translation into another script": (
        ("About 15,000 soldiers sent to the border region", "", 0.0, "meridian", "en", ("troops", "kursk", "seoul")),
        ("정보당국 “병력 1만5천명 보내”", "", 2.0, "saem", "ko", ("troops", "kursk", "seoul")),
    ),
    "the same headline, touched up by its publisher": (
        (LETTER, SAID, 0.0, "meridian", "en", PEOPLE),
        (f"{LETTER} for 73rd year", SAID, 5.0, "meridian", "en", PEOPLE),
    ),
    "an item that was polled late": (
        (LETTER, SAID, 0.0, "meridian", "en", PEOPLE),
        (LETTER, SAID, -9.0, "coastal", "en", PEOPLE),
    ),
}  # fmt: skip

STARTS = {
    "last year's letter": (
        (LETTER, SAID, 0.0, "meridian", "en", PEOPLE),
        (LETTER, SAID, -YEAR, "coastal", "en", PEOPLE),
    ),
    "next year's letter": (
        (LETTER, SAID, 0.0, "meridian", "en", PEOPLE),
        (LETTER, SAID, YEAR, "coastal", "en", PEOPLE),
    ),
    "a letter to somebody else": (
        (LETTER, SAID, 0.0, "meridian", "en", PEOPLE),
        ("Northern leader sends birthday letter to the president in Beijing", SAID, 3.0, "coastal", "en", ("kim", "xi", "letter", "birthday")),
    ),
    "the next issue of a column": (
        ("Morning briefing", "Ferries late, wheat dear, the bank waits.", 0.0, "meridian", "en", ()),
        ("Morning briefing", "Choir wins prize, chess player resigns.", 24.0, "meridian", "en", ()),
    ),
    "the next issue of a column with a standing text": (
        ("What to know before your working day begins", "All you need in five minutes.", 0.0, "meridian", "en", ()),
        ("What to know before your working day begins", "All you need in five minutes.", 24.0, "meridian", "en", ()),
    ),
    "columns of one name": (
        ("Morning briefing", "", 0.0, "meridian", "en", ()),
        ("Morning briefing", "", 1.0, "coastal", "en", ()),
    ),
    "one number in common": (
        ("Trade between the neighbours grows by 72 percent", "", 0.0, "meridian", "en", ("trade", "russia")),
        ("Un anno fa la lettera per i 72 anni", "", 5.0, "molo", "it", ("letter", "birthday")),
    ),
    "another subject": (
        (LETTER, SAID, 0.0, "meridian", "en", PEOPLE),
        ("Sappers clear mines in the border region", "Engineers began at the request of the governor.", 2.0, "coastal", "en", ("sappers", "kursk")),
    ),
}  # fmt: skip

Told = tuple[str, str, float, str, str, tuple[str, ...]]


def made(told: Told) -> tuple[Item, tuple[str, ...]]:
    title, summary, at, family, language, concepts = told
    return item(title, summary, at=at, family=family, language=language), concepts


@pytest.mark.parametrize(("first", "second"), JOINS.values(), ids=JOINS.keys())
def test_the_same_news_is_told_once(first: Told, second: Told) -> None:
    story, placement = follow(*made(first), *made(second))
    assert isinstance(placement, Joins), placement
    assert placement.story == story
    assert 0 < placement.score <= 1
    assert placement.reasons


@pytest.mark.parametrize(("first", "second"), STARTS.values(), ids=STARTS.keys())
def test_other_news_is_told_for_itself(first: Told, second: Told) -> None:
    _, placement = follow(*made(first), *made(second))
    assert isinstance(placement, Starts), placement


def test_a_changed_number_develops_the_story_once() -> None:
    """300 dead, then 600: told as an update, and the next paper with 600 only joins."""
    room = Newsroom()
    first = item("Flood in the delta kills 300 people, governor says", family="meridian")
    story = story_of(first, room.tell(first))
    update = room.tell(item("Flood in the delta kills 600 people, governor says", at=6.0, family="coastal"))
    assert isinstance(update, Develops)
    assert update.story == story
    assert update.reasons[0] == "number changed: 300 to 600"
    late = room.tell(item("Delta flood: governor speaks of 600 people killed", at=7.0, family="prairie"))
    assert isinstance(late, Joins)
    assert late.story == story


def test_a_number_of_another_kind_is_no_change() -> None:
    """The one paper gives the dead, the other the age of the dam."""
    room = Newsroom()
    room.tell(item("Dam breaks in the delta and floods the lower town, 300 dead", family="meridian"))
    other = room.tell(
        item("Dam in the delta was 12 years old when it broke and floods began", at=1.0, family="coastal")
    )
    assert isinstance(other, Joins)


def test_a_publisher_that_tells_again_develops_the_story() -> None:
    room = Newsroom()
    first = item(LETTER, SAID, family="meridian")
    story = story_of(first, room.tell(first, *PEOPLE))
    room.tell(item(LETTER, SAID, at=2.0, family="coastal"), *PEOPLE)
    thanks = (
        "Moscow: president thanks for greetings on birthday",
        "He thanked for the letter on his 73rd birthday and lasting friendship, the agency said.",
    )
    again = room.tell(item(*thanks, at=26.0, family="meridian"), *PEOPLE)
    assert isinstance(again, Develops), again
    assert again.story == story
    assert "another headline" in again.reasons[0]
    copy = room.tell(
        item("President thanks for birthday greetings, says Moscow", thanks[1], at=27.0, family="coastal"), *PEOPLE
    )
    assert isinstance(copy, Joins), copy


def test_what_came_nearest_is_told_even_where_it_was_not_enough() -> None:
    """`why` must be able to say how near a miss it was."""
    room = Newsroom("dprk")
    first = item(LETTER, SAID, family="meridian")
    story = story_of(first, room.tell(first, "dprk", *PEOPLE))
    choir = item("Birthday of a famous choir sung in Moscow", at=1.0, family="coastal")
    placement = room.tell(choir, "dprk", "choir", "song")
    assert isinstance(placement, Starts)
    assert (placement.nearest, placement.score > 0) == (story, True)
    assert placement.reasons


def test_an_item_without_any_text_starts_a_story() -> None:
    assert Newsroom().tell(item("")) == Starts()


def test_placing_changes_nothing() -> None:
    """`why` and `preview` place items to explain them; that must not move the next item."""
    room, asked = Newsroom(), item(LETTER, SAID)
    print_ = knowledge().fingerprint(asked, fired(PEOPLE))
    assert room.window.place(asked, print_) == room.window.place(asked, print_)
    assert room.window.place(item(LETTER, SAID, family="coastal"), print_) == room.window.place(asked, print_)


def test_the_window_forgets_and_its_memory_is_bounded() -> None:
    room = Newsroom()
    for day in range(12):
        for number in range(5):
            room.tell(
                item(
                    f"Harbour report number {number} of day {day} about wheat {day * number}",
                    at=24.0 * day,
                    family=f"f{number}",
                )
            )
        room.window.forget(MORNING + timedelta(hours=24.0 * day - 72))
    assert 0 < len(room.window) <= 4 * 5
    room.window.forget(MORNING + timedelta(days=99))
    assert len(room.window) == 0
    assert isinstance(room.tell(item("Harbour report number 1 of day 11 about wheat 11", at=24.0 * 11)), Starts)


WORDS = st.sampled_from(
    ["flood", "delta", "ferry", "strait", "bridge", "letter", "general", "wheat", "museum", "sapper"]
)
TEXT = st.lists(WORDS, max_size=7).map(" ".join)
NEWS = st.lists(
    st.tuples(TEXT, TEXT, st.integers(0, 120), st.sampled_from("abc"), st.sampled_from(["en", "it"]), st.frozensets(st.sampled_from(["kim", "putin", "xi", "letter"]))),
    max_size=12,
)  # fmt: skip


def told(news: list[tuple[str, str, int, str, str, frozenset[str]]]) -> list[tuple[Item, list[str]]]:
    return [(item(t, s, at=at, family=family, language=language), sorted(c)) for t, s, at, family, language, c in news]


@given(NEWS, st.randoms(use_true_random=False))
def test_placing_is_deterministic(news: list[tuple[str, str, int, str, str, frozenset[str]]], dice: object) -> None:
    """The same items must give the same stories on every machine and after every restart."""
    one, other = Newsroom(), Newsroom()
    for known, concepts in told(news):
        shuffled = list(concepts)
        dice.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
        assert one.tell(known, *concepts) == other.tell(known, *shuffled)


@given(NEWS, st.text(max_size=60), st.text(max_size=60), st.floats(0, 71))
def test_an_exact_copy_always_joins(
    news: list[tuple[str, str, int, str, str, frozenset[str]]], title: str, summary: str, later: float
) -> None:
    """Syndication is the commonest duplicate: it must never be told twice, whatever else the window holds."""
    room = Newsroom()
    for known, concepts in told(news):
        room.tell(known, *concepts)
    first = item(title, summary, at=130.0, family="meridian")
    assume(knowledge().fingerprint(first, ()).speaks)
    story = story_of(first, room.tell(first))
    copy = room.tell(item(title, summary, at=130.0 + later, family="coastal"))
    assert isinstance(copy, Joins)
    assert copy.story == story


@given(NEWS, st.integers(-10, 130))
def test_forgetting_never_breaks_and_never_loses_the_recent(
    news: list[tuple[str, str, int, str, str, frozenset[str]]], before: int
) -> None:
    room = Newsroom(background=False)
    newest: dict[str, float] = {}
    for known, concepts in told(news):
        story = story_of(known, room.tell(known, *concepts))
        newest[story] = max(newest.get(story, -999.0), (known.when - MORNING) / timedelta(hours=1))
        room.window.forget(MORNING + timedelta(hours=before - 200))
    room.window.forget(MORNING + timedelta(hours=before))
    assert len(room.window) == sum(last >= before for last in newest.values())
    for known, concepts in told(news):
        room.tell(known, *concepts)


@given(NEWS)
def test_a_rebuilt_window_places_as_the_old_one_did(news: list[tuple[str, str, int, str, str, frozenset[str]]]) -> None:
    """After a restart the next copy must find the story that was told before."""
    room = Newsroom(background=False)
    kept: list[tuple[Item, list[str], str]] = []
    for known, concepts in told(news):
        kept.append((known, concepts, story_of(known, room.tell(known, *concepts))))
    learnt = knowledge().frequencies()
    for known, concepts, _ in kept:
        learnt.learn(knowledge().fingerprint(known, fired(concepts)))
    window = Window(learnt)
    for known, concepts, story in kept:
        window.add(known, knowledge().fingerprint(known, fired(concepts)), story, counted=True)
    assert len(window) == len(room.window)
    assert learnt.counts == room.window._frequencies.counts
    for known, concepts, _ in kept:
        copy = knowledge().fingerprint(known, fired(concepts))
        again = window.place(known, copy)
        assert not copy.speaks or isinstance(again, Joins) or isinstance(room.window.place(known, copy), type(again))
