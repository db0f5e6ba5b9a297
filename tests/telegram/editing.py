"""`editMessageText`, editMessageReplyMarkup, deleteMessage and deleteMessages."""

from __future__ import annotations

from tests.telegram.answers import refuse
from tests.telegram.chats import Chat, Post
from tests.telegram.params import MISSING, Params, whole
from tests.telegram.sending import read_draft, read_markup
from tests.telegram.world import World

NOT_MODIFIED = (
    "Message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
MOST_DELETED = 100


def edit_message_text(world: World, params: Params) -> dict[str, object]:
    """`editMessageText`: the same text checks as sending; without reply_markup the buttons go."""
    draft = read_draft(params)
    post = _editable(world, params)
    if post.media:
        raise refuse(400, "There is no text in the message to edit")
    text, entities = draft.parsed.shown()
    new = (text, entities, draft.preview, draft.markup)
    if new == (post.text, post.entities, post.preview, post.markup):
        raise refuse(400, NOT_MODIFIED)
    post.html = draft.parsed.source
    post.text, post.entities, post.preview, post.markup = new
    return _edited(world, post)


def edit_message_reply_markup(world: World, params: Params) -> dict[str, object]:
    """`editMessageReplyMarkup`."""
    markup = read_markup(params)
    post = _editable(world, params)
    if markup == post.markup:
        raise refuse(400, NOT_MODIFIED)
    post.markup = markup
    return _edited(world, post)


def _edited(world: World, post: Post) -> dict[str, object]:
    post.edited = int(world.clock())
    return world.as_json(post)


def _editable(world: World, params: Params) -> Post:
    """The message that a call wants to edit, if the bot may."""
    message_id = params.integer("message_id")
    if not params.text("chat_id") and not message_id:
        raise refuse(400, "Message identifier is not specified")
    chat = world.chat(params.text("chat_id"), "edit")
    post = world.message(chat, message_id, "to edit")
    own = post.sender == "bot"
    allowed = (chat.can_edit or (own and chat.can_post)) if chat.kind == "channel" else own
    if not allowed or post.origin or post.service:
        raise refuse(400, "Message can't be edited")
    return post


def delete_message(world: World, params: Params) -> bool:
    """`deleteMessage`."""
    if not params.text("chat_id"):
        raise refuse(400, "Chat identifier is not specified")
    if not params.text("message_id"):
        raise refuse(400, "Message identifier is not specified")
    chat = world.chat(params.text("chat_id"), "write")
    _delete(chat, world.message(chat, params.integer("message_id"), "to delete"))
    return True


def delete_messages(world: World, params: Params) -> bool:
    """`deleteMessages`: up to 100 at once; those that are not there are passed over."""
    wanted = _identifiers(params)
    chat = world.chat(params.text("chat_id"), "write")
    for post in filter(None, map(chat.post, wanted)):
        _delete(chat, post)
    return True


def _delete(chat: Chat, post: Post) -> None:
    own = post.sender == "bot"
    allowed = own if chat.kind in ("private", "group") else chat.can_delete or (own and chat.can_post)
    if not allowed:
        raise refuse(400, "Message can't be deleted")
    post.deleted = True
    if chat.pinned == post.message_id:
        chat.pinned = 0


def _identifiers(params: Params) -> list[int]:
    value = params.json("message_ids", "Can't parse message_ids JSON object")
    if value is MISSING:
        raise refuse(400, "Message identifiers are not specified")
    if not isinstance(value, list):
        raise refuse(400, "Expected an Array of message identifiers")
    if len(value) > MOST_DELETED:
        raise refuse(400, "Too many message identifiers specified")
    numbers = [whole(one) for one in value]
    if any(number <= 0 for number in numbers):
        raise refuse(400, "Invalid message identifier specified")
    return numbers
