"""Bytes to text: what a server sent, made into clean characters that an XML or JSON parser can trust.

feedparser guesses encodings from headers and gives up the whole document for one bad byte (fault 25 of 26: every title
of a Korean feed turns into mojibake), so we decode before it. The order: unpack, byte order mark, UTF-8, and only when
the bytes cannot be UTF-8 what the document or the server claims and what the feed's language is usually written in.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.feeds.markup import repair
from bot.feeds.unpack import unpack

_WIDE = (  # how a document in 16 or 32 bits begins, longest first: the mark or the first "<", and the codec
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
# Believed labels, by Python's name of the codec, and the superset that writers mean (as browsers read them).
_CODECS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "koi8-r": "koi8-u",
    "iso2022_jp": "iso2022_jp_ext",
}
_AS_NAMED = frozenset({
    "cp949", "johab", "gb18030", "big5hkscs", "cp932", "euc_jp", "koi8-u", "koi8-t", "cp866", "cp855", "mac-cyrillic",
    "mac-roman", "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "cp437", "cp850", "cp852", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7",
    "iso8859-8", "iso8859-10", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16",
})  # fmt: skip
_SPELLINGS = {"x-sjis": "cp932", "x-euc-jp": "euc_jp", "x-gbk": "gbk", "windows-949": "cp949", "x-windows-949": "cp949"}
_CYRILLIC = ("ru", "uk", "bg", "be", "sr", "mk", "kk")
# What unlabelled pages of a language are written in; EUC-JP first because Shift_JIS text is never valid EUC-JP.
_OF_LANGUAGE = (
    {
        "ko": ("cp949",),
        "ja": ("euc_jp", "cp932"),
        "zh": ("gb18030", "big5hkscs"),
        "zh-hant": ("big5hkscs", "gb18030"),
        "zh-tw": ("big5hkscs", "gb18030"),
        "zh-hk": ("big5hkscs", "gb18030"),
        "el": ("cp1253",),
        "tr": ("cp1254",),
        "he": ("cp1255",),
        "ar": ("cp1256",),
        "fa": ("cp1256",),
        "th": ("cp874",),
        "vi": ("cp1258",),
    }
    | dict.fromkeys(("pl", "cs", "sk", "hu", "hr", "sl", "ro"), ("cp1250",))
    | dict.fromkeys(("lt", "lv", "et"), ("cp1257",))
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']""")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
_SHIFTS = (b"\x1b$", b"\x1b(")  # ISO-2022-JP: seven bits, so it looks like ASCII


@dataclass(frozen=True, slots=True)
class Decoded:
    """`encoding` is Python's name of the codec; `damaged` when bytes were cut, missing or not of that encoding."""

    text: str
    encoding: str
    damaged: bool


def decode(body: bytes, content_type: str, language: str) -> Decoded:
    """The document in `body` as clean text that declares itself UTF-8. Never raises.

    `content_type` is the header as it came ("" if none), `language` the feed's code.
    """
    plain, whole = unpack(body)
    text, encoding, hurt = _characters(plain, content_type, language)
    return Decoded(repair(text), encoding, hurt or not whole)


def _characters(plain: bytes, content_type: str, language: str) -> tuple[str, str, bool]:
    """(text, codec, damaged) by the first encoding that fits."""
    for mark, codec in _WIDE:
        if plain.startswith(mark):
            text = plain.decode(codec, "replace")
            return text, codec, "\ufffd" in text
    if any(shift in plain for shift in _SHIFTS):
        text = plain.decode("iso2022_jp_ext", "replace")
        return text, "iso2022_jp_ext", "\ufffd" in text
    text, used = codecs.utf_8_decode(plain, "replace", False)  # not "final": a character cut at the end is left out
    bad, good = _damage(plain, text)
    # Text in another encoding read as UTF-8 comes out at most a quarter good (measured: EUC-KR 0.15, GB18030 0.21,
    # EUC-JP 0.26, one-byte encodings 0.1), so three quarters good is UTF-8 with accidents.
    if bad * 3 <= good or plain.startswith(codecs.BOM_UTF8):
        return text, "utf-8", bad > 0 or used < len(plain)
    for codec in _candidates(plain, content_type, language):
        text = plain.decode(codec, "replace")
        bad, good = _damage(plain, text)
        if bad * 20 <= good:
            return text, codec, bad > 0
    return plain.decode("cp1252", "replace"), "cp1252", True


def _damage(plain: bytes, text: str) -> tuple[int, int]:
    """How many characters of the text stand for bytes that could not be read, and how many others are not ASCII."""
    lost = text.count("\ufffd")
    bad = max(0, lost - plain.count(b"\xef\xbf\xbd")) if lost else 0  # a publisher may write the character itself
    return bad, len(text) - len(text.encode("ascii", "ignore")) - bad


def _candidates(plain: bytes, content_type: str, language: str) -> Iterator[str]:
    """Codecs to try, most credible first. Western labels come late: servers send them when they do not know."""
    declared, header = _DECLARED.match(plain[:1000]), _CHARSET.search(content_type)
    labels = [declared.group(1).decode("ascii", "replace") if declared else "", header.group(1) if header else ""]
    named = [codec for codec in map(_codec, labels) if codec]
    code = language.casefold()
    yield from (codec for codec in named if codec != "cp1252")
    if code.partition("-")[0] in _CYRILLIC:
        yield _cyrillic(plain)
    else:
        yield from _OF_LANGUAGE.get(code) or _OF_LANGUAGE.get(code.partition("-")[0], ())
    yield "cp1252"


def _codec(label: str) -> str:
    """The codec that a label means, or "" for one that is unknown, or that no feed should name."""
    try:
        name = codecs.lookup(_SPELLINGS.get(label.casefold(), label)).name
    except (LookupError, ValueError):
        return ""
    return _CODECS.get(name, name if name in _AS_NAMED else "")


def _cyrillic(plain: bytes) -> str:
    """Both encodings read any byte; most letters are small, and small letters stand in different halves."""
    upper_half = sum(plain.count(bytes([byte])) for byte in range(0xE0, 0x100))
    lower_half = sum(plain.count(bytes([byte])) for byte in range(0xC0, 0xE0))
    return "cp1251" if upper_half >= lower_half else "koi8-u"
