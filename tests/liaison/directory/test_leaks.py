"""What is hidden in the directory looks like what is missing, to the letter, for every role and method."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.leaks import test_matrix
from tests.leaks.surfaces import GONE
from tests.leaks.test_matrix import client_of, told
from tests.leaks.world import ROLES, World

world = test_matrix.world
"""The fixture of the matrix: everything there is, made once for this module."""

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ENTRY_ADDRESSES = ("", "edit/", "contacts/add/", "verify/", "card.vcf")
POST_ADDRESSES = (*ENTRY_ADDRESSES, "handover/")
CONTACT_ADDRESSES = ("", "remove/")
TYPED = {"editor": "1", "version": "1", "note": "Typed", "value": "+999 5", "kind": "phone"}


def asked(client: Client, method: str, path: str) -> tuple[int, str]:
    answer: Any = getattr(client, method)(path, TYPED) if method != "options" else client.options(path)
    return told(answer)


@pytest.mark.parametrize("method", ["get", "post", "options"])
@pytest.mark.parametrize("role", ROLES)
def test_hidden_entry_looks_like_a_missing_one(world: World, role: str, method: str) -> None:
    client = client_of(world, role)
    for kind, ends in (("posts", POST_ADDRESSES), ("authorities", ENTRY_ADDRESSES)):
        for end in ends:
            missing = asked(client, method, f"/directory/{kind}/{GONE}/{end}")
            for key, listed in getattr(world.directory, kind).items():
                if role not in listed.readers:
                    path = f"/directory/{kind}/{listed.entry.pk}/{end}"
                    assert asked(client, method, path) == missing, (kind, end, key)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ROLES)
def test_hidden_contact_looks_like_a_missing_one(world: World, role: str, method: str) -> None:
    client = client_of(world, role)
    for end in CONTACT_ADDRESSES:
        missing = asked(client, method, f"/directory/contacts/{GONE}/{end}")
        for listed in world.directory.all:
            for contact, word, readers in listed.contacts:
                if role not in readers & listed.editors:
                    path = f"/directory/contacts/{contact.pk}/{end}"
                    assert asked(client, method, path) == missing, (end, word)


@pytest.mark.parametrize("role", ROLES)
def test_counts_are_those_of_what_the_role_reads(world: World, role: str) -> None:
    mine = [listed for listed in world.directory.all if role in listed.readers]
    context = client_of(world, role).get("/directory/").context
    assert context["total"] == len(mine)
    counted = {
        facet.name: {o.value: o.count for o in (*facet.top, *facet.more)} for facet in context["facets"]
    }
    countries = [listed.entry.country_id for listed in mine]
    assert counted["country"] == {code: countries.count(code) for code in set(countries)}
    dossier = client_of(world, role).get("/countries/ma/").context["panels"]
    panel = next(context for panel, context in dossier if panel.anchor == "directory")
    assert panel["total"] == countries.count("MA")
