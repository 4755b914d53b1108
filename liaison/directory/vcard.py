"""vCard 4.0 (RFC 6350), written; nothing here knows what a post is.

A writer of our own: vobject, the library for this format, writes version 3.0 only (its issue 29 for version 4.0
is open since 2024), and what a directory needs of the format is this page. Section numbers are those of the RFC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

MEDIA_TYPE = "text/vcard; charset=utf-8"
MAX_OCTETS = 75
"""Longest line, without its line break (section 3.2)."""

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""What no value may hold (section 3.3: VALUE-CHAR), but for the tab and the line feed, which is escaped."""

NAME = re.compile(r"[A-Z][A-Z0-9-]*\Z")
URI_SAFE = "!#$&'()*+/:;=?@[]~%-._"
"""Characters an address may hold as they are; a comma or a backslash is percent-encoded, since readers disagree on
how they are escaped in an address (RFC 6350, erratum 3845)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One property. ``value`` is ready to be written: made by ``text``, ``components``, ``texts`` or ``uri``."""

    name: str
    value: str
    params: tuple[tuple[str, str], ...] = field(default=())

    def __post_init__(self) -> None:
        for name in (self.name, *(name for name, _value in self.params)):
            if not NAME.match(name):
                raise ValueError(f"not a name: {name!r}")

    def __str__(self) -> str:
        params = "".join(f";{name}={_param(value)}" for name, value in self.params)
        return f"{self.name}{params}:{self.value}"


def escape(value: str) -> str:
    """A text as it stands in a value (section 3.4): backslash, comma, semicolon and line breaks escaped, control
    characters left out. A semicolon may be escaped in every text and must be in a part of a structured one."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = CONTROLS.sub("", value.encode("utf-8", "replace").decode("utf-8"))
    for special in ("\\", ",", ";"):
        value = value.replace(special, "\\" + special)
    return value.replace("\n", "\\n")


def text(name: str, value: str, /, **params: str) -> Line:
    """A property with one text (FN, TITLE, NOTE)."""
    return Line(name, escape(value), _given(params))


def texts(name: str, values: Iterable[str], /, **params: str) -> Line:
    """A property with a list of texts (CATEGORIES)."""
    return Line(name, ",".join(escape(value) for value in values), _given(params))


def components(name: str, values: Sequence[str], /, **params: str) -> Line:
    """A property of several parts in a fixed order (N, ORG, ADR)."""
    return Line(name, ";".join(escape(value) for value in values), _given(params))


def uri(name: str, value: str, /, **params: str) -> Line:
    """A property whose value is an address (URL, UID, RELATED). What an address may not hold is percent-encoded."""
    clean = quote(value.encode("utf-8", "replace"), safe=URI_SAFE)
    return Line(name, clean, _given(params))


def _given(params: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Parameters with a value, by their names in capitals."""
    return tuple((name.upper(), value) for name, value in params.items() if value)


def _param(value: str) -> str:
    """The value of a parameter: quoted where it has a separator, and encoded as RFC 6868 says."""
    value = CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{value}"' if re.search(r"[,;:]", value) else value


def write_card(lines: Iterable[Line]) -> str:
    """One card. ``lines`` must hold FN, the one property a card cannot do without (section 6.2.1); raises
    ``ValueError`` where it is missing or empty."""
    lines = list(lines)
    if not any(line.name == "FN" and line.value.strip() for line in lines):
        raise ValueError("a card needs a name (FN)")
    written = ["BEGIN:VCARD", "VERSION:4.0", *map(str, lines), "END:VCARD"]
    return "".join(fold(line) + "\r\n" for line in written)


def fold(line: str) -> str:
    """A line broken into lines of at most 75 octets, never inside a character (section 3.2)."""
    parts: list[str] = []
    room, start, used = MAX_OCTETS, 0, 0
    for position, character in enumerate(line):
        size = len(character.encode())
        if used + size > room:
            parts.append(line[start:position])
            start, used, room = position, 0, MAX_OCTETS - 1  # the space that begins a continued line counts
        used += size
    parts.append(line[start:])
    return "\r\n ".join(parts)
