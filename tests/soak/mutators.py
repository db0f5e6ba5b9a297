"""Ways to damage a document: each takes bytes and dice, and gives other bytes. Seeded, so that a storm can be told again."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable
from random import Random

Mutator = Callable[[bytes, Random], bytes]

_TAG = re.compile(rb"<[^<>]{1,200}>")
_DECLARED = re.compile(rb"""encoding=["'][\w.:-]+["']""")
_DATE = re.compile(rb"(<(?:pubDate|updated|published|dc:date)>)([^<]{0,60})")
_LABELS = (
    b"utf-8",
    b"euc-kr",
    b"windows-1251",
    b"gb2312",
    b"shift_jis",
    b"utf-16",
    b"iso-8859-1",
    b"big5",
    b"hex",
    b"x",
    b"",
)
_CODECS = (
    "cp949",
    "cp1251",
    "gb18030",
    "shift_jis",
    "euc_jp",
    "utf-16",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "koi8-r",
    "utf-7",
    "iso2022_jp",
)
_BITS = (
    b"<", b">", b"&", b"]]>", b"<![CDATA[", b"<!", b"<?", b"<![", b"<!--", b"-->", b"&#x", b"&#0;", b"&#xD800;", b"&#99999999999;", b"&nbsp;", b"&foo;",
    b'"', b"'", b"\x00", b"\xff", b"\xfe\xff", b"\x1b$B", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"{", b"}", b"/>", b"</", b"<item>", b"</item>", b"<entry>",
    b"</channel>", b"</rss>", b"<html>", b"<!DOCTYPE html>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<link rel=", b'xml:base="http://["', b"<source url=x>",
    b"<georss:point>x</georss:point>", b"<media:content/>", b"<media:thumbnail/>", b"<psc:chapter start='x'/>", b"<dcterms:valid>start=x;;end</dcterms:valid>",
    b'<content type="base64">*</content>', b'<title type="xhtml"><div>', b"<textinput><name>", b"<category/>", b"<guid isPermaLink='x'>", b"<ttl>-1</ttl>",
    b"<skipHours><hour>99</hour></skipHours>", b"<itunes:duration>x</itunes:duration>", b"\xe2\x80\xae", b"\xc2\x85", b"\xef\xbf\xbf", b"\r", b"\x0c",
)  # fmt: skip
_DATES = (
    b"", b"soon", b"2026-13-45", b"0000-00-00T00:00:00Z", b"9999-12-31T23:59:59+99:99", b"Mon, 31 Feb 2026 25:61:61 KST", b"-1", b"99999999999999999999",
    b"20269\xeb\x85\x84 9\xec\x9b\x94", b"\xd9\xa2\xd9\xa7 \xd8\xb3", b"1e309", b"NaN", b"27/09/26", b"Sun, 27 Sep 2026 19:00:00 +2400", b"T" * 500,
)  # fmt: skip


def flip(body: bytes, dice: Random) -> bytes:
    """A few bytes become others."""
    found = bytearray(body)
    for _ in range(dice.choice((1, 1, 3, 20)) if found else 0):
        found[dice.randrange(len(found))] = dice.randrange(256)
    return bytes(found)


def cut(body: bytes, dice: Random) -> bytes:
    """The end is missing."""
    return body[: dice.randrange(len(body) + 1)]


def drop(body: bytes, dice: Random) -> bytes:
    """A piece is missing."""
    at = dice.randrange(len(body) + 1)
    return body[:at] + body[at + dice.choice((1, 10, 300)) :]


def repeat(body: bytes, dice: Random) -> bytes:
    """A piece comes several times."""
    at = dice.randrange(len(body) + 1)
    piece = body[at : at + dice.choice((5, 50, 500))]
    return body[:at] + piece * dice.choice((2, 3, 40)) + body[at:]


def put(body: bytes, dice: Random) -> bytes:
    """Bits that confuse parsers, anywhere."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(body) + 1)
        body = body[:at] + dice.choice(_BITS) + body[at:]
    return body


def shuffle_tags(body: bytes, dice: Random) -> bytes:
    """Two tags change places, or one is gone."""
    tags = list(_TAG.finditer(body))
    if len(tags) < 2:
        return body
    first, second = sorted(dice.sample(tags, 2), key=lambda tag: tag.start())
    swapped = (second.group(), first.group()) if dice.random() < 0.7 else (b"", first.group())
    return body[: first.start()] + swapped[0] + body[first.end() : second.start()] + swapped[1] + body[second.end() :]


def damage_references(body: bytes, dice: Random) -> bytes:
    """Escapes lose a half, or are escaped again."""
    old, new = dice.choice(
        (
            (b"&amp;", b"&"),
            (b"&lt;", b"<"),
            (b";", b""),
            (b"&", b"&amp;"),
            (b"<", b"&lt;"),
            (b"]]>", b"]]"),
            (b"<![CDATA[", b""),
        )
    )
    return body.replace(old, new, dice.choice((1, 5, -1)))


def relabel(body: bytes, dice: Random) -> bytes:
    """Another encoding is declared."""
    label = b'encoding="' + dice.choice(_LABELS) + b'"'
    return (
        _DECLARED.sub(label, body, count=1)
        if _DECLARED.search(body[:300])
        else b'<?xml version="1.0" ' + label + b"?>" + body
    )


def recode(body: bytes, dice: Random) -> bytes:
    """It is written in another encoding, whatever it declares."""
    return body.decode("utf-8", "replace").encode(dice.choice(_CODECS), "replace")


def nest(body: bytes, dice: Random) -> bytes:
    """Tags inside tags inside tags."""
    tag = dice.choice((b"item", b"entry", b"a", b"channel", b"title", b"div", b"rss", b"source"))
    deep, at = dice.choice((3, 50, 2000)), dice.randrange(len(body) + 1)
    close = (b"</" + tag + b">") * (deep if dice.random() < 0.5 else 0)
    return body[:at] + (b"<" + tag + b">") * deep + close + body[at:]


def huge_attribute(body: bytes, dice: Random) -> bytes:
    """A tag with very much in it."""
    tags = list(_TAG.finditer(body))
    if not tags:
        return body
    end = dice.choice(tags).end() - 1
    size = dice.choice((100, 5000, 100_000))
    extra = dice.choice(
        (
            b" a='" + b"x" * size + b"'",
            b" a='b'" * (size // 10),
            b" " + b"x" * size,
            b" xmlns:q='" + b"&" * (size // 10) + b"'",
        )
    )
    return body[:end] + extra + body[end:]


def odd_dates(body: bytes, dice: Random) -> bytes:
    """Dates that are none."""
    return _DATE.sub(lambda found: found.group(1) + dice.choice(_DATES), body)


def pack(body: bytes, dice: Random) -> bytes:
    """Packed without a word, whole or cut."""
    packed = dice.choice((gzip.compress, zlib.compress))(body)
    return packed if dice.random() < 0.5 else cut(packed, dice)


def wrap(body: bytes, dice: Random) -> bytes:
    """Something stands around it."""
    return (
        dice.choice(
            (
                b"\xef\xbb\xbf",
                b"\n\n",
                b"Warning: x in <b>y</b>\n",
                b"<!-- <rss> -->",
                b"<html><body>",
                b"{",
                b"\x00" * 9,
            )
        )
        + body
        + dice.choice((b"", b"<!-- x -->", b"</html>", b"\x00"))
    )


MUTATORS: tuple[Mutator, ...] = (
    flip, cut, drop, repeat, put, shuffle_tags, damage_references, relabel, recode, nest, huge_attribute, odd_dates, pack, wrap,
)  # fmt: skip


def mutate(body: bytes, dice: Random) -> bytes:
    """One to four of them, one after the other."""
    for mutator in dice.choices(MUTATORS, k=dice.randint(1, 4)):
        body = mutator(body, dice)
    return body
