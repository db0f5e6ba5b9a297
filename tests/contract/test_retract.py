"""Taking posts and stories back: in the channel, in the balance, and for good."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import DispaccioError
from bot.jobs.grow import grow
from bot.jobs.retract import Retraction, retract
from bot.jobs.status import imbalances, routes
from bot.model import Delivery, Digest, Joins, Level, State
from tests.contract.room import START, Room, room_on
from tests.contract.stores import NOW, item, match, placed, told
from tests.telegram.faults import Refuse

HEAD = "🗞 <b>News</b>\n2 stories"


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A digest of two stories and an alert of one stand in the channel."""
    async with room_on(tmp_path, admins=()) as made:
        with made.desk.store.unit() as unit:
            stories = [placed(unit, number) for number in (1, 2)]
            html = "\n\n".join(
                [HEAD, *(f'✉️ <b>Letters</b>\n• <a href="{s.items[0].link}">{s.items[0].title}</a>' for s in stories)]
            )
            digest, (post,) = told(*stories)
            unit.stories.tell(digest, [saying(post, html)], dict.fromkeys(("s1", "s2"), "letters"))
            alert = Digest("a1", "main", Level.ALERT, START, (placed(unit, 3),))
            _, (post,) = told(*alert.stories, name="a1")
            unit.stories.tell(alert, [saying(post, "⚡️ <b>Breaking</b>\n\n• Headline 3")])
        await made.pass_()
        assert len(made.standing) == 2
        yield made


def saying(post: Delivery, html: str) -> Delivery:
    return replace(post, message=replace(post.message, html=html))


def take(room: Room, asked: str, reason: str = "") -> list[Retraction]:
    with room.desk.store.unit() as unit:
        return retract(unit, room.desk.settings, asked, reason, room.clock.now)


def fates(room: Room) -> tuple[int, int, int]:
    """Stories told, retracted and waiting; the sums must hold."""
    with room.desk.store.glance() as unit:
        balance = unit.balance(NOW - timedelta(days=1), room.clock.now, routes(room.desk.settings))
    assert not [line for line in imbalances(balance) if line.startswith("main")]
    (main,) = balance.channels
    return main.told, main.retracted, main.waiting


async def test_a_young_alert_disappears(room: Room) -> None:
    link = room.get("a1-1").link
    assert [one.done for one in take(room, link)] == ["deleted"]
    await room.pass_()
    assert [post.text.splitlines()[0] for post in room.standing] == ["🗞 News"]
    assert room.get("a1-1").state is State.RETRACTED
    assert fates(room) == (2, 1, 0)
    with pytest.raises(DispaccioError, match="already"):
        take(room, link)


async def test_an_old_post_is_struck_out_with_a_note(room: Room) -> None:
    room.clock.now += timedelta(hours=2)
    assert [one.done for one in take(room, "a1-1", "the outlet withdrew it")] == ["struck out"]
    await room.pass_()
    assert "the outlet withdrew it" in room.texts[1]
    assert [entity["type"] for entity in room.standing[1].entities if entity["type"] == "strikethrough"]
    assert fates(room) == (2, 1, 0)


@pytest.mark.parametrize("asked", ["s2", item(2).link, item(2).id])
async def test_one_story_of_a_digest_is_struck_out_and_the_other_stays(room: Room, asked: str) -> None:
    assert [(one.done, one.stories) for one in take(room, asked, "wrong")] == [("struck out", ("s2",))]
    await room.pass_()
    text, alert = room.texts
    assert "⚠️ taken back by the editors: wrong" in text
    assert room.standing[0].links() == [item(1).link]
    assert "Headline 3" in alert
    assert fates(room) == (2, 1, 0)
    assert [one.stories for one in take(room, "d1-1")] == [("s1",)], "the rest can go too"


async def test_it_is_never_edited_back_in_nor_told_again(room: Room) -> None:
    """An outlet joins both stories of the digest: one grows, the other stays taken back."""
    take(room, "s2", "wrong")
    await room.pass_()
    with room.desk.store.unit() as unit:
        for number, story in ((4, "s1"), (5, "s2")):
            late = item(number, outlet="Second", family="second")
            unit.items.add(late, [f"key-{number}"], [match(late)])
            unit.stories.place(late, story, Joins(story, 1.0, ()), room.clock.now)
        assert unit.stories.untold("main", None) == []
    room.clock.now += timedelta(minutes=10)
    await grow(room.desk)
    await room.pass_()
    text = room.texts[0]
    assert "Second" in text, "the other story has grown"
    assert text.count("taken back by the editors: wrong") == 1
    assert item(2).link not in room.standing[0].links()


async def test_what_was_not_sent_yet_never_is(room: Room) -> None:
    room.stories = 8
    name = room.tell()
    assert [one.done for one in take(room, name)] == ["never sent"]
    await room.pass_()
    assert len(room.standing) == 2
    assert fates(room) == (3, 1, 0)


async def test_a_bot_that_may_not_delete_says_so(room: Room) -> None:
    room.fake.faults.add("deleteMessage", Refuse(400, "Bad Request: message can't be deleted"))
    take(room, "a1-1")
    await room.pass_()
    (event,) = room.failures
    assert "cannot be taken back" in event.why
    assert "by hand" in event.do


@pytest.mark.parametrize("asked", ["nothing", "https://nowhere.example/x", ""])
async def test_what_names_nothing_is_said_so(room: Room, asked: str) -> None:
    with pytest.raises(DispaccioError, match="nothing that was told"):
        take(room, asked)
