"""Faults on order: what a test may make the server do to a call, the plan that keeps the order, and the flood limit."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from typing import Final, Protocol

from tests.telegram.answers import Answer, Cut, Refusal, refuse, refused, too_many
from tests.telegram.chats import Chat
from tests.telegram.updates import OTHER_POLL
from tests.telegram.world import World

BAD_GATEWAY: Final = (
    b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    b"<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a fault has at hand: `run` does the call as usual (delivers), `chat` is the one that the call names."""

    run: Callable[[], Awaitable[Answer]]
    world: World
    chat: Chat | None


class Fault(Protocol):
    """Something that happens to one call."""

    async def strike(self, scene: Scene, /) -> Answer | Cut:
        """The answer that the client gets, or how its connection ends."""


@dataclass(frozen=True)
class Status429:
    """Too many requests; nothing is delivered."""

    retry_after: int = 1

    async def strike(self, _scene: Scene) -> Answer | Cut:
        return refused(too_many(self.retry_after))


@dataclass(frozen=True)
class Status500:
    """An internal error, before or (`delivered`) after the work was done."""

    delivered: bool = False

    async def strike(self, scene: Scene) -> Answer | Cut:
        if self.delivered:
            await scene.run()
        return refused(refuse(500, "Restart"))


@dataclass(frozen=True)
class BadGatewayHtml:
    """The HTML page of a proxy in between, before or (`delivered`) after the work was done."""

    delivered: bool = False

    async def strike(self, scene: Scene) -> Answer | Cut:
        if self.delivered:
            await scene.run()
        return Answer(502, BAD_GATEWAY, (("Content-Type", "text/html"),))


@dataclass(frozen=True)
class DeliverThenReset:
    """The message stands, but the connection is reset before the answer."""

    async def strike(self, scene: Scene) -> Answer | Cut:
        await scene.run()
        return Cut.RESET


@dataclass(frozen=True)
class ResetBeforeDelivery:
    """The connection is reset and nothing was done."""

    async def strike(self, _scene: Scene) -> Answer | Cut:
        return Cut.RESET


@dataclass(frozen=True)
class HangThenDeliver:
    """As when Telegram waits out a flood limit itself: it works `seconds` later, whether the client is still there or not."""

    seconds: float = 8.0

    async def strike(self, scene: Scene) -> Answer | Cut:
        await asyncio.sleep(self.seconds)
        return await scene.run()


@dataclass(frozen=True)
class HangForever:
    """No answer and no work; after `seconds` the connection is closed."""

    seconds: float = 60.0

    async def strike(self, _scene: Scene) -> Answer | Cut:
        await asyncio.sleep(self.seconds)
        return Cut.CLOSE


@dataclass(frozen=True)
class Slow:
    """Works at once, answers `seconds` later."""

    seconds: float = 1.0

    async def strike(self, scene: Scene) -> Answer | Cut:
        answer = await scene.run()
        await asyncio.sleep(self.seconds)
        return answer


@dataclass(frozen=True)
class Conflict409:
    """Another process polls with the same token."""

    async def strike(self, _scene: Scene) -> Answer | Cut:
        return refused(Refusal(409, f"Conflict: {OTHER_POLL}"))


@dataclass(frozen=True)
class Unauthorized401:
    """The token was revoked."""

    async def strike(self, _scene: Scene) -> Answer | Cut:
        return refused(Refusal(401, "Unauthorized"))


@dataclass(frozen=True)
class Refuse:
    """Any refusal, as the server words it; nothing is delivered."""

    code: int = 400
    description: str = "Bad Request: refused"

    async def strike(self, _scene: Scene) -> Answer | Cut:
        return refused(Refusal(self.code, self.description))


@dataclass(frozen=True)
class Kicked:
    """An administrator throws the bot out just before the call; it stays out until `restore`."""

    async def strike(self, scene: Scene) -> Answer | Cut:
        if scene.chat:
            scene.chat.kick()
        return await scene.run()


@dataclass(frozen=True)
class Demoted:
    """An administrator takes the bot's rights just before the call, until `restore`."""

    async def strike(self, scene: Scene) -> Answer | Cut:
        if scene.chat:
            scene.chat.demote()
        return await scene.run()


@dataclass(frozen=True)
class Migrate:
    """The group becomes a supergroup with another id just before the call."""

    new_id: int = -1009999999999

    async def strike(self, scene: Scene) -> Answer | Cut:
        if scene.chat:
            scene.world.migrate(scene.chat, self.new_id)
        return await scene.run()


KINDS: Final[dict[str, type[Fault]]] = {
    kind.__name__: kind
    for kind in (
        Status429,
        Status500,
        BadGatewayHtml,
        DeliverThenReset,
        ResetBeforeDelivery,
        HangThenDeliver,
        HangForever,
        Slow,
        Conflict409,
        Unauthorized401,
        Refuse,
        Kicked,
        Demoted,
        Migrate,
    )
}


def fault_as_dict(fault: Fault) -> dict[str, object]:
    """A fault as JSON for the control endpoint: its class name under `fault`, beside its fields."""
    return {"fault": type(fault).__name__} | asdict(fault)  # type: ignore[call-overload, no-any-return]  # all are dataclasses


def fault_from_dict(record: dict[str, object]) -> Fault:
    """The fault that fault_as_dict wrote."""
    fields = {name: value for name, value in record.items() if name != "fault"}
    return KINDS[str(record["fault"])](**fields)


@dataclass
class _Order:
    method: str
    chat: int | None
    fault: Fault
    standing: bool


@dataclass
class Faults:
    """The plan: each order is for a method ("*" for any) and, if given, one chat, and is used up in the order of asking."""

    orders: list[_Order] = field(default_factory=list)

    def add(self, method: str, *faults: Fault, chat: int | None = None) -> None:
        """The next calls of `method` meet these faults, one each."""
        self.orders += [_Order(method.lower(), chat, fault, False) for fault in faults]

    def always(self, method: str, fault: Fault, chat: int | None = None) -> None:
        """Every call of `method` meets this fault, once nothing else is left for it, until `clear`."""
        self.orders.append(_Order(method.lower(), chat, fault, True))

    def clear(self) -> None:
        """Forgets every order."""
        self.orders.clear()

    @property
    def left(self) -> int:
        """How many ordered faults did not strike yet; standing ones not counted."""
        return sum(not order.standing for order in self.orders)

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The fault for this call; used up unless it stands."""
        fits = [one for one in self.orders if one.method in ("*", method.lower()) and one.chat in (None, chat)]
        order = next((one for one in fits if not one.standing), fits[0] if fits else None)
        if order and not order.standing:
            self.orders.remove(order)
        return order.fault if order else None


@dataclass
class FloodLimit:
    """At most `messages` new messages in one chat within `seconds`; edits and reads are free.

    A longer wait than `patience` is a 429, a shorter one is waited out by the server itself, as Telegram does up to 8 s.
    """

    messages: int = 20
    seconds: float = 60.0
    patience: float = 0.0
    refused: int = 0
    methods: tuple[str, ...] = ("sendMessage", "forwardMessage", "copyMessage")

    def wait(self, method: str, chat: Chat | None, now: float) -> float:
        """Seconds until the chat takes another message, 0 for at once."""
        if chat is None or method not in self.methods:
            return 0.0
        recent = [post.at for post in chat.history if post.sender == "bot" and post.at > now - self.seconds]
        return recent[-self.messages] + self.seconds - now if len(recent) >= self.messages else 0.0

    async def check(self, method: str, chat: Chat | None, clock: Callable[[], float]) -> None:
        """Waits or raises the 429."""
        wait = self.wait(method, chat, clock())
        if wait > self.patience:
            self.refused += 1
            raise too_many(math.ceil(wait))
        if wait:
            await asyncio.sleep(wait)
