"""How many independent publishers tell a story: families of outlets, and copies of one text counted once.

Ten papers that print one agency's text are one voice. A copy is the same headline of some length, or the same first
words of the summary; a rewritten text is a publisher of its own.
"""

from __future__ import annotations

from bot.model import Item, Story
from bot.text.fold import fold

# A headline of fewer words is met by chance ("Kim meets Putin"); of this many it was copied.
TITLE_WORDS = 5
# Words of a summary that two texts share from the beginning only when one was copied from the other.
SUMMARY_WORDS = 12


def independent(story: Story) -> int:
    """At least 1, never more than the families."""
    voice: dict[str, str] = {}

    def root(name: str) -> str:
        while (other := voice.setdefault(name, name)) != name:
            name = other
        return name

    for item in story.items:
        mine = root(f"family {item.family}")
        for copy in _texts(item):
            voice[root(copy)] = mine
            mine = root(mine)
    return len({root(f"family {item.family}") for item in story.items})


def _texts(item: Item) -> list[str]:
    title = fold(item.title).split()
    summary = fold(item.summary).split()
    return [
        *([f"title {' '.join(title)}"] if len(title) >= TITLE_WORDS else []),
        *([f"summary {' '.join(summary[:SUMMARY_WORDS])}"] if len(summary) >= SUMMARY_WORDS else []),
    ]
