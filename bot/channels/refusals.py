"""What Telegram's refusals are about, and what a person can do: one table of beginnings, in lower case.

The words are those of the Bot API server (descriptions) and of Telegram behind it (CONSTANTS); the library changes
their case. What no line knows is about the message alone: it becomes a dead letter, and the queue goes on.
"""

from __future__ import annotations

from bot.model import Fault, Refused

TO = "check `to` in bot.yaml, and that the bot is a member"
POST = "make the bot an administrator with the right to post messages"
BACK = "add the bot to the channel again as an administrator"
TOKEN = "copy the token again from @BotFather into TELEGRAM_BOT_TOKEN"  # noqa: S105  no token, but what to do about one
TOPICS = "check `topics` in bot.yaml, or open the topic again"
START = "that person must write /start to the bot first"

TABLE: tuple[tuple[str, Fault, str], ...] = (
    ("can't parse entities", Fault.MARKUP, ""),
    ("entity_", Fault.MARKUP, ""),
    ("message thread not found", Fault.TOPIC, TOPICS),
    ("topic_", Fault.TOPIC, TOPICS),
    ("message to be replied not found", Fault.REPLY, ""),
    ("message to reply not found", Fault.REPLY, ""),
    ("reply_message_id_invalid", Fault.REPLY, ""),
    ("chat not found", Fault.CHAT, TO),
    ("chat_id is empty", Fault.CHAT, TO),
    ("peer_id_invalid", Fault.CHAT, TO),
    ("channel_private", Fault.CHAT, BACK),
    ("channel_invalid", Fault.CHAT, TO),
    ("chat_id_invalid", Fault.CHAT, TO),
    ("group chat was upgraded", Fault.CHAT, "write the group's new id into bot.yaml: `dispaccio chats`"),
    ("group chat was deactivated", Fault.CHAT, "the group is gone: write another chat into bot.yaml"),
    ("need administrator rights", Fault.CHAT, POST),
    ("have no write access", Fault.CHAT, POST),
    ("not enough rights", Fault.CHAT, POST),
    ("have no rights to send", Fault.CHAT, POST),
    ("chat_write_forbidden", Fault.CHAT, POST),
    ("chat_admin_required", Fault.CHAT, POST),
    ("chat_restricted", Fault.CHAT, POST),
    ("chat_send_plain_forbidden", Fault.CHAT, POST),
    ("chat_guest_send_forbidden", Fault.CHAT, POST),
    ("user_banned_in_channel", Fault.CHAT, POST),
    ("forbidden: the group chat was deleted", Fault.CHAT, "the group is gone: write another chat into bot.yaml"),
    ("forbidden: user is deactivated", Fault.CHAT, "that account is gone: write another chat into bot.yaml"),
    ("forbidden: bot was blocked by the user", Fault.CHAT, "that person must unblock the bot"),
    ("forbidden: bot can't initiate conversation", Fault.CHAT, START),
    ("forbidden: bot was kicked", Fault.CHAT, BACK),
    ("forbidden: bot is not a member", Fault.CHAT, "add the bot to the channel as an administrator"),
    ("forbidden", Fault.CHAT, POST),
    ("telegram does not know the bot's token", Fault.CHAT, TOKEN),
    ("misdirected request", Fault.CHAT, "this Bot API server does not serve the bot: check `base_url` in bot.yaml"),
    ("logged out", Fault.CHAT, "the bot was logged out of this Bot API server: check `base_url` in bot.yaml"),
)


def refused(reason: str) -> Refused:
    """A refusal with what it is about and what to do."""
    text = reason.lower()
    for beginning, fault, do in TABLE:
        if text.startswith(beginning):
            return Refused(reason, fault, do)
    return Refused(reason, Fault.MESSAGE)


def advice(what: str, refusal: Refused) -> str:
    """What to do about a refusal of a test; `what` is the right that was tried."""
    if what == "delete":
        return "give the bot the right to delete messages"
    return refusal.do or f"the bot lacks the right to {what}"
