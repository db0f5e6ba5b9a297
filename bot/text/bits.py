"""A bit for each name: sets of names are numbers then, and whether two sets meet is one `&`."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

_BITS: dict[str, int] = {}
_NUMBERS = count()


def bit(name: str) -> int:
    """The bit of a concept or a literal, the same for as long as the program runs."""
    # setdefault: of two threads that ask for a new name at once, both get what the first one put there
    return _BITS.get(name) or _BITS.setdefault(name, 1 << next(_NUMBERS))


def bits(names: Iterable[str]) -> int:
    """The bits of all the names."""
    found = 0
    for name in names:
        found |= bit(name)
    return found
