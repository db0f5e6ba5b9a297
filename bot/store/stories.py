"""Stories, document frequencies, and what was told where: the verbs of `base.Stories`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, insert, not_, select, update

from bot.errors import StateError
from bot.model import Delivery, Develops, Digest, Item, Joins, Level, Match, Placement, Starts, State, Story
from bot.store.base import Placed, Telling
from bot.store.columns import begins
from bot.store.gate import Gate
from bot.store.items import ITEM, MATCH, SLICE, match_of
from bot.store.outbox import row_of
from bot.store.tables import deliveries, digests, items, matches, placements, stories, tellings, terms

HOW: dict[str, type[Joins | Develops]] = {"joins": Joins, "develops": Develops}
ALL_DOCUMENTS = ""  # a term that no text has


class SqlStories:
    """See `base.Stories`."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def place(self, item: Item, story: str, placement: Placement, now: datetime) -> None:
        """The item belongs to the story from now on."""
        before = self.gate.rows(select(items.c.story).where(items.c.id == item.id))
        if not before:
            raise StateError(f"item {item.id} cannot be placed: it is not stored")
        self.gate.put_new(stories, [{"id": story, "created": now}])
        self.gate.change(update(items).where(items.c.id == item.id).values(story=story))
        self.gate.put(placements, [{"item": item.id, "story": story, "at": now, **_row(placement)}])
        if before[0].story not in {None, story}:
            self._leave(before[0].story)

    def _leave(self, story: str) -> None:
        """A story whose last item went elsewhere goes too, unless a post tells it."""
        empty = not_(exists().where(items.c.story == story))
        untold = not_(exists().where(tellings.c.story == story))
        self.gate.change(delete(stories).where(stories.c.id == story, empty, untold))

    def placed(self, items_: Collection[str]) -> list[Placed]:
        """Where these items went and why, by item."""
        why = [placements.c[name] for name in ("item", "story", "at", "how", "other", "score", "reasons")]
        found = select(*why).where(self.gate.among(placements.c.item, items_)).order_by(placements.c.item)
        return [Placed(item, story, _placement(*rest), at) for item, story, at, *rest in self.gate.rows(found)]

    def recent(self, since: datetime) -> list[Story]:
        """Stories whose newest item's `when` is not older, by that time, then id."""
        late = select(items.c.story, items.c.at).where(items.c.at >= since, items.c.story.is_not(None))
        newest = {row.story: row.at for row in self.gate.rows(late.order_by(items.c.at))}
        return self.get(sorted(newest, key=lambda story: (newest[story], story)))

    def get(self, ids: Collection[str]) -> list[Story]:
        """These stories, in the order given; unknown ids are left out."""
        fired: dict[str, list[Match]] = {}
        of_these = self.gate.among(items.c.story, ids)
        spoken = select(*MATCH).join(items, items.c.id == matches.c.item).where(of_these).order_by(matches.c.theme)
        for row in self.gate.rows(spoken):
            fired.setdefault(row.item, []).append(match_of(*row))
        held: dict[str, list[Item]] = {}
        for *values, story in self.gate.rows(
            select(*ITEM, items.c.story).where(of_these).order_by(items.c.at, items.c.id)
        ):
            held.setdefault(story, []).append(Item(*values))
        follows = self._follows(ids)
        return [_story(story, held[story], fired, follows.get(story, "")) for story in ids if story in held]

    def _follows(self, ids: Collection[str]) -> dict[str, str]:
        """Story -> the story of which it is a new step."""
        step = select(placements.c.story, placements.c.other).where(
            self.gate.among(placements.c.story, ids), placements.c.how == "develops"
        )
        steps = self.gate.rows(step.order_by(placements.c.at.desc(), placements.c.item.desc()))
        return {row.story: row.other for row in steps if row.other != row.story}

    def untold(self, channel: str, themes: Collection[str] | None) -> list[Story]:
        """Fresh stories of these themes that no digest of the channel holds, by `started`, then id."""
        told = exists().where(tellings.c.story == stories.c.id, tellings.c.channel == channel)
        fresh = exists().where(items.c.story == stories.c.id, items.c.stale.is_(False))
        wanted = select(stories.c.id).where(not_(told), fresh)
        if themes is not None:
            fired = exists().where(
                items.c.story == stories.c.id, matches.c.item == items.c.id, self.gate.among(matches.c.theme, themes)
            )
            wanted = wanted.where(fired)
        return sorted(self.get([row.id for row in self.gate.rows(wanted)]), key=lambda story: (story.started, story.id))

    def named(self, beginning: str, limit: int = 20) -> list[str]:
        """Ids of stories that begin so, by id."""
        begun = select(stories.c.id).where(*begins(stories.c.id, beginning)).order_by(stories.c.id).limit(limit)
        return [name for (name,) in self.gate.rows(begun)]

    def told(self, ids: Collection[str]) -> list[Telling]:
        """Which deliveries hold these stories, in the order written."""
        columns = [tellings.c[field.name] for field in fields(Telling)]
        joined = select(*columns).join(deliveries, deliveries.c.id == tellings.c.delivery)
        found = joined.where(self.gate.among(tellings.c.story, ids)).order_by(deliveries.c.seq, tellings.c.story)
        return [Telling(*row) for row in self.gate.rows(found)]

    def tell(self, digest: Digest, deliveries_: Sequence[Delivery], themes: Mapping[str, str] | None = None) -> bool:
        """Write digest, deliveries, and that the stories are told; False when the digest or one of them is."""
        self.gate.alone("tell")
        holder = {story: delivery.id for delivery in reversed(deliveries_) for story in delivery.message.stories}
        ids = [story.id for story in digest.stories]
        if lost := [story for story in ids if story not in holder]:
            raise StateError(f"digest {digest.id} cannot be written: no message of it holds story {', '.join(lost)}")
        there = select(digests.c.id).where(digests.c.id == digest.id)
        twice = self.gate.among(tellings.c.story, ids)
        if self.gate.rows(there) or self.gate.rows(
            select(tellings.c.story).where(twice, tellings.c.channel == digest.channel)
        ):
            return False
        head = {"id": digest.id, "channel": digest.channel, "level": digest.level, "at": digest.at}
        self.gate.change(insert(digests), [head])
        self.gate.change(insert(deliveries), [row_of(delivery) for delivery in deliveries_])
        rows = [
            Telling(story, digest.channel, digest.id, holder[story], (themes or {}).get(story, "")) for story in ids
        ]
        self.gate.change(insert(tellings), [asdict(row) for row in rows])
        return True

    def digest(self, name: str) -> Digest | None:
        """A digest by its id, with its stories by id."""
        rows = self.gate.rows(select(digests).where(digests.c.id == name))
        told = select(tellings.c.story).where(tellings.c.digest == name).order_by(tellings.c.story)
        held = tuple(self.get([row.story for row in self.gate.rows(told)]))
        return next((Digest(row.id, row.channel, row.level, row.at, held) for row in rows), None)

    def retract(self, stories_: Collection[str], channel: str, now: datetime, why: str) -> None:
        """These stories were taken back in a channel."""
        these = and_(self.gate.among(tellings.c.story, stories_), tellings.c.channel == channel)
        first = tellings.c.retracted.is_(None)
        self.gate.change(update(tellings).where(these, first).values(retracted=now, why=why))

    def digests(self, channel: str, level: str) -> list[tuple[str, datetime]]:
        """(id, at) of the channel's last 50 digests of this level, newest first."""
        mine = select(digests.c.id, digests.c.at).where(digests.c.channel == channel, digests.c.level == Level(level))
        return [
            (row.id, row.at)
            for row in self.gate.rows(mine.order_by(digests.c.at.desc(), digests.c.id.desc()).limit(50))
        ]

    def frequencies(self) -> tuple[int, Mapping[str, int]]:
        """(number of documents, term -> in how many of them)."""
        found: dict[str, int] = {
            row.term: row.documents for row in self.gate.rows(select(terms.c.term, terms.c.documents))
        }
        return found.pop(ALL_DOCUMENTS, 0), found

    def count_terms(self, documents: int, terms_: Mapping[str, int]) -> None:
        """Add to the document frequencies."""
        rows = [{"term": term, "documents": more} for term, more in {**terms_, ALL_DOCUMENTS: documents}.items()]
        self.gate.count(terms, rows)

    def all(self) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
        """(story id, item ids, themes, channels where it stands), by id, read in slices."""
        after = ""
        while True:
            ids = [
                row.id
                for row in self.gate.rows(
                    select(stories.c.id).where(stories.c.id > after).order_by(stories.c.id).limit(SLICE)
                )
            ]
            columns = (tellings.c.story, tellings.c.channel, tellings.c.retracted, deliveries.c.state)
            stands = select(*columns).join(deliveries, deliveries.c.id == tellings.c.delivery)
            channels: dict[str, list[str]] = {}
            for row in self.gate.rows(
                stands.where(self.gate.among(tellings.c.story, ids)).order_by(tellings.c.channel)
            ):
                channels.setdefault(row.story, []).extend(
                    [row.channel] if row.state is State.SENT and row.retracted is None else []
                )
            for whole in self.get(ids):
                yield (
                    whole.id,
                    tuple(item.id for item in whole.items),
                    tuple(sorted(whole.themes)),
                    tuple(channels.get(whole.id, ())),
                )
            if len(ids) < SLICE:
                return
            after = ids[-1]


def _row(placement: Placement) -> dict[str, Any]:
    other = placement.nearest if isinstance(placement, Starts) else placement.story
    how = type(placement).__name__.lower()
    return {"how": how, "other": other, "score": placement.score, "reasons": list(placement.reasons)}


def _placement(how: str, other: str, score: float, reasons: list[str]) -> Placement:
    return HOW.get(how, Starts)(other, score, tuple(reasons))


def _story(story: str, items_: list[Item], fired: Mapping[str, list[Match]], follows: str) -> Story:
    return Story(story, tuple(items_), tuple(match for item in items_ for match in fired.get(item.id, ())), follows)
