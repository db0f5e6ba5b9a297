"""`dispaccio feeds import` and `export`: the feed list from and to OPML files."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from babel import Locale

from bot.doors.clock import real_clock
from bot.doors.reading import config_of, show_json
from bot.errors import ConfigError, DispaccioError, UsageError
from bot.feeds.opml import MOST_BYTES, Outline, read_opml, write_opml
from bot.jobs.feedimport import Judged, Verdict, judge_outlines
from bot.settings.feedlines import feed_line, with_feeds
from bot.settings.load import load
from bot.settings.read import read
from bot.settings.review.languages import meant
from bot.text.languages import base

FEEDS = "feeds.yaml"


def import_opml(config: Path, file: Path, *, write: bool, language: str, as_json: bool) -> int:
    """Judge the feeds of the file; print their lines, or add them. 1 when there is nothing that could be used."""
    settings = config_of(config)
    check_language(language)
    judged = judge_outlines(_outlines(file), settings.feeds, language.lower())
    new = [one.values for one in judged if one.verdict is Verdict.NEW]
    if write and new:
        write_feeds(config, new)
    if as_json:
        show_json({"feeds": [_data(one) for one in judged], "written": len(new) if write else 0})
    else:
        _tell(judged, write=write)
    counts = Counter(one.verdict for one in judged)
    done = f"added to {config / FEEDS}" if write else "not written: --write adds them"
    print(
        f"{len(judged)} feeds in {file}: {counts[Verdict.NEW]} new{f', {done}' if new else ''}; "
        f"{counts[Verdict.KNOWN]} known, {counts[Verdict.UNUSABLE]} unusable",
        file=sys.stderr,
    )
    return 1 if counts[Verdict.UNUSABLE] and not new and not counts[Verdict.KNOWN] else 0


def check_language(language: str) -> None:
    """Raises UsageError on what is no language that feeds come in."""
    if language and (hint := meant(language)):
        raise UsageError(f"--language {language} is no language that feeds come in; {hint}")


def export_opml(config: Path, output: Path | None) -> int:
    """Write the feed list as OPML."""
    settings = config_of(config)
    names = Locale("en").languages
    titles = {feed.language: str(names.get(base(feed.language), feed.language)) for feed in settings.feeds}
    document = write_opml(settings.feeds, real_clock(), titles)
    if output is None:
        sys.stdout.buffer.write(document)
        sys.stdout.buffer.flush()
        return 0
    try:
        output.write_bytes(document)
    except OSError as error:
        raise DispaccioError(f"cannot write {output}: {error.strerror}; choose another with --output FILE") from error
    print(f"{len(settings.feeds)} feeds written to {output}", file=sys.stderr)
    return 0


def _outlines(file: Path) -> Sequence[Outline]:
    try:
        with file.open("rb") as stream:
            body = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}; name an OPML file") from error
    try:
        outlines = read_opml(body)
    except UsageError as error:
        raise UsageError(f"{file}: {error}") from None
    if not outlines:
        raise UsageError(f"{file}: this OPML file holds no feed")
    return outlines


def write_feeds(config: Path, feeds: Sequence[Mapping[str, str]]) -> None:
    """Put the feeds behind the last one of feeds.yaml, in one step, after the whole configuration was found good with them.

    Raises ConfigError, with nothing written, where it was not.
    """
    path = (config / FEEDS).resolve()
    source = read(config / FEEDS)
    text = with_feeds(source, feeds)
    mark = "\ufeff" if path.read_bytes().startswith(b"\xef\xbb\xbf") else ""
    with TemporaryDirectory(dir=path.parent, prefix=".feeds-") as folder:
        tried = Path(folder) / FEEDS
        tried.write_bytes((mark + text).encode("utf-8"))
        try:
            load(config, os.environ, over=Path(folder))
        except ConfigError as error:
            where = (replace(one, file=str(path)) if one.file == str(tried) else one for one in error.problems)
            raise ConfigError(tuple(where)) from None
        shutil.copymode(path, tried)
        tried.replace(path)


def _tell(judged: Sequence[Judged], *, write: bool) -> None:
    """What would be new on stdout, as lines for feeds.yaml; the others on stderr."""
    for one in judged:
        if one.verdict is Verdict.NEW:
            print(feed_line(one.values), file=sys.stderr if write else sys.stdout)
    for one in judged:
        if one.verdict is not Verdict.NEW:
            print(f"{one.verdict}: {one.values['name']} ({one.values['url']}): {one.why}", file=sys.stderr)


def _data(one: Judged) -> dict[str, object]:
    return {"verdict": str(one.verdict), "why": one.why, **one.values}
