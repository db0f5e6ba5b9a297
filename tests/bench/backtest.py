"""How fast is backtest? `python -m tests.bench.backtest [--items 100000]`; the config against itself with one edit.

Fills a temporary SQLite state with invented items in nine languages, of which few match, and compares three ways: what
was stored with the configuration, the configuration with one more word, and with one rule let loose.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.doors.demo.publisher import load_outlets
from bot.jobs.backtest import backtest
from bot.model import AnyOf, Form, Item, Match, Mention
from bot.settings.load import load
from bot.settings.nouns import Settings
from bot.store.base import Store
from bot.store.engine import open_store
from bot.themes.match import Matcher

START = datetime(2026, 3, 1, tzinfo=UTC)
SLICE = 2000  # items a unit
ONE_IN = 40  # items that are news of the themes
POLITICS = 5  # one item in so many is about the state, and holds many of the themes' words
STATE = {
    "en": "the president said in Moscow that trade talks with Russia and a meeting of ministers on drones and sanctions follow the visit",
    "it": "il presidente ha detto a Mosca che i negoziati con la Russia e un vertice dei ministri sui droni seguono la visita e le sanzioni",
    "de": "der Präsident sagte in Moskau dass Gespräche über den Handel mit Russland und ein Treffen der Minister nach dem Besuch folgen",
    "fr": "le président a dit à Moscou que les pourparlers avec la Russie et une rencontre des ministres suivent la visite et les sanctions",
    "es": "el presidente dijo en Moscú que las conversaciones con Rusia y una reunión de ministros siguen a la visita y a las sanciones",
    "ru": "президент сказал в Москве что переговоры о торговле и встреча министров России последуют за визитом и новыми санкциями",
    "ko": "대통령은 모스크바에서 러시아와 무역 회담이 열리고 장관 회의가 방문 뒤에 이어진다고 밝혔다",
    "ja": "大統領は モスクワで ロシアとの 貿易協議と 大臣の会談が 訪問の後に 続くと 述べた",
    "zh": "总统在莫斯科表示 与俄罗斯的 贸易谈判和 部长会见 将在访问之后 举行",
}
LIFE = {
    "en": "the old bakery on the corner wins a prize for its bread while snow closes schools and a goalkeeper saves two penalties late at night",
    "it": "il vecchio forno all'angolo vince un premio per il pane mentre la neve chiude le scuole e un portiere para due rigori a tarda notte",
    "de": "die alte Bäckerei an der Ecke gewinnt einen Preis für ihr Brot während Schnee die Schulen schließt und ein Torwart zwei Elfmeter hält",
    "fr": "la vieille boulangerie du coin gagne un prix pour son pain tandis que la neige ferme les écoles et qu'un gardien arrête deux penaltys",
    "es": "la vieja panadería de la esquina gana un premio por su pan mientras la nieve cierra las escuelas y un portero para dos penaltis",
    "ru": "старая пекарня на углу получила приз за хлеб пока снег закрывает школы а вратарь отбил два пенальти поздно вечером",
    "ko": "모퉁이의 오래된 빵집이 상을 받았고 눈 때문에 학교가 문을 닫았으며 골키퍼는 늦은 밤 페널티를 두 번 막았다",
    "ja": "角の古いパン屋が 賞をもらい 雪で学校が 休みになり キーパーは 夜遅くに 二本の ペナルティを 止めた",
    "zh": "街角的老面包店 得了奖 大雪让学校 停课 守门员 在深夜 扑出两个 点球",
}


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description="How fast is backtest?")
    parser.add_argument("--items", type=int, default=100_000)
    bench_backtest(load(Path(__file__).parents[2] / "config", {}), parser.parse_args().items)


def bench_backtest(settings: Settings, count: int = 100_000) -> None:
    """Three comparisons over a temporary state."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/state.sqlite"
        store = open_store(url, now=START, service=True)
        fill(store, settings, count)
        store.close()
        print(f"\nbacktest: {count} stored items in {len(LIFE)} languages, one in {ONE_IN} from the demo")
        for name, other in (
            ("stored -> the configuration", None),
            ("one word more", with_word(settings)),
            ("one rule let loose", with_rule(settings)),
        ):
            reader = open_store(url, now=START, read_only=True)
            wall, cpu = time.perf_counter(), time.process_time()
            found = backtest(reader, settings, other, START, details=5).difference
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            reader.close()
            moved = f"{found.any.items_after} match, {sum(t.gained.items + t.lost.items for t in found.themes)} moved"
            print(f"  {name:<30} {wall:6.1f} s wall  {cpu:6.1f} s CPU  {found.items / cpu:9,.0f} items/s   {moved}")


def fill(store: Store, settings: Settings, count: int) -> None:
    """Store the items, and what fires on them now."""
    matcher = Matcher(settings.themes, settings.concepts)
    fired: dict[str, tuple[Match, ...]] = {}  # by headline: the samples of the demo return
    made = items(count)
    for first in range(0, count, SLICE):
        with store.unit() as unit:
            for _ in range(first, min(first + SLICE, count)):
                one = next(made)
                if one.title.startswith("#"):
                    fired.setdefault(one.title, matcher.matches(one))
                matches = [replace(match, item=one.id) for match in fired.get(one.title, ())]
                unit.items.add(one, [], matches)


def items(count: int) -> Iterator[Item]:
    """Invented items of ordinary length, seen over ten days; a few of the demo's among them, marked with #."""
    dice = random.Random(8)
    samples = [(outlet, entry) for outlet in load_outlets() for entry in outlet.entries]
    for number in range(count):
        language = dice.choice([*LIFE])
        words = (LIFE if number % POLITICS else STATE)[language].split()
        title = " ".join(dice.choices(words, k=9))
        summary = ". ".join(" ".join(dice.choices(words, k=14)) for _ in range(3))
        if number % ONE_IN == 0:
            outlet, entry = dice.choice(samples)
            language, title, summary = outlet.language, f"#{entry.title}", entry.summary
        seen = START + timedelta(days=10) * number / count
        yield Item(
            id=f"{number:016x}",
            feed=f"https://feed{number % 300}.example/rss",
            outlet=f"Outlet {number % 300} (sample)",
            family=f"family{number % 300}",
            language=language,
            title=title,
            summary=summary,
            link=f"https://outlet.example/{number}",
            url=f"outlet.example/{number}",
            host="outlet.example",
            guid=f"guid-{number}",
            published=seen,
            seen=seen,
        )


def with_word(settings: Settings) -> Settings:
    """One form more for a concept that many themes name."""
    first, *rest = settings.concepts
    return replace(settings, concepts=(replace(first, forms=(*first.forms, Form("bakery", "en"))), *rest))


def with_rule(settings: Settings) -> Settings:
    """The first theme, let loose: whatever names Moscow."""
    first, *rest = settings.themes
    loose = AnyOf((first.rule, Mention("moscow")))
    return replace(settings, themes=(replace(first, rule=loose), *rest))


if __name__ == "__main__":
    main()
