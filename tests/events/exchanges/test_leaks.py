"""What is hidden among events looks like what is missing, to the letter, for every role and method."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.leaks import test_matrix
from tests.leaks.surfaces_events import FORMS
from tests.leaks.test_matrix import client_of, told
from tests.leaks.world import ROLES, World
from tests.leaks.world_events import COMMON_PLACE

world = test_matrix.world
"""The fixture of the matrix: everything there is, made once for this module."""

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ADDRESSES = ("", *(f"{form}/" for form in FORMS))
TYPED = {"editor": "1", "version": "1", "status": "cancelled", "note": "Typed", "title": "Typed"}
MISSING = "nothing-here-abc123"


def asked(client: Client, method: str, path: str, slug: str) -> tuple[int, str]:
    answer: Any = getattr(client, method)(path, TYPED) if method != "options" else client.options(path)
    return told(answer, slug)


@pytest.mark.parametrize("method", ["get", "post", "options"])
@pytest.mark.parametrize("role", ROLES)
def test_hidden_event_looks_like_a_missing_one(world: World, role: str, method: str) -> None:
    client = client_of(world, role)
    for end in ADDRESSES:
        missing = asked(client, method, f"/events/{MISSING}/{end}", MISSING)
        for name, planned in world.events.items.items():
            hidden = role not in planned.readers if not end else role not in planned.organisers
            if hidden:
                slug = planned.event.slug
                assert asked(client, method, f"/events/{slug}/{end}", slug) == missing, (end, name)


@pytest.mark.parametrize("role", ROLES)
def test_counts_and_filters_are_those_of_what_the_role_reads(world: World, role: str) -> None:
    mine = [planned.event for planned in world.events.items.values() if role in planned.readers]
    client = client_of(world, role)
    context = client.get(f"/events/?time=all&q={COMMON_PLACE}").context
    assert context["total"] == len(mine)
    codes = {code for event in mine for code in event.countries.values_list("pk", flat=True)}
    assert {value for value, _label in context["form"].fields["country"].choices} - {""} == codes
    panels = {panel.anchor: shown for panel, shown in client.get("/countries/ma/").context["panels"]}
    about = sum(event.countries.filter(pk="MA").exists() for event in mine)
    assert panels.get("events", {}).get("total", 0) == about
    found = client.get(f"/search/?type=event&q={COMMON_PLACE}").context["page"]
    assert found.total == sum(not event.is_draft for event in mine)
