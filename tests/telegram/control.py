"""The control endpoint under /control/: what a test in another process reads of the fake and tells it to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from tests.telegram.answers import Answer
from tests.telegram.chats import Chat
from tests.telegram.faults import FloodLimit, fault_from_dict
from tests.telegram.wire import Request

if TYPE_CHECKING:
    from tests.telegram.server import FakeTelegram

UNSHOWN: Final = ("messages", "ids")


def control(telegram: FakeTelegram, request: Request) -> Answer:
    """GET posts, history (of `?chat=ID`, default all), calls, chats, faults; POST do with {"verb": ..., "args": {...}}."""
    name = request.path.removeprefix("/control/")
    try:
        if request.method == "POST" and name == "do":
            order = json.loads(request.body)
            result = VERBS[order["verb"]](telegram, order.get("args", {}))
        else:
            chosen = parse_qs(request.query).get("chat")
            result = VIEWS[name](telegram, int(chosen[0]) if chosen else None)
    except (KeyError, ValueError, TypeError) as error:
        return Answer(400, json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
    return Answer(200, json.dumps(result, ensure_ascii=False).encode())


def _chats(telegram: FakeTelegram, chat_id: int | None) -> list[Chat]:
    return [telegram.chat(chat_id)] if chat_id is not None else list(telegram.world.chats.values())


def _chat_as_dict(chat: Chat) -> dict[str, object]:
    return {name: value for name, value in vars(chat).items() if name not in UNSHOWN}


VIEWS: Final[dict[str, Callable[[FakeTelegram, int | None], object]]] = {
    "posts": lambda telegram, chat: [post.as_dict() for one in _chats(telegram, chat) for post in one.posts],
    "history": lambda telegram, chat: [post.as_dict() for one in _chats(telegram, chat) for post in one.history],
    "chats": lambda telegram, chat: [_chat_as_dict(one) for one in _chats(telegram, chat)],
    "calls": lambda telegram, _chat: [list(call) for call in telegram.calls],
    "faults": lambda telegram, _chat: {"left": telegram.faults.left},
}


def _settings(args: dict[str, Any]) -> dict[str, Any]:
    """Settings of a chat that came as JSON, where the numbers of topics are texts."""
    if "topics" in args:
        args = args | {"topics": {int(thread): state for thread, state in args["topics"].items()}}
    return args


def _add(telegram: FakeTelegram, args: dict[str, Any]) -> dict[str, object]:
    return _chat_as_dict(telegram.world.add(**_settings(args)))


def _fault(telegram: FakeTelegram, args: dict[str, Any]) -> None:
    fault = fault_from_dict(args["fault"])
    order = telegram.faults.always if args.get("standing") else telegram.faults.add
    order(args["method"], fault, chat=args.get("chat"))


def _flood(telegram: FakeTelegram, args: dict[str, Any]) -> None:
    telegram.flood = FloodLimit(**args) if args else None


VERBS: Final[dict[str, Callable[[FakeTelegram, dict[str, Any]], object]]] = {
    "add": _add,
    "change": lambda telegram, args: telegram.change(**_settings(args)),
    "say": lambda telegram, args: telegram.say(**args).as_dict(),
    "publish": lambda telegram, args: telegram.publish(**args).as_dict(),
    "press": lambda telegram, args: telegram.press(**args),
    "push": lambda telegram, args: telegram.push(**args),
    "kick": lambda telegram, args: telegram.kick(**args),
    "demote": lambda telegram, args: telegram.demote(**args),
    "restore": lambda telegram, args: telegram.restore(**args),
    "migrate": lambda telegram, args: telegram.migrate(**args),
    "fault": _fault,
    "clear_faults": lambda telegram, _args: telegram.faults.clear(),
    "flood": _flood,
}
