"""What subscribers read: every story is there, Telegram takes every part, and hostile headlines stay text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.block import LINKED_OUTLETS, Wording, language_name, lead, story_block
from bot.digests.compose import ENTITIES, UNITS, compose
from bot.model import Channel, Concept, Digest, Item, Level, Mention, Story, Theme
from bot.text.catalogues import CATALOGUES
from bot.text.markup import entities, plain, units
from tests.telegram.html import parse_html
from tests.thought.newsroom import SEEN, item, match, story

CHANNEL = Channel(id="main", to="@x", language="it", timezone="Europe/Rome")
THEMES = (
    Theme("letters", {"it": "Lettere Kim–Putin", "en": "Kim–Putin letters"}, Mention("kim"), Level.ALERT, "✉️"),
    Theme("troops", {"it": "Soldati"}, Mention("kim"), Level.ALERT, "🪖"),
)
CONCEPTS = {
    "kim": Concept("kim", {"it": "Kim Jong-un", "en": "Kim Jong Un"}, ()),
    "putin": Concept("putin", {"it": "Putin"}, ()),
    "letter": Concept("letter", {"it": "lettera", "en": "letter"}, (), kind="act"),
}
AT = datetime(2026, 10, 7, 18, 0, tzinfo=UTC)
# Texts as feeds bring them at their worst: markup, entities, marks of direction, surrogate pairs, control characters.
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "<b",
            "&nbsp;",
            "</a>",
            "<script>x</script>",
            "a\u202eb",
            "\u200b",
            "&lt;b&gt;",
            '"><a href="',
            "🎖" * 200,
            "#x #y",
        ]
    ),
    st.text("<>&\"'#/=ab ", max_size=80),
)
LINKS = st.one_of(
    st.just("https://outlet.example/1"), HOSTILE.map(lambda text: f"https://outlet.example/{text}"), HOSTILE
)


def digest(*stories: Story, level: Level = Level.DIGEST) -> Digest:
    return Digest("main-digest-1", "main", level, AT, stories)


def told(*items: Item, theme: str = "letters", concepts: tuple[str, ...] = ("kim", "putin", "letter")) -> Story:
    return story(*items, matches=[match(items[0], theme, *concepts)])


def text_of(*stories: Story, channel: Channel = CHANNEL, level: Level = Level.DIGEST) -> str:
    return "\n".join(plain(part.html) for part in compose(digest(*stories, level=level), channel, THEMES, CONCEPTS))


def wording(language: str = "it") -> Wording:
    return Wording(CATALOGUES[language], CONCEPTS, "Europe/Rome", AT)


@st.composite
def hostile_stories(draw: st.DrawFn) -> list[Story]:
    numbers = count()
    stories = []
    for _ in range(draw(st.integers(1, 7))):
        items = [
            item(
                f"i{next(numbers)}",
                title=draw(HOSTILE),
                link=draw(LINKS),
                outlet=draw(HOSTILE) or "x",
                language=draw(st.sampled_from(["it", "ko", "ar", "qq", "zh-Hant"])),
                side=draw(st.sampled_from(["", "state-media"])),
            )
            for _ in range(draw(st.integers(1, 8)))
        ]
        stories.append(told(*items, theme=draw(st.sampled_from(["letters", "troops", "gone"]))))
    return stories


@given(stories=hostile_stories(), hashtags=st.booleans(), language=st.sampled_from(sorted(CATALOGUES)))
def test_telegram_takes_every_part_whatever_the_feeds_say(stories: list[Story], hashtags: bool, language: str) -> None:
    channel = replace(CHANNEL, hashtags=hashtags, language=language)
    parts = compose(digest(*stories), channel, THEMES, CONCEPTS)
    assert [part.part for part in parts] == list(range(1, len(parts) + 1))
    assert sorted(name for part in parts for name in part.stories) == sorted(s.id for s in stories), "each story once"
    for part in parts:
        text, found = parse_html(part.html)
        assert text == plain(part.html), "we read our markup as Telegram does"
        assert len(text) <= UNITS
        assert len(found) <= entities(part.html) <= ENTITIES
        assert units(part.html) <= UNITS
        assert len(part.html.encode()) <= 32_768


def test_a_long_digest_is_split_between_stories_and_names_its_theme_again() -> None:
    stories = [told(item(f"i{n}", title=f"Titolo numero {n} " + "parola " * 30)) for n in range(40)]
    parts = compose(digest(*stories), CHANNEL, THEMES, CONCEPTS)
    assert len(parts) > 1
    for number, part in enumerate(parts, 1):
        text = plain(part.html)
        assert f"parte {number} di {len(parts)}" in text
        assert "Lettere Kim–Putin" in text
        assert ("segue" in text) == (number > 1)


def test_outlets_that_no_longer_fit_are_counted_and_the_story_is_told() -> None:
    items = [item(f"i{n}", outlet=f"Testata {n}", family=f"f{n % 3}") for n in range(18)]
    text = text_of(told(*items))
    assert "e altre 12" in text
    assert "18 testate, 3 indipendenti" in text
    assert text.count("Testata") == LINKED_OUTLETS


def test_a_story_with_one_source_says_so_and_state_media_are_named() -> None:
    assert "una sola fonte: Outlet (media di Stato)" in text_of(told(item("a", side="state-media")))
    assert "una sola fonte" not in text_of(told(item("a"), item("b", outlet="Altra", family="altra")))


def test_each_outlet_is_linked_to_its_own_item_as_published() -> None:
    one = item("a", link="https://one.example/a?utm_source=rss&x=1")
    two = item("b", outlet="Altra", link="http://two.example/b")
    (part,) = compose(digest(told(one, two)), CHANNEL, THEMES, CONCEPTS)
    assert part.html.count('href="https://one.example/a?utm_source=rss&amp;x=1"') == 2, "headline and outlet"
    assert part.html.count('href="http://two.example/b"') == 1


@pytest.mark.parametrize(
    ("language", "reader", "line"),
    [
        ("ko", "it", "Kim Jong-un, Putin: lettera · dal coreano"),
        ("en", "it", "Kim Jong-un, Putin: lettera · dall'inglese"),
        ("es", "it", "Kim Jong-un, Putin: lettera · dallo spagnolo"),
        ("ko", "en", "Kim Jong Un, putin: letter · from Korean"),
        ("zh-Hant", "en", "Kim Jong Un, putin: letter · from Chinese"),
    ],
)
def test_a_foreign_headline_carries_what_it_is_about(language: str, reader: str, line: str) -> None:
    assert line in plain(story_block(told(item("a", language=language)), wording(reader)))


def test_a_headline_in_the_readers_language_needs_no_gloss() -> None:
    assert "lettera" not in text_of(told(item("a", language="it")))


def test_the_lead_is_in_the_readers_language_then_an_agency_then_the_first() -> None:
    early = item("a", language="ru", kind="newspaper", published=SEEN - timedelta(hours=3))
    agency = item("b", language="ru", kind="agency")
    italian = item("c", language="it", published=SEEN + timedelta(hours=1))
    assert lead(story(early, agency, italian), "it") is italian
    assert lead(story(early, agency), "it") is agency
    assert lead(story(early, replace(early, id="z")), "it") is early


def test_stories_stand_under_their_first_theme_in_file_order_most_confirmed_first() -> None:
    both = story(item("a", title="Prima"), matches=[match(item("a"), "troops"), match(item("a"), "letters")])
    more = told(item("b", title="Seconda"), item("c", family="other", outlet="Altra"))
    text = text_of(both, more, told(item("d", title="Terza"), theme="troops"))
    assert (
        text.index("Lettere")
        < text.index("Seconda")
        < text.index("Prima")
        < text.index("Soldati")
        < text.index("Terza")
    )
    assert text.count("Prima") == 1


def test_sound_topics_previews_and_hashtags_follow_the_channel() -> None:
    letters, troops = told(item("a")), told(item("b"), theme="troops")
    forum = replace(CHANNEL, topics={"troops": 7}, hashtags=False, previews=True)
    parts = compose(digest(letters, troops), forum, THEMES, CONCEPTS)
    assert [(part.thread, part.stories) for part in parts] == [(None, (letters.id,)), (7, (troops.id,))]
    assert all(part.previews and part.silent and "#" not in part.html for part in parts)
    for silent, level, quiet in [
        ("none", Level.DIGEST, False),
        ("digests", Level.ALERT, False),
        ("all", Level.ALERT, True),
    ]:
        (part,) = compose(digest(letters, level=level), replace(CHANNEL, silent=silent), THEMES, CONCEPTS)
        assert part.silent is quiet
    assert "#LettereKimPutin" in text_of(letters)


def test_times_are_local_and_name_the_day_when_it_is_another() -> None:
    same = item("a", published=datetime(2026, 10, 7, 6, 12, tzinfo=UTC))
    other = replace(same, id="b", published=datetime(2026, 10, 6, 6, 12, tzinfo=UTC))
    assert "· 08:12" in plain(story_block(told(same), wording()))
    assert "mar 6 ott, 08:12" in plain(story_block(told(other), wording()))


def test_languages_without_a_name_show_their_code() -> None:
    assert language_name("qq", "it") == "qq"
    assert language_name("ja", "it") == "giapponese"
