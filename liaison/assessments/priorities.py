"""Which countries are priority third countries, as far as the portal may say so (11333/24, ¶2).

Of everything in a round this alone leaves it: once the discussion is recorded and its decision released. It is then a
public fact; proposals, scores and figures never are.
"""

from __future__ import annotations

import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import PriorityCountry

DISCUSSED = (RoundStatus.DISCUSSED, RoundStatus.CLOSED)


def released_priorities() -> QuerySet[PriorityCountry]:
    """Every priority, past ones too, whose decision is released, from a round that has been discussed."""
    return PriorityCountry.objects.filter(
        decision__released_at__lte=timezone.now(), decision__round__status__in=DISCUSSED
    ).select_related("decision", "country")


def priorities_on(day: datetime.date | None = None) -> QuerySet[PriorityCountry]:
    """The released priorities that hold on a day (default: today). ``until`` is the first day without it."""
    day = day or timezone.localdate()
    return released_priorities().filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day)
