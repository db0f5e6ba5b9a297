"""FakeTelegram: the fake Bot API server with the handles that a test needs."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, Self, Unpack
from urllib.parse import unquote

from tests.telegram.answers import Answer, Cut, Refusal, granted, refuse, refused
from tests.telegram.chats import Chat, Settings
from tests.telegram.control import control
from tests.telegram.faults import Faults, FloodLimit, Scene
from tests.telegram.methods import METHODS, SPELLED
from tests.telegram.params import Params, read_params
from tests.telegram.people import People
from tests.telegram.wire import Request, Wire
from tests.telegram.world import World

TOKEN: Final = "123456789:TEST-token-of-the-fake"  # a token of nobody
LONGEST_TOKEN: Final = 80


class Call(NamedTuple):
    """One call that came in: method as it is spelled, parameters as sent, the chat_id parameter (or "")."""

    method: str
    params: dict[str, str]
    chat: str
    at: float = 0.0  # unix seconds


class FakeTelegram(People):
    """The fake. `async with FakeTelegram() as telegram:`, or `with FakeTelegram.in_thread() as telegram:`."""

    def __init__(
        self, token: str = TOKEN, clock: Callable[[], float] = time.time, port: int = 0, flood: FloodLimit | None = None
    ) -> None:
        self.token = token
        self.world = World(int(token.partition(":")[0]), clock)
        self.faults: Faults = Faults()
        self.flood = flood
        self.calls: list[Call] = []
        self.unallowed: set[str] = set()  # tokens that this server answers with 421
        self.revoked = False
        self.bugs: list[Exception] = []  # what the fake itself stumbled over; raised when it is left
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wire = Wire(self._handle, port)

    async def __aenter__(self) -> Self:
        await self._wire.open()
        return self

    async def __aexit__(self, *reason: object) -> None:
        await self._wire.close()
        self._tell_bugs()

    def _tell_bugs(self) -> None:
        if self.bugs:
            raise self.bugs[0]

    @classmethod
    @contextlib.contextmanager
    def in_thread(
        cls, token: str = TOKEN, clock: Callable[[], float] = time.time, port: int = 0, flood: FloodLimit | None = None
    ) -> Iterator[Self]:
        """The fake in a thread and a loop of its own: it goes on while the test blocks or its bot process dies."""
        telegram = cls(token, clock, port, flood)
        loop = telegram._loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, name="fake-telegram", daemon=True)
        thread.start()
        try:
            asyncio.run_coroutine_threadsafe(telegram._wire.open(), loop).result(5)
            yield telegram
        finally:
            asyncio.run_coroutine_threadsafe(telegram._wire.close(), loop).result(5)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(5)
            loop.close()
        telegram._tell_bugs()

    async def go_down(self) -> None:
        """Connections are refused from now on; messages and orders are kept."""
        await self._wire.close()

    async def come_up(self) -> None:
        """Listens again, on the same port."""
        await self._wire.open()

    @contextlib.contextmanager
    def outage(self) -> Iterator[None]:
        """Connections are refused while this lasts; for a fake in a thread."""
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self.go_down(), self._loop).result(5)
        try:
            yield
        finally:
            asyncio.run_coroutine_threadsafe(self.come_up(), self._loop).result(5)

    def limit(self, messages: int, seconds: float = 60.0, patience: float = 0.0) -> None:
        """Sets the flood limit: so many new messages in a chat within `seconds`."""
        self.flood = FloodLimit(messages, seconds, patience)

    @property
    def url(self) -> str:
        """Root of the server, for the control endpoint."""
        return f"http://127.0.0.1:{self._wire.port}"

    @property
    def base_url(self) -> str:
        """What goes before the token: ends with /bot, as python-telegram-bot and the configuration want it."""
        return f"{self.url}/bot"

    def add_channel(self, chat_id: int, **settings: Unpack[Settings]) -> Chat:
        """A channel where the bot is an administrator."""
        return self.world.add("channel", chat_id, **settings)

    def add_supergroup(self, chat_id: int, **settings: Unpack[Settings]) -> Chat:
        """A supergroup; with `topics={7: "open"}` a forum."""
        return self.world.add("supergroup", chat_id, **settings)

    def add_group(self, chat_id: int, **settings: Unpack[Settings]) -> Chat:
        """A basic group."""
        return self.world.add("group", chat_id, **settings)

    def add_private(self, user_id: int, **settings: Unpack[Settings]) -> Chat:
        """The chat with a user who has started the bot; `title` is the user's first name."""
        return self.world.add("private", user_id, **settings)

    def chat(self, chat_id: int) -> Chat:
        """The chat of that id."""
        return self.world.chats[chat_id]

    async def _handle(self, request: Request) -> Answer | Cut:
        try:
            if request.path.startswith("/control/"):
                return control(self, request)
            return await self._api(request)
        except Refusal as refusal:
            return refused(refusal)
        except Exception as bug:  # noqa: BLE001  # told on leaving, else it would look like a fault of Telegram
            self.bugs.append(bug)
            return refused(Refusal(500, f"The fake itself failed: {bug!r}"))

    async def _api(self, request: Request) -> Answer | Cut:
        if not request.path.startswith("/bot") or "/" not in request.path[1:]:
            raise Refusal(404, "Not Found")
        token, _, method = unquote(request.path.removeprefix("/bot")).partition("/")
        self._check_token(token)
        name = SPELLED.get(method.removeprefix("test/").lower())
        if name is None:
            raise refuse(404, "Method not found")
        params = read_params(request.query, request.content_type, request.body)
        self.calls.append(Call(name, dict(params), params.text("chat_id"), self.world.clock()))
        chat = self.world.known(params.text("chat_id"))
        fault = self.faults.take(name, chat.id if chat else None)
        if fault is None:
            return await self._run(name, params, chat)
        return await fault.strike(Scene(lambda: self._run(name, params, chat), self.world, chat))

    def _check_token(self, token: str) -> None:
        if token.startswith("0") or len(token) > LONGEST_TOKEN or ":" not in token:
            raise refuse(401, "Invalid token specified")
        if token in self.unallowed:
            raise refuse(421, "Unallowed token specified")
        if token != self.token or self.revoked:
            raise Refusal(401, "Unauthorized")
        if self.world.logged_out:
            raise Refusal(400, "Logged out")

    async def _run(self, name: str, params: Params, chat: Chat | None) -> Answer:
        """Does the call as if no fault were there."""
        try:
            if self.flood:
                await self.flood.check(name, chat, self.world.clock)
            result = METHODS[name](self.world, params)
            return granted(await result if inspect.isawaitable(result) else result)
        except Refusal as refusal:
            return refused(refusal)
