"""A document cut into its entries, so that only those that nobody has read before are read.

feedparser takes a quarter of a millisecond for an entry, and most entries of a changed feed are those of the last poll.
So each entry is hashed as it is written, and feedparser gets the document without the entries that are known: the same
bytes around them, so namespaces, xml:base, xml:lang and the feed's own data are as they were. What cannot be cut
without doubt is not cut. The judge of that is Expat, the parser that feedparser itself asks first; where it finds
nothing wrong, and the document has no DOCTYPE, a "<" outside of comments, CDATA and instructions always opens a tag.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from xml.parsers import expat

_TAG = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"  # what is no tag, though it may hold one
    r"""|<(?P<end>/?)(?:[^\s<>/:"'=]+:)?(?P<name>[^\s<>/:"'=]+)(?:"[^"]*"|'[^']*'|[^>"'])*>""",
    re.DOTALL,
)
_ENTRY = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    r"""|<(?P<end>/?)(?:[^\s<>/:"'=]+:)?(?P<name>item|entry)(?=[\s/>])(?:"[^"]*"|'[^']*'|[^>"'])*>""",
    re.DOTALL | re.IGNORECASE,
)
_PREFIX = re.compile(r"""\sxmlns:([^\s=]+)\s*=\s*("[^"]*"|'[^']*')""")


@dataclass(frozen=True, slots=True)
class Cut:
    """The entries as written, and what stands around them: one piece more than entries. `frame`: the tags that they are in."""

    entries: tuple[str, ...]
    between: tuple[str, ...]
    frame: str

    def marks(self, context: str) -> tuple[str, ...]:
        """16 hexadecimal digits for each entry, of its bytes, of its frame, and of what else decides how it is read."""
        key = blake2b(f"{context}\n{self.frame}".encode("utf-8", "replace"), digest_size=32).digest()
        hashes = (blake2b(entry.encode("utf-8", "replace"), digest_size=8, key=key) for entry in self.entries)
        return tuple(each.hexdigest() for each in hashes)

    def only(self, places: Collection[int]) -> str:
        """The document with no other entries than those at these places."""
        kept = (entry if place in places else "" for place, entry in enumerate(self.entries))
        return "".join((*chain.from_iterable(zip(self.between, kept, strict=False)), self.between[-1]))


def cut(text: str) -> Cut | None:
    """The document (clean, see `decode`) in pieces; None where it has no entries or cannot be cut without doubt."""
    # first: on a document that is not sound, the search for entries may take the square of its length
    spans = list(_spans(text)) if _is_sound(text) else []
    if not spans:
        return None
    starts, ends = zip(*spans, strict=True)
    entries = tuple(text[start:end] for start, end in spans)
    between = tuple(text[end:start] for end, start in zip((0, *ends), (*starts, len(text)), strict=True))
    frames = _frames(between)
    if len(frames) > 1 or not _agree(text, entries):
        return None
    return Cut(entries, between, frames.pop())


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each entry begins and ends; nothing where one stands in another."""
    found: list[tuple[int, int]] = []
    start = -1
    for tag in _ENTRY.finditer(text):
        if not tag["name"]:
            continue
        if tag["end"]:
            found.append((start, tag.end()))
            start = -1
        elif start >= 0:
            return
        elif tag.group().endswith("/>"):
            found.append((tag.start(), tag.end()))
        else:
            start = tag.start()
    yield from found if start < 0 else ()


def _is_sound(text: str) -> bool:
    """True for well-formed XML with its namespaces declared, and no DOCTYPE."""
    if "<!DOCTYPE" in text:
        return False
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return False
    return True


def _frames(between: tuple[str, ...]) -> set[str]:
    """The tags that are open where an entry stands; of entries side by side, the same for all."""
    opened: list[str] = []
    frames = set()
    for piece in between[:-1]:
        for tag in _TAG.finditer(piece):
            if tag["name"] and tag["end"]:
                opened.pop()
            elif tag["name"] and not tag.group().endswith("/>"):
                opened.append(tag.group())
        frames.add("".join(opened))
    return frames


def _agree(text: str, entries: tuple[str, ...]) -> bool:
    """True when no entry can change what a prefix means in another: feedparser keeps prefixes for the whole document."""
    if not any("xmlns:" in entry for entry in entries):
        return True
    meant: dict[str, set[str]] = {}
    for prefix, address in _PREFIX.findall(text):
        meant.setdefault(prefix, set()).add(address[1:-1])
    return all(len(found) == 1 for found in meant.values())
