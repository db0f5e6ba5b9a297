"""Which themes fire on a text, and why: what `match` prints, and `why` for a stored item."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.doors.clock import real_clock
from bot.doors.reading import config_of, show_json
from bot.errors import UsageError
from bot.jobs.explain import guess_language, item_of_text
from bot.model import Evidence, Item, Match
from bot.settings.nouns import Settings
from bot.text.languages import LANGUAGES, base
from bot.themes.match import Matcher, Verdict

FIRED = "bold green"
WORDS = "bold yellow"
FAILED = "dim"


def explain_text(config: Path, *, title: str, summary: str, language: str, as_json: bool) -> int:
    """Say which themes fire on a text, and what the others lack."""
    if not (title or summary):
        raise UsageError('give a text: dispaccio match "Kim scrive a Putin" --lang it')
    settings = config_of(config)
    if language and base(language) not in _spoken(settings):
        raise UsageError(f"no language {language!r}; write its code, such as it, en, ru, ko, ja, zh")
    matcher = Matcher(settings.themes, settings.concepts)
    read_as = language or guess_language(f"{title} {summary}", settings.language, matcher)
    if not language:
        print(f"read as {read_as}, guessed; --lang CODE says otherwise", file=sys.stderr)
    item = item_of_text(title, summary, read_as, real_clock())
    verdicts = matcher.explain(item)
    if as_json:
        show_json([verdict_data(verdict) for verdict in verdicts])
    else:
        show_trace(Console(), settings, item, verdicts)
    return 0


def _spoken(settings: Settings) -> frozenset[str]:
    """The languages that a text may be in: those whose inflection we know, those of the forms, those of the feeds."""
    written = (form.language for concept in settings.concepts for form in concept.forms)
    return frozenset(LANGUAGES) | frozenset(map(base, (*written, *(feed.language for feed in settings.feeds))))


def show_trace(console: Console, settings: Settings, item: Item, verdicts: Sequence[Verdict]) -> None:
    """The text with the fired words marked, and every theme with its reason: those that fire first."""
    matches = [verdict.match for verdict in verdicts if verdict.match]
    for field, text in (("title", item.title), ("summary", item.summary)):
        if text:
            say(console, f"{field:8}", marked(text, _spans(matches, field), styled=_styled(console)))
    names = {theme.id: theme.titles.get(settings.language, theme.id) for theme in settings.themes}
    for verdict in sorted(verdicts, key=lambda each: each.match is None):
        name = f"{verdict.theme} ({names.get(verdict.theme, verdict.theme)})"
        if verdict.match:
            say(console, Text("fires   ", FIRED), Text(name, "bold"))
            for line in evidence_lines(verdict.match):
                say(console, f"           {line}")
        else:
            say(console, Text(f"no       {name}; failed: {verdict.failed}", FAILED))
            for line in filter(None, (verdict.nearest, *verdict.almost)):
                say(console, f"           {line}")


def evidence_lines(match: Match) -> list[str]:
    """Field, words, concept and form of each piece of evidence; the same words once."""
    return list(dict.fromkeys(_evidence(found) for found in match.evidence))


def _evidence(found: Evidence) -> str:
    if found.field == "source":
        return f"source: {found.form} {found.text}"
    return f'{found.field}: "{found.text}" is {found.concept or "a literal"}, by its form {found.form}'


def marked(text: str, spans: Iterable[tuple[int, int]], *, styled: bool) -> Text:
    """The text with these spans in colour, or in [brackets] where there is none."""
    made, at = Text(), 0
    for start, end in joined(spans):
        made.append(text[at:start])
        made.append(text[start:end] if styled else f"[{text[start:end]}]", WORDS if styled else None)
        at = end
    return made.append(text[at:])


def say(console: Console, *parts: str | Text) -> None:
    """One line, however long, without any markup of its own."""
    line = Text(" ").join(part if isinstance(part, Text) else Text(part) for part in parts)
    console.print(line, soft_wrap=True, highlight=False)


def verdict_data(verdict: Verdict) -> dict[str, object]:
    """A verdict as data."""
    evidence = verdict.match.evidence if verdict.match else ()
    return {
        "theme": verdict.theme,
        "fires": verdict.match is not None,
        "evidence": [evidence_data(one) for one in evidence],
        "failed": verdict.failed,
        "nearest": verdict.nearest,
        "almost": list(verdict.almost),
    }


def evidence_data(evidence: Evidence) -> dict[str, object]:
    """A piece of evidence as data."""
    return {field.name: getattr(evidence, field.name) for field in fields(evidence)}


def _styled(console: Console) -> bool:
    return console.is_terminal and not console.no_color


def _spans(matches: Iterable[Match], field: str) -> list[tuple[int, int]]:
    return [(found.start, found.end) for match in matches for found in match.evidence if found.field == field]


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
