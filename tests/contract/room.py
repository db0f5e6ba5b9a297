"""A desk with one channel on the fake Telegram, on a clock that the test moves: both see the same time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.channels.telegram import TelegramSender
from bot.events import Event, Failed
from bot.jobs.deliver import deliver
from bot.jobs.desk import Desk
from bot.jobs.doubt import next_doubt, read_back
from bot.jobs.turns import next_turn
from bot.model import Act, Channel, Delivery, State
from bot.settings.load import load
from bot.settings.nouns import Settings
from bot.settings.tables import knowledge
from bot.store.base import Store
from bot.store.engine import open_store
from bot.themes.match import Matcher
from tests.contract.stores import message, placed, told
from tests.journey.newsroom import THEMES
from tests.telegram.chats import Chat, Post
from tests.telegram.server import FakeTelegram

CHAT = -1001
ADMIN = 77
START = datetime(2026, 10, 7, 8, 0, tzinfo=UTC)
COUNTED = ("sendMessage", "editMessageText", "forwardMessage")


class Clock:
    """Time that the test moves."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def unix(self) -> float:
        return self.now.timestamp()


class NoFeeds:
    """Nobody asks a feed here."""

    async def fetch(self, *_: object) -> None:
        raise AssertionError("no feed is asked")


@dataclass
class Room:
    """The desk, its clock, the fake, and what was emitted."""

    desk: Desk
    clock: Clock
    fake: FakeTelegram
    events: list[Event] = field(default_factory=list)
    stories: int = 0

    async def pass_(self, seconds: float = 1) -> None:
        """Time goes by, then everything that nothing but our own limits holds back is sent."""
        self.clock.now += timedelta(seconds=seconds)
        await deliver(self.desk)
        while next_turn(self.desk) is not None:
            self.clock.now += timedelta(seconds=1)
            await deliver(self.desk)

    async def settle(self, seconds: float = 120) -> None:
        """As the service would, a round as soon as something can go on, until nothing can; but not for ever."""
        end = self.clock.now + timedelta(seconds=seconds)
        while moves := [moment for moment in (next_doubt(self.desk), next_turn(self.desk)) if moment]:
            self.clock.now = max(min(moves), self.clock.now + timedelta(seconds=0.2))
            if self.clock.now >= end:
                return
            await read_back(self.desk)
            await deliver(self.desk)

    def tell(self, html: str = "", *, channel: str = "main", target: str = "", thread: int | None = None) -> str:
        """One more story for a channel; gives the id of its delivery."""
        self.stories += 1
        name = f"d{self.stories}"
        with self.desk.store.unit() as unit:
            digest, (post,) = told(placed(unit, self.stories), name=name, channel=channel)
            text = html or f"<b>Story {self.stories}</b> of the day"
            post = replace(post, message=replace(post.message, html=text, thread=thread), target=target)
            assert unit.stories.tell(digest, [post])
        return f"{name}-1"

    def add(self, name: str, act: Act, *, html: str = "", target: str = "d1-1") -> None:
        change = Delivery(name, "d1", "main", replace(message(), html=html), self.clock.now, act=act, target=target)
        with self.desk.store.unit() as unit:
            unit.outbox.add([change])

    def get(self, name: str) -> Delivery:
        with self.desk.store.glance() as unit:
            found = unit.outbox.get(name)
        assert found is not None
        return found

    def states(self) -> list[State]:
        with self.desk.store.glance() as unit:
            return [delivery.state for delivery in unit.outbox.all()]

    @property
    def channel(self) -> Chat:
        return self.fake.chat(CHAT)

    @property
    def standing(self) -> list[Post]:
        return list(self.channel.posts)

    @property
    def texts(self) -> list[str]:
        return [post.text for post in self.standing]

    @property
    def left_at_the_admins(self) -> list[str]:
        return [post.text for post in self.fake.chat(ADMIN).posts]

    @property
    def failures(self) -> list[Failed]:
        return [event for event in self.events if isinstance(event, Failed)]

    def busiest(self, chat: int, seconds: float) -> int:
        """The most messages, edits and forwards that reached a chat within any so many seconds."""
        names = {str(chat), f"@{self.fake.chat(chat).username}"}
        times = sorted(call.at for call in self.fake.calls if call.chat in names and call.method in COUNTED)
        return max((sum(begin <= at < begin + seconds for at in times) for begin in times), default=0)


@asynccontextmanager
async def room_on(
    folder: Path, *, admins: tuple[int, ...] = (ADMIN,), channels: tuple[Channel, ...] = ()
) -> AsyncIterator[Room]:
    """A fresh room."""
    clock = Clock()
    channels = channels or (Channel("main", "@sample", "en", "UTC"),)
    settings = _settings(folder, channels, admins)
    events: list[Event] = []
    with FakeTelegram.in_thread(clock=clock.unix) as fake, _store(folder) as store:
        fake.add_channel(CHAT, username="@sample")
        fake.add_private(ADMIN)
        sender = TelegramSender(fake.token, fake.base_url, read_seconds=1.0)
        desk = Desk(
            settings=settings,
            store=store,
            matcher=Matcher(settings.themes, settings.concepts),
            knowledge=knowledge(),
            fetcher=NoFeeds(),  # type: ignore[arg-type]  # it is never called
            senders=dict.fromkeys((channel.id for channel in channels), sender),
            emit=events.append,
            clock=clock,
            dice=lambda: 0.5,
            started=START,
        )
        try:
            yield Room(desk, clock, fake, events)
        finally:
            await sender.close()


def _settings(folder: Path, channels: tuple[Channel, ...], admins: tuple[int, ...]) -> Settings:
    config = folder / "config"
    config.mkdir()
    (config / "bot.yaml").write_text('channels:\n  - {id: main, to: "@sample"}\n', encoding="utf-8")
    (config / "feeds.yaml").write_text("feeds: []\n", encoding="utf-8")
    (config / "themes.yaml").write_text(THEMES, encoding="utf-8")
    loaded = load(config, {})
    return replace(loaded, channels=channels, telegram=replace(loaded.telegram, admins=admins))


@cache
def _migrated() -> bytes:
    """A fresh state: migrating takes longer than most tests."""
    with TemporaryDirectory() as folder:
        open_store(f"sqlite:///{folder}/state.sqlite", now=START).close()
        return Path(folder, "state.sqlite").read_bytes()


@contextmanager
def _store(folder: Path) -> Iterator[Store]:
    (folder / "state.sqlite").write_bytes(_migrated())
    store = open_store(f"sqlite:///{folder}/state.sqlite", now=START, service=True)
    try:
        yield store
    finally:
        store.close()
