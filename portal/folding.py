"""Text without case and accents: for comparing, for sorting, for the plain list of rows.

How words are taken apart for the search engines is another matter (``search.engines.analysis``).
"""

from __future__ import annotations

import re
import unicodedata


def _ranges(codes: list[int]) -> str:
    """The inside of a character class with these code points."""
    starts = [code for code in codes if code - 1 not in codes]
    ends = [code for code in codes if code + 1 not in codes]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


# A pattern, because a table for ``str.translate`` makes it look at each letter of a text.
_ACCENTS = re.compile(f"[{_ranges([n for n in range(0x20000) if unicodedata.combining(chr(n))])}]+")


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: ``"Coopération"`` and ``"COOPERATION"`` are the same."""
    plain = text.replace("\x00", " ").casefold()
    if not plain.isascii():
        plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain))
    return " ".join(plain.split())
