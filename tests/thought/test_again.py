"""A post that stands is written again as its stories grow: the same stories, more outlets, never too long, never for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.again import Standing, again
from bot.digests.compose import ENTITIES, UNITS, Told, compose
from bot.model import Channel, Digest, Item, Level, Story
from bot.text.markup import entities, plain, units
from tests.telegram.html import parse_html
from tests.thought.newsroom import SEEN, item, match
from tests.thought.test_compose import AT, CHANNEL, CONCEPTS, THEMES


def told(name: str, *items: Item, theme: str = "letters") -> Story:
    return Story(name, items, tuple(match(one, theme, "kim", "putin") for one in items))


def outlet(name: str, number: int, **changes: object) -> Item:
    return item(
        f"{name}-{number}",
        outlet=f"Outlet {number}",
        family=f"family {number}",
        link=f"https://outlet{number}.example/{name}",
        title=f"Kim scrive a Putin: {name}, versione {number}",
        published=SEEN + timedelta(minutes=number),
        **changes,
    )


def standing(digest: Digest, channel: Channel = CHANNEL, part: int = 1, before: Told | None = None) -> Standing:
    messages = compose(digest, channel, THEMES, CONCEPTS, before)
    themes = {story.id: next(iter(story.themes)) for story in digest.stories}
    goes_on = themes[messages[part - 2].stories[-1]] if part > 1 else ""
    return Standing(digest, messages[part - 1], themes, len(messages), goes_on)


def grown(found: Standing, *stories: Story) -> Standing:
    changed = {story.id: story for story in stories}
    now = tuple(changed.get(story.id, story) for story in found.digest.stories)
    return replace(found, digest=replace(found.digest, stories=now))


def digest(*stories: Story, level: Level = Level.DIGEST) -> Digest:
    return Digest("d", "main", level, AT, stories)


def test_what_has_not_grown_is_not_edited() -> None:
    """Thousands of edits that change nothing would eat the channel's rate."""
    found = standing(digest(told("s1", outlet("s1", 1)), told("s2", outlet("s2", 1), theme="troops")))
    assert again(found, CHANNEL, THEMES, CONCEPTS) is None


def test_a_second_outlet_joins_the_post() -> None:
    found = standing(digest(told("s1", outlet("s1", 1)), level=Level.ALERT))
    html = again(grown(found, told("s1", outlet("s1", 1), outlet("s1", 2))), CHANNEL, THEMES, CONCEPTS)
    assert html is not None
    assert "Outlet 2" in html
    assert "una sola fonte" not in html
    assert "2 testate, 2 indipendenti" in html


def test_a_headline_in_the_readers_language_takes_the_place_of_a_foreign_one() -> None:
    foreign = outlet("s1", 1, language="ko")
    found = standing(digest(told("s1", replace(foreign, title="김정은, 푸틴에 서한"))))
    html = again(
        grown(found, told("s1", replace(foreign, title="김정은, 푸틴에 서한"), outlet("s1", 2))),
        CHANNEL,
        THEMES,
        CONCEPTS,
    )
    assert html is not None
    assert "versione 2" in html
    assert "dal coreano" not in html


def test_order_and_stories_stay_whatever_grows() -> None:
    """A reader who comes back finds each story where it was."""
    stories = [told(f"s{number}", outlet(f"s{number}", 1)) for number in range(4)]
    found = standing(digest(*stories))
    first = found.message.stories
    last = first[-1]
    html = again(grown(found, told(last, *(outlet(last, number) for number in range(1, 9)))), CHANNEL, THEMES, CONCEPTS)
    assert html is not None
    text = plain(html)
    places = [text.index(f": {story}, versione 1") for story in first]
    assert places == sorted(places)


def test_the_line_on_earlier_alerts_stays() -> None:
    before = Told(alerts=[("Kim telefona a Putin", "https://t.example/9")])
    found = standing(digest(told("s1", outlet("s1", 1))), before=before)
    assert "Kim telefona a Putin" in found.message.html
    assert again(found, CHANNEL, THEMES, CONCEPTS) is None
    html = again(grown(found, told("s1", outlet("s1", 1), outlet("s1", 2))), CHANNEL, THEMES, CONCEPTS)
    assert html is not None
    assert "Kim telefona a Putin" in html.split("\n\n")[-1]


@pytest.mark.parametrize("gone", ["theme", "story"])
def test_what_is_no_longer_known_is_left_as_it_stands(gone: str) -> None:
    found = standing(digest(told("s1", outlet("s1", 1))))
    found = grown(found, told("s1", outlet("s1", 1), outlet("s1", 2)))
    if gone == "story":
        found = replace(found, digest=replace(found.digest, stories=()))
    assert again(found, CHANNEL, () if gone == "theme" else THEMES, CONCEPTS) is None


@given(st.integers(1, 40), st.integers(1, 60), st.data())
def test_every_part_of_every_digest_can_grow_and_stays_within_the_limits(
    many: int, outlets: int, data: st.DataObject
) -> None:
    """A part that was full when it was posted must still take its outlets, by counting them."""
    stories = [
        told(f"s{n}", outlet(f"s{n}", 1), theme=data.draw(st.sampled_from(["letters", "troops"]))) for n in range(many)
    ]
    whole = digest(*stories)
    parts = len(compose(whole, CHANNEL, THEMES, CONCEPTS))
    found = standing(whole, part=data.draw(st.integers(1, parts)))
    theme = {story.id: next(iter(story.themes)) for story in stories}
    now = [told(s.id, *(outlet(s.id, n) for n in range(1, outlets + 1)), theme=theme[s.id]) for s in stories]
    html = again(grown(found, *now), CHANNEL, THEMES, CONCEPTS)
    if outlets == 1:
        assert html is None
        return
    if html is None:
        return  # so full that not even one outlet can be exchanged for a count: it stays as it stands
    assert units(html) <= UNITS
    assert entities(html) <= ENTITIES
    assert parse_html(html)[0] == plain(html)
    for story in found.message.stories:
        assert f": {story}, versione" in plain(html)
