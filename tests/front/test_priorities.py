"""Priority third countries across the portal: shown to everyone once released, never before, examples as examples."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Decision, PriorityCountry, Round
from portal.reference.models import Country
from tests.factories import Tree, make_country, make_tree, make_user
from tests.liaison.assessments.making import make_assessor, make_open_round

pytestmark = pytest.mark.django_db

PLACES = ("/", "/countries/", "/countries/ma/")
MARK = "Priority third countr"


@pytest.fixture
def tree(db: None) -> Tree:
    return make_tree()


def make_priority(
    country: str = "MA",
    *,
    status: str = RoundStatus.DISCUSSED,
    released: bool = True,
    since: int = -30,
    until: int | None = None,
    **fields: Any,
) -> PriorityCountry:
    """A priority by a decision of its own; ``since`` and ``until`` in days from today."""
    today = timezone.localdate()
    by = make_assessor()
    round = make_open_round(by=by, status=status, title="Zqround", **fields)
    decision = Decision.objects.create(
        round=round,
        at=today,
        reference="Minutes 7/26",
        by=by,
        released_at=timezone.now() if released else None,
    )
    return PriorityCountry.objects.create(
        country_id=make_country(country).pk,
        decision=decision,
        since=today + datetime.timedelta(since),
        until=None if until is None else today + datetime.timedelta(until),
    )


def text_of(path: str, client: Client) -> str:
    return str(client.get(path).content.decode())


@pytest.mark.parametrize("path", PLACES)
def test_released_priority_is_shown_to_everyone_with_its_source(
    tree: Tree, path: str, client: Client
) -> None:
    assert MARK not in text_of(path, client)
    make_priority()
    for user in (None, make_user(), make_user(role="liaison_prosecutor")):
        if user is not None:
            client.force_login(user)
        page = text_of(path, client)
        assert MARK in page and "Minutes 7/26" in page and "Zqround" not in page
        assert "xample)" not in page and ">Example<" not in page


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize(
    "fields",
    [{"released": False}, {"status": RoundStatus.TRANSMITTED}, {"status": RoundStatus.CONSULTED}],
)
def test_priority_that_is_not_released_is_nowhere(
    tree: Tree, path: str, fields: dict[str, Any], client: Client
) -> None:
    make_priority(**fields)
    for user in (None, make_assessor()):
        if user is not None:
            client.force_login(user)
        page = text_of(path, client)
        assert MARK not in page and "Minutes 7/26" not in page


@pytest.mark.parametrize("days", [{"since": 1}, {"since": -30, "until": 0}, {"since": -30, "until": -1}])
def test_mark_holds_on_its_days_alone(tree: Tree, days: dict[str, int], client: Client) -> None:
    make_priority(**days)
    for path in ("/", "/countries/"):
        assert MARK not in text_of(path, client)
    dossier = text_of("/countries/ma/", client)
    assert 'comity-mark"' not in dossier and "Minutes 7/26" in dossier, (
        "the dossier keeps past and coming ones"
    )


@pytest.mark.parametrize("path", PLACES)
def test_example_says_that_it_is_one(tree: Tree, path: str, client: Client) -> None:
    make_priority(is_example=True)
    page = text_of(path, client)
    assert MARK in page and ("(example)" in page or ">Example<" in page)


def test_real_decision_stands_before_an_example(tree: Tree, client: Client) -> None:
    make_priority(is_example=True, since=-5)
    make_priority(since=-40)
    assert "(example)" not in text_of("/countries/", client)


def test_list_of_countries_shows_priorities_only_where_asked(tree: Tree, client: Client) -> None:
    make_priority()
    everything, only = text_of("/countries/", client), text_of("/countries/?priority=1", client)
    assert "/countries/ma/" in only and "/countries/tn/" in everything and "/countries/tn/" not in only
    assert 'name="priority" value="1" checked' in only


@pytest.mark.parametrize("path", ["/", "/countries/", "/countries/ma/"])
def test_queries_do_not_grow_with_priorities(tree: Tree, path: str, client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    first = make_priority()
    queries()
    one = queries()
    decision = Decision.objects.get(pk=first.decision_id)
    for country in Country.objects.exclude(pk="MA"):
        PriorityCountry.objects.create(country=country, decision=decision, since=first.since)
    assert queries() == one
    assert Round.objects.count() == 1


def test_home_leads_to_a_search_for_all_of_them(tree: Tree, client: Client) -> None:
    make_priority("MA")
    make_priority("TN")
    assert 'href="/search/?country=MA&amp;country=TN"' in text_of("/", client)
