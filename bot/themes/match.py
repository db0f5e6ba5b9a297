"""Items and themes to matches: which themes fire on an item, by which words, and why the others do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from bot.model import Concept, Evidence, Form, Item, Literal, Match, Theme
from bot.text.bits import bits
from bot.text.lexicon import Hit, Lexicon, hits, read
from bot.text.nets import Sighting, forms_at
from bot.text.tokens import Page
from bot.themes.almost import foreign, slips
from bot.themes.evidence import told
from bot.themes.failure import failure, missing_concepts
from bot.themes.gates import Gates
from bot.themes.nature import parts
from bot.themes.operators import evaluate, literal_key
from bot.themes.scene import Found, Proof, Scene


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one theme on one item: a match, or the first part of the rule that failed and what came nearest.

    `almost`: words that almost are what was missing.
    """

    theme: str
    match: Match | None
    failed: str = ""
    nearest: str = ""
    almost: tuple[str, ...] = ()


class Matcher:
    """Themes and concepts, ready for items; build it once, it costs far more than a match."""

    def __init__(self, themes: Sequence[Theme], concepts: Sequence[Concept]) -> None:
        self._themes = tuple(themes)
        self._gates = Gates(themes)
        self._concepts = frozenset(concept.id for concept in concepts)
        forms: dict[str, Sequence[Form]] = {concept.id: concept.forms for concept in concepts}
        literals = (part.form for theme in themes for part in parts(theme.rule) if isinstance(part, Literal))
        forms |= {literal_key(form): (form,) for form in literals}
        self._forms = forms
        self._lexicon = Lexicon(forms)

    def matches(self, item: Item) -> tuple[Match, ...]:
        """The themes that fire, in the order of the configuration, each with its evidence in the order of the text."""
        page = Page(item.title, item.summary)
        there, glance = self._lexicon.glance(page, item.language)
        if not self._gates.likely(there):
            return ()  # nearly always, so nothing but a glance was taken
        there, anchors = read(page, glance)
        if not self._gates.likely(there):
            return ()
        seen = forms_at(page, anchors)
        likely = self._gates.likely(bits(key for each in seen for key in each[0].keys))
        if not likely:
            return ()
        scene = _scene(item, seen)
        found = ((theme, test(scene)) for theme, test in likely)
        return tuple(self._match(item, theme, proofs) for theme, proofs in found if proofs)

    def explain(self, item: Item) -> tuple[Verdict, ...]:
        """A verdict for every theme, in the order of the configuration."""
        scene = _scene(item, self._look(item))
        return tuple(self._verdict(item, theme, scene) for theme in self._themes)

    def says(self, item: Item) -> int:
        """How many letters of the text are words of the concepts, read in the item's language."""
        found = hits(self._look(item))
        return len({(hit.text.field, letter) for hit in found for letter in range(hit.start, hit.end)})

    def failed(self, item: Item, theme: str) -> str:
        """The first part that failed of a theme that does not fire; a small part of what `explain` costs."""
        rule = next(each.rule for each in self._themes if each.id == theme)
        return failure(rule, _scene(item, self._look(item))).failed

    def _look(self, item: Item) -> list[Sighting]:
        return self._lexicon.look(Page(item.title, item.summary), item.language)

    def _match(self, item: Item, theme: Theme, proofs: Found) -> Match:
        return Match(item.id, theme.id, tuple(self._told(proof) for proof in told(proofs)))

    def _told(self, proof: Proof) -> Evidence:
        if isinstance(proof, Evidence):
            return proof
        concept = proof.key if proof.key in self._concepts else ""
        start, end = proof.text.span(proof.folded_start, proof.folded_end)
        return Evidence(proof.text.field, start, end, proof.text.original[start:end], proof.form.text, concept)

    def _verdict(self, item: Item, theme: Theme, scene: Scene) -> Verdict:
        proofs = evaluate(theme.rule, scene)
        if proofs:
            return Verdict(theme.id, self._match(item, theme, proofs))
        why = failure(theme.rule, scene)
        return Verdict(theme.id, None, why.failed, why.nearest, self._almost(scene, missing_concepts(why.missing)))

    def _almost(self, scene: Scene, missing: list[str]) -> tuple[str, ...]:
        item = scene.item
        if not item.language:
            return ()
        anywhere, own = hits(self._look(replace(item, language=""))), chain.from_iterable(scene.hits.values())
        text = f"{item.title} {item.summary}"
        return (*foreign(missing, anywhere, own, item.language), *slips(missing, self._forms, text, item.language))


def _scene(item: Item, seen: Sequence[Sighting]) -> Scene:
    found: dict[str, list[Hit]] = {}
    for hit in hits(seen):
        found.setdefault(hit.key, []).append(hit)
    return Scene(item, found)
