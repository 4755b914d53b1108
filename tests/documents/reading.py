"""What stands in a file, word by word: how the tests compare the formats of one document."""

from __future__ import annotations

import html
import io
import re
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from pypdf import PdfReader

from tests.services import verapdf_command

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLOCK = re.compile(r"</?(?:p|li|h\d|dt|dd|div|th|td|caption|title|br)\b[^>]*>")


def words_of_html(page: str) -> list[str]:
    """The words a reader of the page sees, in their order."""
    body = re.sub(r"<style>.*?</style>|<head>.*?</head>", " ", page, flags=re.DOTALL)
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


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of an office file."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


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
