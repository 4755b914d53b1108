"""Text without case and accents: for comparing, for sorting, for the plain list of rows.

How words are taken apart for the search engines is another matter (``search.engines.analysis``).
"""

from __future__ import annotations

import unicodedata

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
    plain = text.replace("\x00", " ").casefold()
    if not plain.isascii():
        plain = without_accents(unicodedata.normalize("NFKD", plain))
    return " ".join(plain.split())
