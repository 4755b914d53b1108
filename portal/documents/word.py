"""A document as a Word file (Office Open XML): the template filled by docxtpl, dates and parts in a fixed order."""

from __future__ import annotations

import io

from markupsafe import Markup

from portal.documents.core import PART, core_properties
from portal.documents.model import Document
from portal.documents.package import repacked
from portal.documents.word_body import WordBody, xml_text
from portal.documents.word_template import template

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def to_docx(document: Document) -> bytes:
    """The document as a Word file; the same document gives the same bytes."""
    from docxtpl import DocxTemplate

    filled = DocxTemplate(io.BytesIO(template(document.language)))
    body = WordBody(filled.get_docx().part)
    foot = " · ".join(part for part in (document.issuer, document.identifier) if part)
    context = {"head": document.title, "marking": document.marking, "foot": foot}
    texts = {name: Markup(xml_text(text)) for name, text in context.items()}  # noqa: S704 - escaped by xml_text
    # The body is XML that ``WordBody`` wrote, every text in it escaped.
    texts["body"] = Markup(body.write(document))  # noqa: S704
    filled.render(texts, autoescape=True)
    buffer = io.BytesIO()
    filled.save(buffer)
    properties = core_properties(
        title=document.title,
        issuer=document.issuer,
        identifier=document.identifier,
        language=document.language,
        dated=document.dated,
    )
    return repacked(buffer.getvalue(), {PART: lambda _old: properties})
