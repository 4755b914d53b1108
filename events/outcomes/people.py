"""The people of an event by name: who can be given something to do, and whose names the Chatham House Rule protects."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from events.exchanges.models import Event, EventOrganiser, Speaker
from events.registration.enums import RegistrationStatus
from events.registration.models import Registration
from portal.folding import fold
from portal.people.models import User

_TITLES = r"(?:mr|mrs|ms|mme|mlle|m|herr|frau|sr|sra|sig|dr|prof|judge|prosecutor|juge|procureur)\.?"


def people_of(event: Event) -> QuerySet[User]:
    """Organisers, speakers and confirmed participants with an account that is open, by name."""
    confirmed = Registration.objects.filter(event=event, status=RegistrationStatus.CONFIRMED)
    return User.objects.filter(
        Q(pk__in=EventOrganiser.objects.filter(event=event).values("user"))
        | Q(pk__in=Speaker.objects.filter(event=event, user__isnull=False).values("user"))
        | Q(pk__in=confirmed.values("user")),
        is_active=True,
    ).order_by("last_name", "first_name", "pk")


def names_of(event: Event) -> list[tuple[str, str]]:
    """(full name, family name) of everybody at the event, as far as they are known."""
    known = [
        (user.get_full_name(), user.last_name)
        for user in people_of(event).only("first_name", "last_name")
        if user.get_full_name()
    ]
    spoken = Speaker.objects.filter(event=event).values_list("name", flat=True)
    known += [(name, name.split()[-1]) for name in spoken if name.strip()]
    return list(dict.fromkeys(known))


def attributed(event: Event, *texts: str) -> list[str]:
    """Names of people of the event that stand in these texts: in full, in either order, or after a title.

    A net, not a proof: a Member State or an office is told apart by nobody but the writer.
    """
    text = " ".join(fold(one) for one in texts if one)
    if not text:
        return []
    return sorted({full for full, family in names_of(event) if _stands_in(text, full, family)})


def _stands_in(text: str, full: str, family: str) -> bool:
    words = fold(full).split()
    forms: Iterable[str] = ()
    if len(words) > 1:
        forms = (r"\s+".join(map(re.escape, words)), rf"{re.escape(words[-1])},?\s+{re.escape(words[0])}")
    if len(family) > 1:
        forms = (*forms, rf"{_TITLES}\s+(?:\w+\s+)?{re.escape(fold(family))}")
    return any(re.search(rf"(?<!\w){form}(?!\w)", text) for form in forms)
