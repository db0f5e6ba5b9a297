"""Read of a document only the entries that the feed's window does not know."""

from __future__ import annotations

from dataclasses import dataclass

from bot.feeds.dialects import Document, Entry, read_xml
from bot.feeds.split import Cut, cut
from bot.feeds.window import Trace, Window


@dataclass(frozen=True, slots=True)
class Unread:
    """`document` holds what was read; `rows` are all entries, in order: read just now, or what the window has of them.

    `marks` name the rows; none where the document could not be cut.
    """

    document: Document
    rows: tuple[Entry | Trace, ...]
    marks: tuple[str, ...] = ()


def whole(document: Document) -> Unread:
    """All of it was read."""
    return Unread(document, document.entries)


def read_unread(text: str, context: str, window: Window, most: int) -> Unread:
    """RSS, RDF or Atom; a document that cannot be cut, or has more than `most` entries, is read whole. Never raises."""
    pieces = cut(text)
    if not pieces or len(pieces.entries) > most:
        return whole(read_xml(text))
    marks = pieces.marks(context)
    rows: list[Trace | None] = [window[mark] for mark in marks]
    if any(rows):
        found = _read_only(pieces, rows, window.kind)
        if found:
            return Unread(*found, marks)
    document = read_xml(text)
    sound = not document.problem and len(document.entries) == len(marks)
    return Unread(document, document.entries, marks if sound else ())


def _read_only(pieces: Cut, rows: list[Trace | None], kind: str) -> tuple[Document, tuple[Entry | Trace, ...]] | None:
    """The entries without a row, read in a document of their own; None where the parser sees others than we do."""
    places = frozenset(place for place, row in enumerate(rows) if row is None)
    document = read_xml(pieces.only(places)) if places else Document(kind, ())
    if document.problem or len(document.entries) != len(places):
        return None
    read = iter(document.entries)
    return document, tuple(next(read) if row is None else row for row in rows)
