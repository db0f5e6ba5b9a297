"""The little HTML that the Bot API takes: written here, measured here, turned back into plain text here.

Telegram knows only `& < > "` by name; everything else is text. Lengths are UTF-16 units of what people read, and
entities are counted as Telegram counts them: one for each tag, and one for each hashtag that it finds by itself.
"""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import quote

_TAG = re.compile(r"<(/?)([a-z]+)[^>]*>")
_HASHTAG = re.compile(r"(?<![\w&])#\w")
_UNFIT = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]")
_UNFIT_IN_LINK = re.compile("[\x00-\x20\x7f\ud800-\udfff]")
# Telegram drops links that it cannot read, and 32 KB of markup are refused: a link this long is no link.
LONGEST_LINK = 2000


def escape(text: str) -> str:
    """Text that may hold anything, as text in HTML; what no text may hold (NUL, lone surrogates) is left out."""
    return _UNFIT.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def bold(text: str) -> str:
    """Bold text; `text` is escaped."""
    return f"<b>{escape(text)}</b>" if text else ""


def italic(text: str) -> str:
    """Italic text; `text` is escaped."""
    return f"<i>{escape(text)}</i>" if text else ""


def struck(text: str) -> str:
    """Text with a line through it; `text` is escaped."""
    return f"<s>{escape(text)}</s>" if text else ""


def link(text: str, href: str) -> str:
    """Linked text; without a usable address just the text."""
    href = _UNFIT_IN_LINK.sub(_percent, href)
    usable = href.startswith(("http://", "https://")) and len(href) <= LONGEST_LINK
    return f'<a href="{escape(href)}">{escape(text)}</a>' if usable and text else escape(text)


def plain(html: str) -> str:
    """What people read of it: for terminals, and for the second attempt when Telegram refused the markup."""
    return unescape(_TAG.sub("", html))


def units(html: str) -> int:
    """Length in UTF-16 units of what people read; never less than the code points that Telegram counts."""
    text = plain(html)
    return len(text) + sum(character > "\uffff" for character in text)


def entities(html: str) -> int:
    """How many of the 100 entities of one message it takes."""
    opening = sum(not closing for closing, _ in _TAG.findall(html))
    return opening + len(_HASHTAG.findall(plain(html)))


def _percent(character: re.Match[str]) -> str:
    """A character that no address may hold, in the way of addresses."""
    return quote(character[0], errors="replace")
