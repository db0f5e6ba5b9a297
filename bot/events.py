"""What just happened: frozen values that the verbs emit. Logs and metrics listen; nothing decides by them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.model import Health


@dataclass(frozen=True, slots=True)
class Polled:
    """A feed was asked."""

    feed: str
    url: str
    health: Health
    detail: str = ""
    fetched: int = 0
    new: int = 0
    known: int = 0


@dataclass(frozen=True, slots=True)
class Matched:
    """A new item belongs to themes."""

    item: str
    title: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """An item found its story."""

    item: str
    story: str
    how: str  # joins | develops | starts
    score: float


@dataclass(frozen=True, slots=True)
class Told:
    """Stories were put into the outbox of a channel."""

    digest: str
    channel: str
    stories: int
    parts: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """An attempt to deliver ended; `outcome` is the class of the outcome in lower case."""

    delivery: str
    channel: str
    outcome: str
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """Something needs a person: `what` failed, `why`, and what to `do`."""

    what: str
    why: str
    do: str = ""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """An edit of the configuration came into force; `mended`: the edit before it had been refused."""

    themes: int
    concepts: int
    feeds: int
    warnings: int
    mended: bool = False


Event = Polled | Matched | Placed | Told | Delivered | Failed | Reloaded
Emit = Callable[[Event], None]
