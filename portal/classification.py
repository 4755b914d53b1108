"""EU classification markings: what carries one does not belong in the portal.

The four levels and their abbreviations are those of Council Decision 2013/488/EU, Article 2(2) and Annex III.
A text is refused where it carries a *marking*; talk about secrets, restrictive measures or confidential
information is not a marking.
"""

from __future__ import annotations

import re
import unicodedata

LEVELS = (
    ("TRÈS SECRET UE/EU TOP SECRET", "TS-UE/EU-TS", "TRES SECRET UE", "EU TOP SECRET"),
    ("SECRET UE/EU SECRET", "S-UE/EU-S", "SECRET UE", "EU SECRET"),
    ("CONFIDENTIEL UE/EU CONFIDENTIAL", "C-UE/EU-C", "CONFIDENTIEL UE", "EU CONFIDENTIAL"),
    ("RESTREINT UE/EU RESTRICTED", "R-UE/EU-R", "RESTREINT UE", "EU RESTRICTED"),
)
"""(marking, abbreviation, French half, English half), highest level first."""

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_SLASHES = dict.fromkeys(map(ord, "∕⁄／╱⧸"), "/")
_INVISIBLE = re.compile("[\u0300-\u036f\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LINE_BREAKS = dict.fromkeys(map(ord, "\r\f\v\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
_LINES = re.compile(r" ?\n[ \n]*")
_SPACES = re.compile(r"[^\S\n]+")
_LONGEST_HEADER = 60


def _spread(letters: str) -> str:
    """A pattern for the letters with or without a space or line break between any two of them."""
    return r"\s?".join(re.escape(letter) for letter in letters if letter != " ")


def _both_halves(french: str, english: str) -> re.Pattern[str]:
    """Both halves together, whatever stands between them."""
    return re.compile(rf"(?<!\w){_spread(french)}\s?[/\\|:;,\-]{{0,3}}\s?{_spread(english)}(?!\w)")


_FULL = [(name, _both_halves(french, english)) for name, _short, french, english in LEVELS]
_SHORT = [(name, re.compile(rf"(?<!\w){_spread(short)}(?!\w)")) for name, short, _french, _english in LEVELS]
_ALONE = {half.replace(" ", ""): name for name, _short, *halves in LEVELS for half in halves}


def _plain(text: str) -> str:
    """Text without diacritics, invisible characters and typographic variants; case and lines are kept.

    Runs of white space become one character, which keeps the patterns linear on the largest file.
    """
    text = text.translate(_LINE_BREAKS)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_DASHES | _SLASHES))
        text = _INVISIBLE.sub("", text)
    return _LINES.sub("\n", _SPACES.sub(" ", text))


def find_marking(text: str) -> str | None:
    """The EU classification marking that a text carries, in its official form, or ``None``.

    Both halves or the abbreviation count in any case, spacing and diacritics, also across line breaks and
    with letters spaced out. One half alone counts in capitals on a line of its own, which is how a header or
    a stamp looks; inside a sentence it is talk, not a marking. Takes time linear in the text.
    """
    plain = _plain(text)
    upper = plain.upper()
    for patterns in (_FULL, _SHORT):
        for name, pattern in patterns:
            if pattern.search(upper):
                return name
    for line in plain.split("\n"):
        if "U" in line and len(line) <= _LONGEST_HEADER:
            name = _ALONE.get("".join(c for c in line if c.isalnum()), "")
            if name:
                return name
    return None
