"""A desk of invented outlets: items made in one line, placed one after the other."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from bot.model import Evidence, Item, Match, Placement
from bot.settings.tables import knowledge
from bot.stories.fingerprint import Fingerprint
from bot.stories.place import Window
from bot.stories.replay import story_of

MORNING = datetime(2026, 10, 6, 6, 0, tzinfo=UTC)

# News of other days and other places, so that the frequencies know which words are common.
BACKGROUND = (
    "Ferry timetable changes as new pier opens in the old harbour",
    "Mayor promises cheaper bus tickets for pupils from January",
    "Wheat harvest beats forecasts after a wet spring in the plains",
    "Central bank leaves interest rates where they are for a third month",
    "Museum shows forgotten maps of the northern coast",
    "Storm warning lifted after a night of heavy rain on the islands",
    "Striking railway workers return after talks with the ministry",
    "Scientists count more whales in the bay than ever before",
    "Parliament votes on the budget for schools and hospitals",
    "Football club sells its stadium to pay old debts",
    "Fire destroys a furniture warehouse outside the town",
    "Volcano on the southern island quiet again, say geologists",
    "Airline cancels flights to the capital because of fog",
    "New bridge for cyclists opens after four years of building",
    "Court orders the company to clean up the polluted river",
    "Film festival ends with a prize for a first film from Chile",
)


def item(title: str, summary: str = "", *, at: float = 0.0, family: str = "harbour", language: str = "en") -> Item:
    """An item of one publisher, `at` hours after the morning."""
    when = MORNING + timedelta(hours=at)
    name = hashlib.blake2b(f"{title}{summary}{at}{family}{language}".encode(), digest_size=8).hexdigest()
    return Item(
        id=name,
        feed=f"https://{family}.example/feed",
        outlet=f"{family.title()} News",
        family=family,
        language=language,
        title=title,
        summary=summary,
        link=f"https://{family}.example/{name}",
        url=f"{family}.example/{name}",
        host=f"{family}.example",
        guid="",
        published=when,
        seen=when,
    )


def taken(title: str, summary: str = "", *, language: str = "en", concepts: Collection[str] = ()) -> Fingerprint:
    """The fingerprint of such an item."""
    return knowledge().fingerprint(item(title, summary, language=language), fired(concepts))


def fired(concepts: Collection[str]) -> tuple[Match, ...]:
    """One theme that fired by these concepts, each named by its own word; none without any."""
    evidence = tuple(Evidence("title", 0, len(name), name, name, name) for name in concepts)
    return (Match("", "theme", evidence),) if evidence else ()


class Newsroom:
    """A window that has read the background, on which `subject` fired throughout, and places what it is told."""

    def __init__(self, *subject: str, background: bool = True) -> None:
        self.window = Window(knowledge().frequencies())
        for number, title in enumerate(BACKGROUND if background else ()):
            self.tell(item(title, at=number - 100.0, family=f"elsewhere{number}"), *subject)

    def tell(self, item: Item, *concepts: str) -> Placement:
        """Place an item on which these concepts fired, and remember it."""
        print_ = knowledge().fingerprint(item, fired(concepts))
        placement = self.window.place(item, print_)
        self.window.add(item, print_, story_of(item, placement))
        return placement
