"""The body of a Word file: the blocks of a document in WordprocessingML (ECMA-376 part 1, 17).

Styles are those of ``word_template``. Every text passes ``xml_text``.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from portal.documents import look
from portal.documents.bars import bar_png
from portal.documents.model import (
    Bar,
    Block,
    Bullets,
    Cell,
    Document,
    Facts,
    Heading,
    Notice,
    Paragraph,
    Picture,
    Run,
    Table,
)
from portal.documents.pictures import drawing_png
from portal.documents.word_template import TEXT_WIDTH
from portal.documents.words import contents_title

_LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_DECORATIVE = (
    f'<a:extLst xmlns:a="{_A}"><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)
"""Tells a screen reader that a picture says nothing that the text does not say."""

_EMU = 635
"""English metric units in a twentieth of a point."""
_MARGIN = 108
_FACT_NAMES = 2495
"""Width of the names of facts, in twentieths of a point: 44 mm."""


def xml_text(text: str) -> str:
    """A text in XML. Braces stand by their number, so that the template engine finds nothing in them."""
    return escape(text, {'"': "&quot;", "{": "&#123;", "}": "&#125;"})


def _attribute(text: str) -> str:
    return xml_text(" ".join(text.split()))


class WordBody:
    """Writes one document's body. ``part``: the main part of the file, which keeps addresses and pictures."""

    def __init__(self, part: Any) -> None:
        self.part = part
        self.bookmarks = 0
        self.drawings = 0

    def write(self, document: Document) -> str:
        """The whole body."""
        written = [self._cover(document), self._contents(document)]
        written += [self._block(block, anchor) for block, anchor in document.anchored]
        return "".join(written)

    # --- the title page ---------------------------------------------------------------------------------

    def _cover(self, document: Document) -> str:
        parts = [_styled("Kicker", document.kicker)] if document.kicker else []
        parts += [_styled("Marking", document.marking)] if document.marking else []
        parts.append(_styled("Title", document.title))
        parts += [_styled("Subtitle", document.subtitle)] if document.subtitle else []
        parts += [self._facts(document.facts)] if document.facts.rows else []
        return "".join(parts)

    def _contents(self, document: Document) -> str:
        if not document.listed:
            return ""
        entries = "".join(
            f'<w:p><w:pPr><w:pStyle w:val="TOC{heading.level}"/></w:pPr>'
            f'<w:hyperlink w:anchor="{anchor}" w:history="1">{_run(Run(heading.text))}</w:hyperlink></w:p>'
            for heading, anchor in document.listed
        )
        return _styled("ContentsTitle", contents_title(document.language)) + entries

    # --- the blocks -------------------------------------------------------------------------------------

    def _block(self, block: Block, anchor: str) -> str:
        match block:
            case Heading():
                self.bookmarks += 1
                mark = f'w:id="{self.bookmarks}"'
                return (
                    f'<w:p><w:pPr><w:pStyle w:val="Heading{block.level}"/></w:pPr>'
                    f'<w:bookmarkStart {mark} w:name="{anchor}"/>{_run(Run(block.text))}<w:bookmarkEnd {mark}/></w:p>'
                )
            case Paragraph():
                return self._paragraph({"lead": "Lead", "note": "Note"}.get(block.style, ""), block.runs)
            case Bullets():
                return "".join(self._paragraph("ListBullet", runs) for runs in block.lines)
            case Facts():
                return self._facts(block)
            case Notice():
                return self._notice(block)
            case Table():
                return self._table(block)
            case Picture():
                return self._picture(block)

    def _paragraph(self, style: str, runs: Sequence[Run], *, end: str = "", more: str = "") -> str:
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        properties = f"<w:pPr>{named}{more}</w:pPr>" if named or more else ""
        return f"<w:p>{properties}{''.join(map(self._linked, runs))}{end}</w:p>"

    def _linked(self, run: Run) -> str:
        if not run.href:
            return _run(run)
        if run.href.startswith("#"):
            target = f'w:anchor="{_attribute(run.href[1:])}"'
        else:
            target = f'{_R} r:id="{self.part.relate_to(run.href, _LINK, is_external=True)}"'
        return f'<w:hyperlink {target} w:history="1">{_run(run, "Hyperlink")}</w:hyperlink>'

    def _facts(self, facts: Facts) -> str:
        rule = f'w:val="single" w:sz="4" w:space="0" w:color="{look.LINE}"'
        widths = (_FACT_NAMES, TEXT_WIDTH - _FACT_NAMES)
        rows = "".join(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + _cell(widths[0], self._paragraph("FactName", (Run(name),)))
            + _cell(widths[1], self._paragraph("FactText", runs))
            + "</w:tr>"
            for name, runs in facts.lines
        )
        borders = f"<w:tblBorders><w:top {rule}/><w:bottom {rule}/><w:insideH {rule}/></w:tblBorders>"
        return _grid(widths, borders, rows, first_row=False) + _gap()

    def _notice(self, notice: Notice) -> str:
        edge, ground = (
            (look.WARNING, look.WARNING_SOFT) if notice.kind == "warning" else (look.PRIMARY, look.SOFT)
        )
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{ground}"/>'
        border = f'<w:pBdr><w:left w:val="single" w:sz="32" w:space="8" w:color="{edge}"/></w:pBdr>'
        look_of = f"{border}{shade}"
        indent = '<w:ind w:left="220"/>'
        return (
            self._paragraph("NoticeTitle", (Run(notice.title),), more=f"{look_of}{indent}")
            + self._paragraph("NoticeText", notice.runs, more=f"{look_of}{indent}")
            + _gap()
        )

    # --- tables -----------------------------------------------------------------------------------------

    def _table(self, table: Table) -> str:
        widths = _twentieths(table.widths)
        rights = [column.align == "right" for column in table.columns]
        head = "".join(
            _cell(width, self._paragraph("TableHead", (Run(column.label),), more=_side(right)), look.DEEP)
            for width, column, right in zip(widths, table.columns, rights, strict=True)
        )
        rows = "".join(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(
                self._table_cell(cell, width, right, names=at == 0, shade=look.SOFT if number % 2 else "")
                for at, (cell, width, right) in enumerate(zip(row, widths, rights, strict=True))
            )
            + "</w:tr>"
            for number, row in enumerate(table.cells)
        )
        rule = f'w:val="single" w:sz="4" w:space="0" w:color="{look.LINE}"'
        borders = f"<w:tblBorders><w:bottom {rule}/><w:insideH {rule}/></w:tblBorders>"
        head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"
        after = _styled("Note", table.note) if table.note else _gap()
        grid = _grid(widths, borders, head + rows, first_row=True, caption=table.caption)
        return (_styled("Caption", table.caption) if table.caption else "") + grid + after

    def _table_cell(self, cell: Cell, width: int, right: bool, *, names: bool, shade: str) -> str:
        runs = [Run(run.text, True, run.italic, run.href) for run in cell.runs] if names else cell.runs
        content = self._paragraph("TableCell", runs, more=_side(right))
        if cell.bar:
            content += self._paragraph("TableCell", (), end=self._bar(cell.bar, width - 2 * _MARGIN))
        return _cell(width, content, shade)

    # --- pictures ---------------------------------------------------------------------------------------

    def _bar(self, bar: Bar, width: int) -> str:
        return self._drawn(bar_png(bar), "Bar", width, 110, "")

    def _picture(self, picture: Picture) -> str:
        height = round(TEXT_WIDTH * picture.drawing.height / picture.drawing.width)
        png = drawing_png(picture.drawing)
        drawn = self._drawn(png, "Picture", TEXT_WIDTH, height, picture.alternative)
        return self._paragraph("", (), end=drawn, more="<w:keepNext/>") + _styled("Note", picture.caption)

    def _drawn(self, png: bytes, name: str, width: int, height: int, alternative: str) -> str:
        """A picture in the line (20.4.2.8), in twentieths of a point; without an alternative text it is ornament."""
        relation, _image = self.part.get_or_add_image(io.BytesIO(png))
        self.drawings += 1
        size = f'cx="{width * _EMU}" cy="{height * _EMU}"'
        told = f'name="{name}" descr="{_attribute(alternative)}"'
        return (
            f'<w:r><w:drawing><wp:inline xmlns:wp="{_WP}" distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{self.drawings}" {told}>{"" if alternative else _DECORATIVE}</wp:docPr>'
            f'<a:graphic xmlns:a="{_A}"><a:graphicData uri="{_PIC}"><pic:pic xmlns:pic="{_PIC}"><pic:nvPicPr>'
            f'<pic:cNvPr id="0" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
            f'<a:blip {_R} r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
            f'<a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            "</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


# --- small parts ----------------------------------------------------------------------------------------


def _run(run: Run, style: str = "") -> str:
    looks = (
        (f'<w:rStyle w:val="{style}"/>' if style else "")
        + ("<w:b/><w:bCs/>" if run.bold else "")
        + ("<w:i/><w:iCs/>" if run.italic else "")
    )
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{xml_text(line)}</w:t>' for line in run.lines)
    return f"<w:r>{properties}{lines}</w:r>"


def _styled(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_run(Run(text))}</w:p>'


def _gap() -> str:
    """Room after a table; without a paragraph between them Word joins two tables."""
    return '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="200" w:lineRule="exact"/></w:pPr></w:p>'


def _side(right: bool) -> str:
    return '<w:jc w:val="right"/>' if right else ""


def _cell(width: int, content: str, shade: str = "") -> str:
    ground = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{ground}</w:tcPr>{content}</w:tc>'


def _grid(widths: Sequence[int], borders: str, rows: str, *, first_row: bool, caption: str = "") -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    first = (
        f'<w:tblLook w:firstRow="{int(first_row)}" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" '
        'w:noVBand="1"/>'
    )
    named = f'<w:tblCaption w:val="{_attribute(caption)}"/>' if caption else ""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{borders}<w:tblLayout w:type="fixed"/>{first}'
        f"{named}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _twentieths(shares: Sequence[float]) -> list[int]:
    """Widths of columns that add up to the width of the text."""
    widths = [int(TEXT_WIDTH * share / 100) for share in shares]
    widths[-1] += TEXT_WIDTH - sum(widths)
    return widths
