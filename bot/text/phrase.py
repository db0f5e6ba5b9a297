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
    patterns: tuple[tuple[str, int], ...]  # of each part, and how far behind the part before it that pattern may end
    alone: bool  # one word, in whatever case and wherever it stands
    after: str  # what stands within `reach` behind the anchor, in a text without accents; "" where nothing has to
    reach: int

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
        pattern, reach = self.patterns[gap + 1]
        if text.bare.find(pattern, at, at + reach) < 0:
            return -1  # most of the time; to look at each character costs more
        joints, end = self.shape.gaps[gap], at
        while end < len(text.folded) and end - at < _LONGEST_GAP and text.folded[end] in joints:
            end += 1
        return end if end > at or self.shape.glued[gap] else -1

    def _back_over(self, text: Text, at: int, gap: int) -> int:
        """Where the gap that ends at `at` begins; -1 where something else stands there."""
        pattern, _ = self.patterns[gap]
        if text.bare.find(pattern, max(0, at - _LONGEST_GAP - max(LONGEST_WORD, len(pattern))), at) < 0:
            return -1
        joints, start = self.shape.gaps[gap], at
        while start > 0 and at - start < _LONGEST_GAP and text.folded[start - 1] in joints:
            start -= 1
        return start if start < at or self.shape.glued[gap] else -1


def phrase(keys: tuple[str, ...], form: Form, shape: Shape, anchor: int, language: Language) -> Phrase:
    """A form as it stands for itself and its inflections in a language."""
    parts = tuple(matcher(part, shape, language) for part in shape.parts)
    patterns = tuple((part.pattern, _LONGEST_GAP + _reach(part)) for part in parts)
    at = parts[anchor]
    alone = len(parts) == 1 and not (at.bounded if isinstance(at, Run) else at.cased)
    after, reach = patterns[anchor + 1] if anchor + 1 < len(parts) else ("", 0)
    return Phrase(keys, form, shape, parts, anchor, at, patterns, alone, after, reach)


def _reach(part: Run | Word) -> int:
    """How far behind the beginning of a part its pattern may end."""
    return LONGEST_WORD if isinstance(part, Word) and part.loose else len(part.pattern)
