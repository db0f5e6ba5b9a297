"""Edits, deletions and replies on the way from the outbox to Telegram: what stands in the channel is what the state says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.base import Target
from bot.errors import StateError
from bot.model import Act, State
from tests.contract.room import Room, room_on
from tests.contract.stores import placed, told
from tests.telegram.faults import DeliverThenReset, Status429


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    """A room where one post stands."""
    async with room_on(tmp_path, admins=()) as made:
        made.tell("s1")
        await made.pass_()
        assert len(made.standing) == 1
        yield made


async def test_an_edit_changes_the_post_and_what_the_page_shows(room: Room) -> None:
    room.add("e1", Act.EDIT, html="<b>Two outlets</b>")
    await room.pass_()
    assert [post.text for post in room.standing] == ["Two outlets"]
    assert room.get("e1").state is State.SENT
    assert room.get("d1-1").message.html == "<b>Two outlets</b>"
    assert room.get("d1-1").message.stories == ("s1",), "the story keeps its post"


async def test_an_edit_whose_answer_is_lost_is_simply_made_again(room: Room) -> None:
    """Asking a person, or reading the channel back, would be noise: the second edit changes nothing."""
    room.fake.faults.add("editMessageText", DeliverThenReset())
    room.add("e1", Act.EDIT, html="<b>Two outlets</b>")
    await room.pass_()
    assert room.get("e1").state is State.WAITING
    await room.pass_(5)
    assert room.get("e1").state is State.SENT
    assert [post.text for post in room.standing] == ["Two outlets"]


async def test_an_edit_waits_out_a_flood_limit(room: Room) -> None:
    room.fake.faults.add("editMessageText", Status429(retry_after=30))
    room.add("e1", Act.EDIT, html="<b>Two outlets</b>")
    await room.pass_()
    assert (room.get("e1").state, room.standing[0].text) == (State.WAITING, "s1")
    await room.pass_(31)
    assert room.standing[0].text == "Two outlets"


async def test_a_deleted_post_is_retracted_and_later_edits_of_it_are_given_up(room: Room) -> None:
    room.add("x1", Act.DELETE)
    room.add("e1", Act.EDIT, html="<b>Too late</b>")
    await room.pass_()
    assert room.standing == []
    assert room.get("d1-1").state is State.RETRACTED
    assert room.get("e1").state is State.RETRACTED
    assert "does not stand" in room.get("e1").reason


async def test_an_edit_of_a_post_that_an_admin_deleted_is_given_up_quietly(room: Room) -> None:
    """It must not become a dead letter that somebody has to settle."""
    await room.desk.senders["main"].delete(Target("@sample", "main"), room.standing[0].message_id)
    room.add("e1", Act.EDIT, html="<b>Gone</b>")
    await room.pass_()
    assert room.get("e1").state is State.RETRACTED
    assert "not found" in room.get("e1").reason


async def test_a_post_answers_the_one_before_and_stands_alone_where_that_is_gone(room: Room) -> None:
    first = room.standing[0].message_id
    for number, target in ((2, "d1-1"), (3, "nobody-1")):
        with room.desk.store.unit() as unit:
            digest, (post,) = told(placed(unit, number), name=f"d{number}")
            unit.stories.tell(digest, [replace(post, target=target)])
    await room.pass_()
    assert [post.reply_to for post in room.standing] == [None, first, None]


async def test_a_post_cannot_slip_past_the_balance(room: Room) -> None:
    with pytest.raises(StateError, match="with its digest"):
        room.add("p1", Act.POST, html="x")


async def test_changes_are_found_by_their_post_and_stay_out_of_the_list_of_posts(room: Room) -> None:
    room.add("e1", Act.EDIT, html="a")
    room.add("e1", Act.EDIT, html="b")
    with room.desk.store.glance() as unit:
        assert [(one.id, one.message.html) for one in unit.outbox.changes(["d1-1"])] == [("e1", "a")]
        assert [one.id for one in unit.outbox.all()] == ["d1-1"]
        assert [one.id for one in unit.outbox.all(acts=[Act.EDIT])] == ["e1"]
