"""What `why --json` prints: one object whose `kind` says which of the shapes it has."""

from __future__ import annotations

from dataclasses import asdict
from typing import assert_never

from bot.digests.voices import independent
from bot.doors.trace import evidence_data, verdict_data
from bot.jobs.fates import Fate
from bot.jobs.why import Answer, Forgotten, Life, PostLife, Several, StoryLife, Stranger
from bot.model import Delivery, Item, Starts
from bot.store.base import Placed


def answer_data(answer: Answer) -> dict[str, object]:
    """`kind` is item, story, delivery, forgotten, several or unknown; times are ISO, UTC."""
    match answer:
        case Life():
            return _life(answer)
        case StoryLife():
            return {"kind": "story", **_story(answer)}
        case PostLife(delivery, stories):
            return {"kind": "delivery", **_delivery(delivery), "stories": [_story(story) for story in stories]}
        case Forgotten(left):
            return {"kind": "forgotten", "item": left.item, "title": left.title, "seen": left.seen.isoformat()}
        case Several(names):
            return {"kind": "several", "names": [{"id": name, "what": what} for name, what in names]}
        case Stranger(nearest):
            return {"kind": "unknown", "nearest": [_item(item) for item in nearest]}
        case _:
            assert_never(answer)


def _life(life: Life) -> dict[str, object]:
    return {
        "kind": "item",
        "item": {**_item(life.item), "updated": life.updated.isoformat() if life.updated else None},
        "feed": {"name": life.feed, "url": life.item.feed},
        "keys": [{"key": fact.key, "names": fact.holder or life.item.id} for fact in life.keys],
        "themes": [verdict_data(verdict) for verdict in life.verdicts],
        "recorded": [
            {"theme": match.theme, "evidence": [evidence_data(one) for one in match.evidence]}
            for match in life.recorded
        ],
        "story": _story(life.story) if life.story else None,
    }


def _item(item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        "title": item.title,
        "summary": item.summary,
        "link": item.link,
        "outlet": item.outlet,
        "language": item.language,
        "published": item.published.isoformat() if item.published else None,
        "seen": item.seen.isoformat(),
        "stale": item.stale,
    }


def _story(life: StoryLife) -> dict[str, object]:
    return {
        "id": life.story.id,
        "items": [_item(item) for item in life.story.items],
        "themes": sorted(life.story.themes),
        "independent": independent(life.story),
        "placements": [_placed(placed) for placed in life.placed],
        "channels": [_fate(fate) for fate in life.fates],
    }


def _placed(placed: Placed) -> dict[str, object]:
    said = placed.placement
    return {
        "item": placed.item,
        "how": type(said).__name__.lower(),
        "other": said.nearest if isinstance(said, Starts) else said.story,
        "score": said.score,
        "reasons": list(said.reasons),
        "at": placed.at.isoformat(),
    }


def _fate(fate: Fate) -> dict[str, object]:
    return {
        "channel": fate.channel,
        "digest": fate.telling.digest if fate.telling else None,
        "theme": fate.telling.theme if fate.telling else None,
        "delivery": _delivery(fate.delivery) if fate.delivery else None,
        "why_not": fate.why_not,
        "until": fate.until.isoformat() if fate.until else None,
    }


def _delivery(delivery: Delivery) -> dict[str, object]:
    plain = asdict(delivery)
    shown = ("id", "digest", "channel", "attempts", "chat", "message_id", "link", "reason")
    times = {name: plain[name].isoformat() if plain[name] else None for name in ("created", "not_before", "settled")}
    return {**{name: plain[name] for name in shown}, "state": str(delivery.state), **times}
