"""Of the assessment rounds only what is released: decisions on priority, which are public, and the figures of a report
that the assessors have released for briefings (``models.figures``)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from events.briefings.compiled import Compiled
from events.briefings.compiling import Source, register_source
from events.briefings.enums import Form, SectionKind
from events.briefings.models import Briefing, FigureRelease
from events.briefings.sources.words import day_text
from liaison.assessments.priorities import released_priorities
from liaison.assessments.report_country_reading import read_country
from liaison.assessments.report_reading import proposal_text
from liaison.assessments.report_schema import CountryContent, ReportContent, content_hash
from portal.visibility import PUBLIC


def priority(briefing: Briefing) -> Iterable[Compiled]:
    """Each released decision that made the country a priority third country; a release can be taken back. One query."""
    today = timezone.localdate()
    code = briefing.country_id
    for one in released_priorities().filter(country=code).order_by("-since", "-pk"):
        said = {
            "since": day_text(one.since),
            "until": day_text(one.known_until),
            "reference": one.decision.reference,
            "day": day_text(one.decision.at),
        }
        if one.known_until is not None and one.known_until <= today:
            text = _(
                "Priority third country from %(since)s until %(until)s (%(reference)s, discussed on %(day)s)."
            )
        else:
            text = _("Priority third country since %(since)s (%(reference)s, discussed on %(day)s).")
        text = text % said
        if one.decision.round.is_example:
            text = f"{text} {_('Example: nothing in it is true.')}"
        yield Compiled(
            kind=SectionKind.COOPERATION,
            source_type="priority",
            source_id=str(one.pk),
            heading=_("Priority third country"),
            value={"text": text},
            item_key=PUBLIC,
            source_label=one.decision.reference,
            source_url=f"/countries/{code.lower()}/#priority",
            source_date=one.decision.at.isoformat(),
        )


def figures(briefing: Briefing) -> Iterable[Compiled]:
    """What the newest report with released figures publishes of the country. One query.

    A report that is not what was frozen gives nothing.
    """
    releases = FigureRelease.objects.filter(report__transmitted_at__isnull=False)
    for release in releases.select_related("report__round").order_by("-report__frozen_at", "-pk"):
        content: ReportContent = release.report.content
        country = next((one for one in content["countries"] if one["code"] == briefing.country_id), None)
        if country is not None and content_hash(content) == release.report.content_hash:
            yield _figures(briefing, release, content, country)
            return


def _figures(
    briefing: Briefing, release: FigureRelease, content: ReportContent, country: CountryContent
) -> Compiled:
    report = release.report
    reading = read_country(country, lambda code: code, {}, proposal_text)
    round = content["round"]
    caption = _("%(round)s, report %(number)s. Reference period: %(first)s – %(last)s.") % {
        "round": round["title"],
        "number": report.number,
        "first": day_text(round["period_start"]),
        "last": day_text(round["period_end"]),
    }
    if round["is_example"]:
        caption = f"{caption} {_('Example: nothing in it is true.')}"
    return Compiled(
        kind=SectionKind.COOPERATION,
        source_type="figures",
        source_id=str(report.pk),
        heading=_("Figures of the assessment"),
        value={
            "columns": [
                _("Question"),
                _("All bodies together"),
                _("Bodies that answered"),
                _("Bodies without data"),
                _("Not answered"),
            ],
            "rows": [
                [one.label, one.total, str(one.answered), str(one.no_data), str(one.not_answered)]
                for one in reading.totals
            ],
            "caption": caption,
        },
        item_key=release.audience_key,
        source_label=_("Assessment report %(number)s: %(round)s")
        % {"number": report.number, "round": round["title"]},
        source_url=f"/assessments/{round['slug']}/reports/{report.number}/",
        source_date=report.frozen_at.date().isoformat() if report.frozen_at else "",
        form=Form.TABLE,
    )


def register() -> None:
    """Called when the app is ready."""
    kinds = (SectionKind.COOPERATION,)
    register_source(Source("priority", ("priority",), kinds, 10, priority))
    register_source(Source("figures", ("figures",), kinds, 30, figures))
