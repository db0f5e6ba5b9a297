"""The page of a channel: what stands in it, and that nothing else can."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.doors.page import PageView, Post, render_notice, render_page, safe_html
from bot.text.markup import bold, escape, italic, link

START = datetime(2026, 2, 28, 22, 30, tzinfo=UTC)
SHOWN = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote"}


def posts(*htmls: str, every: timedelta = timedelta(hours=1), silent: bool = False) -> tuple[Post, ...]:
    return tuple(Post(n, html, START + n * every, silent, f"https://t.example/{n}") for n, html in enumerate(htmls))


def view(*shown: Post, language: str = "it", timezone: str = "Europe/Rome", refresh: int | None = None) -> PageView:
    return PageView("«Canale»", "Prova <b>", language, timezone, tuple(shown), refresh, "Nota & avviso")


class Reader(HTMLParser):
    """What a browser would find: tags with their attributes, text, and whether the nesting is sound."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.sound = True
        self.feed(html)
        self.close()
        self.sound = self.sound and not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "path"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.sound = self.sound and bool(self.open) and self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_what_our_own_pen_writes_is_shown_as_written() -> None:
    """A filter that eats an ampersand of an address sends the reader to another page."""
    href = 'https://news.example/a?x=1&y="2"&lt=3'
    html = f"{bold('A & B')} {italic('<c>')} {link('Fonte', href)}\n<pre><code>x</code></pre><blockquote>q</blockquote>"
    shown = Reader(safe_html(html))
    assert "".join(shown.text) == "A & B <c> Fonte\nxq"
    assert [tag for tag, _ in shown.tags] == ["b", "i", "a", "pre", "code", "blockquote"]
    assert shown.of("a") == [{"href": href, "rel": "noopener noreferrer nofollow"}]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<script>never closed <i>but shown</i>",
        "<style>*{display:none}",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href=" https://x.example">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<a href="//x.example">x</a>',
        "<a>x</a>",
        "<b",
        "<b attribute='never closed",
        "</div></article></main>",
        "<!-- comment -->",
        "<!-- never closed",
        "<!doctype html>",
        "<?xml version='1.0'?>",
        "<![CDATA[x]]>",
        "<textarea>",
        "<plaintext>",
        "<svg><title><b>x",
        '<iframe srcdoc="&lt;script&gt;">',
    ],
)
def test_all_else_is_shown_as_text(hostile: str) -> None:
    """Whoever writes a feed's headlines writes on this page; the operator opens it."""
    shown = Reader(safe_html(f"before {hostile}"))
    assert {tag for tag, _ in shown.tags} <= {"b", "i"}
    assert shown.sound
    text = "".join(shown.text)
    assert text.startswith("before ")
    assert text.replace("<i>", "").removeprefix("before ")[:2] == hostile[:2], "it is shown, not dropped"


def test_attributes_and_links_in_links_do_not_pass() -> None:
    html = '<b onclick="x()" style="y">a</b><a href="https://a.example" onclick="x()">a<a href="https://b.example">b</a></a>'
    shown = Reader(safe_html(html))
    assert shown.tags == [("b", {}), ("a", {"href": "https://a.example", "rel": "noopener noreferrer nofollow"})]
    assert shown.sound


TAGS = ("<b>", "</b>", "<i>", "</i>", "<pre>", "<a href='https://x.example'>", "</a>", "<a href=javascript:x>")
TRAPS = ("<script>", "<svg/onload=x>", "<plaintext>", "<b x='", "</b x>", "<!--", "-->", "<![", "<![x[", "<!x", "<?")
SIGNS = ("<", "</", ">", "/>", "]>", "&lt;", "&", "&#0;", "&#x110000;", '"', "'", "\n")
PIECES = st.sampled_from([*TAGS, *TRAPS, *SIGNS])


@settings(deadline=None)  # a noisy machine is no defect
@given(st.lists(PIECES | st.text(max_size=5), max_size=20).map("".join))
def test_no_text_whatever_opens_another_tag_or_leaves_one_open(html: str) -> None:
    """One post that leaves a tag open swallows every post below it."""
    shown = Reader(safe_html(html))
    assert shown.sound
    assert {tag for tag, _ in shown.tags} <= SHOWN
    for tag, attributes in shown.tags:
        assert set(attributes) == ({"href", "rel"} if tag == "a" else set())
        assert tag != "a" or (attributes["href"] or "").startswith("https://x.example")


@settings(deadline=None)  # a noisy machine is no defect
@given(st.text(st.sampled_from("<>&\"'; \n") | st.characters(codec="utf-8", exclude_categories=["C"])))
def test_escaped_text_comes_out_as_it_went_in(text: str) -> None:
    assert "".join(Reader(safe_html(escape(text))).text) == text


def test_the_newest_post_is_last_and_days_are_the_channel_s() -> None:
    """22:30 UTC on Saturday is Sunday morning in Seoul: the wrong day makes old news of new."""
    one, two, three = posts("primo", "secondo", "terzo")
    rome, seoul = (render_page(view(three, one, two, timezone=zone)) for zone in ("Europe/Rome", "Asia/Seoul"))
    for html in (rome, seoul):
        assert html.index("primo") < html.index("secondo") < html.index("terzo")
    assert re.findall(r"\d+ (?:febbraio|marzo) 2026", rome) == ["28 febbraio 2026", "1 marzo 2026"]
    assert re.findall(r"\d+ (?:febbraio|marzo) 2026", seoul) == ["1 marzo 2026"]
    assert re.findall(r">(\d\d:\d\d)<", rome) == ["23:30", "00:30", "01:30"]
    assert 'datetime="2026-03-01T07:30:00+09:00"' in seoul


def test_the_page_is_one_sound_document_without_foreign_assets_or_scripts() -> None:
    html = render_page(view(*posts("<b>uno</b>", link("due", "https://x.example")), refresh=30))
    shown = Reader(html.removeprefix("<!doctype html>"))
    assert shown.sound
    assert shown.of("html") == [{"lang": "it"}]
    assert not {"script", "img", "iframe", "form", "object", "base"} & {tag for tag, _ in shown.tags}
    assert [attributes["href"] for attributes in shown.of("link")] == ["data:,"]
    assert not re.search(r"url\(|@import|\bsrc=", html)
    assert {"http-equiv": "refresh", "content": "30"} in shown.of("meta")
    assert all(attributes["rel"] == "noopener noreferrer nofollow" for attributes in shown.of("a"))
    assert "Prova <b>" in "".join(shown.text)
    assert "Nota & avviso" in "".join(shown.text)
    assert len(re.findall(r"\bid=\"([^\"]+)\"", html)) == len(set(re.findall(r"\bid=\"([^\"]+)\"", html)))


def test_a_saved_page_stays_as_it_is() -> None:
    """A file that reloads itself, or that asks a server for anything, is no document."""
    html = render_page(view(*posts("uno")))
    assert 'http-equiv="refresh"' not in html
    assert "default-src 'none'" in html, "the protection travels with the file"


def test_a_silent_post_says_so_also_to_those_who_do_not_see_the_bell() -> None:
    assert 'aria-label="inviato senza suono"' in render_page(view(*posts("uno", silent=True)))
    assert "inviato senza suono" not in render_page(view(*posts("uno")))


@pytest.mark.parametrize(
    ("language", "said"), [("it", "Ancora nessun post"), ("en", "No posts yet"), ("ko", "No posts")]
)
def test_an_empty_channel_says_so_in_a_language_that_the_page_knows(language: str, said: str) -> None:
    html = render_page(view(language=language))
    assert said in html
    assert f'<html lang="{language}">' in html


@pytest.mark.parametrize("language", ["ko", "zh-hant", "xx-none", ""])
def test_any_language_of_a_channel_has_a_page(language: str) -> None:
    assert "uno" in render_page(view(*posts("uno"), language=language))


@pytest.mark.parametrize("every", [timedelta(minutes=7), timedelta(days=1)], ids=str)
@pytest.mark.parametrize("silent", [True, False])
@pytest.mark.parametrize(
    ("number", "html"),
    [(3000, "breve"), (60, "x" * 4096), (1, link("x", "https://x.example/?" + '"' * 45) * 100), (400, "편지" * 200)],
)
def test_the_page_stays_light_and_says_what_it_leaves_out(
    number: int, html: str, silent: bool, every: timedelta
) -> None:
    """A phone on a train opens it; and a page that drops posts in silence would look like lost news."""
    page = render_page(view(*posts(*[html] * (number - 1), f"{html} ULTIMO", every=every, silent=silent)))
    assert len(page.encode()) < 100_000
    assert "ULTIMO" in page
    left_out = number - page.count("<article")
    said = re.search(r"(\d+) post precedenti non sono mostrati", page)
    assert (int(said.group(1)) if said else 0) == left_out
    assert left_out == 0 or len(page.encode()) > 70_000, "there was room for more"


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


PAIRS = ("ink bubble", "link bubble", "soft bubble", "ink code", "link code", "ink bar", "soft bar", "pill-ink pill")


@pytest.mark.parametrize("pair", [*PAIRS, "avatar-ink avatar"])
def test_light_and_dark_are_readable_for_weak_eyes(pair: str) -> None:
    """WCAG 2.2 AA asks for 4.5 : 1 between text and what lies behind it."""
    html = render_page(view())
    schemes = [
        dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", rules))
        for rules in re.findall(r":root \{(.*?)\}", html, re.DOTALL)
    ]
    assert len(schemes) == 2, "one for each prefers-color-scheme"
    for colours in schemes:
        ink, ground = (luminance(colours[name]) for name in pair.split())
        assert (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) >= 4.5


def test_headings_go_down_step_by_step() -> None:
    """Who listens to the page jumps from day to day by its headings."""
    levels = [
        int(level) for level in re.findall(r"<h([1-6])", render_page(view(*posts("a", "b", every=timedelta(days=1)))))
    ]
    assert levels == [1, 2, 2]
    assert all(deeper - level <= 1 for level, deeper in pairwise(levels))


def test_a_notice_for_a_status_without_words_shows_its_number() -> None:
    assert "<h1>418</h1>" in render_notice(418, "it")
