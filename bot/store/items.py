"""Items, the keys that name them, and what matched: the verbs of `base.Items`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from functools import cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import Select, and_, false, func, insert, literal, or_, select, true, tuple_, update

from bot.model import Evidence, Item, Kept, Match
from bot.store.base import Known
from bot.store.columns import EPOCH, Moment, Words, begins, clean
from bot.store.gate import Gate, listed
from bot.store.prune import prune
from bot.store.tables import items, keys, matches, pruned, tally

ITEM = [items.c[field.name] for field in fields(Item)]
MATCH = [matches.c.item, matches.c.theme, matches.c.evidence]
SLICE = 500  # rows in memory at a time
FIRST = EPOCH.replace(year=1)
LONG = 300  # characters of a key that are kept as they are

# Made once, because to make a statement takes longer than to run it, and these run at every poll.
NEW, FIRED = insert(items), insert(matches)


@cache
def _known(dialect: str) -> Select[Any]:
    """What the keys name, kept or pruned."""
    found = select(
        keys.c.key,
        keys.c.item,
        func.coalesce(items.c.title, pruned.c.title, ""),
        func.coalesce(items.c.at, pruned.c.at, literal(EPOCH, Moment)),
        func.coalesce(items.c.seen, pruned.c.seen, literal(EPOCH, Moment)),
    ).where(listed(keys.c.key, dialect))
    joined = keys.outerjoin(items, items.c.id == keys.c.item).outerjoin(pruned, pruned.c.id == keys.c.item)
    return found.select_from(joined)


@cache
def _stored(dialect: str) -> Select[Any]:
    return select(items.c.id).where(listed(items.c.id, dialect))


class SqlItems:
    """See `base.Items`."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def known(self, keys_: Collection[str]) -> dict[str, Known]:
        """Which of these keys name an item, and which."""
        self.gate.alone("items")
        asked = {short(key): key for key in keys_}
        found = self.gate.rows(_known(self.gate.dialect), self.gate.texts(asked))
        return {asked[key]: Known(*rest) for key, *rest in found}

    def add(self, item: Item, keys_: Collection[str], matches_: Sequence[Match]) -> bool:
        """Store a new item, unless its id is stored already; its keys name it from now on."""
        if self.stored([item.id]):
            return False
        self.add_all([(item, keys_, matches_)])
        return True

    def stored(self, ids: Collection[str]) -> set[str]:
        """Which of these ids are stored already."""
        self.gate.alone("items")
        return {row.id for row in self.gate.rows(_stored(self.gate.dialect), self.gate.texts(ids))}

    def add_all(self, new: Sequence[tuple[Item, Collection[str], Sequence[Match]]]) -> None:
        """Store new items with their keys and matches."""
        self.gate.change(NEW, [_item_row(item, bool(fired)) for item, _, fired in new])
        named = {key: item.id for item, own, _ in new for key in map(short, own)}
        self.gate.put(keys, [{"key": key, "item": item} for key, item in named.items()])
        self.gate.change(FIRED, [_row(match) for _, _, fired in new for match in fired])

    def update(
        self,
        item: str,
        title: str,
        summary: str,
        keys_: Collection[str],
        matches_: Sequence[Match] = (),
        now: datetime | None = None,
    ) -> None:
        """Write title and summary, those keys that name no item yet, and matches where there were none."""
        text = {"title": title, "summary": summary}
        others = or_(items.c.title != title, items.c.summary != summary)
        if now is not None:
            self.gate.change(update(items).where(items.c.id == item, others).values(updated=now))
        if not self.gate.change(update(items).where(items.c.id == item).values(text)):
            self.gate.change(update(pruned).where(pruned.c.id == item).values(title=title))
        self.gate.put_new(keys, [{"key": key, "item": item} for key in dict.fromkeys(map(short, keys_))])
        silent = update(items).where(items.c.id == item, items.c.matched == false(), items.c.stale == false())
        if matches_ and self.gate.change(silent.values(matched=True)):
            self.gate.change(insert(matches), [_row(match) for match in matches_])

    def tally(self, hour: datetime, *, fetched: int, new: int, known: int) -> None:
        """Add to the counters of the hour."""
        full = hour.replace(minute=0, second=0, microsecond=0)
        self.gate.count(tally, [{"hour": full, "fetched": fetched, "new": new, "known": known}])

    def unplaced(self, limit: int) -> list[Item]:
        """Matched items that have no story yet, in order of `seen`, then `when`, then id."""
        waiting = select(*ITEM).where(items.c.matched == true(), items.c.story.is_(None))
        return [
            Item(*row) for row in self.gate.rows(waiting.order_by(items.c.seen, items.c.at, items.c.id).limit(limit))
        ]

    def matches(self, items_: Collection[str]) -> list[Match]:
        """The matches of these items, by item and theme."""
        found = select(*MATCH).where(self.gate.among(matches.c.item, items_)).order_by(matches.c.item, matches.c.theme)
        return [match_of(*row) for row in self.gate.rows(found)]

    def keys(self, item: str) -> tuple[str, ...]:
        """The keys that name an item, in order of the alphabet."""
        named = select(keys.c.key).where(keys.c.item == item).order_by(keys.c.key)
        return tuple(key for (key,) in self.gate.rows(named))

    def find(self, id_or_url: str) -> Item | None:
        """An item by id, link or canonical url; of several, the one seen last."""
        named = or_(items.c.id == id_or_url, items.c.link == id_or_url, items.c.url == id_or_url)
        found = self.gate.rows(select(*ITEM).where(named).order_by(items.c.seen.desc(), items.c.id).limit(1))
        return Item(*found[0]) if found else None

    def named(self, beginning: str, limit: int = 20) -> list[str]:
        """Ids of items that begin so, by id."""
        begun = select(items.c.id).where(*begins(items.c.id, beginning)).order_by(items.c.id).limit(limit)
        return [name for (name,) in self.gate.rows(begun)]

    def updated(self, item: str) -> datetime | None:
        """When the outlet last changed title or summary."""
        found = self.gate.rows(select(items.c.updated).where(items.c.id == item))
        return found[0].updated if found else None

    def forgotten(self, item: str) -> Known | None:
        """What is left of an item that retention has deleted."""
        kept = select(pruned.c.id, pruned.c.title, pruned.c.at, pruned.c.seen).where(pruned.c.id == item)
        found = self.gate.rows(kept)
        return Known(*found[0]) if found else None

    def near(self, host: str, words: Sequence[str], limit: int) -> list[Item]:
        """Items of the host, or whose title holds all of these words, the one seen last first."""
        said = [items.c.title.icontains(clean(word), autoescape=True) for word in words]
        like = or_(items.c.host == host, and_(*said)) if said else items.c.host == host
        found = select(*ITEM).where(like).order_by(items.c.seen.desc(), items.c.id).limit(limit)
        return [Item(*row) for row in self.gate.rows(found)]

    def all(self, since: datetime | None = None) -> Iterator[tuple[Item, tuple[str, ...], str]]:
        """(item, themes, story id or "") in order of `seen`, then id."""
        return ((one.item, tuple(match.theme for match in one.matches), one.story) for one in self.kept(since))

    def kept(self, since: datetime | None = None) -> Iterator[Kept]:
        """Item, story and what fired, in order of `seen`, then id."""
        seen, name = since or FIRST, ""
        while True:
            later = tuple_(items.c.seen, items.c.id) > tuple_(literal(seen, Moment), literal(name, Words))
            rows = self.gate.rows(
                select(*ITEM, items.c.story).where(later).order_by(items.c.seen, items.c.id).limit(SLICE)
            )
            fired: dict[str, list[Match]] = {}
            for match in self.matches([row.id for row in rows]):
                fired.setdefault(match.item, []).append(match)
            for *values, story in rows:
                item = Item(*values)
                yield Kept(item, story or "", tuple(fired.get(item.id, ())))
            if len(rows) < SLICE:
                return
            seen, name = rows[-1].seen, rows[-1].id

    def count(self, since: datetime | None = None) -> int:
        """How many items were first seen since."""
        return int(self.gate.rows(select(func.count()).where(items.c.seen >= (since or FIRST)))[0][0])

    def by_feed(self, since: datetime) -> Mapping[str, tuple[int, datetime]]:
        """Address of a feed -> how many of its items were first seen since, and the newest `when` among them."""
        counts = select(items.c.feed, func.count(), func.max(items.c.at)).where(items.c.seen >= since)
        return {feed: (number, newest) for feed, number, newest in self.gate.rows(counts.group_by(items.c.feed))}

    def first_fired(self) -> Mapping[tuple[str, str], datetime]:
        """(concept, form) -> when the first item was seen that it let in."""
        first: dict[tuple[str, str], datetime] = {}
        item, theme = "", ""
        fired = select(*MATCH, items.c.seen).join(items, items.c.id == matches.c.item)
        while True:
            later = tuple_(matches.c.item, matches.c.theme) > tuple_(literal(item, Words), literal(theme, Words))
            rows = self.gate.rows(fired.where(later).order_by(matches.c.item, matches.c.theme).limit(SLICE))
            for row in rows:
                for pair in {(one["concept"], one["form"]) for one in row.evidence}:
                    first[pair] = min(row.seen, first.get(pair, row.seen))
            if len(rows) < SLICE:
                return first
            item, theme = rows[-1].item, rows[-1].theme

    def complete_since(self) -> datetime | None:
        """Everything first seen after this moment is still here; None while nothing was ever pruned."""
        last: datetime | None = self.gate.rows(select(func.max(pruned.c.seen)))[0][0]
        return last

    def prune(self, *, matched_before: datetime, unmatched_before: datetime) -> int:
        """Delete items first seen before; how many."""
        return prune(self.gate, matched_before, unmatched_before)


def short(key: str) -> str:
    """A key as stored: PostgreSQL cannot index texts beyond 2.7 kB, and a guid may be any length."""
    whole = clean(key)
    return whole if len(whole) <= LONG else whole[:LONG] + blake2b(whole.encode(), digest_size=16).hexdigest()


def match_of(item: str, theme: str, evidence: list[dict[str, str | int]]) -> Match:
    """A match from its row."""
    return Match(item, theme, tuple(Evidence(**one) for one in evidence))  # type: ignore[arg-type]  # what `_row` wrote


def _item_row(item: Item, matched: bool) -> dict[str, object]:  # noqa: FBT001 a column
    row: dict[str, object] = {column.name: getattr(item, column.name) for column in ITEM}
    return row | {"at": item.when, "matched": matched, "story": None}


def _row(match: Match) -> dict[str, object]:
    evidence = [{**asdict(one), "text": clean(one.text)} for one in match.evidence]
    return {"item": match.item, "theme": match.theme, "evidence": evidence}
