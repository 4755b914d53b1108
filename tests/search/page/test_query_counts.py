"""The number of SQL queries of a page of results stays the same, however much is found and however many audiences."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.reference.models import Country, Instrument
from portal.visibility import Audience, intern_key
from tests.search.page.conftest import refill, serving
from tests.search.page.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("embedded_index")]

ANONYMOUS_PAGE = 3
"""The stamp of the reference data, and the practices found with their three relations."""


def queries(client: Client, url: str) -> list[str]:
    client.get(url)  # what a process keeps in memory is there
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return [query["sql"] for query in captured.captured_queries]


def add_practices(world: World, count: int, first: int = 0) -> None:
    countries = list(Country.objects.filter(is_eu=False).order_by("code")[:count])
    instruments = list(Instrument.objects.order_by("code")[:count].values_list("code", flat=True))
    for number in range(first, first + count):
        page = world.add(
            f"many-{number}", "CO", f"Numbat number {number}", "Text.", language="en", kind="urgency",
            topics=("extradition", "mla"), instruments=instruments[number % len(instruments) :][:3],
            audience=Audience.COMMUNITIES if number % 2 else Audience.PUBLIC,
            tlp="AMBER" if number % 2 else "CLEAR",
            communities=[world.network] if number % 2 else [],
        )  # fmt: skip
        page.other_countries = [countries[number % len(countries)]]
        page.save()


def test_as_many_queries_for_thirty_hits_as_for_two(client: Client, world: World, tmp_path: Path) -> None:
    client.force_login(world.users["insider"])
    add_practices(world, 2)
    with serving("tantivy", tmp_path):
        few = queries(client, "/search/?q=numbat")
        add_practices(world, 28, first=2)
        refill()
        many = queries(client, "/search/?q=numbat")
        assert b"30 results" in client.get("/search/?q=numbat").content
    assert len(many) == len(few), "\n".join(many)


def test_as_many_queries_with_500_audiences_as_with_5(client: Client, world: World) -> None:
    client.force_login(world.users["insider"])
    few = queries(client, "/search/?q=STE+182&type=practice")
    token = f"g{world.network.pk}"  # type: ignore[union-attr]
    for number in range(500):
        intern_key(f"{token}|g{10_000 + number}")
    many = queries(client, "/search/?q=STE+182&type=practice")
    assert len(many) == len(few)
    assert len(client.get("/search/?q=STE+182&type=practice").context["page"].results) == 3


def test_an_anonymous_page_takes_few_queries(client: Client, world: World) -> None:
    asked = queries(
        client, "/search/?q=STE+182&type=practice&country=MA&country=TN&topic=mla&topic=video-conference"
    )
    assert len(asked) == ANONYMOUS_PAGE, "\n".join(asked)
