"""Classes of letters, as regular expressions: which scripts put spaces between words, and which do not."""

from __future__ import annotations

import re

# One character each, to be used with + or inside another expression. All of them work on folded text.
_HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
_BOPOMOFO = "\u3100-\u312f"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e"
_SOUTH_EAST = "\u0e81-\u0ece\u1000-\u103f\u1050-\u109f\u1780-\u17d3\u17dd\u0f40-\u0fbc"  # Lao, Burmese, Khmer, Tibetan
_UNSPACED = _HAN + _HIRAGANA + _KATAKANA + _BOPOMOFO + _THAI + _SOUTH_EAST
# Marks that belong to the letter before them (categories Mn and Mc of Unicode); Python's \w leaves them out.
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0903\u093a-\u094f"
    "\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09cd\u09d7\u09e2\u09e3\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71"
    "\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bcd\u0bd7\u0c00-\u0c04\u0c3c-\u0c56"
    "\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3b-\u0d4d\u0d57\u0d81-\u0d83\u0dca-\u0df3\u135d-\u135f\u1ab0-\u1aff"
    "\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
)

UNSPACED = f"[{_UNSPACED}]"
HANGUL = f"[{_HANGUL}]"
SPACED = f"(?:[^\\W_{_UNSPACED}{_HANGUL}]|[{_MARKS}])"

# A bounded form in one of these scripts has no letter of the same script beside it.
BLOCKS = tuple(re.compile(f"[{block}]") for block in (_HAN, _HIRAGANA, _KATAKANA, _HANGUL, _THAI, _SOUTH_EAST))
DENSE = re.compile(f"[{_UNSPACED}{_HANGUL}]")  # found inside longer runs of letters
