"""`load(directory, environ)`: the whole configuration, or every reason why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.errors import ConfigError, Problem
from bot.settings import build, concepts, likely, meaning
from bot.settings.environ import Environment, read_environment
from bot.settings.nouns import Fetch, Retention, Secret, Settings, Telegram
from bot.settings.read import Files, Source, read
from bot.settings.rules import read_rules
from bot.settings.schema import BotFile, FeedsFile, ThemesFile
from bot.settings.shape import judge
from bot.settings.values import duration
from bot.text.catalogues import CATALOGUES

__all__ = ["Fetch", "Retention", "Secret", "Settings", "Telegram", "load"]


def load(directory: Path, environ: Mapping[str, str], *, over: Path | None = None) -> Settings:
    """Read bot.yaml, feeds.yaml and themes.yaml of `directory`, the variables, and the secret files that they name.

    A file that is in `over` too is read there: a configuration that is only tried, in as many files as were edited.
    Raises ConfigError with every problem of everything, in order of file, line and column.
    """
    return load_with_files(directory, environ, over=over)[0]


def load_with_files(directory: Path, environ: Mapping[str, str], *, over: Path | None = None) -> tuple[Settings, Files]:
    """Do the same, and give the files too, in which every value has its place. Raises ConfigError."""
    environment = read_environment(environ)
    if lost := _lost(directory):
        raise ConfigError(_in_order([*environment.problems, lost]))
    bot, feeds, themes = (read(_file(f"{name}.yaml", directory, over)) for name in ("bot", "feeds", "themes"))
    _fill_channel(bot, environment)
    concepts.numbers_as_text(themes)
    bot_file, bot_problems = judge(bot, BotFile)
    feeds_file, feeds_problems = judge(feeds, FeedsFile)
    themes_file, themes_problems = judge(themes, ThemesFile)
    forms, form_problems = concepts.resolve(themes)
    rules, rule_problems = read_rules(themes)
    problems = _in_order(
        [
            *environment.problems,
            *(*bot.problems, *bot_problems, *meaning.channels(bot, themes, CATALOGUES)),
            *(*feeds.problems, *feeds_problems, *meaning.feeds(feeds)),
            *(*themes.problems, *themes_problems, *meaning.themes(themes), *form_problems, *rule_problems),
        ]
    )
    if problems or bot_file is None or feeds_file is None or themes_file is None:
        raise ConfigError(problems)
    channels = build.channels(bot_file)
    all_feeds = build.feeds(feeds_file)
    languages = tuple(dict.fromkeys(channel.language for channel in channels))
    settings = Settings(
        directory=directory,
        language=bot_file.language,
        timezone=bot_file.timezone,
        fresh=duration(bot_file.fresh),
        telegram=build.telegram(bot_file, environment.token, environment.base_url),
        channels=channels,
        fetch=build.fetch(bot_file),
        retention=build.retention(bot_file),
        feeds=all_feeds,
        concepts=build.concepts(themes_file, forms),
        themes=build.themes(themes_file, rules, languages),
        warnings=_in_order(
            [
                *likely.in_channels(bot, channels),
                *likely.in_fetch(bot),
                *likely.in_feeds(feeds, all_feeds),
                *likely.in_themes(themes, themes_file, languages),
            ]
        ),
        admin_token=environment.admin_token,
    )
    return settings, Files(bot, feeds, themes)


def _file(name: str, directory: Path, over: Path | None) -> Path:
    return over / name if over and (over / name).exists() else directory / name


def _lost(directory: Path) -> Problem | None:
    hint = "name it with --config or DISPACCIO_CONFIG"
    try:
        return None if directory.is_dir() else Problem(str(directory), 0, 0, "there is no such folder", hint)
    except OSError as error:
        return Problem(str(directory), 0, 0, f"this folder cannot be read: {error.strerror}", hint)


def _fill_channel(source: Source, environment: Environment) -> None:
    """Let DISPACCIO_CHANNEL say where the first channel posts, whether the file says it or not."""
    listed = source.root.children.get("channels") if source.root else None
    first = listed.children.get(0) if listed else None
    if environment.channel and first and isinstance(first.value, dict):
        first.value["to"] = environment.channel


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by file, line and column; what two judges found alike is said once."""
    once = dict.fromkeys(problems)
    return tuple(sorted(once, key=lambda one: (one.file, one.line, one.column, one.message)))
