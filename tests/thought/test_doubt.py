"""Reading back on paper: in any channel, with holes, strangers and twins, it finds what stands and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Absent, Delivery, Gone, Message, Seen, Sent, State, Unknown
from bot.outbox import DOUBT, settle
from bot.outbox.doubt import (
    MOST,
    PROBE,
    Later,
    LookAt,
    Probe,
    Search,
    after_look,
    is_ours,
    is_probe,
    next_step,
)

NOW = datetime(2026, 10, 7, 8, 0, tzinfo=UTC)
OURS = "News of today, a & b"
SENDING = Delivery("d1", "g1", "main", Message(1, "<b>News</b> of today, a &amp; b", ("s1",)), NOW, State.SENDING)
DOUBTFUL = settle(SENDING, Unknown("reset"), NOW).delivery


@dataclass
class Paper:
    """A channel on paper: id -> text, "" for a service message, no entry for a hole."""

    messages: dict[int, str]
    head: int
    twins: frozenset[int] = frozenset()  # ids that other deliveries are known to have
    probes: int = 0
    looked: list[int] = field(default_factory=list)

    def read_back(self, search: Search, now: datetime) -> tuple[Sent | Absent | Unknown, datetime]:
        """What the job does, without limits or faults."""
        for _ in range(2 * MOST + 20):
            step = next_step(search, now)
            match step:
                case Sent() | Absent() | Unknown():
                    return step, now
                case Later(until):
                    assert until > now
                    now = until
                case Probe():
                    self.head += 1
                    self.probes += 1
                    search = replace(search, delivery=replace(search.delivery, head=self.head))
                case LookAt(number):
                    self.looked.append(number)
                    text = self.messages.get(number)
                    seen = Gone() if text is None else Seen(text, "-1001", f"https://t.example/{number}")
                    taught = after_look(search, seen, taken=number in self.twins)
                    if isinstance(taught, Sent):
                        return taught, now
                    if isinstance(taught, Later):
                        now = max(taught.until, now)
                    else:
                        search = taught
        raise AssertionError("it never ends")


messages = st.lists(st.sampled_from([None, "", "Weather", OURS, PROBE]), max_size=12)


@given(messages, st.integers(0, 50), st.sets(st.integers(1, 65)), st.booleans())
def test_it_finds_our_post_and_never_another(some: list[str | None], last: int, twins: set[int], late: bool) -> None:
    """The first post that says the same and that no other delivery is known to have made; none is none."""
    there = {last + number: text for number, text in enumerate(some, 1) if text is not None}
    paper = Paper(there, last + len(some), frozenset(twins))
    began = NOW + DOUBT * 2 if late else NOW
    found, at = paper.read_back(Search(DOUBTFUL, last), began)
    mine = [number for number, text in there.items() if text == OURS and number not in twins]
    assert found == (Sent("-1001", mine[0], f"https://t.example/{mine[0]}") if mine else Absent())
    assert isinstance(found, Sent) or at >= NOW + DOUBT, "it might still have appeared"
    assert paper.probes <= 1
    assert all(number > last for number in paper.looked)


def test_a_post_whose_answer_was_lost_takes_one_look_and_no_probe() -> None:
    """Subscribers would see each probe flicker."""
    paper = Paper({8: OURS}, 8)
    found, at = paper.read_back(Search(DOUBTFUL, 7), NOW)
    assert isinstance(found, Sent)
    assert (paper.looked, paper.probes, at) == ([8], 0, NOW)


def test_behind_a_hole_every_id_up_to_the_head_is_looked_at() -> None:
    """So that a probe that a crash left standing is met, whatever was found before it."""
    paper = Paper({9: OURS, 10: PROBE}, 10)
    found, _ = paper.read_back(Search(DOUBTFUL, 7), NOW)
    assert isinstance(found, Sent)
    assert found.message_id == 9
    assert paper.looked[-1] == 10


def test_nothing_is_concluded_where_nothing_is_known() -> None:
    found, at = Paper({}, 900).read_back(Search(DOUBTFUL, None), NOW)
    assert isinstance(found, Unknown)
    assert at == NOW + DOUBT


def test_too_many_messages_are_for_a_person() -> None:
    found, _ = Paper(dict.fromkeys(range(1, 500), "chatter"), 499).read_back(
        Search(DOUBTFUL, 0), NOW + DOUBT + timedelta(seconds=1)
    )
    assert isinstance(found, Unknown)
    assert "500 messages" in found.reason


@pytest.mark.parametrize(
    ("html", "text", "ours"),
    [
        ("<b>Kim</b> &amp; Putin", "Kim & Putin", True),
        ("<b>Kim</b>\n\n  Putin ", "Kim\n\nPutin", True),
        ('<a href="https://x.example/?a=1&amp;b=2">Lettera</a>', "Lettera", True),
        ("a\u200bb \u202bעברית\u202c", "ab עברית", True),
        ("김정은, 푸틴에 편지", "김정은, 푸틴에 편지", True),
        ("Kim", "Kim writes", False),
        ("Kim writes", "Kim", False),
        ("1 &lt; 2", "1 < 2", True),
        ("⚡️", "⚡️", False),
    ],
)
def test_what_telegram_makes_of_a_text_is_the_same_text(html: str, text: str, ours: bool) -> None:
    assert is_ours(replace(SENDING, message=Message(1, html, ("s1",))), text) is ours


def test_a_probe_is_known_again() -> None:
    assert is_probe(PROBE)
    assert not is_probe("")
    assert not is_probe(OURS)
