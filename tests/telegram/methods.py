"""The table of methods that the fake knows. A new method: a function of (world, params) and one line here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from tests.telegram import asking, editing, sending
from tests.telegram.params import Params
from tests.telegram.world import World

Method = Callable[[World, Params], object | Awaitable[object]]
METHODS: Final[dict[str, Method]] = {
    "getMe": asking.get_me,
    "getChat": asking.get_chat,
    "getChatMember": asking.get_chat_member,
    "getChatAdministrators": asking.get_chat_administrators,
    "sendChatAction": asking.send_chat_action,
    "answerCallbackQuery": asking.answer_callback_query,
    "setMyCommands": asking.set_my_commands,
    "getMyCommands": asking.get_my_commands,
    "deleteMyCommands": asking.delete_my_commands,
    "leaveChat": asking.leave_chat,
    "close": asking.close,
    "logOut": asking.log_out,
    "sendMessage": sending.send_message,
    "forwardMessage": sending.forward_message,
    "copyMessage": sending.copy_message,
    "pinChatMessage": sending.pin_chat_message,
    "unpinChatMessage": sending.unpin_chat_message,
    "editMessageText": editing.edit_message_text,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "getUpdates": lambda world, params: world.updates.poll(params),
    "setWebhook": lambda world, params: world.updates.set_webhook(params),
    "deleteWebhook": lambda world, params: world.updates.delete_webhook(params),
    "getWebhookInfo": lambda world, _params: world.updates.webhook_info(),
}
SPELLED: Final = {name.lower(): name for name in METHODS}  # names are case-insensitive
