"""A frozen report to keep: PDF/UA-1, Word, and its figures as a workbook, each made of the frozen content alone.

The same report gives the same bytes in the same language, whatever became of its sources. Who may have it is decided
before this is asked (``access.visible_report``).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from liaison.assessments.enums import Answer, FigureKey, ReportSurface
from liaison.assessments.report_country_reading import key_text, total_text
from liaison.assessments.report_document import report_document
from liaison.assessments.report_reading import ReportReading, read_report
from liaison.assessments.report_schema import CountryContent, ReportContent
from liaison.assessments.scoring import AML
from portal.documents import Document, Sheet, to_docx, to_pdf, to_xlsx
from portal.documents.word import DOCX_TYPE
from portal.spreadsheets import XLSX_TYPE

LANGUAGES = ("en", "fr")
Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class FileKind:
    """A form in which a report can be had."""

    surface: str
    label: object
    content_type: str
    render: Callable[[ReportContent, str], bytes]


def report_pdf(content: ReportContent, language: str) -> bytes:
    """The report as PDF/UA-1. Raises ``PdfUnavailable`` where the machine cannot make one."""
    return to_pdf(report_document(content, language))


def report_docx(content: ReportContent, language: str) -> bytes:
    """The report as a Word file; it says what the PDF says."""
    return to_docx(report_document(content, language))


def report_xlsx(content: ReportContent, language: str) -> bytes:
    """The annex: scores, published figures, and how the order moves, one sheet each."""
    document = report_document(content, language)
    with override(language):
        report = read_report(content, language)
        sheets = (
            _scores(report, document),
            _figures(content, report, document),
            _movements(report, document),
        )
        return to_xlsx(
            sheets,
            title=document.title,
            issuer=document.issuer,
            identifier=document.identifier,
            language=document.language,
            dated=document.dated,
        )


KINDS: dict[str, FileKind] = {
    "pdf": FileKind(ReportSurface.PDF, gettext_lazy("PDF"), "application/pdf", report_pdf),
    "docx": FileKind(ReportSurface.DOCX, gettext_lazy("Word"), DOCX_TYPE, report_docx),
    "xlsx": FileKind(
        ReportSurface.XLSX, gettext_lazy("Annex with the figures (spreadsheet)"), XLSX_TYPE, report_xlsx
    ),
}
"""By the ending of the file's name."""


def file_name(content: ReportContent, language: str, ending: str) -> str:
    """What the file is called: of the round's address, which is letters, digits and hyphens."""
    frozen = content["frozen"]
    number = frozen["number"] if frozen else 0
    day = datetime.datetime.fromisoformat(frozen["at"]).date().isoformat() if frozen else "draft"
    return f"{content['round']['slug']}-report-{number}-{day}-{language}.{ending}"


# --- the annex ------------------------------------------------------------------------------------------


def _lead(document: Document) -> tuple[str, ...]:
    """What stands above each table: a sheet that is passed on by itself still says what it is."""
    lines = [document.title, document.kicker, document.marking, document.identifier]
    return tuple(line for line in lines if line)


def _scores(report: ReportReading, document: Document) -> Sheet:
    return Sheet(
        title=_("Order of the countries"),
        lead=_lead(document),
        head=(
            _("Country"), _("Code"), _("Rank"), _("Points that are certain"), _("Points that are possible"),
            _("Possible places"), _("Proposal"),
        ),
        rows=[
            (row.name, row.code, row.rank, row.low, row.high, row.places, row.proposal) for row in report.order
        ],
        widths=(28, 8, 10, 16, 16, 16, 40),
    )  # fmt: skip


def _figures(content: ReportContent, report: ReportReading, document: Document) -> Sheet:
    names = {one.code: one.name for one in report.countries}
    return Sheet(
        title=_("Figures"),
        lead=(*_lead(document), *report.notes),
        head=(
            _("Country"), _("Code"), _("All bodies together"), _("Total"), _("At least"), _("At most"),
            _("Gave a figure"), _("No data"), _("Not answered"),
        ),
        rows=[row for one in content["countries"] for row in _country_rows(one, names[one["code"]])],
        widths=(28, 8, 60, 20, 12, 12, 14, 14, 14),
    )  # fmt: skip


def _country_rows(one: CountryContent, name: str) -> list[tuple[Value, ...]]:
    """One row a question. No data, zero, fewer than 3 and what is not shown stay four different words; only zero and
    a step have bounds as numbers, so that nobody adds up what was not said."""
    rows: list[tuple[Value, ...]] = []
    for key in FigureKey:
        shown = one["figures"][key.value]
        counted = shown["answer"] in (Answer.ZERO, Answer.RANGE)
        low, high = (shown.get("low"), shown.get("high")) if counted else (None, None)
        counts = (shown["answered"], shown["no_data"], shown["not_answered"])
        rows.append((name, one["code"], key_text(key.value), total_text(shown), low, high, *counts))
    level = one["aml"]
    counts = (level["answered"], level["no_data"], level["not_answered"])
    rows.append((name, one["code"], key_text(AML), total_text(level), None, None, *counts))
    return rows


def _movements(report: ReportReading, document: Document) -> Sheet:
    return Sheet(
        title=_("If the weights were different"),
        lead=(
            *_lead(document),
            report.variation,
            _("Stays in the top %(top)s in this share of the variations") % {"top": report.top},
        ),
        head=(
            _("Country"), _("By the points that are certain"), _("Whatever is missing"), _("In the best case"),
            _("Places"),
        ),
        rows=[(row.name, row.stays, row.surely, row.possibly, row.places) for row in report.movements],
        widths=(28, 20, 20, 20, 14),
    )  # fmt: skip
