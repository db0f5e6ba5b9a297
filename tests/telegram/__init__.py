"""A faithful fake of the Telegram Bot API for tests: behaviour, limits and error texts of the real server, plus faults on order."""

from tests.telegram.chats import Chat, Post
from tests.telegram.faults import (
    BadGatewayHtml,
    Conflict409,
    DeliverThenReset,
    Demoted,
    FloodLimit,
    HangForever,
    HangThenDeliver,
    Kicked,
    Migrate,
    Refuse,
    ResetBeforeDelivery,
    Slow,
    Status429,
    Status500,
    Unauthorized401,
)
from tests.telegram.remote import RemoteTelegram
from tests.telegram.server import TOKEN, Call, FakeTelegram

__all__ = [
    "TOKEN",
    "BadGatewayHtml",
    "Call",
    "Chat",
    "Conflict409",
    "DeliverThenReset",
    "Demoted",
    "FakeTelegram",
    "FloodLimit",
    "HangForever",
    "HangThenDeliver",
    "Kicked",
    "Migrate",
    "Post",
    "Refuse",
    "RemoteTelegram",
    "ResetBeforeDelivery",
    "Slow",
    "Status429",
    "Status500",
    "Unauthorized401",
]
