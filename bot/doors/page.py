"""The page of a channel: one HTML document that looks like the channel, needs nothing else, and runs no script.

The live page and the page that the demo saves come from the same function. What posts hold was escaped when they were
composed; here it is filtered once more, so that nothing but the little HTML of the Bot API can reach a browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.text.markup import escape

TAGS = frozenset({"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote"})
LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f/?#][^\s\x00-\x1f\x7f]*", re.IGNORECASE)
NO_TAG = re.compile(r"<(?!/?[A-Za-z])")  # comments, declarations and bare signs, some of which the parser cannot take
REL = "noopener noreferrer nofollow"
# Bytes of posts on one page: with head and style it stays below 100 kB. Older posts are left out, and it says so.
ROOM = 84_000
# What the template writes around a post, for the mark of a silent one, and between two days.
FRAME, BELL, SEPARATOR = 260, 200, 180


@dataclass(frozen=True, slots=True)
class Post:
    """One post as it stands in the channel. `html` is the Bot API's; `link` is "" where there is nothing to open."""

    message_id: int | None
    html: str
    at: datetime
    silent: bool
    link: str


@dataclass(frozen=True, slots=True)
class PageView:
    """All that a page shows. `about` and `note` may be ""; `refresh` is in seconds, None for a page that stays."""

    title: str
    about: str
    language: str
    timezone: str
    posts: tuple[Post, ...]
    refresh: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the page itself says, in one language."""

    count: Callable[[int], str]
    posts_label: str
    silent: str
    open: str
    empty: str
    left_out: Callable[[int], str]
    live: str  # {seconds}
    back: str
    notices: dict[int, str]


WORDS = {
    "en": Words(
        count=lambda n: "1 post" if n == 1 else f"{n} posts",
        posts_label="Posts, newest last",
        silent="sent without sound",
        open="Open the post",
        empty="No posts yet",
        left_out=lambda n: "1 older post is not shown" if n == 1 else f"{n} older posts are not shown",
        live="new ones every {seconds} s",
        back="To the channel",
        notices={
            404: "There is no such page here",
            405: "This page can only be read",
            500: "The page cannot be shown now; the service's log says why",
        },
    ),
    "it": Words(
        count=lambda n: f"{n} post",
        posts_label="Post, i più recenti in fondo",
        silent="inviato senza suono",
        open="Apri il post",
        empty="Ancora nessun post",
        left_out=lambda n: "1 post precedente non è mostrato" if n == 1 else f"{n} post precedenti non sono mostrati",
        live="si aggiorna ogni {seconds} s",
        back="Al canale",
        notices={
            404: "Questa pagina non esiste",
            405: "Questa pagina si può solo leggere",
            500: "Ora la pagina non si può mostrare; il registro del servizio dice perché",
        },
    ),
}

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class _Bubble:
    html: Markup
    day: date
    clock: str
    iso: str
    silent: bool
    anchor: str
    href: str


@dataclass(frozen=True, slots=True)
class _Day:
    iso: str
    name: str
    posts: tuple[_Bubble, ...]


def render_page(view: PageView) -> str:
    """One HTML document below 100 kB, the newest post last; the newest post is always whole."""
    words = WORDS.get(view.language, WORDS["en"])
    zone = ZoneInfo(view.timezone)
    bubbles = [_bubble(post, zone) for post in sorted(view.posts, key=lambda post: post.at)]
    shown = _newest(bubbles)
    count = words.count(len(bubbles))
    return _TEMPLATES.get_template("page.html").render(
        language=view.language,
        title=view.title,
        letter=next((letter.upper() for letter in view.title if letter.isalnum()), view.title[:1]),
        subtitle=f"{count} · {words.live.format(seconds=view.refresh)}" if view.refresh else count,
        about=view.about,
        refresh=view.refresh,
        note=view.note,
        words=words,
        left_out=words.left_out(len(bubbles) - len(shown)) if len(shown) < len(bubbles) else "",
        days=[_day(day, tuple(posts), view.language) for day, posts in groupby(shown, key=lambda one: one.day)],
    )


def render_notice(code: int, language: str) -> str:
    """The page that stands where there is none, for an HTTP status such as 404."""
    words = WORDS.get(language, WORDS["en"])
    return _TEMPLATES.get_template("notice.html").render(
        language=language if language in WORDS else "en",
        title=words.notices.get(code, str(code)),
        back=words.back,
        refresh=None,
    )


def safe_html(html: str) -> Markup:
    """The post's HTML with the tags that Telegram shows, and links to the web; everything else as text."""
    sieve = _Sieve()
    sieve.feed(NO_TAG.sub("&lt;", html))
    return Markup(sieve.finish())  # noqa: S704  # every tag in it was written by the sieve, everything else escaped


class _Sieve(HTMLParser):
    """Writes anew what is allowed, and shows the rest as it stood there. What it opened, it closes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self.open: list[str] = []

    def finish(self) -> str:
        self.handle_data(unescape(self.rawdata))  # a tag that the text ends in
        self.written += [f"</{tag}>" for tag in reversed(self.open)]
        return "".join(self.written)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = next((value or "" for name, value in attrs if name == "href"), "")
        allowed = tag in TAGS and (tag != "a" or (bool(LINK.fullmatch(href)) and "a" not in self.open))
        if not allowed:
            self.handle_data(self.get_starttag_text() or "")
            return
        self.open.append(tag)
        self.written.append(f'<a href="{escape(href)}" rel="{REL}">' if tag == "a" else f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.open:
            self.handle_data(f"</{tag}>")
            return
        while (last := self.open.pop()) != tag:
            self.written.append(f"</{last}>")
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.written.append(escape(data))


def _bubble(post: Post, zone: ZoneInfo) -> _Bubble:
    local = post.at.astimezone(zone)
    return _Bubble(
        html=safe_html(post.html),
        day=local.date(),
        clock=f"{local:%H:%M}",
        iso=local.isoformat(timespec="seconds"),
        silent=post.silent,
        anchor=f"post-{post.message_id}" if post.message_id is not None else "",
        href=post.link if LINK.fullmatch(post.link) else "",
    )


def _newest(bubbles: Sequence[_Bubble]) -> Sequence[_Bubble]:
    """As many of the newest as there is room for, and never none of several."""
    room, day = ROOM, None
    for shown, bubble in enumerate(reversed(bubbles)):
        room -= len(bubble.html.encode()) + len(bubble.href.encode())
        room -= FRAME + BELL * bubble.silent + SEPARATOR * (bubble.day != day)
        day = bubble.day
        if room < 0 and shown:
            return bubbles[len(bubbles) - shown :]
    return bubbles


def _day(day: date, posts: tuple[_Bubble, ...], language: str) -> _Day:
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return _Day(day.isoformat(), format_date(day, "long", locale=locale), posts)
