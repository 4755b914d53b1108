"""What is different between two texts, word by word: for pages that show it as what goes and what comes."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

SAME, GONE, NEW = "same", "gone", "new"
MOST_WORDS = 20_000
"""Longer texts are shown as a whole before and after: comparing them word by word would take too long."""

_TOKENS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that is in both, only in the first ("gone") or only in the second ("new")."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """The pieces of which both texts are made, in reading order. Pure."""
    if before == after:
        return [Piece(SAME, before)] if before else []
    one, other = _TOKENS.findall(before), _TOKENS.findall(after)
    if len(one) + len(other) > MOST_WORDS:
        return [piece for piece in (Piece(GONE, before), Piece(NEW, after)) if piece.text]
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    pieces: list[Piece] = []
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(one[first:last])))
            continue
        if gone := "".join(one[first:last]):
            pieces.append(Piece(GONE, gone))
        if new := "".join(other[start:end]):
            pieces.append(Piece(NEW, new))
    return pieces
