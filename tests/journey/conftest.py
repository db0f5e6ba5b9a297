"""Fixtures of the journeys."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.jobs.status import imbalances, routes
from bot.settings.load import load
from bot.store.engine import open_store
from tests.journey.newsroom import Desk, Outlets, now, outlets_on_loopback
from tests.telegram.fixtures import telegram

__all__ = ["telegram"]


@pytest.fixture
def outlets() -> Iterator[Outlets]:
    with outlets_on_loopback() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, outlets: Outlets) -> Iterator[Desk]:
    """An installation without a token: posts go to the preview channel. Whatever happens in a journey, it balances."""
    found = Desk(tmp_path, outlets)
    yield found
    if (tmp_path / "state" / "dispaccio.sqlite").exists() and not found.spoiled:
        assert lost(tmp_path) == []


def lost(folder: Path) -> list[str]:
    """The sums that do not add up at the end of a journey."""
    settings = load(folder / "config", {})
    store = open_store(f"sqlite:///{folder}/state/dispaccio.sqlite", now=now(), read_only=True)
    try:
        with store.glance() as unit:
            return imbalances(unit.balance(now() - timedelta(days=2), now(), routes(settings)))
    finally:
        store.close()
