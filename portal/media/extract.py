"""Read all words of one file. Run as a program of its own, under limits, because files are hostile input.

    python -I extract.py <kind> <path>     the words on standard output, UTF-8; exit 0
    exit 3: protected by a password; 4: broken or of another kind; 5: too large to be read; 6: holds what
    cannot be read (an embedded object, another file, a macro)

Uses the standard library, pypdf and defusedxml only; nothing of the project, no settings, no database.
"""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

CPU_SECONDS = 15
MEMORY_BYTES = 768 * 1024 * 1024
MAX_CHARACTERS = 3_000_000
MAX_EXPANDED = 120 * 1024 * 1024
MAX_ENTRIES = 5_000
MAX_PAGES = 3_000
MAX_NESTING = 2

PROTECTED, BROKEN, TOO_LARGE, UNREADABLE = 3, 4, 5, 6

MAIN_TYPES = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
    "pptx": "presentationml.presentation.main+xml",
}
ODF_TYPES = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
_OLE = b"\xd0\xcf\x11\xe0"
_TEXT_ATTRIBUTES = {"string", "name", "descr", "title", "alt", "val", "display"}
# Runs are pieces of one word; everything else ends a line.
_INLINE = {
    "r",
    "t",
    "span",
    "a",
    "rPr",
    "hyperlink",
    "lastRenderedPageBreak",
    "proofErr",
    "bookmarkStart",
    "bookmarkEnd",
}
_GAPS = {"tab": " ", "s": " ", "br": "\n", "cr": "\n"}


class Refused(Exception):
    """The file cannot be read; ``code`` is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Words:
    """Collects text up to the limit."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.size = 0
        self.expanded = 0

    def add(self, text: str | None) -> None:
        if text:
            self.size += len(text)
            if self.size > MAX_CHARACTERS:
                raise Refused(TOO_LARGE)
            self.pieces.append(text)

    def expand(self, count: int) -> None:
        self.expanded += count
        if self.expanded > MAX_EXPANDED:
            raise Refused(TOO_LARGE)


def read_text(data: bytes, words: Words) -> None:
    """Plain text in UTF-8, UTF-16 with its mark, or Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        words.add(data.decode("utf-16"))
        return
    if b"\x00" in data:
        raise Refused(BROKEN)
    try:
        words.add(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        words.add(data.decode("cp1252", errors="replace"))


def read_pdf(data: bytes, words: Words) -> None:
    """Pages, form fields, notes and properties. A PDF that opens without a password is read."""
    from pypdf import PasswordType, PdfReader

    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
        raise Refused(PROTECTED)
    if len(reader.pages) > MAX_PAGES:
        raise Refused(TOO_LARGE)
    if not len(reader.pages):
        raise Refused(BROKEN)
    if any(True for _name in reader.attachments):
        raise Refused(UNREADABLE)
    for page in reader.pages:
        words.add(page.extract_text())
        words.add("\n")
        for note in page.get("/Annots") or ():
            note = note.get_object()
            if note.get("/Subtype") == "/FileAttachment":
                raise Refused(UNREADABLE)
            for key in ("/Contents", "/V", "/T"):
                value = note.get(key)
                words.add(f"{value}\n" if value is not None else "")
    for value in (reader.metadata or {}).values():
        words.add(f"{value}\n")


def read_package(kind: str, data: bytes, words: Words, depth: int = 0) -> None:
    """Words of a DOCX, XLSX, PPTX or ODF package, and of the packages inside it (data of charts)."""
    if data.startswith(_OLE):
        raise Refused(PROTECTED)  # a modern office file with a password is wrapped in the old container
    package = zipfile.ZipFile(io.BytesIO(data))
    entries = package.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refused(TOO_LARGE)
    names = {entry.filename for entry in entries}
    found = _kind_of(package, names, words)
    if found is None or (kind and found != kind):
        raise Refused(BROKEN)
    for entry in entries:
        if entry.is_dir():
            continue
        if entry.flag_bits & 0x1:
            raise Refused(PROTECTED)
        _read_entry(package, entry, words, depth)


def _read_entry(package: zipfile.ZipFile, entry: zipfile.ZipInfo, words: Words, depth: int) -> None:
    name = entry.filename.lower()
    suffix = name.rsplit(".", 1)[-1]
    if suffix in ("xml", "rels", "vml", "rdf"):
        _read_xml(_expand(package, entry, words), words)
    elif suffix in (*MAIN_TYPES, *ODF_TYPES):
        if depth >= MAX_NESTING:
            raise Refused(UNREADABLE)
        read_package("", _expand(package, entry, words), words, depth + 1)
    elif suffix in (
        "bin",
        "ole",
        "pdf",
        "doc",
        "xls",
        "ppt",
        "rtf",
        "html",
        "htm",
        "zip",
        "exe",
        "docm",
        "xlsm",
    ) and ("printersettings" not in name):
        raise Refused(UNREADABLE)


def _expand(package: zipfile.ZipFile, entry: zipfile.ZipInfo, words: Words) -> bytes:
    """The content of an entry, read in pieces, so that a lying size costs no memory."""
    pieces = []
    with package.open(entry) as stream:
        while piece := stream.read(1 << 20):
            words.expand(len(piece))
            pieces.append(piece)
    return b"".join(pieces)


def _kind_of(package: zipfile.ZipFile, names: set[str], words: Words) -> str | None:
    """What a package says it is: by its content types (OOXML) or its ``mimetype`` (ODF)."""
    if "[Content_Types].xml" in names:
        types = _expand(package, package.getinfo("[Content_Types].xml"), words).decode("utf-8", "replace")
        if "macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
            raise Refused(UNREADABLE)
        return next((kind for kind, mark in MAIN_TYPES.items() if mark in types), None)
    if "mimetype" in names:
        mime = _expand(package, package.getinfo("mimetype"), words).decode("ascii", "replace").strip()
        if "META-INF/manifest.xml" in names:
            manifest = _expand(package, package.getinfo("META-INF/manifest.xml"), words)
            if b"encryption-data" in manifest:
                raise Refused(PROTECTED)
        prefix = "application/vnd.oasis.opendocument."
        return next((kind for kind, name in ODF_TYPES.items() if mime == prefix + name), None)
    return None


def _read_xml(data: bytes, words: Words) -> None:
    from defusedxml.ElementTree import iterparse

    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        tag = element.tag.rsplit("}", 1)[-1]
        if event == "start":
            for text in _attribute_texts(element):
                words.add(f"\n{text}\n")
        else:
            words.add(element.text)
            if tag in _GAPS:
                words.add(_GAPS[tag])
            elif tag not in _INLINE:
                words.add("\n")
            words.add(element.tail)
            element.text = element.tail = None
            if len(element):
                element.clear()


def _attribute_texts(element: Any) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name.rsplit("}", 1)[-1] in _TEXT_ATTRIBUTES and len(value) > 3:
            yield value


def main(kind: str, path: str) -> int:
    """Read one file; the exit code."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.setrecursionlimit(2_000)
    words = Words()
    try:
        with open(path, "rb") as file:
            data = file.read()
        if kind == "pdf":
            read_pdf(data, words)
        elif kind in ("txt", "csv"):
            read_text(data, words)
        else:
            read_package(kind, data, words)
    except Refused as refused:
        return refused.code
    except MemoryError:
        return TOO_LARGE
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes means that it is broken
        return PROTECTED if type(error).__name__ in ("DependencyError", "FileNotDecryptedError") else BROKEN
    sys.stdout.buffer.write("".join(words.pieces).encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
