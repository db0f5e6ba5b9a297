"""`review(settings, files)`: every warning, in order of file, line and column."""

from __future__ import annotations

from bot.errors import Problem
from bot.settings.nouns import Settings
from bot.settings.read import Files
from bot.settings.review import forms, languages, rules


def review(settings: Settings, files: Files) -> tuple[Problem, ...]:
    """Return what is likely a slip in a configuration that can be used."""
    found = (*forms.slips(settings, files), *languages.slips(settings, files), *rules.slips(settings, files))
    return tuple(sorted(found, key=lambda one: (one.file, one.line, one.column, one.message)))
