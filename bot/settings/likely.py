"""Likely slips: what may stand, but is seldom meant. They are warnings; the configuration is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.errors import Problem
from bot.model import Channel, Feed
from bot.settings.meaning import address, entries, texts
from bot.settings.read import Node, Source
from bot.settings.schema import ThemesFile

PLACEHOLDER = "@example"


def in_channels(source: Source, channels: Sequence[Channel]) -> Iterator[Problem]:
    """Find the chat of the example, and two channels that post to one chat."""
    first: dict[str, str] = {}
    for node, channel in zip(entries(source, "channels"), channels, strict=True):
        spot = node.children.get("to", node)
        if channel.to == PLACEHOLDER:
            yield _warn(
                source, spot, "@example is only a placeholder", "name your own channel, or set DISPACCIO_CHANNEL"
            )
        if (chat := channel.to.lower()) in first:
            message = f"the channels {first[chat]} and {channel.id} post to the same chat"
            yield _warn(source, spot, message, "its readers may get a story twice")
        first.setdefault(chat, channel.id)


def in_fetch(source: Source) -> Iterator[Problem]:
    """Find a proxy: where it leads is no longer in our hands."""
    part = source.root.children.get("fetch") if source.root else None
    node = part.children.get("proxy") if part else None
    if node is not None and node.value is not None:
        yield _warn(
            source,
            node,
            "the proxy looks up names itself, so it may reach addresses inside your network",
            "let the proxy refuse them; fetch.allow_private is only kept where names can be looked up here",
        )


def in_feeds(source: Source, feeds: Sequence[Feed]) -> Iterator[Problem]:
    """Find a feed listed with http and with https, and a list that asks nobody."""
    if source.root is not None and not any(feed.enabled for feed in feeds):
        node = source.root.children["feeds"]
        yield _warn(
            source,
            node,
            "no feed is enabled, so nothing will ever be told",
            "take `enabled: false` off one, or add one",
        )
    first: dict[str, int] = {}
    for node in texts(entries(source, "feeds"), "url"):
        bare = (address(node.text) or "").partition("://")[2]
        if bare in first:
            hint = f"it is on line {first[bare]} too; keep the one with https"
            yield _warn(source, node, "this feed is listed with http and with https", hint)
        first.setdefault(bare, node.line)


def in_themes(source: Source, file: ThemesFile, languages: Sequence[str]) -> Iterator[Problem]:
    """Find themes that nothing checks, and themes whose title readers may not understand."""
    if source.root is not None and not file.themes:
        yield _warn(source, source.root.children["themes"], "there is no theme, so nothing will ever match", "")
    for node, theme in zip(entries(source, "themes"), file.themes, strict=True):
        if not theme.examples:
            hint = "add a headline or two that must fire: dispaccio check runs them"
            yield _warn(source, node, f"the theme {theme.id} has no examples", hint)
        lacking = [language for language in languages if language not in theme.title]
        if lacking:
            message = f"the theme {theme.id} has no title in {', '.join(lacking)}"
            yield _warn(source, node.children["title"], message, "its first title stands in")


def _warn(source: Source, node: Node, message: str, hint: str) -> Problem:
    return Problem(source.file, node.line, node.column, message, hint, warning=True)
