"""Text without case and accents: for comparing, for sorting, for the plain list of rows.

How words are taken apart for the search engines is another matter (``search.engines.analysis``).
"""

from __future__ import annotations

import unicodedata
from functools import cache

FIRST_ACCENT = "\u0300"
"""No character before this one is written on top of another."""


def without_accents(decomposed: str) -> str:
    """Decomposed text (NFKD) without the marks of its letters.

    A text has few different characters: looking at each of those once is nine times as fast as a pattern.
    """
    for letter in set(decomposed):
        if letter >= FIRST_ACCENT and unicodedata.combining(letter):
            decomposed = decomposed.replace(letter, "")
    return decomposed


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: ``"Coopération"`` and ``"COOPERATION"`` are the same."""
    plain = text.replace("\x00", " ")
    if plain.isascii():
        return " ".join(plain.casefold().split())
    folded = _fold_latin(plain)
    return " ".join((_fold_any(plain) if folded is None else folded).split())


def _fold_any(text: str) -> str:
    return without_accents(unicodedata.normalize("NFKD", text.casefold()))


_HOLDERS = "\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19"
"""What stands meanwhile for characters beyond Latin-1. No text has these, or it is folded the slow way."""


@cache
def _latin_fold() -> bytes:
    """For each byte of Latin-1 its folded letter, NUL where that is not one character of Latin-1."""
    folded = [_fold_any(chr(code)) for code in range(256)]
    return bytes(ord(text) if len(text) == 1 and text < "\u0100" else 0 for text in folded)


_fold_char = cache(_fold_any)
"""Of one character: none is folded in another way for what stands beside it."""
_OTHER_ALPHABETS = "\u0370"
"""The first letter that is not Latin (Greek). A text of such letters has too many of them."""


def _fold_latin(text: str) -> str | None:
    """The same as ``_fold_any``, several times faster, of a text that is Latin-1 but for a few characters."""
    held: list[tuple[str, str]] = []
    text = text.replace("ß", "ss")
    for holder in _HOLDERS:
        try:
            latin = text.encode("latin-1").translate(_latin_fold())
            break
        except UnicodeEncodeError as error:
            char = text[error.start]
            folded = _fold_char(char)
            if holder in text or (folded >= _OTHER_ALPHABETS and folded.isalpha()):
                return None
            text = text.replace(char, holder)
            held.append((holder, folded))
    else:
        return None
    if b"\x00" in latin:
        return None
    text = latin.decode("latin-1")
    for holder, folded in held:
        text = text.replace(holder, folded)
    return text
