"""What stands in a file, word by word: how the tests compare the formats of one document."""

from __future__ import annotations

import html
import io
import re
import subprocess
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from pypdf import PdfReader

from tests.services import verapdf_command

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLOCK = re.compile(r"</?(?:p|li|h\d|dt|dd|div|th|td|caption|title|br)\b[^>]*>")


def words_of_html(page: str) -> list[str]:
    """The words a reader of the page sees, in their order; what a picture says instead of itself is not among them."""
    body = re.sub(r"<style>.*?</style>|<head>.*?</head>|<svg.*?</svg>", " ", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", _BLOCK.sub(" ", body))).split()


def words_of_docx(data: bytes) -> list[str]:
    """The words in the body of a Word file, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        root = ElementTree.fromstring(package.read("word/document.xml"))
    found: list[str] = []
    for paragraph in root.iter(f"{_W}p"):
        pieces = []
        for element in paragraph.iter():
            if element.tag == f"{_W}t":
                pieces.append(element.text or "")
            elif element.tag == f"{_W}br":
                pieces.append(" ")
        found += "".join(pieces).split()
    return found


def text_of_pdf(data: bytes) -> str:
    """The text of a PDF, blanks as one."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def alternatives_of_pdf(data: bytes) -> list[str]:
    """What a PDF says instead of its pictures (ISO 32000-1, 14.9.3), in the order of its structure."""
    found: list[str] = []

    def walk(element: Any) -> None:
        element = element.get_object()
        if isinstance(element, list):
            for one in element:
                walk(one)
        elif isinstance(element, dict):
            if element.get("/S") == "/Figure":
                found.append(str(element.get("/Alt", "")))
            if "/K" in element:
                walk(element["/K"])

    walk(PdfReader(io.BytesIO(data)).root_object["/StructTreeRoot"])
    return found


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of an office file."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def words_by_libreoffice(folder: Path, data: bytes) -> list[str]:
    """The words of a Word file as LibreOffice reads it, in their order, without the signs before the items of lists.

    LibreOffice is given a profile of its own in ``folder``, which nothing else uses.
    """
    source = folder / "file.docx"
    source.write_bytes(data)
    profile = (folder / "profile").as_uri()
    asked = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
    ]
    done = subprocess.run(
        [*asked, "--outdir", str(folder), str(source)], capture_output=True, text=True, timeout=180
    )
    made = folder / "file.txt"
    assert made.exists(), done.stdout + done.stderr
    return made.read_text(encoding="utf-8-sig").replace("•", " ").split()


def ua1_verdicts(folder: Path, *files: bytes) -> list[str]:
    """What veraPDF says of each PDF: "PASS" or "FAIL" for PDF/UA-1. One start of Java for all of them."""
    names = [str(folder / f"{number}.pdf") for number in range(len(files))]
    for name, data in zip(names, files, strict=True):
        Path(name).write_bytes(data)
    asked = [*verapdf_command(), "-f", "ua1", "--format", "text", *names]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=180)
    found = {
        line.split()[1]: line.split()[0] for line in done.stdout.splitlines() if line[:4] in ("PASS", "FAIL")
    }
    assert set(found) == set(names), done.stdout + done.stderr
    return [found[name] for name in names]
