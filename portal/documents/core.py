"""The properties of an office file (ECMA-376 part 2, 11): title, issuer, date, language. No names of people."""

from __future__ import annotations

import datetime
from xml.sax.saxutils import escape

from portal.documents.model import plain

PART = "docProps/core.xml"


def core_properties(
    *, title: str, issuer: str, identifier: str, language: str, dated: datetime.datetime
) -> bytes:
    """The part ``docProps/core.xml``, whole: nothing a library would write by itself stays."""
    moment = dated.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    values = [
        ("dc:title", "", plain(title)),
        ("dc:creator", "", plain(issuer)),
        ("cp:lastModifiedBy", "", plain(issuer)),
        ("dc:identifier", "", plain(identifier)),
        ("dc:language", "", language),
        ("cp:revision", "", "1"),
        ("dcterms:created", ' xsi:type="dcterms:W3CDTF"', moment),
        ("dcterms:modified", ' xsi:type="dcterms:W3CDTF"', moment),
    ]
    parts = "".join(f"<{name}{kind}>{escape(value)}</{name}>" for name, kind, value in values if value)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{parts}</cp:coreProperties>'
    ).encode()
