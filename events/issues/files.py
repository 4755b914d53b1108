"""An issue to keep: PDF/UA-1 and Word, each made of the frozen content alone.

The same issue gives the same bytes, whatever became of its sources. Who may have it is decided before this is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from events.issues.document import issue_document
from events.issues.enums import Reading
from events.issues.schema import IssueContent
from portal.documents import Document, to_docx, to_pdf
from portal.documents.word import DOCX_TYPE


@dataclass(frozen=True, slots=True)
class FileKind:
    """A form in which an issue can be had."""

    reading: str
    label: object
    content_type: str
    make: Callable[[Document], bytes]


KINDS: dict[str, FileKind] = {
    "pdf": FileKind(Reading.PDF, _("PDF"), "application/pdf", to_pdf),
    "docx": FileKind(Reading.DOCX, _("Word"), DOCX_TYPE, to_docx),
}
"""By the ending of the file's name."""


def issue_file(content: IssueContent, ending: str) -> bytes:
    """The issue as a file. Raises ``PdfUnavailable`` where the machine cannot make one."""
    return KINDS[ending].make(issue_document(content))


def file_name(content: IssueContent, ending: str) -> str:
    """What the file is called: of the country and the number, never of the title."""
    facts = content["issue"]
    return f"briefing-{content['country'].lower()}-{facts['number']}-{content['as_of']}.{ending}"
