"""Content lines, the common ground of vCard (RFC 6350) and iCalendar (RFC 5545): a name, parameters, a value.

Both formats escape texts alike (RFC 6350 section 3.4, RFC 5545 section 3.3.11), fold lines alike (3.2; 3.1) and write
parameters as RFC 6868 says. What a value means is for whoever writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

MAX_OCTETS = 75
"""Longest line, without its line break."""

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""What no value may hold (VALUE-CHAR), but for the tab and the line feed, which is escaped."""

NAME = re.compile(r"[A-Z][A-Z0-9-]*\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """One property. ``value`` is ready to be written: made by ``text``, ``texts`` or a writer of the format."""

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
    """A text as it stands in a value: backslash, comma, semicolon and line breaks escaped, control characters left
    out. A semicolon may be escaped in every text and must be in a part of a structured one."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = CONTROLS.sub("", value.encode("utf-8", "replace").decode("utf-8"))
    for special in ("\\", ",", ";"):
        value = value.replace(special, "\\" + special)
    return value.replace("\n", "\\n")


def text(name: str, value: str, /, **params: str) -> Line:
    """A property with one text (FN, TITLE; SUMMARY, DESCRIPTION)."""
    return Line(name, escape(value), given(params))


def texts(name: str, values: Iterable[str], /, **params: str) -> Line:
    """A property with a list of texts (CATEGORIES)."""
    return Line(name, ",".join(escape(value) for value in values), given(params))


def given(params: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Parameters with a value, by their names in capitals."""
    return tuple((name.upper(), value) for name, value in params.items() if value)


def _param(value: str) -> str:
    """The value of a parameter: quoted where it has what a reader may take for a separator, and encoded as RFC 6868
    says."""
    value = CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    value = value.replace("^", "^^").replace("\n", "^n").replace('"', "^'")
    return f'"{value}"' if re.search(r"[,;:=]", value) else value


def fold(line: str) -> str:
    """A line broken into lines of at most 75 octets, never inside a character."""
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


def write_lines(lines: Iterable[Line | str]) -> str:
    """Lines as they stand in a file: folded, each with its line break."""
    return "".join(fold(str(line)) + "\r\n" for line in lines)
