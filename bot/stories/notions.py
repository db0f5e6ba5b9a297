"""The interlingua: what a text talks about, by names that all languages share, so that translations can meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.model import Form
from bot.text.lexicon import Lexicon
from bot.text.tokens import Page

Forms = Mapping[str, Sequence[Form]]  # the forms of each notion in one language


class Interlingua:
    """Finds notions in texts. `forms` gives the forms of a language when it is first met; none where it is not known."""

    def __init__(self, forms: Callable[[str], Forms]) -> None:
        self._forms = forms
        self._lexicons: dict[str, Lexicon] = {}

    def notions(self, title: str, summary: str, language: str) -> frozenset[str]:
        """The notions that a text names; `language` is a code without region ("pt")."""
        lexicon = self._lexicons.get(language)
        if lexicon is None:
            lexicon = self._lexicons[language] = Lexicon(self._forms(language))
        seen = lexicon.look(Page(title, summary), language)
        return frozenset(notion for form, *_ in seen for notion in form.keys)
