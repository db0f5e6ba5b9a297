"""`sendMessage`, forwardMessage, copyMessage and pinChatMessage: the checks in the order in which the real server makes them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.telegram.answers import refuse
from tests.telegram.chats import Chat, Post
from tests.telegram.formatting import Parsed, parse_text
from tests.telegram.params import MISSING, Params, whole
from tests.telegram.world import World

PREVIEW_FLAGS = ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text")
BUTTON_ACTIONS = ("url", "callback_data", "switch_inline_query", "web_app", "login_url", "copy_text", "pay")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a call says about a message, read before the chat is looked at."""

    parsed: Parsed
    reply: dict[str, object] | None
    preview: dict[str, object]
    markup: dict[str, object] | None


def read_draft(params: Params) -> Draft:
    """Text, reply, preview and buttons of a call; refuses what cannot be read."""
    parsed = parse_text(params)
    return Draft(parsed, read_reply(params), read_preview(params), read_markup(params))


def read_reply(params: Params) -> dict[str, object] | None:
    """The reply_parameters, or what older clients say in their place."""
    reply = params.record("reply_parameters", "reply parameters")
    if reply is None and params.integer("reply_to_message_id"):
        lenient = params.flag("allow_sending_without_reply")
        reply = {"message_id": params.integer("reply_to_message_id"), "allow_sending_without_reply": lenient}
    return reply


def read_preview(params: Params) -> dict[str, object]:
    """The link_preview_options, of which only true and non-empty keys are ever shown again."""
    options = params.record("link_preview_options", "link preview options")
    if options is None:
        return {"is_disabled": True} if params.flag("disable_web_page_preview") else {}
    shown: dict[str, object] = {name: True for name in PREVIEW_FLAGS if options.get(name) is True}
    return shown | ({"url": options["url"]} if options.get("url") else {})


def read_markup(params: Params) -> dict[str, object] | None:
    """The inline keyboard of a call, None without buttons."""
    value = params.json("reply_markup", "Can't parse reply keyboard markup JSON object")
    if value is MISSING:
        return None
    if not isinstance(value, dict):
        raise refuse(400, "Object expected as reply markup")
    rows = value.get("inline_keyboard")
    if not isinstance(rows, list) or not any(rows):
        return None
    for button in (one for row in rows for one in row):
        if not any(action in button for action in BUTTON_ACTIONS):
            raise refuse(400, "Text buttons are unallowed in the inline keyboard")
        if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
            raise refuse(400, "BUTTON_DATA_INVALID")
    return {"inline_keyboard": rows}


def answered(world: World, chat: Chat, reply: dict[str, object] | None) -> int | None:
    """The id of the message to reply to; None when there is none and the call allows that."""
    if reply is None or not whole(reply.get("message_id", 0)):
        return None
    other = world.known(str(reply["chat_id"])) if reply.get("chat_id") else chat
    found = other.post(whole(reply["message_id"])) if other else None
    if found is None and not reply.get("allow_sending_without_reply"):
        raise refuse(400, "Message to be replied not found")
    return found.message_id if found and other is chat else None


def send_message(world: World, params: Params) -> dict[str, object]:
    """`sendMessage`."""
    draft = read_draft(params)
    chat = world.chat(params.text("chat_id"), "write")
    world.may_write(chat)
    thread = world.thread(chat, params)
    reply_to = answered(world, chat, draft.reply)
    text, entities = draft.parsed.shown()
    post = Post(chat.id, 0, 0, text, draft.parsed.source, entities, reply_to=reply_to, thread=thread)
    post.silent = params.flag("disable_notification")
    post.protected = params.flag("protect_content")
    post.preview, post.markup = draft.preview, draft.markup
    return world.as_json(world.write(chat, post))


def forward_message(world: World, params: Params) -> dict[str, object]:
    """`forwardMessage`: the whole message comes back, which is the only way to read a channel."""
    source, post = _source(world, params, "to forward")
    chat = world.chat(params.text("chat_id"), "write")
    world.may_write(chat)
    thread = world.thread(chat, params)
    if source.protected or post.protected:
        raise refuse(400, "Message has protected content and can't be forwarded")
    if post.service:
        raise refuse(400, "Message can't be forwarded")
    forward = _copy(post, params, thread)
    forward.origin = source.origin_of(post)
    return world.as_json(world.write(chat, forward))


def copy_message(world: World, params: Params) -> dict[str, object]:
    """`copyMessage`: a new message without origin; only its id comes back."""
    source, post = _source(world, params, "to copy")
    chat = world.chat(params.text("chat_id"), "write")
    world.may_write(chat)
    thread = world.thread(chat, params)
    if source.protected or post.protected or post.service:
        raise refuse(400, "Message can't be copied")
    copy = _copy(post, params, thread)
    copy.origin, copy.markup = None, read_markup(params)
    return {"message_id": world.write(chat, copy).message_id}


def _source(world: World, params: Params, what: str) -> tuple[Chat, Post]:
    source = world.chat(params.text("from_chat_id"), "read")
    return source, world.message(source, params.integer("message_id"), what)


def _copy(post: Post, params: Params, thread: int | None) -> Post:
    return replace(
        post,
        sender="bot",
        silent=params.flag("disable_notification"),
        protected=params.flag("protect_content"),
        reply_to=None,
        thread=thread,
        edited=None,
    )


def pin_chat_message(world: World, params: Params) -> bool:
    """pinChatMessage; in a channel the service message about it takes an id, too."""
    chat = world.chat(params.text("chat_id"), "write")
    post = world.message(chat, params.integer("message_id"), "to pin")
    if not chat.can_pin and chat.kind != "private":
        raise refuse(400, "Not enough rights to manage pinned messages in the chat")
    if chat.pinned != post.message_id:
        chat.pinned = post.message_id
        silent = params.flag("disable_notification")
        world.write(chat, Post(chat.id, 0, 0, silent=silent, service="pinned_message"))
    return True


def unpin_chat_message(world: World, params: Params) -> bool:
    """`unpinChatMessage`."""
    chat = world.chat(params.text("chat_id"), "write")
    if not chat.can_pin and chat.kind != "private":
        raise refuse(400, "Not enough rights to manage pinned messages in the chat")
    chat.pinned = 0
    return True
