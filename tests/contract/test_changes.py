"""Edits, deletions and replies on the way from the outbox to Telegram: what stands in the channel is what the state says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.base import Target
from bot.channels.telegram import TelegramSender
from bot.errors import StateError
from bot.events import Event
from bot.jobs.deliver import deliver
from bot.jobs.desk import Desk
from bot.model import Act, Channel, Delivery, State
from bot.settings.load import load
from bot.settings.tables import knowledge
from bot.store.base import Store
from bot.store.engine import open_store
from bot.themes.match import Matcher
from tests.contract.stores import message, placed, told
from tests.journey.newsroom import THEMES
from tests.telegram.chats import Post
from tests.telegram.faults import DeliverThenReset, Status429
from tests.telegram.fixtures import telegram
from tests.telegram.server import FakeTelegram

__all__ = ["telegram"]

CHAT = -1001
START = datetime(2026, 10, 7, 8, 0, tzinfo=UTC)


class Clock:
    """Time that the test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class NoFeeds:
    """Nobody asks a feed here."""

    async def fetch(self, *_: object) -> None:
        raise AssertionError("no feed is asked")


@dataclass
class Room:
    """A desk with one channel on the fake Telegram, and a post that stands there."""

    desk: Desk
    clock: Clock
    fake: FakeTelegram

    async def pass_(self, seconds: float = 0) -> None:
        self.clock.now += timedelta(seconds=seconds)
        await deliver(self.desk)

    def add(self, name: str, act: Act, *, html: str = "") -> None:
        change = Delivery(name, "d1", "main", replace(message(), html=html), self.clock.now, act=act, target="d1-1")
        with self.desk.store.unit() as unit:
            unit.outbox.add([change])

    def get(self, name: str) -> Delivery:
        with self.desk.store.glance() as unit:
            found = unit.outbox.get(name)
        assert found is not None
        return found

    @property
    def standing(self) -> list[Post]:
        return list(self.fake.chat(CHAT).posts)


@contextmanager
def on_a_file(folder: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{folder}/state.sqlite", now=START, service=True)
    try:
        yield store
    finally:
        store.close()


@pytest.fixture
async def room(tmp_path: Path, telegram: FakeTelegram) -> AsyncIterator[Room]:
    telegram.add_channel(CHAT, username="@sample")
    config = tmp_path / "config"
    config.mkdir()
    (config / "bot.yaml").write_text('channels:\n  - {id: main, to: "@sample"}\n', encoding="utf-8")
    (config / "feeds.yaml").write_text("feeds: []\n", encoding="utf-8")
    (config / "themes.yaml").write_text(THEMES, encoding="utf-8")
    settings = replace(load(config, {}), channels=(Channel("main", "@sample", "en", "UTC"),))
    sender = TelegramSender(telegram.token, telegram.base_url, read_seconds=1.0)
    clock = Clock()
    events: list[Event] = []
    with on_a_file(tmp_path) as store:
        desk = Desk(
            settings=settings,
            store=store,
            matcher=Matcher(settings.themes, settings.concepts),
            knowledge=knowledge(),
            fetcher=NoFeeds(),  # type: ignore[arg-type]  # it is never called
            senders={"main": sender},
            emit=events.append,
            clock=clock,
            dice=lambda: 0.5,
            started=START,
        )
        with store.unit() as unit:
            unit.stories.tell(*told(placed(unit, 1)))
        made = Room(desk, clock, telegram)
        await made.pass_()
        assert len(made.standing) == 1
        yield made
    await sender.close()


async def test_an_edit_changes_the_post_and_what_the_page_shows(room: Room) -> None:
    room.add("e1", Act.EDIT, html="<b>Two outlets</b>")
    await room.pass_()
    assert [post.text for post in room.standing] == ["Two outlets"]
    assert room.get("e1").state is State.SENT
    assert room.get("d1-1").message.html == "<b>Two outlets</b>"
    assert room.get("d1-1").message.stories == ("s1",), "the story keeps its post"


async def test_an_edit_whose_answer_is_lost_is_simply_made_again(room: Room) -> None:
    """Asking a person, or reading the channel back, would be noise: the second edit changes nothing."""
    room.fake.faults.add("editMessageText", DeliverThenReset())
    room.add("e1", Act.EDIT, html="<b>Two outlets</b>")
    await room.pass_()
    assert room.get("e1").state is State.WAITING
    await room.pass_(5)
    assert room.get("e1").state is State.SENT
    assert [post.text for post in room.standing] == ["Two outlets"]


async def test_an_edit_waits_out_a_flood_limit(room: Room) -> None:
    room.fake.faults.add("editMessageText", Status429(retry_after=30))
    room.add("e1", Act.EDIT, html="<b>Two outlets</b>")
    await room.pass_()
    assert (room.get("e1").state, room.standing[0].text) == (State.WAITING, "s1")
    await room.pass_(31)
    assert room.standing[0].text == "Two outlets"


async def test_a_deleted_post_is_retracted_and_later_edits_of_it_are_given_up(room: Room) -> None:
    room.add("x1", Act.DELETE)
    room.add("e1", Act.EDIT, html="<b>Too late</b>")
    await room.pass_()
    assert room.standing == []
    assert room.get("d1-1").state is State.RETRACTED
    assert room.get("e1").state is State.RETRACTED
    assert "does not stand" in room.get("e1").reason


async def test_an_edit_of_a_post_that_an_admin_deleted_is_given_up_quietly(room: Room) -> None:
    """It must not become a dead letter that somebody has to settle."""
    await room.desk.senders["main"].delete(Target("@sample", "main"), room.standing[0].message_id)
    room.add("e1", Act.EDIT, html="<b>Gone</b>")
    await room.pass_()
    assert room.get("e1").state is State.RETRACTED
    assert "not found" in room.get("e1").reason


async def test_a_post_answers_the_one_before_and_stands_alone_where_that_is_gone(room: Room) -> None:
    first = room.standing[0].message_id
    for number, target in ((2, "d1-1"), (3, "nobody-1")):
        with room.desk.store.unit() as unit:
            digest, (post,) = told(placed(unit, number), name=f"d{number}")
            unit.stories.tell(digest, [replace(post, target=target)])
    await room.pass_()
    assert [post.reply_to for post in room.standing] == [None, first, None]


async def test_a_post_cannot_slip_past_the_balance(room: Room) -> None:
    with pytest.raises(StateError, match="with its digest"):
        room.add("p1", Act.POST, html="x")


async def test_changes_are_found_by_their_post_and_stay_out_of_the_list_of_posts(room: Room) -> None:
    room.add("e1", Act.EDIT, html="a")
    room.add("e1", Act.EDIT, html="b")
    with room.desk.store.glance() as unit:
        assert [(one.id, one.message.html) for one in unit.outbox.changes(["d1-1"])] == [("e1", "a")]
        assert [one.id for one in unit.outbox.all()] == ["d1-1"]
        assert [one.id for one in unit.outbox.all(acts=[Act.EDIT])] == ["e1"]
