"""Files made for tests: small documents that say what a test needs."""

from __future__ import annotations

import io
import zipfile

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{type}"/></Types>'
)
MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main+xml"),
}


def zipped(entries: dict[str, bytes | str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return data.getvalue()


def docx(body: str = "<w:p><w:r><w:t>Words.</w:t></w:r></w:p>", **more: bytes | str) -> bytes:
    """A Word document; ``more`` are further parts by path with ``__`` for ``/`` and ``_dot_`` for the dot."""
    part, kind = MAIN["docx"]
    parts = {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zipped(
        {"[Content_Types].xml": CONTENT_TYPES.format(part=part, type=kind), part: document, **parts}
    )


def office(kind: str, texts: dict[str, str]) -> bytes:
    """A package of some kind with the XML parts given."""
    part, mime = MAIN[kind]
    return zipped({"[Content_Types].xml": CONTENT_TYPES.format(part=part, type=mime), part: "<x/>", **texts})


def odt(text: str = "Words.", kind: str = "text", manifest: str = "<m/>") -> bytes:
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "META-INF/manifest.xml": manifest,
            "content.xml": f'<o xmlns:text="urn:x"><text:p>{text}</text:p></o>',
        }
    )


def pdf(text: str = "Words.") -> bytes:
    """A PDF of one page, written by hand."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode("latin-1")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table


def picture(kind: str = "PNG", size: tuple[int, int] = (4, 4)) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, "white").save(data, kind)
    return data.getvalue()
