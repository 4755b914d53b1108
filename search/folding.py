"""Text without case and accents, for the plain list of rows."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: ``"Coopération"`` and ``"COOPERATION"`` are the same."""
    decomposed = unicodedata.normalize("NFKD", text.replace("\x00", " ").casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())
