"""Published practices about the country: what works, what does not, and difficulties, extradition first (¶5, ¶8)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from events.briefings.compiled import Compiled
from events.briefings.compiling import Source, register_source
from events.briefings.enums import SectionKind
from events.briefings.models import Briefing
from events.briefings.sources.words import DASH, day_text, paragraphs, shortened
from portal.pages.models import CountryPage
from practices.body import form_values
from practices.cards import practice_url
from practices.enums import Outcome, PracticeKind
from practices.filed import attach_filed, filed_of
from practices.models import PracticePage

EXTRADITION = "extradition"
KINDS = (SectionKind.PRACTICES_WORK, SectionKind.PRACTICES_NOT, SectionKind.DIFFICULTIES)


def practices(briefing: Briefing) -> Iterable[Compiled]:
    """Each published practice once, the newest first. What names the country besides is about it too. Four queries."""
    naming = PracticePage.other_countries.through.objects.filter(country=briefing.country_id)
    about = Q(pk__in=naming.values("practicepage"))
    page = CountryPage.objects.filter(country=briefing.country_id).values_list("path", flat=True).first()
    if page is not None:
        about |= Q(path__startswith=page)
    found = list(PracticePage.objects.filter(about, live=True).order_by("-first_published_at", "-pk"))
    attach_filed(found)
    for one in sorted(found, key=lambda each: not _is_extradition(each)):
        yield _compiled(one)


def _is_extradition(page: PracticePage) -> bool:
    return any(topic.pk == EXTRADITION for topic in filed_of(page).topics)


def section_kind(page: PracticePage) -> SectionKind:
    """Where a practice stands: obstacles, and extradition that failed, are difficulties."""
    failed = page.outcome == Outcome.FAILED
    if page.kind == PracticeKind.OBSTACLE or (failed and _is_extradition(page)):
        return SectionKind.DIFFICULTIES
    return SectionKind.PRACTICES_NOT if failed else SectionKind.PRACTICES_WORK


def _compiled(page: PracticePage) -> Compiled:
    said = form_values(page)
    topics = ", ".join(topic.name() for topic in filed_of(page).topics)
    experience = DASH.join(filter(None, (day_text(page.experience_from), day_text(page.experience_until))))
    facts = [str(page.get_outcome_display()), topics, experience]
    if page.is_example:
        facts.append(_("Example: nothing in it is true."))
    when = page.experience_until or page.experience_from or page.last_published_at
    return Compiled(
        kind=section_kind(page),
        source_type="practice",
        source_id=str(page.pk),
        heading=page.title[:300],
        value={
            "text": paragraphs(
                ". ".join(fact.rstrip(".") for fact in facts if fact) + ".",
                page.summary or shortened(said["story"]),
                _("Obstacle: %(text)s") % {"text": said["obstacle"]} if said["obstacle"] else "",
                _("Workaround: %(text)s") % {"text": said["workaround"]} if said["workaround"] else "",
            )
        },
        item_key=page.audience_key,
        source_label=_("Good practice in the portal"),
        source_url=practice_url(page),
        source_date=when.isoformat()[:10] if when else "",
        owner_id=page.owner_id,
    )


def register() -> None:
    """Called when the app is ready."""
    register_source(Source("practices", ("practice",), KINDS, 90, practices))
