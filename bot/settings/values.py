"""The small notations of the files. Each function reads one and raises `wrong(...)`, a ValueError in plain words.

The words continue a sentence that begins with the key: "fetch.pause must be a duration". None of them repeats the
value: it may be a secret that slipped into the wrong place.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import time, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic_core import PydanticCustomError

from bot.text.forms import problem
from bot.text.unseen import unseen

MAX_LINE = 200  # characters of a name, a title, a form
MAX_TEXT = 20_000  # characters of a rule, an example
DURATION = r"^[0-9]{1,9}(\.[0-9]{1,3})?[smhd]$"
TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$"
CHAT = r"^(@[A-Za-z][A-Za-z0-9_]{3,31}|-?[1-9][0-9]{0,18})$"
COUNTRY = r"^([A-Za-z]{2})?$"
ID = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

_TOKEN = re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{20,}")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LONGEST = timedelta(days=3650)
_CONTROL = {"Cc", "Cs", "Zl", "Zp"}  # Unicode general categories: control, half a character, line and paragraph breaks


def wrong(message: str, hint: str = "") -> PydanticCustomError:
    """Make the error that says what a value must be and what to write."""
    return PydanticCustomError("dispaccio", "{message}", {"message": message, "hint": hint})


def nearest(word: str, known: Collection[str]) -> str:
    """Return a hint that names the known word most like `word`, or all of them where they are few."""
    close = difflib.get_close_matches(word[:MAX_LINE], list(known)[:1000], 1)
    if close:
        return f"did you mean {shown(close[0])}?"
    return f"known: {', '.join(shown(name) for name in sorted(known))}" if 0 < len(known) <= 20 else ""


def reads(notation: Callable[[str], object], text: str) -> bool:
    """Tell whether `notation` can read the text."""
    try:
        notation(text)
    except PydanticCustomError:
        return False
    return True


def holds_token(text: str) -> bool:
    """Tell whether a text looks like a bot token that slipped into the wrong place."""
    return _TOKEN.search(text) is not None


def shown(text: str) -> str:
    """Make a key or a name fit for a message: one line, not too long, and never a bot token in the wrong place."""
    if holds_token(text):
        return "***"
    clean = "".join("\ufffd" if unseen(character) else character for character in text[:64])
    return clean + ("..." if len(text) > 64 else "")


def duration(text: str, least: timedelta = timedelta(seconds=1)) -> timedelta:
    """Read "90s", "5m", "1.5h" or "7d"."""
    if not re.fullmatch(DURATION, text):
        raise wrong("must be a duration", "write a number and s, m, h or d, such as 30m")
    length = timedelta(seconds=float(text[:-1]) * _UNITS[text[-1]])
    if length < least:
        raise wrong("must last at least 1s")
    if length > _LONGEST:
        raise wrong(f"must last at most {_LONGEST.days}d")
    return length


def wait(text: str) -> timedelta:
    """Read a duration that may be "0s"."""
    return duration(text, timedelta(0))


def clock(text: str) -> time:
    """Read a local time such as "08:00"."""
    if not re.fullmatch(TIME, text):
        raise wrong("must be a time of day from 00:00 to 23:59", 'write hours and minutes, such as "08:00"')
    return time.fromisoformat(text)


def zone(text: str) -> str:
    """Check the name of a time zone."""
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):  # unknown, not a name at all, the name of a folder
        hint = nearest(text, sorted(available_timezones())) or "write a name of the IANA database, such as Europe/Rome"
        raise wrong("must be a time zone", hint) from None


def language(text: str) -> str:
    """Read a language code: two or three letters, and a region where it matters. Lower-case from here on."""
    if not re.fullmatch(LANGUAGE, text):
        raise wrong("must be a language code", "write two or three letters, such as it, or with a region, pt-br")
    return text.lower()


def country(text: str) -> str:
    """Read a country code of two letters, or nothing. Upper-case from here on."""
    if not re.fullmatch(COUNTRY, text):
        raise wrong("must be a country code of two letters", "such as KR")
    return text.upper()


def network(text: str) -> IPv4Network | IPv6Network:
    """Read a network such as 10.0.0.0/8, or one address."""
    try:
        return ip_network(text)
    except ValueError:
        pass
    try:
        hint = f"did you mean {ip_network(text, strict=False)}?"
    except ValueError:
        hint = "write an address and the bits that count, such as 127.0.0.1/32"
    raise wrong("must be a network", hint)


def url(text: str) -> str:
    """Check an address of the web."""
    return _address(text, ("http", "https"))


def proxy(text: str) -> str:
    """Check the address of a proxy."""
    return _address(text, ("http", "https"))


def bot_api(text: str) -> str:
    """Check the address of a Bot API server; the token is put right behind it."""
    if url(text) and not urlsplit(text).path:
        raise wrong("must end with /bot", "such as https://api.telegram.org/bot")
    return text


def _address(text: str, schemes: tuple[str, ...]) -> str:
    parts = split(text)
    if parts is None or parts.scheme not in schemes or not _host_can_be(parts.hostname or ""):
        raise wrong(
            "must be a web address", f"write it in full, beginning with {' or '.join(f'{s}://' for s in schemes)}"
        )
    if parts.username is not None or parts.password is not None:
        raise wrong("must not carry a user name or password", "addresses are shown in logs and on pages")
    return text


def split(text: str) -> SplitResult | None:
    """Split a URL; None where it is none. A port that is no number makes it none, too."""
    if len(text) > 2000 or any(
        character.isspace() or unicodedata.category(character) in _CONTROL for character in text
    ):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _host_can_be(host: str) -> bool:
    labels = host.removesuffix(".").split(".")
    return ":" in host or (len(host) <= 253 and all(0 < len(label) <= 63 for label in labels))


def chat(text: object) -> str:
    """Read where a channel posts: @name, or the numeric id (a number or a text)."""
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text)
    if not isinstance(text, str) or not re.fullmatch(CHAT, text):
        raise wrong(
            "must be a chat",
            'write "@name" in quotes, or the numeric id, such as -1001234567890',
        )
    return text


def identifier(text: str) -> str:
    """Check an id: what commands, logs and figures call a thing."""
    if not re.fullmatch(ID, text):
        raise wrong("must be an id", "use letters, digits, dot, - and _ only, at most 64")
    return text


def line(text: str) -> str:
    """Check a short text on one line: a name, a title, a label."""
    if not text.strip():
        raise wrong("must not be empty")
    if len(text) > MAX_LINE:
        raise wrong(f"must have at most {MAX_LINE} characters")
    return _printable(text)


def short(text: str) -> str:
    """Check a short text on one line that may be empty."""
    return line(text) if text else text


def passage(text: str) -> str:
    """Check a longer text: a rule, an example."""
    if not text.strip():
        raise wrong("must not be empty")
    if len(text) > MAX_TEXT:
        raise wrong(f"must have at most {MAX_TEXT:,} characters")
    return text


def form(text: str) -> str:
    """Check one form of a concept, or `@name`."""
    line(text)
    if found := unseen(text):
        raise wrong(f"holds the character {found}, which nobody sees", "delete it, or type the form again")
    if not text.startswith("@") and (why := problem(text)):
        raise wrong("can never match", why)
    return text


def different(items: list[str]) -> list[str]:
    """Check that a list names nothing twice."""
    if len(set(items)) < len(items):
        raise wrong("must not name the same twice")
    return items


def _printable(text: str) -> str:
    for character in text:
        if unicodedata.category(character) in _CONTROL:
            raise wrong(f"must not hold the control character U+{ord(character):04X}", "remove it")
    return text
