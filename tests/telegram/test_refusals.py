"""Every refusal that the fake can word, asked for over plain HTTP; the texts are Telegram's, letter by letter."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from functools import partial

import httpx
import pytest
import pytest_asyncio

from tests.telegram import TOKEN, FakeTelegram

CHANNEL, FORUM, GROUP, USER, STRANGER = -1001, -1002, -3, 7, 8
TEXT = {"text": "x"}
HERE = {"chat_id": CHANNEL}
CLIENT = partial(httpx.AsyncClient, trust_env=False, verify=False)  # plain HTTP: no certificates to load
KICKED = "Forbidden: bot was kicked from the {} chat"
LEFT = "Forbidden: bot is not a member of the {} chat"
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest_asyncio.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    """A fake with one chat of each kind; in the channel post 1 is the bot's, 2 somebody else's, 3 a photo of the bot's."""
    async with FakeTelegram(clock=Clock()) as telegram:
        telegram.add_channel(CHANNEL, username="@sample", title="Sample")
        telegram.add_supergroup(FORUM, topics={5: "open", 6: "closed", 7: "deleted"})
        telegram.add_group(GROUP)
        telegram.add_private(USER, title="Ann")
        telegram.add_private(STRANGER, state="stranger")
        assert (await ask(telegram, "sendMessage", **HERE, text="one"))["ok"]
        telegram.publish(CHANNEL, "two")
        telegram.publish_photo(CHANNEL)
        yield telegram


async def ask(telegram: FakeTelegram, method: str, **params: object) -> dict[str, object]:
    """The whole answer of one call with a JSON body; its HTTP status must be its error code."""
    async with CLIENT() as client:
        answer = await client.post(f"{telegram.base_url}{telegram.token}/{method}", json=params)
    told: dict[str, object] = answer.json()
    assert answer.status_code == told.get("error_code", 200)
    assert answer.headers["content-type"] == "application/json"
    return told


async def refused(telegram: FakeTelegram, method: str, params: Mapping[str, object]) -> tuple[object, object]:
    """Error code and description of a call."""
    told = await ask(telegram, method, **params)
    return told.get("error_code"), told.get("description")


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({**HERE}, "message text is empty"),
        ({**HERE, "text": "x" * 32769}, "text is too long"),
        ({**HERE, **TEXT, "parse_mode": "rtf"}, "unsupported parse_mode"),
        ({**HERE, "text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ({"chat_id": 99, "text": "<br>", "parse_mode": "HTML"}, 'can\'t parse entities: Unsupported start tag "br" at byte offset 0'),
        ({**HERE, **TEXT, "reply_parameters": "{"}, "can't parse reply parameters JSON object"),
        ({**HERE, **TEXT, "reply_parameters": "[]"}, "object expected as reply parameters"),
        ({**HERE, **TEXT, "link_preview_options": "{"}, "can't parse link preview options JSON object"),
        ({**HERE, **TEXT, "link_preview_options": "1"}, "object expected as link preview options"),
        ({"chat_id": 99, **TEXT, "link_preview_options": "1"}, "object expected as link preview options"),
        ({**HERE, **TEXT, "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({**HERE, **TEXT, "reply_markup": "[]"}, "object expected as reply markup"),
        ({**HERE, **TEXT, "reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}, "text buttons are unallowed in the inline keyboard"),
        ({**HERE, **TEXT, "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 33}]]}}, "BUTTON_DATA_INVALID"),
        ({**TEXT}, "chat_id is empty"),
        ({"chat_id": 99, **TEXT}, "chat not found"),
        ({"chat_id": "@nobody", **TEXT}, "chat not found"),
        ({"chat_id": "@", **TEXT}, "chat not found"),
        ({"chat_id": "sample", **TEXT}, "chat not found"),
        ({"chat_id": 99, "text": "x" * 4097}, "chat not found"),
        ({"chat_id": FORUM, **TEXT, "message_thread_id": 99}, "message thread not found"),
        ({"chat_id": FORUM, **TEXT, "message_thread_id": 1}, "message thread not found"),
        ({"chat_id": FORUM, **TEXT, "message_thread_id": 6}, "TOPIC_CLOSED"),
        ({"chat_id": FORUM, **TEXT, "message_thread_id": 7}, "TOPIC_DELETED"),
        ({"chat_id": FORUM, **TEXT, "message_thread_id": 6, "reply_parameters": {"message_id": 9}}, "TOPIC_CLOSED"),
        ({**HERE, **TEXT, "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({**HERE, "text": " ", "reply_to_message_id": 99}, "message to be replied not found"),
        ({**HERE, "text": " \n"}, "text must be non-empty"),
        ({**HERE, "text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({**HERE, "text": "x" * 4097}, "message is too long"),
    ],
)  # fmt: skip
async def test_what_a_send_is_refused_for_and_in_which_order(
    fake: FakeTelegram, params: dict[str, object], description: str
) -> None:
    """Our reasons for a dead letter are these texts; a check out of order would blame the wrong thing."""
    assert await refused(fake, "sendMessage", params) == (400, f"Bad Request: {description}")
    assert [post.message_id for post in fake.chat(CHANNEL).posts] == [1, 2, 3]
    assert not fake.chat(FORUM).history


@pytest.mark.parametrize(
    ("chat", "change", "code", "description"),
    [
        (CHANNEL, {"state": "kicked"}, 403, KICKED.format("channel")),
        (FORUM, {"state": "kicked"}, 403, KICKED.format("supergroup")),
        (GROUP, {"state": "kicked"}, 403, KICKED.format("group")),
        (CHANNEL, {"state": "left"}, 403, LEFT.format("channel")),
        (FORUM, {"state": "left"}, 403, LEFT.format("supergroup")),
        (GROUP, {"state": "left"}, 403, LEFT.format("group")),
        (GROUP, {"state": "deleted"}, 403, "Forbidden: the group chat was deleted"),
        (USER, {"state": "deactivated"}, 403, "Forbidden: user is deactivated"),
        (USER, {"state": "blocked"}, 403, "Forbidden: bot was blocked by the user"),
        (STRANGER, {}, 403, "Forbidden: bot can't initiate conversation with a user"),
        (CHANNEL, {"can_post": False}, 400, "Bad Request: need administrator rights in the channel chat"),
        (FORUM, {"write_access": False}, 400, "Bad Request: have no write access to the chat"),
        (GROUP, {"restricted": True}, 400, "Bad Request: not enough rights to send text messages to the chat"),
    ],
)
async def test_who_may_not_write_where(
    fake: FakeTelegram, chat: int, change: dict[str, object], code: int, description: str
) -> None:
    """The operator is told the way out by these texts; nothing of ours may be delivered meanwhile."""
    fake.change(chat, **change)  # type: ignore[arg-type]  # a row of the table
    before = len(fake.chat(chat).history)
    assert await refused(fake, "sendMessage", {"chat_id": chat, **TEXT}) == (code, description)
    # Access is looked at before the length, the length after the rights.
    assert await refused(fake, "sendMessage", {"chat_id": chat, "text": "x" * 4097}) == (code, description)
    assert len(fake.chat(chat).history) == before


async def test_a_group_that_grew_up_names_its_new_id(fake: FakeTelegram) -> None:
    fake.migrate(GROUP, -1009)
    told = await ask(fake, "sendMessage", chat_id=GROUP, text="x")
    assert told["error_code"] == 400
    assert told["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert told["parameters"] == {"migrate_to_chat_id": -1009}
    assert (await ask(fake, "sendMessage", chat_id=-1009, text="x"))["ok"]


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("editMessageText", {**TEXT}, "message identifier is not specified"),
        ("editMessageText", {**HERE, **TEXT}, "message to edit not found"),
        ("editMessageText", {**HERE, **TEXT, "message_id": 99}, "message to edit not found"),
        ("editMessageText", {**HERE, **TEXT, "message_id": -1}, "message to edit not found"),
        ("editMessageText", {"message_id": 1, **TEXT}, "chat_id is empty"),
        ("editMessageText", {**HERE, "text": "one", "message_id": 1}, NOT_MODIFIED.removeprefix("Bad Request: ")),
        ("editMessageText", {**HERE, "message_id": 1}, "message text is empty"),
        ("editMessageText", {**HERE, "text": " ", "message_id": 1}, "text must be non-empty"),
        ("editMessageText", {**HERE, "text": "x" * 4097, "message_id": 1}, "message is too long"),
        ("editMessageText", {**HERE, **TEXT, "message_id": 3}, "there is no text in the message to edit"),
        ("editMessageReplyMarkup", {**HERE, "message_id": 1}, NOT_MODIFIED.removeprefix("Bad Request: ")),
        ("deleteMessage", {"message_id": 1}, "chat identifier is not specified"),
        ("deleteMessage", {**HERE}, "message identifier is not specified"),
        ("deleteMessage", {**HERE, "message_id": 99}, "message to delete not found"),
        ("deleteMessages", {**HERE}, "message identifiers are not specified"),
        ("deleteMessages", {**HERE, "message_ids": "["}, "can't parse message_ids JSON object"),
        ("deleteMessages", {**HERE, "message_ids": 5}, "expected an Array of message identifiers"),
        ("deleteMessages", {**HERE, "message_ids": list(range(1, 102))}, "too many message identifiers specified"),
        ("deleteMessages", {**HERE, "message_ids": [0]}, "invalid message identifier specified"),
        ("forwardMessage", {"chat_id": USER, "from_chat_id": CHANNEL, "message_id": 99}, "message to forward not found"),
        ("forwardMessage", {"chat_id": USER, "from_chat_id": 99, "message_id": 1}, "chat not found"),
        ("forwardMessage", {"chat_id": 99, "from_chat_id": CHANNEL, "message_id": 1}, "chat not found"),
        ("copyMessage", {"chat_id": USER, "from_chat_id": CHANNEL, "message_id": 99}, "message to copy not found"),
        ("pinChatMessage", {**HERE, "message_id": 99}, "message to pin not found"),
        ("getChat", {"chat_id": 99}, "chat not found"),
        ("getChatMember", {**HERE}, "invalid user_id specified"),
        ("getChatMember", {**HERE, "user_id": 99}, "user not found"),
        ("getChatAdministrators", {"chat_id": USER}, "there are no administrators in the private chat"),
        ("sendChatAction", {**HERE, "action": "dance"}, "wrong parameter action in request"),
        ("answerCallbackQuery", {"callback_query_id": "5"}, "query is too old and response timeout expired or query ID is invalid"),
        ("setMyCommands", {"commands": "["}, "can't parse commands JSON object"),
        ("setMyCommands", {"commands": {}}, "expected an Array of BotCommand"),
        ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "x"}]}, "command length must not exceed 32"),
        ("setMyCommands", {"commands": [{"command": "a", "description": " "}]}, "command description must be non-empty"),
        ("setMyCommands", {"commands": [{"command": "a", "description": "x" * 257}]}, "command description length must not exceed 256"),
        ("setMyCommands", {"commands": [{"command": "ä", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setWebhook", {"url": "https://a.example/", "secret_token": "x" * 257}, "secret token is too long"),
        ("setWebhook", {"url": "https://a.example/", "secret_token": "ä"}, "secret token contains unallowed characters"),
        ("setWebhook", {"url": "nothing"}, "invalid webhook URL specified"),
        ("setWebhook", {"url": "http://a.example/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
    ],
)  # fmt: skip
async def test_what_other_methods_are_refused_for(
    fake: FakeTelegram, method: str, params: dict[str, object], description: str
) -> None:
    """Retracting, growing and reading back act on these texts."""
    assert await refused(fake, method, params) == (400, f"Bad Request: {description}")
    assert [post.text for post in fake.chat(CHANNEL).posts] == ["one", "two", ""]


async def test_rights_decide_over_edits_and_deletions(fake: FakeTelegram) -> None:
    """Without edit rights the bot still edits its own posts, and without any nothing; a forward is never edited."""
    channel = fake.chat(CHANNEL)
    channel.can_edit = channel.can_delete = False
    assert await refused(fake, "editMessageText", {**HERE, **TEXT, "message_id": 1}) == (None, None)
    assert await refused(fake, "editMessageText", {**HERE, **TEXT, "message_id": 2}) == (
        400,
        "Bad Request: message can't be edited",
    )
    cannot = (400, "Bad Request: message can't be deleted")
    assert await refused(fake, "deleteMessage", {**HERE, "message_id": 2}) == cannot
    assert await refused(fake, "deleteMessage", {**HERE, "message_id": 1}) == (None, None)
    channel.restore()
    forward = {"chat_id": CHANNEL, "from_chat_id": CHANNEL, "message_id": 2}
    assert (await ask(fake, "forwardMessage", **forward))["ok"]
    edit = {**HERE, **TEXT, "message_id": channel.last_id}
    assert await refused(fake, "editMessageText", edit) == (400, "Bad Request: message can't be edited")
    channel.demote()
    assert await refused(fake, "editMessageText", {**HERE, "text": "y", "message_id": 2}) == (
        400,
        "Bad Request: message can't be edited",
    )
    pin = {**HERE, "message_id": 2}
    reason = "Bad Request: not enough rights to manage pinned messages in the chat"
    assert await refused(fake, "pinChatMessage", pin) == (400, reason)
    assert await refused(fake, "getChatAdministrators", HERE) == (400, "Bad Request: member list is inaccessible")


async def test_protected_content_cannot_be_read_back(fake: FakeTelegram) -> None:
    forward = {"chat_id": USER, "from_chat_id": CHANNEL, "message_id": 1}
    fake.change(CHANNEL, protected=True)
    reason = "Bad Request: message has protected content and can't be forwarded"
    assert await refused(fake, "forwardMessage", forward) == (400, reason)
    assert await refused(fake, "copyMessage", forward) == (400, "Bad Request: message can't be copied")
    fake.change(CHANNEL, protected=False)
    await ask(fake, "sendMessage", **HERE, text="x", protect_content=True)
    forward["message_id"] = fake.chat(CHANNEL).last_id
    assert await refused(fake, "forwardMessage", forward) == (400, reason)


async def test_a_channel_that_the_bot_left_is_still_readable_while_it_is_public(fake: FakeTelegram) -> None:
    fake.change(CHANNEL, state="left")
    assert (await ask(fake, "getChat", **HERE))["ok"]
    fake.change(CHANNEL, username="")
    assert await refused(fake, "getChat", HERE) == (403, LEFT.format("channel"))


@pytest.mark.parametrize(
    ("path", "code", "description"),
    [
        ("/", 404, "Not Found"),
        ("/robots.txt", 404, "Not Found"),
        (f"/bot{TOKEN}", 404, "Not Found"),
        (f"/bot{TOKEN}/sendPigeon", 404, "Not Found: method not found"),
        ("/bot0123:abc/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot123/getMe", 401, "Unauthorized: invalid token specified"),
        (f"/bot1:{'a' * 79}/getMe", 401, "Unauthorized: invalid token specified"),
        ("/bot1:abc/getMe", 401, "Unauthorized"),
        ("/bot1:abc/sendPigeon", 401, "Unauthorized"),
        ("/bot2:elsewhere/getMe", 421, "Misdirected Request: unallowed token specified"),
    ],
)
async def test_paths_and_tokens(fake: FakeTelegram, path: str, code: int, description: str) -> None:
    fake.unallowed.add("2:elsewhere")
    async with CLIENT() as client:
        answer = await client.get(fake.url + path)
    assert answer.status_code == code
    assert answer.json() == {"ok": False, "error_code": code, "description": description}


async def test_leaving_the_server(fake: FakeTelegram) -> None:
    told = await ask(fake, "close")
    assert told["description"] == "Too Many Requests: retry after 600"
    assert told["parameters"] == {"retry_after": 600}
    assert (await ask(fake, "logOut"))["ok"]
    assert await refused(fake, "getMe", {}) == (400, "Logged out")


async def test_a_second_webhook_within_a_second_waits(fake: FakeTelegram) -> None:
    first = await ask(fake, "setWebhook", url="https://a.example/", secret_token="abc_-9")
    assert first == {"ok": True, "result": True, "description": "Webhook was set"}
    assert (await ask(fake, "setWebhook", url="https://a.example/"))["parameters"] == {"retry_after": 1}
    polling = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    assert await refused(fake, "getUpdates", {}) == (409, f"Conflict: {polling}")
    assert (await ask(fake, "getWebhookInfo"))["result"] == {
        "url": "https://a.example/",
        "has_custom_certificate": False,
        "pending_update_count": 1,
    }
    gone = await ask(fake, "deleteWebhook", drop_pending_updates=True)
    assert gone["description"] == "Webhook was deleted"
    assert (await ask(fake, "getUpdates"))["result"] == []
