"""Links as the server sees them: which hrefs it accepts, and the urls, mentions, hashtags and commands it finds in a text."""

from __future__ import annotations

import ipaddress
import re
from typing import Final

from tests.telegram.entities import Entity, apart, ordered, utf16

USER_LINK: Final = re.compile(r"tg:(?://)?user/?\?(?:[^#]*&)?id=(\d+)(?:[&#]|$)", re.IGNORECASE)
OWN_SCHEME: Final = re.compile(r"(tg|ton|tonsite):(?://)?(.*)", re.IGNORECASE | re.DOTALL)
SCHEME: Final = re.compile(r"([^:/?#@\[\]]*)://", re.DOTALL)
HOST: Final = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])*")
WORD: Final = r"\w"
HASH: Final = r"[\w\u200c\xb7\u0d80-\u0dff]"
TAIL: Final = r"(?:[/?#][^\s<>\"«»\u2016-\u206f]*)?"
DOMAIN: Final = r"(?:[a-z0-9_-]+\.)+[a-z]{2,24}"
# Top-level domains that make a url of a bare name; the server knows many more.
COMMON: Final = "com|org|net|edu|gov|info|io|me|ru|it|de|fr|uk|kr|kp|jp|cn|us|eu|ua|int|news|tv|co"
PATTERNS: Final = (
    ("mention", re.compile(rf"(?<!{WORD})@[A-Za-z0-9_]{{4,32}}(?!{WORD})")),
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")),
    (
        "hashtag",
        re.compile(rf"(?<!{HASH})#(?=[\d_\u200c\xb7]*[^\W\d_]){HASH}{{1,256}}(?:@[A-Za-z0-9_]{{3,32}})?(?!{HASH}*#)"),
    ),
    ("cashtag", re.compile(r"(?<![\w$])\$(?:1INCH|[A-Z]{1,8})(?![\w$])")),
    ("url", re.compile(r"(?<!\w)(?:tg|ton|tonsite)://[a-z0-9_-]{1,253}" + TAIL, re.IGNORECASE)),
    ("email", re.compile(rf"(?<![\w.+-])[\w.+-]+@{DOMAIN}(?!\w)", re.IGNORECASE)),
    (
        "url",
        re.compile(rf"(?:https?|ftp)://(?:{DOMAIN}|(?:\d{{1,3}}\.){{3}}\d{{1,3}})(?::\d{{1,5}})?{TAIL}", re.IGNORECASE),
    ),
    ("url", re.compile(rf"(?<![\w@./-])(?:[a-z0-9_-]+\.)+(?:{COMMON})(?![\w@-])(?::\d{{1,5}})?{TAIL}", re.IGNORECASE)),
)
NOT_LAST: Final = ".:;,('?!`"


def linked_user(link: str) -> int:
    """The user id of a `tg://user?id=` link, else 0."""
    found = USER_LINK.match(link)
    return int(found[1]) if found else 0


def checked_link(link: str) -> str:
    """The link in the form that the server keeps, or "" when it drops it without a word (then only the text stays)."""
    own = OWN_SCHEME.match(link)
    if own:
        host, tail = _host_and_tail(own[2])
        plain = re.fullmatch(r"[A-Za-z0-9_.-]+" if own[1].lower() == "tonsite" else r"[A-Za-z0-9_-]+", host)
        return (
            f"{own[1].lower()}://{host.lower()}{tail.removeprefix('/') if tail[:2] == '/?' else tail}" if plain else ""
        )
    scheme = SCHEME.match(link)
    protocol = scheme[1].lower() if scheme else "http"
    if protocol not in ("http", "https"):
        return ""
    place, tail = _host_and_tail(link[scheme.end() :] if scheme else link)
    user, at, host = place.rpartition("@")
    port = re.search(r":(\w*)$", host)
    if port and not (port[1].isdigit() and 0 < int(port[1]) <= 65535):
        return ""
    name = host[: port.start()] if port else host
    if not _good_host(name) or not HOST.fullmatch(user.replace(":", "")):
        return ""
    number = f":{int(port[1])}" if port else ""
    return f"{protocol}://{user}{at}{name.encode().lower().decode()}{number}{tail}"


def _host_and_tail(rest: str) -> tuple[str, str]:
    """Host part, and path with query: never empty, beginning with a slash, its spaces percent-encoded."""
    cut = re.search(r"[/?#]", rest)
    place, tail = (rest[: cut.start()], rest[cut.start() :].rstrip(" \t\r\n\0\v")) if cut else (rest, "/")
    tail = tail if tail.startswith("/") else f"/{tail}"
    return place, re.sub(r"[\0-\x20]", lambda control: f"%{ord(control[0]):02X}", tail)


def _good_host(host: str) -> bool:
    if host.startswith("[") and host.endswith("]"):
        try:
            return bool(ipaddress.IPv6Address(host[1:-1]))
        except ValueError:
            return False
    return "." in host and host != "." and HOST.fullmatch(host) is not None


def found_entities(text: str) -> list[Entity]:
    """What the server marks by itself: mentions, commands, hashtags, cashtags, urls and addresses (simplified patterns)."""
    found: list[Entity] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            words = match[0].rstrip(NOT_LAST) if kind == "url" else match[0]
            found.append(Entity(kind, utf16(text[: match.start()]), utf16(words)))
    return apart(ordered(found))
