"""The faults of real feeds that only a state answers, by the numbers of `tests/faults.tsv`."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.jobs.desk import Desk
from bot.jobs.poll import poll_round
from bot.jobs.tidy import tidy
from bot.model import Answer, Feed, FeedState, Fetched
from tests.journey.newsroom import Entry
from tests.journey.test_verbs import LETTER, MAIN, TROOPS, Clock, Wire, a_pass, balanced, desk_of, posts

URL = "https://one.example/a"


def told(desk: Desk, entry: Entry) -> int:
    return posts(desk, "main").count(entry.title)


async def test_fault_09_old_items_that_come_back_are_not_told_again(tmp_path: Path) -> None:
    """A feed is restored from a backup, or shows its archive: keys outlive the items, and what is old is not told."""
    clock = Clock()
    wire = Wire(clock, {URL: [LETTER]})
    with desk_of(tmp_path, clock, wire, MAIN) as desk:
        await a_pass(desk)
        assert told(desk, LETTER) == 1
        wire.documents[URL] = [TROOPS]
        clock.now += timedelta(days=100)
        await a_pass(desk)
        await tidy(desk)
        assert told(desk, LETTER) == 1
        wire.documents[URL] = [LETTER, TROOPS]  # with the date of today, as such feeds do
        clock.now += timedelta(hours=1)
        await a_pass(desk)
        assert told(desk, LETTER) == 1
        archive = [
            replace(LETTER, title=f"{LETTER.title}: part {n}", link=f"{URL}/{n}", age=timedelta(days=30))
            for n in range(9)
        ]
        wire.documents[URL] = [*archive, TROOPS]
        clock.now += timedelta(hours=1)
        await a_pass(desk)
        assert all(told(desk, entry) == 0 for entry in archive)
        balanced(desk)


async def test_fault_04_one_headline_with_two_dates_and_no_name_does_not_stop_the_feed(tmp_path: Path) -> None:
    """Nothing else names these entries, and two of three get the same id: the poll would fail for ever."""
    clock = Clock()
    dates = ("", clock.now - timedelta(days=300), clock.now)
    items = "".join(
        f"<item><guid>tag:all</guid><title>{LETTER.title}</title>"
        + (f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>" if at else "")
        + "</item>"
        for at in dates
    )
    other = f"<item><guid>tag:all</guid><title>{TROOPS.title}</title></item>"
    body = f"<rss version='2.0'><channel><title>t</title>{items}{other}</channel></rss>".encode()

    class Handed(Wire):
        async def fetch(self, feed: Feed, state: FeedState) -> Answer:
            del state
            return Fetched(feed.url, body)

    with desk_of(tmp_path, clock, Handed(clock), MAIN) as desk:
        await a_pass(desk)
        assert told(desk, LETTER) == 1
        balanced(desk)


class Busy(Wire):
    """A publisher whose document changes at each request, though its news does not."""

    turn = 0

    async def fetch(self, feed: Feed, state: FeedState) -> Answer:
        answer = await super().fetch(feed, state)
        self.turn += 1
        if not isinstance(answer, Fetched):
            return answer
        built = f"<title>t</title><lastBuildDate>{self.turn}</lastBuildDate><!-- made in {self.turn} ms -->".encode()
        return replace(answer, body=answer.body.replace(b"<title>t</title>", built), etag=f'"{self.turn}"')


async def test_fault_10_a_new_build_date_is_no_news(tmp_path: Path) -> None:
    """Nothing is told, written or called new for a document that differs only around its items."""
    clock = Clock()
    wire = Busy(clock, {URL: [LETTER]})
    with desk_of(tmp_path, clock, wire, MAIN) as desk:
        await a_pass(desk)
        before = posts(desk, "main")
        for _ in range(5):
            clock.now += timedelta(minutes=10)
            await poll_round(desk, due=False)
        await a_pass(desk)
        assert posts(desk, "main") == before
        with desk.store.glance() as unit:
            ((item, *_),) = unit.items.all()
            (state,) = unit.feeds.all()
            assert unit.items.updated(item.id) is None
        assert state.new_at is not None
        assert state.new_at < clock.now - timedelta(minutes=45)
        balanced(desk)


async def test_fault_06_new_words_are_taken_over_without_a_second_post(tmp_path: Path) -> None:
    """Through the state: the outlet touches title and date."""
    clock = Clock()
    wire = Wire(clock, {URL: [LETTER]})
    with desk_of(tmp_path, clock, wire, MAIN) as desk:
        await a_pass(desk)
        clock.now += timedelta(hours=2)
        wire.documents[URL] = [replace(LETTER, title=f"{LETTER.title} again", age=timedelta(0))]
        await a_pass(desk)
        with desk.store.glance() as unit:
            ((item, *_),) = unit.items.all()
        assert item.title.endswith("again")
        assert told(desk, LETTER) == 1
        balanced(desk)
