"""Deliveries: in order, one worker at a time, and the truth about each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model import Delivery, State
from bot.outbox.flow import Spent
from bot.store.base import ChannelState, Chat, Store
from tests.contract.stores import LEASE, MINUTE, NOW, Engine, ids, message, placed, race, told


def write(store: Store, count: int = 2, channel: str = "main", first: int = 1) -> list[Delivery]:
    """Tell `count` stories to a channel, each in a delivery of its own."""
    with store.unit() as unit:
        for number in range(first, first + count):
            unit.stories.tell(*told(placed(unit, number), name=f"{channel}{number}", channel=channel))
        return [delivery for delivery in unit.outbox.all() if delivery.channel == channel]


def claim(store: Store, minutes: float = 0) -> list[Delivery]:
    with store.unit() as unit:
        return unit.outbox.claim(NOW + MINUTE * minutes, lease=LEASE)


def save(store: Store, delivery: Delivery, **changes: object) -> bool:
    with store.unit() as unit:
        return unit.outbox.save(replace(delivery, **changes))  # type: ignore[arg-type]  # a test names the field


def test_a_delivery_comes_back_as_saved(store: Store) -> None:
    (one,) = write(store, 1)
    (ours,) = claim(store)
    assert ours == replace(one, state=State.SENDING, attempts=1, fence=1)
    full = replace(
        ours,
        message=replace(message("s1", "s2", part=3), html="<b>Ким 🕊</b>", silent=True, previews=True, thread=2**40),
        state=State.HELD,
        attempts=4,
        plain=True,
        not_before=NOW + timedelta(microseconds=1),
        chat="-1001234567890",
        message_id=2**33,
        link="https://t.example/c/1",
        reason="can't parse entities: byte offset 7",
        settled=NOW,
    )
    assert save(store, full)
    with store.glance() as unit:
        assert unit.outbox.get(full.id) == full


def test_a_channel_is_served_in_the_order_written(store: Store) -> None:
    """A correction that overtakes its post makes no sense."""
    first, second, third = write(store, 3)
    for expected in (first, second, third):
        (ours,) = claim(store)
        assert ours.id == expected.id
        assert claim(store) == []
        save(store, ours, state=State.SENT)
    assert claim(store) == []


@pytest.mark.parametrize("state", list(State))
def test_what_blocks_the_next_delivery_and_what_does_not(store: Store, state: State) -> None:
    """One poisoned message must not stop a channel; one that may have arrived must."""
    first, second = write(store)
    (ours,) = claim(store)
    save(store, ours, state=state)
    found = ids(claim(store, 10))
    if state is State.WAITING:
        assert found == [first.id]
    elif state in {State.SENDING, State.UNSURE}:
        assert found == []
    else:
        assert found == [second.id]


def test_a_delivery_that_must_wait_holds_back_the_later_ones(store: Store) -> None:
    first, _second = write(store)
    (ours,) = claim(store)
    save(store, ours, state=State.WAITING, not_before=NOW + MINUTE * 5)
    assert claim(store, 4.99) == []
    assert ids(claim(store, 5)) == [first.id]


def test_a_channel_that_takes_nothing_holds_up_no_other(store: Store) -> None:
    write(store, 1)
    other = write(store, 1, "other", first=2)
    with store.unit() as unit:
        unit.outbox.save_channel(ChannelState("main", not_before=NOW + MINUTE * 5, trouble="asked us to wait"))
        unit.outbox.save_channel(ChannelState("other", trouble="was kicked", not_before=NOW))
    assert ids(claim(store)) == ids(other)
    assert ids(claim(store, 5)) == ["main1-1"]


def test_one_claim_serves_every_channel_in_the_order_written(store: Store) -> None:
    write(store, 2, "b")
    write(store, 2, "a", first=3)
    assert ids(claim(store)) == ["b1-1", "a3-1"]


def test_a_retried_delivery_goes_first_again(store: Store) -> None:
    first, second = write(store)
    (ours,) = claim(store)
    save(store, ours, state=State.DEAD)
    save(store, replace(ours, state=State.WAITING))
    assert ids(claim(store)) == [first.id]
    assert second.id not in ids(claim(store))


def test_the_lease_is_ours_until_it_ends(store: Store) -> None:
    """Asked right before the bytes leave: a worker that overslept must not post."""
    write(store, 1)
    (ours,) = claim(store)
    with store.glance() as unit:
        assert unit.outbox.ours(ours, NOW + MINUTE * 0.99)
        assert not unit.outbox.ours(ours, NOW + MINUTE)
        assert not unit.outbox.ours(replace(ours, fence=0), NOW)
        assert not unit.outbox.ours(replace(ours, id="other"), NOW)
        assert unit.outbox.expired(NOW + MINUTE * 0.99) == []
        assert unit.outbox.expired(NOW + MINUTE * 0.99, everyone=True) == [ours]
        assert unit.outbox.expired(NOW + MINUTE) == [ours]
    save(store, ours, state=State.UNSURE)
    with store.glance() as unit:
        assert not unit.outbox.ours(ours, NOW)
        assert unit.outbox.expired(NOW + MINUTE * 99, everyone=True) == []


def test_a_late_worker_writes_nothing(store: Store) -> None:
    """It deletes the post that it made, since the next worker made one too."""
    write(store, 1)
    (late,) = claim(store)
    save(store, late, state=State.WAITING)
    (ours,) = claim(store, 2)
    assert ours.fence == late.fence + 1
    assert not save(store, late, state=State.SENT, message_id=1)
    assert save(store, ours, state=State.SENT, message_id=2)
    with store.glance() as unit:
        (found,) = unit.outbox.all()
        assert (found.message_id, found.attempts) == (2, 2)
    assert not save(store, replace(late, id="unknown"))


def test_unsure_deliveries_are_read_back_in_their_time(store: Store) -> None:
    write(store, 1)
    write(store, 1, "other", first=2)
    for number, delivery in enumerate(claim(store)):
        save(store, delivery, state=State.UNSURE, not_before=NOW + MINUTE * number if number else None)
    with store.glance() as unit:
        assert ids(unit.outbox.unsure(NOW)) == ["main1-1"]
        assert ids(unit.outbox.unsure(NOW + MINUTE)) == ["main1-1", "other2-1"]


def test_a_delivery_by_id_beginning_or_link(store: Store) -> None:
    """What the operator types or pastes."""
    first, second = write(store)
    (ours,) = claim(store)
    save(store, ours, state=State.SENT, link="https://t.example/main/7")
    with store.glance() as unit:
        for name in ("main1-1", "main1", "https://t.example/main/7"):
            found = unit.outbox.get(name)
            assert found is not None
            assert found.id == first.id
        assert unit.outbox.get("main2") == second
        for name in ("main", "", "x", "main1-11", "%", "MAIN2", "https://t.example/main/"):
            assert unit.outbox.get(name) is None


def test_an_id_that_begins_another_is_found(store: Store) -> None:
    write(store, 1, "d")
    write(store, 1, "d", first=11)
    with store.glance() as unit:
        found = unit.outbox.get("d1-1")
        assert found is not None
        assert found.id == "d1-1"
        assert unit.outbox.get("d1") is None


def test_deliveries_by_state_in_the_order_written(store: Store) -> None:
    write(store, 3)
    (ours,) = claim(store)
    save(store, ours, state=State.SENT)
    claim(store)
    with store.glance() as unit:
        assert ids(unit.outbox.all()) == ["main1-1", "main2-1", "main3-1"]
        assert ids(unit.outbox.all([State.WAITING, State.SENT])) == ["main1-1", "main3-1"]
        assert unit.outbox.all([State.DEAD]) == []


def test_a_channel_is_what_was_saved_last(store: Store) -> None:
    full = ChannelState("main", "-100123", NOW, "was kicked", 2**40)
    with store.unit() as unit:
        assert unit.outbox.channel("main") == ChannelState("main")
        unit.outbox.save_channel(full)
        unit.outbox.save_channel(replace(full, trouble=""))
        assert unit.outbox.channel("main") == replace(full, trouble="")


def test_chats_that_the_bot_has_seen(store: Store) -> None:
    with store.unit() as unit:
        assert unit.outbox.chats() == []
        unit.outbox.saw(Chat(-1001234567890, "Kanal 🕊", "channel", NOW))
        unit.outbox.saw(Chat(7, "Ann", "private", NOW + MINUTE))
        unit.outbox.saw(Chat(-1001234567890, "Canale", "channel", NOW + MINUTE * 2))
        assert unit.outbox.chats() == [
            Chat(-1001234567890, "Canale", "channel", NOW + MINUTE * 2),
            Chat(7, "Ann", "private", NOW + MINUTE),
        ]


def test_two_workers_never_lease_the_same_delivery(engine: Engine, store: Store) -> None:
    """A subscriber would read it twice; and a channel must never have two on the way."""
    for number in range(10):
        write(store, 4, f"c{number}", first=number * 10 + 1)
    workers = [store, engine.open(), engine.open(), store]

    def work(worker: Store) -> list[str]:
        sent: list[str] = []
        for _ in range(40):
            for delivery in claim(worker):
                with worker.glance() as unit:
                    on_the_way = [one.channel for one in unit.outbox.all([State.SENDING])]
                assert len(on_the_way) == len(set(on_the_way))
                assert save(worker, delivery, state=State.SENT)
                sent.append(delivery.id)
        return sent

    sent = race(*(lambda worker=worker: work(worker) for worker in workers))
    with store.glance() as unit:
        assert sorted(name for mine in sent for name in mine) == sorted(ids(unit.outbox.all()))
        assert {delivery.attempts for delivery in unit.outbox.all()} == {1}


def test_of_two_that_settle_at_once_one_is_late(engine: Engine, store: Store) -> None:
    """The lease ran out in the middle: the old and the new worker save at the same moment."""
    write(store, 1)
    (late,) = claim(store)
    save(store, late, state=State.WAITING)
    (ours,) = claim(store)
    other = engine.open()
    kept = race(
        lambda: save(store, late, state=State.SENT, message_id=1),
        lambda: save(other, ours, state=State.SENT, message_id=2),
    )
    assert kept == [False, True]


def test_the_operators_word_is_not_overwritten_by_a_worker(store: Store) -> None:
    """Who settles at the same moment is late, whatever it found out."""
    write(store, 1)
    (ours,) = claim(store)
    save(store, ours, state=State.UNSURE)
    with store.unit() as unit:
        (reading,) = unit.outbox.doubts(NOW, lease=LEASE)
        assert unit.outbox.doubts(NOW, lease=LEASE) == [], "one worker reads it back"
        assert unit.outbox.seize(replace(reading, state=State.RETRACTED))
    assert not save(store, reading, state=State.SENT, message_id=7)
    with store.glance() as unit:
        row = unit.outbox.get(ours.id)
        assert row is not None
        assert row.state is State.RETRACTED
        assert row.fence == reading.fence + 1


def test_a_doubt_is_leased_and_the_leases_of_the_dead_are_ended(store: Store) -> None:
    write(store, 1)
    (ours,) = claim(store)
    save(store, ours, state=State.UNSURE, not_before=NOW + MINUTE)
    with store.unit() as unit:
        assert unit.outbox.doubts(NOW, lease=LEASE) == []
        assert ids(unit.outbox.doubts(NOW + MINUTE, lease=LEASE)) == [ours.id]
        assert unit.outbox.doubts(NOW + MINUTE * 1.9, lease=LEASE) == []
        assert ids(unit.outbox.doubts(NOW + MINUTE * 2, lease=LEASE)) == [ours.id]
        unit.outbox.release()
        assert ids(unit.outbox.doubts(NOW + MINUTE * 2, lease=LEASE)) == [ours.id]


def test_an_earlier_delivery_that_is_retried_waits_for_a_later_one_in_doubt(store: Store) -> None:
    """Posts of one channel come one after the other, or nobody could tell which of them arrived."""
    first, second = write(store)
    (one,) = claim(store)
    save(store, one, state=State.HELD)
    (two,) = claim(store)
    save(store, two, state=State.UNSURE)
    with store.unit() as unit:
        held = unit.outbox.get(first.id)
        assert held is not None
        unit.outbox.save(replace(held, state=State.WAITING))
    assert claim(store, 60) == []
    with store.unit() as unit:
        unsure = unit.outbox.get(second.id)
        assert unsure is not None
        unit.outbox.save(replace(unsure, state=State.SENT))
        assert ids(unit.outbox.ready(NOW)) == [first.id]
    assert ids(claim(store)) == [first.id]


def test_only_so_many_are_claimed_and_none_of_a_closed_channel(store: Store) -> None:
    for number, channel in enumerate("abc", 1):
        write(store, 1, channel, first=number)
    with store.unit() as unit:
        assert ids(unit.outbox.claim(NOW, lease=LEASE, closed=["a"], most=1)) == ["b2-1"]
        assert ids(unit.outbox.claim(NOW, lease=LEASE)) == ["a1-1", "c3-1"]


def test_what_was_sent_in_the_last_minute_is_remembered(store: Store, engine: Engine) -> None:
    one, two = Spent("d1 1", "-1001", NOW), Spent("d2 1", "77", NOW + MINUTE / 2)
    with store.unit() as unit:
        unit.outbox.spend([one], NOW)
        unit.outbox.spend([replace(one, at=NOW + timedelta(seconds=3)), two], NOW)
    with engine.open().unit() as unit:
        assert sorted(unit.outbox.spent(NOW + MINUTE / 2), key=lambda spent: spent.what) == [
            replace(one, at=NOW + timedelta(seconds=3)),
            two,
        ]
        assert unit.outbox.spent(NOW + MINUTE * 1.2) == [two]
        unit.outbox.spend([], NOW + MINUTE * 2)
        assert unit.outbox.spent(NOW) == []


def test_who_stands_where(store: Store) -> None:
    first, second = write(store)
    (ours,) = claim(store)
    save(store, ours, state=State.SENT, chat="-1001", message_id=7)
    with store.glance() as unit:
        assert unit.outbox.taken(second, "-1001", 7)
        assert not unit.outbox.taken(first, "-1001", 7)
        assert not unit.outbox.taken(second, "-1002", 7)
        assert not unit.outbox.taken(second, "-1001", 8)
