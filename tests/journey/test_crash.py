"""The service is killed again and again, and Telegram misbehaves: in the end every story stands once, none is missing.

What may have arrived when a kill or a fault cut the answer off is held; the operator's part (look into the channel,
then `mark-sent` or `retry`) is played by the test, which can see the channel.
"""

from __future__ import annotations

import contextlib
import json
import random
import signal
import subprocess
import time
from dataclasses import dataclass

import pytest

from tests.journey.newsroom import Desk, Entry, Outlets, now, rss
from tests.telegram.faults import BadGatewayHtml, DeliverThenReset, Fault, Status429, Status500
from tests.telegram.server import FakeTelegram

CHAT = -1001
PLACES = [
    "harbour",
    "bridge",
    "mine",
    "railway",
    "dam",
    "stadium",
    "school",
    "market",
    "tower",
    "station",
    "island",
    "valley",
    "airport",
]
GOODS = [
    "coal",
    "fish",
    "timber",
    "wheat",
    "copper",
    "textiles",
    "tyres",
    "medicine",
    "cement",
    "sugar",
    "glass",
    "salt",
    "paper",
    "tea",
]
SUBJECTS = [
    "floods",
    "harvests",
    "visas",
    "studies",
    "fishing",
    "flights",
    "concerts",
    "athletes",
    "borders",
    "museums",
]
FAULTS: tuple[Fault, ...] = (
    DeliverThenReset(),
    BadGatewayHtml(delivered=True),
    BadGatewayHtml(),
    Status500(),
    Status429(1),
)


@dataclass
class Storm:
    """One seeded storm."""

    desk: Desk
    outlets: Outlets
    telegram: FakeTelegram
    dice: random.Random

    def news(self, count: int, before: list[Entry]) -> list[Entry]:
        """So many new items, each on something else."""
        found = []
        for number in range(len(before), len(before) + count):
            place, goods, subject = (self.dice.choice(words) for words in (PLACES, GOODS, SUBJECTS))
            title = f"Kim Jong Un letter {number} to Putin on {subject}, the {place} and {goods}"
            found.append(Entry(title, f"{goods} {place} {subject} {number}", f"https://one.example/{number}"))
        return found

    def killed_run(self) -> None:
        """Start the service and kill it somewhere on its way."""
        for fault in self.dice.sample(FAULTS, self.dice.randint(0, 2)):
            self.telegram.faults.add("sendMessage", fault)
        with self.desk.service() as running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.process.wait(self.dice.uniform(0.5, 6.0))
            running.process.send_signal(signal.SIGKILL)

    def mend(self) -> None:
        """What a careful operator does until nothing is left to do."""
        self.telegram.faults.clear()
        for _ in range(6):
            self.desk.run("once", seconds=150)
            troubled = self.desk.run("deliveries", "--json").json
            if not troubled:
                return
            for delivery in troubled:
                stands = any(self.first_title(delivery) in post.text for post in self.telegram.chat(CHAT).posts)
                if delivery["state"] in {"held", "dead"}:
                    self.desk.run("mark-sent" if stands else "retry", delivery["id"])
            time.sleep(1)

    def first_title(self, delivery: dict[str, list[str]]) -> str:
        """The headline that the first story of a delivery is told under."""
        exported = [json.loads(line) for line in self.desk.run("export").out.splitlines()]
        story = next(line for line in exported if line["kind"] == "story" and line["id"] == delivery["stories"][0])
        titles = {line["id"]: line["title"] for line in exported if line["kind"] == "item"}
        return str(titles[story["items"][0]])

    def judge(self, entries: list[Entry]) -> None:
        """Every item is in a story, and every story stands in the channel exactly once."""
        exported = [json.loads(line) for line in self.desk.run("export").out.splitlines()]
        titles = {line["id"]: line["title"] for line in exported if line["kind"] == "item"}
        stories = [line for line in exported if line["kind"] == "story"]
        assert sorted(titles.values()) == sorted(entry.title for entry in entries), "no item lost, none twice"
        assert sorted(item for story in stories for item in story["items"]) == sorted(titles)
        posts = "\n".join(post.text for post in self.telegram.chat(CHAT).posts)
        for story in stories:
            stands = sum(posts.count(titles[item]) for item in story["items"])
            assert stands == 1, f"{story} stands {stands} times"
        assert self.desk.run("balance").code == 0


def storm(desk: Desk, outlets: Outlets, telegram: FakeTelegram, *, seed: int, kills: int) -> None:
    telegram.add_channel(CHAT, username="@sample")
    desk.environment = {"TELEGRAM_BOT_TOKEN": telegram.token, "DISPACCIO_TELEGRAM_BASE_URL": telegram.base_url}
    desk.configure({"name": "One", "path": "/one.xml", "language": "en"})
    weather = Storm(desk, outlets, telegram, random.Random(seed))
    entries: list[Entry] = []
    for _ in range(kills):
        entries += weather.news(weather.dice.randint(1, 8), entries)
        outlets.documents["/one.xml"] = rss(entries[::-1], now())
        weather.killed_run()
    weather.mend()
    weather.judge(entries)


@pytest.mark.parametrize("seed", [7])
def test_after_kills_and_faults_every_story_stands_exactly_once(
    desk: Desk, outlets: Outlets, telegram: FakeTelegram, seed: int
) -> None:
    storm(desk, outlets, telegram, seed=seed, kills=5)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(4))
def test_the_same_in_a_long_storm(desk: Desk, outlets: Outlets, telegram: FakeTelegram, seed: int) -> None:
    storm(desk, outlets, telegram, seed=seed, kills=50)
