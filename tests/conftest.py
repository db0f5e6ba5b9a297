"""What every test shares: how hard hypothesis tries, and an environment without our variables."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# The machines that run this are shared: time is no verdict, and the same examples are tried everywhere.
settings.register_profile(
    "dispaccio", deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("dispaccio")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token or a state of the person who runs the tests must not reach them."""
    for name in list(os.environ):
        if name.startswith(("DISPACCIO_", "TELEGRAM_")):
            monkeypatch.delenv(name)
