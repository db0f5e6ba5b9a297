"""What every reading command needs: the settings, the state beside a running service, JSON on stdout."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.doors.clock import real_clock
from bot.settings.load import load
from bot.settings.nouns import Settings
from bot.store.base import Store
from bot.store.engine import open_store


def config_of(directory: Path, *, warn: bool = False, over: Path | None = None) -> Settings:
    """The settings; `warn` tells warnings on stderr; files of `over` stand in place of their namesakes.

    Raises ConfigError with every problem.
    """
    settings = load(directory, os.environ, over=over)
    for warning in settings.warnings if warn else ():
        print(warning, file=sys.stderr)
    return settings


@contextmanager
def reading(state: str) -> Iterator[Store]:
    """The state, only to read; works beside a running service."""
    store = open_store(state, now=real_clock(), read_only=True)
    try:
        yield store
    finally:
        store.close()


def show_json(data: object) -> None:
    """Data on stdout."""
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))
