"""What a feed showed at the last polls, entry by entry, so that the known ones need not be read again.

Of an entry that is not read again three things are still needed: its keys and headline (a guid that it shares with a
new entry names neither), and its date (the newest of all says whether a feed is alive). They are kept as hashes, in one
line of text an entry, for the entries of the last document and of the one before it: some servers take turns with two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

_FORM = "1"  # of the text, and of what a line means: another version reads every entry once more
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_LAST, _BEFORE = "+", "-"  # of the last document, or of the one before


@dataclass(frozen=True, slots=True)
class Trace:
    """What is left of an entry: hashes of its headline and of its keys (`keys.trace_of`); no keys where it said nothing."""

    title: str = ""
    keys: tuple[str, ...] = ()
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    """The entries by their marks (`split.Cut.marks`); `kind` is the format of the last document."""

    kind: str = ""
    last: Mapping[str, Trace] = field(default_factory=dict)
    before: Mapping[str, Trace] = field(default_factory=dict)

    def __getitem__(self, mark: str) -> Trace | None:
        return self.last.get(mark) or self.before.get(mark)

    def then(self, kind: str, entries: Mapping[str, Trace]) -> Window:
        """The window after one more document."""
        return Window(kind, entries, {mark: trace for mark, trace in self.last.items() if mark not in entries})

    def text(self) -> str:
        """As it is stored; "" when it is empty."""
        if not self.last:
            return ""
        return "\n".join((f"{_FORM} {self.kind}", *_lines(_LAST, self.last), *_lines(_BEFORE, self.before)))


def read_window(text: str) -> Window:
    """A window from its text; an empty one from "", and from what another version wrote."""
    head, *lines = text.split("\n")
    form, _, kind = head.partition(" ")
    if form != _FORM:
        return Window()
    found: dict[str, dict[str, Trace]] = {_LAST: {}, _BEFORE: {}}
    for line in lines:
        which, mark, title, published, *keys = line.split(" ")
        at = _EPOCH + int(published) * _SECOND if published else None
        found[which][mark] = Trace(title, tuple(keys), at)
    return Window(kind, found[_LAST], found[_BEFORE])


def _lines(which: str, entries: Mapping[str, Trace]) -> Iterator[str]:
    for mark, trace in entries.items():
        at = str((trace.published - _EPOCH) // _SECOND) if trace.published else ""
        yield " ".join((which, mark, trace.title, at, *trace.keys))


def shared_marks(traces: Iterable[Trace]) -> frozenset[str]:
    """Keys that entries with different headlines have in common."""
    titles: dict[str, str] = {}
    shared = set()
    for trace in traces:
        for key in trace.keys:
            if titles.setdefault(key, trace.title) != trace.title:
                shared.add(key)
    return frozenset(shared)
