"""Fixtures of the journeys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journey.newsroom import Desk, Outlets, outlets_on_loopback
from tests.telegram.fixtures import telegram

__all__ = ["telegram"]


@pytest.fixture
def outlets() -> Iterator[Outlets]:
    with outlets_on_loopback() as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path, outlets: Outlets) -> Desk:
    """An installation without a token: posts go to the preview channel."""
    return Desk(tmp_path, outlets)
