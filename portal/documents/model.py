"""What a document is made of: headings, paragraphs, lists, facts, notices, tables. Pure, frozen, plain text only.

Texts are plain: no markup is meaningful in them. Whoever builds a document gives them in the document's language;
what the layout itself says ("Contents", "Page 2 of 9") follows ``Document.language``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from portal.documents.pictures import Drawing
from portal.sanitise import strip_controls

NOTICE_KINDS = ("info", "warning")
TONES = ("base", "certain", "possible", "mark")
"""What the parts of a bar are drawn in; ``portal.documents.look`` knows the colours."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|\x85|\u2028")
_PARAGRAPH_END = re.compile("\n[ \t]*\n|\u2029")


def plain(text: str) -> str:
    """The text as every format can hold it: without control characters, with one kind of line end, no tabs."""
    text = _LINE_END.sub("\n", str(text)).replace("\t", " ")
    return _NOT_XML.sub("", strip_controls(text)).strip()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text. ``href``: an absolute http(s) or mailto address, or ``#anchor`` of a heading."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""

    def __post_init__(self) -> None:
        text = _NOT_XML.sub("", strip_controls(_LINE_END.sub("\n", str(self.text)).replace("\t", " ")))
        object.__setattr__(self, "text", text)
        if self.href and not self.href.startswith(("https://", "http://", "mailto:", "#")):
            raise ValueError(f"not an address a document may lead to: {self.href[:60]}")

    @property
    def lines(self) -> list[str]:
        """The text, line by line."""
        return self.text.split("\n")


Text = str | Sequence[Run]
"""Either plain text or stretches of it."""


def runs_of(text: Text) -> tuple[Run, ...]:
    """A text as stretches."""
    return (Run(plain(text)),) if isinstance(text, str) else tuple(text)


def words_of(text: Text) -> str:
    """A text without its looks."""
    return "".join(run.text for run in runs_of(text))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 (a chapter) to 3. ``anchor``: letters, digits and hyphens, once in a document."""

    text: str
    level: int = 1
    anchor: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", " ".join(plain(self.text).split()))
        if self.level not in (1, 2, 3):
            raise ValueError(f"no heading has level {self.level}")
        if self.anchor and not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,38}", self.anchor):
            raise ValueError(f"not an anchor: {self.anchor[:60]}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``style``: "" for text, "lead" for an introduction, "note" for small print."""

    text: Text
    style: str = ""

    @property
    def runs(self) -> tuple[Run, ...]:
        """The text as stretches."""
        return runs_of(self.text)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without numbers."""

    items: Sequence[Text]

    @property
    def lines(self) -> list[tuple[Run, ...]]:
        """The items as stretches."""
        return [runs_of(item) for item in self.items]


@dataclass(frozen=True, slots=True)
class Facts:
    """What something is, in pairs: a name and what it says."""

    rows: Sequence[tuple[str, Text]]

    @property
    def lines(self) -> list[tuple[str, tuple[Run, ...]]]:
        """The pairs, the second as stretches."""
        return [(plain(name), runs_of(text)) for name, text in self.rows]


@dataclass(frozen=True, slots=True)
class Notice:
    """A framed text that must not be overlooked. ``kind``: "info" or "warning"."""

    title: str
    text: Text
    kind: str = "info"

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", " ".join(plain(self.title).split()))

    @property
    def runs(self) -> tuple[Run, ...]:
        """The text as stretches."""
        return runs_of(self.text)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: from where to where (0 to 100), and what it is drawn in."""

    start: float
    end: float
    tone: str

    def __post_init__(self) -> None:
        if self.tone not in TONES or not 0 <= self.start <= self.end <= 100:
            raise ValueError("a part of a bar goes from 0 to 100, in a tone there is")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in a cell, beside the text that says the same: ornament, so it says nothing to whoever cannot see it.

    Parts are drawn one over the other, in their order.
    """

    segments: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: text, and below it a bar where there is one."""

    text: Text
    bar: Bar | None = None

    @property
    def runs(self) -> tuple[Run, ...]:
        """The text as stretches."""
        return runs_of(self.text)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what stands over it, its share of the width, and to which side its cells are set."""

    label: str
    width: int = 1
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption, or none where a heading right above it says the same. The first cell of each row names
    the row."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]
    note: str = ""

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has another number of cells than the table has columns")

    @property
    def cells(self) -> list[list[Cell]]:
        """The rows, every cell as a ``Cell``."""
        return [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in self.rows]

    @property
    def widths(self) -> list[float]:
        """The width of each column in per cent."""
        whole = sum(column.width for column in self.columns) or 1
        return [round(100 * column.width / whole, 2) for column in self.columns]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what it says to whoever cannot see it (``alternative``), and a caption below it."""

    drawing: Drawing
    alternative: str
    caption: str

    def __post_init__(self) -> None:
        for name in ("alternative", "caption"):
            object.__setattr__(self, name, " ".join(plain(getattr(self, name)).split()))
        if not (self.alternative and self.caption):
            raise ValueError("a picture needs an alternative text and a caption")


Block = Heading | Paragraph | Bullets | Facts | Notice | Table | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A document: what its title page says, and its blocks.

    ``dated`` becomes the date of the file; ``issuer`` its author (an office, never a person); ``identifier`` is
    told in the file's properties and at the foot of each page; ``marking`` (who it is for) at the head of each
    page. ``contents``: whether the chapters are listed after the title, down to headings of level ``listed_to``.
    """

    title: str
    language: str
    dated: datetime.datetime
    issuer: str
    identifier: str = ""
    subtitle: str = ""
    kicker: str = ""
    marking: str = ""
    facts: Facts = field(default_factory=lambda: Facts(()))
    blocks: Sequence[Block] = ()
    contents: bool = True
    listed_to: int = 2

    def __post_init__(self) -> None:
        if self.dated.tzinfo is None:
            raise ValueError("the date of a document needs its time zone")
        for name in ("title", "subtitle", "kicker", "issuer", "identifier", "marking"):
            object.__setattr__(self, name, " ".join(plain(getattr(self, name)).split()))
        anchors = [block.anchor for block in self.blocks if isinstance(block, Heading) and block.anchor]
        if len(set(anchors)) < len(anchors):
            raise ValueError("two headings have the same anchor")

    @property
    def anchored(self) -> list[tuple[Block, str]]:
        """The blocks, each heading with an anchor of its own, the others with none."""
        taken = {block.anchor for block in self.blocks if isinstance(block, Heading)}
        free = (f"part-{number}" for number in range(1, 10**6))
        found: list[tuple[Block, str]] = []
        for block in self.blocks:
            anchor = ""
            if isinstance(block, Heading):
                anchor = block.anchor or next(one for one in free if one not in taken)
            found.append((block, anchor))
        return found

    @property
    def listed(self) -> list[tuple[Heading, str]]:
        """What the list of contents names: headings of the first levels, with their anchors."""
        if not self.contents:
            return []
        return [
            (block, anchor)
            for block, anchor in self.anchored
            if isinstance(block, Heading) and block.level <= self.listed_to
        ]


def paragraphs(text: str, style: str = "") -> Iterator[Paragraph]:
    """Text as somebody typed it: an empty line begins a new paragraph, other line ends stay."""
    for part in _PARAGRAPH_END.split(plain(text)):
        if part.strip():
            yield Paragraph(part.strip(), style)
