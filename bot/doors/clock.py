"""The one place where the time of this machine comes in."""

from __future__ import annotations

from datetime import UTC, datetime


def real_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)
