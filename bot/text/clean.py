"""Markup to one line of readable text: tags off, scripts dropped, entities resolved, whitespace joined.

The scanner is ours because html.parser takes quadratic time on some broken markup (100 kB of "<a " kept it busy for
46 s on Python 3.11), and feeds bring broken markup. This one looks at every character a bounded number of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

MAX_TITLE = 500  # characters; callers cut longer titles with `shorten`
MAX_SUMMARY = 2_000
ELLIPSIS = "…"

_ROUNDS = 3  # escaped markup inside escaped markup inside escaped markup; deeper is not seen in feeds


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What stands between these tags is not meant for readers.
_SILENT = frozenset({"script", "style", "template", "svg", "iframe", "object", "noscript"})
_CLOSING = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _SILENT}
# These tags stand inside words; every other tag separates what is before it from what is after it.
_INLINE = _names(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd label mark nobr q ruby s samp small span strike "
    "strong sub sup time tt u var wbr",
)
_BLOCK = _names(
    "address article aside blockquote body br center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 head "
    "header hr html iframe img li link main meta nav noscript object ol p picture pre script section source style svg "
    "table tbody td template th thead tr ul video",
)
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,31})")
# Escaped text counts as markup only when it names a tag of HTML: "a &lt; b" and "&lt;3" are text.
_ESCAPED_TAG = re.compile(rf"</?(?:{'|'.join(sorted(_INLINE | _BLOCK))})(?=[\s/>])", re.IGNORECASE)
_TAG_STOP = re.compile("[\"'>]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0001-\U000e007f]",
)
# Joiners shape words of Persian and Hindi and some emoji; beside ASCII or a space they are only in the way.
_STRAY_JOINER = re.compile(r"(?<![^\x00-\x7f\s])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\s])")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"\s+")
_BROKEN_WORD = re.compile(r"\W+\w*$")


def clean(markup: str) -> str:
    """One line of text from HTML, from escaped HTML or from plain text. Never raises; linear in the input's length."""
    text = _Scan(markup).text()
    for _ in range(_ROUNDS):
        opened = unescape(text)
        if opened == text:
            break
        text = _Scan(opened).text() if _ESCAPED_TAG.search(opened) else opened
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))
    return _SPACES.sub(" ", _STRAY_JOINER.sub("", text)).strip()


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters of the text, cut between words where it has any near, with an ellipsis where cut."""
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    cut = text[: limit - 1]
    if text[limit - 1].isalnum():
        broken = _BROKEN_WORD.search(cut, max(len(cut) // 2, len(cut) - 60))
        cut = cut[: broken.start()] if broken else cut
    return cut.rstrip() + ELLIPSIS


@dataclass(slots=True)
class _Scan:
    """One walk over the markup; entities stay as they are."""

    markup: str
    at: int = 0
    kept: list[str] = field(default_factory=list)
    vain: set[str] = field(default_factory=set)  # what is not found once is not looked for again: that keeps it linear

    def text(self) -> str:
        """What stands outside tags, comments and silent elements."""
        while (opening := self.markup.find("<", self.at)) >= 0:
            self.kept.append(self.markup[self.at : opening])
            self.at = opening
            if self.markup.startswith("<!--", opening):
                self._jump("-->", otherwise=opening + 4)
            elif self.markup.startswith("<![CDATA[", opening):
                self.at = opening + len("<![CDATA[")
            elif self.markup.startswith(("<!", "<?"), opening):
                self._jump(">", otherwise=opening + 2)
            elif name := _NAME.match(self.markup, opening):
                self._tag(name)
            else:
                self._keep_bracket()
        return "".join((*self.kept, self.markup[self.at :])).replace("]]>", " ")

    def _tag(self, found: re.Match[str]) -> None:
        name = found.group(1).lower()
        end = self._tag_end(found.end())
        if end < 0 and name not in _INLINE | _BLOCK:
            self._keep_bracket()
            return
        self.at = len(self.markup) if end < 0 else end  # a tag cut off at the end of the text
        self.kept.append("" if name in _INLINE else " ")
        opens = not found.group().startswith("</") and not self.markup.startswith("/>", end - 2)
        if opens and name in _SILENT:
            self._skip_silence(name)

    def _tag_end(self, at: int) -> int:
        """Behind the ">" of the tag; a quoted value may hold one. -1 when there is none."""
        while stop := _TAG_STOP.search(self.markup, at) if ">" not in self.vain else None:
            if stop.group() == ">":
                return stop.end()
            quote = self._find(stop.group(), stop.end())
            at = stop.end() if quote < 0 or self.markup.find("<", stop.end(), quote) >= 0 else quote + 1
        self.vain.add(">")
        return -1

    def _find(self, needle: str, at: int) -> int:
        if needle in self.vain:
            return -1
        found = self.markup.find(needle, at)
        if found < 0:
            self.vain.add(needle)
        return found

    def _jump(self, needle: str, otherwise: int) -> None:
        """Behind the needle."""
        found = self._find(needle, self.at)
        self.at = found + len(needle) if found >= 0 else otherwise

    def _skip_silence(self, name: str) -> None:
        """To the closing tag. Without one a script swallows the rest, anything else nothing."""
        closing = None if name in self.vain else _CLOSING[name].search(self.markup, self.at)
        if closing:
            self.at = closing.start()
            return
        self.vain.add(name)
        if name in {"script", "style"}:
            self.at = len(self.markup)

    def _keep_bracket(self) -> None:
        self.kept.append("<")
        self.at += 1
