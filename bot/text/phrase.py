"""One form in one language: finds the whole form around the part that the automaton found."""

from __future__ import annotations

from dataclasses import dataclass

from bot.model import Form
from bot.text.forms import Shape
from bot.text.languages import Language
from bot.text.matchers import LONGEST_WORD, Run, Span, Word, matcher
from bot.text.tokens import Text

_LONGEST_GAP = 4  # characters between two words of a form


@dataclass(frozen=True, slots=True)
class Phrase:
    """`keys` are the concepts and literals that have this form; most phrases are one word."""

    keys: tuple[str, ...]
    form: Form
    shape: Shape
    parts: tuple[Run | Word, ...]
    anchor: int
    at: Run | Word  # the part at `anchor`, which the automaton looks for
    alone: bool  # one word, in whatever case and wherever it stands
    # What stands before and behind the anchor at most so many characters away, without accents; "" where nothing has to.
    before: tuple[str, int]
    behind: tuple[str, int]

    def around(self, text: Text, first: int, last: int) -> Span | None:
        """The span of the whole form, when the anchor's letters are accepted at [first, last) of the folded text."""
        if not self.at.confirms(text, first, last):
            return None
        for at in range(self.anchor + 1, len(self.parts)):
            span = self.parts[at].starting(text, self._over(text, last, at - 1))
            if span is None:
                return None
            last = span[1]
        for at in range(self.anchor - 1, -1, -1):
            span = self.parts[at].ending(text, self._back_over(text, first, at))
            if span is None:
                return None
            first = span[0]
        return first, last

    def _over(self, text: Text, at: int, gap: int) -> int:
        """Behind the gap that begins at `at`; -1 where something else stands there."""
        joints, end = self.shape.gaps[gap], at
        while end < len(text.folded) and end - at < _LONGEST_GAP and text.folded[end] in joints:
            end += 1
        return end if end > at or self.shape.glued[gap] else -1

    def _back_over(self, text: Text, at: int, gap: int) -> int:
        """Where the gap that ends at `at` begins; -1 where something else stands there."""
        joints, start = self.shape.gaps[gap], at
        while start > 0 and at - start < _LONGEST_GAP and text.folded[start - 1] in joints:
            start -= 1
        return start if start < at or self.shape.glued[gap] else -1


def phrase(keys: tuple[str, ...], form: Form, shape: Shape, anchor: int, language: Language) -> Phrase:
    """A form as it stands for itself and its inflections in a language."""
    parts = tuple(matcher(part, shape, language) for part in shape.parts)
    at = parts[anchor]
    alone = len(parts) == 1 and not (at.bounded if isinstance(at, Run) else at.cased)
    before = ("", 0) if anchor == 0 else (parts[anchor - 1].pattern, _farthest(parts[anchor - 1]))
    behind = ("", 0) if anchor == len(parts) - 1 else (parts[anchor + 1].pattern, _farthest(parts[anchor + 1]))
    return Phrase(keys, form, shape, parts, anchor, at, alone, before, behind)


def _farthest(part: Run | Word) -> int:
    """How far from the next part the far end of a part's pattern may be."""
    return _LONGEST_GAP + max(LONGEST_WORD if isinstance(part, Word) else 0, len(part.pattern))
