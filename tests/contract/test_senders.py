"""The contract of a channel: every kind is judged by the same suite, and Telegram by what it can answer besides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.base import Sender, Target
from bot.channels.preview import PreviewSender
from bot.channels.telegram import TelegramSender
from bot.model import Busy, Delivery, Fault, Gone, Message, Moved, Outcome, Refused, Seen, Sent, Unknown, Unsent
from tests.telegram.faults import (
    BadGatewayHtml,
    Conflict409,
    DeliverThenReset,
    Demoted,
    HangThenDeliver,
    Kicked,
    Migrate,
    ResetBeforeDelivery,
    Status429,
    Status500,
    Unauthorized401,
)
from tests.telegram.faults import Fault as Trouble
from tests.telegram.fixtures import telegram
from tests.telegram.server import FakeTelegram

__all__ = ["telegram"]

CHAT = -1001
AT = datetime(2026, 10, 7, 8, 0, tzinfo=UTC)


def delivery(html: str = "<b>News</b> of today", **changes: object) -> Delivery:
    message = Message(part=1, html=html, stories=("s1",))
    return replace(Delivery("d1", "g1", "main", message, AT), **changes)  # type: ignore[arg-type]  # a table of changes


@dataclass
class Kind:
    """One kind of channel, ready to post."""

    sender: Sender
    target: Target


@pytest.fixture(params=["preview", "telegram"])
async def kind(request: pytest.FixtureRequest, telegram: FakeTelegram) -> AsyncIterator[Kind]:
    sender: Sender
    if request.param == "preview":
        sender = PreviewSender()
    else:
        telegram.add_channel(CHAT, username="@sample")
        sender = TelegramSender(telegram.token, telegram.base_url)
    yield Kind(sender, Target("@sample", "main"))
    await sender.close()


@pytest.fixture
async def sender(telegram: FakeTelegram) -> AsyncIterator[TelegramSender]:
    """Telegram with little patience: what takes longer than 1 s is in doubt."""
    telegram.add_channel(CHAT, username="@sample")
    made = TelegramSender(telegram.token, telegram.base_url, read_seconds=1.0)
    yield made
    await made.close()


async def test_posts_get_growing_ids(kind: Kind) -> None:
    first, second = [await kind.sender.send(delivery(), kind.target) for _ in range(2)]
    assert isinstance(first, Sent)
    assert isinstance(second, Sent)
    assert second.message_id == first.message_id + 1


async def test_an_edit_is_done_and_the_same_edit_again_is_no_fault(kind: Kind) -> None:
    sent = await kind.sender.send(delivery(), kind.target)
    assert isinstance(sent, Sent)
    grown = delivery("<b>News</b> of today and more", message_id=sent.message_id, chat=sent.chat)
    for _ in range(2):
        outcome = await kind.sender.edit(grown, kind.target)
        assert isinstance(outcome, Sent)
        assert outcome.message_id == sent.message_id


async def test_a_post_is_taken_away_and_once_more_is_no_fault(kind: Kind) -> None:
    sent = await kind.sender.send(delivery(), kind.target)
    assert isinstance(sent, Sent)
    for _ in range(2):
        assert isinstance(await kind.sender.delete(kind.target, sent.message_id), Sent)


@pytest.mark.parametrize("html", ["", "  \n ", "x" * 5000])
async def test_what_cannot_be_posted_is_refused_for_itself_alone(kind: Kind, html: str) -> None:
    outcome = await kind.sender.send(delivery(html), kind.target)
    assert isinstance(outcome, Refused)
    assert outcome.fault is Fault.MESSAGE
    assert isinstance(await kind.sender.send(delivery(), kind.target), Sent), "the next one goes"


async def test_looking_at_a_message_tells_what_stands_there_and_leaves_nothing(
    sender: TelegramSender, telegram: FakeTelegram
) -> None:
    """The way in which a channel is read back: by a forward to the admin chat, which is deleted at once."""
    telegram.add_private(77)
    first = await sender.send(delivery(), Target("@sample", "main"))
    assert isinstance(first, Sent)
    telegram.publish(CHAT, "Another admin's")
    telegram.publish(CHAT, "Pinned").service = "pinned_message"
    looked = [await sender.look(Target(str(CHAT)), number, "77") for number in (1, 2, 3, 4)]
    assert looked == [
        Seen("News of today", str(CHAT), "https://t.me/sample/1"),
        Seen("Another admin's", str(CHAT), "https://t.me/sample/2"),
        Seen(""),
        Gone(),
    ]
    assert first.link == "https://t.me/sample/1"
    telegram.change(CHAT, protected=True, username="")
    assert isinstance(await sender.look(Target(str(CHAT)), 1, "77"), Refused)
    assert telegram.chat(77).posts == []


async def test_a_probe_makes_no_sound_and_tells_the_head(kind: Kind) -> None:
    sent = await kind.sender.send(delivery(), kind.target)
    probe = await kind.sender.probe(kind.target, "where does it end")
    assert isinstance(sent, Sent)
    assert isinstance(probe, Sent)
    assert probe.message_id == sent.message_id + 1
    assert not probe.shielded
    assert isinstance(await kind.sender.delete(kind.target, probe.message_id), Sent)


async def test_a_good_channel_passes_its_test(kind: Kind) -> None:
    checks = await kind.sender.test(kind.target)
    assert checks
    assert all(check.ok for check in checks), checks


@pytest.mark.parametrize(
    ("fault", "outcome", "stands"),
    [
        (Status429(37), Busy(timedelta(seconds=37)), 0),
        (Migrate(-1009), Moved("-1009"), 0),
        (Kicked(), Refused("Forbidden: bot was kicked from the channel chat", Fault.CHAT), 0),
        (Demoted(), Refused("Need administrator rights in the channel chat", Fault.CHAT), 0),
        (Unauthorized401(), Refused("Telegram does not know the bot's token", Fault.CHAT), 0),
        (Conflict409(), Unsent, 0),
        (Status500(), Unknown, 0),
        (Status500(delivered=True), Unknown, 1),
        (BadGatewayHtml(), Unknown, 0),
        (BadGatewayHtml(delivered=True), Unknown, 1),
        (DeliverThenReset(), Unknown, 1),
        (ResetBeforeDelivery(), Unknown, 0),
    ],
)
async def test_what_telegram_answers_is_told_without_guessing(
    sender: TelegramSender, telegram: FakeTelegram, fault: Trouble, outcome: Outcome | type, stands: int
) -> None:
    telegram.faults.add("sendMessage", fault)
    found = await sender.send(delivery(), Target("@sample", "main"))
    found = replace(found, do="") if isinstance(found, Refused) else found
    assert isinstance(found, outcome) if isinstance(outcome, type) else found == outcome
    assert len(telegram.chat(CHAT).posts) == stands
    assert telegram.token not in repr(found)


async def test_an_answer_that_comes_too_late_is_in_doubt(sender: TelegramSender, telegram: FakeTelegram) -> None:
    telegram.faults.add("sendMessage", HangThenDeliver(1.5))
    assert isinstance(await sender.send(delivery(), Target("@sample", "main")), Unknown)


async def test_no_connection_is_not_sent_for_sure(telegram: FakeTelegram) -> None:
    made = TelegramSender(telegram.token, telegram.base_url)
    with telegram.outage():
        assert isinstance(await made.send(delivery(), Target("@sample", "main")), Unsent)
    await made.close()


async def test_broken_markup_is_posted_as_plain_text_the_second_time(
    sender: TelegramSender, telegram: FakeTelegram
) -> None:
    broken = delivery("News <b of today")
    outcome = await sender.send(broken, Target("@sample", "main"))
    assert isinstance(outcome, Refused)
    assert outcome.fault is Fault.MARKUP
    assert isinstance(await sender.send(replace(broken, plain=True), Target("@sample", "main")), Sent)
    assert [post.text for post in telegram.chat(CHAT).posts] == ["News <b of today"]


async def test_sound_topic_and_preview_reach_telegram(telegram: FakeTelegram) -> None:
    telegram.add_supergroup(-1002, topics={7: "open", 8: "closed"})
    made = TelegramSender(telegram.token, telegram.base_url)
    target = Target("-1002", "forum")
    quiet = delivery()
    quiet = replace(quiet, message=replace(quiet.message, silent=True, thread=7))
    assert isinstance(await made.send(quiet, target), Sent)
    (post,) = telegram.chat(-1002).posts
    assert (post.silent, post.thread) == (True, 7)
    closed = await made.send(replace(quiet, message=replace(quiet.message, thread=8)), target)
    assert isinstance(closed, Refused)
    assert closed.fault is Fault.TOPIC
    await made.close()


@pytest.mark.parametrize(
    ("spoil", "say"),
    [
        (lambda t: t.change(CHAT, can_post=False), "administrator"),
        (lambda t: t.kick(CHAT), "again as an administrator"),
        (lambda t: t.change(CHAT, username="@elsewhere"), "check `to` in bot.yaml"),
        (lambda t: setattr(t, "revoked", True), "@BotFather"),
    ],
    ids=["no right to post", "kicked", "unknown chat", "wrong token"],
)
async def test_the_test_says_what_is_missing_and_what_to_do(
    sender: TelegramSender, telegram: FakeTelegram, spoil: object, say: str
) -> None:
    assert callable(spoil)
    spoil(telegram)
    checks = await sender.test(Target("@sample", "main"))
    assert not checks[-1].ok
    assert say in checks[-1].say
    assert telegram.chat(CHAT).posts == []
