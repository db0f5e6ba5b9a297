"""Judge the feeds of an OPML file against those that are configured: new, known, or not usable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from urllib.parse import urlsplit

from bot.feeds.about import code_in
from bot.feeds.keys import canonical_url
from bot.feeds.opml import MOST_NAME, Outline, name_of
from bot.feeds.urls import host_of
from bot.model import Feed
from bot.settings.feedlines import problem_of
from bot.settings.review.languages import meant


class Verdict(StrEnum):
    """What may be done with a feed of the file."""

    NEW = "new"
    KNOWN = "known"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Judged:
    """One feed of the file: what feeds.yaml would hold, and why not where it cannot."""

    verdict: Verdict
    values: Mapping[str, str]
    why: str = ""


def judge_outlines(outlines: Iterable[Outline], feeds: Sequence[Feed], language: str = "") -> list[Judged]:
    """In the order of the file. `language` is that of the feeds which do not say theirs; it is never guessed.

    A feed is known when its canonical address is: http or https, www or not, tracking or not.
    """
    known = {canonical_url(feed.url): f"it is configured as {feed.name}" for feed in feeds}
    names = {feed.name for feed in feeds}
    judged: list[Judged] = []
    for outline in outlines:
        values = _values(outline, language)
        key = canonical_url(outline.url)
        why = known.get(key, "") if key else ""
        if why:
            judged.append(Judged(Verdict.KNOWN, _safe(values), why))
            continue
        if why := _unusable(values):
            judged.append(Judged(Verdict.UNUSABLE, _safe(values), why))
            continue
        values["name"] = free_name(values["name"], values["url"], names)
        names.add(values["name"])
        known[key] = f"it stands in the file twice, first as {values['name']}"
        judged.append(Judged(Verdict.NEW, values))
    return judged


def _values(outline: Outline, language: str) -> dict[str, str]:
    said = {"name": name_of(outline), "url": outline.url, "language": code_in(outline.language) or language}
    return {**said, **outline.extras}


def _unusable(values: Mapping[str, str]) -> str:
    if not values["language"]:
        return "it does not say its language; give it with --language"
    if why := problem_of(values):
        return why
    if hint := meant(values["language"]):
        return f"{values['language']} is no language that feeds come in; {hint}"
    return ""


def _safe(values: Mapping[str, str]) -> dict[str, str]:
    """What may be shown: never a password in an address."""
    hidden = "@" in urlsplit(values["url"]).netloc if "[" not in values["url"] else "@" in values["url"]
    return {**values, "url": host_of(values["url"]) or "***"} if hidden else dict(values)


def free_name(name: str, url: str, taken: Collection[str]) -> str:
    """The name, or one like it that no feed has yet: names must differ."""
    host = host_of(url)
    tries = [name, f"{name[: MOST_NAME - len(host) - 3]} ({host})"]
    numbered = (f"{name[: MOST_NAME - 8]} {number}" for number in range(2, 10**6))
    return next(each for each in chain(tries, numbered) if each not in taken)
