"""What an item is known by: its guid, its address, its headline. Any of them that hits means that we have it already.

Outlets change guids, move from http to https, re-title and re-date (faults 3 to 9 of 26), so no single key is trusted
alone; and a key that one document gives to entries with different headlines names neither of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Protocol

from bot.feeds.urls import canonical_url, is_front_page, registrable
from bot.feeds.window import Trace, shared_marks
from bot.model import Item

__all__ = [
    "Key",
    "canonical_url",
    "changed",
    "keys_of",
    "name_of",
    "recognise",
    "registrable",
    "same_item",
    "shared_keys",
    "trace_of",
    "usable_keys",
]

TITLE_HOLDS = timedelta(hours=72)  # "Morning briefing" comes back; within three days it is the same one
_LONGEST = 300  # characters of a key; what is longer is hashed
_WORDS = 4  # fewer words, and fewer characters of scripts without spaces, are no headline of one event
_CHARACTERS = 8
_SHORTEST_GUID = 4  # "1", "2", "3" are places in a list, not names
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Key:
    """One name of an item. Kinds: g guid (of one feed), u address, t headline (of one publisher), x its whole text."""

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.text}"


class KnownItem(Protocol):
    """What recognising needs to know of an item in the store (`store.base.Known` has it)."""

    @property
    def item(self) -> str:
        """Its id."""

    @property
    def title(self) -> str:
        """Its title, as last updated."""

    @property
    def when(self) -> datetime:
        """When it happened."""


def keys_of(item: Item) -> tuple[Key, ...]:
    """Guid, address and headline, as far as they name anything; the most reliable first. May be empty."""
    guid = re.sub(r"^https?://", "", item.guid.strip(), flags=re.IGNORECASE)
    words = _words(item.title)
    found = []
    if len(guid) >= _SHORTEST_GUID and not (item.guid != guid and is_front_page(guid.rstrip("/"))):
        found.append(Key("g", _bounded(f"{_scope(item.feed)} {guid}")))
    if item.url and not is_front_page(item.url):
        found.append(Key("u", _bounded(item.url)))
    if len(words) >= _WORDS or len(_UNSPACED.findall(item.title)) >= _CHARACTERS:
        found.append(Key("t", _bounded(f"{item.family} {' '.join(words)}")))
    return tuple(found)


def trace_of(item: Item) -> Trace:
    """What is kept of an entry whose item this is. The last of its keys is that of its whole text."""
    marks = (*(_mark(key) for key in keys_of(item)), f"x{_text_key(item)}")
    published = item.published.replace(microsecond=0) if item.published else None
    return Trace(_hash(" ".join(_words(item.title))), marks, published)


def same_item(trace: Trace, shared: frozenset[str]) -> str:
    """The same text for two entries of one document that are one item: what `name_of` says, told from hashes."""
    first = next((mark for mark in trace.keys if mark not in shared), "")
    return f"{first} {trace.published:%Y-%m-%d}" if first.startswith("t") and trace.published else first


def shared_keys(items: Iterable[Item], marks: Collection[str] | None = None) -> frozenset[str]:
    """Keys that entries with different headlines of one document have in common: the same guid or link on all of them.

    `marks`: what `shared_marks` says of the whole document, where the items are only some of its entries.
    """
    own = tuple(items)
    shared = shared_marks(map(trace_of, own)) if marks is None else marks
    if not shared:
        return frozenset()
    return frozenset(str(key) for item in own for key in keys_of(item) if _mark(key) in shared)


def usable_keys(item: Item, shared: frozenset[str]) -> tuple[str, ...]:
    """The item's keys without the shared ones; never empty.

    An undated item without guid and address is named by its whole text too: its headline names it for 72 hours only,
    and a feed may show it for longer.
    """
    own = tuple(str(key) for key in keys_of(item) if str(key) not in shared)
    if own and (item.published or any(key.startswith(("g:", "u:")) for key in own)):
        return own
    return (*own, str(Key("x", _text_key(item))))


def name_of(item: Item, shared: frozenset[str]) -> str:
    """The item's id: 16 hexadecimal digits from the feed and the first key.

    With the day where that key is a headline: one that returns after days is another item.
    """
    first = usable_keys(item, shared)[0]
    return _hash(f"{item.feed} {first} {item.when:%Y-%m-%d}" if first.startswith("t:") else f"{item.feed} {first}")


def recognise(item_keys: Iterable[str], known: Mapping[str, KnownItem], when: datetime) -> str | None:
    """The id of the item that one of these keys names already, or None for a new one.

    `known` maps keys to items in the store. A headline counts only within 72 hours: such headlines return.
    """
    for key in item_keys:
        other = known.get(key)
        if other and (not key.startswith("t:") or abs(other.when - when) <= TITLE_HOLDS):
            return other.item
    return None


def changed(item: Item, title: str, summary: str | None = None) -> bool:
    """True when the outlet changed what we stored: `title`, and `summary` where the caller has it."""
    return item.title != title or (summary is not None and item.summary != summary)


def _mark(key: Key) -> str:
    return key.kind + _hash(key.text)


def _text_key(item: Item) -> str:
    return _hash(f"{_scope(item.feed)} {item.family} {item.title} {item.summary}")


def _words(title: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", title).casefold())


def _scope(feed: str) -> str:
    """A short name for the feed that survives a change from http to https."""
    return _hash(re.sub(r"^https?://", "", feed))


def _bounded(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 17]} {_hash(text)}"


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
