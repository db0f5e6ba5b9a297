"""From feed bytes to a post that grows: edited while outlets join, answered when the story moves on."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.jobs.deliver import deliver
from bot.jobs.desk import Desk
from bot.jobs.grow import grow
from bot.model import Act, Delivery, Level, State
from tests.journey.newsroom import Entry
from tests.journey.test_verbs import MAIN, START, Clock, Wire, a_pass, balanced, desk_of, posts

URLS = ("https://one.example/a", "https://two.example/b")
CAUGHT = Entry(
    "Kim Jong Un sends Putin a letter on the flood: 300 dead in the north",
    "A letter of sympathy on the flood in the north, where 300 people are dead.",
    "https://one.example/flood",
)
COPY = replace(
    CAUGHT,
    title="Letter from Kim Jong Un to Putin over the flood that left 300 dead in the north",
    summary="In a letter of sympathy on the flood in the north he names 300 dead.",
    link="https://two.example/flood",
)
MORE = replace(
    CAUGHT,
    title="Kim Jong Un sends Putin a letter on the flood: 600 dead in the north",
    summary="A letter of sympathy on the flood in the north, where 600 people are dead.",
    link="https://one.example/flood-600",
)


def all_of(desk: Desk, act: Act = Act.POST) -> list[Delivery]:
    with desk.store.glance() as unit:
        return unit.outbox.all(acts=[act])


async def pass_with_growth(desk: Desk) -> None:
    await a_pass(desk)
    await grow(desk)
    await deliver(desk)


async def test_a_second_outlet_joins_the_post_silently_and_not_before_five_minutes(tmp_path: Path) -> None:
    clock = Clock()
    wire = Wire(clock, {URLS[0]: [CAUGHT]})
    with desk_of(tmp_path, clock, wire, MAIN, urls=URLS) as desk:
        await pass_with_growth(desk)
        assert "una sola fonte" in posts(desk, "main")
        clock.now += timedelta(minutes=2)
        wire.documents[URLS[1]] = [replace(COPY, age=timedelta(minutes=1))]
        await pass_with_growth(desk)
        assert all_of(desk, Act.EDIT) == [], "too early"
        clock.now += timedelta(minutes=4)
        await pass_with_growth(desk)
        (edit,) = all_of(desk, Act.EDIT)
        assert (edit.state, edit.message.silent) == (State.SENT, True)
        assert "2 testate, 2 indipendenti" in posts(desk, "main")
        assert len(all_of(desk)) == 1
        for _ in range(5):
            clock.now += timedelta(minutes=10)
            await pass_with_growth(desk)
        assert len(all_of(desk, Act.EDIT)) == 1, "what did not grow is not edited"
        balanced(desk)


async def test_after_a_day_a_post_stays_as_it_is(tmp_path: Path) -> None:
    clock = Clock()
    wire = Wire(clock, {URLS[0]: [CAUGHT]})
    with desk_of(tmp_path, clock, wire, MAIN, urls=URLS) as desk:
        await pass_with_growth(desk)
        clock.now += timedelta(hours=25)
        wire.documents[URLS[1]] = [replace(COPY, age=timedelta(minutes=1))]
        await pass_with_growth(desk)
        assert all_of(desk, Act.EDIT) == []
        balanced(desk)


async def test_a_new_step_answers_the_post_that_told_the_one_before(tmp_path: Path) -> None:
    """The subscriber reads 600 under 300, and not as a second flood."""
    clock = Clock()
    wire = Wire(clock, {URLS[0]: [CAUGHT]})
    with desk_of(tmp_path, clock, wire, MAIN, urls=URLS) as desk:
        await pass_with_growth(desk)  # the first digest
        clock.now += timedelta(hours=2)
        wire.documents[URLS[0]] = [replace(MORE, age=timedelta(minutes=1)), replace(CAUGHT, age=timedelta(hours=2))]
        await pass_with_growth(desk)
        first, second = all_of(desk)
        assert second.target == first.id
        assert "600" in second.message.html
        assert "segue a" in second.message.html
        balanced(desk)


async def test_the_next_digest_names_what_was_told_at_once(tmp_path: Path) -> None:
    clock = Clock()
    wire = Wire(clock, {URLS[0]: []})
    with desk_of(tmp_path, clock, wire, MAIN, urls=URLS) as desk:
        await pass_with_growth(desk)  # an empty first digest
        clock.now += timedelta(hours=1)
        wire.documents[URLS[0]] = [CAUGHT]
        await pass_with_growth(desk)
        (alert,) = all_of(desk)
        assert alert.digest.startswith(f"main-{Level.ALERT}")
        clock.now = START + timedelta(hours=12)
        troops = Entry("Soldiers of Kim Jong Un drill at sea", "Boats and a band on the quay.", "https://two.example/x")
        wire.documents[URLS[1]] = [troops]
        await pass_with_growth(desk)
        digest = all_of(desk)[-1].message.html
        assert "Già raccontate:" in digest
        assert CAUGHT.title[:40] in digest.split("\n\n")[-1]
        balanced(desk)
