"""Which countries are priority third countries, as the rest of the portal may show it (11333/24, ¶3).

This alone of what is known in a round leaves it: once the discussion is recorded and its decision released. It is
then a public fact; proposals, scores and figures never are. Where a real decision and an example name the same
country, the real one is shown.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, Q, QuerySet, When
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import PriorityCountry
from portal.folding import fold
from portal.pages.marks import CountryMark
from portal.visibility import Viewer

DISCUSSED = (RoundStatus.DISCUSSED, RoundStatus.CLOSED)


def released_priorities() -> QuerySet[Any]:
    """Every priority, past ones too, whose decision is released, from a round that has been discussed.

    ``known_until`` is the first day without it, as far as it may be told: the end that a later decision brings is
    told once that one is released too (``end_is_released``). Until then the end that was planned holds.
    """
    now = timezone.now()
    ended = Q(ended_by__isnull=True) | Q(
        ended_by__released_at__lte=now, ended_by__round__status__in=DISCUSSED
    )
    return (
        PriorityCountry.objects.filter(decision__released_at__lte=now, decision__round__status__in=DISCUSSED)
        .annotate(
            end_is_released=Case(When(ended, then=True), default=False),
            known_until=Case(When(ended, then=F("until")), default=F("planned_until")),
        )
        .select_related("decision__round", "country")
    )


def priorities_on(day: datetime.date | None = None) -> QuerySet[Any]:
    """The released priorities that hold on a day (default: today), as far as that may be told."""
    day = day or timezone.localdate()
    return released_priorities().filter(Q(known_until__isnull=True) | Q(known_until__gt=day), since__lte=day)


def current_priorities() -> dict[str, PriorityCountry]:
    """What holds today, by country; an example only where there is no real decision. One query."""
    rows = priorities_on().order_by("-decision__round__is_example", "since", "pk")
    return {one.country_id: one for one in rows}


def priority_marks(viewer: Viewer) -> dict[str, CountryMark]:
    """The mark of every priority third country. A released decision is public: the viewer makes no difference."""
    return {
        code: CountryMark(
            text=_("Priority third country"),
            title=_("Since %(day)s: %(reference)s")
            % {"day": date_format(one.since, "j F Y"), "reference": one.decision.reference},
            is_example=one.decision.round.is_example,
        )
        for code, one in current_priorities().items()
    }


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """One priority third country in a list."""

    code: str
    name: str
    url: str
    since: datetime.date
    reference: str
    at: datetime.date
    is_example: bool


def priority_rows(entries: Mapping[str, Any]) -> list[PriorityRow]:
    """The priority third countries by name, those only that are among ``entries`` of the list of countries."""
    rows = [
        PriorityRow(
            code=code,
            name=entries[code].name,
            url=entries[code].url,
            since=one.since,
            reference=one.decision.reference,
            at=one.decision.at,
            is_example=one.decision.round.is_example,
        )
        for code, one in current_priorities().items()
        if code in entries
    ]
    return sorted(rows, key=lambda row: fold(row.name))


def sources_of(rows: list[PriorityRow]) -> list[PriorityRow]:
    """One row for each decision that the rows come from, newest first."""
    found = {(row.reference, row.at): row for row in rows}
    return sorted(found.values(), key=lambda row: row.at, reverse=True)
