"""The fake in a process of its own, with the same handles as FakeTelegram where a journey needs them."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self, Unpack

import httpx

from tests.telegram.chats import Chat, Post, Settings
from tests.telegram.faults import Fault, fault_as_dict
from tests.telegram.server import TOKEN, Call

ROOT = Path(__file__).parent.parent.parent


class RemoteFaults:
    """The fault plan of a fake in another process."""

    def __init__(self, telegram: RemoteTelegram) -> None:
        self._telegram = telegram

    def add(self, method: str, *faults: Fault, chat: int | None = None) -> None:
        """As Faults.add."""
        for fault in faults:
            self._telegram.do("fault", method=method, fault=fault_as_dict(fault), chat=chat)

    def always(self, method: str, fault: Fault, chat: int | None = None) -> None:
        """As Faults.always."""
        self._telegram.do("fault", method=method, fault=fault_as_dict(fault), chat=chat, standing=True)

    def clear(self) -> None:
        """As Faults.clear."""
        self._telegram.do("clear_faults")

    @property
    def left(self) -> int:
        """As Faults.left."""
        return int(self._telegram.see("faults")["left"])


class RemoteTelegram:
    """A client of the control endpoint of `url`. Chats and posts that it returns are snapshots."""

    def __init__(self, url: str, token: str = TOKEN) -> None:
        self.url = url
        self.token = token
        self.faults = RemoteFaults(self)
        self._http = httpx.Client(base_url=url, trust_env=False, verify=False)  # noqa: S501  # plain HTTP: no certificates to load

    @classmethod
    @contextlib.contextmanager
    def started(cls, token: str = TOKEN, port: int = 0) -> Iterator[Self]:
        """Starts `python -m tests.telegram` and ends it on leaving."""
        command = [sys.executable, "-m", "tests.telegram", "--port", str(port), "--token", token]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            telegram = cls(json.loads(process.stdout.readline())["url"], token)
            try:
                yield telegram
            finally:
                telegram.close()
                process.terminate()

    def close(self) -> None:
        """Ends the connection to the control endpoint."""
        self._http.close()

    @property
    def base_url(self) -> str:
        """What goes before the token: ends with /bot."""
        return f"{self.url}/bot"

    @property
    def calls(self) -> list[Call]:
        """Every call so far."""
        return [Call(*call) for call in self.see("calls")]

    def chat(self, chat_id: int) -> Chat:
        """The chat with all its messages, as it is now."""
        chat = Chat(**self.see("chats", chat=chat_id)[0])
        chat.messages = {post["message_id"]: Post(**post) for post in self.see("history", chat=chat_id)}
        return chat

    def see(self, view: str, **query: int) -> Any:  # noqa: ANN401  # whatever JSON the view gives
        """GET /control/<view>."""
        return self._http.get(f"/control/{view}", params=query).raise_for_status().json()

    def do(self, verb: str, **args: object) -> Any:  # noqa: ANN401  # whatever JSON the verb gives
        """POST /control/do."""
        return self._http.post("/control/do", json={"verb": verb, "args": args}).raise_for_status().json()

    def add_channel(self, chat_id: int, **settings: Unpack[Settings]) -> Chat:
        """As FakeTelegram.add_channel."""
        return self._add("channel", chat_id, settings)

    def add_supergroup(self, chat_id: int, **settings: Unpack[Settings]) -> Chat:
        """As FakeTelegram.add_supergroup."""
        return self._add("supergroup", chat_id, settings)

    def add_private(self, user_id: int, **settings: Unpack[Settings]) -> Chat:
        """As FakeTelegram.add_private."""
        return self._add("private", user_id, settings)

    def _add(self, kind: str, chat_id: int, settings: Settings) -> Chat:
        self.do("add", kind=kind, chat_id=chat_id, **settings)
        return self.chat(chat_id)

    def change(self, chat_id: int, **settings: Unpack[Settings]) -> None:
        """As FakeTelegram.change."""
        self.do("change", chat_id=chat_id, **settings)

    def say(self, user_id: int, text: str, name: str = "Operator") -> Post:
        """As FakeTelegram.say."""
        return Post(**self.do("say", user_id=user_id, text=text, name=name))

    def publish(self, chat_id: int, text: str, by: str = "Other admin") -> Post:
        """As FakeTelegram.publish."""
        return Post(**self.do("publish", chat_id=chat_id, text=text, by=by))

    def press(self, chat_id: int, message_id: int, data: str, user_id: int = 1) -> str:
        """As FakeTelegram.press."""
        return str(self.do("press", chat_id=chat_id, message_id=message_id, data=data, user_id=user_id))

    def kick(self, chat_id: int) -> None:
        """As FakeTelegram.kick."""
        self.do("kick", chat_id=chat_id)

    def demote(self, chat_id: int) -> None:
        """As FakeTelegram.demote."""
        self.do("demote", chat_id=chat_id)

    def restore(self, chat_id: int) -> None:
        """As FakeTelegram.restore."""
        self.do("restore", chat_id=chat_id)

    def migrate(self, chat_id: int, new_id: int) -> None:
        """As FakeTelegram.migrate."""
        self.do("migrate", chat_id=chat_id, new_id=new_id)

    def limit(self, messages: int, seconds: float = 60.0, patience: float = 0.0) -> None:
        """Sets the flood limit."""
        self.do("flood", messages=messages, seconds=seconds, patience=patience)
