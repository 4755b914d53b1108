"""Documents that leave the portal: one description of a document, shown as HTML, PDF/UA-1, Word and workbook.

``model`` says what a document is made of; ``to_html``, ``to_pdf`` and ``to_docx`` give the same words in the three
formats, because they are written from the same description. What a document says, and who may have it, is not
decided here: the part of the portal that owns the content builds it and serves it.

The same description gives the same bytes, whenever and wherever it is rendered with the same programs.
"""

from __future__ import annotations

from portal.documents.model import (
    Bar,
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    Notice,
    Paragraph,
    Picture,
    Run,
    Segment,
    Table,
    paragraphs,
)
from portal.documents.page import to_html
from portal.documents.pdf import PdfUnavailable, to_pdf
from portal.documents.pictures import Area, Drawing, Spot
from portal.documents.word import to_docx
from portal.documents.workbook import Sheet, to_xlsx
