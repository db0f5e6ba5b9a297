"""Real clients of a fake: python-telegram-bot, made so that it costs little."""

from __future__ import annotations

from telegram import Bot
from telegram.request import HTTPXRequest

from tests.telegram.remote import RemoteTelegram
from tests.telegram.server import FakeTelegram

PLAIN = {"trust_env": False, "verify": False}  # HTTP on loopback: no proxy, no certificates to load


def client_of(telegram: FakeTelegram | RemoteTelegram, read_timeout: float = 10) -> Bot:
    """A python-telegram-bot client of a fake, to be used with `async with`."""
    requests = [HTTPXRequest(read_timeout=read_timeout, httpx_kwargs=PLAIN) for _ in range(2)]
    return Bot(telegram.token, base_url=telegram.base_url, request=requests[0], get_updates_request=requests[1])
