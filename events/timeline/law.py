"""What the law of a country's cooperation brings to its timeline: treaty actions, accession, agreements, priorities."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from events.timeline.enums import Kind
from events.timeline.happenings import Happening
from liaison.accession.enums import EventKind, Forum
from liaison.accession.models import AccessionEvent
from liaison.accession.queries import raiser_name
from liaison.agreements.models import AgreementStep
from liaison.agreements.queries import agreement_url
from liaison.assessments.models import PriorityCountry
from liaison.assessments.priorities import released_priorities
from liaison.treaties.enums import ConsentType, ForceBasis
from liaison.treaties.models import TreatyStatus
from liaison.treaties.queries import treaties_of
from portal.pages.instrument_names import distinct_name, name_language
from portal.reference.models import Instrument
from portal.visibility import Viewer


def treaty_actions(viewer: Viewer, country: str) -> Iterator[Happening]:
    """Signatures, consents, entries into force, denunciations, reservations and declarations. All of it is public."""
    for status in treaties_of(country):
        for day, what, note in _actions_of(status):
            yield _treaty(status, day, what, note=note, source=status.source, as_of=status.as_of)
        for said in status.statements.all():
            name = f"{said.get_kind_display()} {said.article}".strip()
            parts: dict[str, Any] = {"source": said.source, "as_of": said.as_of}
            if said.date:
                yield _treaty(status, said.date, name, detail=said.text, detail_lang=said.language, **parts)
            if said.withdrawn:
                gone = gettext("Withdrawn: %(statement)s") % {"statement": name}
                yield _treaty(status, said.withdrawn, gone, **parts)


def _actions_of(status: TreatyStatus) -> Iterator[tuple[datetime.date, str, str]]:
    """Day, what was done, and what there is to say about the day."""
    definitive = status.consent_type == ConsentType.DEFINITIVE_SIGNATURE
    if status.signed and not (definitive and status.signed == status.consent_date):
        yield status.signed, gettext("Signature"), ""
    if status.consent_date:
        consent = status.get_consent_type_display() if status.consent_type else ""
        yield status.consent_date, str(consent) or gettext("Consent to be bound"), ""
    if status.in_force:
        derived = status.in_force_basis == ForceBasis.DERIVED
        note = gettext("Day worked out from the final clauses.") if derived else ""
        yield status.in_force, gettext("Entry into force"), note
    if status.denounced:
        yield status.denounced, gettext("Denunciation notified"), ""
    if status.denunciation_effective:
        yield status.denunciation_effective, gettext("Denunciation takes effect"), ""


def _treaty(
    status: TreatyStatus,
    day: datetime.date,
    what: str,
    *,
    source: str,
    as_of: datetime.date,
    note: str = "",
    detail: str = "",
    detail_lang: str = "",
) -> Happening:
    return Happening(
        kind=Kind.TREATY,
        date=day.isoformat(),
        what=what,
        title=status.instrument.label(),
        url=_instrument_url(status.instrument),
        lang=name_language(status.instrument),
        note=note,
        detail=detail,
        detail_lang=detail_lang,
        source=source,
        as_of=as_of.isoformat(),
    )


def _instrument_url(instrument: Instrument) -> str:
    return f"/instruments/{instrument.slug}/"


def accession_steps(viewer: Viewer, country: str) -> Iterator[Happening]:
    """Where accession was raised and which status was reached, as far as the viewer may see the item and the step."""
    steps = (
        AccessionEvent.objects.visible_to(viewer)
        .filter(accession__country=country, kind__in=(EventKind.CREATED, EventKind.RAISED, EventKind.STATUS))
        .select_related("accession__instrument")
    )
    for step in steps:
        item = step.accession
        yield Happening(
            kind=Kind.ACCESSION,
            date=step.date.isoformat(),
            what=_accession_words(step),
            title=item.instrument.label(),
            url=item.get_absolute_url(),
            lang=name_language(item.instrument),
            audience_key=step.audience_key,
            detail=step.text,
            detail_lang=step.language,
            is_example=item.is_example,
        )


def _accession_words(step: AccessionEvent) -> str:
    """What the step was: the status that was reached, or where the matter was raised and by whom."""
    if step.kind != EventKind.RAISED:
        return str(step.get_new_status_display())
    forum = str(Forum(step.forum).label) if step.forum else ""
    parts = [gettext("Raised"), forum, step.place, raiser_name(step.raised_by)]
    return ", ".join(part for part in parts if part)


def agreement_stages(viewer: Viewer, country: str) -> Iterator[Happening]:
    """The stages that agreements naming the country reached on a known day, month or year. All of it is public."""
    steps = (
        AgreementStep.objects.filter(agreement__parties__country=country)
        .exclude(on_text="")
        .select_related("agreement__instrument")
    )
    for step in steps:
        agreement = step.agreement
        yield Happening(
            kind=Kind.AGREEMENT,
            date=step.on_text,
            what=str(step.get_stage_display()),
            title=distinct_name(agreement.instrument),
            url=agreement_url(agreement),
            lang=name_language(agreement.instrument),
            note="" if agreement.is_verified else str(agreement.get_confidence_display()),
            source=step.source,
            as_of=step.as_of,
        )


def priority_decisions(viewer: Viewer, country: str) -> Iterator[Happening]:
    """Since when the country is a priority third country, and until when, by released decisions. All public."""
    for one in released_priorities().filter(country=country).select_related("ended_by"):
        yield _priority(one, one.since, gettext("Becomes a priority third country"), one.decision.reference)
        if one.known_until:
            by = one.ended_by if one.ended_by and one.end_is_released else one.decision
            yield _priority(one, one.known_until, gettext("No longer a priority third country"), by.reference)


def _priority(one: PriorityCountry, day: datetime.date, what: str, reference: str) -> Happening:
    return Happening(
        kind=Kind.PRIORITY,
        date=day.isoformat(),
        what=what,
        title=reference,
        url=f"/countries/{one.country_id.lower()}/#priority",
        note=gettext("Decided on %(day)s") % {"day": date_format(one.decision.at, "DATE_FORMAT")}
        if reference == one.decision.reference
        else "",
        is_example=one.decision.round.is_example,
    )
