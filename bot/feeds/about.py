"""What a feed says of itself: its name, and the language that it claims. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from bot.feeds.decode import decode
from bot.feeds.markup import declares_entities
from bot.text.clean import clean, shorten

_LONGEST = 200  # characters of a name
_FIRST_ENTRY = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)[\s>/]")
_CODE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HEAD = 100_000  # characters before the first entry; more is no head


@dataclass(frozen=True, slots=True)
class About:
    """`title` and `language` (a lower-case code) as the feed says; "" where it says nothing."""

    title: str = ""
    language: str = ""


def about(body: bytes, content_type: str = "") -> About:
    """What a feed in any format says of itself. Never raises: of what is no feed it knows nothing."""
    text = decode(body, content_type, "").text
    if text.startswith("{"):
        return _of_json(text)
    if not text.startswith("<") or declares_entities(text):
        return About()
    first = _FIRST_ENTRY.search(text)
    head = text[: min(first.start() if first else len(text), _HEAD)]
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(head.encode("utf-8"), parser)
    except etree.XMLSyntaxError:
        return About()
    return About() if root is None else _of_xml(root)


def _of_json(text: str) -> About:
    try:
        found = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return About()
    if not isinstance(found, dict):
        return About()
    return About(_name(str(found.get("title") or "")), code_in(str(found.get("language") or "")))


def _of_xml(root: etree._Element) -> About:
    """The title and the language of the channel, not of a picture in it or of an entry."""
    tops = [root, *(child for child in root if _local(child) == "channel")]
    children = [child for top in tops for child in top]
    title = _first(child.text or "" for child in children if _local(child) == "title")
    claimed = (child.text or "" for child in children if _local(child) == "language")
    return About(_name(title), code_in(_first((*claimed, *(top.get(_XML_LANG, "") for top in tops)))))


def _local(element: etree._Element) -> str:
    """The name without its namespace, or without a prefix that was never declared; "" for a comment."""
    return re.split("[}:]", element.tag)[-1].casefold() if isinstance(element.tag, str) else ""


def _first(texts: Iterable[str]) -> str:
    return next((text.strip() for text in texts if text.strip()), "")


def _name(text: str) -> str:
    return shorten(clean(text), _LONGEST)


def code_in(text: str) -> str:
    """A language code as it is written in documents (en_US, EN-us), in our spelling; "" where it is none."""
    code = text.strip().replace("_", "-")
    return code.lower() if _CODE.fullmatch(code) else ""
