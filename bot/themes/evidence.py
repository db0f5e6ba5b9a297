"""Proofs in the order that people read them, each place once."""

from __future__ import annotations

from collections.abc import Iterable

from bot.model import Evidence
from bot.text.tokens import SUMMARY, TITLE
from bot.themes.scene import Proof

_FIELDS = {TITLE: 0, SUMMARY: 1}  # the order that evidence is told in; what is not words comes last


def told(proofs: Iterable[Proof]) -> list[Proof]:
    """Each proof once, in the order of the text; of one key's hits inside each other only the longest."""
    kept: list[Proof] = []
    reach: dict[tuple[str, str], int] = {}  # field and key -> how far its hits go so far
    for proof in sorted(proofs, key=_order):
        if isinstance(proof, Evidence):
            if proof not in kept:
                kept.append(proof)
        elif proof.folded_end > reach.get((proof.text.field, proof.key), -1):
            reach[proof.text.field, proof.key] = proof.folded_end
            kept.append(proof)
    return kept


def _order(proof: Proof) -> tuple[int, int, int]:
    if isinstance(proof, Evidence):
        return len(_FIELDS), 0, 0
    return _FIELDS.get(proof.text.field, len(_FIELDS)), proof.folded_start, -proof.folded_end
