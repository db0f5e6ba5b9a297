"""Where sentences end, in every script that marks it."""

from __future__ import annotations

import re

# Marks that end a sentence wherever they stand, with the closing quotes and brackets behind them.
_CLOSERS = "\"'”’»«›)\\]）」』】》〉"
_ALWAYS = f"[。！？｡।॥؟۔።։។၊။]+[{_CLOSERS}]*"
# Marks that end a sentence only before a space (or the end) and not before a lower-case letter.
_SPACED = f"[.!?…．]+[{_CLOSERS}]*(?=\\s|$)"
_END = re.compile(f"{_ALWAYS}|{_SPACED}")
_TOKEN = re.compile(r"[^\s(\[«»„“\"'’]*$")
_NEXT = re.compile(r"[\s\"'“”„«»‘’(\[]*(.?)", re.DOTALL)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Short words that a full stop follows inside a sentence, folded, of all languages; single letters need no mention.
_SHORT = _words(
    """
    mr mrs ms dr prof st sen rep gov gen col lt sgt capt cpt maj adm cmdr pres rev hon jr sr inc ltd co corp vs approx
    sig sigg dott on avv ing ecc hr fr str bzw usw evtl ggf mio mrd srta dña ud uds excmo mme mlle mgr
    płn płd wsch zach tzw tys mln mld ul płk ppłk mjr kpt tzv tj např
    тыс млн млрд руб долл ул им гг обл см напр проф акад ген полк кап ср тов гр тис грн вул див
    """,
)
# And those that do so only before a figure: "No. 5", "art. 3", "Oct. 7".
_SHORT_BEFORE_FIGURE = _words(
    """
    jan feb mar apr jun jul aug sep sept oct nov dec no nos nr fig vol art pag abs ca cf por ok proc est стр рис
    """,
)


def sentence_ends(text: str) -> list[int]:
    """Indices of `text` behind each sentence's last mark, ascending. Linear in the length of the text."""
    return [found.end() for found in _END.finditer(text) if _ends(text, found)]


def _ends(text: str, mark: re.Match[str]) -> bool:
    first = mark.group()[0]
    if first not in ".!?…．":
        return True
    after = _NEXT.match(text, mark.end())
    following = after.group(1) if after else ""
    if following.islower():
        return False
    if first != "." or mark.group().startswith(".."):
        return True
    return not _abbreviated(text, mark.start(), before_figure=following.isdecimal())


def _abbreviated(text: str, stop: int, *, before_figure: bool) -> bool:
    """Whether the full stop at `stop` belongs to an initial ("N. Korea", "m.in."), an abbreviation or an ordinal ("5. Mai")."""
    token = _TOKEN.search(text[max(0, stop - 20) : stop])
    word = token.group().casefold() if token else ""
    dotted = word.split(".")
    last = re.split("[-–]", dotted[-1])[-1]
    if last.isdecimal():
        return len(last) < 3 and last == word
    longest = 3 if len(dotted) > 1 else 1
    if all(piece.isalpha() and len(piece) <= longest for piece in dotted):
        return True
    return last in _SHORT or (before_figure and last in _SHORT_BEFORE_FIGURE)
