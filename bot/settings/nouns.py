"""What `load` hands over: every setting, frozen, with its defaults filled in and its references resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from bot.errors import Problem
from bot.model import Channel, Concept, Feed, Theme


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that no print, log or error shows; only `reveal` gives it."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """Return the secret itself, for the one place that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"


@dataclass(frozen=True, slots=True)
class Telegram:
    """The Bot API server, who may command the bot, and what to do with a post that cannot be read back."""

    base_url: str
    admin_chat: int | None
    admins: tuple[int, ...]
    on_unknown: str  # hold | resend
    token: Secret | None  # None: the preview channel takes the posts

    @property
    def desk_chat(self) -> int | None:
        """Where questions and alarms go: the configured chat, else the first of the admins; None: nowhere."""
        return self.admin_chat if self.admin_chat is not None else next(iter(self.admins), None)


@dataclass(frozen=True, slots=True)
class Fetch:
    """How politely feeds are asked."""

    least: timedelta
    most: timedelta
    per_host: int
    pause: timedelta
    allow_private: tuple[IPv4Network | IPv6Network, ...]
    proxy: str | None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long items are kept: those that matched, and those that did not."""

    items: timedelta
    unmatched: timedelta


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration. Feeds, concepts and themes stand in the order of their files."""

    directory: Path
    language: str
    timezone: str
    fresh: timedelta
    telegram: Telegram
    channels: tuple[Channel, ...]
    fetch: Fetch
    retention: Retention
    feeds: tuple[Feed, ...]
    concepts: tuple[Concept, ...]
    themes: tuple[Theme, ...]
    warnings: tuple[Problem, ...]
    admin_token: Secret | None = None  # for the one writing action of the page
