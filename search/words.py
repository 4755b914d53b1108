"""From what somebody typed to words, phrases and exclusions. Nothing else has a meaning: no syntax can fail.

``"two words"`` (any quotation marks) asks for the words in order, ``-word`` leaves entries with the word out.
Wildcards, slashes, brackets, AND and OR are text like any other.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_CHARACTERS = 2_000
MAX_WORDS = 30
MAX_WORD_LENGTH = 100

_QUOTES = {"«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "‟": '"', "‹": '"', "›": '"', "＂": '"'}
_QUOTE_TABLE = str.maketrans(_QUOTES)
_PIECE = re.compile(r'(?P<minus>(?:(?<=\s)|^)[-−–])?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Term:
    """One piece of the text: a word, or a quoted phrase, wanted or excluded."""

    words: str
    phrase: bool = False
    excluded: bool = False


def clean_text(text: str, limit: int = MAX_CHARACTERS) -> str:
    """The text on one line: composed (NFC), control and format characters as spaces, at most ``limit`` long.

    Joiners (U+200C, U+200D) stay: Persian and several Indian scripts spell with them.
    """
    text = unicodedata.normalize("NFC", text[: limit * 2])
    kept = (
        " "
        if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
        and char not in "\u200c\u200d"
        else char
        for char in text
    )
    return " ".join("".join(kept).split())[:limit].strip()


def limit_words(text: str) -> tuple[str, bool]:
    """The text with at most ``MAX_WORDS`` words of at most ``MAX_WORD_LENGTH`` characters, and whether it was cut."""
    words = text.split()
    kept = [word[:MAX_WORD_LENGTH] for word in words[:MAX_WORDS]]
    return " ".join(kept), kept != words


def split_terms(text: str) -> list[Term]:
    """The terms of a text in order. An unbalanced quotation mark is no mark at all."""
    text = text.translate(_QUOTE_TABLE)
    if text.count('"') % 2:
        head, _, tail = text.rpartition('"')
        text = f"{head} {tail}"
    terms = []
    for piece in _PIECE.finditer(text):
        phrase = piece["phrase"]
        words = (piece["word"] if phrase is None else phrase).strip()
        if any(char.isalnum() for char in words):
            terms.append(Term(words, phrase=phrase is not None, excluded=bool(piece["minus"])))
    return terms
