"""The fake Telegram under two independent clients, python-telegram-bot and plain HTTP: what delivery may rely on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from functools import partial

import httpx
import pytest
import pytest_asyncio
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram import error as errors

from tests.telegram import (
    BadGatewayHtml,
    Conflict409,
    DeliverThenReset,
    Demoted,
    FakeTelegram,
    HangForever,
    HangThenDeliver,
    Kicked,
    Migrate,
    ResetBeforeDelivery,
    Slow,
    Status429,
    Status500,
    Unauthorized401,
)
from tests.telegram.clients import client_of
from tests.telegram.faults import Fault

CHANNEL, OTHER, GROUP, OPS = -1001, -1002, -3, 7
CLIENT = partial(httpx.AsyncClient, trust_env=False, verify=False)


@pytest.fixture(autouse=True)
def timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    """The client in the mode that the channel uses; in the other it warns at every 429."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """A fake in the loop of the test, with two channels, a basic group and the operator's chat."""
    async with FakeTelegram() as telegram:
        telegram.add_channel(CHANNEL, username="@Sample", title="Sample channel")
        telegram.add_channel(OTHER)
        telegram.add_group(GROUP)
        telegram.add_private(OPS, title="Operator")
        yield telegram


@pytest_asyncio.fixture
async def bot(fake: FakeTelegram) -> AsyncIterator[Bot]:
    """A real client."""
    async with client_of(fake) as bot:
        yield bot


def texts(telegram: FakeTelegram, chat: int = CHANNEL) -> list[str]:
    """What stands in a chat."""
    return [post.text for post in telegram.chat(chat).posts]


async def until(happened: Callable[[], bool]) -> None:
    """Waits for something that another task does; the time limit of the test is the only one."""
    while not happened():  # noqa: ASYNC110  # what happens is seen from outside only
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    ("fault", "error", "says", "delivered"),
    [
        (None, None, "", True),
        (Slow(0.05), None, "", True),
        (Slow(3), errors.TimedOut, "Timed out", True),
        (Status429(37), errors.RetryAfter, "Flood control exceeded. Retry in 0:00:37", False),
        (Status500(), errors.NetworkError, "Internal Server Error: restart", False),
        (Status500(delivered=True), errors.NetworkError, "Internal Server Error: restart", True),
        (BadGatewayHtml(), errors.NetworkError, "Bad Gateway (502). Parsing the server response b'<html>", False),
        (BadGatewayHtml(delivered=True), errors.NetworkError, "Bad Gateway (502). Parsing the server response", True),
        (DeliverThenReset(), errors.NetworkError, "httpx.ReadError", True),
        (ResetBeforeDelivery(), errors.NetworkError, "httpx.ReadError", False),
        (HangThenDeliver(1), errors.TimedOut, "Timed out", True),
        (HangForever(3), errors.TimedOut, "Timed out", False),
        (HangForever(0.05), errors.NetworkError, "httpx.RemoteProtocolError", False),
        (Conflict409(), errors.Conflict, "Conflict: terminated by other getUpdates request", False),
        (Unauthorized401(), errors.InvalidToken, "Unauthorized", False),
        (Kicked(), errors.Forbidden, "Forbidden: bot was kicked from the channel chat", False),
        (Demoted(), errors.BadRequest, "Need administrator rights in the channel chat", False),
        (Migrate(-1009), errors.ChatMigrated, "Group migrated to supergroup. New chat id: -1009", False),
    ],
    ids=str,
)
async def test_what_a_client_sees_of_each_fault_and_whether_the_message_stands(
    fake: FakeTelegram,
    bot: Bot,
    fault: Fault | None,
    error: type[errors.TelegramError] | None,
    says: str,
    *,
    delivered: bool,
) -> None:
    """The whole of 'none lost, none twice' hangs on this table: an exception does not say whether it was sent."""
    if fault:
        fake.faults.add("sendMessage", fault, chat=CHANNEL)
    patience = 0.2 if error is errors.TimedOut else 10
    if error:
        with pytest.raises(error) as caught:
            await bot.send_message("@sample", "news", read_timeout=patience)
        assert type(caught.value) is error
        assert str(caught.value).startswith(says)
    else:
        await bot.send_message("@sample", "news")
    if isinstance(fault, HangThenDeliver):
        assert texts(fake) == []  # the client gave up, the message comes later
        await until(lambda: bool(texts(fake)))
    assert texts(fake) == (["news"] if delivered else [])
    assert fake.faults.left == 0
    assert [(call.method, call.chat) for call in fake.calls] == [("getMe", ""), ("sendMessage", "@sample")]


async def test_a_connection_refused_is_a_network_error_and_the_fake_comes_back(fake: FakeTelegram, bot: Bot) -> None:
    await fake.go_down()
    with pytest.raises(errors.NetworkError, match=r"httpx\.ConnectError"):
        await bot.send_message(CHANNEL, "lost")
    await fake.come_up()
    await bot.send_message(CHANNEL, "found")
    assert texts(fake) == ["found"]


async def test_faults_come_in_the_order_of_asking_and_only_where_they_belong(fake: FakeTelegram, bot: Bot) -> None:
    """A test orders faults for one method and one chat; all other calls go through."""
    fake.faults.add("sendMessage", Status429(1), Status500(), chat=OTHER)
    fake.faults.always("*", Conflict409(), chat=OTHER)
    await bot.send_message(CHANNEL, "here")
    for error in (errors.RetryAfter, errors.NetworkError, errors.Conflict, errors.Conflict):
        with pytest.raises(error):
            await bot.send_message(OTHER, "there")
    fake.faults.clear()
    await bot.send_message(OTHER, "there")
    assert (texts(fake), texts(fake, OTHER)) == (["here"], ["there"])


async def test_a_message_comes_back_as_telegram_shows_it(fake: FakeTelegram, bot: Bot) -> None:
    """Everything that a post can carry reaches the reader, and the fake keeps what only a reader would notice."""
    first = await bot.send_message(CHANNEL, "first")
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("Why?", callback_data="why:1")]])
    sent = await bot.send_message(
        CHANNEL,
        ' <b>Kim &amp; Putin</b>\n<a href="https://a.example/1">🚀 read</a> ',
        parse_mode="HTML",
        disable_notification=True,
        reply_parameters=ReplyParameters(first.message_id),
        link_preview_options=LinkPreviewOptions(is_disabled=True, show_above_text=False),
        reply_markup=buttons,
        message_thread_id=5,  # dropped silently: a channel has no topics
    )
    assert (sent.message_id, sent.chat.type, sent.chat.id, sent.from_user) == (2, "channel", CHANNEL, None)
    assert sent.sender_chat is not None
    assert sent.sender_chat.username == "Sample"
    assert sent.text == "Kim & Putin\n🚀 read"
    assert [(one.type, one.offset, one.length, one.url) for one in sent.entities] == [
        ("bold", 0, 11, None),
        ("text_link", 12, 7, "https://a.example/1"),
    ]
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.message_id == 1
    assert sent.link_preview_options == LinkPreviewOptions(is_disabled=True)
    assert sent.reply_markup == buttons
    post = fake.chat(CHANNEL).posts[1]
    assert (post.silent, post.reply_to, post.thread, post.edited) == (True, 1, None, None)
    assert post.html.startswith(" <b>Kim")
    assert post.links() == ["https://a.example/1"]
    edited = await bot.edit_message_text("Kim", CHANNEL, 2)
    assert isinstance(edited, Message)
    assert (edited.text, post.text, post.markup) == ("Kim", "Kim", None)
    assert post.edited is not None
    with pytest.raises(errors.BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text("Kim", CHANNEL, 2)


async def test_ids_count_up_in_each_channel_and_are_never_used_again(fake: FakeTelegram, bot: Bot) -> None:
    """The head of a channel is found by a probe that is deleted at once; holes and other people's posts stay."""
    ids = [(await bot.send_message(CHANNEL, f"{n}")).message_id for n in range(3)]
    assert ids == [1, 2, 3]
    assert await bot.delete_message(CHANNEL, 3)
    fake.publish(CHANNEL, "by hand", by="Anna")
    assert await bot.pin_chat_message(CHANNEL, 1)
    assert (await bot.send_message(CHANNEL, "after")).message_id == 6
    assert (await bot.send_message(OTHER, "elsewhere")).message_id == 1
    assert await bot.delete_messages(CHANNEL, [1, 3, 99])
    assert [(post.message_id, post.text) for post in fake.chat(CHANNEL).posts] == [
        (2, "1"),
        (4, "by hand"),
        (6, "after"),
    ]
    assert [post.deleted for post in fake.chat(CHANNEL).history] == [True, False, True, False, False, False]
    shared = [(await bot.send_message(chat, "x")).message_id for chat in (OPS, GROUP, OPS)]
    assert shared == [1, 2, 3]  # private chats and basic groups share one counter


async def test_a_forward_is_how_a_channel_is_read_back(fake: FakeTelegram, bot: Bot) -> None:
    """After an unknown outcome the bot forwards the next ids to the operator, compares, and deletes the forward."""
    fake.change(CHANNEL, signature="The desk")
    fake.faults.add("sendMessage", DeliverThenReset())
    with pytest.raises(errors.NetworkError):
        await bot.send_message(CHANNEL, "<b>Did</b> it arrive?", parse_mode="HTML")
    seen = await bot.forward_message(OPS, CHANNEL, 1, disable_notification=True)
    assert seen.text == "Did it arrive?"
    assert seen.from_user is not None
    origin = seen.to_dict()["forward_origin"]
    assert origin["type"] == "channel"
    assert (origin["message_id"], origin["chat"]["id"], origin["author_signature"]) == (1, CHANNEL, "The desk")
    again = await bot.forward_message(OPS, OPS, seen.message_id)
    assert again.to_dict()["forward_origin"] == origin
    with pytest.raises(errors.BadRequest, match="Message to forward not found"):
        await bot.forward_message(OPS, CHANNEL, 2)
    copy = await bot.copy_message(OPS, CHANNEL, 1)
    assert fake.chat(OPS).posts[-1].origin is None
    assert await bot.delete_messages(OPS, [seen.message_id, again.message_id, copy.message_id])
    assert texts(fake, OPS) == []


async def test_what_the_bot_learns_about_its_rights(fake: FakeTelegram, bot: Bot) -> None:
    """`send-test` names the missing right from these answers."""
    member = (await bot.get_chat_member(CHANNEL, bot.id)).to_dict()
    assert (member["status"], member["can_post_messages"], member["can_edit_messages"]) == ("administrator", True, True)
    fake.change(CHANNEL, can_post=False)
    assert (await bot.get_chat_member("@sample", bot.id)).to_dict()["can_post_messages"] is False
    assert [one.status for one in await bot.get_chat_administrators(CHANNEL)] == ["creator", "administrator"]
    fake.demote(CHANNEL)
    assert (await bot.get_chat_member(CHANNEL, bot.id)).status == "member"
    await bot.send_message(OTHER, "top")
    assert await bot.pin_chat_message(OTHER, 1)
    pinned = (await bot.get_chat(OTHER)).pinned_message
    assert pinned is not None
    assert pinned.text == "top"


FIELDS = {"chat_id": str(CHANNEL), "text": "è", "link_preview_options": '{"is_disabled":true}'}
DRESSES: dict[str, dict[str, object]] = {
    "query": {"params": FIELDS},
    "form": {"data": FIELDS},
    "multipart": {"files": {name: (None, value) for name, value in FIELDS.items()}},
    "json": {"json": {"chat_id": CHANNEL, "text": "è", "link_preview_options": {"is_disabled": True}}},
}


@pytest.mark.parametrize("kind", DRESSES)
@pytest.mark.parametrize("method", ["sendMessage", "SENDMESSAGE", "test/sendmessage"])
async def test_every_way_to_say_it(fake: FakeTelegram, kind: str, method: str) -> None:
    """Method names in any case, parameters in any dress, nested objects as JSON texts; one connection serves many calls."""
    async with CLIENT(base_url=fake.url) as client:
        for number in (1, 2):
            path = f"/bot{fake.token}/{method}"
            verb = "GET" if kind == "query" else "POST"
            told = (await client.request(verb, path, **DRESSES[kind])).json()  # type: ignore[arg-type]  # a row of a table
            assert told["ok"]
            assert (told["result"]["message_id"], told["result"]["text"]) == (number, "è")
            assert told["result"]["link_preview_options"] == {"is_disabled": True}
    assert fake.calls[0].method == "sendMessage"
    assert json.loads(fake.calls[0].params["link_preview_options"]) == {"is_disabled": True}


async def test_a_wait_is_told_in_the_header_too(fake: FakeTelegram) -> None:
    fake.faults.add("getMe", Status429(37))
    async with CLIENT() as client:
        answer = await client.get(f"{fake.base_url}{fake.token}/getMe")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "37")
    assert answer.json() == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 37",
        "parameters": {"retry_after": 37},
    }


async def test_what_people_do_reaches_the_bot_once(fake: FakeTelegram, bot: Bot) -> None:
    """Commands, buttons, other people's posts and changes of rights come in order; the bot's own posts do not."""
    sent = await bot.send_message(CHANNEL, "own post")
    fake.say(OPS, "/status now")
    fake.publish(CHANNEL, "by hand")
    query = fake.press(CHANNEL, sent.message_id, "why:1", user_id=9)
    fake.kick(CHANNEL)
    fake.push("message_reaction_count", {"chat": {}})  # not asked for, so not sent
    updates = await bot.get_updates(timeout=1)
    kinds = ["message", "channel_post", "callback_query", "my_chat_member"]
    assert [next(name for name in kinds if getattr(one, name)) for one in updates] == kinds
    command, post, press, change = updates
    assert command.message is not None
    assert [(one.type, one.length) for one in command.message.entities] == [("bot_command", 7)]
    assert post.channel_post is not None
    assert press.callback_query is not None
    assert (press.callback_query.data, press.callback_query.from_user.id) == ("why:1", 9)
    assert change.my_chat_member is not None
    assert change.my_chat_member.new_chat_member.status == "kicked"
    assert await bot.answer_callback_query(query, text="because")
    assert fake.world.answered_callbacks[query]["text"] == "because"
    with pytest.raises(errors.BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query)
    assert [one.update_id for one in await bot.get_updates()] == [one.update_id for one in updates]
    assert [one.update_id for one in await bot.get_updates(offset=-1)] == [updates[-1].update_id]
    assert await bot.get_updates(offset=updates[-1].update_id + 1) == ()


async def test_allowed_updates_are_remembered(fake: FakeTelegram, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await bot.get_updates()
    fake.say(OPS, "not wanted")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=[])
    fake.say(OPS, "wanted")
    assert len(await bot.get_updates()) == 1


async def test_two_pollers_quarrel_and_the_older_one_loses(fake: FakeTelegram, bot: Bot) -> None:
    """Only one replica may poll; all may send."""
    async with client_of(fake) as other:
        older = asyncio.create_task(bot.get_updates(timeout=5))
        await until(lambda: fake.world.updates.is_polled)
        newer = asyncio.create_task(other.get_updates(timeout=5))
        with pytest.raises(
            errors.Conflict, match="terminated by other getUpdates request; make sure that only one bot"
        ):
            await older
        fake.say(OPS, "hello")
        assert len(await newer) == 1
        waiting = asyncio.create_task(bot.get_updates(offset=2000, timeout=5))
        await until(lambda: fake.world.updates.is_polled)
        assert await other.set_webhook("https://a.example/hook")
        with pytest.raises(errors.Conflict, match="Conflict: terminated by setWebhook request"):
            await waiting
        with pytest.raises(errors.Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await bot.send_message(CHANNEL, "sends do not conflict")


async def test_the_flood_limit_of_a_chat_is_its_own() -> None:
    """A sender that keeps the limit is never refused; one that does not is told how long to wait."""
    now = 1_800_000_000.0
    async with FakeTelegram(clock=lambda: now) as telegram, client_of(telegram) as bot:
        for chat in (CHANNEL, OTHER):
            telegram.add_channel(chat)
        telegram.limit(3, 60)
        for number in range(3):
            await bot.send_message(CHANNEL, str(number))
        with pytest.raises(errors.RetryAfter, match="Retry in 0:01:00"):
            await bot.send_message(CHANNEL, "one too many")
        await bot.send_message(OTHER, "another chat")
        await bot.edit_message_text("edits are free", CHANNEL, 1)
        now += 59.9
        telegram.limit(3, 60, patience=8)
        await bot.send_message(CHANNEL, "waited out by the server")
        assert len(texts(telegram)) == 4
        assert (telegram.chat(CHANNEL).busiest(59), telegram.chat(CHANNEL).busiest(60)) == (3, 4)


async def test_forums_and_dates() -> None:
    """Posts go to the topic that is named, and bear the time of the clock that was handed in."""
    async with FakeTelegram(clock=lambda: 1_800_000_000.5) as telegram, client_of(telegram) as bot:
        telegram.add_supergroup(-1005, topics={4: "open"})
        sent = await bot.send_message(-1005, "x", message_thread_id=4)
        assert (sent.message_thread_id, sent.is_topic_message, sent.date.timestamp()) == (4, True, 1_800_000_000)
        assert telegram.chat(-1005).posts[0].thread == 4
