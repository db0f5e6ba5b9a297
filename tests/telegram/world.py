"""The world behind the server: the bot, the chats that it knows, who may do what where, and how a message looks in JSON."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Final, Literal, Unpack

from tests.telegram.answers import refuse
from tests.telegram.chats import Chat, Kind, Post, Settings
from tests.telegram.params import Params, whole
from tests.telegram.updates import Updates

Access = Literal["read", "edit", "write"]
# (state of the bot, kind of chat) -> the reason of the 403
BARRED: Final = {
    ("kicked", "channel"): "bot was kicked from the channel chat",
    ("kicked", "supergroup"): "bot was kicked from the supergroup chat",
    ("kicked", "group"): "bot was kicked from the group chat",
    ("left", "channel"): "bot is not a member of the channel chat",
    ("left", "supergroup"): "bot is not a member of the supergroup chat",
    ("left", "group"): "bot is not a member of the group chat",
    (
        "deleted",
        "channel",
    ): "bot is not a member of the channel chat",  # seen from the bot a deleted channel is a lost one
    ("deleted", "supergroup"): "bot is not a member of the supergroup chat",
    ("deleted", "group"): "the group chat was deleted",
    ("deactivated", "private"): "user is deactivated",
    ("blocked", "private"): "bot was blocked by the user",
    ("stranger", "private"): "bot can't initiate conversation with a user",
}


class World:
    """Everything that lasts between two calls. `clock` gives unix seconds."""

    def __init__(self, bot_id: int, clock: Callable[[], float]) -> None:
        self.bot_id = bot_id
        self.clock = clock
        self.chats: dict[int, Chat] = {}
        self.common_ids = count(1)  # private chats and basic groups share the account's one counter
        self.updates = Updates(clock)
        self.commands: list[dict[str, object]] = []
        self.started = clock()
        self.logged_out = False
        self.callbacks: dict[str, float] = {}  # pressed and not yet answered -> until when an answer is taken
        self.answered_callbacks: dict[str, dict[str, str]] = {}

    def add(self, kind: Kind, chat_id: int, **settings: Unpack[Settings]) -> Chat:
        """A new chat of that kind; `settings` are fields of Chat, a username may have its @."""
        chat = Chat(chat_id, kind, **settings)
        chat.username = chat.username.removeprefix("@")
        chat.title = chat.title or f"{kind.capitalize()} {chat_id}"
        if kind in ("private", "group"):
            chat.ids = self.common_ids
        self.chats[chat_id] = chat
        return chat

    def known(self, reference: str) -> Chat | None:
        """The chat of an id or of a @name; names work for channels and supergroups only."""
        if not reference.startswith("@"):
            return self.chats.get(whole(reference))
        name = reference[1:].lower()
        public = (chat for chat in self.chats.values() if chat.kind in ("channel", "supergroup"))
        return next((chat for chat in public if name and chat.username.lower() == name), None)

    def chat(self, reference: str, access: Access) -> Chat:
        """The chat, if the bot may come so near to it; else the refusal that Telegram words."""
        if not reference:
            raise refuse(400, "Chat_id is empty")
        chat = self.known(reference)
        if chat is None:
            raise refuse(400, "Chat not found")
        if chat.state == "migrated":
            raise refuse(400, "Group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        reason = BARRED.get((chat.state, chat.kind))
        open_to_all = chat.state == "left" and chat.username and access == "read"
        if reason and not open_to_all and not (chat.kind == "private" and access == "read"):
            raise refuse(403, reason)
        return chat

    def may_write(self, chat: Chat) -> None:
        """Refuses when the bot is in the chat but may not write there."""
        if chat.kind == "channel" and not chat.can_post:
            raise refuse(400, "Need administrator rights in the channel chat")
        if not chat.write_access:
            raise refuse(400, "Have no write access to the chat")
        if chat.restricted:
            raise refuse(400, "Not enough rights to send text messages to the chat")

    def thread(self, chat: Chat, params: Params) -> int | None:
        """The topic of a forum to write to; the parameter is dropped silently in chats without topics."""
        thread = params.integer("message_thread_id")
        if not thread or not chat.is_forum:
            return None
        state = chat.topics.get(thread)
        if thread == 1 or state is None:
            raise refuse(400, "Message thread not found")
        if state != "open":
            raise refuse(400, f"TOPIC_{state.upper()}")
        return thread

    def message(self, chat: Chat, message_id: int, what: str) -> Post:
        """The standing message, or `message to <what> not found`."""
        post = chat.post(message_id)
        if post is None:
            raise refuse(400, f"Message {what} not found")
        return post

    def write(self, chat: Chat, post: Post) -> Post:
        """Puts a message into the chat under the chat's next id."""
        now = self.clock()
        post.message_id, post.date, post.at, post.chat_id = next(chat.ids), int(now), now, chat.id
        post.protected = post.protected or chat.protected
        chat.messages[post.message_id] = post
        return post

    def migrate(self, chat: Chat, new_id: int) -> Chat:
        """Upgrades a group: its old id is refused from now on, the new one is a supergroup with the same title."""
        chat.state, chat.migrated_to = "migrated", new_id
        return self.chats.get(new_id) or self.add("supergroup", new_id, title=chat.title)

    def me(self) -> dict[str, object]:
        """The bot as a User object."""
        return {"id": self.bot_id, "is_bot": True, "first_name": "Sample bot", "username": "sample_bot"}

    def as_json(self, post: Post, *, nested: bool = False) -> dict[str, object]:
        """The Message object of a message; `nested` leaves out the message that it replies to."""
        chat = self.chats[post.chat_id]
        shown: dict[str, object] = {"message_id": post.message_id} | self._sender(chat, post)
        shown |= {"chat": chat.as_json(), "date": post.date}
        if post.edited is not None:
            shown["edit_date"] = post.edited
        if post.thread:
            shown |= {"message_thread_id": post.thread, "is_topic_message": True}
        if post.origin:
            shown |= _legacy_origin(post.origin)
        answered = chat.post(post.reply_to) if post.reply_to else None
        if answered and not nested:
            shown["reply_to_message"] = self.as_json(answered, nested=True)
        if post.service == "pinned_message" and (pinned := chat.post(chat.pinned)):
            shown["pinned_message"] = self.as_json(pinned, nested=True)
        return shown | _content(post)

    def _sender(self, chat: Chat, post: Post) -> dict[str, object]:
        if chat.kind == "channel":
            signed = {"author_signature": chat.signature} if chat.signature else {}
            return {"sender_chat": chat.as_json(), **signed}
        if post.sender == "bot":
            return {"from": self.me()}
        user = chat.id if chat.kind == "private" else 1
        return {"from": {"id": user, "is_bot": False, "first_name": post.sender}}


def _content(post: Post) -> dict[str, object]:
    shown: dict[str, object] = {}
    if post.text:
        shown["text"] = post.text
    if post.entities:
        shown["entities"] = post.entities
    if post.media:
        shown[post.media] = []
    if post.preview:
        shown["link_preview_options"] = post.preview
    if post.markup:
        shown["reply_markup"] = post.markup
    if post.protected:
        shown["has_protected_content"] = True
    return shown


def _legacy_origin(origin: dict[str, object]) -> dict[str, object]:
    """The origin of a forward, with the fields that stood for it before and are still sent."""
    shown: dict[str, object] = {"forward_origin": origin, "forward_date": origin["date"]}
    if origin["type"] == "channel":
        shown |= {"forward_from_chat": origin["chat"], "forward_from_message_id": origin["message_id"]}
    return shown
