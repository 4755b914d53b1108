"""Office files are zip archives of XML: writing one so that the same content gives the same bytes."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Mapping

BEGINNING = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
"""The earliest date a zip archive can give its parts."""

Change = Callable[[bytes], bytes]


def repacked(data: bytes, changes: Mapping[str, Change | None] | None = None) -> bytes:
    """The archive with its parts in a fixed order and under a fixed date.

    ``changes``: what is done to a part on the way, by its name; ``None`` leaves it out.
    """
    changes = changes or {}
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            if name in changes and changes[name] is None:
                continue
            change = changes.get(name)
            content = change(source.read(name)) if change else source.read(name)
            entry = zipfile.ZipInfo(name, BEGINNING.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            target.writestr(entry, content)
    return buffer.getvalue()
