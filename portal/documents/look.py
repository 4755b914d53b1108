"""The look that PDF and Word share: colours of ECL's EU preset, and a typeface that Liberation Sans stands in for."""

from __future__ import annotations

FONT = "Arial"
INK, MUTED, PRIMARY, DEEP = "262B38", "515560", "0E47CB", "082B7A"
LINE, SOFT, WARNING, WARNING_SOFT = "CFDAF5", "F3F6FC", "F29527", "FEF5E9"
TONES = {"base": "E3E9F7", "certain": "0E47CB", "possible": "9DB7F0", "mark": "082B7A"}
"""Each tone differs from its neighbours in lightness, so that a print in black and white keeps them apart."""

PICTURE = {"ground": "EAF1FA", "land": "C9CFDB", "union": "9DB7F0", "subject": "082B7A"}
"""What areas of a picture are drawn in: each lighter or darker than the others, as above."""
PICTURE_EDGE = "FFFFFF"
