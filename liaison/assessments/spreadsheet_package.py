"""The package of an uploaded template: what may be unpacked, and what must not be in it.

What it unpacks to, macros and passwords are checked as for the treaty import (``liaison.treaties.reading``).
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from liaison.treaties.reading import Unreadable, check_package
from portal.classification import find_marking
from portal.words import marking_message

MAX_BYTES = 4 * 1024 * 1024
MAX_EXPANDED = 24 * 1024 * 1024
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z0-9:$]{1,30})")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_HEADER_CODES = re.compile(r'&(?:[A-Z]|"[^"]*"|\d+)')
"""Where in a printed header a text stands, and in which letters: "&CText" is centred."""
_TAGS = re.compile(r"<[^>]*>")
_ACTIVE = ("xl/externallinks/", "xl/embeddings/", "xl/activex/", "xl/ctrlprops/", "xl/connections.xml",
           "xl/querytables/", "xl/macrosheets/", "xl/dialogsheets/", "xl/model/", "xl/media/")  # fmt: skip


class Refused(Exception):
    """The file is read no further: what is wrong, and where."""

    def __init__(self, message: str, cell: str = "") -> None:
        super().__init__(message)
        self.message, self.cell = message, cell


def check_file(name: str, data: bytes) -> None:
    """Its kind, its size, and what it unpacks to. Raises ``Refused`` or ``Unreadable``."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", limit=filesizeformat(MAX_BYTES))
    if not name.lower().endswith(".xlsx"):
        raise Refused(_("Send the template as an XLSX file."))
    check_package(data, MAX_EXPANDED)


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The XML parts of the package. Raises ``Unreadable`` for a broken one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for entry in package.infolist():
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    yield entry.filename, package.read(entry)
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, RuntimeError) as error:
        raise Unreadable("unreadable") from error


def check_parts(data: bytes) -> None:
    """No links to other files, nothing active or embedded, no merged cells, no declared entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [name.lower().lstrip("/") for name in package.namelist()]
    if len(set(names)) < len(names):
        raise Unreadable("unreadable")
    for name in names:
        if name.startswith("xl/externallinks/"):
            raise Refused(_("The file is linked to another file. Remove the link and send it again."))
        if name.startswith(_ACTIVE):
            raise Refused(_("The file holds objects, pictures or connections. Only cells belong in it."))
    for name, content in _parts(data):
        if b"\x00" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise Unreadable("unreadable")
        if b"macroEnabled" in content and name == "[Content_Types].xml":
            raise Unreadable("macros")
        if merged := _MERGED.search(content):
            raise Refused(
                _("The cells are merged. Separate them and send the file again."), merged[1].decode()
            )
        if name.endswith(".rels"):
            _check_relations(content)


def _check_relations(content: bytes) -> None:
    """An address typed in a cell becomes a hyperlink by itself and is not followed; any other link is refused."""
    for relation in _RELATION.findall(content):
        if b"External" in relation and b"/hyperlink" not in relation:
            raise Refused(_("The file is linked to another file. Remove the link and send it again."))


def check_marking_anywhere(data: bytes) -> None:
    """Nor does a marking stand in a comment, a header of the printed page or the properties of the file."""
    for name, content in _parts(data):
        if "theme" in name or "styles" in name or name.endswith((".rels", ".vml")):
            continue
        text = html.unescape(_TAGS.sub("\n", content.decode("utf-8", "replace")))
        text = _HEADER_CODES.sub("\n", text)
        if marking := find_marking(text):
            raise Refused(marking_message(marking))
