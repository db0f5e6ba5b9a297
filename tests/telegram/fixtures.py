"""Fixtures for tests that need Telegram; conftest imports them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.telegram.server import FakeTelegram


@pytest.fixture
def telegram() -> Iterator[FakeTelegram]:
    """A fake Telegram in a thread of its own, so blocking tests and child processes may use it; no chats yet."""
    with FakeTelegram.in_thread() as fake:
        yield fake
