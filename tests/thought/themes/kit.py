"""Concepts, themes and items for the tests of this folder."""

from __future__ import annotations

from collections.abc import Sequence

from bot.model import ANY_LANGUAGE, Concept, Form, Item, Theme
from bot.themes.grammar import parse_rule
from bot.themes.match import Matcher, Verdict
from tests.thought.newsroom import item

FORMS = {
    "kim": {ANY_LANGUAGE: ["Kim Jong Un", "==Kim"], "ru": ["Ким Чен Ын"], "ko": ["김정은"], "ja": ["金正恩"]},
    "putin": {ANY_LANGUAGE: ["Putin"], "ru": ["Путин"], "ko": ["푸틴"], "ja": ["プーチン"], "ar": ["بوتين"]},
    "dprk": {
        ANY_LANGUAGE: ["DPRK", "Pyongyang"],
        "en": ["North Korea", "North Korean"],
        "it": ["Corea del Nord", "nordcoreano"],
        "fr": ["Corée du Nord"],
        "de": ["Nordkorea"],
        "es": ["Corea del Norte"],
        "pl": ["Korea Północna"],
        "ru": ["КНДР", "Северная Корея"],
        "uk": ["КНДР", "Північна Корея"],
        "tr": ["Kuzey Kore"],
        "ko": ["북한"],
        "ja": ["北朝鮮"],
        "zh": ["朝鲜", "朝鮮"],
        "ar": ["كوريا الشمالية"],
        "vi": ["Triều Tiên"],
    },
    "russia": {
        ANY_LANGUAGE: ["Moscow"],
        "en": ["Russia", "Russian"],
        "it": ["Russia", "Mosca"],
        "ru": ["Россия"],
        "ko": ["러시아"],
    },
    "letter": {"en": ["letter", "telegram"], "it": ["lettera"], "ru": ["письмо"]},
    "troops": {"en": ["troops", "soldier"], "it": ["soldato"]},
}
CONCEPTS = tuple(
    Concept(name, {"en": name}, tuple(Form(text, code) for code, texts in forms.items() for text in texts))
    for name, forms in FORMS.items()
)
NAMES = tuple(FORMS)


def theme(rule: str, name: str = "theme") -> Theme:
    """A theme with that rule."""
    return Theme(name, {"en": name}, parse_rule(rule, NAMES))


def verdict(rule: str, title: str = "", summary: str = "", language: str = "en", **changes: str) -> Verdict:
    """What one rule says of an item."""
    matcher = Matcher([theme(rule)], CONCEPTS)
    return matcher.explain(news(title, summary, language, **changes))[0]


def news(title: str, summary: str = "", language: str = "en", **changes: str) -> Item:
    """An item of which only the words count."""
    return item("item", title=title, summary=summary, language=language, **changes)


def words(rule: str, title: str = "", summary: str = "", language: str = "en", **changes: str) -> Sequence[str] | None:
    """The words that made the rule hold; None where it does not."""
    found = verdict(rule, title, summary, language, **changes)
    return [evidence.text for evidence in found.match.evidence] if found.match else None
