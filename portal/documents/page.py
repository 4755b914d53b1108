"""A document as HTML: a page of its own, which is also what the PDF is made from."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from portal.documents import look
from portal.documents.model import Bar, Document, Picture, Table
from portal.documents.pictures import drawing_svg
from portal.documents.words import contents_title, page_words

STYLESHEET = Path(__file__).with_name("document.css")


def to_html(document: Document) -> str:
    """The document as one page of HTML that needs nothing from anywhere else."""
    context = {
        "document": document,
        "created": document.dated.isoformat(timespec="seconds"),
        "contents_title": contents_title(document.language),
        "blocks": [
            {
                "kind": type(block).__name__.lower(),
                "block": block,
                "anchor": anchor,
                "table": _table(block),
                "svg": drawing_svg(block.drawing, block.alternative) if isinstance(block, Picture) else "",
            }
            for block, anchor in document.anchored
        ],
        "style": _stylesheet(document),
    }
    return render_to_string("documents/document.html", context)


def _table(block: Any) -> dict[str, Any] | None:
    """What the template needs to know of a table: widths, and rows of cells with their side and their bars."""
    if not isinstance(block, Table):
        return None
    rows = [
        [
            {"runs": cell.runs, "right": column.align == "right", "parts": _parts(cell.bar)}
            for cell, column in zip(row, block.columns, strict=True)
        ]
        for row in block.cells
    ]
    return {"widths": [f"{width:g}%" for width in block.widths], "rows": rows}


def _parts(bar: Bar | None) -> list[tuple[str, str]]:
    """The parts of a bar: their tone, and where they lie as CSS."""
    return [
        (part.tone, f"left: {part.start:g}%; width: {part.end - part.start:g}%")
        for part in (bar.segments if bar else ())
    ]


def _stylesheet(document: Document) -> str:
    before, between, after = (_css_string(text) for text in page_words(document.language))
    values = {name.lower(): f"#{value}" for name, value in vars(look).items() if _is_colour(value)}
    values |= {f"tone_{name}": f"#{value}" for name, value in look.TONES.items()}
    style = Template(STYLESHEET.read_text(encoding="utf-8")).substitute(
        values,
        font=look.FONT,
        marking=_css_string(document.marking),
        foot=_css_string(" · ".join(part for part in (document.issuer, document.identifier) if part)),
        head=_css_string(document.title),
        page_before=before,
        page_between=between,
        page_after=after,
    )
    return mark_safe(style)  # noqa: S308 - our own file, with texts as escaped CSS strings


def _is_colour(value: object) -> bool:
    return isinstance(value, str) and len(value) == 6


def _css_string(text: str) -> str:
    """A text as a CSS string: everything but letters, digits and blanks by its number (CSS Syntax 3, 4.3.7),
    each with the blank that ends it."""
    escaped = "".join(
        one if (one.isalnum() and one.isascii()) or one == " " else f"\\{ord(one):06x} " for one in text
    )
    return f'"{escaped}"'
