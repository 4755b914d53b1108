"""A bar as a small picture for formats that cannot draw it: PNG (ISO/IEC 15948), written by hand."""

from __future__ import annotations

import struct
import zlib

from portal.documents import look
from portal.documents.model import Bar

WIDTH, HEIGHT = 400, 16


def bar_png(bar: Bar) -> bytes:
    """The bar, 400 by 16 points."""
    row = bytearray(_rgb("base") * WIDTH)
    for part in bar.segments:
        start, end = round(part.start * WIDTH / 100), round(part.end * WIDTH / 100)
        row[3 * start : 3 * end] = _rgb(part.tone) * (end - start)
    pixels = (b"\0" + bytes(row)) * HEIGHT
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(pixels, 9))
        + _chunk(b"IEND", b"")
    )


def _rgb(tone: str) -> bytes:
    return bytes.fromhex(look.TONES[tone])


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
