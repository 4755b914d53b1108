"""How large a text may be to fit a box on paper, where a layout knows no way to shrink it.

Widths are estimated from above, by kinds of letters, for a bold grotesque typeface (Arial, Liberation Sans): what fits
here fits on paper, and what could be a little larger stays a little smaller. Pure; nothing is measured.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

MM_OF_POINT = 25.4 / 72
LINE_HEIGHT = 1.15
NARROW, WIDE = frozenset("fijltI.,:;'’|!()[]- "), frozenset("mwMW@%&—ŒœÆæ")
WIDE_ELSEWHERE = frozenset("ωΩΜΨψшщжюмыфШЩЖЮМЫФЪЂЉЊ")

_PIECES = re.compile(r"[^\s\-–/]*[\-–/]+|[^\s\-–/]+")


@lru_cache(maxsize=4096)
def _width_of(letter: str) -> float:
    """The width of a letter in parts of the size of the type."""
    base = unicodedata.normalize("NFD", letter)[:1]
    if unicodedata.combining(letter):
        return 0
    if base in NARROW:
        return 0.36
    if base in WIDE:
        return 0.95
    if unicodedata.east_asian_width(base) in "WF":
        return 1.05
    if base.isascii():
        return 0.8 if base.isupper() else 0.63
    name = unicodedata.name(base, "")
    if name.startswith(("GREEK", "CYRILLIC")):
        return 0.98 if base in WIDE_ELSEWHERE else 0.85 if base.isupper() else 0.72
    return 0.95


def width_of(text: str, size: float) -> float:
    """How wide a text is at most, in millimetres, at a size in points."""
    return sum(map(_width_of, text)) * size * MM_OF_POINT


def lines_of(text: str, width: float, size: float) -> tuple[int, bool]:
    """How many lines a text takes at most, and whether a word has to be broken. Lines end at blanks, hyphens and
    slashes, within a word only where it is wider than a line."""
    blank, used, lines, broken = width_of(" ", size), 0.0, 1, False
    at = 0
    for match in _PIECES.finditer(text):
        piece, gap = width_of(match[0], size), blank if match.start() > at and used else 0.0
        at = match.end()
        if used + gap + piece <= width:
            used += gap + piece
            continue
        lines += used > 0
        extra = max(int(-(-piece // width)) - 1, 0)
        broken = broken or extra > 0
        # A broken word leaves a little of each line empty: a letter at most.
        lines, used = lines + extra + (extra > 3), piece - extra * width
    return lines, broken


def largest_size(text: str, width: float, height: float, sizes: Sequence[float]) -> float:
    """The largest of the sizes (in points) at which a text fits a box (in millimetres), if possible with every word
    whole; the smallest where it fits at none."""
    falling = sorted(sizes, reverse=True)
    for may_break in (False, True):
        for size in falling:
            lines, broken = lines_of(text, width, size)
            if lines * size * LINE_HEIGHT * MM_OF_POINT <= height and (may_break or not broken):
                return size
    return falling[-1]
