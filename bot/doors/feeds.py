"""`dispaccio feeds ...`: the options of the commands on the feed list. Each does its work elsewhere, imported when called."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.doors.options import STATE, Config, Json, State

feeds = typer.Typer(
    help="The feed list: its health, a live check, finding feeds, OPML in and out.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Language = Annotated[str, typer.Option("--language", help="Language of the feeds, such as it or ko.", metavar="CODE")]


@feeds.command("list")
def list_feeds(
    ill: Annotated[bool, typer.Option("--ill", help="Only the feeds that need a person.")] = False,
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """Every feed: how it does, its rhythm, silence and gaps, when it is asked next. What needs a person comes first.

    Example: dispaccio feeds list --ill
    """
    from bot.doors.feedlist import show_feeds

    return show_feeds(config, state, ill=ill, as_json=as_json)


@feeds.command("check")
def check_feeds(
    urls: Annotated[list[str] | None, typer.Argument(help="Only these; default: all.", metavar="[URL]...")] = None,
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """Ask every feed live, politely, and say what is wrong with it: moved, no feed, wrong language, slow, twice there.

    Nothing is stored. A feed that fails is a finding and leaves exit code 0; 1 means that none could be reached, or
    that Ctrl-C came first.

    Example: dispaccio feeds check https://outlet.example/rss.xml
    """
    from bot.doors.feedcheck import check_live

    return check_live(config, tuple(urls or ()), as_json=as_json)


@feeds.command("discover")
def discover_feeds(
    url: Annotated[str, typer.Argument(help="A site, or one of its pages.", metavar="[URL]", show_default=False)] = "",
    search: Annotated[
        str, typer.Option("--search", help="Words: the Google News search feed for them.", metavar="WORDS")
    ] = "",
    language: Language = "",
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """Find the feeds of a site and print lines for feeds.yaml; each was fetched and read. Nothing is written.

    Example: dispaccio feeds discover https://outlet.example
    Example: dispaccio feeds discover --search "Kim Putin" --language it
    """
    from bot.doors.feedfind import find_feeds

    return find_feeds(config, url, search, language=language, as_json=as_json)


@feeds.command("import")
def import_feeds(
    file: Annotated[Path, typer.Argument(help="An OPML file from another reader.", metavar="FILE.opml")],
    write: Annotated[bool, typer.Option("--write", help="Add the new feeds to feeds.yaml.")] = False,
    language: Language = "",
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """Read an OPML file: which feeds are new, known or unusable; prints lines for feeds.yaml, or adds them.

    --language is that of the feeds that do not say theirs.

    Example: dispaccio feeds import reader.opml --language it --write
    """
    from bot.doors.feedfiles import import_opml

    return import_opml(config, file, write=write, language=language, as_json=as_json)


@feeds.command("export")
def export_feeds(
    output: Annotated[Path | None, typer.Option("--output", help="A file instead of stdout.", metavar="FILE")] = None,
    config: Config = Path("config"),
    state: State = STATE,
) -> int:
    """The feed list as OPML 2.0, for any other reader; `feeds import` reads it back without loss.

    Example: dispaccio feeds export --output feeds.opml
    """
    from bot.doors.feedfiles import export_opml

    return export_opml(config, output)
