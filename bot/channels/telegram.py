"""Telegram through python-telegram-bot: what became of an attempt, told without guessing.

What each exception means for "did it arrive?" was read from the library and measured against a server:

    connect error, connect timeout, pool timeout        not sent
    read or write timeout, reset, 5xx, 502 page         it may have arrived
    429                                                 not sent, wait
    400, 401, 403, 404                                  not sent, refused

Telegram waits out flood limits of up to 8 s by itself before it posts, so a read timeout below that makes doubles:
ours is 30 s. BadRequest and TimedOut are subclasses of NetworkError there, so the order of the cases matters.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import httpx
from telegram import Bot, Chat, ChatFullInfo, LinkPreviewOptions, Message, MessageOriginChannel, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from bot.channels.base import Check, Target
from bot.channels.refusals import advice, refused
from bot.model import Busy, Delivery, Gone, Look, Moved, Outcome, Refused, Seen, Sent, Unknown, Unsent
from bot.text.markup import plain

# The library warns at every 429 unless its coming form of the wait, a timedelta, is asked for.
os.environ.setdefault("PTB_TIMEDELTA", "true")
# It prints the whole page of a broken proxy with a traceback; the outcome says the same in one line.
logging.getLogger("telegram.request").setLevel(logging.CRITICAL)

CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Answers to a look at an id: nothing is there, or something that nobody can forward (a service message).
NOTHING = ("message to forward not found", "message_id_invalid")
UNMOVABLE = "message can't be forwarded"

Failure = Busy | Moved | Refused | Unsent | Unknown
T = TypeVar("T")


class TelegramSender:
    """One bot. `base_url` ends in "/bot"; the token never appears in an outcome."""

    def __init__(
        self, token: str, base_url: str, *, proxy: str | None = None, read_seconds: float = READ_SECONDS
    ) -> None:
        self._secret = token
        self._request = HTTPXRequest(
            connection_pool_size=8,
            connect_timeout=CONNECT_SECONDS,
            read_timeout=read_seconds,
            write_timeout=READ_SECONDS,
            pool_timeout=CONNECT_SECONDS,
            proxy=proxy,
            httpx_kwargs={"trust_env": False},
        )
        self._bot = Bot(token, base_url=base_url, request=self._request, get_updates_request=self._request)

    @property
    def outside(self) -> bool:
        """Posts stand in Telegram, which has limits, and whose answers can be lost."""
        return True

    async def send(self, delivery: Delivery, target: Target) -> Outcome:
        """Post the message once."""
        message = delivery.message

        async def attempt() -> Outcome:
            post = await self._bot.send_message(
                chat_id=_chat(target),
                text=plain(message.html) if delivery.plain else message.html,
                parse_mode=None if delivery.plain else ParseMode.HTML,
                disable_notification=message.silent,
                message_thread_id=message.thread,
                reply_parameters=_reply(target),
                link_preview_options=LinkPreviewOptions(is_disabled=not message.previews),
            )
            return _sent(post)

        return await self._ask(attempt)

    async def edit(self, delivery: Delivery, target: Target) -> Outcome:
        """Replace the text of a post; Telegram's "message is not modified" counts as done."""
        standing = Sent(delivery.chat or target.chat, delivery.message_id or 0, delivery.link)

        async def attempt() -> Outcome:
            await self._bot.edit_message_text(
                chat_id=_chat(target),
                message_id=standing.message_id,
                text=delivery.message.html,
                parse_mode=ParseMode.HTML,
                link_preview_options=LinkPreviewOptions(is_disabled=not delivery.message.previews),
            )
            return standing

        outcome = await self._ask(attempt)
        unchanged = isinstance(outcome, Refused) and "message is not modified" in outcome.reason.lower()
        return standing if unchanged else outcome

    async def delete(self, target: Target, message_id: int) -> Outcome:
        """Take a post away; one that is no longer there counts as done."""
        gone = Sent(target.chat, message_id)

        async def attempt() -> Outcome:
            await self._bot.delete_message(chat_id=_chat(target), message_id=message_id)
            return gone

        outcome = await self._ask(attempt)
        absent = isinstance(outcome, Refused) and "message to delete not found" in outcome.reason.lower()
        return gone if absent else outcome

    async def probe(self, target: Target, text: str) -> Outcome:
        """Post a text without sound."""

        async def attempt() -> Outcome:
            return _sent(await self._bot.send_message(_chat(target), text, disable_notification=True))

        return await self._ask(attempt)

    async def look(self, target: Target, message_id: int, desk: str) -> Look:
        """Forward a message to `desk`, read the copy, and delete it: the one way in which the Bot API shows a message.

        Read access to the channel is enough. A copy that could not be deleted, or was left by a crash, does no harm: it
        made no sound, and stands in the operator's own chat.
        """

        async def attempt() -> Message:
            return await self._bot.forward_message(
                chat_id=_chat(Target(desk)),
                from_chat_id=_chat(target),
                message_id=message_id,
                disable_notification=True,
            )

        copy = await self._ask(attempt)
        match copy:
            case Message():
                await self.delete(Target(desk), copy.message_id)
                return _seen(copy, target, message_id)
            case Refused(reason) if reason.lower().startswith(NOTHING):
                return Gone()
            case Refused(reason) if reason.lower().startswith(UNMOVABLE):
                return Seen("")
            case _:
                return copy

    async def notify(self, chat: str, text: str) -> Outcome:
        """One plain message."""

        async def attempt() -> Outcome:
            return _sent(await self._bot.send_message(_chat(Target(chat)), text, link_preview_options=NO_PREVIEW))

        return await self._ask(attempt)

    async def test(self, target: Target) -> list[Check]:
        """Ask for the chat, post one silent message and delete it."""
        checks = []
        outcome: Outcome | None = None
        for what, attempt in (("chat", self._find(target)), ("post", self._post(target))):
            outcome = await self._ask(attempt)
            checks.append(_check(what, outcome, target))
            if not checks[-1].ok:
                return checks
        if isinstance(outcome, Sent):
            checks.append(_check("delete", await self.delete(target, outcome.message_id), target))
        return checks

    async def close(self) -> None:
        """Close the connections."""
        # a bot that was never initialized (that would ask Telegram first) does not close its connections itself
        await self._request.shutdown()

    def _find(self, target: Target) -> Callable[[], Awaitable[Outcome]]:
        async def attempt() -> Outcome:
            chat = await self._bot.get_chat(_chat(target))
            return Sent(str(chat.id), 0, title=_title(chat), kind=str(chat.type))

        return attempt

    def _post(self, target: Target) -> Callable[[], Awaitable[Outcome]]:
        async def attempt() -> Outcome:
            return _sent(await self._bot.send_message(_chat(target), "dispaccio: test", disable_notification=True))

        return attempt

    async def _ask(self, attempt: Callable[[], Awaitable[T]]) -> T | Failure:
        """Turn whatever the library raises into an outcome."""
        try:
            return await attempt()
        except TelegramError as error:
            return self._read(error)
        except (KeyError, TypeError, ValueError, AttributeError):
            # the library expects Telegram's own form of answer; another one says nothing about the post
            return Unknown("Telegram answered in a form that nobody knows")

    def _read(self, error: TelegramError) -> Failure:
        reason = str(error.message).replace(self._secret, "<token>")
        cause = error.__cause__
        match error:
            case RetryAfter():
                return Busy(_seconds(error))
            case ChatMigrated():
                return Moved(str(error.new_chat_id))
            case InvalidToken():
                return refused("Telegram does not know the bot's token")
            case Forbidden() | BadRequest():
                return refused(reason)
            case Conflict():
                return Unsent(reason)
            case NetworkError() if isinstance(
                cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError
            ):
                return Unsent(f"no connection to Telegram: {type(cause).__name__}")
            case _ if reason.startswith("Misdirected Request"):
                return refused(reason)
            case _:
                return Unknown(_short(reason))


def _check(what: str, outcome: Outcome, target: Target) -> Check:
    """What the operator reads, and what to do about it."""
    name = f"{target.name} ({target.chat})"
    match outcome:
        case Sent():
            return Check(what, ok=True, say=f"{name}: {what} works", met=outcome)
        case Moved(chat):
            return Check(what, ok=False, say=f'{name}: the chat moved; write `to: "{chat}"` into bot.yaml')
        case Refused(reason):
            return Check(what, ok=False, say=f"{name}: {reason}; {advice(what, outcome)}")
        case Busy(retry_after):
            return Check(what, ok=False, say=f"{name}: Telegram asks to wait {retry_after.total_seconds():.0f} s")
        case Unsent(reason) | Unknown(reason):
            return Check(what, ok=False, say=f"{name}: {reason}; try again when Telegram can be reached")


def _chat(target: Target) -> int | str:
    return int(target.chat) if target.chat.removeprefix("-").isdigit() else target.chat


def _reply(target: Target) -> ReplyParameters | None:
    return None if target.reply_to is None else ReplyParameters(target.reply_to, allow_sending_without_reply=True)


def _sent(post: Message) -> Sent:
    shielded = bool(post.has_protected_content)
    where = {"title": _title(post.chat), "kind": str(post.chat.type)}
    return Sent(str(post.chat.id), post.message_id, post.link or "", shielded=shielded, **where)


def _seen(copy: Message, target: Target, message_id: int) -> Seen:
    """A forwarded copy says where it came from, if that was a channel."""
    origin = copy.forward_origin
    chat = origin.chat if isinstance(origin, MessageOriginChannel) else None
    where = str(chat.id) if chat else target.chat
    name = f"{chat.username}" if chat and chat.username else f"c/{where.removeprefix('-100')}"
    link = f"https://t.me/{name}/{message_id}" if chat or where.startswith("-100") else ""
    return Seen(copy.text or copy.caption or "", where, link)


def _title(chat: Chat | ChatFullInfo) -> str:
    return chat.effective_name or ""


def _seconds(error: RetryAfter) -> timedelta:
    wait = error.retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)


def _short(reason: str) -> str:
    """An HTML page of a proxy is no reason to read."""
    return reason.partition("Parsing the server response")[0].strip()[:200]
