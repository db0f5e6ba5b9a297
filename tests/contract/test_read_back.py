"""What may have arrived is read back on the fake Telegram: found, sent again or held, and nothing is left lying about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.base import Target
from bot.channels.preview import PreviewSender
from bot.events import Failed
from bot.jobs.deliver import deliver, orphans
from bot.jobs.doubt import next_doubt, read_back
from bot.jobs.takeover import take_over
from bot.model import Channel, State
from bot.outbox.doubt import PROBE
from tests.contract.room import ADMIN, CHAT, Room, room_on
from tests.telegram.faults import (
    BadGatewayHtml,
    DeliverThenReset,
    Fault,
    HangThenDeliver,
    ResetBeforeDelivery,
    Slow,
    Status429,
    Status500,
)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A channel with one post of ours, so that its head is known."""
    async with room_on(tmp_path) as made:
        made.tell()
        await made.pass_()
        await made.settle()
        assert made.texts == ["Story 1 of the day"]
        yield made


async def in_doubt(room: Room, fault: Fault) -> str:
    """One more post whose answer is lost."""
    name = room.tell()
    room.fake.faults.add("sendMessage", fault)
    room.clock.now += timedelta(seconds=2)
    await deliver(room.desk)
    assert room.get(name).state is State.UNSURE
    return name


def nothing_lies_about(room: Room) -> None:
    assert PROBE not in room.texts
    assert room.left_at_the_admins == []
    assert room.busiest(ADMIN, 1) <= 1
    assert (room.busiest(CHAT, 1), room.busiest(CHAT, 60)) <= (1, 20)


@pytest.mark.parametrize("fault", [DeliverThenReset(), BadGatewayHtml(delivered=True), Status500(delivered=True)])
async def test_what_arrived_is_found_at_one_look_without_a_probe(room: Room, fault: Fault) -> None:
    name = await in_doubt(room, fault)
    probes = [call for call in room.fake.calls if call.params.get("text") == PROBE]
    await room.settle(10)
    found = room.get(name)
    assert (found.state, found.message_id) == (State.SENT, room.standing[-1].message_id)
    assert found.link == f"https://t.me/sample/{found.message_id}"
    assert len(room.standing) == 2
    assert [call for call in room.fake.calls if call.params.get("text") == PROBE] == probes
    nothing_lies_about(room)


@pytest.mark.parametrize("fault", [ResetBeforeDelivery(), BadGatewayHtml(), Status500()])
async def test_what_did_not_arrive_is_sent_again_but_not_before_40_s(room: Room, fault: Fault) -> None:
    name = await in_doubt(room, fault)
    began = room.clock.now
    while room.get(name).state is State.UNSURE:
        room.clock.now += timedelta(seconds=1)
        await read_back(room.desk)
    assert room.clock.now - began >= timedelta(seconds=40)
    await room.settle()
    assert room.texts == ["Story 1 of the day", "Story 2 of the day"]
    nothing_lies_about(room)


async def test_what_appears_late_is_found_and_not_sent_twice(room: Room) -> None:
    """The connection is gone, Telegram waits out its own limit, and the post appears seconds later."""
    name = await in_doubt(room, HangThenDeliver(1.6))
    room.clock.now += timedelta(seconds=3)
    await read_back(room.desk)
    assert room.get(name).state is State.UNSURE, "not there yet, which proves nothing"
    await asyncio.sleep(1.0)
    await room.settle()
    assert room.get(name).state is State.SENT
    assert room.texts == ["Story 1 of the day", "Story 2 of the day"]


@pytest.mark.parametrize("arrived", [True, False])
async def test_holes_other_admins_and_service_messages_are_no_end(room: Room, arrived: bool) -> None:
    room.fake.publish(CHAT, "A post of another admin")
    gone = room.fake.publish(CHAT, "A post that its author deletes")
    room.channel.messages[gone.message_id].deleted = True
    room.fake.publish(CHAT, "Pinned").service = "pinned_message"
    name = await in_doubt(room, DeliverThenReset() if arrived else ResetBeforeDelivery())
    room.fake.publish(CHAT, "Another one")
    await room.settle()
    assert room.get(name).state is State.SENT
    assert room.texts.count("Story 2 of the day") == 1
    nothing_lies_about(room)


async def test_of_two_equal_posts_each_has_its_own(tmp_path: Path) -> None:
    """Two channels of the configuration on one chat say the same, and both answers are lost."""
    two = (Channel("main", "@sample", "en", "UTC"), Channel("same", str(CHAT), "en", "UTC"))
    async with room_on(tmp_path, channels=two) as room:
        room.tell()
        await room.pass_()
        room.tell(channel="same")
        await room.pass_()
        names = [room.tell("The very same"), room.tell("The very same", channel="same")]
        room.fake.faults.add("sendMessage", DeliverThenReset(), DeliverThenReset())
        for _ in range(5):
            room.clock.now += timedelta(seconds=1)
            await deliver(room.desk)
        await room.settle()
        ids = {room.get(name).message_id for name in names}
        assert room.texts.count("The very same") == 2
        assert ids == {post.message_id for post in room.standing if post.text == "The very same"}
        nothing_lies_about(room)


async def test_several_channels_in_doubt_share_the_admin_chat(tmp_path: Path) -> None:
    many = tuple(Channel(f"c{number}", f"-100{number}", "en", "UTC") for number in range(5, 9))
    async with room_on(tmp_path, channels=many) as room:
        for channel in many:
            room.fake.add_channel(int(channel.to))
            room.tell(channel=channel.id)
        await room.pass_()
        await room.settle()
        room.fake.faults.add("sendMessage", DeliverThenReset(), ResetBeforeDelivery(), DeliverThenReset())
        names = [room.tell(channel=channel.id) for channel in many]
        await room.pass_()
        await room.settle()
        assert {room.get(name).state for name in names} == {State.SENT}
        assert [len(room.fake.chat(int(channel.to)).posts) for channel in many] == [2, 2, 2, 2]
        assert room.busiest(ADMIN, 1) <= 1
        assert room.left_at_the_admins == []


@pytest.mark.parametrize("trouble", ["none", "blocked", "stranger", "the channel", "protected"])
async def test_where_nothing_can_be_read_back_it_is_held_and_told(tmp_path: Path, trouble: str) -> None:
    admins = {"none": (), "the channel": (CHAT,)}.get(trouble, (ADMIN,))
    async with room_on(tmp_path, admins=admins) as room:
        room.tell()
        await room.pass_()
        name = await in_doubt(room, DeliverThenReset())
        if trouble in {"blocked", "stranger"}:
            room.fake.change(ADMIN, state="blocked" if trouble == "blocked" else "stranger")
        room.channel.protected = trouble == "protected"
        await room.settle()
        held = room.get(name)
        assert held.state is State.HELD
        assert "mark-sent" in held.reason
        assert [event.what for event in room.failures] == [f"delivery {name} is held"]
        assert room.texts.count("Story 2 of the day") == 1
        assert PROBE not in room.texts
        later = room.tell()
        await room.pass_()
        assert room.get(later).state is State.SENT, "the rest of the channel goes on"


async def test_limits_of_telegram_put_reading_back_off(room: Room) -> None:
    name = await in_doubt(room, DeliverThenReset())
    room.fake.faults.add("forwardMessage", Status429(300))
    room.clock.now += timedelta(seconds=3)
    await read_back(room.desk)
    waiting = room.get(name)
    assert waiting.state is State.UNSURE
    assert waiting.not_before == room.clock.now + timedelta(seconds=300)
    calls = len(room.fake.calls)
    room.clock.now += timedelta(seconds=290)
    await read_back(room.desk)
    assert len(room.fake.calls) == calls
    await room.settle()
    assert room.get(name).state is State.SENT
    nothing_lies_about(room)


@pytest.mark.parametrize("method", ["forwardMessage", "deleteMessage", "sendMessage"])
async def test_faults_in_the_middle_of_reading_back_only_delay_it(room: Room, method: str) -> None:
    name = await in_doubt(room, ResetBeforeDelivery())
    room.fake.faults.add(method, DeliverThenReset(), ResetBeforeDelivery(), Status500(), Status429(7))
    await room.settle(400)
    assert room.get(name).state is State.SENT
    assert room.texts == ["Story 1 of the day", "Story 2 of the day"], "no probe stands, no post is missing or double"
    assert len(room.left_at_the_admins) <= 2, "copies of public posts, without a sound: they do no harm"


async def test_a_kick_in_the_middle_waits_for_a_person_and_is_told_once(room: Room) -> None:
    name = await in_doubt(room, DeliverThenReset())
    room.fake.kick(CHAT)
    await room.settle(300)
    for _ in range(200):
        room.clock.now += timedelta(seconds=2)
        await read_back(room.desk)
    assert room.get(name).state is State.UNSURE
    (told,) = room.failures
    assert "kicked" in told.why
    assert "administrator" in told.do
    room.fake.restore(CHAT)
    room.clock.now += timedelta(minutes=2)
    await read_back(room.desk)
    await room.settle()
    assert room.get(name).state is State.SENT
    assert room.texts.count("Story 2 of the day") == 1


async def test_a_service_that_dies_while_reading_back_is_taken_over(room: Room) -> None:
    """Its lease is ended at the start of the next, and what it had learnt is used."""
    name = await in_doubt(room, ResetBeforeDelivery())
    room.clock.now += timedelta(seconds=60)
    with room.desk.store.unit() as unit:
        (leased,) = unit.outbox.doubts(room.clock.now, lease=timedelta(minutes=5))
        unit.outbox.save(replace(leased, not_before=None))
        unit.outbox.doubts(room.clock.now, lease=timedelta(minutes=5))
    assert await read_back(room.desk) == 0, "somebody else reads it back"
    await take_over(room.desk)
    assert await read_back(room.desk) == 1
    await room.settle()
    assert room.get(name).state is State.SENT
    assert len(room.standing) == 2


async def test_a_probe_that_a_crash_left_is_taken_away(room: Room) -> None:
    name = await in_doubt(room, ResetBeforeDelivery())
    room.clock.now += timedelta(seconds=1)
    await room.desk.senders["main"].probe(Target("@sample"), PROBE)
    await room.settle()
    assert room.get(name).state is State.SENT
    nothing_lies_about(room)


async def test_the_first_post_of_all_can_be_read_back(tmp_path: Path) -> None:
    """The channel has a long past of which nothing is known, and the answer to a probe is lost."""
    async with room_on(tmp_path) as room:
        for number in range(400):
            room.fake.publish(CHAT, f"Old post {number}")
        three_probes = (Status500(), DeliverThenReset(), Slow(0.0))
        room.fake.faults.add("sendMessage", *three_probes, DeliverThenReset())
        name = room.tell()
        for _ in range(30):
            await room.pass_()
        assert room.get(name).state is State.UNSURE
        await room.settle()
        assert room.get(name).state is State.SENT
        assert room.texts[400:] == ["Story 1 of the day"]
        assert len([call for call in room.fake.calls if call.method == "forwardMessage"]) < 10
        nothing_lies_about(room)


@pytest.mark.parametrize("kind", ["supergroup", "group"])
async def test_groups_are_read_back_too(tmp_path: Path, kind: str) -> None:
    """In a basic group ids are those of the whole account: what stands elsewhere is a hole there."""
    async with room_on(tmp_path, channels=(Channel("main", "-500", "en", "UTC"),)) as room:
        group = (room.fake.add_supergroup if kind == "supergroup" else room.fake.add_group)(-500)
        room.tell()
        await room.pass_()
        await room.settle()
        for fault in (DeliverThenReset(), ResetBeforeDelivery()):
            room.fake.say(ADMIN, "hello")
            await in_doubt(room, fault)
            await room.settle()
        assert [post.text for post in group.posts] == [f"Story {number} of the day" for number in (1, 2, 3)]
        assert set(room.states()) == {State.SENT}


async def test_a_chat_that_moves_while_a_post_is_in_doubt_is_for_a_person(tmp_path: Path) -> None:
    async with room_on(tmp_path, channels=(Channel("main", "-500", "en", "UTC"),)) as room:
        room.fake.add_group(-500)
        room.tell()
        await room.pass_()
        name = await in_doubt(room, ResetBeforeDelivery())
        room.fake.migrate(-500, -1009)
        await room.settle()
        assert room.get(name).state is State.HELD
        assert "-1009" in room.get(name).reason
        later = room.tell()
        await room.pass_()
        assert (room.get(later).state, room.get(later).chat) == (State.SENT, "-1009")


async def test_a_worker_that_died_while_sending_leaves_a_doubt_that_settles_itself(room: Room) -> None:
    name = room.tell()
    with room.desk.store.unit() as unit:
        (claimed,) = unit.outbox.claim(room.clock.now + timedelta(seconds=2), lease=timedelta(seconds=45))
    assert claimed.id == name
    await orphans(room.desk, everyone=True)
    await room.settle()
    assert room.get(name).state is State.SENT
    assert len(room.standing) == 2
    assert not [event for event in room.events if isinstance(event, Failed)]


async def test_the_preview_channel_is_never_in_doubt(room: Room) -> None:
    await in_doubt(room, ResetBeforeDelivery())
    preview = replace(room.desk, senders={"main": PreviewSender()})
    room.clock.now += timedelta(seconds=3)
    await read_back(preview)
    await deliver(preview)
    assert next_doubt(preview) is None
    assert set(room.states()) == {State.SENT}
