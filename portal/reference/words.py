"""Words of a text as they are compared: folded, and with their place in the text.

Folding forgets case, diacritics and the spellings that keyboards without them use, so that "TURKIYE",
"Türkiye" and "türkiye" are one word. Letters and figures are separate words ("STE182" is two), every Chinese
character is a word of its own, an apostrophe or hyphen separates words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670"
)
# U+02B0 to U+02C1 are letters to Unicode and apostrophes to writers (Обʼєднані).
_WORD = re.compile(rf"[{_CJK}]|\d+|(?<=\w)\+|(?:(?![{_CJK}\u02b0-\u02c1])[^\W\d_][{_MARKS}]*)+")
_IS_CJK = re.compile(f"[{_CJK}]")

_SAME = str.maketrans(
    {
        "ı": "i", "ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ħ": "h", "þ": "th", "ð": "d", "ŧ": "t",
        "ə": "e", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي", "ـ": None,
    }
)  # fmt: skip


class Word(NamedTuple):
    """A folded word and where it stands. ``joined`` words follow the one before without any separator."""

    folded: str
    start: int
    end: int
    joined: bool


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """One word without case and diacritics; a number without leading zeros."""
    if word.isdecimal():
        return str(int(word)) if len(word) < 10 else word
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).translate(_SAME)


def words_of(text: str) -> list[Word]:
    """The words of a text in their order. Never fails, whatever the text."""
    found: list[Word] = []
    previous, was_cjk = -1, False
    for match in _WORD.finditer(text):
        raw = match.group()
        is_cjk = _IS_CJK.match(raw) is not None
        joined = match.start() == previous and not (is_cjk or was_cjk) and raw != "+"
        found.append(Word(fold(raw), match.start(), match.end(), joined))
        previous, was_cjk = match.end(), is_cjk
    return found


def folded(text: str) -> tuple[str, ...]:
    """The folded words of a text."""
    return tuple(word.folded for word in words_of(text))
