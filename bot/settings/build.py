"""Turns files without a problem into the frozen nouns that everybody else works with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from bot.model import Alerts, At, Channel, Concept, Every, Feed, Form, Level, Quiet, Rule, Theme
from bot.settings import values
from bot.settings.nouns import Fetch, Retention, Secret, Telegram
from bot.settings.schema import BotFile, ChannelPart, FeedPart, FeedsFile, QuietPart, ThemesFile


def telegram(file: BotFile, token: Secret | None, base_url: str | None) -> Telegram:
    """Build the Bot API's settings."""
    part = file.telegram
    return Telegram(base_url or part.base_url, part.admin_chat, tuple(part.admins), part.on_unknown, token)


def fetch(file: BotFile) -> Fetch:
    """Build the rules of politeness."""
    part = file.fetch
    return Fetch(
        least=values.duration(part.interval.least),
        most=values.duration(part.interval.most),
        per_host=part.per_host,
        pause=values.wait(part.pause),
        allow_private=tuple(values.network(text) for text in part.allow_private),
        proxy=part.proxy,
    )


def retention(file: BotFile) -> Retention:
    """Build the times that things are kept."""
    return Retention(values.duration(file.retention.items), values.duration(file.retention.unmatched))


def channels(file: BotFile) -> tuple[Channel, ...]:
    """Build the channels, in file order."""
    return tuple(_channel(part, file) for part in file.channels)


def _channel(part: ChannelPart, file: BotFile) -> Channel:
    return Channel(
        id=part.id,
        to=part.to,
        language=part.language or file.language,
        timezone=file.timezone,
        themes=None if part.themes == "all" else tuple(part.themes),
        digest=_digest(part),
        alerts=Alerts(part.alerts.independent, values.wait(part.alerts.wait)) if part.alerts else None,
        quiet=_quiet(part.quiet) if part.quiet else None,
        silent=part.silent,
        previews=part.previews,
        hashtags=part.hashtags,
        topics=dict(part.topics),
    )


def _quiet(part: QuietPart) -> Quiet:
    return Quiet(values.clock(part.start), values.clock(part.end), part.break_through)


def _digest(part: ChannelPart) -> At | Every:
    if part.digest.every is not None:
        return Every(values.duration(part.digest.every))
    return At(tuple(sorted(values.clock(text) for text in part.digest.at or ())))


def feeds(file: FeedsFile) -> tuple[Feed, ...]:
    """Build the feeds, in file order."""
    from bot.feeds.keys import registrable

    return tuple(_feed(part, registrable) for part in file.feeds)


def _feed(part: FeedPart, registrable: Callable[[str], str]) -> Feed:
    return Feed(
        name=part.name,
        url=part.url,
        language=part.language,
        country=part.country,
        kind=part.kind,
        family=part.family or registrable(urlsplit(part.url).hostname or ""),
        side=part.side,
        timezone=part.timezone,
        interval=_maybe(part.interval),
        enabled=part.enabled,
    )


def _maybe(text: str | None) -> timedelta | None:
    return None if text is None else values.duration(text)


def concepts(file: ThemesFile, forms: Mapping[str, tuple[Form, ...]]) -> tuple[Concept, ...]:
    """Build the concepts, in file order."""
    return tuple(Concept(name, dict(part.label), forms[name], part.kind) for name, part in file.concepts.items())


def themes(file: ThemesFile, rules: Iterable[Rule], languages: Iterable[str]) -> tuple[Theme, ...]:
    """Build the themes, in file order; where a language of posts has no title, the first title stands in."""
    languages = tuple(languages)
    return tuple(
        Theme(
            id=part.id,
            titles=dict.fromkeys(languages, next(iter(part.title.values()))) | part.title,
            rule=rule,
            level=Level(part.level),
            icon=part.icon,
            examples=tuple(part.examples),
            counterexamples=tuple(part.counterexamples),
        )
        for part, rule in zip(file.themes, rules, strict=True)
    )
