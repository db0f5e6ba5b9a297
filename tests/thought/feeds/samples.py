"""Documents of invented outlets, to be damaged by the tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape

from bot.feeds.parse import Parsed, parse
from bot.model import Feed, Item

SEEN = datetime(2026, 9, 28, 12, tzinfo=UTC)
FEED = Feed(name="Harbour Daily", url="https://harbour.example/rss", language="en", family="harbour")
KOREAN = Feed(name="포구일보", url="https://pogu.example/rss", language="ko", timezone="Asia/Seoul", family="pogu")
KOREAN_TITLES = (
    "포구 어선 열두 척이 태풍을 피해 돌아왔다",
    "등대 박물관이 겨울 전시를 시작한다",
    "시장 상인들이 새 다리 이름을 고른다",
    "바닷가 도서관에 어린이 열람실이 생긴다",
)


def entry(title: str = "Twelve boats return to the harbour", **parts: str) -> str:
    """One RSS item; a part is an element, `__` in its name stands for the colon of a prefix."""
    found = {"title": title, "link": "https://harbour.example/boats", **parts}
    return "<item>" + "".join(f"<{_name(k)}>{escape(v)}</{_name(k)}>" for k, v in found.items() if v) + "</item>"


def _name(part: str) -> str:
    return part.replace("__", ":")


def rss(*entries: str, declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """An RSS document."""
    return f'{declaration}<rss version="2.0"><channel><title>A feed</title>{"".join(entries)}</channel></rss>'


def korean(declaration: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """An RSS document in Korean."""
    entries = (entry(title, link=f"https://pogu.example/{number}") for number, title in enumerate(KOREAN_TITLES))
    return rss(*entries, declaration=declaration)


def read(document: str | bytes, feed: Feed = FEED, content_type: str = "", base: str = "") -> Parsed:
    """What the house makes of a document."""
    body = document.encode() if isinstance(document, str) else document
    return parse(body, content_type, feed, SEEN, base=base or feed.url)


def titles(parsed: Parsed) -> tuple[str, ...]:
    """The titles of its items."""
    return tuple(item.title for item in parsed.items)


def item(title: str = "Twelve boats return to the harbour", **parts: object) -> Item:
    """An item as the house would give it, with other parts where a test needs them."""
    found: dict[str, Any] = {
        "id": "",
        "feed": FEED.url,
        "outlet": FEED.name,
        "family": "harbour",
        "language": "en",
        "title": title,
        "summary": "",
        "link": "",
        "url": "",
        "host": "",
        "guid": "",
        "published": None,
        "seen": SEEN,
    }
    return Item(**{**found, **parts})


def ago(**span: float) -> datetime:
    """A moment before the poll."""
    return SEEN - timedelta(**span)
