"""A channel that posts elsewhere by now: its former posts stay as they are, and nothing is done to others by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from bot.channels.base import Target
from bot.channels.preview import PreviewSender
from bot.jobs.chats import last_of, number_of
from bot.jobs.desk import Desk
from bot.model import Act, Delivery, Fault, Outcome, Refused, Sent, State
from tests.journey.test_growth import CAUGHT, COPY, URLS, all_of, pass_with_growth
from tests.journey.test_verbs import MAIN, Clock, Wire, desk_of

CHATS: Mapping[str, str] = {"@main": "-1001", "@other": "-1002"}


@dataclass
class Outside(PreviewSender):
    """A channel outside of our state, with a number for each chat; `refusal` answers every edit."""

    refusal: Refused | None = None
    edited: list[tuple[str, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def outside(self) -> bool:
        return True

    async def send(self, delivery: Delivery, target: Target) -> Outcome:
        sent = await super().send(delivery, target)
        return replace(sent, chat=CHATS[target.chat]) if isinstance(sent, Sent) else sent

    async def edit(self, delivery: Delivery, target: Target) -> Outcome:
        self.edited.append((target.chat, delivery.message_id))
        return self.refusal or await super().edit(delivery, target)


def posting_to(desk: Desk, to: str, sender: PreviewSender) -> Desk:
    """The desk after an edit of bot.yaml."""
    return replace(desk, settings=replace(desk.settings, channels=(replace(MAIN, to=to),)), senders={MAIN.id: sender})


async def grown(desk: Desk, clock: Clock, wire: Wire) -> None:
    """A second outlet joins the story that was told."""
    clock.now += timedelta(minutes=6)
    wire.documents[URLS[1]] = [replace(COPY, age=timedelta(minutes=1))]
    await pass_with_growth(desk)


async def test_a_post_in_the_chat_of_today_grows(tmp_path: Path) -> None:
    """The contrary of the next test: else it could pass where nothing is ever edited."""
    clock, sender = Clock(), Outside()
    wire = Wire(clock, {URLS[0]: [CAUGHT]})
    with desk_of(tmp_path, clock, wire, MAIN, urls=URLS) as laid:
        desk = posting_to(laid, "@main", sender)
        await pass_with_growth(desk)
        await grown(desk, clock, wire)
        assert sender.edited == [("@main", 1)]


async def test_a_post_in_a_former_chat_is_left_alone(tmp_path: Path) -> None:
    """Message 1 of the new chat may be a post of ours that tells something else: it would be overwritten."""
    clock, sender = Clock(), Outside()
    wire = Wire(clock, {URLS[0]: [CAUGHT]})
    with desk_of(tmp_path, clock, wire, MAIN, urls=URLS) as laid:
        await pass_with_growth(posting_to(laid, "@main", sender))
        await grown(posting_to(laid, "@other", sender), clock, wire)
        assert sender.edited == []
        assert all_of(laid, Act.EDIT) == []


async def test_what_the_preview_showed_is_not_edited_in_the_channel_and_says_nothing_of_its_messages(
    tmp_path: Path,
) -> None:
    """The usual first day: without a token, then with one. The channel is another place, with numbers of its own."""
    clock, sender = Clock(), Outside()
    wire = Wire(clock, {URLS[0]: [CAUGHT]})
    with desk_of(tmp_path, clock, wire, MAIN, urls=URLS) as laid:
        await pass_with_growth(laid)
        await grown(posting_to(laid, "@main", sender), clock, wire)
        assert sender.edited == []
        with laid.store.glance() as unit:
            state = unit.outbox.channel(MAIN.id)
        assert number_of(state, MAIN) == "@main"
        assert last_of(state, MAIN) is None, "nothing is known of it: it is looked at before the first post"


async def test_an_edit_that_was_refused_is_not_tried_again_all_day(tmp_path: Path) -> None:
    """A post that somebody deleted by hand would cost a request every five minutes, and a row of the outbox each."""
    clock = Clock()
    sender = Outside(refusal=Refused("message to edit not found", Fault.MESSAGE))
    wire = Wire(clock, {URLS[0]: [CAUGHT]})
    with desk_of(tmp_path, clock, wire, MAIN, urls=URLS) as laid:
        desk = posting_to(laid, "@main", sender)
        await pass_with_growth(desk)
        await grown(desk, clock, wire)
        for _ in range(5):
            clock.now += timedelta(minutes=10)
            await pass_with_growth(desk)
        assert len(sender.edited) == 1
        (edit,) = all_of(desk, Act.EDIT)
        assert edit.state is State.RETRACTED
