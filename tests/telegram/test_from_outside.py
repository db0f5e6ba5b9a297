"""The fake beside the test: in a thread for tests that block, in a process for journeys that kill and restart the bot."""

from __future__ import annotations

from contextlib import ExitStack

import httpx
import pytest
from telegram.error import BadRequest, NetworkError, RetryAfter

from tests.telegram import DeliverThenReset, FakeTelegram, RemoteTelegram, Status429
from tests.telegram.clients import client_of
from tests.telegram.faults import KINDS, fault_as_dict, fault_from_dict

CHANNEL, FORUM, OPS = -1001, -1005, 7


def test_the_fake_in_a_thread_serves_a_test_that_blocks() -> None:
    with FakeTelegram.in_thread() as telegram:
        telegram.add_channel(CHANNEL)
        url = f"{telegram.base_url}{telegram.token}/sendMessage"
        assert httpx.post(url, data={"chat_id": CHANNEL, "text": "x"}, trust_env=False).json()["ok"]
        assert [post.text for post in telegram.chat(CHANNEL).posts] == ["x"]


def test_an_outage_refuses_connections_and_ends() -> None:
    with FakeTelegram.in_thread() as telegram:
        url = f"{telegram.base_url}{telegram.token}/getMe"
        with telegram.outage(), pytest.raises(httpx.ConnectError):
            httpx.get(url, trust_env=False)
        assert httpx.get(url, trust_env=False).json()["ok"]


def test_a_gap_of_the_fake_is_never_taken_for_a_fault_of_telegram() -> None:
    """What the fake cannot read fails the test that asked for it, with the reason, instead of looking like a 500."""
    stack = ExitStack()
    telegram = stack.enter_context(FakeTelegram.in_thread())
    url = f"{telegram.base_url}{telegram.token}/sendMessage"
    answer = httpx.post(url, json={"text": "x", "reply_markup": {"inline_keyboard": [5]}}, trust_env=False)
    assert answer.status_code == 500
    with pytest.raises(TypeError, match="not iterable"):
        stack.close()


def test_every_fault_can_be_ordered_from_another_process() -> None:
    for kind in KINDS.values():
        assert fault_from_dict(fault_as_dict(kind())) == kind()


async def test_the_fake_in_a_process_of_its_own_is_read_and_led_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The handles are those of the fake in the same process."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    with RemoteTelegram.started() as telegram:
        telegram.add_channel(CHANNEL, username="@sample")
        telegram.add_supergroup(FORUM, topics={4: "closed"})
        telegram.add_private(OPS, title="Operator")
        telegram.faults.add("sendMessage", DeliverThenReset(), chat=CHANNEL)
        telegram.faults.always("sendMessage", Status429(9), chat=CHANNEL)
        async with client_of(telegram) as bot:
            with pytest.raises(NetworkError):
                await bot.send_message("@sample", "arrived")
            with pytest.raises(RetryAfter):
                await bot.send_message("@sample", "not yet")
            assert telegram.faults.left == 0
            telegram.faults.clear()
            with pytest.raises(BadRequest, match="Topic_closed"):
                await bot.send_message(FORUM, "x", message_thread_id=4)
            telegram.change(FORUM, topics={4: "open"})
            await bot.send_message(FORUM, "x", message_thread_id=4)
            telegram.limit(1, 60)
            with pytest.raises(RetryAfter):
                await bot.send_message(FORUM, "y", message_thread_id=4)
            post = telegram.publish(CHANNEL, "by hand")
            telegram.say(OPS, "/start")
            assert telegram.press(CHANNEL, post.message_id, "why")
            telegram.kick(CHANNEL)
            telegram.migrate(FORUM, -1009)
            kinds = [min(one.to_dict()) for one in await bot.get_updates()]
            assert kinds == ["channel_post", "message", "callback_query", "my_chat_member"]
        assert [post.text for post in telegram.chat(CHANNEL).posts] == ["arrived", "by hand"]
        assert telegram.chat(CHANNEL).state == "kicked"
        assert telegram.chat(FORUM).migrated_to == -1009
        telegram.restore(CHANNEL)
        telegram.demote(CHANNEL)
        assert not telegram.chat(CHANNEL).can_post
        assert [call.method for call in telegram.calls].count("sendMessage") == 5
        with pytest.raises(httpx.HTTPStatusError):
            telegram.do("unknown verb")
