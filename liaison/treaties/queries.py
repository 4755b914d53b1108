"""Questions to the treaty status. It is public: nothing here depends on the viewer.

A party is *bound on a day* when the treaty was in force for it on that day and no denunciation was effective
(``liaison.treaties.standing``). What has no row is "no data", never "not a party".
"""

from __future__ import annotations

import datetime

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from liaison.treaties.enums import PartyStatus
from liaison.treaties.models import TreatyStatement, TreatyStatus, TreatyStatusChange
from liaison.treaties.standing import SURELY_IN_FORCE_AFTER

SENTENCE = _("Reference data as of %(as_of)s (see source). Verify with the depositary.")
"""The words that stand beside every date (data/SOURCES.md)."""


def bound_q(day: datetime.date) -> Q:
    """``standing_on(...) == BOUND`` as a filter on ``TreatyStatus``."""
    dated = Q(in_force__lte=day) & (
        ~Q(status=PartyStatus.DENOUNCED)
        | Q(denunciation_effective__isnull=False)
        | Q(denounced__isnull=False, denounced__gt=day)
    )
    listed = Q(in_force__isnull=True, status=PartyStatus.IN_FORCE) & (
        Q(as_of__lte=day) & (Q(consent_date__isnull=True) | Q(consent_date__lte=day))
        | Q(consent_date__lte=day - SURELY_IN_FORCE_AFTER)
    )
    return (dated | listed) & (Q(denunciation_effective__isnull=True) | Q(denunciation_effective__gt=day))


def status_on(day: datetime.date) -> QuerySet[TreatyStatus]:
    """The parties that are bound on a day, of all instruments."""
    return TreatyStatus.objects.filter(bound_q(day))


def parties_to(instrument: str) -> QuerySet[TreatyStatus]:
    """All rows of one instrument by its code, whatever their status, with statements; three queries."""
    return (
        TreatyStatus.objects.filter(instrument=instrument)
        .select_related("country", "responsible")
        .prefetch_related("statements__topics")
        .order_by("party")
    )


def treaties_of(party: str) -> QuerySet[TreatyStatus]:
    """All rows of one party by its code (ISO 3166-1 alpha-2, or EU), with their instruments and statements."""
    return (
        TreatyStatus.objects.filter(party=party)
        .select_related("instrument", "responsible")
        .prefetch_related("statements__topics")
        .order_by("instrument")
    )


def statements_on(day: datetime.date) -> QuerySet[TreatyStatement]:
    """Reservations and declarations that stand on a day: made, or of unknown date, and not withdrawn."""
    return TreatyStatement.objects.filter(
        Q(date__isnull=True) | Q(date__lte=day), Q(withdrawn__isnull=True) | Q(withdrawn__gt=day)
    )


def history_of(instrument: str, party: str) -> QuerySet[TreatyStatusChange]:
    """What was said earlier about a party to an instrument, newest first."""
    return TreatyStatusChange.objects.filter(instrument=instrument, party=party).select_related(
        "by", "source_import"
    )


def not_bound_yet_q(day: datetime.date) -> Q:
    """Consented, but the treaty enters into force for the party only after the day."""
    return Q(in_force__gt=day) | Q(in_force__isnull=True, status=PartyStatus.RATIFIED)


def latest_as_of() -> datetime.date | None:
    """The newest as-of date on file, for pages that show many rows; None before anything was loaded."""
    return TreatyStatus.objects.order_by(F("as_of").desc()).values_list("as_of", flat=True).first()
