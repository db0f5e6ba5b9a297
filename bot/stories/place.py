"""Where an item goes: it joins a recent story, develops one, or starts one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.model import Develops, Item, Joins, Placement, Starts
from bot.stories import limits
from bot.stories.fingerprint import Fingerprint
from bot.stories.index import Index
from bot.stories.likeness import Closeness, Frequencies, Likeness, Vector, mass
from bot.stories.steps import Steps

_HOUR = timedelta(hours=1)
_SAME_TEXT = ("the same text",)


@dataclass(slots=True)
class _Story:
    """One recent story: when it was told, and by which publisher under which headline."""

    first: datetime
    last: datetime
    themes: set[str] = field(default_factory=set)
    concepts: set[str] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    issues: dict[tuple[str, tuple[str, ...]], datetime] = field(default_factory=dict)
    texts: dict[tuple[str, ...], None] = field(default_factory=dict)
    steps: Steps = field(default_factory=Steps)

    def age(self, when: datetime) -> float:
        """Hours between a moment and the time in which the story was told."""
        return max((when - self.last) / _HOUR, (self.first - when) / _HOUR, 0.0)

    def refuses(self, item: Item, fingerprint: Fingerprint) -> bool:
        """Whether the item is the next issue of a column in this story, or about another leader."""
        issue = self.issues.get((item.family, fingerprint.headline)) if fingerprint.headline else None
        if issue and abs(item.when - issue) / _HOUR >= limits.NEXT_ISSUE_HOURS:
            return True
        ours, theirs = self.concepts & limits.COUNTERPARTS, fingerprint.concepts & limits.COUNTERPARTS
        return bool(ours and theirs and ours.isdisjoint(theirs))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A fingerprint as vectors, with how much each of its terms tells."""

    fingerprint: Fingerprint
    idf: Mapping[str, float]
    words: Vector
    marks: Vector
    concepts: Vector


@dataclass(frozen=True, slots=True)
class _Question:
    """An item on its way."""

    item: Item
    fingerprint: Fingerprint
    weighed: _Weighed


class Window:
    """Recent stories in memory. `place` only looks, `add` remembers, `forget` keeps the memory bounded.

    To rebuild it, add the stored items in order of `when`, with `counted` where the stored frequencies know them.
    """

    def __init__(self, frequencies: Frequencies, *, hours: float = limits.WINDOW_HOURS) -> None:
        self._frequencies = frequencies
        self._hours = hours
        self._stories: dict[str, _Story] = {}
        self._words: defaultdict[str, Index] = defaultdict(Index)  # by language
        self._marks = Index()
        self._concepts = Index()
        self._texts: dict[tuple[str, ...], str] = {}
        self._last: _Weighed | None = None

    def __len__(self) -> int:
        """How many stories are remembered."""
        return len(self._stories)

    def place(self, item: Item, fingerprint: Fingerprint) -> Placement:
        """Say where the item goes; a new story is to be called "s" and the item's id. Changes nothing."""
        copied = self._copied(item, fingerprint)
        if copied:
            return Joins(copied, 1.0, _SAME_TEXT)
        asked = _Question(item, fingerprint, self._weigh(fingerprint))
        nearest, closeness = self._nearest(asked)
        if not closeness:
            return Starts()
        likeness = self._explain(asked, nearest, closeness)
        if likeness.ratio < 1.0:
            return Starts(nearest, likeness.score, likeness.reasons)
        step = self._stories[nearest].steps.next(item, fingerprint)
        if step:
            return Develops(nearest, likeness.score, (step, *likeness.reasons))
        return Joins(nearest, likeness.score, likeness.reasons)

    def add(self, item: Item, fingerprint: Fingerprint, story_id: str, *, counted: bool = False) -> None:
        """Remember that the item belongs to the story. `counted`: the frequencies know the item already."""
        story = self._stories.setdefault(story_id, _Story(item.when, item.when))
        story.first, story.last = min(story.first, item.when), max(story.last, item.when)
        story.themes |= fingerprint.themes
        story.concepts |= fingerprint.concepts
        story.languages.add(fingerprint.language)
        story.families.add(item.family)
        story.issues[item.family, fingerprint.headline] = item.when
        story.steps.tell(item, fingerprint)
        if fingerprint.speaks:
            text = (fingerprint.language, *fingerprint.text)
            self._texts[text] = story_id
            story.texts[text] = None
        weighed = self._weigh(fingerprint)
        self._words[fingerprint.language].add(story_id, weighed.words)
        self._marks.add(story_id, weighed.marks)
        self._concepts.add(story_id, weighed.concepts)
        self._last = None
        if not counted:
            self._frequencies.learn(fingerprint)

    def forget(self, before: datetime) -> None:
        """Drop every story whose newest item is older."""
        for story_id in [name for name, story in self._stories.items() if story.last < before]:
            for text in self._stories.pop(story_id).texts:
                if self._texts.get(text) == story_id:
                    del self._texts[text]
            for index in (*self._words.values(), self._marks, self._concepts):
                index.drop(story_id)

    def _weigh(self, fingerprint: Fingerprint) -> _Weighed:
        """Weigh a fingerprint by what is known now; what was placed last is kept for adding it."""
        if self._last is None or self._last.fingerprint is not fingerprint:
            concepts = {f"c:{concept}": 1.0 for concept in fingerprint.concepts}
            idf = self._frequencies.tell((*fingerprint.words, *fingerprint.marks, *concepts))
            vectors = (self._frequencies.vector(each, idf) for each in (fingerprint.words, fingerprint.marks, concepts))
            self._last = _Weighed(fingerprint, idf, *vectors)
        return self._last

    def _copied(self, item: Item, fingerprint: Fingerprint) -> str:
        """Return the story that has the very text of the item; "" where there is none."""
        story_id = self._texts.get((fingerprint.language, *fingerprint.text), "")
        return story_id if story_id and fingerprint.speaks and self._open(story_id, item, fingerprint) else ""

    def _open(self, story_id: str, item: Item, fingerprint: Fingerprint) -> bool:
        story = self._stories[story_id]
        return story.age(item.when) <= self._hours and not story.refuses(item, fingerprint)

    def _nearest(self, asked: _Question) -> tuple[str, Closeness | None]:
        """Return the story that comes closest and how close; of equals the latest."""
        index, weighed = self._words[asked.fingerprint.language], asked.weighed
        words = index.near(weighed.words, limits.WORDS * limits.NEARLY)
        marks = self._marks.near(weighed.marks, limits.MARKS * limits.NEARLY)
        close: dict[str, Closeness] = {}
        for story_id in dict.fromkeys((*words, *marks)):
            if self._open(story_id, asked.item, asked.fingerprint):
                said = words.get(story_id) or index.spoken(weighed.words, story_id)
                meant = marks.get(story_id) or self._marks.spoken(weighed.marks, story_id)
                close[story_id] = self._close(asked, story_id, said, meant)
        if not close:
            return "", None
        nearest = max(close, key=lambda story_id: (close[story_id].ratio, self._stories[story_id].last, story_id))
        return nearest, close[nearest]

    def _close(self, asked: _Question, story_id: str, words: Vector, marks: Vector) -> Closeness:
        """Measure what an item and a story have in common; `words` and `marks` are what they share."""
        story, weighed, taken = self._stories[story_id], asked.weighed, asked.fingerprint
        both = bool(weighed.concepts) and story_id in self._concepts
        return Closeness(
            words=self._said(asked, story_id, sum(words.values())) if taken.language in story.languages else None,
            words_mass=mass(words, weighed.idf),
            marks=self._meant(asked, story_id, sum(marks.values())),
            marks_mass=mass(marks, weighed.idf, limits.MARK_CAP),
            fresh_mass=mass(marks.keys() - taken.subject, weighed.idf, limits.MARK_CAP) if both else 0.0,
            concepts=sum(self._concepts.spoken(weighed.concepts, story_id).values()) if both else None,
            untold=_untold(taken, story, weighed.idf) if both else 0.0,
            same_theme=not story.themes.isdisjoint(taken.themes),
            again=asked.item.family in story.families,
            age=story.age(asked.item.when),
        )

    def _said(self, asked: _Question, story_id: str, cosine: float) -> float:
        """The cosine of words with a story, less where no single item of it is near."""
        words = asked.weighed.words
        nearest = self._words[asked.fingerprint.language].nearest(words, story_id, cosine)
        return cosine * min(1.0, nearest / limits.NEAREST_WORDS)

    def _meant(self, asked: _Question, story_id: str, cosine: float) -> float:
        """The cosine of marks, partly with the whole story and partly with its nearest item."""
        nearest = self._marks.nearest(asked.weighed.marks, story_id, cosine)
        return cosine + limits.NEAREST_MARKS * (nearest - cosine)

    def _explain(self, asked: _Question, story_id: str, closeness: Closeness) -> Likeness:
        index, weighed = self._words[asked.fingerprint.language], asked.weighed
        return closeness.likeness(
            {**index.spoken(weighed.words, story_id), **self._marks.spoken(weighed.marks, story_id)},
            (*index.missing(weighed.words, story_id), *self._marks.missing(weighed.marks, story_id)),
        )


def _untold(taken: Fingerprint, story: _Story, idf: Mapping[str, float]) -> float:
    """The share of what the concepts of a headline tell that a story never named."""
    telling = {concept: idf[f"c:{concept}"] for concept in taken.headline_concepts}
    new = mass(taken.headline_concepts - story.concepts, telling)
    return new / sum(telling.values()) if new else 0.0
