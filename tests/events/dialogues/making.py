"""Dialogues, commitments and approaches for tests, made as they are made on the site."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.dialogues.actions import create_dialogue
from events.dialogues.approaches import add_approach
from events.dialogues.commitments import add_commitment
from events.dialogues.delegations import RepresentativeValues, add_representative
from events.dialogues.models import Approach, Commitment, Dialogue
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from tests.factories import TLP_FOR, make_country, make_user

DAY = datetime.timedelta(days=1)


def make_dialogue(
    *,
    owner: User | None = None,
    country: str = "MA",
    audience: str = Audience.COMMUNITIES,
    communities: Iterable[Group] = (),
    in_days: float = 30,
    **fields: Any,
) -> Dialogue:
    """A planned dialogue, by default for its people alone."""
    owner = owner or make_user(role=Role.COMMISSION)
    starts = (timezone.now() + in_days * DAY).replace(minute=0, second=0, microsecond=0)
    values = {
        "title": "Dialogue",
        "country": make_country(country),
        "starts": starts,
        "ends": starts + datetime.timedelta(hours=3),
        "audience": audience,
        "tlp": TLP_FOR[Audience(audience)],
        "communities": list(communities),
        **fields,
    }
    return create_dialogue(values=values, user=owner)


def make_commitment(
    dialogue: Dialogue, text: str = "Name a contact point", body: str = "", **fields: Any
) -> Commitment:
    """A commitment, by default of the third country, seen by whoever sees the dialogue."""
    values = {"text": text, "owner_body": body or dialogue.country_id, "tlp": dialogue.tlp, **fields}
    return add_commitment(dialogue=dialogue, values=values, by=dialogue.owner)


def make_approach(
    owner: User, country: str = "MA", in_days: int = 30, audience: str = Audience.COMMUNITIES, **fields: Any
) -> Approach:
    """A visit of one day."""
    day = timezone.localdate() + in_days * DAY
    values = {
        "title": "Visit",
        "country": make_country(country),
        "kind": "visit",
        "starts": day,
        "ends": day,
        "body": "ES",
        "audience": audience,
        "tlp": TLP_FOR[Audience(audience)],
        **fields,
    }
    return add_approach(values=values, by=owner)


def seat(dialogue: Dialogue, user: User | None, body: str = "FR", name: str = "Nomen Nescio") -> None:
    """Put somebody into a delegation."""
    values = RepresentativeValues(body=body, name=name, user=user)
    add_representative(dialogue=dialogue, values=values, by=dialogue.owner)


def client_of(user: User | None) -> Client:
    """A browser signed in as somebody."""
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def queries_of(client: Client, address: str) -> int:
    """How many queries an address takes."""
    with CaptureQueriesContext(
        connection,
    ) as counted:
        assert client.get(address).status_code == 200
    return len(counted)
