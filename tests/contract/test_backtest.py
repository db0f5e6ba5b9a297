"""Backtest over a real state on each engine: what it reads, beside whom, and what it says of what is missing."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.jobs.backtest import backtest, edition, missing
from bot.model import Feed, Item, Kept
from bot.settings.load import load
from bot.settings.nouns import Settings
from bot.store.base import Store
from tests.contract.stores import MINUTE, NOW, Engine, item
from tests.journey.newsroom import THEMES

BOT = 'channels:\n  - {id: main, to: "@sample"}\n'
FEEDS = 'feeds:\n  - {name: Wire, url: "https://wire.example/feed", language: en, family: wire}\n'
NEW_WORD = THEMES.replace("en: [letter]", "en: [letter, cable]")
CABLE = "Kim Jong Un sends a cable to Putin"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    for name, text in (("bot", BOT), ("feeds", FEEDS), ("themes", THEMES)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def live(config: Path) -> Settings:
    return load(config, {})


def edited(config: Path, **files: str) -> Settings:
    """The configuration with these files in place of its own."""
    folder = config.parent / "edited"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load(config, {}, over=folder)


def add(store: Store, settings: Settings, *items: Item) -> None:
    """Store items as polling does: with what the configuration says of them."""
    matcher = edition(settings).matcher
    with store.unit() as unit:
        for one in items:
            unit.items.add(one, [f"key-{one.id}"], matcher.matches(one))


def test_an_edit_is_judged_by_what_is_stored(store: Store, live: Settings, config: Path) -> None:
    add(store, live, item(1, title=CABLE), item(2, title="Kim Jong Un sends a letter to Putin"), item(3))
    for before, after in ((live, edited(config, themes=NEW_WORD)), (edited(config, themes=NEW_WORD), None)):
        found = backtest(store, before, after, NOW)
        assert [change.item.title for change in found.difference.themes[0].gained.changes] == [CABLE]
        assert (found.difference.items, found.difference.themes[0].items_after) == (3, 2)
        assert (found.began, found.complete_since, found.new_feeds) == (item(1).seen, None, ())


def test_what_retention_deleted_is_told(store: Store, live: Settings) -> None:
    """Gains are too low before that moment: whoever does not know it trusts a word that does nothing."""
    add(store, live, item(1), item(9, title=CABLE))
    with store.unit() as unit:
        unit.items.prune(matched_before=NOW, unmatched_before=NOW + MINUTE * 5)
    found = backtest(store, live, None, NOW)
    assert (found.difference.items, found.complete_since, found.began) == (1, item(1).seen, item(9).seen)


def test_an_empty_state_is_no_error(store: Store, live: Settings) -> None:
    found = backtest(store, live, live, NOW)
    assert (found.difference.items, found.began, found.complete_since) == (0, None, None)
    assert [theme.items_after for theme in found.difference.themes] == [0, 0]


def test_the_watcher_sees_every_item_and_how_many_there_will_be(store: Store, live: Settings) -> None:
    """The bar would stop short of its end, or the bar would eat items."""
    add(store, live, *(item(number) for number in range(1, 8)))
    seen: list[object] = []

    def watch(kept: Iterable[Kept], total: int) -> Iterable[Kept]:
        seen.append(total)
        for one in kept:
            seen.append(one.item.id)
            yield one

    backtest(store, live, live, NOW + MINUTE * 3, watch=watch)
    assert seen == [5, *(item(number).id for number in range(3, 8))]


def test_the_service_goes_on_writing_while_an_editor_looks(engine: Engine, store: Store, live: Settings) -> None:
    """A backtest of a minute must not stop the news for a minute, nor count what came meanwhile by halves."""
    add(store, live, item(1), item(2))
    reader = engine.open()
    inside, written = threading.Event(), threading.Event()

    def write() -> None:
        inside.wait(20)
        add(store, live, item(3))
        written.set()

    def watch(kept: Iterable[Kept], total: int) -> Iterable[Kept]:
        assert total == 2
        yield from kept
        inside.set()
        assert written.wait(20), "the writer waits for the reader"

    writer = threading.Thread(target=write)
    writer.start()
    found = backtest(reader, live, None, NOW, watch=watch)
    writer.join(30)
    assert found.difference.items == 2
    with store.glance() as unit:
        assert unit.items.count() == 3


def test_each_file_that_is_missing_is_the_live_one(live: Settings, config: Path) -> None:
    themes = edited(config, themes=NEW_WORD)
    assert (themes.feeds, themes.channels) == (live.feeds, live.channels)
    assert themes.concepts != live.concepts
    both = edited(config, feeds=FEEDS.replace("language: en", "language: ko"))
    assert both.concepts == themes.concepts
    assert [feed.language for feed in both.feeds] == ["ko"]


def test_problems_stand_at_the_file_that_was_edited(config: Path) -> None:
    """An editor would look for line 12 of the wrong file."""
    with pytest.raises(ConfigError) as caught:
        edited(config, themes=THEMES.replace("kim and putin and letter", "kim and nobody"), feeds="feeds: 7\n")
    assert [Path(problem.file).parent.name for problem in caught.value.problems] == ["edited", "edited"]


def feed(name: str, url: str = "", *, enabled: bool = True) -> Feed:
    return Feed(name, url or f"https://{name}.example/feed", "en", enabled=enabled)


@pytest.mark.parametrize(
    ("other", "gone"),
    [
        ((feed("one"), feed("two")), ()),
        ((feed("one"),), ("two",)),
        ((feed("one"), feed("two", enabled=False)), ("two",)),
        ((feed("two", "https://moved.example/feed"), feed("one")), ()),
        ((feed("one"), feed("renamed", "https://two.example/feed")), ()),
    ],
)
def test_a_feed_is_gone_when_neither_name_nor_address_is_left(
    live: Settings, other: tuple[Feed, ...], gone: tuple[str, ...]
) -> None:
    """A feed that moved to https would otherwise seem to lose all of its items."""
    ours = replace(live, feeds=(feed("one"), feed("two"), feed("off", enabled=False)))
    theirs = replace(live, feeds=other)
    assert tuple(each.name for each in missing(ours, theirs)) == gone
    asked = [edition(theirs, ours).read(item(feed=each.url)) is not None for each in ours.feeds[:2]]
    assert asked == [each.name not in gone for each in ours.feeds[:2]]


def test_a_period_longer_than_time_is_all_of_it(store: Store, live: Settings) -> None:
    add(store, live, item(1, seen=NOW - timedelta(days=3000)))
    assert backtest(store, live, None, NOW - timedelta(days=36500)).difference.items == 1
