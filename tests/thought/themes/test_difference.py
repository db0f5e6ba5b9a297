"""What an edit gains and loses: an editor decides by it, so every item must be in the right place, with the right reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Concept, Feed, Form, Kept, Theme
from bot.themes import edition
from bot.themes.cause import Cause, Kind
from bot.themes.difference import Difference, Shift, compare
from bot.themes.edition import Edition, Record
from bot.themes.match import Matcher
from bot.themes.tally import ThemeDifference
from tests.thought.themes.kit import CONCEPTS, news, theme

LETTERS = theme("kim and putin and letter", "letters")
TROOPS = theme("(kim or putin) and troops", "troops")
TITLES = (
    "Kim Jong Un sends a letter to Putin",
    "Putin thanks soldiers",
    "Kim Jong Un sends a wire to Putin",
    "Pyongyang sends troops to Moscow",
    "Local team wins the cup",
    "Kim Jong Un inspects soldiers beside a letter to Putin",
)


def kept(*titles: str, language: str = "en", story: str = "") -> list[Kept]:
    """Stored items, each a minute later."""
    items = [replace(news(title, language=language), id=f"i{at}") for at, title in enumerate(titles)]
    return [Kept(replace(one, seen=one.seen + timedelta(minutes=at)), story) for at, one in enumerate(items)]


def with_forms(concept: str, *forms: str, language: str = "en") -> tuple[Concept, ...]:
    """The concepts of the kit; this one has these forms in that language."""
    return tuple(
        replace(
            one, forms=(*(f for f in one.forms if f.language != language), *(Form(text, language) for text in forms))
        )
        if one.id == concept
        else one
        for one in CONCEPTS
    )


def side(*themes: Theme, concepts: Sequence[Concept] = CONCEPTS, feeds: Sequence[Feed] = ()) -> Edition:
    return Edition(themes or (LETTERS, TROOPS), concepts, feeds)


def of(difference: Difference, name: str) -> ThemeDifference:
    return next(one for one in difference.themes if one.theme == name)


def moved(difference: Difference) -> dict[str, tuple[set[str], set[str]]]:
    """Theme -> ids gained, ids lost."""
    return {
        one.theme: ({c.item.id for c in one.gained.changes}, {c.item.id for c in one.lost.changes})
        for one in (*difference.themes, difference.any)
    }


def test_a_new_word_gains_items_and_is_the_reason() -> None:
    found = compare(kept(*TITLES), side(), side(concepts=with_forms("letter", "letter", "telegram", "wire")))
    letters = of(found, "letters")
    assert (letters.items_before, letters.items_after) == (2, 3)
    assert [change.item.title for change in letters.gained.changes] == [TITLES[2]]
    assert letters.gained.causes == {Cause(Kind.FORM, "wire", "letter"): 1}
    assert [one.text for one in letters.gained.changes[0].evidence] == ["Kim Jong Un", "wire", "Putin"]
    assert of(found, "troops").gained.items == of(found, "troops").lost.items == 0
    assert (found.items, found.any.gained.items, found.any.lost.items) == (6, 1, 0)


def test_a_removed_word_loses_items_and_is_the_reason() -> None:
    found = of(compare(kept(*TITLES), side(), side(concepts=with_forms("letter", "telegram"))), "letters")
    assert [change.item.title for change in found.lost.changes] == [TITLES[0], TITLES[5]]
    assert found.lost.causes == {Cause(Kind.FORM, "letter", "letter"): 2}
    assert found.gained.items == 0


def test_a_word_that_was_there_in_another_language_is_a_new_word() -> None:
    """The same spelling in two languages: only the item's language counts."""
    tried = with_forms("letter", "lettera", "telegram", language="it")
    found = compare(kept("Kim Jong Un manda un telegram a Putin", language="it"), side(), side(concepts=tried))
    assert of(found, "letters").gained.causes == {Cause(Kind.FORM, "telegram", "letter"): 1}


def test_a_word_that_keeps_items_out_is_named_as_such() -> None:
    """The gained item shows no new word: what let it in is a word that no longer fires."""
    barred = theme("kim and putin and not letter", "summits")
    fewer = side(barred, concepts=with_forms("letter", "telegram"))
    found = compare(kept(*TITLES), side(barred), fewer)
    assert of(found, "summits").gained.causes == {Cause(Kind.BAR, "letter", "letter"): 2}
    back = compare(kept(*TITLES), fewer, side(barred))
    assert of(back, "summits").lost.causes == {Cause(Kind.BAR, "letter", "letter"): 2}


def test_a_word_in_a_better_place_is_the_reason_where_the_concept_fired_before() -> None:
    near = theme("putin near/1 letter", "letters")
    found = compare(
        kept("A letter, says the spokesman on Monday: the wire to Putin"),
        side(near),
        side(near, concepts=with_forms("letter", "letter", "wire")),
    )
    assert of(found, "letters").gained.causes == {Cause(Kind.FORM, "wire", "letter"): 1}


def test_a_rule_that_asks_more_is_the_reason() -> None:
    strict = theme("kim and putin and letter and troops", "letters")
    lost = of(compare(kept(*TITLES), side(LETTERS), side(strict)), "letters").lost
    assert [change.item.title for change in lost.changes] == [TITLES[0]]
    ((cause, count),) = lost.causes.items()
    assert (cause.kind, count) == (Kind.PART, 1)
    assert "troops" in cause.said
    assert of(compare(kept(*TITLES), side(strict), side(LETTERS)), "letters").gained.causes == lost.causes


def test_a_flood_is_explained_for_the_first_items_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit that lets everything in must show as fast as any other."""
    monkeypatch.setattr(edition, "MOST_EXPLAINED", 2)
    loose = theme("kim or putin", "letters")
    gained = of(compare(kept(*["Putin opens a bridge"] * 5), side(LETTERS), side(loose)), "letters").gained
    assert sorted((cause.said != "", count) for cause, count in gained.causes.items()) == [(False, 3), (True, 2)]


def test_themes_that_come_and_go() -> None:
    found = compare(kept(*TITLES), side(LETTERS), side(TROOPS))
    assert [one.theme for one in found.themes] == ["troops", "letters"]
    assert of(found, "letters").lost.causes == {Cause(Kind.THEME): 2}
    assert of(found, "troops").gained.causes == {Cause(Kind.THEME): 2}
    assert (found.any.gained.items, found.any.lost.items) == (1, 1), "one item only moves from theme to theme"


def test_stories_not_items_are_what_readers_gain() -> None:
    """A second item of a story that had the theme before is no new story."""
    items = [*kept(TITLES[0], TITLES[2], story="s1"), *kept(TITLES[2])]
    items[2] = replace(items[2], item=replace(items[2].item, id="other"))
    found = of(compare(items, side(), side(concepts=with_forms("letter", "letter", "wire"))), "letters")
    assert (found.gained.items, found.gained.stories) == (2, 1)
    assert (found.stories_before, found.stories_after) == (1, 2)
    assert list(found.gained.together.values()) == [1, 1]


def test_an_unplaced_headline_in_several_outlets_is_one_story() -> None:
    wide = side(concepts=with_forms("letter", "letter", "wire"))
    items = kept(TITLES[2], TITLES[2].upper(), "Kim Jong Un's wire greets Putin", story="")
    assert of(compare(items, side(), wide), "letters").gained.stories == 2


def test_details_bound_what_is_kept_and_not_what_is_counted() -> None:
    """A theme that suddenly takes everything must not fill the memory."""
    items = kept(*(f"Putin opens bridge number {number}" for number in range(9)), "Putin opens bridge number 8")
    gained = of(compare(items, side(TROOPS), side(theme("putin", "troops")), details=3), "troops").gained
    assert (gained.items, gained.stories) == (10, 9)
    assert [change.item.title[-1] for change in gained.changes] == ["6", "7", "8"]
    assert of(compare(items, side(TROOPS), side(theme("putin", "troops"))), "troops").gained.changes[9].item.id == "i9"


def test_counts_by_language_and_outlet() -> None:
    items = [
        *kept(TITLES[0]),
        *(replace(one, item=replace(one.item, id="ko", language="ko")) for one in kept("김정은 푸틴 wire")),
    ]
    tried = with_forms("letter", "telegram")
    tried = tuple(replace(c, forms=(*c.forms, Form("wire", "ko"))) if c.id == "letter" else c for c in tried)
    found = compare(items, side(), side(concepts=tried))
    assert found.languages == {"en": Shift(0, 1), "ko": Shift(1, 0)}
    assert found.outlets == {"Outlet": Shift(1, 1)}
    assert of(found, "letters").lost.languages == {"en": 1}


def feed(language: str = "en", **changes: str) -> Feed:
    plain = Feed("Outlet", "https://outlet.example/feed", language, family="outlet")
    return replace(plain, **changes)  # type: ignore[arg-type]  # a table of texts


def test_a_feed_read_in_its_true_language_gains_its_items() -> None:
    items = kept("Письмо: Putin, Kim Jong Un")
    found = of(compare(items, side(feeds=[feed()]), side(feeds=[feed("ru")])), "letters")
    assert found.gained.causes == {Cause(Kind.FEED, "language ru"): 1}
    stored = of(compare(items, Record({}), side(feeds=[feed("ru")])), "letters")
    assert stored.gained.causes == found.gained.causes
    hosted = side(theme("putin and from country (KR)", "letters"), feeds=[feed(country="KR")])
    assert of(compare(items, side(), hosted), "letters").gained.causes == {Cause(Kind.FEED, "country KR"): 1}


def test_the_publishers_of_an_aggregator_stay_their_own() -> None:
    one = kept(TITLES[0])
    ours = side(theme("putin and from family (outlet)", "letters"), feeds=[feed(kind="aggregator", family="search")])
    assert of(compare(one, ours, ours), "letters").items_after == 1


def test_a_feed_that_is_no_longer_asked_loses_its_items() -> None:
    after = Edition((LETTERS, TROOPS), CONCEPTS, (), ["https://outlet.example/feed"])
    found = of(compare(kept(TITLES[0]), side(), after), "letters")
    assert found.lost.causes == {Cause(Kind.FEED): 1}
    assert of(compare(kept(TITLES[0]), after, side()), "letters").gained.causes == {Cause(Kind.FEED): 1}


def stored(items: Iterable[Kept], by: Edition) -> list[Kept]:
    """The items with what fired when they were matched."""
    return [replace(one, matches=by.matcher.matches(one.item)) for one in items]


def first_fired(items: Sequence[Kept]) -> Record:
    return Record(
        {
            (evidence.concept, evidence.form): one.item.seen
            for one in reversed(items)
            for match in one.matches
            for evidence in match.evidence
        }
    )


def test_what_was_stored_tells_what_the_edit_did() -> None:
    items = stored(kept(TITLES[0], *TITLES), side())
    more = compare(items, first_fired(items), side(concepts=with_forms("letter", "letter", "wire")))
    assert of(more, "letters").gained.causes == {Cause(Kind.FORM, "wire", "letter"): 1}
    fewer = compare(items, first_fired(items), side(concepts=with_forms("letter", "telegram")))
    assert of(fewer, "letters").lost.causes == {Cause(Kind.FORM, "letter", "letter"): 3}
    gone = compare(items, first_fired(items), side(TROOPS))
    assert of(gone, "letters").lost.causes == {Cause(Kind.THEME): 3}
    loose = compare(items, first_fired(items), side(theme("kim and putin", "letters"), TROOPS))
    assert of(loose, "letters").gained.causes == {Cause(Kind.UNKNOWN): 1}


def test_a_word_that_fires_on_what_came_after_the_edit_is_still_the_new_word() -> None:
    """The service takes the edit within seconds: what came since is matched by the new word already."""
    wide = side(concepts=with_forms("letter", "letter", "wire"))
    early, late = kept(TITLES[2], "Putin gets a wire from Kim Jong Un")
    items = [early, *stored([late], wide), *stored(kept(TITLES[0]), side())]
    assert (
        of(compare(items, first_fired(items), wide), "letters").gained.causes[Cause(Kind.FORM, "wire", "letter")] == 1
    )


def test_an_outlet_that_changed_its_words_is_not_the_editors_fault() -> None:
    (one,) = stored(kept(TITLES[0]), side())
    changed = replace(one, item=replace(one.item, title="A denial"))
    assert of(compare([changed], first_fired([one]), side()), "letters").lost.causes == {Cause(Kind.TEXT): 1}


RULES = ("kim and putin and letter", "putin", "troops and not kim", "kim near/3 letter", "in title (troops or letter)")
PIECES = ("Kim Jong Un", "Putin", "letter", "wire", "soldiers", "Pyongyang", "and", "the", "telegram", "cup")
titles = st.lists(st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map(" ".join), max_size=8)
editions = st.builds(
    lambda rules, words: side(
        *(theme(rule, f"t{name}") for name, rule in rules.items()), concepts=with_forms("letter", *words)
    ),
    st.dictionaries(st.integers(0, 3), st.sampled_from(RULES), min_size=1),
    st.lists(st.sampled_from(["letter", "wire", "telegram"]), min_size=1, unique=True),
)


@settings(max_examples=60, deadline=None)
@given(titles, editions, editions)
def test_one_look_finds_what_two_looks_would(texts: list[str], before: Edition, after: Edition) -> None:
    """The shortcut over what both sides have in common must never change an answer."""
    items = kept(*texts)
    found = moved(compare(items, before, after))
    for name in before.themes.keys() | after.themes.keys():
        old, new = (fired(whole.matcher, items, name) for whole in (before, after))
        assert found[name] == (new - old, old - new)


@settings(max_examples=60, deadline=None)
@given(titles, editions, editions)
def test_swapping_the_sides_swaps_gained_and_lost(texts: list[str], before: Edition, after: Edition) -> None:
    there, back = compare(kept(*texts), before, after), compare(kept(*texts), after, before)
    for one in (*there.themes, there.any):
        other = next(theme for theme in (*back.themes, back.any) if theme.theme == one.theme)
        assert (one.gained, one.lost) == (other.lost, other.gained)
        assert (one.items_before, one.stories_before) == (other.items_after, other.stories_after)
        assert not {c.item.id for c in one.gained.changes} & {c.item.id for c in one.lost.changes}


@settings(max_examples=30, deadline=None)
@given(titles, editions)
def test_the_same_configuration_changes_nothing(texts: list[str], same: Edition) -> None:
    items = stored(kept(*texts), same)
    for before in (same, first_fired(items)):
        found = compare(items, before, same)
        assert all(gained == lost == set() for gained, lost in moved(found).values())
        assert found.languages == found.outlets == {}


def fired(matcher: Matcher, items: Iterable[Kept], name: str) -> set[str]:
    """The items on which a theme fires."""
    return {one.item.id for one in items if any(match.theme == name for match in matcher.matches(one.item))}
