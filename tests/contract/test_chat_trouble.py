"""A chat that refuses us: the queue waits or moves, a person is told once what to do, and all comes when it is mended."""

from __future__ import annotations

import resource
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.doors.notices import Notices
from bot.errors import StateError
from bot.jobs.deliver import deliver, orphans
from bot.model import Act, Channel, State
from bot.outbox import drop
from tests.contract.room import CHAT, Room, room_on
from tests.telegram.answers import Answer, Cut
from tests.telegram.faults import BadGatewayHtml, Conflict409, Refuse, Scene, Status429

BEGINNING = "Bad Request: "


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    async with room_on(tmp_path) as made:
        made.tell()
        await made.pass_()
        await made.settle()
        yield made


async def told(room: Room) -> list[str]:
    """What the admin chat was told of all that happened so far."""
    notices = Notices(room.clock)
    for event in room.events:
        notices.listen(event)
    for _ in range(30):
        room.clock.now += timedelta(seconds=1)
        await notices.send(room.desk)
    return room.left_at_the_admins


def revoke(room: Room) -> None:
    room.fake.revoked = True


def mend(room: Room) -> None:
    room.fake.revoked = False
    room.fake.restore(CHAT)
    room.fake.change(CHAT, username="sample", write_access=True, restricted=False)


@pytest.mark.parametrize(
    ("spoil", "why", "do"),
    [
        (lambda room: room.fake.kick(CHAT), "kicked", "again as an administrator"),
        (lambda room: room.fake.demote(CHAT), "administrator rights", "right to post messages"),
        (lambda room: room.fake.change(CHAT, state="left"), "not a member", "add the bot to the channel"),
        (lambda room: room.fake.change(CHAT, state="deleted"), "not a member", "add the bot to the channel"),
        (lambda room: room.fake.change(CHAT, username="@other"), "not found", "check `to` in bot.yaml"),
        (lambda room: room.fake.change(CHAT, write_access=False), "write access", "right to post messages"),
    ],
    ids=["kicked", "demoted", "left", "deleted", "renamed", "no write access"],
)
async def test_the_queue_waits_a_person_is_told_once_and_it_goes_on_by_itself(
    room: Room, spoil: Callable[[Room], None], why: str, do: str
) -> None:
    spoil(room)
    names = [room.tell(), room.tell()]
    for _ in range(6):
        await room.pass_(1200)
    assert [room.get(name).state for name in names] == [State.WAITING, State.WAITING]
    said = await told(room)
    assert len(said) == 1
    assert why in said[0]
    assert do in said[0]
    mend(room)
    await room.pass_(3600)
    await room.settle()
    assert room.texts == [f"Story {number} of the day" for number in (1, 2, 3)]


async def test_a_token_that_is_revoked_holds_everything_and_loses_nothing(room: Room) -> None:
    revoke(room)
    name = room.tell()
    for _ in range(3):
        await room.pass_(600)
    assert room.get(name).state is State.WAITING
    (event,) = room.failures
    assert "token" in event.why
    assert "@BotFather" in event.do
    mend(room)
    await room.pass_(3600)
    assert room.get(name).state is State.SENT


@pytest.mark.parametrize("hours", [0.01, 1, 30])
async def test_a_wait_is_kept_to_the_second_over_a_restart(room: Room, hours: float) -> None:
    """Hours mean hours; another channel goes on meanwhile."""
    room.fake.faults.add("sendMessage", Status429(int(hours * 3600)))
    name = room.tell()
    await room.pass_()
    began, calls = room.clock.now, len(room.fake.calls)
    await room.pass_(int(hours * 3600) - 1)
    assert len(room.fake.calls) == calls
    assert room.failures == [], "nobody can do anything about it"
    await room.pass_(1)
    assert room.get(name).state is State.SENT
    assert room.clock.now - began >= timedelta(seconds=int(hours * 3600))


async def test_another_process_with_the_same_token_is_waited_for(room: Room) -> None:
    room.fake.faults.add("sendMessage", Conflict409(), Conflict409())
    name = room.tell()
    for _ in range(3):
        await room.pass_(20)
    assert room.get(name).state is State.SENT
    assert len(room.standing) == 2


async def test_a_group_that_grows_up_keeps_its_queue_and_its_new_id_is_known(tmp_path: Path) -> None:
    async with room_on(tmp_path, channels=(Channel("main", "-500", "en", "UTC"),)) as room:
        room.fake.add_group(-500, title="Our group")
        room.tell()
        await room.pass_()
        room.fake.migrate(-500, -1009)
        names = [room.tell(), room.tell()]
        await room.pass_()
        await room.settle()
        assert [room.get(name).chat for name in names] == ["-1009", "-1009"]
        assert len(room.fake.chat(-1009).posts) == 2
        with room.desk.store.glance() as unit:
            assert [(chat.id, chat.title, chat.kind) for chat in unit.outbox.chats()] == [
                (-1009, "Our group", "supergroup"),
                (-500, "Our group", "group"),
            ]
        (said,) = await told(room)
        assert "-1009" in said
        assert "bot.yaml" in said


@pytest.mark.parametrize("state", ["closed", "deleted"])
async def test_a_topic_that_is_shut_sends_its_posts_to_the_group_and_is_told_once(tmp_path: Path, state: str) -> None:
    async with room_on(tmp_path, channels=(Channel("main", "-1002", "en", "UTC"),)) as room:
        room.fake.add_supergroup(-1002, topics={7: "closed" if state == "closed" else "deleted"})
        for _ in range(2):
            room.tell(thread=7)
            await room.pass_(5)
        await room.settle()
        assert [post.thread for post in room.fake.chat(-1002).posts] == [None, None]
        (said,) = await told(room)
        assert "`topics` in bot.yaml" in said


async def test_a_poison_message_is_isolated_and_told(room: Room) -> None:
    name = room.tell("x" * 5000)
    later = room.tell()
    await room.pass_()
    assert (room.get(name).state, room.get(later).state) == (State.DEAD, State.SENT)
    (said,) = await told(room)
    assert name in said
    assert "too long" in said
    assert "retry or drop" in said


# code and description -> what becomes of a post: waiting for a person (chat), of one message (dead), sent in another
# way, in doubt, or simply later
OUTCOMES = [
    (401, "Unauthorized", "chat"),
    (401, "Unauthorized: invalid token specified", "chat"),
    (404, "Not Found", "chat"),
    (421, "Misdirected Request: unallowed token specified", "chat"),
    (400, "Logged out", "chat"),
    (500, "Internal Server Error: restart", "doubt"),
    (502, "Bad Gateway", "doubt"),
    (409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", "later"),
    (400, BEGINNING + "message text is empty", "dead"),
    (400, BEGINNING + "text is too long", "dead"),
    (400, BEGINNING + "text must be non-empty", "dead"),
    (400, BEGINNING + "message is too long", "dead"),
    (400, BEGINNING + "MESSAGE_TOO_LONG", "dead"),
    (400, BEGINNING + "unsupported parse_mode", "dead"),
    (400, BEGINNING + 'can\'t parse entities: Unsupported start tag "br" at byte offset 0', "plain"),
    (400, BEGINNING + "can't parse entities: Can't find end tag corresponding to start tag \"b\"", "plain"),
    (400, BEGINNING + "can't parse reply parameters JSON object", "dead"),
    (400, BEGINNING + "object expected as link preview options", "dead"),
    (400, BEGINNING + "chat_id is empty", "chat"),
    (400, BEGINNING + "chat not found", "chat"),
    (400, BEGINNING + "PEER_ID_INVALID", "chat"),
    (400, BEGINNING + "CHAT_WRITE_FORBIDDEN", "chat"),
    (400, BEGINNING + "group chat was upgraded to a supergroup chat", "chat"),
    (403, "Forbidden: bot was kicked from the channel chat", "chat"),
    (403, "Forbidden: bot was kicked from the supergroup chat", "chat"),
    (403, "Forbidden: bot was kicked from the group chat", "chat"),
    (403, "Forbidden: bot is not a member of the channel chat", "chat"),
    (403, "Forbidden: bot is not a member of the supergroup chat", "chat"),
    (403, "Forbidden: bot is not a member of the group chat", "chat"),
    (403, "Forbidden: the group chat was deleted", "chat"),
    (403, "Forbidden: user is deactivated", "chat"),
    (403, "Forbidden: bot was blocked by the user", "chat"),
    (403, "Forbidden: bot can't initiate conversation with a user", "chat"),
    (400, BEGINNING + "need administrator rights in the channel chat", "chat"),
    (400, BEGINNING + "have no write access to the chat", "chat"),
    (400, BEGINNING + "not enough rights to send text messages to the chat", "chat"),
    (400, BEGINNING + "message thread not found", "thread"),
    (400, BEGINNING + "TOPIC_CLOSED", "thread"),
    (400, BEGINNING + "TOPIC_DELETED", "thread"),
    (400, BEGINNING + "message to be replied not found", "alone"),
]


@pytest.mark.parametrize(
    ("code", "description", "fate"), OUTCOMES, ids=[f"{code} {say[:60]}" for code, say, _ in OUTCOMES]
)
async def test_every_refusal_has_its_outcome(room: Room, code: int, description: str, fate: str) -> None:
    """Judged by what becomes of the post, and by whether somebody is told what to do."""
    name = room.tell(thread=7, target="d1-1")
    room.fake.faults.add("sendMessage", BadGatewayHtml() if code == 502 else Refuse(code, description))
    room.clock.now += timedelta(seconds=2)
    await deliver(room.desk)
    after = room.get(name)
    states = {"dead": State.DEAD, "doubt": State.UNSURE, "plain": State.SENT, "thread": State.SENT, "alone": State.SENT}
    if fate in {"plain", "thread", "alone"}:
        await room.pass_()
        after = room.get(name)
    assert after.state is states.get(fate, State.WAITING)
    assert (fate == "plain", fate == "thread", fate == "alone") == (
        after.plain,
        after.message.thread is None,
        not after.target,
    )
    assert [bool(event.do) for event in room.failures] == [True] * (fate in {"chat", "dead", "thread", "later"})
    await room.pass_(3600)
    await room.settle()
    assert room.texts.count("Story 2 of the day") == (0 if fate == "dead" else 1)


@pytest.mark.parametrize(
    ("method", "description", "state"),
    [
        ("editMessageText", "message to edit not found", State.RETRACTED),
        ("editMessageText", "message can't be edited", State.RETRACTED),
        ("editMessageText", "there is no text in the message to edit", State.RETRACTED),
        ("editMessageText", "message is not modified: specified new message content and reply markup are the same", State.SENT),
        ("editMessageText", "message is too long", State.RETRACTED),
        ("editMessageText", "need administrator rights in the channel chat", State.WAITING),
        ("deleteMessage", "message to delete not found", State.SENT),
        ("deleteMessage", "message can't be deleted", State.RETRACTED),
        ("deleteMessage", "chat not found", State.WAITING),
    ],
)  # fmt: skip
async def test_every_refusal_of_a_change_has_its_outcome(
    room: Room, method: str, description: str, state: State
) -> None:
    act = Act.EDIT if method == "editMessageText" else Act.DELETE
    room.fake.faults.add(method, Refuse(400, BEGINNING + description))
    room.add("c1", act, html="<b>Grown</b>")
    await room.pass_()
    assert room.get("c1").state is state
    by_hand = [event for event in room.failures if "by hand" in event.do]
    assert bool(by_hand) == ("can't be deleted" in description), "a post that stays although it was taken back is told"


@dataclass(frozen=True)
class Meanwhile:
    """Delivers, and lets something happen before the answer goes back."""

    happens: Callable[[], None]

    async def strike(self, scene: Scene) -> Answer | Cut:
        answer = await scene.run()
        self.happens()
        return answer


async def test_an_answer_that_cannot_be_saved_is_found_again(room: Room) -> None:
    """The disk is full between "sent" and "saved": a limit on the size of files stands for it."""
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    full = Meanwhile(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard)))
    room.fake.faults.add("sendMessage", full)
    name = room.tell()
    room.clock.now += timedelta(seconds=2)
    try:
        with pytest.raises(StateError):
            await deliver(room.desk)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert room.get(name).state is State.SENDING
    await room.pass_(46)
    assert room.get(name).state is State.UNSURE
    await room.settle()
    assert room.get(name).state is State.SENT
    assert len(room.standing) == 2


async def test_a_worker_that_lost_its_lease_takes_its_post_away_where_another_decided(room: Room) -> None:
    """Meanwhile its lease ran out and the operator dropped the delivery: the post must not stand."""
    name = room.tell()

    def decide() -> None:
        with room.desk.store.unit() as unit:
            delivery = unit.outbox.get(name)
            assert delivery is not None
            held = drop(replace(delivery, state=State.UNSURE, settled=room.clock.now), room.clock.now)
            assert unit.outbox.seize(held)

    room.fake.faults.add("sendMessage", Meanwhile(decide))
    await room.pass_()
    assert room.get(name).state is State.RETRACTED
    assert room.texts == ["Story 1 of the day"]


async def test_a_worker_that_lost_its_lease_leaves_a_post_that_is_to_be_read_back(room: Room) -> None:
    name = room.tell()

    def take_over() -> None:
        with room.desk.store.unit() as unit:
            delivery = unit.outbox.get(name)
            assert delivery is not None
            assert unit.outbox.seize(replace(delivery, state=State.UNSURE, settled=room.clock.now))

    room.fake.faults.add("sendMessage", Meanwhile(take_over))
    await room.pass_()
    await orphans(room.desk, everyone=False)
    assert room.get(name).state is State.UNSURE
    await room.settle()
    assert room.get(name).state is State.SENT
    assert len(room.standing) == 2
