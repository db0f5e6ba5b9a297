"""Looking without touching: check, preview, status, balance."""

from __future__ import annotations

import os
import re
import sys
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.doors.clock import real_clock
from bot.doors.page import PageView, Post, render_page
from bot.doors.reading import config_of, reading, show_json
from bot.errors import DispaccioError, Problem, UsageError
from bot.jobs.check import findings
from bot.jobs.publish import messages_of, planned, told_before
from bot.jobs.status import Status, imbalances, look, routes
from bot.model import Channel, Message
from bot.settings.load import load_with_files
from bot.settings.nouns import Settings
from bot.text.markup import plain

# So many problems fit on one screen.
SHOWN_PROBLEMS = 12
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def check_config(config: Path, *, as_json: bool) -> int:
    """Validate, look for slips and run the examples; 2 when something is wrong, 0 with warnings."""
    settings, files = load_with_files(config, os.environ)
    problems = findings(settings, files)
    if as_json:
        show_json([_problem(problem) for problem in problems])
    for problem in [] if as_json else problems:
        print(problem, file=sys.stderr)
    if not all(problem.warning for problem in problems):
        return 2
    forms = sum(len(concept.forms) for concept in settings.concepts)
    languages = {feed.language for feed in settings.feeds}
    if not as_json:
        print(
            f"{config} is good: {len(settings.themes)} themes, {len(settings.concepts)} concepts with {forms} forms, "
            f"{len(settings.feeds)} feeds in {len(languages)} languages, {len(settings.channels)} channels"
        )
    return 0


def show_preview(config: Path, state: str, *, page: Path | None, as_json: bool) -> int:
    """Print what would be posted if the digest window closed now; sends nothing."""
    settings = config_of(config)
    found: list[tuple[Channel, Message]] = []
    with reading(state) as store, store.glance() as unit:
        for channel in settings.channels:
            digests = planned(settings, unit, channel, real_clock(), close=True)
            found += [
                (channel, message)
                for digest in digests
                for message in messages_of(settings, digest, channel, told_before(unit, channel, digest))
            ]
    if as_json:
        show_json([{"channel": c.id, "part": m.part, "html": m.html, "stories": list(m.stories)} for c, m in found])
    for channel, message in [] if as_json else found:
        print(f"--- {channel.id}, part {message.part}\n{plain(message.html)}\n")
    if not found and not as_json:
        print("nothing would be posted now")
    target = page or Path("state/preview.html")
    _write(target, render_page(_preview_page(settings, found)))
    print(f"page: {target}", file=sys.stderr)
    return 0


def show_status(config: Path, state: str, *, as_json: bool) -> int:
    """One screen."""
    settings = config_of(config)
    with reading(state) as store:
        status = look(store, settings, real_clock())
    if as_json:
        show_json(_status(status))
        return 0
    console = Console()
    console.print(_counts(status))
    console.print(_channels(status, settings))
    for problem in status.problems[:SHOWN_PROBLEMS]:
        console.print(f"! {problem}", markup=False, highlight=False)
    if len(status.problems) > SHOWN_PROBLEMS:
        console.print(f"! and {len(status.problems) - SHOWN_PROBLEMS} more: dispaccio status --json")
    if not status.problems:
        console.print("no problems")
    return 0


def show_balance(config: Path, state: str, *, since: str, as_json: bool) -> int:
    """Print the sums; 1 when they do not add up."""
    settings = config_of(config)
    now = real_clock()
    with reading(state) as store, store.glance() as unit:
        balance = unit.balance(now - period(since), now, routes(settings))
    wrong = imbalances(balance)
    if as_json:
        show_json({"balance": _status_balance(balance), "wrong": wrong})
    else:
        print(f"fetched {balance.fetched} = new {balance.new} + known {balance.known}")
        print(f"new {balance.new} = kept {balance.items} + pruned {balance.pruned}")
        print(f"kept {balance.items} = matched {balance.matched} + unmatched {balance.unmatched}")
        print(f"matched {balance.matched} = placed {balance.placed} + unplaced {balance.unplaced}")
        for c in balance.channels:
            print(
                f"{c.channel}: stories {c.stories} = told {c.told} + waiting {c.waiting} + held {c.held} "
                f"+ stale {c.stale} + retracted {c.retracted}"
            )
    for line in wrong:
        print(f"does not add up: {line}", file=sys.stderr)
    return 1 if wrong else 0


def period(text: str) -> timedelta:
    """`24h` as a duration. Raises DispaccioError on anything else."""
    found = re.fullmatch(r"(\d{1,6})([mhd])", text)
    if found is None:
        raise UsageError(f"--since {text!r} is not a period; write a number and m, h or d, such as 24h")
    return min(timedelta(**{UNITS[found[2]]: int(found[1])}), timedelta(days=36500))


def _preview_page(settings: Settings, found: list[tuple[Channel, Message]]) -> PageView:
    now = real_clock()
    return PageView(
        title="dispaccio",
        about=", ".join(channel.to for channel in settings.channels),
        language=settings.language,
        timezone=settings.timezone,
        posts=tuple(Post(None, message.html, now, message.silent, "") for _, message in found),
        refresh=None,
        note="",
    )


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DispaccioError(f"cannot write {path}: {error.strerror}; choose another with --page FILE") from error


def _counts(status: Status) -> Table:
    table = Table(title=f"dispaccio, {status.at:%Y-%m-%d %H:%M} UTC", title_justify="left", show_header=False)
    balance = status.balance
    table.add_row("feeds", ", ".join(f"{number} {health}" for health, number in sorted(status.feeds.items())) or "none")
    table.add_row("latest due feed", f"{status.lag.total_seconds():.0f} s late")
    table.add_row("items, 24 h", f"{balance.new} new, {balance.matched} matched, {balance.unplaced} not placed yet")
    table.add_row("queue", ", ".join(f"{number} {state}" for state, number in sorted(status.queue.items())) or "empty")
    return table


def _channels(status: Status, settings: Settings) -> Table:
    table = Table("channel", "to", "stories, 24 h", "last digest", "next digest")
    told = {balance.channel: balance for balance in status.balance.channels}
    for channel in status.channels:
        balance = told[channel.id]
        last = f"{channel.last_digest:%Y-%m-%d %H:%M} UTC" if channel.last_digest else "never"
        stories = f"{balance.told} told, {balance.waiting} waiting, {balance.held} held"
        to = channel.to if settings.telegram.token else "preview"
        table.add_row(channel.id, to, stories, last, f"{channel.next_digest:%Y-%m-%d %H:%M} UTC")
    return table


def _status(status: Status) -> dict[str, object]:
    return {
        "at": status.at.isoformat(),
        "feeds": dict(status.feeds),
        "lag_seconds": status.lag.total_seconds(),
        "balance": _status_balance(status.balance),
        "queue": dict(status.queue),
        "channels": [{name: getattr(channel, name) for name in channel.__slots__} for channel in status.channels],
        "problems": list(status.problems),
    }


def _status_balance(balance: object) -> dict[str, object]:
    from dataclasses import asdict, is_dataclass

    return asdict(balance) if is_dataclass(balance) and not isinstance(balance, type) else {}


def _problem(problem: Problem) -> dict[str, object]:
    return {name: getattr(problem, name) for name in problem.__slots__}
