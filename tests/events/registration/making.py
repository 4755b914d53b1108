"""Events with seats, for tests of registration."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.utils import timezone

from events.exchanges.enums import Approval, OrganiserKind, Status
from events.exchanges.models import Event, EventOrganiser
from events.registration.models import Quota
from portal.people.models import User
from portal.visibility import Audience
from tests.factories import make_user

_numbers = itertools.count(1)


def make_event(
    *,
    organiser: User | None = None,
    seats: int | None = None,
    quotas: dict[tuple[str, str], int] | None = None,
    approval: str = Approval.NONE,
    audience: str = Audience.MEMBERS,
    status: str = Status.OPEN,
    starts_in: datetime.timedelta = datetime.timedelta(days=30),
    **fields: Any,
) -> Event:
    """An event that is open for registration. ``quotas``: seats by (delegation, role)."""
    number = next(_numbers)
    starts = timezone.now() + starts_in
    event = Event.objects.create(
        **{
            "title": f"Exchange {number}",
            "slug": f"exchange-{number}",
            "starts": starts,
            "ends": starts + datetime.timedelta(hours=3),
            "tlp": "CLEAR" if audience == Audience.PUBLIC else "GREEN",
            **fields,
        },
        seats=seats,
        approval=approval,
        audience=audience,
        status=status,
    )
    EventOrganiser.objects.create(
        event=event, user=organiser or make_user(role="organiser"), kind=OrganiserKind.LEAD
    )
    Quota.objects.bulk_create(
        Quota(event=event, body=body, role=role, seats=number)
        for (body, role), number in (quotas or {}).items()
    )
    return event


def organiser_of(event: Event) -> User:
    """Its lead organiser, as the next request would load them."""
    return User.objects.get(organised_events__event=event, organised_events__kind=OrganiserKind.LEAD)


def states_of(event: Event) -> dict[str, str]:
    """The state of each registration, by name of the account."""
    return dict(event.registrations.order_by("pk").values_list("user__username", "status"))


def seated(event: Event) -> list[str]:
    """Who has a seat, in the order in which they asked."""
    rows = event.registrations.filter(status="confirmed").order_by("asked_at", "pk")
    return list(rows.values_list("user__username", flat=True))
