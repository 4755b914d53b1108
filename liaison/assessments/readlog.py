"""Every read of a contribution by somebody outside its body is written down: who, when, where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from liaison.assessments.bodies import body_of
from liaison.assessments.models import Contribution, ReadLog


def record_reads(user: Any, contributions: Iterable[Contribution], surface: str) -> int:
    """Write down that a user reads these contributions on a surface; the number of entries.

    Reading what one's own body contributes is not an entry. Called with what is about to be shown, before it is.
    """
    own = body_of(user)
    entries = [
        ReadLog(contribution=contribution, by=user, surface=surface)
        for contribution in contributions
        if contribution.body != own
    ]
    ReadLog.objects.bulk_create(entries)
    return len(entries)


def reads_of(contribution: Contribution) -> QuerySet[ReadLog]:
    """Who has read a contribution from outside, newest first."""
    return contribution.reads.select_related("by").order_by("-at", "-pk")
