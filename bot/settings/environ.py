"""Reads what comes from the environment: the secrets, and the two settings that a container likes to give there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic_core import PydanticCustomError

from bot.errors import Problem
from bot.settings import values
from bot.settings.nouns import Secret

PLACE = "environment"  # stands in a problem where a file's name would
_MAX_SECRET = 4096  # bytes

# a token of a shape that no server gives is a slip of the clipboard; the hint says what it looks like
_SHAPES: Mapping[str, tuple[str, str]] = {
    "TELEGRAM_BOT_TOKEN": (r"[0-9]{1,20}:[A-Za-z0-9_-]{1,200}", "it looks like 123456789:AbC...; @BotFather shows it"),
    "DISPACCIO_ADMIN_TOKEN": (r"[!-~]{1,1000}", "use printable ASCII characters without spaces"),
}


@dataclass(frozen=True, slots=True)
class Environment:
    """What the variables say; None where they say nothing. A set but empty variable says nothing, as in compose."""

    token: Secret | None
    admin_token: Secret | None
    channel: str | None
    base_url: str | None
    problems: tuple[Problem, ...]


def read_environment(environ: Mapping[str, str]) -> Environment:
    """Read every variable; what is wrong is in `problems`, which name the variable and never its value."""
    problems: list[Problem] = []
    return Environment(
        token=_secret("TELEGRAM_BOT_TOKEN", environ, problems),
        admin_token=_secret("DISPACCIO_ADMIN_TOKEN", environ, problems),
        channel=_plain("DISPACCIO_CHANNEL", environ, values.chat, problems),
        base_url=_plain("DISPACCIO_TELEGRAM_BASE_URL", environ, values.bot_api, problems),
        problems=tuple(problems),
    )


def _plain(
    name: str, environ: Mapping[str, str], notation: Callable[[str], str], problems: list[Problem]
) -> str | None:
    text = environ.get(name, "").strip()
    if not text:
        return None
    try:
        return notation(text)
    except PydanticCustomError as error:
        context = error.context or {}
        problems.append(_problem(f"{name} {context['message']}", context["hint"]))
        return None


def _secret(name: str, environ: Mapping[str, str], problems: list[Problem]) -> Secret | None:
    text, file = environ.get(name, "").strip(), environ.get(f"{name}_FILE", "").strip()
    if text and file:
        problems.append(_problem(f"{name} and {name}_FILE are both given", "remove one of them"))
        return None
    if not text and not file:
        return None
    if file:
        name = f"{name}_FILE"
        text, fault = _content(Path(file))
        if fault:
            problems.append(_problem(f"{name} {fault}", "it must name a readable text file that holds only the secret"))
            return None
    shape, hint = _SHAPES[name.removesuffix("_FILE")]
    if not re.fullmatch(shape, text):
        problems.append(_problem(f"{name} does not hold a token", hint))
        return None
    return Secret(text)


def _content(path: Path) -> tuple[str, str]:
    """Return the trimmed content of a secret file, or "" and what is wrong with it."""
    try:
        if not path.is_file():
            return "", "names a file that does not exist" if not path.exists() else "names something that is not a file"
        with path.open("rb") as file:
            text = file.read(_MAX_SECRET).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        return "", "names a file that is not UTF-8 text"
    except (OSError, ValueError) as error:  # ValueError: a NUL inside the path
        return "", f"names a file that cannot be read ({getattr(error, 'strerror', None) or 'bad path'})"
    return text, "" if text else "names an empty file"


def _problem(message: str, hint: str) -> Problem:
    return Problem(PLACE, 0, 0, message, hint)
