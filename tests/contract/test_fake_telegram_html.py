"""The fake reads HTML mode as Telegram does; if it were kinder, a digest that Telegram refuses would pass our tests."""

from __future__ import annotations

import contextlib
import html
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.telegram.answers import Refusal
from tests.telegram.entities import MarkupError
from tests.telegram.formatting import LONGEST, parse_text
from tests.telegram.html import parse_html
from tests.telegram.links import checked_link, found_entities
from tests.telegram.params import Params

PAD = "è 한🚀 &amp;"  # 2 + 1 + 3 + 4 + 1 + 5 = 16 bytes, but 7 UTF-16 units of text


def shown(source: str, mode: str = "HTML", **more: str) -> tuple[str, list[dict[str, object]]]:
    """Text and entities as the channel would show them."""
    return parse_text(Params({"text": source, "parse_mode": mode, **more})).shown()


def spans(source: str) -> list[tuple[object, ...]]:
    """(type, offset, length, extra) of the parsed entities, before anything is dropped."""
    return [(one.type, one.offset, one.length, *([one.extra] if one.extra else [])) for one in parse_html(source)[1]]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b", "Unclosed start tag at byte offset {}"),
        ('<a href="x', "Unclosed start tag at byte offset {}"),
        ("<br>", 'Unsupported start tag "br" at byte offset {}'),
        ("<P>x</P>", 'Unsupported start tag "p" at byte offset {}'),
        ("<b/>", 'Unsupported start tag "b/" at byte offset {}'),
        ("< 3", 'Unsupported start tag "" at byte offset {}'),
        ("<a =x>", 'Empty attribute name in the tag "a" at byte offset {}'),
        ("<b />", 'Empty attribute name in the tag "b" at byte offset {}'),
        ("<a href", 'Unclosed start tag "a" at byte offset {}'),
        ("<a href = ", 'Unclosed start tag "a" at byte offset {}'),
        ("<a href=a.example/b>x</a>", "Unexpected end of name token at byte offset {8}"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset {}'),
        ('<span class="tg-hidden">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset {}'),
        ("</b>", "Unexpected end tag at byte offset {}"),
        ("<b>x</b", "Unclosed end tag at byte offset {4}"),
        ("<b>x</b !>", "Unclosed end tag at byte offset {4}"),
        ("<b>x</ b>", "Unclosed end tag at byte offset {4}"),
        ("<b>x</i>", 'Unmatched end tag at byte offset {4}, expected "</b>", found "</i>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ('<tg-emoji emoji-id="0">x</tg-emoji>', "Invalid custom emoji identifier specified"),
        ('<tg-emoji emoji-id="x1">x</tg-emoji>', "Invalid custom emoji identifier specified"),
        ('<tg-time unix="1" format="x">x</tg-time>', "Invalid date format used"),
        (
            "&#xD83D;",
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units",
        ),
    ],
)
@pytest.mark.parametrize("before", ["", PAD], ids=["at the start", "after 16 bytes"])
def test_every_complaint_names_the_byte(source: str, reason: str, before: str) -> None:
    """Offsets count bytes of the text as sent: not characters, not what is left after decoding."""
    ahead = len(before.encode())
    expected = re.sub(r"\{(\d*)\}", lambda found: str(ahead + int(found[1] or 0)), reason)
    with pytest.raises(MarkupError) as caught:
        parse_html(before + source)
    assert str(caught.value) == expected
    with pytest.raises(Refusal) as refused:
        parse_text(Params({"text": before + source, "parse_mode": "html"}))
    assert refused.value.description == f"Bad Request: can't parse entities: {expected}"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot;", 'a <b> & "c"'),
        ("&lt &gt;x &ampx", "< >x &ampx"),
        ("&nbsp;&copy;&mdash;&apos; & &", "&nbsp;&copy;&mdash;&apos; & &"),
        ("&#65;&#x42;&#X43;&#x1F680;", "AB&#X43;🚀"),
        ("&#0;&#x110000;&#12345678;", "&#0;&#x110000;&#12345678;"),
        ("a > b", "a > b"),
        ("<b></b><i> </i>x", " x"),
    ],
)
def test_references_and_odd_text(source: str, text: str) -> None:
    """Only four names are known; all other references stay as they are written."""
    assert parse_html(source)[0] == text


@pytest.mark.parametrize(
    ("source", "entities"),
    [
        ("<b>a</b><STRONG>b</strong>", [("bold", 0, 1), ("bold", 1, 1)]),
        ("<i>a</i><em>b</em>", [("italic", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><strike>b</strike><del>c</del>", [("strikethrough", n, 1) for n in range(3)]),
        ("<tg-spoiler>a</tg-spoiler><span class='tg-spoiler'>b</span>", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("🚀<b>한🚀</b>", [("bold", 2, 3)]),
        ("<b>x</><i>y</  >", [("bold", 0, 1), ("italic", 1, 1)]),
        ("<code>x</code><pre>y</pre>", [("code", 0, 1), ("pre", 1, 1)]),
        ('<pre><code class="language-py">x</code></pre>', [("pre", 0, 1, "py")]),
        ('<code class="language-py"><pre>x</pre></code>', [("pre", 0, 1, "py")]),
        ('<code class="language-py">x</code>', [("code", 0, 1)]),
        ("<blockquote>x</blockquote>", [("blockquote", 0, 1)]),
        ("<blockquote expandable>x</blockquote>", [("expandable_blockquote", 0, 1)]),
        ('<tg-emoji emoji-id="77">👍</tg-emoji>', [("custom_emoji", 0, 2, "77")]),
        ('<tg-time unix="1700000000" format="tD">x</tg-time>', [("date_time", 0, 1, "1700000000")]),
        ('<a href="https://a.example/?x=1&amp;y=2">x</a>', [("text_link", 0, 1, "https://a.example/?x=1&y=2")]),
        ("<a href=A.Example>x</a>", [("text_link", 0, 1, "http://a.example/")]),
        ("<a>a.example</a>", [("text_link", 0, 9, "http://a.example/")]),
        ('<a href="tg://user?id=42">x</a>', [("text_mention", 0, 1, "42")]),
        ('<a href="no link at all">x</a><a href="ftp://a.example">y</a>', []),
        ("<b></b>", []),
    ],
)
def test_every_tag(source: str, entities: list[tuple[object, ...]]) -> None:
    """Offsets of entities are UTF-16 units; empty tags and hrefs that are no links vanish without a word."""
    assert spans(source) == entities


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://A.example", "https://a.example/"),
        ("https://a.example?x=a b", "https://a.example/?x=a%20b"),
        ("a.example:8080/x#y", "http://a.example:8080/x#y"),
        ("https://user:word@a.example/x", "https://user:word@a.example/x"),
        ("https://новости.example/строка", "https://новости.example/строка"),
        ("http://127.0.0.1:80/", "http://127.0.0.1:80/"),
        ("http://[::1]/x", "http://[::1]/x"),
        ("tg://resolve?domain=sample", "tg://resolve?domain=sample"),
        ("tg:join/x", "tg://join/x"),
        ("http://localhost:8080/x", ""),
        ("https://a.example:0/", ""),
        ("https://a.example:x/", ""),
        ("https://a b.example/", ""),
        ("https:///x", ""),
        ("https://[x]/", ""),
        ("javascript:alert(1)", ""),
        ("mailto:me@a.example", "http://mailto:me@a.example/"),  # sic: taken for a user name and a password
        ("/relative", ""),
        ("tg://a.b/", ""),
        ("", ""),
    ],
)
def test_which_links_survive(link: str, kept: str) -> None:
    """A dropped link leaves bare text and no error: the reader would have nothing to press."""
    assert checked_link(link) == kept


def test_what_the_server_finds_by_itself() -> None:
    """Readers see links for names that we never marked."""
    text = "/start @sample #Корея $RUB b.example/x? c.com, http://d.example/?q=1. me@e.example #1 x#y"
    kinds = [(one.type, text[one.offset : one.offset + one.length]) for one in found_entities(text)]
    assert kinds == [
        ("bot_command", "/start"),
        ("mention", "@sample"),
        ("hashtag", "#Корея"),
        ("cashtag", "$RUB"),
        ("url", "c.com"),
        ("url", "http://d.example/?q=1"),
        ("email", "me@e.example"),
    ]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("  \n a \n ", "a", []),
        ("<b>  a </b> ", "  a", [("bold", 0, 3)]),
        ("\n<b>a</b>\n", "a", [("bold", 0, 1)]),
        ("a<i> </i>", "a", []),
        ("a\r\nb\tc\x07", "a\nb c", []),
        ("a\u2028\u202e\u030ab", "ab", []),
        ("<b>a\rb</b>", "ab", [("bold", 0, 2)]),
        ("<b>a</b><b>b</b>", "ab", [("bold", 0, 2)]),
        ("<b>a<i>b</i>c</b>", "abc", [("bold", 0, 1), ("bold", 1, 2), ("italic", 1, 1)]),
        ("<b>a<code>b</code>c</b>", "abc", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)]),
        ("<code>a<b>b</b></code>", "ab", [("code", 0, 2)]),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", [("blockquote", 0, 2)]),
        ("<blockquote><b>a</b></blockquote>", "a", [("blockquote", 0, 1), ("bold", 0, 1)]),
        ("<b>a #b</b>", "a #b", [("bold", 0, 2), ("hashtag", 2, 2), ("bold", 2, 2)]),
        ('<a href="b.example">#a</a>', "#a", [("text_link", 0, 2)]),
    ],
)
def test_what_is_left_after_cleaning_and_trimming(source: str, text: str, entities: list[tuple[object, ...]]) -> None:
    """What readers see is what delivery must compare with when it reads a post back."""
    seen, marks = shown(source)
    assert seen == text
    assert [(one["type"], one["offset"], one["length"]) for one in marks] == entities


@pytest.mark.parametrize("source", [" ", "\n\r\n", "<b> </b>", "\u200b\u2003", "\u202e", "\ufeff&#xA0;"])
def test_a_blank_text_is_no_text(source: str) -> None:
    with pytest.raises(Refusal, match="Bad Request: text must be non-empty"):
        shown(source)


def test_length_counts_code_points_after_parsing() -> None:
    """4096 rockets are 8192 UTF-16 units and 16384 bytes, and still one message; the markup around them is free."""
    text, _ = shown(f"<b>{'🚀' * LONGEST}</b>" + "<i></i>" * 1000)
    assert len(text) == LONGEST
    assert len(shown("&lt;" * LONGEST)[0]) == LONGEST
    assert shown(" " * 9 + "x" * LONGEST)[0] == "x" * LONGEST
    with pytest.raises(Refusal, match="Bad Request: message is too long"):
        shown("x" * (LONGEST + 1))
    with pytest.raises(Refusal, match="Bad Request: text is too long"):
        shown("x" * 32769)
    with pytest.raises(Refusal, match="Bad Request: message is too long"):
        shown("x" * 32768)


def test_the_hundred_entities_are_given_to_links_first() -> None:
    """A digest of 101 links loses a link and all its bold without any error: composing must count."""
    links = "".join(f'<a href="https://a.example/{n}">{n}</a> ' for n in range(101))
    _, marks = shown("<b>Title</b> #tag " + links)
    assert Counter(one["type"] for one in marks) == {"text_link": 100, "hashtag": 1}
    assert marks[-1]["url"] == "https://a.example/99"
    _, marks = shown("".join(f"<b>a</b><i>b</i><a href='a.example'>{n}</a> " for n in range(40)))
    assert Counter(one["type"] for one in marks) == {"text_link": 40, "bold": 30, "italic": 30}


def test_other_modes_and_given_entities() -> None:
    assert shown("<b>x</b>", "")[0] == "<b>x</b>"
    text, marks = shown(
        "see it", "", entities='[{"type":"text_link","offset":4,"length":2,"url":"https://a.example/"}]'
    )
    assert (text, marks) == ("see it", [{"offset": 4, "length": 2, "type": "text_link", "url": "https://a.example/"}])
    with pytest.raises(Refusal, match="Bad Request: unsupported parse_mode"):
        shown("x", "HTML5")
    with pytest.raises(Refusal, match="Bad Request: message text is empty"):
        shown("")
    with pytest.raises(Refusal, match="Bad Request: text must be encoded in UTF-8"):
        shown("\udcff")
    with pytest.raises(Refusal, match="Bad Request: strings must be encoded in UTF-8"):
        shown("\udcff", "")


# Everything but what Telegram removes or turns into a space.
STANDING = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\u030a\u0333\u033f\u200e\u200f").filter(
        lambda one: one == "\n" or (one >= " " and not "\u2028" <= one <= "\u202e")
    ),
    max_size=200,
)


@settings(max_examples=300, deadline=None)
@given(STANDING, st.sampled_from(["b", "i", "u", "s", "code", "blockquote", "tg-spoiler", "pre"]))
def test_escaped_text_between_tags_comes_back_unchanged(words: str, tag: str) -> None:
    """html.escape is all that composing needs: whatever a headline holds, Telegram takes it and shows the same."""
    text, marks = shown(f"x<{tag}>{html.escape(words)}</{tag}>y")
    assert text == f"x{words}y"
    if words:
        sent = [
            one for one in marks if one["type"] not in {"hashtag", "mention", "url", "email", "bot_command", "cashtag"}
        ]
        assert sent
        covered = "".join(slice_utf16(text, one) for one in sent)
        assert covered == words


def slice_utf16(text: str, mark: dict[str, object]) -> str:
    """The part of a text that an entity covers."""
    begin, length = mark["offset"], mark["length"]
    assert isinstance(begin, int)
    assert isinstance(length, int)
    return text.encode("utf-16-le")[2 * begin : 2 * (begin + length)].decode("utf-16-le")


@settings(max_examples=200, deadline=None)
@given(STANDING, st.sampled_from(["a", "한", "🚀"]))
def test_escaped_text_alone_comes_back_trimmed(words: str, letter: str) -> None:
    """Only spaces and newlines at both ends go."""
    assert shown(html.escape(words + letter + " \n"))[0] == (words + letter).lstrip(" \n")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(["<b>", "</b>", "<i>", "</", "<", ">", "&", "&lt;", "a", "🚀", '"', " ", "href=", "<a "]))
)
def test_any_soup_is_taken_or_refused_in_words(pieces: list[str]) -> None:
    """The parser never fails in a way that Telegram would not word."""
    source = "".join(pieces)
    with contextlib.suppress(MarkupError):
        assert len(parse_html(source)[0]) <= len(source)
