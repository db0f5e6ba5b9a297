"""What happened for the bot: the queue behind getUpdates, its long poll, and the webhook that excludes it."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from tests.telegram.answers import Refusal, Told, refuse, too_many
from tests.telegram.params import Params, whole

OFF_BY_DEFAULT: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
KINDS: Final = OFF_BY_DEFAULT | {
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "my_chat_member",
    "chat_join_request",
    "inline_query",
    "chosen_inline_result",
    "poll",
    "poll_answer",
    "chat_boost",
    "removed_chat_boost",
}
LONGEST_POLL: Final = 50
KEPT: Final = {"callback_query": 150.0, "inline_query": 30.0}  # seconds; everything else a day
OTHER_POLL: Final = "terminated by other getUpdates request; make sure that only one bot instance is running"
HOOKED: Final = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@dataclass
class Updates:
    """The queue of one bot. `clock` gives unix seconds."""

    clock: Callable[[], float]
    pending: list[tuple[float, dict[str, object]]] = field(default_factory=list)  # (when it is forgotten, update)
    allowed: frozenset[str] = KINDS - OFF_BY_DEFAULT
    webhook: str = ""
    next_id: int = 1000
    _poll: asyncio.Future[None] | None = None
    _webhook_at: float = -1.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def push(self, kind: str, payload: dict[str, object]) -> None:
        """Queues an update if the bot asked for its kind, and wakes a waiting poll. May be called from any thread."""
        if kind not in self.allowed:
            return
        with self._lock:
            forgotten = self.clock() + KEPT.get(kind, 86400.0)
            self.pending.append((forgotten, {"update_id": self.next_id, kind: payload}))
            self.next_id += 1
        self._end_poll(None)

    @property
    def is_polled(self) -> bool:
        """Whether a long poll waits at this moment."""
        return self._poll is not None

    async def poll(self, params: Params) -> list[dict[str, object]]:
        """`getUpdates`."""
        if self.webhook:
            raise Refusal(409, f"Conflict: {HOOKED}")
        self._end_poll(Refusal(409, f"Conflict: {OTHER_POLL}"))
        self._allow(params.text("allowed_updates"))
        limit = params.integer("limit")
        limit = limit if 1 <= limit <= 100 else 100
        self._confirm(params.integer("offset"))
        timeout = min(max(params.integer("timeout"), 0), LONGEST_POLL)
        if not self.pending and timeout:
            await self._wait(timeout)
        return [update for _, update in self.pending[:limit]]

    async def _wait(self, seconds: int) -> None:
        poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            await asyncio.wait_for(poll, seconds)
        except TimeoutError:
            pass
        finally:
            if self._poll is poll:
                self._poll = None

    def _end_poll(self, reason: Refusal | None) -> None:
        poll, self._poll = self._poll, None
        if poll is None:
            return

        def end() -> None:
            if poll.done():
                return
            if reason:
                poll.set_exception(reason)
            else:
                poll.set_result(None)

        poll.get_loop().call_soon_threadsafe(end)

    def _confirm(self, offset: int) -> None:
        """Forgets what the offset confirms: all before it, or with a negative one all but the last ones."""
        with self._lock:
            kept = [one for one in self.pending if one[0] > self.clock()]
            if offset > 0:
                kept = [one for one in kept if whole(one[1]["update_id"]) >= offset]
            self.pending = kept[offset:] if offset < 0 else kept

    def _allow(self, text: str) -> None:
        """Remembers allowed_updates; bad JSON changes nothing, an empty list or unknown names only bring the default back."""
        try:
            names = json.loads(text or "null")
        except ValueError:
            return
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            self.allowed = KINDS & {name.lower() for name in names} or KINDS - OFF_BY_DEFAULT

    def set_webhook(self, params: Params) -> Told:
        """setWebhook; nothing is ever posted to it, but polling ends."""
        url, secret = params.text("url"), params.text("secret_token")
        if len(secret) > 256:
            raise refuse(400, "Secret token is too long")
        if not re.fullmatch("[A-Za-z0-9_-]*", secret):
            raise refuse(400, "Secret token contains unallowed characters")
        if not url:
            return self.delete_webhook(params)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or "." not in (parts.hostname or ""):
            raise refuse(400, "Invalid webhook URL specified")
        if parts.scheme != "https":
            raise refuse(400, "Bad webhook: An HTTPS URL must be provided for webhook")
        if 0 <= self.clock() - self._webhook_at < 1:
            raise too_many(1)
        self._webhook_at = self.clock()
        self._end_poll(Refusal(409, "Conflict: terminated by setWebhook request"))
        self._allow(params.text("allowed_updates"))
        self._drop(params)
        already = url == self.webhook
        self.webhook = url
        return Told(True, "Webhook is already set" if already else "Webhook was set")

    def delete_webhook(self, params: Params) -> Told:
        """`deleteWebhook`."""
        self._drop(params)
        was, self.webhook = self.webhook, ""
        return Told(True, "Webhook was deleted" if was else "Webhook is already deleted")

    def webhook_info(self) -> dict[str, object]:
        """`getWebhookInfo`."""
        return {"url": self.webhook, "has_custom_certificate": False, "pending_update_count": len(self.pending)}

    def _drop(self, params: Params) -> None:
        if params.flag("drop_pending_updates"):
            with self._lock:
                self.pending.clear()
