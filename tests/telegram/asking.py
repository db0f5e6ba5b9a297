"""Everything that is neither sending nor editing: getMe, getChat, members, commands, callbacks, actions, leaving."""

from __future__ import annotations

import re

from tests.telegram.answers import refuse, too_many
from tests.telegram.chats import Chat
from tests.telegram.params import Params
from tests.telegram.world import World

ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
    "cancel",
)
ABILITIES = (  # of the bot at large
    "supports_inline_queries",
    "can_connect_to_business",
    "has_main_web_app",
    "can_read_all_group_messages",
)
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
# Rights of an administrator that no test needs yet: those that the bot has and those that it has not.
HELD = ("can_manage_chat", "can_invite_users")
UNHELD = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
GRACE = 600  # seconds after the start of the bot during which close is refused
STALE = "Query is too old and response timeout expired or query ID is invalid"


def get_me(world: World, _params: Params) -> dict[str, object]:
    """`getMe`."""
    return world.me() | {"can_join_groups": True} | dict.fromkeys(ABILITIES, False)


def get_chat(world: World, params: Params) -> dict[str, object]:
    """`getChat`, as a ChatFullInfo; the pinned message comes whole."""
    chat = world.chat(params.text("chat_id"), "read")
    gifts = dict.fromkeys(GIFTS, False)
    shown = chat.as_json() | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": gifts}
    if chat.protected:
        shown["has_protected_content"] = True
    pinned = chat.post(chat.pinned)
    if pinned:
        shown["pinned_message"] = world.as_json(pinned)
    return shown


def get_chat_member(world: World, params: Params) -> dict[str, object]:
    """`getChatMember`: for the bot itself the rights that it has in the chat."""
    chat = world.chat(params.text("chat_id"), "read")
    user = params.integer("user_id")
    if user <= 0:
        raise refuse(400, "Invalid user_id specified")
    if user == world.bot_id:
        return own_membership(world, chat)
    if user not in world.chats:
        raise refuse(400, "User not found")
    person = {"id": user, "is_bot": False, "first_name": world.chats[user].title}
    return {"status": "member" if user == chat.id else "left", "user": person}


def get_chat_administrators(world: World, params: Params) -> list[dict[str, object]]:
    """`getChatAdministrators`: the owner and the bot."""
    chat = world.chat(params.text("chat_id"), "read")
    if chat.kind == "private":
        raise refuse(400, "There are no administrators in the private chat")
    bot = own_membership(world, chat)
    if chat.kind == "channel" and bot["status"] != "administrator":
        raise refuse(400, "Member list is inaccessible")
    owner = {"id": 1, "is_bot": False, "first_name": "Owner"}
    creator: dict[str, object] = {"status": "creator", "user": owner, "is_anonymous": False}
    return [creator] + ([bot] if bot["status"] == "administrator" else [])


def own_membership(world: World, chat: Chat) -> dict[str, object]:
    """The bot as a ChatMember of the chat."""
    rights = {
        "can_post_messages": chat.can_post,
        "can_edit_messages": chat.can_edit,
        "can_delete_messages": chat.can_delete,
        "can_pin_messages": chat.can_pin,
    }
    if chat.state == "kicked":
        return {"status": "kicked", "user": world.me(), "until_date": 0}
    if chat.state != "member" and chat.kind != "private":
        return {"status": "left", "user": world.me()}
    if chat.kind == "private":
        return {"status": "member", "user": world.me()}
    if not any(rights.values()):
        return {"status": "member", "user": world.me()}
    if chat.kind != "channel":
        rights = {name: rights[name] for name in ("can_delete_messages", "can_pin_messages")}
    rights |= dict.fromkeys(UNHELD, False) | dict.fromkeys(HELD, True)
    return {"status": "administrator", "user": world.me(), **rights}


def send_chat_action(world: World, params: Params) -> bool:
    """`sendChatAction`."""
    if params.text("action").lower() not in ACTIONS:
        raise refuse(400, "Wrong parameter action in request")
    world.may_write(world.chat(params.text("chat_id"), "write"))
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    """`answerCallbackQuery`: once for each query that was pressed, within its time."""
    query = params.text("callback_query_id")
    until = world.callbacks.pop(query, 0.0)
    if until <= world.clock():
        raise refuse(400, STALE)
    world.answered_callbacks[query] = dict(params)
    return True


def set_my_commands(world: World, params: Params) -> bool:
    """`setMyCommands`."""
    commands = params.json("commands", "Can't parse commands JSON object")
    if not isinstance(commands, list):
        raise refuse(400, "Expected an Array of BotCommand")
    if len(commands) > 100:
        raise refuse(400, "BOT_COMMANDS_TOO_MUCH")
    world.commands = [_command(one) for one in commands]
    return True


def _command(one: object) -> dict[str, object]:
    if not isinstance(one, dict):
        raise refuse(400, "Can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if name not in one:
            raise refuse(400, f"Can't parse BotCommand: Can't find field \"{name}\"")
    command, description = str(one["command"]).removeprefix("/").lower(), str(one["description"]).strip()
    if not command:
        raise refuse(400, "Command must be non-empty")
    if len(command) > 32:
        raise refuse(400, "Command length must not exceed 32")
    if not description:
        raise refuse(400, "Command description must be non-empty")
    if len(description) > 256:
        raise refuse(400, "Command description length must not exceed 256")
    if not re.fullmatch("[a-z0-9_]+", command):
        raise refuse(400, "BOT_COMMAND_INVALID")
    return {"command": command, "description": description}


def get_my_commands(world: World, _params: Params) -> list[dict[str, object]]:
    """`getMyCommands`."""
    return world.commands


def delete_my_commands(world: World, _params: Params) -> bool:
    """`deleteMyCommands`."""
    world.commands = []
    return True


def leave_chat(world: World, params: Params) -> bool:
    """`leaveChat`."""
    world.chat(params.text("chat_id"), "read").state = "left"
    return True


def close(world: World, _params: Params) -> bool:
    """`close`, which is refused in the first ten minutes."""
    left = GRACE - (world.clock() - world.started)
    if left > 0:
        raise too_many(int(left) or 1)
    return True


def log_out(world: World, _params: Params) -> bool:
    """`logOut`: from then on every call is refused."""
    world.logged_out = True
    return True
