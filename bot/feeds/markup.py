"""The outside of a document: what it looks like, and small repairs before a parser sees it.

The repairs are those that make a strict parser give up (fault 26 of 26): blanks before the declaration, control
characters, character references to nothing, HTML's entity names, a declaration of the encoding that no longer holds.
"""

from __future__ import annotations

import re
from collections import deque
from html import escape
from html.entities import html5
from itertools import islice
from xml.parsers import expat

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#(\d+);?|#[xX]([0-9a-fA-F]+);?|([A-Za-z][A-Za-z0-9]{1,31});)")
_OF_XML = frozenset({"lt", "gt", "amp", "quot", "apos"})
_HIGHEST = 0x10FFFF
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,400}\?>\s*")
_UTF8 = '<?xml version="1.0" encoding="utf-8"?>\n'
_PROLOG = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_DOCTYPE = "<!doctype"
_ENTITY = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>|^\s*<[^>]*/>\s*$", re.IGNORECASE)
_FEED = re.compile(r"<(?:rss\s[^>]{0,2000}?version|(?:[\w.-]+:)?(?:feed|RDF)\s[^>]{0,2000}?xmlns)\b", re.IGNORECASE)
_MOST_TAGS = 100_000
_MOST_LOOSE = 2_000_000  # characters
_TAG = re.compile("<")
_JUNK = 5000  # characters that may stand before a feed: warnings of a server's programs, a page around it
_ROOTS = {"rss": "feed", "feed": "feed", "rdf": "feed", "channel": "feed"} | dict.fromkeys(
    ("html", "head", "body", "title", "meta", "script", "div", "p", "h1", "center"), "html"
)


def looks_like(text: str) -> str:
    """What a repaired document is by its beginning: "feed", "html", "json-feed", "empty" or "other"."""
    if not text.strip():
        return "empty"
    if text.startswith("{"):
        return "json-feed" if '"items"' in text else "other"
    start = _PROLOG.match(text)
    at = start.end() if start else 0
    if re.search(r"<!DOCTYPE\s+html", text[:at], re.IGNORECASE):
        return "html"
    root = _ROOT.match(text, at)
    return _ROOTS.get(root.group(1).casefold(), "other") if root else "other"


def declares_entities(text: str) -> bool:
    """True when the document brings entities of its own: a few bytes that unfold to gigabytes, or read files.

    Entities are declared in a DOCTYPE; where there is none, the word may stand in an article. No finer look than that:
    whatever a finer one overlooks, a parser might not.
    """
    start = _PROLOG.match(text)
    at = start.end() + len(_DOCTYPE) if start else 0
    return _DOCTYPE in text[:at].casefold() and bool(_ENTITY.search(text))


def ends(text: str) -> bool:
    """True when the document's root is closed; behind it there may stand a comment of the server."""
    return bool(_END.search(text[-2000:]))


def bounded(text: str) -> str:
    """The text up to what a feed may be at most; what is cut shows, for the document breaks off.

    A hundred thousand tags (of 379 real documents the richest has 12,191); and two million characters where it is not
    well-formed, because the loose parser that is left then would be busy with more for minutes.
    """
    if text.count("<") > _MOST_TAGS:
        last = deque(islice(_TAG.finditer(text), _MOST_TAGS), maxlen=1)
        text = text[: last[0].start()]
    return text if len(text) <= _MOST_LOOSE or _is_well_formed(text) else text[:_MOST_LOOSE]


def _is_well_formed(text: str) -> bool:
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(text, True)
    except expat.ExpatError:
        return False
    return True


def repair(text: str) -> str:
    """The text from its first "<" or "{" on, declared as UTF-8, without what no parser takes."""
    text = _CONTROLS.sub(_control, text).lstrip("\ufeff \t\r\n")
    if not text.startswith("{"):
        text = text[max(text.find("<"), 0) :]
        text = _DECLARATION.sub(_UTF8, text, count=1) if text.startswith("<?xml") else text
        text = _unwrapped(text)
    return bounded(_REFERENCE.sub(_reference, text)) if text.startswith("<") else text


def _unwrapped(text: str) -> str:
    """The feed inside a page or behind a program's warnings; the text as it is where it is a feed, or holds none."""
    if looks_like(text) not in {"html", "other"}:
        return text
    found = _FEED.search(text, 0, _JUNK)
    return _UTF8 + text[found.start() :] if found else text


def _control(found: re.Match[str]) -> str:
    """Nothing; or the character that was meant where the code is one of Windows (0x92 is an apostrophe there)."""
    return _windows(ord(found.group()))


def _windows(code: int) -> str:
    return bytes([code]).decode("cp1252", "ignore") if 0x80 <= code < 0xA0 else ""


def _reference(found: re.Match[str]) -> str:
    """The reference as it is, the character that it means, or nothing where it means none."""
    decimal, hexadecimal, name = found.groups()
    if name:
        character = html5.get(name + ";", "")
        return found.group() if name in _OF_XML or not character else escape(character)
    digits = (decimal or hexadecimal).lstrip("0")
    code = int(digits or "0", 10 if decimal else 16) if len(digits) <= 7 else _HIGHEST + 1
    if 0x80 <= code < 0xA0:
        return _windows(code)
    readable = (
        code in {0x9, 0xA, 0xD} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= _HIGHEST
    )
    return f"&#{code};" if readable else ""
