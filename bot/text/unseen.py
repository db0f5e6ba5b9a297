"""Characters that nobody sees: pasted along with a word, they make it another word or turn a line around."""

from __future__ import annotations

from unicodedata import category

# Control characters, format characters (zero width, direction, soft hyphen), halves of characters, line separators.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # Persian and the scripts of India spell with them
_FIRST_JOINED = "\u0590"


def unseen(text: str) -> str:
    """The first character that cannot be seen and has no business where it stands, as U+200B; "" where there is none."""
    if text.isascii() and text.isprintable():
        return ""
    for at, char in enumerate(text):
        if category(char) in _UNSEEN and not char.isspace() and not _joins(text, at):
            return f"U+{ord(char):04X}"
    return ""


def _joins(text: str, at: int) -> bool:
    """Whether a joiner stands between two characters of a script that has use for it."""
    beside = (text[at - 1 : at], text[at + 1 : at + 2])
    return text[at] in _JOINERS and all(each >= _FIRST_JOINED for each in beside)
