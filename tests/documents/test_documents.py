"""One description of a document gives HTML, PDF/UA-1 and Word: the same words, the same bytes every time."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import weasyprint
from django.utils.html import escape
from docx import Document as WordFile
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from portal.documents import (
    Area,
    Bar,
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Drawing,
    Facts,
    Heading,
    Notice,
    Paragraph,
    Picture,
    Run,
    Segment,
    Sheet,
    Spot,
    Table,
    look,
    paragraphs,
    to_docx,
    to_html,
    to_pdf,
    to_xlsx,
)
from tests.documents.reading import (
    alternatives_of_pdf,
    parts_of,
    text_of_pdf,
    ua1_verdicts,
    words_by_libreoffice,
    words_of_docx,
    words_of_html,
)

HOSTILE = "<b>&amp; {{ 7*7 }} {% x %} {_{ ]]> \x00\x0b\u202e'\"= </w:t> \ud800"
SQUARE = ((10, 10), (90, 10), (90, 50), (10, 50))
HOLE = ((30, 20), (50, 20), (50, 40), (30, 40))
DRAWING = Drawing(100, 60, [Area("land", [SQUARE, HOLE])], [Spot("subject", 70, 30, 4)])
ALTERNATIVE = 'Square & "hole" <not markup> {{ x }}'
DATED = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


def make(language: str = "en", *blocks: Block, **fields: object) -> Document:
    """A document with a block of every kind, unless others are given."""
    bar = Bar((Segment(0, 62.5, "certain"), Segment(62.5, 80, "possible")))
    rows = [(f"Côte d’Ivoire {number}", Cell("62–80", bar), str(number)) for number in range(45)]
    usual: tuple[Block, ...] = (
        Heading("Summary"),
        Paragraph("In short.", "lead"),
        *paragraphs(f"First.\nSame paragraph.\n\nSecond: {HOSTILE}"),
        Notice("Mind", "This is an example.", "warning"),
        Heading("Ελλάδα, България, Türkiye", 2),
        Table(
            "Order",
            (Column("Country", 3), Column("Points", 2), Column("Place", 1, "right")),
            rows,
            "Dark: certain.",
        ),
        Bullets(
            [
                "One",
                (Run("Bold ", bold=True), Run("and ", italic=True), Run("linked", href="https://a.example/")),
            ]
        ),
        Facts([("Period", "2025"), ("See", (Run("above", href="#part-1"),))]),
        Picture(DRAWING, ALTERNATIVE, "A square with a hole, and a point."),
        Heading("Détail", 3),
        Paragraph("Small print.", "note"),
    )
    return Document(
        **{"title": f"Report {HOSTILE}", "language": language, "dated": DATED, "issuer": "Eurojust"}
        | {"identifier": "r-1", "marking": "For its addressees", "kicker": "Report 1", "subtitle": "2025"}
        | {"facts": Facts([("Round", "2025")]), "blocks": blocks or usual}
        | fields
    )  # type: ignore[arg-type]


def make_small() -> Document:
    """A document of a few lines."""
    return make("fr", Heading("Un"), Paragraph("Deux, mot à mot."), Bullets(["trois"]))


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return to_pdf(make())


@pytest.mark.verapdf
def test_pdf_keeps_pdf_ua_1_and_the_check_notices_one_that_does_not(pdf: bytes, tmp_path: Path) -> None:
    bare = make("fr", Paragraph("Rien."), marking="", kicker="", subtitle="", identifier="", facts=Facts(()))
    untagged = weasyprint.HTML(string="<p>Not tagged.</p>").write_pdf()
    assert ua1_verdicts(tmp_path, pdf, to_pdf(bare), untagged) == ["PASS", "PASS", "FAIL"]


def test_pdf_has_language_title_and_date_of_the_document(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    said = reader.metadata
    assert said is not None and said.title == make().title and said.author == "Eurojust"
    assert said.creation_date == DATED
    assert reader.root_object["/Lang"] == "en"
    assert len(reader.outline) == 2  # the title, and the list of the chapters below it


def test_pdf_says_what_the_page_says(pdf: bytes) -> None:
    text = text_of_pdf(pdf)
    for words in (
        "Côte d’Ivoire 44",
        "Second: <b>&amp; {{ 7*7 }}",
        "Ελλάδα, България",
        "Dark: certain.",
        "Page 2 of",
    ):
        assert words in text


def test_rendered_twice_is_identical_also_by_another_process(pdf: bytes) -> None:
    assert to_pdf(make()) == pdf
    assert to_docx(make()) == to_docx(make())
    code = (
        "import hashlib, django; django.setup(); from tests.documents.test_documents import *; small = make_small(); "
        "print(hashlib.sha256(to_pdf(small)).hexdigest(), hashlib.sha256(to_docx(small)).hexdigest())"
    )
    small = make_small()
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONHASHSEED": "4", "TZ": "Asia/Tokyo", "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=root, capture_output=True, text=True
    )
    assert done.stdout.split() == [
        hashlib.sha256(one).hexdigest() for one in (to_pdf(small), to_docx(small))
    ], done.stderr


def test_word_file_says_the_same_words_in_the_same_order() -> None:
    for language in ("en", "fr"):
        document = make(language)
        assert words_of_docx(to_docx(document)) == words_of_html(to_html(document))


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60), st.text(max_size=20))
def test_any_text_is_the_same_in_word_and_on_the_page(text: str, title: str) -> None:
    document = make(
        "en", Heading(text), *paragraphs(text), Bullets([text]), Facts([(text, text)]), title=title
    )
    assert words_of_docx(to_docx(document)) == words_of_html(to_html(document))


@pytest.mark.libreoffice
def test_libreoffice_opens_the_word_file_and_reads_the_words_of_the_page(tmp_path: Path) -> None:
    document = make()
    assert words_by_libreoffice(tmp_path, to_docx(document)) == words_of_html(to_html(document))


def test_word_file_opens_and_its_headings_and_tables_are_real() -> None:
    opened = WordFile(io.BytesIO(to_docx(make())))
    styles = [paragraph.style.name for paragraph in opened.paragraphs if paragraph.style]
    assert styles.count("Heading 1") == 1 and "Heading 2" in styles and "Title" in styles
    table = opened.tables[1]
    assert table.rows[0]._tr.trPr.xpath("w:tblHeader") and table.cell(0, 0).text == "Country"


def test_files_name_no_person_and_no_other_date() -> None:
    parts = parts_of(to_docx(make()))
    core = parts["docProps/core.xml"].decode()
    assert "<dc:creator>Eurojust</dc:creator>" in core and core.count("2026-03-01T12:00:00Z") == 2
    for content in parts.values():
        assert b"python-docx" not in content and b"docxtpl" not in content
    book = parts_of(
        to_xlsx([Sheet("A", ["B"], [["c"]])], title="T", issuer="Eurojust", language="en", dated=DATED)
    )
    assert (
        b"openpyxl" not in book["docProps/core.xml"] and b"2026-03-01T12:00:00Z" in book["docProps/core.xml"]
    )


def test_picture_is_the_same_in_all_formats_and_says_what_it_shows(pdf: bytes) -> None:
    page, parts = to_html(make()), parts_of(to_docx(make()))
    assert f"<title>{escape(ALTERNATIVE)}</title>" in page and page.count("<svg") == 1
    told = ElementTree.fromstring(parts["word/document.xml"]).iter(
        "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    )
    assert [one.get("descr") for one in told if one.get("name") == "Picture"] == [ALTERNATIVE]
    assert alternatives_of_pdf(pdf) == [ALTERNATIVE]
    [png] = [
        data for name, data in parts.items() if "media" in name and Image.open(io.BytesIO(data)).width == 1200
    ]
    image = Image.open(io.BytesIO(png)).convert("RGB")
    dots = [(20, 15), (40, 30), (70, 30), (5, 5)]
    seen = ["{:02X}{:02X}{:02X}".format(*image.getpixel((x * 12, y * 12))) for x, y in dots]  # type: ignore[misc]
    assert seen == [look.PICTURE[tone] for tone in ("land", "ground", "subject", "ground")]
    assert not image.info


def test_workbook_has_text_where_a_formula_could_be(tmp_path: Path) -> None:
    rows = [["=1+1", "+2", "-3", "@x", "\t=4", 5, 2.5, None]]
    made = to_xlsx([Sheet("a/b:c", list("abcdefgh"), rows, lead=["=lead"])], title="=t", issuer="E",
                   language="en", dated=DATED)  # fmt: skip
    again = to_xlsx([Sheet("a/b:c", list("abcdefgh"), rows, lead=["=lead"])], title="=t", issuer="E",
                    language="en", dated=DATED)  # fmt: skip
    assert made == again
    (tmp_path / "a.xlsx").write_bytes(made)
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert [cell.data_type for row in sheet.iter_rows() for cell in row].count("f") == 0
    assert [cell.value for cell in sheet[4]][-3:] == [5, 2.5, None]
    assert b"<f>" not in b"".join(parts_of(made).values())


def test_documents_reach_out_to_nothing() -> None:
    page = to_html(make("en", Paragraph("x")))
    assert "url(" not in page.replace("target-counter(attr(href url), page)", "") and "<img" not in page
    with pytest.raises(ValueError, match="not an address"):
        Run("x", href="javascript:alert(1)")
    with pytest.raises(ValueError, match="not an address"):
        Run("x", href="file:///etc/passwd")


def test_a_document_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dataclasses.replace(make(), dated=datetime.datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="same anchor"):
        make("en", Heading("a", 1, "x"), Heading("b", 1, "x"))
    with pytest.raises(ValueError, match="another number of cells"):
        Table("t", [Column("a")], [["b", "c"]])
    with pytest.raises(ValueError, match="from 0 to 100"):
        Segment(0, 101, "certain")
    with pytest.raises(ValueError, match="alternative text"):
        Picture(DRAWING, " ", "Caption")
    with pytest.raises(ValueError, match="no tone"):
        Area("red", [SQUARE])
