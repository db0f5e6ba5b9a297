"""The queue by hand: deliveries, retry, mark-sent, drop, send-test, export."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from bot.channels.base import Check, Target
from bot.doors.clock import real_clock
from bot.doors.reading import config_of, reading, show_json
from bot.doors.wiring import make_senders
from bot.errors import DispaccioError
from bot.jobs.chats import chat_of, met
from bot.jobs.retract import retract
from bot.jobs.takeover import reopen
from bot.model import Act, Delivery, State
from bot.outbox import drop, mark_sent, retry
from bot.settings.nouns import Settings
from bot.store.base import Store, Unit
from bot.store.engine import open_store
from bot.text.markup import plain

VERBS: dict[str, Callable[[Delivery, datetime], Delivery]] = {
    "retry": lambda delivery, _: retry(delivery),
    "mark-sent": mark_sent,
    "drop": drop,
}


def show_deliveries(state: str, *, held: bool, dead: bool, as_json: bool) -> int:
    """List the queue: everything that is not settled, or what is asked for."""
    states = [*([State.HELD, State.UNSURE] if held else []), *([State.DEAD] if dead else [])]
    open_states = [State.WAITING, State.SENDING, State.UNSURE, State.HELD, State.DEAD]
    with reading(state) as store, store.glance() as unit:
        found = unit.outbox.all(states or open_states, acts=tuple(Act))
    if as_json:
        show_json([_plain(delivery) for delivery in found])
        return 0
    print(f"{len(found)} deliver{'y' if len(found) == 1 else 'ies'}")
    for delivery in found:
        tries = f"{delivery.attempts} tr{'y' if delivery.attempts == 1 else 'ies'}"
        act = "" if delivery.act is Act.POST else f"  {delivery.act}"
        print(f"{delivery.id}  {delivery.channel}{act}  {delivery.state}  {tries}  {_headline(delivery)}")
        again = f"tried again at {delivery.not_before:%Y-%m-%d %H:%M:%S} UTC" if delivery.not_before else ""
        if delivery.reason or again:
            print(f"    {'; '.join(part for part in (delivery.reason, again) if part)}")
    return 0


def _headline(delivery: Delivery) -> str:
    """The first headline of a delivery: what to look for in the channel."""
    lines = plain(delivery.message.html).splitlines()
    return next((line for line in lines if line.startswith("• ")), lines[0] if lines else "")


def touch(state: str, verb: str, name: str) -> int:
    """Do one of VERBS to one delivery. Raises DispaccioError when there is none such, or its state forbids it."""
    with reading(state):  # says so when there is no state: a slip of the pen makes no new one
        store = open_store(state, now=real_clock())
    try:
        with store.unit() as unit:
            delivery = unit.outbox.get(name)
            if delivery is None:
                raise DispaccioError(f"no delivery {name!r}; `dispaccio deliveries` lists them")
            after = VERBS[verb](delivery, real_clock())
            if not unit.outbox.seize(after):
                raise DispaccioError(f"delivery {delivery.id} is just being sent; try again in a minute")
            if verb == "retry":
                reopen(unit, after.channel)
    finally:
        store.close()
    print(f"{after.id}: {delivery.state} -> {after.state}")
    return 0


def take_back(config: Path, state: str, asked: str, reason: str) -> int:
    """Take a post back, or one story. Raises DispaccioError where it cannot be."""
    settings = config_of(config)
    with reading(state):
        store = open_store(state, now=real_clock())
    try:
        with store.unit() as unit:
            done = retract(unit, settings, asked, reason, real_clock())
    finally:
        store.close()
    for one in done:
        print(f"{one.channel}: {one.delivery}: {one.done} ({', '.join(one.stories)})")
    print("the service does it within seconds; without one: dispaccio once --due", file=sys.stderr)
    return 0


def show_chats(state: str, *, as_json: bool) -> int:
    """The chats that the bot has seen, the latest first: what `to` and `admin_chat` in bot.yaml want."""
    with reading(state) as store, store.glance() as unit:
        found = unit.outbox.chats()
    if as_json:
        show_json([{"id": c.id, "title": c.title, "kind": c.kind, "seen": c.seen.isoformat()} for c in found])
        return 0
    for chat in found:
        print(f"{chat.id}  {chat.kind}  {chat.title}  seen {chat.seen:%Y-%m-%d %H:%M} UTC")
    if not found:
        print("the bot has seen no chat yet: `dispaccio send-test` asks for those of bot.yaml", file=sys.stderr)
    return 0


def test_channels(config: Path, state: str, *, as_json: bool) -> int:
    """Test each channel; 1 when something is missing."""
    settings = config_of(config)
    if settings.telegram.token is None:
        print("no token: TELEGRAM_BOT_TOKEN is not set, so nothing was tried on Telegram", file=sys.stderr)
    store = open_store(state, now=real_clock())
    try:
        checks = asyncio.run(_test(settings, store))
    finally:
        store.close()
    if as_json:
        show_json([{"what": check.what, "ok": check.ok, "say": check.say} for check in checks])
    for check in [] if as_json else checks:
        print(f"{'ok  ' if check.ok else 'FAIL'} {check.say}")
    bad = [check for check in checks if not check.ok]
    if bad:
        print(bad[-1].say, file=sys.stderr)
    return 1 if bad else 0


def export_state(state: str, output: Path | None) -> int:
    """Write everything as JSON Lines, in the formats of the contract."""
    with reading(state) as store, store.glance() as unit:
        if output is None:
            for line in _lines(unit):
                print(line)
            return 0
        try:
            with output.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in _lines(unit))
        except OSError as error:
            raise DispaccioError(f"cannot write {output}: {error.strerror}") from error
    return 0


async def _test(settings: Settings, store: Store) -> list[Check]:
    senders = make_senders(settings, store)
    checks = []
    for channel in settings.channels:
        with store.glance() as unit:
            chat = chat_of(unit.outbox.channel(channel.id), channel)
        found = await senders[channel.id].test(Target(chat, channel.id))
        with store.unit() as unit:
            for seen in filter(None, (check.met for check in found)):
                met(unit, seen, real_clock())
            if all(check.ok for check in found):
                reopen(unit, channel.id)
        checks += found
    for sender in set(senders.values()):
        await sender.close()
    return checks


def _lines(unit: Unit) -> Iterator[str]:
    for item, themes, story in unit.items.all():
        published = item.published.isoformat() if item.published else None
        yield _json(
            kind="item",
            id=item.id,
            url=item.link,
            title=item.title,
            feed=item.feed,
            language=item.language,
            published=published,
            seen=item.seen.isoformat(),
            themes=list(themes),
            story=story or None,
        )
    for story, items, themes, told in unit.stories.all():
        yield _json(kind="story", id=story, items=list(items), themes=list(themes), told=list(told))
    for delivery in unit.outbox.all():
        yield _json(kind="delivery", **_plain(delivery))


def _plain(delivery: Delivery) -> dict[str, object]:
    return {
        "id": delivery.id,
        "channel": delivery.channel,
        "act": str(delivery.act),
        "state": str(delivery.state),
        "message_id": delivery.message_id,
        "stories": list(delivery.message.stories),
        "attempts": delivery.attempts,
        "reason": delivery.reason,
        "link": delivery.link,
        "created": delivery.created.isoformat(),
        "not_before": delivery.not_before.isoformat() if delivery.not_before else None,
    }


def _json(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)
