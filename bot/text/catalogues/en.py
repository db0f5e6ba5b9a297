"""Posts in English."""

from bot.text.catalogues.base import Catalogue

ENGLISH = Catalogue(
    language="en",
    digest="News of {when}",
    alert="Breaking",
    alerts="Latest news, {when}",
    continued="continued",
    one_source="a single source: {outlet}",
    since="since {clock}",
    since_day="since {when}",
    state_media="state media",
    part="part {part} of {parts}",
    follows="follows {post}",
    earlier="what was told before",
    told="Already told:",
    retracted="taken back by the editors",
    retracted_for="taken back by the editors: {reason}",
    stories=lambda n: "1 story" if n == 1 else f"{n} stories",
    outlets=lambda n: "1 outlet" if n == 1 else f"{n} outlets",
    languages=lambda n: "1 language" if n == 1 else f"{n} languages",
    independent=lambda n: f"{n} independent",
    more=lambda n: f"and {n} more",
    from_language=lambda name: f"from {name}",
)
