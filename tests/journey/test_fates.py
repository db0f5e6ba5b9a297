"""Why a story is not told, channel by channel: a silence must be explained as well as a post."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.jobs.deliver import deliver
from bot.jobs.fates import Fate
from bot.jobs.place import Placer
from bot.jobs.poll import poll_round
from bot.jobs.publish import publish
from bot.jobs.why import Life, why
from bot.model import Alerts, Channel, Every, Quiet, State
from tests.journey.newsroom import Entry
from tests.journey.test_verbs import Clock, Wire, desk_of

A = "https://one.example/a"
NOON = datetime(2026, 10, 7, 12, 0, tzinfo=UTC)
LETTER = Entry("Kim Jong Un sends a letter to Putin", "The agency says so.", "https://one.example/letter")
TROOPS = Entry("Putin thanks soldiers sent by Kim Jong Un", "A ceremony.", "https://one.example/troops")
EARLIER = Entry("Putin reviews soldiers in the rain", "A parade.", "https://one.example/parade")


def channel(**changes: object) -> Channel:
    """A channel with a digest each day at midnight, so that nothing is due at noon."""
    plain: dict[str, object] = {"digest": Every(timedelta(days=1)), **changes}
    return Channel("main", "@sample", "it", "UTC", **plain)  # type: ignore[arg-type]  # the fields of a channel


SILENCES: list[tuple[str, Channel, Entry, str]] = [
    ("a theme of digests", channel(), TROOPS, "troops is told in digests"),
    ("no alerts", channel(alerts=None), LETTER, "alerts are off in this channel"),
    ("too few publishers", channel(alerts=Alerts(independent=2)), LETTER, "an alert takes 2 independent publishers, and it has 1"),
    ("more outlets may come", channel(alerts=Alerts(wait=timedelta(hours=2))), LETTER, "an alert waits 2:00:00 for further outlets"),
    ("at night", channel(quiet=Quiet(time(8), time(20))), LETTER,
     "quiet hours (08:00 to 20:00) hold the alert; 3 independent publishers would break through"),
    ("another subject", channel(themes=("letters",)), TROOPS, "it carries letters; the story is of troops"),
]  # fmt: skip


async def silence(folder: Path, mine: Channel, *passes: list[Entry], publishing: bool = True) -> Fate:
    """What `why` says of the last entry in the one channel, after a pass for each list, ten minutes apart."""
    clock = Clock(NOON)
    wire = Wire(clock)
    with desk_of(folder, clock, wire, mine) as desk:
        for entries in passes:
            clock.now += timedelta(minutes=10)
            wire.documents[A] = entries
            await poll_round(desk, due=False)
            await Placer().place(desk)
            if publishing:
                await publish(desk)
                await deliver(desk)
        with desk.store.glance() as unit:
            found = why(unit, desk.settings, passes[-1][-1].link, clock.now)
        assert isinstance(found, Life)
        assert found.story
        (fate,) = found.story.fates
        return fate


@pytest.mark.parametrize(("mine", "entry", "reason"), [row[1:] for row in SILENCES], ids=[row[0] for row in SILENCES])
async def test_a_story_that_waits_says_for_what(tmp_path: Path, mine: Channel, entry: Entry, reason: str) -> None:
    fate = await silence(tmp_path, mine, [EARLIER], [EARLIER, entry])
    assert fate.delivery is None
    assert fate.why_not.endswith(reason)
    waits = fate.why_not.startswith("waiting until the next digest")
    assert fate.until == (NOON + timedelta(hours=12) if waits else None)


async def test_an_old_story_is_stale_and_not_waiting(tmp_path: Path) -> None:
    old = Entry(LETTER.title, "", LETTER.link, age=timedelta(days=9))
    fate = await silence(tmp_path, channel(), [EARLIER], [EARLIER, old])
    assert fate.why_not.startswith("stale: older than `fresh`")


async def test_before_the_first_digest_the_next_pass_tells_it(tmp_path: Path) -> None:
    fate = await silence(tmp_path, channel(), [LETTER], publishing=False)
    assert fate.why_not == "waiting for the first digest, which the next pass tells"


async def test_a_told_story_has_its_delivery(tmp_path: Path) -> None:
    fate = await silence(tmp_path, channel(), [EARLIER], [EARLIER, LETTER])
    assert (fate.why_not, fate.until) == ("", None)
    assert fate.telling
    assert fate.telling.theme == "letters"
    assert fate.delivery
    assert fate.delivery.state is State.SENT


async def test_what_is_not_placed_yet_has_no_story(tmp_path: Path) -> None:
    """Between two steps of a pass, or while another replica leads: nothing is lost, and `why` says so."""
    clock = Clock(NOON)
    wire = Wire(clock, {A: [LETTER]})
    with desk_of(tmp_path, clock, wire, channel()) as desk:
        await poll_round(desk, due=False)
        with desk.store.glance() as unit:
            found = why(unit, desk.settings, LETTER.link, clock.now)
            assert isinstance(found, Life)
            assert found.story is None
            assert [match.theme for match in found.recorded] == ["letters"]


async def test_a_headline_that_returns_names_the_newer_item(tmp_path: Path) -> None:
    """The key of the older one went over: it must say where to."""
    clock = Clock(NOON)
    wire = Wire(clock)
    with desk_of(tmp_path, clock, wire, channel()) as desk:
        for day in (0, 7):
            clock.now = NOON + timedelta(days=day)
            wire.documents[A] = [Entry("Morning briefing of the day", "", f"https://one.example/briefing-{day}")]
            await poll_round(desk, due=False)
        with desk.store.glance() as unit:
            older, newer = (why(unit, desk.settings, f"one.example/briefing-{day}", clock.now) for day in (0, 7))
    assert isinstance(older, Life)
    assert isinstance(newer, Life)
    assert [fact.holder for fact in older.keys if fact.holder] == [newer.item.id]
    assert not [fact for fact in newer.keys if fact.holder]
