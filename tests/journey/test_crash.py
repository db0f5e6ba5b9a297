"""The service is killed again and again, and Telegram misbehaves: in the end every story stands once, none is missing.

Nobody settles anything by hand: what may have arrived when a kill or a fault cut the answer off is read back through
the admin chat. What stands in the channel is judged, and the balance.
"""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import time
from dataclasses import dataclass, field

import pytest

from bot.outbox.doubt import PROBE
from tests.journey.newsroom import Desk, Entry, Outlets, now, rss
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
from tests.telegram.server import FakeTelegram

CHAT = -1001
ADMIN = 77
SYLLABLES = [
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "xi",
    "yo",
    "zu",
    "bra",
    "cle",
    "dri",
    "flo",
    "gru",
]
# What may happen to a post, and to the calls by which a channel is read back.
FAULTS: dict[str, tuple[Fault, ...]] = {
    "sendMessage": (
        DeliverThenReset(),
        HangThenDeliver(3.0),
        BadGatewayHtml(delivered=True),
        BadGatewayHtml(),
        Status500(),
        Status429(1),
        ResetBeforeDelivery(),
    ),
    "forwardMessage": (DeliverThenReset(), Status500(), Status429(1)),
    "deleteMessage": (DeliverThenReset(), Status500()),
}
# How many of a feed's items it still lists.
LISTED = 40


@dataclass
class Storm:
    """One seeded storm."""

    desk: Desk
    outlets: Outlets
    telegram: FakeTelegram
    dice: random.Random
    entries: list[Entry] = field(default_factory=list)

    def news(self, count: int) -> None:
        """So many new items, each in words of its own."""
        for _ in range(count):
            number = len(self.entries)
            words = " ".join("".join(self.dice.choices(SYLLABLES, k=4)) for _ in range(7)).capitalize()
            title = f"Letter {number} of Kim Jong Un to Putin. {words}"
            self.entries.append(Entry(title, words, f"https://one.example/{number}"))
        self.outlets.documents["/one.xml"] = rss(self.entries[: -LISTED - 1 : -1], now())

    def killed_run(self, longest: float) -> None:
        """Start the service and kill it somewhere on its way."""
        self.telegram.faults.clear()
        for method, faults in FAULTS.items():
            calls = [*self.dice.sample(faults, self.dice.randint(0, 2)), Slow(0.0), Slow(0.0), Slow(0.0)]
            self.telegram.faults.add(method, *self.dice.sample(calls, len(calls)))
        with self.desk.service() as running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.process.wait(self.dice.uniform(0.5, longest))
            running.process.send_signal(signal.SIGKILL)

    def calm(self) -> None:
        """The faults are over; the service gets the time that it needs, and no help."""
        self.telegram.faults.clear()
        for _ in range(6):
            done = self.desk.run("once", seconds=400)
            if not self.desk.run("deliveries", "--json").json:
                return
            time.sleep(1)
        raise AssertionError(done.err)

    def judge(self) -> int:
        """Every item is in a story, and every story stands in the channel exactly once; gives how many."""
        exported = [json.loads(line) for line in self.desk.run("export").out.splitlines()]
        titles = {line["id"]: line["title"] for line in exported if line["kind"] == "item"}
        stories = [line for line in exported if line["kind"] == "story"]
        assert sorted(titles.values()) == sorted(entry.title for entry in self.entries), "no item lost, none twice"
        assert sorted(item for story in stories for item in story["items"]) == sorted(titles)
        lines = [line for post in self.telegram.chat(CHAT).posts for line in post.text.splitlines()]
        for story in stories:
            stands = sum(line.startswith("• ") and titles[item] in line for item in story["items"] for line in lines)
            assert stands == 1, f"{story} stands {stands} times"
        assert PROBE not in lines
        assert self.desk.run("balance").code == 0
        return len(stories)


def storm(weather: Storm, *, kills: int, each: int, longest: float) -> int:
    """So many kills, with up to `each` new items before every one."""
    weather.telegram.add_channel(CHAT, username="@sample")
    weather.telegram.add_private(ADMIN)
    weather.desk.environment = {
        "TELEGRAM_BOT_TOKEN": weather.telegram.token,
        "DISPACCIO_TELEGRAM_BASE_URL": weather.telegram.base_url,
    }
    weather.desk.telegram = f"admins: [{ADMIN}]"
    weather.desk.configure({"name": "One", "path": "/one.xml", "language": "en"})
    for _ in range(kills):
        weather.news(weather.dice.randint(1, each))
        weather.killed_run(longest)
    weather.calm()
    return weather.judge()


@pytest.mark.parametrize("seed", [7])
def test_after_kills_and_faults_every_story_stands_exactly_once(
    desk: Desk, outlets: Outlets, telegram: FakeTelegram, seed: int
) -> None:
    weather = Storm(desk, outlets, telegram, random.Random(seed))
    assert storm(weather, kills=5, each=4, longest=6.0) > 5


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seed", [1])
def test_two_hundred_kills_over_three_hundred_stories(
    desk: Desk, outlets: Outlets, telegram: FakeTelegram, seed: int
) -> None:
    weather = Storm(desk, outlets, telegram, random.Random(seed))
    assert storm(weather, kills=200, each=3, longest=8.0) >= 300
