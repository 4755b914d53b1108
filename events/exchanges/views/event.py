"""The page of an event, and that of its organisers."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.exchanges.access import may_organise, organised_event, visible_event
from events.exchanges.models import Event, Session, Speaker
from events.exchanges.organising import organising_context
from events.exchanges.panels import panels_for
from events.exchanges.times import reader_zone, zone_choices
from events.exchanges.when import When, when
from liaison.assessments.bodies import BODY_CODES, body_name
from liaison.directory.models.entry import language_name
from portal.pages.audience_words import audience_words
from portal.reference.cldr import territory_name
from portal.reference.names import names_for


@dataclass(frozen=True)
class SessionRow:
    """A session of the programme with its times and speakers."""

    session: Session
    when: When
    speakers: list[Speaker]
    languages: list[str]
    interpretation: list[str]


@require_safe
def event_page(request: HttpRequest, slug: str) -> HttpResponse:
    """An event with everything its reader may see of it. 404 where there is none for this reader."""
    event = visible_event(request.user, slug)
    return render(request, "exchanges/event.html", event_context(request, event))


def event_context(request: HttpRequest, event: Event) -> dict[str, Any]:
    """What the page of an event shows, beside the boxes of the apps above."""
    zone = reader_zone(request)
    speakers = list(event.speakers.all())
    panels = panels_for(request.user, event)
    return {
        "event": event,
        "when": when(event.starts, event.ends, event.time_zone, zone),
        "zone": zone,
        "zones": zone_choices(),
        "days": programme_days(event, speakers, zone),
        "speakers": [one for one in speakers if one.session_id is None],
        "languages": [language_name(code) for code in event.languages],
        "interpretation": [language_name(code) for code in event.interpretation],
        "bodies": [body_name(code) for code in event.organising_bodies if code in BODY_CODES],
        "countries": sorted(
            (territory_name(code), code) for code in event.countries.values_list("pk", flat=True)
        ),
        "instruments": _named("instrument", event.instruments.values_list("pk", flat=True)),
        "topics": _named("topic", event.topics.values_list("pk", flat=True)),
        "audience": "" if event.is_draft else audience_words([event.audience_key])[event.audience_key],
        "boxes": [one for one in panels if one[0].aside],
        "sections": [one for one in panels if not one[0].aside],
        "may_organise": may_organise(request.user, event),
        "series": _series(request, event),
    }


def _named(axis: str, codes: Any) -> list[tuple[str, str]]:
    """Names and codes, by name."""
    return sorted((name, code) for code, name in names_for(axis, codes).items())


def programme_days(event: Event, speakers: list[Speaker], zone: str) -> list[tuple[str, list[SessionRow]]]:
    """The sessions by day of the event's place."""
    place = zoneinfo.ZoneInfo(event.time_zone)
    rows = [
        SessionRow(
            session=one,
            when=when(one.starts, one.ends, event.time_zone, zone, hours_only=True),
            speakers=[speaker for speaker in speakers if speaker.session_id == one.pk],
            languages=[language_name(code) for code in one.languages],
            interpretation=[language_name(code) for code in one.interpretation],
        )
        for one in event.sessions.all()
    ]
    days = groupby(rows, key=lambda row: row.session.starts.astimezone(place).date())
    return [(formats.date_format(day, "l j F Y"), list(of_day)) for day, of_day in days]


def _series(request: HttpRequest, event: Event) -> list[dict[str, Any]]:
    """The other events of the series that this reader may see. One query."""
    if not event.series_id:
        return []
    others = Event.objects.visible_to(request.user).filter(series=event.series_id).order_by("starts")[:60]
    return [
        {"event": one, "when": when(one.starts, one.ends, one.time_zone), "is_this": one.pk == event.pk}
        for one in others
    ]


@never_cache
@require_safe
def organise(request: HttpRequest, slug: str) -> HttpResponse:
    """What organisers do with an event. 404 for everybody else."""
    event = organised_event(request.user, slug)
    return render(request, "exchanges/organise.html", organising_context(request.user, event))
