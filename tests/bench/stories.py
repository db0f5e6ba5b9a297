"""How fast items find their stories, and how well, beside three common ways to say "the same news".

    rapidfuzz   the earlier headline with the best token_set_ratio, 0.80 or more (measured best of 0.70 to 0.90)
    MinHash     rensa: 128 permutations over the set of words, Jaccard 0.2 or more
    TF-IDF      the earlier item with the best cosine of words, 0.15 or more, frequencies counted as the stream goes

Each sees title and summary (rapidfuzz the title, else it takes minutes), earlier items only, 72 hours, one setting for
every set. Speed is taken on a made stream, quality on the labelled sets beside the repository, where they are.
"""

from __future__ import annotations

import math
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from bot.doors.labelled import items_of, read_rows, text_of
from bot.model import Item
from bot.settings.nouns import Settings
from bot.settings.tables import knowledge
from bot.stories.place import Window
from bot.stories.replay import replay, story_of
from bot.stories.score import Clustered, score
from bot.themes.match import Matcher

SETS = Path(__file__).parents[3] / "shared" / "data" / "stories"
LABELLED = ("en_uci_titles", "en_wikinews", "en_basil_politics")
HOURS = 72
WINDOW = 50_000  # items that are remembered before the clock starts
TIMED = 2_000  # items that are placed while it runs
SLOW = 200  # items on which the loop over all headlines is timed


class Way(Protocol):
    """One way to find the story of an item."""

    def find(self, item: Item) -> str:
        """The story that the item belongs to; its own id where there is none."""

    def remember(self, item: Item, story: str) -> None:
        """The item belongs there."""


@dataclass
class _Recent:
    """Items of the last 72 hours, each with its story."""

    items: list[tuple[datetime, Any, str]]

    def forget(self, now: datetime) -> list[Any]:
        """What is too old now; items come in order of time."""
        limit = now - timedelta(hours=HOURS)
        old = 0
        while old < len(self.items) and self.items[old][0] < limit:
            old += 1
        gone = [key for _, key, _ in self.items[:old]]
        del self.items[:old]
        return gone


class Fuzzy:
    """rapidfuzz over every headline of the window."""

    def __init__(self) -> None:
        rapidfuzz = import_module("rapidfuzz")
        self.best, self.ratio = rapidfuzz.process.extractOne, rapidfuzz.fuzz.token_set_ratio
        self.clean = import_module("rapidfuzz.utils").default_process
        self.recent = _Recent([])

    def find(self, item: Item) -> str:
        """The story of the nearest headline."""
        self.recent.forget(item.when)
        titles = [key for _, key, _ in self.recent.items]
        found = self.best(self.clean(item.title), titles, scorer=self.ratio, score_cutoff=80)
        return str(self.recent.items[found[2]][2]) if found else item.id

    def remember(self, item: Item, story: str) -> None:
        """Keep the headline."""
        self.recent.items.append((item.when, self.clean(item.title), story))


class MinHash:
    """rensa: signatures of the word sets in a locality-sensitive index."""

    def __init__(self) -> None:
        rensa = import_module("rensa")
        self.made, self.index = rensa.RMinHash, rensa.RMinHashLSH(threshold=0.2, num_perm=128, num_bands=64)
        self.stories: list[tuple[datetime, Any, str]] = []

    def find(self, item: Item) -> str:
        """The story of the item with the highest estimated Jaccard index."""
        signature = self._signature(item)
        limit = item.when - timedelta(hours=HOURS)
        close = [self.stories[n] for n in self.index.query(signature) if self.stories[n][0] >= limit]
        best = max(close, key=lambda other: signature.jaccard(other[1]), default=None)
        return str(best[2]) if best and signature.jaccard(best[1]) >= 0.2 else item.id

    def remember(self, item: Item, story: str) -> None:
        """Keep the signature."""
        signature = self._signature(item)
        self.index.insert(len(self.stories), signature)
        self.stories.append((item.when, signature, story))

    def _signature(self, item: Item) -> Any:  # noqa: ANN401  # the library has no types
        signature = self.made(num_perm=128, seed=1)
        signature.update(_words(item))
        return signature


class TfIdf:
    """The nearest item by the cosine of its words, with an inverted index."""

    def __init__(self) -> None:
        self.documents = 0
        self.frequency: Counter[str] = Counter()
        self.index: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self.recent = _Recent([])
        self.stories: dict[str, str] = {}
        self.vectors: dict[str, dict[str, float]] = {}

    def find(self, item: Item) -> str:
        """The story of the nearest item."""
        for old in self.recent.forget(item.when):
            for word in self.vectors.pop(old):
                del self.index[word][old]
        vector = self._vector(_words(item))
        scores: defaultdict[str, float] = defaultdict(float)
        for word, weight in vector.items():
            for other, theirs in self.index[word].items():
                scores[other] += weight * theirs
        best = max(scores, key=lambda other: scores[other], default="")
        return self.stories[best] if best and scores[best] >= 0.15 else item.id

    def remember(self, item: Item, story: str) -> None:
        """Keep the vector."""
        name = f"{item.id}/{self.documents}"
        vector = self._vector(_words(item))
        for word, weight in vector.items():
            self.index[word][name] = weight
        self.vectors[name], self.stories[name] = vector, story
        self.recent.items.append((item.when, name, story))
        self.documents += 1
        self.frequency.update(vector.keys())

    def _vector(self, words: Sequence[str]) -> dict[str, float]:
        counts = Counter(words)
        weights = {w: n * math.log((self.documents + 1) / (self.frequency[w] + 0.5) + 1) for w, n in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {word: weight / length for word, weight in weights.items()}


def bench_stories(settings: Settings, items: list[Item]) -> None:
    """Speed into a full window, then quality and speed on the labelled sets."""
    print(f"\nstories: placing into a window of {WINDOW:,} items, and of 5,000; a made stream")
    matcher = Matcher(settings.themes, settings.concepts)
    whole = list(stream(items, WINDOW + TIMED))
    for size in (WINDOW, 5_000):
        part = whole[: size + TIMED]
        print(f"  {'ours':<12} {_ours(part, size, matcher):10,.0f} items/s   window {size:,}")
    ways: dict[str, Callable[[], Way]] = {"rapidfuzz": Fuzzy, "MinHash": MinHash, "TF-IDF": TfIdf}
    for name, make in ways.items():
        try:
            figure = _theirs(make(), whole, SLOW if name == "rapidfuzz" else TIMED)
        except ImportError:
            print(f"  {name:<12} is not installed; `make bench` installs it")
            continue
        print(f"  {name:<12} {figure:10,.0f} items/s   window {WINDOW:,}")
    if not SETS.is_dir():
        print("  quality: the labelled sets are not here")
        return
    print("\n  quality on labelled news, one setting for all: pairs P / R / F1, BCubed F1, items/s")
    for name in LABELLED:
        _quality(name, matcher, ways)


def stream(items: Sequence[Item], size: int) -> Iterator[Item]:
    """Headlines of made stories: rare names, and words of the samples as often as words are (by Zipf's law).

    One to six outlets tell each story, in one language, each with two words of its own.
    """
    dice = random.Random(11)
    start, step = datetime(2026, 3, 1, tzinfo=UTC), timedelta(hours=HOURS) / size
    vocabulary: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        vocabulary[item.language].update(f"{item.title} {item.summary}".split())
    ranked = {language: [word for word, _ in words.most_common()] for language, words in vocabulary.items()}
    weights = {language: [1 / (n + 3) for n in range(len(words))] for language, words in ranked.items()}
    made = 0
    while made < size:
        model = dice.choice(items)
        language = model.language
        names = [_name(dice) for _ in range(3)]
        words = dice.choices(ranked[language], weights[language], k=14)
        for _ in range(dice.randint(1, 6)):
            own = dice.choices(ranked[language], weights[language], k=2)
            told = dice.sample(words, 10)
            at = start + step * made
            yield replace(
                model,
                id=f"{made:016x}",
                title=" ".join([*names, *told[:6]]),
                summary=" ".join([*told[6:], *own]),
                family=f"f{dice.randint(1, 400)}",
                published=at,
                seen=at,
            )
            made += 1


def _name(dice: random.Random) -> str:
    return "".join(dice.choice("bdfgklmnprstvz") + dice.choice("aeiou") for _ in range(dice.randint(2, 4))).title()


def _ours(items: Sequence[Item], size: int, matcher: Matcher) -> float:
    known = knowledge()
    window = Window(known.frequencies())
    fired = {item.id: matcher.matches(item) for item in items}

    marks = {item.id: known.fingerprint(item, fired[item.id]) for item in items[:size]}
    for item in items[:size]:
        window.add(item, marks[item.id], f"s{_subject(item)}")

    def run() -> None:
        for item in items[size:]:
            mark = known.fingerprint(item, fired[item.id])
            window.add(item, mark, story_of(item, window.place(item, mark)))

    return len(items[size:]) / _spent(run)


def _subject(item: Item) -> str:
    """The rare words that a made story begins with."""
    return "-".join(item.title.split()[:3])


def _theirs(way: Way, items: Sequence[Item], timed: int) -> float:
    for item in items[:-timed]:
        way.remember(item, _subject(item))

    def run() -> None:
        for item in items[-timed:]:
            way.remember(item, way.find(item))

    return timed / _spent(run)


def _quality(name: str, matcher: Matcher, ways: dict[str, Callable[[], Way]]) -> None:
    rows_read = read_rows(SETS / f"{name}.jsonl")
    items, clusters = items_of(rows_read), [text_of(row, "cluster") or None for row in rows_read]
    began = time.process_time()
    ours = [placed.story for placed in replay(items, matcher.matches, knowledge())]
    rows = [("ours", ours, time.process_time() - began)]
    order = sorted(range(len(items)), key=lambda n: items[n].when)
    for title, make in ways.items():
        try:
            way = make()
        except ImportError:
            continue
        found = [""] * len(items)
        began = time.process_time()
        for n in order:
            found[n] = way.find(items[n])
            way.remember(items[n], found[n])
        rows.append((title, found, time.process_time() - began))
    for title, stories, seconds in rows:
        said = [Clustered(str(n), "", clusters[n], stories[n]) for n in range(len(items))]
        report = score(said)
        pairs = report.pairs
        print(
            f"  {name:<18} {title:<10} {pairs.precision:.3f} / {pairs.recall:.3f} / {pairs.f1:.3f}   "
            f"{report.bcubed.f1:.3f}   {len(items) / seconds:8,.0f}"
        )


def _words(item: Item) -> list[str]:
    return re.findall(r"\w+", f"{item.title} {item.summary[:300]}".casefold())


def _spent(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
