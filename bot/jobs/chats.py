"""What is known of a channel's chat: where it is, how the Bot API numbers it, and its last message."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.channels.preview import CHAT
from bot.model import Channel, Delivery, Sent
from bot.store.base import ChannelState, Chat, Unit


def chat_of(state: ChannelState, channel: Channel) -> str:
    """Where a channel posts: where its chat moved to, unless the operator has named another since."""
    return state.chat if state.chat and state.configured == channel.to else channel.to


def number_of(state: ChannelState, channel: Channel) -> str:
    """The same as the Bot API numbers it, once a post was answered: two names of one chat are one chat.

    What was shown in the preview, before there was a token, says nothing of the chat.
    """
    to = chat_of(state, channel)
    known = state.last_chat not in {"", CHAT} and to in {state.last_to, state.last_chat}
    return state.last_chat if known else to


def last_of(state: ChannelState, channel: Channel) -> int | None:
    """The last known message of the chat; None where it is a chat that nothing is known of."""
    return state.last_message_id if number_of(state, channel) == state.last_chat else None


def stands_in(post: Delivery, state: ChannelState, channel: Channel, *, outside: bool) -> bool:
    """Whether a post stands where its channel posts now; elsewhere its number may be that of another post."""
    return post.chat == (number_of(state, channel) if outside else CHAT)


def met(unit: Unit, sent: Sent, now: datetime) -> None:
    """Remember the chat that an answer names."""
    if sent.kind and sent.chat.removeprefix("-").isdigit():
        unit.outbox.saw(Chat(int(sent.chat), sent.title, sent.kind, now))


def reached(state: ChannelState, to: str, chat: str, message_id: int) -> ChannelState:
    """The chat as it stands with one more message known."""
    last = state.last_message_id if state.last_chat == chat else None
    return replace(state, last_to=to, last_chat=chat, last_message_id=max(last or 0, message_id))
