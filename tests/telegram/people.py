"""What people do: readers and operators write to the bot and press buttons, other administrators post and change rights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

from tests.telegram.asking import own_membership
from tests.telegram.chats import Chat, Post, Settings
from tests.telegram.links import found_entities
from tests.telegram.world import World

CALLBACK_SECONDS = 150.0
CHANGES: dict[str, Callable[[Chat], None]] = {"kicked": Chat.kick, "demoted": Chat.demote, "restored": Chat.restore}


class People:
    """The verbs of a test by which the outside world acts. Each may be called from any thread."""

    world: World

    def say(self, user_id: int, text: str, name: str = "Operator") -> Post:
        """A user writes to the bot in private, which also starts the bot; `/command` arrives as a command."""
        chat = self.world.chats.get(user_id) or self.world.add("private", user_id, title=name)
        chat.state = "member"
        return self._write(chat, text, chat.title, "message")

    def publish(self, chat_id: int, text: str, by: str = "Other admin") -> Post:
        """Another administrator posts: it takes an id and the bot hears of it."""
        chat = self.world.chats[chat_id]
        return self._write(chat, text, by, "channel_post" if chat.kind == "channel" else "message")

    def publish_photo(self, chat_id: int) -> Post:
        """A message of the bot's own without text, such as an earlier version may have left."""
        chat = self.world.chats[chat_id]
        return self.world.write(chat, Post(chat_id, 0, 0, media="photo"))

    def press(self, chat_id: int, message_id: int, data: str, user_id: int = 1) -> str:
        """A reader presses a button under a message; the id of the callback query."""
        chat = self.world.chats[chat_id]
        post = chat.post(message_id)
        query = str(4_000_000 + len(self.world.callbacks) + len(self.world.answered_callbacks))
        self.world.callbacks[query] = self.world.clock() + CALLBACK_SECONDS
        gone = {"chat": chat.as_json(), "message_id": message_id, "date": 0}
        payload: dict[str, object] = {
            "id": query,
            "from": {"id": user_id, "is_bot": False, "first_name": "Reader"},
            "message": self.world.as_json(post) if post else gone,
            "chat_instance": str(chat_id),
            "data": data,
        }
        self.world.updates.push("callback_query", payload)
        return query

    def change(self, chat_id: int, **settings: Unpack[Settings]) -> None:
        """Changes any setting of a chat: rights, protection, topics, the title, the state of the bot in it."""
        for name, value in settings.items():
            setattr(self.world.chats[chat_id], name, value)

    def push(self, kind: str, payload: dict[str, object]) -> None:
        """Any other update, as the Bot API words it."""
        self.world.updates.push(kind, payload)

    def kick(self, chat_id: int) -> None:
        """The bot is thrown out, and hears of it."""
        self._change(chat_id, "kicked")

    def demote(self, chat_id: int) -> None:
        """The bot loses every right but stays a member."""
        self._change(chat_id, "demoted")

    def restore(self, chat_id: int) -> None:
        """The bot is an administrator with all rights; also what it hears when it is added to a chat."""
        self._change(chat_id, "restored")

    def migrate(self, chat_id: int, new_id: int) -> None:
        """The group becomes the supergroup `new_id`."""
        self.world.migrate(self.world.chats[chat_id], new_id)

    def _change(self, chat_id: int, change: str) -> None:
        chat = self.world.chats[chat_id]
        before = own_membership(self.world, chat)
        CHANGES[change](chat)
        payload: dict[str, object] = {
            "chat": chat.as_json(),
            "from": {"id": 1, "is_bot": False, "first_name": "Owner"},
            "date": int(self.world.clock()),
            "old_chat_member": before,
            "new_chat_member": own_membership(self.world, chat),
        }
        self.world.updates.push("my_chat_member", payload)

    def _write(self, chat: Chat, text: str, by: str, kind: str) -> Post:
        entities = [one.as_json() for one in found_entities(text)]
        post = self.world.write(chat, Post(chat.id, 0, 0, text, text, entities, sender=by))
        self.world.updates.push(kind, self.world.as_json(post))
        return post
