"""Telegram's HTML mode: markup to plain text and entities, with the server's own complaints and BYTE offsets.

Behaviour after TDLib's parser of the HTML parse mode (td/telegram/MessageEntity.cpp, 2026-07); the code is ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from tests.telegram.entities import Entity, MarkupError
from tests.telegram.links import checked_link, linked_user

SPACES: Final = b" \t\r\n\0\v"  # a NUL counts as a space, and so does the end of the text
TOKEN: Final = re.compile(rb"[A-Za-z0-9.-]*")
NUMERIC: Final = re.compile(rb"&#(x[0-9A-Fa-f]*|[0-9]*)")
NAME: Final = re.compile(rb"&([A-Za-z]*)")
NAMED: Final = {b"lt": ord("<"), b"gt": ord(">"), b"amp": ord("&"), b"quot": ord('"')}
STYLES: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
}
# (tag, attribute) whose value matters, with the beginning that it must have
ARGUMENTS: Final = {
    ("a", "href"): "",
    ("code", "class"): "language-",
    ("span", "class"): "tg-",
    ("tg-emoji", "emoji-id"): "",
    ("tg-time", "format"): "",
}


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    start: int
    argument: str = ""
    unix: int = 0


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and sorted entities (UTF-16 offsets) of an HTML-mode text; raises MarkupError with Telegram's reason."""
    return _Parser(source.encode()).parse()


def reference(source: bytes, at: int) -> tuple[int, int] | None:
    """The code point and the next position of the character reference at `at` (an `&`), or None when it is plain text."""
    found = NUMERIC.match(source, at) or NAME.match(source, at)
    if found is None or found.end() - at >= 10:
        return None
    digits = found[1]
    if found.re is NAME:
        code = NAMED.get(digits, 0)
    else:
        code = int(digits[1:] or b"0", 16) if digits[:1] == b"x" else int(digits or b"0")
    if not 0 < code < 0x10FFFF:
        return None
    return code, found.end() + (source[found.end() : found.end() + 1] == b";")


class _Parser:
    def __init__(self, source: bytes) -> None:
        self.source = source
        self.at = 0
        self.out = bytearray()
        self.utf16 = 0
        self.stack: list[_Open] = []
        self.found: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            byte = self.peek()
            if byte == ord("<"):
                self.tag()
            elif byte != ord("&") or not self.decoded():
                self.copy(byte)
        if self.stack:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        try:
            text = self.out.decode()
        except UnicodeDecodeError as error:  # only a reference to half a surrogate pair can do this
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            ) from error
        plain = [replace(one, extra="") if one.type == "code" else one for one in self.found]
        return text, sorted(plain, key=Entity.order)

    def peek(self) -> int:
        return self.source[self.at] if self.at < len(self.source) else 0

    def until(self, stops: bytes) -> bytes:
        """The bytes up to a space, a NUL, the end or one of `stops`."""
        start = self.at
        while self.peek() not in SPACES and self.peek() not in stops:
            self.at += 1
        return self.source[start : self.at]

    def skip_spaces(self) -> None:
        while self.peek() and self.peek() in SPACES:
            self.at += 1

    def copy(self, byte: int) -> None:
        if byte & 0xC0 != 0x80:
            self.utf16 += 2 if byte >= 0xF0 else 1
        self.out.append(byte)
        self.at += 1

    def decoded(self) -> bool:
        found = reference(self.source, self.at)
        if found is None:
            return False
        code, self.at = found
        self.utf16 += 2 if code > 0xFFFF else 1
        self.out += chr(code).encode("utf-8", "surrogatepass")
        return True

    def tag(self) -> None:
        begin = self.at
        self.at += 1
        if self.peek() == ord("/"):
            self.end_tag(begin)
        else:
            self.start_tag(begin)
        self.at += 1

    def start_tag(self, begin: int) -> None:
        name = self.until(b">").lower()
        if not self.peek():
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        opened = _Open(name.decode(), self.utf16, len(self.out))
        if opened.tag not in STYLES and opened.tag not in CLOSERS:
            raise MarkupError(f'Unsupported start tag "{opened.tag}" at byte offset {begin}')
        while self.peek() != ord(">"):
            self.skip_spaces()
            if self.peek() != ord(">"):
                self.attribute(opened, begin)
        if opened.tag == "span" and opened.argument != "spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.stack.append(opened)

    def attribute(self, opened: _Open, begin: int) -> None:
        name = self.until(b"=>/\"'").decode()
        if not name:
            raise MarkupError(f'Empty attribute name in the tag "{opened.tag}" at byte offset {begin}')
        self.skip_spaces()
        if self.peek() and self.peek() != ord("="):
            self.note(opened, name, None)
            return
        if self.peek():
            self.at += 1
            self.skip_spaces()
        if not self.peek():
            raise MarkupError(f'Unclosed start tag "{opened.tag}" at byte offset {begin}')
        value = self.quoted() if self.peek() in b"'\"" else self.token()
        if not self.peek():
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        self.note(opened, name, value)

    def note(self, opened: _Open, name: str, value: str | None) -> None:
        prefix = ARGUMENTS.get((opened.tag, name))
        if (opened.tag, name) == ("blockquote", "expandable"):
            opened.argument = "1"
        elif (opened.tag, name) == ("tg-time", "unix") and value is not None:
            digits = re.match(r"-?\d+", value)
            opened.unix = int(digits[0]) if digits else 0
        elif prefix is not None and value is not None and value.startswith(prefix):
            opened.argument = value.removeprefix(prefix)

    def token(self) -> str:
        start = self.at
        found = TOKEN.match(self.source, start)
        self.at = found.end() if found else start
        if self.peek() not in SPACES and self.peek() != ord(">"):
            raise MarkupError(f"Unexpected end of name token at byte offset {start}")
        return self.source[start : self.at].lower().decode()

    def quoted(self) -> str:
        mark = self.peek()
        self.at += 1
        value = bytearray()
        while self.peek() and self.peek() != mark:
            found = reference(self.source, self.at) if self.peek() == ord("&") else None
            if found:
                code, self.at = found
                value += chr(code).encode("utf-8", "surrogatepass")
            else:
                value.append(self.peek())
                self.at += 1
        if self.peek() == mark:
            self.at += 1
        return value.decode("utf-8", "replace")

    def end_tag(self, begin: int) -> None:
        if not self.stack:
            raise MarkupError(f"Unexpected end tag at byte offset {begin}")
        self.at += 1
        name = self.until(b">").lower().decode()
        self.skip_spaces()
        if self.peek() != ord(">"):
            raise MarkupError(f"Unclosed end tag at byte offset {begin}")
        opened = self.stack[-1]
        if name not in ("", opened.tag):
            raise MarkupError(
                f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{name}>"'
            )
        if self.utf16 > opened.offset:
            self.close(opened)
        self.stack.pop()

    def close(self, opened: _Open) -> None:
        span = Entity(STYLES.get(opened.tag, opened.tag), opened.offset, self.utf16 - opened.offset)
        if opened.tag in CLOSERS:
            CLOSERS[opened.tag](self, opened, span)
        else:
            self.found.append(span)

    def last(self, kind: str, span: Entity) -> Entity | None:
        """The entity just closed when it is a `kind` over the same span, as in a pre around a code."""
        last = self.found[-1] if self.found else None
        same = last and (last.type, last.offset, last.length) == (kind, span.offset, span.length)
        return last if same else None


def _link(parser: _Parser, opened: _Open, span: Entity) -> None:
    url = opened.argument or parser.out[opened.start :].decode("utf-8", "replace")
    user = linked_user(url)
    if user:
        parser.found.append(replace(span, type="text_mention", extra=str(user)))
    elif checked := checked_link(url):
        parser.found.append(replace(span, type="text_link", extra=checked))


def _pre(parser: _Parser, _opened: _Open, span: Entity) -> None:
    code = parser.last("code", span)
    if code and code.extra:
        parser.found[-1] = replace(code, type="pre")
    else:
        parser.found.append(span)


def _code(parser: _Parser, opened: _Open, span: Entity) -> None:
    pre = parser.last("pre", span)
    if pre and not pre.extra and opened.argument:
        parser.found[-1] = replace(pre, extra=opened.argument)
    else:
        parser.found.append(replace(span, extra=opened.argument))


def _quote(parser: _Parser, opened: _Open, span: Entity) -> None:
    parser.found.append(replace(span, type="expandable_blockquote" if opened.argument else "blockquote"))


def _emoji(parser: _Parser, opened: _Open, span: Entity) -> None:
    if not re.fullmatch(r"-?[1-9]\d*", opened.argument) or not -(2**63) <= int(opened.argument) < 2**63:
        raise MarkupError("Invalid custom emoji identifier specified")
    parser.found.append(replace(span, type="custom_emoji", extra=opened.argument))


def _time(parser: _Parser, opened: _Open, span: Entity) -> None:
    if opened.argument not in ("r", "R") and not re.fullmatch("[tTdDwW]*", opened.argument):
        raise MarkupError("Invalid date format used")
    if opened.unix > 0:
        parser.found.append(replace(span, type="date_time", extra=str(opened.unix)))


CLOSERS: Final[dict[str, Callable[[_Parser, _Open, Entity], None]]] = {
    "a": _link,
    "pre": _pre,
    "code": _code,
    "blockquote": _quote,
    "tg-emoji": _emoji,
    "tg-time": _time,
}
