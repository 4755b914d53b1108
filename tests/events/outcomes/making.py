"""Events that are over, with the people of them, for tests of outcomes."""

from __future__ import annotations

import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from events.exchanges.enums import Status
from events.exchanges.models import Event
from events.outcomes.enums import PointState, Reach
from events.outcomes.models import ActionPoint, Conclusion
from events.registration.enums import RegistrationStatus
from events.registration.models import Registration
from portal.people.models import User
from tests.events.exchanges.factory import add_speaker, make_event
from tests.factories import fresh, make_user


def make_held(**fields: Any) -> Event:
    """An event that took place yesterday."""
    return make_event(**{"status": Status.HELD, "in_days": -1, "format": "online", **fields})


def take_part(event: Event, user: User | None = None) -> User:
    """Somebody with a seat, as the next request would load them."""
    user = user or make_user()
    Registration.objects.create(event=event, user=user, status=RegistrationStatus.CONFIRMED)
    return fresh(user)  # type: ignore[return-value]


def speak(event: Event, user: User | None = None) -> User:
    """Somebody who speaks, as the next request would load them."""
    user = user or make_user()
    add_speaker(event, user, name=str(user))
    return fresh(user)  # type: ignore[return-value]


def make_conclusion(event: Event, **fields: Any) -> Conclusion:
    """A conclusion for the participants."""
    values = {"title": "Ask for assurances early", "text": "They take weeks.", "reach": Reach.PARTICIPANTS}
    return Conclusion.objects.create(event=event, added_by=event.owner, **{**values, **fields})


def make_point(event: Event, **fields: Any) -> ActionPoint:
    """Something to be done in ten days, for the organisers to see and its owner."""
    values = {
        "text": "Send the template",
        "due": timezone.localdate() + datetime.timedelta(days=10),
        "state": PointState.OPEN,
    }
    return ActionPoint.objects.create(event=event, added_by=event.owner, **{**values, **fields})


def client_of(user: User | None) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def sent(user: User, **values: Any) -> dict[str, Any]:
    """What a form of an outcome sends."""
    return {"writer": str(user.pk), "version": "0", "language": "en", "reach": "participants", **values}
