"""What a language needs so that posts can be told in it: one catalogue, a frozen value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of posts in one language. Numbers are given to functions, since every language counts its own way."""

    language: str
    digest: str  # heading of a digest; {when}
    alert: str  # heading of an alert
    alerts: str  # heading of several alerts told as one
    continued: str  # after the heading of a theme that goes on in the next part
    one_source: str  # before the only outlet of a story; {outlet}
    since: str  # when the first of several outlets had it; {clock}
    since_day: str  # the same on another day; {when}
    state_media: str  # after an outlet that speaks for a government
    part: str  # {part}, {parts}
    follows: str  # before the post that told the step before; {post}
    earlier: str  # the word that links that post
    told: str  # before the headlines told at once since the last digest
    retracted: str  # under a story that was taken back
    retracted_for: str  # the same with a {reason}
    stories: Callable[[int], str]  # "7 storie"
    outlets: Callable[[int], str]  # "9 testate"
    languages: Callable[[int], str]  # "5 lingue"
    independent: Callable[[int], str]  # "3 indipendenti"
    more: Callable[[int], str]  # "e altre 12"
    from_language: Callable[[str], str]  # "coreano" -> "dal coreano"
