"""vCard 4.0 (RFC 6350), written; nothing here knows what a post is.

A writer of our own: vobject, the library for this format, writes version 3.0 only (its issue 29 for version 4.0
is open since 2024), and what a directory needs of the format is this page. Section numbers are those of the RFC.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from urllib.parse import quote

from portal.content_lines import Line, escape, fold, given, text, texts, write_lines

__all__ = ["MEDIA_TYPE", "Line", "components", "fold", "text", "texts", "uri", "write_card"]

MEDIA_TYPE = "text/vcard; charset=utf-8"

URI_SAFE = "!#$&'()*+/:;=?@[]~%-._"
"""Characters an address may hold as they are; a comma or a backslash is percent-encoded, since readers disagree on
how they are escaped in an address (RFC 6350, erratum 3845)."""


def components(name: str, values: Sequence[str], /, **params: str) -> Line:
    """A property of several parts in a fixed order (N, ORG, ADR)."""
    return Line(name, ";".join(escape(value) for value in values), given(params))


def uri(name: str, value: str, /, **params: str) -> Line:
    """A property whose value is an address (URL, UID, RELATED). What an address may not hold is percent-encoded."""
    clean = quote(value.encode("utf-8", "replace"), safe=URI_SAFE)
    return Line(name, clean, given(params))


def write_card(lines: Iterable[Line]) -> str:
    """One card. ``lines`` must hold FN, the one property a card cannot do without (section 6.2.1); raises
    ``ValueError`` where it is missing or empty."""
    lines = list(lines)
    if not any(line.name == "FN" and line.value.strip() for line in lines):
        raise ValueError("a card needs a name (FN)")
    return write_lines(["BEGIN:VCARD", "VERSION:4.0", *lines, "END:VCARD"])
