"""Chats and the messages in them, with the states and rights that a test can switch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Literal, TypedDict

Kind = Literal["channel", "supergroup", "group", "private"]
State = Literal["member", "kicked", "left", "deleted", "migrated", "blocked", "stranger", "deactivated"]
Topic = Literal["open", "closed", "deleted"]


class Settings(TypedDict, total=False):
    """What a test may choose when it makes a chat; the meaning stands at the fields of Chat."""

    username: str
    title: str
    can_post: bool
    can_edit: bool
    can_delete: bool
    can_pin: bool
    protected: bool
    signature: str
    write_access: bool
    restricted: bool
    state: State
    topics: dict[int, Topic]


@dataclass
class Post:
    """One message. `html` is the text as sent, `text` and `entities` what readers see; times are unix seconds."""

    chat_id: int
    message_id: int
    date: int
    text: str = ""
    html: str = ""
    entities: list[dict[str, object]] = field(default_factory=list)
    silent: bool = False
    reply_to: int | None = None
    thread: int | None = None
    edited: int | None = None
    deleted: bool = False
    protected: bool = False
    sender: str = "bot"  # "bot", or the name of whoever else wrote it
    media: str = ""  # "photo" for a message without text
    service: str = ""  # "pinned_message" and the like: not a post
    origin: dict[str, object] | None = None
    preview: dict[str, object] = field(default_factory=dict)
    markup: dict[str, object] | None = None
    at: float = 0.0

    def as_dict(self) -> dict[str, object]:
        """All fields, for the control endpoint."""
        return asdict(self)

    def links(self) -> list[str]:
        """The addresses that the text links to, in order."""
        return [str(one["url"]) for one in self.entities if one["type"] == "text_link"]


@dataclass
class Chat:
    """One chat as the bot sees it. Every field may be changed by a test at any time."""

    id: int
    kind: Kind
    username: str = ""
    title: str = ""
    state: State = "member"  # of the bot
    can_post: bool = True
    can_edit: bool = True
    can_delete: bool = True
    can_pin: bool = True
    write_access: bool = True
    restricted: bool = False  # a group whose members may not send text
    protected: bool = False
    signature: str = ""  # author signature, when signing is on
    topics: dict[int, Topic] = field(default_factory=dict)  # not empty: the supergroup is a forum
    migrated_to: int = 0
    pinned: int = 0
    messages: dict[int, Post] = field(default_factory=dict)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def posts(self) -> list[Post]:
        """The posts that stand now, oldest first: neither deleted ones nor service messages."""
        return [post for post in self.history if not post.deleted and not post.service]

    @property
    def history(self) -> list[Post]:
        """Every message ever, with deleted and service ones. A copy: the fake may write in another thread meanwhile."""
        return list(self.messages.values())

    @property
    def is_forum(self) -> bool:
        """Whether messages stand in topics."""
        return self.kind == "supergroup" and bool(self.topics)

    @property
    def last_id(self) -> int:
        """The highest message id so far, 0 in an empty chat."""
        return max(list(self.messages), default=0)

    def post(self, message_id: int) -> Post | None:
        """The standing message of that id."""
        found = self.messages.get(message_id)
        return None if found is None or found.deleted else found

    def kick(self) -> None:
        """Throws the bot out."""
        self.state = "kicked"

    def demote(self) -> None:
        """Takes every administrator right from the bot, which stays a member."""
        self.can_post = self.can_edit = self.can_delete = self.can_pin = False

    def restore(self) -> None:
        """Makes the bot an administrator with all rights again."""
        self.state = "member"
        self.can_post = self.can_edit = self.can_delete = self.can_pin = self.write_access = True
        self.restricted = False

    def busiest(self, seconds: float = 60.0) -> int:
        """The largest number of the bot's messages that arrived within any `seconds`; what flood limits are about."""
        times = sorted(post.at for post in self.history if post.sender == "bot" and not post.service)
        return max(
            (sum(1 for other in times[i:] if other < begin + seconds) for i, begin in enumerate(times)), default=0
        )

    def as_json(self) -> dict[str, object]:
        """The Chat object of the Bot API."""
        shown: dict[str, object] = {"id": self.id}
        if self.kind == "private":
            shown["first_name"] = self.title
        else:
            shown["title"] = self.title
        if self.username:
            shown["username"] = self.username
        if self.is_forum:
            shown["is_forum"] = True
        return shown | {"type": self.kind}

    def origin_of(self, post: Post) -> dict[str, object]:
        """The forward_origin of a message of this chat; a forward of a forward keeps the first one."""
        if post.origin:
            return post.origin
        if self.kind == "channel":
            origin: dict[str, object] = {"type": "channel", "chat": self.as_json(), "message_id": post.message_id}
            if self.signature:
                origin["author_signature"] = self.signature
            return origin | {"date": post.date}
        return {"type": "hidden_user", "sender_user_name": post.sender, "date": post.date}
