"""The template of a Word file: styles, head and foot, and one place for the body. Parts of ECMA-376 part 1.

Written here rather than drawn in Word, so that it holds nothing but what a document needs: no names, no thumbnail, no
thousand unused styles. ``docxtpl`` fills ``{{ head }}``, ``{{ marking }}``, ``{{ foot }}`` and ``{{p body }}``.
"""

from __future__ import annotations

import functools
import io
import zipfile
from xml.sax.saxutils import escape

from portal.documents import look
from portal.documents.words import page_words

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml."

LOCALES = {"en": "en-GB", "fr": "fr-FR"}
"""In which spelling Word checks a document."""

TEXT_WIDTH = 9638
"""Between the margins of a page, in twentieths of a point: 170 mm."""


@functools.cache
def template(language: str) -> bytes:
    """The template for documents in a language."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("officeDocument", "word/document.xml"), ("extended-properties", "docProps/app.xml")
        ).replace(
            "</Relationships>",
            '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/package/2006/relationships/'
            'metadata/core-properties" Target="docProps/core.xml"/></Relationships>',
        ),
        "docProps/app.xml": _HEAD
        + '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        "<Application>Comity</Application></Properties>",
        "docProps/core.xml": _HEAD
        + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
        "word/document.xml": _document(),
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"), ("settings", "settings.xml"), ("numbering", "numbering.xml"),
            ("header", "header1.xml"), ("footer", "footer1.xml"), ("header", "header2.xml"),
        ),
        "word/styles.xml": _styles(LOCALES.get(language, language)),
        "word/settings.xml": _settings(LOCALES.get(language, language)),
        "word/numbering.xml": _numbering(),
        "word/header1.xml": _part("hdr", _line("Header", "{{ head }}", "{{ marking }}")),
        "word/header2.xml": _part("hdr", '<w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr></w:p>'),
        "word/footer1.xml": _part("ftr", _foot(language)),
    }  # fmt: skip
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def _content_types() -> str:
    kinds = {
        "word/document.xml": f"{_MAIN}document.main+xml",
        "word/styles.xml": f"{_MAIN}styles+xml",
        "word/settings.xml": f"{_MAIN}settings+xml",
        "word/numbering.xml": f"{_MAIN}numbering+xml",
        "word/header1.xml": f"{_MAIN}header+xml",
        "word/header2.xml": f"{_MAIN}header+xml",
        "word/footer1.xml": f"{_MAIN}footer+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in kinds.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>{overrides}</Types>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{R}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_RELS}">{found}</Relationships>'


def _part(name: str, content: str) -> str:
    return f'{_HEAD}<w:{name} xmlns:w="{W}" xmlns:r="{R}">{content}</w:{name}>'


def _document() -> str:
    body = (
        "<w:body><w:p><w:r><w:t>{{p body }}</w:t></w:r></w:p><w:sectPr>"
        '<w:headerReference w:type="default" r:id="rId4"/><w:headerReference w:type="first" r:id="rId6"/>'
        '<w:footerReference w:type="default" r:id="rId5"/><w:footerReference w:type="first" r:id="rId5"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1588" w:right="1134" w:bottom="1361" w:left="1134" '
        'w:header="709" w:footer="567" w:gutter="0"/><w:titlePg/></w:sectPr></w:body>'
    )
    return _part("document", body)


def _line(style: str, left: str, right: str) -> str:
    """A line of two texts, the second at the right margin."""
    run = '<w:r><w:t xml:space="preserve">'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{run}{left}</w:t></w:r>'
        f"<w:r><w:tab/></w:r>{run}{right}</w:t></w:r></w:p>"
    )


def _foot(language: str) -> str:
    words = [escape(text).replace("{", "").replace("}", "") for text in page_words(language)]
    preserved = '<w:r><w:t xml:space="preserve">'
    number = "".join(
        f"{preserved}{word}</w:t></w:r>"
        + (f'<w:fldSimple w:instr=" {field} "><w:r><w:t>1</w:t></w:r></w:fldSimple>' if field else "")
        for word, field in zip(words, ("PAGE", "NUMPAGES", ""), strict=True)
    )
    return (
        f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{preserved}{{{{ foot }}}}</w:t></w:r>'
        f"<w:r><w:tab/></w:r>{number}</w:p>"
    )


def _settings(locale: str) -> str:
    compat = '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    return _part(
        "settings",
        '<w:defaultTabStop w:val="709"/><w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat>{compat}</w:compat><w:themeFontLang w:val="{locale}"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/>',
    )


def _numbering() -> str:
    bullet = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="340" w:hanging="227"/></w:pPr><w:rPr><w:color w:val="{look.PRIMARY}"/></w:rPr></w:lvl>'
    )
    return _part(
        "numbering",
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/>{bullet}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>',
    )


# --- styles ---------------------------------------------------------------------------------------------


def _styles(locale: str) -> str:
    fonts = f'w:ascii="{look.FONT}" w:hAnsi="{look.FONT}" w:eastAsia="{look.FONT}" w:cs="{look.FONT}"'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:color w:val="{look.INK}"/><w:sz w:val="20"/>'
        f'<w:szCs w:val="20"/><w:lang w:val="{locale}" w:eastAsia="{locale}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="140" w:line="288" w:lineRule="auto"/></w:pPr></w:pPrDefault>'
        "</w:docDefaults>"
    )
    styles = [
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>',
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/></w:style>',
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
        _style("Title", "Title", size=50, bold=True, colour=look.DEEP, before=0, after=120, line=252),
        _style("Subtitle", "Subtitle", size=26, colour=look.MUTED, after=360),
        _style("Kicker", "Kicker", size=18, bold=True, colour=look.DEEP, before=240, after=120,
               extra=f'<w:pBdr><w:top w:val="single" w:sz="48" w:space="22" w:color="{look.DEEP}"/></w:pBdr>'),
        _style("Marking", "Marking", size=18, bold=True, colour=look.DEEP, after=300),
        _style("Heading1", "heading 1", size=32, bold=True, colour=look.DEEP, before=520, after=180, outline=0),
        _style("Heading2", "heading 2", size=25, bold=True, colour=look.DEEP, before=360, after=120, outline=1),
        _style("Heading3", "heading 3", size=21, bold=True, colour=look.INK, before=260, after=80, outline=2),
        _style("Lead", "Lead", size=24, colour=look.DEEP, after=180),
        _style("Note", "Note", size=17, colour=look.MUTED, before=60, after=240, line=264),
        _style("ContentsTitle", "Contents title", size=26, colour=look.DEEP, before=360, after=80),
        _style("TOC1", "toc 1", after=40),
        _style("TOC2", "toc 2", after=40, extra='<w:ind w:left="340"/>'),
        _style("ListBullet", "List Bullet", after=60,
               extra='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'),
        _style("FactName", "Fact name", size=19, colour=look.MUTED, before=60, after=60, line=264),
        _style("FactText", "Fact text", size=19, before=60, after=60, line=264),
        _style("Caption", "caption", size=19, bold=True, before=160, after=80, keep=True),
        _style("TableHead", "Table head", size=17, bold=True, colour="FFFFFF", before=70, after=70, line=252),
        _style("TableCell", "Table cell", size=17, before=60, after=60, line=252),
        _style("NoticeTitle", "Notice title", bold=True, before=160, after=0, keep=True),
        _style("NoticeText", "Notice text", after=60),
        _style("Header", "header", size=16, colour=look.MUTED, after=0, extra=_right_tab()),
        _style("Footer", "footer", size=16, colour=look.MUTED, after=0, extra=_right_tab()),
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr>'
        f'<w:color w:val="{look.PRIMARY}"/><w:u w:val="single"/></w:rPr></w:style>',
    ]  # fmt: skip
    return _part("styles", defaults + "".join(styles))


def _right_tab() -> str:
    return f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>'


def _style(
    code: str, name: str, *, size: int = 20, bold: bool = False, colour: str = "", before: int | None = None,
    after: int = 140, line: int = 288, outline: int | None = None, keep: bool = False, extra: str = "",
) -> str:  # fmt: skip
    """A style of paragraphs. The order of its properties is that of the schema (17.3.1.26)."""
    borders, tabs, numbers, indent = (
        extra if extra.startswith(mark) else "" for mark in ("<w:pBdr", "<w:tabs", "<w:numPr", "<w:ind ")
    )
    spacing = f'<w:spacing w:before="{before or 0}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'
    keeps = "<w:keepNext/><w:keepLines/>" if outline is not None or keep else ""
    level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
    weight = "<w:b/><w:bCs/>" if bold else ""
    ink = f'<w:color w:val="{colour}"/>' if colour else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{code}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f"<w:qFormat/><w:pPr>{keeps}{numbers}{borders}{tabs}{spacing}{indent}{level}</w:pPr>"
        f'<w:rPr>{weight}{ink}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )
