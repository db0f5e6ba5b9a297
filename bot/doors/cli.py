"""The commands. Each reads its options here and does its work elsewhere, imported only when it is called.

Exit codes: 0 done; 1 the work failed, and the last line on stderr says what and what to do; 2 wrong usage or
configuration, every problem one a line.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot import __version__
from bot.doors.feeds import feeds
from bot.doors.options import STATE, Config, Json, State
from bot.errors import DispaccioError


def _leave(code: int | None, **_: object) -> None:
    """Every command gives its exit code back."""
    raise typer.Exit(code or 0)


app = typer.Typer(
    name="dispaccio",
    result_callback=_leave,
    help="Watches news feeds for your themes, merges each story, and tells it once in a Telegram channel.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
scores = typer.Typer(help="Score the configuration on labelled files.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(scores, name="eval")
app.add_typer(feeds, name="feeds")

DeliveryId = Annotated[str, typer.Argument(help="The delivery, as `dispaccio deliveries` shows it.", metavar="ID")]
Labelled = Annotated[Path, typer.Argument(help="UTF-8 JSON Lines, one item a line.", metavar="FILE")]
Predictions = Annotated[Path | None, typer.Option("--predictions", help="Write one prediction a line.", metavar="OUT")]
Errors = Annotated[bool, typer.Option("--errors", help="List the items that were judged wrong.")]


def run(arguments: list[str]) -> int:
    """Run one command; gives the exit code. Nothing that a user can cause ends in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a headline may hold what the terminal cannot show
    try:
        app(args=arguments, prog_name="dispaccio")
    except DispaccioError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except OSError as error:
        print(
            f"cannot write or read: {error.strerror or error}; is the disk or the output device full?", file=sys.stderr
        )
        return 1
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


def _version(wanted: bool) -> None:
    if wanted:
        print(f"dispaccio {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Watches news feeds for your themes, merges each story, and tells it once in a Telegram channel."""
    del version


@app.command("run")
def run_service(config: Config = Path("config"), state: State = STATE) -> int:
    """The service, in the foreground; SIGTERM or Ctrl-C ends it cleanly."""
    from bot.doors.service import run_until_stopped

    return run_until_stopped(config, state)


@app.command()
def once(
    due: Annotated[bool, typer.Option("--due", help="Poll only the feeds that are due.")] = False,
    digest_now: Annotated[bool, typer.Option("--digest-now", help="Close the current digest window at once.")] = False,
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """One pass: poll every feed, place, plan, deliver."""
    from bot.doors.service import run_once

    return run_once(config, state, due=due, digest_now=digest_now, as_json=as_json)


@app.command()
def demo(
    keep: Annotated[bool, typer.Option("--keep", help="Stay up afterwards, until Ctrl-C.")] = False,
    language: Annotated[str, typer.Option("--language", help="Language of the posts.")] = "it",
    seconds: Annotated[float, typer.Option("--seconds", help="How long the three days take.", min=1)] = 40.0,
    config: Config = Path("config"),
    state: State = STATE,
) -> int:
    """Three days of sample news from nineteen invented outlets, in forty seconds, on an embedded channel."""
    from bot.doors.demo.show import show_demo

    return show_demo(config, language=language, seconds=seconds, keep=keep)


@app.command()
def check(config: Config = Path("config"), state: State = STATE, as_json: Json = False) -> int:
    """Validate the whole configuration and run every theme's examples; offline."""
    from bot.doors.look import check_config

    return check_config(config, as_json=as_json)


@app.command("match")
def match_text(
    text: Annotated[str, typer.Argument(help="A headline or any text.", show_default=False)] = "",
    title: Annotated[str, typer.Option("--title")] = "",
    summary: Annotated[str, typer.Option("--summary")] = "",
    lang: Annotated[str, typer.Option("--lang", help="Language of the text, such as it or ko.")] = "",
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """Which themes fire on a text and why; for the others, the first part that failed and what came nearest.

    Example: dispaccio match "Kim scrive una lettera a Putin" --lang it
    """
    from bot.doors.trace import explain_text

    return explain_text(config, title=title or text, summary=summary, language=lang, as_json=as_json)


@app.command("why")
def why_item(
    what: Annotated[str, typer.Argument(help="An address, an id, or the link of a post.", metavar="URL-or-ID")],
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """The life of one item: fetched, keys, themes, story, digest, post; also of one that matched nothing.

    Takes the address of an article (with or without tracking parameters, www, /amp), the id of an item, a story or a
    delivery, or the beginning of one, and the link of a post.

    Example: dispaccio why https://outlet.example/kim-writes-to-putin
    """
    from bot.doors.why import explain_life

    return explain_life(config, state, what, as_json=as_json)


@app.command("backtest")
def backtest_config(
    since: Annotated[str, typer.Option("--since", help="How far back: a number and m, h or d.")] = "7d",
    other: Annotated[
        Path | None,
        typer.Option(
            "--with", help="Folder of an edited themes.yaml or feeds.yaml, tried in its place.", metavar="DIR"
        ),
    ] = None,
    show: Annotated[int, typer.Option("--show", help="Stories shown of what each theme gains and loses.", min=0)] = 5,
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """What an edit gains and loses on the stored items, matched or not, and by which words.

    Without --with: the configuration as it is now, against what was stored when the items were matched.
    """
    from bot.doors.backtest import run_backtest

    return run_backtest((config, other), state, since=since, show=show, as_json=as_json)


@app.command()
def preview(
    page: Annotated[Path | None, typer.Option("--page", help="Write the page here too.", metavar="FILE")] = None,
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """What would be posted now, as text and as a page; sends nothing."""
    from bot.doors.look import show_preview

    return show_preview(config, state, page=page, as_json=as_json)


@app.command()
def status(config: Config = Path("config"), state: State = STATE, as_json: Json = False) -> int:
    """One screen: feeds, items, stories, queue, last and next digest, problems."""
    from bot.doors.look import show_status

    return show_status(config, state, as_json=as_json)


@app.command()
def health(state: State = STATE, config: Config = Path("config"), as_json: Json = False) -> int:
    """Exit 0 while the service is healthy, 1 when it is not: for the container's HEALTHCHECK."""
    from bot.doors.probe import probe

    return probe(["--state", state, *(["--json"] if as_json else [])])


@app.command()
def balance(
    since: Annotated[str, typer.Option("--since", help="How far back: a number and m, h or d.")] = "24h",
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """The sums that must add up; exit 1 when they do not."""
    from bot.doors.look import show_balance

    return show_balance(config, state, since=since, as_json=as_json)


@app.command("retract")
def retract_post(
    what: Annotated[str, typer.Argument(help="The link or id of a post, or of one story in it.", metavar="LINK-or-ID")],
    reason: Annotated[str, typer.Option("--reason", help="Shown under what is taken back.", metavar="T")] = "",
    config: Config = Path("config"),
    state: State = STATE,
) -> int:
    """Take a post back, or one story in a digest: deleted within the hour, later struck out with a note.

    Takes what `why` takes: the link of a post, the address of an article, an id or the beginning of one.
    """
    from bot.doors.queue import take_back

    return take_back(config, state, what, reason)


@app.command()
def chats(state: State = STATE, config: Config = Path("config"), as_json: Json = False) -> int:
    """Numeric ids of the chats that the bot has seen, to fill bot.yaml."""
    from bot.doors.queue import show_chats

    return show_chats(state, as_json=as_json)


@app.command("send-test")
def send_test(config: Config = Path("config"), state: State = STATE, as_json: Json = False) -> int:
    """Post one silent message to each channel and delete it; say exactly what right is missing."""
    from bot.doors.queue import test_channels

    return test_channels(config, state, as_json=as_json)


@app.command()
def export(
    output: Annotated[Path | None, typer.Option("--output", help="A file instead of stdout.", metavar="FILE")] = None,
    state: State = STATE,
    config: Config = Path("config"),
) -> int:
    """Items, stories and deliveries as JSON Lines."""
    from bot.doors.queue import export_state

    return export_state(state, output)


@app.command()
def deliveries(
    held: Annotated[bool, typer.Option("--held", help="Only those that wait for you.")] = False,
    dead: Annotated[bool, typer.Option("--dead", help="Only those refused for good.")] = False,
    state: State = STATE,
    config: Config = Path("config"),
    as_json: Json = False,
) -> int:
    """The queue and its troubles."""
    from bot.doors.queue import show_deliveries

    return show_deliveries(state, held=held, dead=dead, as_json=as_json)


@app.command("retry")
def retry_delivery(delivery: DeliveryId, state: State = STATE, config: Config = Path("config")) -> int:
    """Put a held or dead delivery back into the queue."""
    from bot.doors.queue import touch

    return touch(state, "retry", delivery)


@app.command("mark-sent")
def mark_delivery_sent(delivery: DeliveryId, state: State = STATE, config: Config = Path("config")) -> int:
    """You saw it in the channel: settle a delivery in doubt as sent."""
    from bot.doors.queue import touch

    return touch(state, "mark-sent", delivery)


@app.command("drop")
def drop_delivery(delivery: DeliveryId, state: State = STATE, config: Config = Path("config")) -> int:
    """Never send a delivery."""
    from bot.doors.queue import touch

    return touch(state, "drop", delivery)


@scores.command("themes")
def eval_themes(
    file: Labelled,
    predictions: Predictions = None,
    errors: Errors = False,
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """Score the themes on labelled items."""
    from bot.doors.evaluate import score_themes

    return score_themes(config, file, predictions, errors=errors, as_json=as_json)


@scores.command("stories")
def eval_stories(
    file: Labelled,
    predictions: Predictions = None,
    errors: Errors = False,
    config: Config = Path("config"),
    state: State = STATE,
    as_json: Json = False,
) -> int:
    """Score the merging of stories on clustered items."""
    from bot.doors.evaluate import score_stories

    return score_stories(config, file, predictions, errors=errors, as_json=as_json)
