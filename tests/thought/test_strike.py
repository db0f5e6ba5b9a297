"""Taking one story out of a post: the wrong headline is struck out and unlinked, everything else stays letter for letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.strike import block_of, strike
from bot.model import Message
from bot.text.markup import entities, escape, link, plain, units

HEAD = "🗞 <b>News of today</b>\n2 stories, 2 outlets, 1 language"
FIRST = '✉️ <b>Letters</b> #Letters\n• <a href="https://one.example/1">Kim writes</a>\n<a href="https://one.example/1">One</a>'
SECOND = '• <a href="https://two.example/2">Putin &amp; co answer</a>\n<i>from Korean</i>\nTwo · 08:00'
CLOSING = "⚡️ <i>Already told:</i> more"
POST = Message(1, f"{HEAD}\n\n{FIRST}\n\n{SECOND}\n\n{CLOSING}", ("s1", "s2"))


def test_the_headline_is_struck_out_and_links_nowhere() -> None:
    html = strike(POST, "s2", "en", "it was satire")
    head, first, second, closing = html.split("\n\n")
    assert (head, first, closing) == (HEAD, FIRST, CLOSING)
    assert second == "• <s>Putin &amp; co answer</s>\n<i>⚠️ taken back by the editors: it was satire</i>"


def test_the_heading_of_a_theme_stays_over_its_other_stories() -> None:
    first = strike(POST, "s1", "it").split("\n\n")[1]
    assert first.splitlines() == [
        "✉️ <b>Letters</b> #Letters",
        "• <s>Kim writes</s>",
        "<i>⚠️ ritirata dalla redazione</i>",
    ]


def test_twice_is_once_and_a_stranger_changes_nothing() -> None:
    once = strike(POST, "s1", "en", "wrong")
    again = Message(1, once, POST.stories)
    assert strike(again, "s1", "en", "another reason") == once
    assert strike(POST, "s9", "en") == POST.html
    assert block_of(again, "s2") == SECOND


@pytest.mark.parametrize("reason", ["<b>", "a\n\nb", "x" * 900, "«&»"])
def test_any_reason_is_text_of_one_line(reason: str) -> None:
    html = strike(POST, "s2", "en", reason)
    assert len(html.split("\n\n")) == 4
    assert units(html) < 4096
    assert "<b>" not in html.split("\n\n")[2].replace("&lt;b&gt;", "")


@given(st.text(min_size=1).map(lambda text: " ".join(escape(text).split())).filter(bool))
def test_any_headline_can_be_struck_out(title: str) -> None:
    """With the same words, and no more markup than before."""
    block = f"• {link(title, 'https://one.example/1')}\nOne"
    html = strike(Message(1, f"{HEAD}\n\n{block}", ("s1",)), "s1", "en")
    struck = html.split("\n\n")[1].split("\n")[0]
    assert struck == f"• <s>{escape(title)}</s>"
    assert plain(struck) == plain(block).split("\n")[0]
    assert entities(html) <= entities(f"{HEAD}\n\n{block}") + 2
