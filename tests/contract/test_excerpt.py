"""Headlines with the fired words in brackets: what an editor reads to see at once whether a word was meant so."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.doors.backtest import GAINED, LOST, said
from bot.doors.excerpt import excerpt
from bot.model import Evidence, Item
from bot.themes.cause import Cause, Kind
from tests.thought.newsroom import item

SUMMARY = (
    "On Monday the agency said at some length that a telegram was sent from the harbour, and nothing else besides."
)


def evidence(one: Item, field: str, text: str, concept: str) -> Evidence:
    """These words of the item, where they stand first."""
    whole = one.title if field == "title" else one.summary
    return Evidence(field, whole.index(text), whole.index(text) + len(text), text, text.casefold(), concept)


def test_the_words_of_the_headline_stand_in_brackets() -> None:
    one = item("i", title="Kim Jong-un scrive a Putin")
    fired = [
        evidence(one, "title", "Putin", "putin"),
        evidence(one, "title", "Kim Jong-un", "kim"),
        evidence(one, "title", "Kim", "bare"),
        Evidence("source", 0, 2, "it", "in language", ""),
    ]
    assert excerpt(one, fired) == "[Kim Jong-un] scrive a [Putin]"


def test_a_word_of_the_summary_is_shown_where_the_headline_lacks_it() -> None:
    """Why this item fires would be a riddle: nothing in its headline says so."""
    one = item("i", title="Kim to Putin", summary=SUMMARY)
    named = [evidence(one, "title", "Kim", "kim"), evidence(one, "title", "Putin", "putin")]
    told = excerpt(one, [*named, evidence(one, "summary", "telegram", "letter")])
    assert told == "[Kim] to [Putin] | …cy said at some length that a [telegram] was sent from the harbour, an…"
    assert excerpt(one, named) == "[Kim] to [Putin]"
    assert excerpt(one, [*named, evidence(one, "summary", "agency", "kim")]) == "[Kim] to [Putin]", "said above"


def test_words_close_together_are_one_piece_and_no_more_than_two_are_shown() -> None:
    summary = "Kim wrote to Putin. " + "Nothing happened. " * 9 + "A cable. " + "Nothing again. " * 9 + "A reply."
    one = item("i", title="News", summary=summary)
    fired = [evidence(one, "summary", word, word) for word in ("Kim", "Putin", "cable", "reply")]
    assert excerpt(one, fired) == (
        "News | [Kim] wrote to [Putin]. Nothing happened. Nothing ha… | …happened. Nothing happened. A [cable]. Nothing again. Nothing again…"
    )


def test_words_that_the_outlet_has_changed_are_not_marked() -> None:
    """Brackets around other words would accuse them."""
    one = item("i", title="A denial from the palace")
    assert excerpt(one, [Evidence("title", 2, 8, "letter", "letter", "letter")]) == one.title


@pytest.mark.parametrize("ways", [GAINED, LOST], ids=["gained", "lost"])
@pytest.mark.parametrize(
    "cause",
    [
        Cause(Kind.FORM, "telegram*", "letter"),
        Cause(Kind.FORM, "telegram"),
        Cause(Kind.BAR, "satire", "lookalike"),
        Cause(Kind.PART, "not lookalike"),
        Cause(Kind.PART),
        Cause(Kind.THEME),
        Cause(Kind.FEED, "language ko"),
        Cause(Kind.FEED),
    ],
)
def test_every_cause_can_be_said(cause: Cause, ways: Mapping[Kind, str]) -> None:
    told = said(cause, ways)
    assert told
    assert "{" not in told
    assert cause.said in told
    assert cause.concept in told


def test_what_only_one_way_can_be_has_its_words_too() -> None:
    assert "known words" in said(Cause(Kind.UNKNOWN), GAINED)
    assert "outlet" in said(Cause(Kind.TEXT), LOST)
