"""How fast is the store? `python -m tests.bench.store [--state URL] [--items 100000]`; a fresh SQLite file by default.

Writes items with three keys each in units of a feed's size, as polling does; every twentieth matches and becomes part
of a story; then asks what the jobs ask every few seconds. Prints items a second and milliseconds a question.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.model import Evidence, Feed, Item, Match, Starts
from bot.store.base import Store
from bot.store.engine import open_store

START = datetime(2026, 3, 1, tzinfo=UTC)
SLICE = 50  # items that one poll brings
DAYS = 30
ONE_IN = 20  # items that match
STORY = 4  # items a story


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description="How fast is the store?")
    parser.add_argument("--state", default="")
    parser.add_argument("--items", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.state or f"sqlite:///{folder}/state.sqlite"
        with clock("open a new state", 1):
            store = open_store(url, now=START, service=True)
        fill(store, given.items)
        ask(store, given.items)
        store.close()
        for file in Path(folder).glob("*.sqlite"):
            say(f"size {file.stat().st_size / 1e6:.0f} MB, {file.stat().st_size / given.items:.0f} bytes an item")


def fill(store: Store, count: int) -> None:
    """Poll everything in, then place everything that matched."""
    with clock(f"add {count} items with 3 keys, {SLICE} a unit", count):
        for first in range(0, count, SLICE):
            poll(store, [item(number, count) for number in range(first, first + SLICE)])
    with clock("the same again, all known", count):
        for first in range(0, count, SLICE):
            poll(store, [item(number, count) for number in range(first, first + SLICE)])
    with clock(f"place {count // ONE_IN} items in stories of {STORY}, 200 a unit", count // ONE_IN):
        placed = 0
        while placed < count // ONE_IN:
            with store.unit() as unit:
                batch = unit.items.unplaced(200)
                for one in batch:
                    unit.stories.place(one, f"s{placed // STORY}", Starts(), START)
                    placed += 1


def poll(store: Store, batch: list[Item]) -> None:
    """One unit, as the job does it."""
    with store.unit() as unit:
        known = unit.items.known([key for one in batch for key in keys(one)])
        for one in batch:
            if keys(one)[0] not in known:
                unit.items.add(one, keys(one), matches(one))
        new = len(batch) - sum(keys(one)[0] in known for one in batch)
        unit.items.tally(batch[0].seen, fetched=len(batch), new=new, known=len(batch) - new)


def ask(store: Store, count: int) -> None:
    """The questions of the jobs, each in a transaction of its own."""
    end = START + timedelta(days=DAYS)
    urls = [f"https://feed{number}.example/rss" for number in range(count // 50)]
    with store.unit() as unit:
        unit.feeds.sync([Feed(url, url, "en") for url in urls], START)
    with store.unit() as unit, clock(f"claim 100 of {len(urls)} feeds", 1):
        unit.feeds.claim(urls, end, lease=timedelta(seconds=60), limit=100)
    with store.glance() as unit:
        questions: dict[str, Callable[[], object]] = {
            "unplaced, none waits": lambda: unit.items.unplaced(200),
            "recent, 72 hours": lambda: unit.stories.recent(end - timedelta(hours=72)),
            "untold, all themes": lambda: unit.stories.untold("main", None),
            "balance, 24 hours, 2 channels": lambda: unit.balance(end - timedelta(hours=24), end, CHANNELS),
            "balance, 30 days, 2 channels": lambda: unit.balance(START, end, CHANNELS),
            "find a link": lambda: unit.items.find("https://wire.example/77?from=feed"),
            "all items": lambda: sum(1 for _ in unit.items.all()),
        }
        for name, question in questions.items():
            with clock(name, 1):
                question()
    with store.unit() as unit, clock("prune 14 of 30 days", 1):
        unit.items.prune(matched_before=START + timedelta(days=14), unmatched_before=START + timedelta(days=14))


CHANNELS = {"main": None, "letters": ["letters"]}


@contextmanager
def clock(what: str, count: int) -> Iterator[None]:
    """Print how long a block took."""
    began = time.perf_counter()
    yield
    took = time.perf_counter() - began
    rate = f"{count / took:,.0f}/s" if count > 1 else ""
    say(f"{what:<55}{took * 1000:>10.1f} ms  {rate}")


def say(line: str) -> None:
    """One line of the result."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def item(number: int, count: int) -> Item:
    """An item of ordinary size, seen somewhere in the month."""
    seen = START + timedelta(days=DAYS) * number / count
    return Item(
        id=f"{number:016x}",
        feed=f"https://feed{number % 500}.example/rss",
        outlet="Wire (sample)",
        family="wire",
        language="en",
        title=f"Headline {number} of ordinary length about something that happened today",
        summary="A summary of two or three sentences, as feeds have them. " * 4,
        link=f"https://wire.example/{number}?from=feed",
        url=f"wire.example/{number}",
        host="wire.example",
        guid=f"guid-{number}",
        published=seen - timedelta(minutes=20),
        seen=seen,
    )


def keys(one: Item) -> tuple[str, str, str]:
    """Guid, address, headline."""
    return f"g:{one.guid}", f"u:{one.url}", f"t:wire {one.title.casefold()}"


def matches(one: Item) -> list[Match]:
    """Every twentieth item matches."""
    fired = Match(one.id, "letters", (Evidence("title", 0, 8, "Headline", "headline", "news"),) * 2)
    return [fired] if int(one.id, 16) % ONE_IN == 0 else []


if __name__ == "__main__":
    main()
