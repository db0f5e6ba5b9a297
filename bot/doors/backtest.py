"""`dispaccio backtest`: what an edit of themes or feeds gains and loses on the stored items."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.doors.clock import real_clock
from bot.doors.excerpt import excerpt
from bot.doors.look import period
from bot.doors.reading import config_of, reading, show_json
from bot.errors import UsageError
from bot.jobs.backtest import Backtest, backtest
from bot.model import Kept
from bot.settings.nouns import Settings
from bot.text.clean import shorten
from bot.themes.cause import Cause, Kind
from bot.themes.difference import Shift
from bot.themes.edition import MOST_EXPLAINED
from bot.themes.tally import Change, Moved, ThemeDifference

EDITED = ("themes.yaml", "feeds.yaml")
STORED = "stored"  # what the present configuration is compared with, where no other is named
MOST_CAUSES = 10  # of one theme, and
MOST_OUTLETS = 15  # lines of a table, in the text; --json has all
LONGEST_CAUSE = 100  # characters
GAINED = {
    Kind.FORM: "by {0}",
    Kind.BAR: "no longer kept out by {0}",
    Kind.PART: "no longer fails on: {0}",
    Kind.THEME: "the theme is new",
    Kind.FEED: "read with {0}",
    Kind.UNKNOWN: "by the rule, or by its known words in a new place",
}
LOST = {
    Kind.FORM: "without {0}",
    Kind.BAR: "kept out by {0}",
    Kind.PART: "fails on: {0}",
    Kind.THEME: "the theme is gone",
    Kind.FEED: "no longer read with {0}",
    Kind.TEXT: "the outlet has changed its words since",
}


def run_backtest(configs: tuple[Path, Path | None], state: str, *, since: str, show: int, as_json: bool) -> int:
    """Compare and print; `configs` are the live one and the one to try (None: live against what was stored)."""
    config, tried = configs
    start = real_clock() - period(since)
    live = config_of(config)
    other = config_of(config, over=_edited(tried)) if tried else None
    with reading(state) as store:
        found = backtest(store, live, other, start, details=None if as_json else show, watch=_watch)
    sides = (str(config), str(tried)) if tried else (STORED, str(config))
    if as_json:
        show_json(_data(found, sides))
    elif not found.difference.items:
        print(f"no items first seen since {start:%Y-%m-%d %H:%M} UTC are stored; `dispaccio once` or `run` polls them")
    else:
        _print(found, other or live, sides, show)
    return 0


def _edited(folder: Path) -> Path:
    """The folder, when it holds anything to try."""
    if not any((folder / name).is_file() for name in EDITED):
        wrong = "holds no themes.yaml and no feeds.yaml" if folder.is_dir() else "is no folder"
        raise UsageError(f"--with {folder} {wrong}; name a folder with the file that you edited")
    return folder


def _watch(kept: Iterable[Kept], total: int) -> Iterable[Kept]:
    """A progress bar for whoever looks."""
    return track(
        kept,
        "judging stored items",
        total=total,
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )


def _print(found: Backtest, settings: Settings, sides: tuple[str, str], show: int) -> None:
    difference = found.difference
    console = Console(width=110)
    print(f"{difference.items} items first seen since {found.since:%Y-%m-%d %H:%M} UTC; {sides[0]} -> {sides[1]}")
    print(_completeness(found))
    for feed in found.new_feeds:
        print(f"no items of {feed.name} are stored: the feed is new")
    console.print(_themes([*difference.themes, difference.any], settings))
    for theme in difference.themes:
        _print_moved(f"{theme.theme} gains", theme.gained, GAINED, show)
        _print_moved(f"{theme.theme} loses", theme.lost, LOST, show)
    for name, shifts in (("language", difference.languages), ("outlet", difference.outlets)):
        if shifts:
            console.print(_shifts(name, shifts))


def _completeness(found: Backtest) -> str:
    if found.complete_since is None:
        return f"complete from {found.began:%Y-%m-%d %H:%M} UTC, when the state began"
    whole = f"complete from {found.complete_since:%Y-%m-%d %H:%M} UTC"
    if found.complete_since <= found.since:
        return whole
    return f"{whole}; of what was seen earlier some is deleted (retention in bot.yaml), so gains there are too low"


def _themes(themes: Iterable[ThemeDifference], settings: Settings) -> Table:
    names = {theme.id: f"{theme.icon} {theme.id}".strip() for theme in settings.themes} | {"": "any theme"}
    table = Table("theme", *("items before", "after", "gained", "lost", "stories before", "after", "gained", "lost"))
    for column in table.columns[1:]:
        column.justify = "right"
    for one in themes:
        items = (one.items_before, one.items_after, one.gained.items, one.lost.items)
        stories = (one.stories_before, one.stories_after, one.gained.stories, one.lost.stories)
        table.add_row(names.get(one.theme, one.theme), *map(str, (*items, *stories)))
    return table


def _shifts(what: str, shifts: Mapping[str, Shift]) -> Table:
    table = Table(what, "items that gain a theme", "items that lose one")
    for name, shift in [*shifts.items()][:MOST_OUTLETS]:
        table.add_row(name, str(shift.gained), str(shift.lost))
    if len(shifts) > MOST_OUTLETS:
        table.add_row(f"and {len(shifts) - MOST_OUTLETS} more", "", "")
    return table


def _print_moved(head: str, moved: Moved, ways: Mapping[Kind, str], show: int) -> None:
    """What a theme gains or loses: why, and one item of each story, the latest first."""
    if not moved.items:
        return
    print(f"\n{head} {_many(moved.items, 'item')}, {_many(moved.stories, 'story')}")
    for cause, count in [*moved.causes.items()][:MOST_CAUSES]:
        print(f"  {count:>5}  {shorten(said(cause, ways), LONGEST_CAUSE)}")
    if len(moved.causes) > MOST_CAUSES:
        print(f"         and {len(moved.causes) - MOST_CAUSES} more reasons: --json")
    for change in reversed(moved.changes):
        more = moved.together[change.story] - 1
        print(
            f"  [{change.item.language}] {change.item.outlet}: {excerpt(change.item, change.evidence)}"
            + (f"  (+{more})" if more else "")
        )
    if len(moved.together) > show:
        print(f"  and {len(moved.together) - show} more: --show {len(moved.together)}, or --json")


def said(cause: Cause, ways: Mapping[Kind, str]) -> str:
    """A cause in words; `ways` are GAINED or LOST."""
    if cause.kind is Kind.FEED and not cause.said:
        return "its feed is asked now" if ways is GAINED else "its feed is not asked any more"
    if cause.kind is Kind.PART and not cause.said:
        return f"by the rule; only the first {MOST_EXPLAINED} were looked into"
    of = f"the form {cause.said!r} of {cause.concept}" if cause.concept else f"the words {cause.said!r} of the rule"
    return ways[cause.kind].format(of if cause.kind in {Kind.FORM, Kind.BAR} else cause.said)


def _many(count: int, what: str) -> str:
    plural = {"item": "items", "story": "stories"}
    return f"{count} {what if count == 1 else plural[what]}"


def _data(found: Backtest, sides: tuple[str, str]) -> dict[str, object]:
    difference = found.difference
    return {
        "before": sides[0],
        "after": sides[1],
        "since": found.since.isoformat(),
        "complete_since": (found.complete_since or found.began or found.since).isoformat(),
        "items": difference.items,
        "new_feeds": [feed.url for feed in found.new_feeds],
        "any": _theme(difference.any),
        "themes": [_theme(theme) for theme in difference.themes],
        "languages": {name: {"gained": s.gained, "lost": s.lost} for name, s in difference.languages.items()},
        "outlets": {name: {"gained": s.gained, "lost": s.lost} for name, s in difference.outlets.items()},
    }


def _theme(theme: ThemeDifference) -> dict[str, object]:
    return {
        "theme": theme.theme,
        "items": {"before": theme.items_before, "after": theme.items_after},
        "stories": {"before": theme.stories_before, "after": theme.stories_after},
        "gained": _moved(theme.gained, GAINED),
        "lost": _moved(theme.lost, LOST),
    }


def _moved(moved: Moved, ways: Mapping[Kind, str]) -> dict[str, object]:
    return {
        "items": moved.items,
        "stories": moved.stories,
        "languages": moved.languages,
        "outlets": moved.outlets,
        "causes": [_cause(cause, ways) | {"items": count} for cause, count in moved.causes.items()],
        "changes": [_change(change, ways) for change in moved.changes],
    }


def _cause(cause: Cause, ways: Mapping[Kind, str]) -> dict[str, object]:
    return {"kind": cause.kind, "said": cause.said, "concept": cause.concept, "text": said(cause, ways)}


def _change(change: Change, ways: Mapping[Kind, str]) -> dict[str, object]:
    item = change.item
    return {
        "id": item.id,
        "title": item.title,
        "url": item.link,
        "language": item.language,
        "outlet": item.outlet,
        "seen": item.seen.isoformat(),
        "story": change.story,
        "words": [{name: getattr(one, name) for name in one.__slots__} for one in change.evidence],
        "causes": [_cause(cause, ways) for cause in change.causes],
    }
