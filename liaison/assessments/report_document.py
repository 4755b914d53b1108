"""A report as a document: what its PDF and its Word file say, made of its reading alone (``report_reading``)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from liaison.assessments.report_country_reading import CountryReading
from liaison.assessments.report_reading import OrderRow, ReportReading, read_report
from liaison.assessments.report_schema import ReportContent, content_hash
from portal.documents import (
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
    Segment,
    Table,
    paragraphs,
)

ISSUER = "Eurojust"


def report_document(content: ReportContent, language: str) -> Document:
    """The report in a language ("en" or "fr"). ``content`` must be frozen.

    The date of the file is that of the freezing. Nobody's name is in it. Raises ``ValueError`` for a draft.
    """
    frozen = content["frozen"]
    if frozen is None:
        raise ValueError("a draft is not made into a file")
    report, digest = read_report(content, language), content_hash(content)
    with override(language):
        return Document(
            title=report.title,
            subtitle=_(
                "Assessment of third countries under paragraphs 2 and 3 of the Council Conclusions 11333/24"
            ),
            kicker=report.state,
            marking=_("Example: figures and proposals are made up")
            if report.is_example
            else _("For its addressees"),
            language=language,
            dated=datetime.datetime.fromisoformat(frozen["at"]),
            issuer=ISSUER if not report.is_example else f"Comity, {_('Example')}",
            identifier=f"{content['round']['slug']} {frozen['number']}, SHA-256 {digest[:12]}",
            facts=Facts((*report.facts, (_("Content hash (SHA-256)"), digest))),
            blocks=tuple(_blocks(report)),
        )


def _blocks(report: ReportReading) -> Iterator[Block]:
    if report.is_example:
        yield Notice(
            _("Example"),
            _(
                "This report shows how the portal works. Its figures, assessments and proposals are made up and say "
                "nothing about the countries named."
            ),
            "warning",
        )
    if report.introduction.strip():
        yield Heading(_("Introduction"))
        yield from paragraphs(report.introduction)
    yield Heading(_("Proposals"))
    yield Facts(tuple((label, ", ".join(names)) for label, names in report.proposals))
    yield Heading(_("Order of the countries"))
    yield _order(report)
    yield Heading(_("What changed since the previous report"))
    yield Paragraph(report.since)
    if report.changes:
        yield Bullets(report.changes)
    yield Heading(_("Country by country"))
    for one in report.countries:
        yield from _country(one)
    yield Heading(_("How to read the figures"))
    yield Bullets(report.notes)
    yield from _method(report)
    yield from _sensitivity(report)


def _order(report: ReportReading) -> Table:
    return Table(
        caption=_("Countries by the points that are certain"),
        columns=(
            Column(_("Country"), 5),
            Column(_("Rank"), 2, "right"),
            Column(_("Points of 100"), 5),
            Column(_("Possible places"), 3, "right"),
            Column(_("Proposal"), 6),
        ),
        rows=tuple(
            (row.name, str(row.rank), Cell(row.points, _bar(row)), row.places, row.proposal)
            for row in report.order
        ),
        note=_("The dark part of a bar is certain; the light part is possible."),
    )


def _bar(row: OrderRow) -> Bar:
    low, high = (min(max(value, 0.0), 100.0) for value in (row.low, row.high))
    return Bar((Segment(0, low, "certain"), Segment(low, max(low, high), "possible")))


def _country(one: CountryReading) -> Iterator[Block]:
    yield Heading(one.name, 2, f"country-{one.code.lower()}")
    yield Paragraph(one.proposal, "lead")
    yield Paragraph(
        _("Place %(rank)s, %(points)s of 100 points. Possible places: %(places)s.")
        % {"rank": one.rank, "points": one.points, "places": one.places},
        "note",
    )
    yield from paragraphs(one.narrative)
    yield Table(
        caption=_("Figures: %(name)s") % {"name": one.name},
        columns=(
            Column(_("All bodies together"), 8),
            Column(_("Total"), 4),
            Column(_("Gave a figure"), 3, "right"),
            Column(_("No data"), 3, "right"),
            Column(_("Not answered"), 3, "right"),
        ),
        rows=tuple(
            (row.label, row.total, str(row.answered), str(row.no_data), str(row.not_answered))
            for row in one.totals
        ),
    )
    if one.wishes:
        yield Heading(_("Measures that are wished for"), 3)
        yield Bullets(one.wishes)
    if one.parts:
        yield Table(
            caption=_("Where the points come from: %(name)s") % {"name": one.name},
            columns=(
                Column(_("Criterion"), 10),
                Column(_("Points"), 4, "right"),
                Column(_("At most"), 3, "right"),
            ),
            rows=tuple((part.label, part.points, part.most) for part in one.parts),
        )
    if one.change or one.changes:
        yield Heading(_("Since the previous report"), 3)
        if one.change:
            yield Paragraph(one.change)
        if one.changes:
            yield Table(
                caption=_("What is shown differently: %(name)s") % {"name": one.name},
                columns=(Column(_("Figure"), 8), Column(_("Before"), 4), Column(_("Now"), 4)),
                rows=tuple((row.label, row.before, row.now) for row in one.changes),
            )


def _method(report: ReportReading) -> Iterator[Block]:
    yield Heading(_("Method"))
    yield Paragraph(report.method)
    yield Table(
        caption=_("What is counted, and why"),
        columns=(
            Column(_("Criterion"), 5),
            Column(_("Points of 100"), 2, "right"),
            Column(_("How it is counted"), 4),
            Column(_("Why"), 8),
        ),
        rows=tuple((row.label, row.share, row.how, row.reason) for row in report.criteria),
    )


def _sensitivity(report: ReportReading) -> Iterator[Block]:
    yield Heading(_("If the weights were different"))
    yield Paragraph(report.variation)
    yield Table(
        caption=_("Stays in the top %(top)s in this share of the variations") % {"top": report.top},
        columns=(
            Column(_("Country"), 5),
            Column(_("By the points that are certain"), 4, "right"),
            Column(_("Whatever is missing"), 3, "right"),
            Column(_("In the best case"), 3, "right"),
            Column(_("Places"), 3, "right"),
        ),
        rows=tuple((row.name, row.stays, row.surely, row.possibly, row.places) for row in report.movements),
    )
