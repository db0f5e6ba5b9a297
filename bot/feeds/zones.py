"""Names of time zones as feeds write them, and the hours that they stand before or behind UTC.

Fixed offsets from RFC 822 and the IANA time zone database; a name that several countries use (IST, CST, BST, AST) means
the feed's own zone where that zone calls itself so, and what stands here otherwise.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_HOURS = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1,
    "cet": 1, "met": 1, "cest": 2, "mest": 2, "mesz": 2, "mez": 1, "eet": 2, "eest": 3, "sast": 2, "cat": 2, "wat": 1, "eat": 3,
    "msk": 3, "мск": 3, "msd": 4, "trt": 3, "idt": 3, "gst": 4, "samt": 4, "yekt": 5, "pkt": 5, "uzt": 5,
    "ist": 5.5, "npt": 5.75, "omst": 6, "ict": 7, "wib": 7, "krat": 7, "irkt": 8, "hkt": 8, "sgt": 8, "myt": 8, "pht": 8, "awst": 8,
    "wita": 8, "wit": 9, "kst": 9, "jst": 9, "yakt": 9, "acst": 9.5, "acdt": 10.5, "aest": 10, "vlat": 10, "aedt": 11, "magt": 11,
    "nzst": 12, "pett": 12, "nzdt": 13,
    "nst": -3.5, "ndt": -2.5, "brt": -3, "art": -3, "clt": -4, "ast": -4, "adt": -3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
_PLACES = {"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}


def zone(name: str) -> tzinfo:
    """The zone that an editor wrote (an IANA name), or UTC where it is unknown: the settings have said so before."""
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError):
        return UTC


def named(word: str, when: datetime, own: tzinfo) -> tzinfo | None:
    """The zone that `word` (small letters) means at the naive time `when` in a feed of the zone `own`."""
    if (when.replace(tzinfo=own).tzname() or "").casefold() == word:
        return own
    if word in _PLACES:
        return zone(_PLACES[word])
    hours = _HOURS.get(word)
    return None if hours is None else timezone(timedelta(hours=hours))
