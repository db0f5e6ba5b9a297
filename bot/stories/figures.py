"""Numbers and dates named in a text, brought to one spelling: "15,000", "15 тыс." and "1만5천" are all `n:15000`.

They read the same in every language, so they tie translations together and show when a count has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from bot.text.fold import fold

# What multiplies the number before it: by the beginning of the next word, or by the whole of it.
_SCALES = {
    "thousand mila mille tausend duizend tusen tys tis тыс тис nghìn ألف آلاف": 10**3,
    "million milion millon milhã milhõ miljo mln mio млн миллион мільйон milyon triệu مليون ملايين": 10**6,
    "billion miliard milliard milyar mld mrd млрд миллиард мільярд مليار": 10**9,
}
_BEGINNINGS = {start: scale for starts, scale in _SCALES.items() for start in starts.split()}
_WHOLE_WORDS = {"mil": 10**3, "bin": 10**3, "k": 10**3, "bn": 10**9}
_HUNDREDS = {"百": 10**2, "백": 10**2, "千": 10**3, "천": 10**3}
_SIGNS = _HUNDREDS | {"万": 10**4, "萬": 10**4, "만": 10**4, "億": 10**8, "亿": 10**8, "억": 10**8}

_NUMBER = re.compile(
    rf"""
    (?<![a-z0-9.,:/-])                                              # not the end of KN-23, 8:30 or 2026-10-07
    (?P<digits>\d{{1,3}}(?:[.,'\u2019\ ]\d{{3}})+(?!\d)|\d{{1,15}}(?:[.,]\d{{1,2}}(?!\d))?)
    (?:\s?(?P<signs>[{"".join(_SIGNS)}]{{1,3}})(?:\s?(?P<rest>\d{{1,4}})(?P<unit>[{"".join(_HUNDREDS)}]?))?)?
    (?P<time>[:h]\d\d|\s?[年月日時时分년월일시분])?
    (?:[-\s]?(?P<next>[^\W\d_]+))?
    """,
    re.VERBOSE,
)
_GROUP = re.compile(r"[.,'\u2019 ](?=\d{3}(?!\d))")
_CJK_DAY = re.compile(r"(?P<first>1[0-2]|[1-9])\s?[月월]\s?(?P<before>\d\d?)\s?[日일](?P<second>)(?P<after>)")
_YEARS = range(1900, 2100)
_SMALLEST = 10  # one digit says little: two talks, three countries


def figures(text: str, language: str) -> frozenset[str]:
    """Return `n:15000` for each number of two digits or more and `d:10-07` for each day and month named in `text`.

    Years, times of day and days without a month are left out. Month names are those of CLDR for `language`.
    """
    folded = fold(text)
    calendar, months = _calendar(language)
    days = {_day(found, months) for pattern in (_CJK_DAY, calendar) for found in pattern.finditer(folded)}
    return frozenset(days | set(_numbers(calendar.sub(" ", folded)))) - {""}


def _day(found: re.Match[str], months: dict[str, int]) -> str:
    first, second, before, after = (found[part] for part in ("first", "second", "before", "after"))
    day = int(before or after)
    month = months.get(first or second) or int(first)
    return f"d:{month:02}-{day:02}" if 1 <= day <= 31 else ""


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBER.finditer(text):
        plain = found["digits"].isdecimal() and not found["signs"]
        if found["time"] or (plain and int(found["digits"]) in _YEARS):
            continue
        value = _value(found)
        if value >= _SMALLEST:
            yield f"n:{round(value, 2):.12g}"


def _value(found: re.Match[str]) -> float:
    digits = _GROUP.sub("", found["digits"])
    value = float(digits.replace(",", "."))
    for sign in found["signs"] or "":
        value *= _SIGNS[sign]
    if found["rest"]:
        return value + int(found["rest"]) * _SIGNS.get(found["unit"], 1)
    return value * _scale(found["next"] or "")


def _scale(word: str) -> int:
    if word in _WHOLE_WORDS:
        return _WHOLE_WORDS[word]
    return next((_BEGINNINGS[word[:size]] for size in range(7, 2, -1) if word[:size] in _BEGINNINGS), 1)


@lru_cache(maxsize=64)
def _calendar(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """Return a pattern for "7 October" and "October 7" in `language`, and the number of each month's name."""
    try:
        names = Locale.parse(language, sep="-").months["format"]["wide"]
    except (UnknownLocaleError, ValueError, TypeError):
        names = {}
    months = {name.casefold(): number for number, name in names.items() if not name[0].isdecimal()}
    words = "|".join(re.escape(name) for name in months) or "(?!)"
    before = rf"(?<!\d)(?P<before>\d\d?)(?:st|nd|rd|th|er|º|\.)?\s(?:de\s|of\s)?(?P<first>{words})\b"
    after = rf"\b(?P<second>{words})\s(?P<after>\d\d?)(?!\d)"
    return re.compile(f"{before}|{after}"), months
