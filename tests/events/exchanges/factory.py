"""Events for tests."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from events.exchanges.actions import create_event, take_step
from events.exchanges.enums import Status
from events.exchanges.models import Event, Speaker
from events.exchanges.programme import SessionValues, save_programme
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from practices.enums import Tlp
from tests.factories import TLP_FOR, make_country, make_user

UTC = datetime.UTC


def at(text: str) -> datetime.datetime:
    """An instant in UTC: ``2026-12-01 10:00``."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=UTC)


def make_event(
    *,
    owner: User | None = None,
    status: str = Status.ANNOUNCED,
    audience: str = Audience.COMMUNITIES,
    communities: Iterable[Group] = (),
    countries: Iterable[str] = (),
    in_days: float = 10,
    hours: float = 2,
    **fields: Any,
) -> Event:
    """An event as it is made on the site, taken to a status; by default announced, for its people alone."""
    owner = owner or make_user(role=Role.ORGANISER)
    starts = (timezone.now() + datetime.timedelta(days=in_days)).replace(minute=0, second=0, microsecond=0)
    values = {
        "title": "Exchange of experience",
        "starts": starts,
        "ends": fields.get("starts", starts) + datetime.timedelta(hours=hours),
        "audience": audience,
        "tlp": TLP_FOR.get(Audience(audience), Tlp.AMBER),
        "communities": list(communities),
        "countries": [make_country(code) for code in countries],
        "instruments": [],
        "topics": [],
        **fields,
    }
    event = create_event(values=values, user=owner)
    for step in STEPS_TO[status]:
        event = take_step(event=event, status=step, user=owner, note="Reasons")
    return Event.objects.get(pk=event.pk)


STEPS_TO: dict[str, tuple[str, ...]] = {
    Status.DRAFT: (),
    Status.ANNOUNCED: (Status.ANNOUNCED,),
    Status.OPEN: (Status.OPEN,),
    Status.CLOSED: (Status.OPEN, Status.CLOSED),
    Status.HELD: (Status.ANNOUNCED, Status.HELD),
    Status.CANCELLED: (Status.ANNOUNCED, Status.CANCELLED),
}


def add_session(event: Event, title: str = "Session", **fields: Any) -> Event:
    """One session more, in the first hour of the event."""
    there = [
        SessionValues(pk=one.pk, title=one.title, starts=one.starts, ends=one.ends)
        for one in event.sessions.all()
    ]
    new = SessionValues(
        **{
            "title": title,
            "starts": event.starts,
            "ends": event.starts + datetime.timedelta(hours=1),
            **fields,
        }
    )
    return save_programme(event=event, sessions=[*there, new], speakers=[], user=event.owner)


def add_speaker(event: Event, user: User | None = None, name: str = "Speaker") -> Speaker:
    """Somebody who speaks, with an account or without."""
    return Speaker.objects.create(event=event, user=user, name=name)
