"""What is hidden in the tracker looks like what is missing, to the letter, for every role and method."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.leaks import test_matrix
from tests.leaks.test_matrix import client_of, told
from tests.leaks.world import ROLES, World

world = test_matrix.world
"""The fixture of the matrix: everything there is, made once for this module."""

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ADDRESSES = ("", "edit/", "status/", "raised/", "follow/")
TYPED = {"editor": "1", "version": "1", "status": "invited", "follow": "yes", "next_step": "Typed"}
MISSING = "nothinghere"


def asked(client: Client, method: str, path: str, key: str) -> tuple[int, str]:
    answer: Any = getattr(client, method)(path, TYPED) if method != "options" else client.options(path)
    return told(answer, key)


@pytest.mark.parametrize("method", ["get", "post", "options"])
@pytest.mark.parametrize("role", ROLES)
def test_hidden_item_looks_like_a_missing_one(world: World, role: str, method: str) -> None:
    client = client_of(world, role)
    for end in ADDRESSES:
        missing = asked(client, method, f"/accession/{MISSING}/{end}", MISSING)
        for name, tracked in world.accession.items.items():
            if role not in tracked.readers:
                key = tracked.item.key
                assert asked(client, method, f"/accession/{key}/{end}", key) == missing, (end, name)


@pytest.mark.parametrize("role", ROLES)
def test_counts_and_filters_are_those_of_what_the_role_reads(world: World, role: str) -> None:
    mine = [tracked.item for tracked in world.accession.items.values() if role in tracked.readers]
    client = client_of(world, role)
    context = client.get("/accession/").context
    assert context["total"] == len(mine)
    assert sum(len(column.rows) + column.hidden for column in context["columns"]) == len(mine)
    form = context["form"]
    for name, codes in (
        ("country", {item.country_id for item in mine}),
        ("instrument", {item.instrument_id for item in mine}),
    ):
        assert {value for value, _label in form.fields[name].choices} - {""} == codes
    panels = {panel.anchor: shown for panel, shown in client.get("/countries/ma/").context["panels"]}
    assert panels.get("accession", {}).get("total", 0) == sum(item.country_id == "MA" for item in mine)
    found = client.get("/search/?type=accession&q=Ubiquopolis").context["page"]
    assert found.total == len(mine)
