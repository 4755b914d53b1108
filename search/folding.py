"""Text without case and accents, for the plain list of rows."""

from __future__ import annotations

import unicodedata

# One table for all accents: asking for each character whether it is one takes ten times as long.
_ACCENTS = {code: None for code in range(0x20000) if unicodedata.combining(chr(code))}


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: ``"Coopération"`` and ``"COOPERATION"`` are the same."""
    plain = text.replace("\x00", " ").casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).translate(_ACCENTS)
    return " ".join(plain.split())
