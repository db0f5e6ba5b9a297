"""Markup to text: what a reader would see is kept, what they would not is dropped, and nothing hangs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.clean import ELLIPSIS, clean, shorten

CASES = [
    # plain text is left alone
    ("Kim writes to Putin", "Kim writes to Putin"),
    ("", ""),
    ("2 < 3 and 5 > 4", "2 < 3 and 5 > 4"),
    ("I <3 Vladivostok", "I <3 Vladivostok"),
    ("Kim <Putin and no bracket closes", "Kim <Putin and no bracket closes"),
    ("AT&T and R&D", "AT&T and R&D"),
    # tags
    ("<p>Kim <b>writes</b></p>", "Kim writes"),
    ("<p>One.</p><p>Two.</p>", "One. Two."),
    ("Line<br>break<br/>twice", "Line break twice"),
    ("<b>Nor</b>th Korea", "North Korea"),
    ("<li>missiles</li><li>shells</li>", "missiles shells"),
    ('<a href="https://x.example/?a=1&b=2">link</a>', "link"),
    ('<img src="x.png" alt="a > b">caption', "caption"),
    ("<img alt='it's broken'>caption", "caption"),
    ('<a href="unclosed>text</a> goes on', "text goes on"),
    ("cut in the middle of <a href=", "cut in the middle of"),
    ("</p>stray closing", "stray closing"),
    ("<IMG SRC=x>upper case", "upper case"),
    ("<o:p>Word</o:p> markup", "Word markup"),
    # what is not meant for readers
    ("a<script>if (a < b) { alert('<p>') }</script>b", "a b"),
    ("a<style>p { color: red }</style>b", "a b"),
    ("a<SCRIPT>x</Script>b", "a b"),
    ("a<script>never closed", "a"),
    ("a<script src=x />b", "a b"),
    ("a<iframe src=x></iframe>b", "a b"),
    ("a<iframe src=x>b, never closed", "a b, never closed"),
    ("a<svg><path d='M0'/></svg>b", "a b"),
    ("a<!-- <p>comment</p> -->b", "ab"),
    ("a<!-- never closed", "a never closed"),
    ("<!DOCTYPE html><p>a", "a"),
    ("<?xml version='1.0'?>a", "a"),
    ("<![CDATA[Kim & Putin]]>", "Kim & Putin"),
    # entities, once and twice escaped
    ("Kim&#8217;s &quot;letter&quot; &amp; more", 'Kim’s "letter" & more'),
    ("&eacute;&nbsp;&#x41;&hellip;", "é A…"),
    ("&lt;p&gt;Kim &amp;amp; Putin&lt;/p&gt;", "Kim & Putin"),
    ("&lt;p&gt;Kim&lt;br/&gt;Putin&lt;/p&gt;", "Kim Putin"),
    ("&amp;lt;b&amp;gt;Kim&amp;lt;/b&amp;gt;", "Kim"),
    ("&lt;script&gt;alert(1)&lt;/script&gt;Kim", "Kim"),
    ("5 &lt; 6 and 7 &gt; 6", "5 < 6 and 7 > 6"),
    ("&#150;&#0;&#xD800;", "–��"),
    # white space, and what cannot be seen
    ("  a \t\r\n b\u00a0\u3000c\u2028d ", "a b c d"),
    ("a\x00b\x1bc\x7fd", "abcd"),
    ("Pyong\u00adyang \u200bMos\u2060cow\ufeff", "Pyongyang Moscow"),
    ("\u202ereversed\u202c", "reversed"),
    ("Kim\u200dJong\u200cUn", "KimJongUn"),
    ("می\u200cشود", "می\u200cشود"),  # the joiner shapes this Persian word
    ("half a \ud83d pair", "half a � pair"),
    ("北朝鮮<br>ロシア", "北朝鮮 ロシア"),
]


@pytest.mark.parametrize(("markup", "text"), CASES)
def test_readers_see_the_words_and_nothing_else(markup: str, text: str) -> None:
    assert clean(markup) == text


@given(st.text())
def test_clean_text_is_one_readable_line_whatever_comes_in(markup: str) -> None:
    text = clean(markup)
    assert text == text.strip()
    assert "\n" not in text
    assert not any(ord(char) < 0x20 or 0xD800 <= ord(char) < 0xE000 for char in text)
    assert "  " not in text
    text.encode()


@given(st.lists(st.sampled_from(["Kim", "Putin", "metà", "북한", "России", "42"]), min_size=1))
def test_words_survive_any_wrapping_in_tags(words: list[str]) -> None:
    assert clean("".join(f"<p><b>{word}</b></p>" for word in words)) == " ".join(words)


HOSTILE = ["<", "<!--", "<a ", '<a b="', "</", "<!", "<?", "&", "&#", "<script>", "<![", "&amp;", "&lt;p&gt;", "<a \"'"]


@pytest.mark.parametrize("piece", HOSTILE)
def test_broken_markup_takes_no_more_than_linear_time(piece: str) -> None:
    """A quadratic scanner needs seconds to minutes here; one hostile feed would stop the service."""
    began = time.process_time()
    clean(piece * (200_000 // len(piece)))
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("Kim writes to Putin", 19, "Kim writes to Putin"),
        ("Kim writes to Putin", 18, "Kim writes to…"),
        ("Kim writes to Putin", 14, "Kim writes to…"),
        ("Kim writes to Putin", 4, "Kim…"),
        ("金正恩氏がプーチン氏と会談", 8, "金正恩氏がプー…"),
        ("Kim", 0, ""),
        ("Kim", 1, ELLIPSIS),
        ("x" * 50, 10, "x" * 9 + "…"),
    ],
)
def test_a_long_text_is_cut_between_words(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@given(st.text(), st.integers(0, 40))
def test_a_shortened_text_never_exceeds_its_limit(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or limit == 0 or short.endswith(ELLIPSIS)
