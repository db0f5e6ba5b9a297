"""Our own flow limits on the way to the fake Telegram: never more than a chat bears, over restarts, and nothing is lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.doors.notices import WAITING, Notices
from bot.events import Failed
from bot.jobs.deliver import deliver
from bot.jobs.takeover import take_over
from bot.model import Act, Channel, State
from tests.contract.room import ADMIN, CHAT, START, Room, room_on


def within_limits(room: Room, chat: int) -> None:
    assert room.busiest(chat, 1) <= 1
    assert chat > 0 or room.busiest(chat, 60) <= 20


async def test_a_long_queue_goes_out_at_the_pace_of_the_chat(tmp_path: Path) -> None:
    """A backlog of fifty posts and edits is no burst, and Telegram has nothing to complain about."""
    async with room_on(tmp_path) as room:
        room.fake.limit(20, 60)
        for _ in range(40):
            room.tell()
        await room.pass_()
        for number in range(10):
            room.add(f"e{number}", Act.EDIT, html=f"<b>Grown {number}</b>")
        await room.pass_()
        assert set(room.states()) == {State.SENT}
        assert len(room.standing) == 40
        within_limits(room, CHAT)
        assert room.fake.flood is not None
        assert room.fake.flood.refused == 0
        assert room.clock.now - START < timedelta(minutes=4), "and it is not slower than it must be"


async def test_a_restart_does_not_forget_what_was_sent(tmp_path: Path) -> None:
    async with room_on(tmp_path) as room:
        for _ in range(30):
            room.tell()
            room.clock.now += timedelta(seconds=1)
            await take_over(room.desk)  # as a service does that was killed and began again
            await deliver(room.desk)
        within_limits(room, CHAT)


async def test_two_channels_on_one_chat_share_its_limit(tmp_path: Path) -> None:
    two = (Channel("main", "@sample", "en", "UTC"), Channel("same", str(CHAT), "en", "UTC"))
    async with room_on(tmp_path, channels=two) as room:
        for _ in range(2):
            room.tell()
            await room.pass_()
            room.tell(channel="same")
            await room.pass_()
        for _ in range(12):
            room.tell()
            room.tell(channel="same")
        await room.pass_()
        assert set(room.states()) == {State.SENT}
        within_limits(room, CHAT)


async def test_all_chats_together_get_thirty_a_second_and_none_starves(tmp_path: Path) -> None:
    many = tuple(Channel(f"c{number}", f"-100{number}", "en", "UTC") for number in range(100, 140))
    async with room_on(tmp_path, admins=(), channels=many) as room:
        for channel in many:
            room.fake.add_channel(int(channel.to))
            for _ in range(2):
                room.tell(channel=channel.id)
        for _ in range(5):
            room.clock.now += timedelta(seconds=1)
            await deliver(room.desk)
        times = [call.at for call in room.fake.calls if call.method == "sendMessage"]
        assert max(times.count(at) for at in times) == 30
        assert set(room.states()) == {State.SENT}


async def test_notices_do_not_flood_the_admin_chat(tmp_path: Path) -> None:
    async with room_on(tmp_path) as room:
        notices = Notices(room.clock)
        for number in range(15):
            notices.listen(Failed(f"feed {number}", "is gone", "look"))
        for _ in range(200):
            room.clock.now += timedelta(seconds=0.2)
            await notices.send(room.desk)
        assert len(room.left_at_the_admins) == 15
        within_limits(room, ADMIN)


async def test_a_notice_that_a_flood_pushed_out_while_it_was_sent_takes_no_other_along(tmp_path: Path) -> None:
    """Of a flood the newest are told: every one of them, also while the first is on its way."""
    async with room_on(tmp_path) as room:
        notices = Notices(room.clock)
        notices.listen(Failed("feed 0", "is gone", "look"))
        sending = asyncio.create_task(notices.send(room.desk))
        await asyncio.sleep(0)
        for number in range(1, WAITING + 1):
            notices.listen(Failed(f"feed {number}", "is gone", "look"))
        await sending
        for _ in range(200):
            room.clock.now += timedelta(seconds=0.2)
            await notices.send(room.desk)
        told = "\n".join(room.left_at_the_admins)
        assert [number for number in range(1, WAITING + 1) if f"feed {number}:" not in told] == []
