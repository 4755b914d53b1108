"""Board, table and item page: what each viewer finds there."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils.timezone import localdate

from liaison.accession.models import Accession
from liaison.treaties.models import TreatyStatus
from portal.visibility import Audience
from tests.factories import make_country
from tests.liaison.accession.conftest import People
from tests.liaison.accession.factory import make_accession, make_raised

pytestmark = pytest.mark.django_db


def shown(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def keys(answer: Any) -> set[str]:
    context = answer.context
    rows = context["rows"] if context["as_table"] else [r for c in context["columns"] for r in c.rows]
    return {row.item.key for row in rows}


def test_board_has_a_column_for_each_status(people: People) -> None:
    make_accession(audience=Audience.PUBLIC, status="invited")
    columns = people.client("nobody").get("/accession/").context["columns"]
    assert [(c.status, len(c.rows)) for c in columns] == [
        ("under_consideration", 0), ("requested", 0), ("invited", 1), ("national_procedure", 0), ("signed", 0),
        ("obstacles", 0), ("deposited", 0), ("not_pursued", 0),
    ]  # fmt: skip


@pytest.mark.parametrize("view", ["", "?view=table"])
def test_lists_hold_what_the_viewer_may_see(people: People, view: str) -> None:
    public = make_accession(audience=Audience.PUBLIC).key
    members = make_accession(audience=Audience.MEMBERS, instrument="CETS024").key
    narrow = make_accession(communities=[people.network], country="TN").key
    desk = make_accession(country="TN", instrument="CETS030").key
    found = {
        name: keys(people.client(name).get(f"/accession/{view}"))
        for name in ("nobody", "guest", "member", "insider", "desk", "other_desk", "superuser")
    }
    assert found == {
        "nobody": {public},
        "guest": {public},
        "member": {public, members},
        "insider": {public, members, narrow},
        "desk": {public, members},
        "other_desk": {public, members, narrow, desk},
        "superuser": {public, members, narrow, desk},
    }


def test_filters_offer_only_what_the_viewer_may_see(people: People) -> None:
    make_accession()
    make_accession(country="TN", instrument="CETS024", audience=Audience.PUBLIC)
    form = people.client("member").get("/accession/").context["form"]
    assert [value for value, _label in form.fields["country"].choices] == ["", "TN"]
    assert [value for value, _label in form.fields["instrument"].choices] == ["", "CETS024"]
    # Asking for what is hidden is asking for what is not there.
    for code in ("MA", "XX"):
        answer = people.client("member").get(f"/accession/?country={code}")
        assert answer.context["form"].errors and answer.context["total"] == 1


def test_filters(people: People) -> None:
    overdue = make_accession(
        audience=Audience.MEMBERS, next_step_due=localdate() - datetime.timedelta(days=1), owner=people.member
    ).key
    later = make_accession(
        country="TN", audience=Audience.MEMBERS, next_step_due=localdate(), status="invited"
    ).key
    done = make_accession(
        country="UA",
        audience=Audience.MEMBERS,
        status="deposited",
        next_step_due=localdate() - datetime.timedelta(days=9),
    ).key
    client = people.client("member")
    found = {
        query: keys(client.get(f"/accession/?{query}"))
        for query in (
            "country=TN",
            "status=deposited",
            "care=mine",
            "care=desk",
            "care=overdue",
            "instrument=CETS182",
        )
    }
    assert found == {
        "country=TN": {later},
        "status=deposited": {done},
        "care=mine": {overdue},
        "care=desk": {later, done},
        "care=overdue": {overdue},
        "instrument=CETS182": {overdue, later, done},
    }


@pytest.mark.parametrize(
    "query", ["?status=%00", "?view[]=x&page=-1", "?view=table&page=99999999999999999999", "?care=mine"]
)
def test_address_that_makes_no_sense_is_no_fault(people: People, query: str) -> None:
    make_accession(audience=Audience.PUBLIC)
    assert people.client("nobody").get(f"/accession/{query}").status_code == 200


def test_item_page_shows_item_events_and_history(people: People) -> None:
    item = make_accession(audience=Audience.PUBLIC, user=people.desk)
    make_raised(item, user=people.desk)
    make_raised(item, text="For the desk.", user=people.desk, audience=(Audience.COMMUNITIES, ()))
    page = shown(people.client("member").get(item.get_absolute_url()))
    for words in (
        "Meet the central authority.",
        "A law has to be changed.",
        "They asked for material.",
        "Rabat",
        "Desk",
    ):
        assert words in page
    assert "For the desk." not in page
    assert "For the desk." in shown(people.client("desk").get(item.get_absolute_url()))


def test_people_are_named_to_members_only(people: People) -> None:
    item = make_accession(audience=Audience.PUBLIC, user=people.magistrate, owner=people.magistrate)
    for path in ("/accession/", "/accession/?view=table", item.get_absolute_url()):
        assert "Magistrate" in shown(people.client("member").get(path))
        for name in ("nobody", "guest"):
            page = shown(people.client(name).get(path))
            assert "Magistrate" not in page and "Liaison magistrate" in page


def test_hidden_item_is_like_a_missing_one(people: People) -> None:
    item = make_accession()
    client = people.client("member")
    assert client.get(item.get_absolute_url()).status_code == 404
    for part in ("edit", "status", "raised", "follow"):
        for key in (item.key, "nothinghere"):
            assert client.get(f"/accession/{key}/{part}/").status_code == 404
            assert client.post(f"/accession/{key}/{part}/").status_code == 404


def treaty_status(**fields: Any) -> TreatyStatus:
    values = {
        "instrument_id": "CETS182",
        "party": "MA",
        "country": make_country("MA"),
        "party_type": "state",
        "status": "in_force",
        "in_force": datetime.date(2020, 5, 1),
        "source": "TESTSOURCE",
        "as_of": datetime.date(2024, 2, 3),
        "confidence": "high",
        **fields,
    }
    return TreatyStatus.objects.create(**values)


def test_treaty_status_is_told_with_source_and_day(people: People) -> None:
    item = make_accession(audience=Audience.PUBLIC)
    assert "No data. That does not mean that the country is not a party." in shown(
        people.client("nobody").get(item.get_absolute_url())
    )
    treaty_status()
    page = shown(people.client("nobody").get(item.get_absolute_url()))
    assert 'Treaty status says: in force since <time datetime="2020-05-01">1 May 2020</time>' in page
    assert "TESTSOURCE" in page
    assert "Reference data as of 3 February 2024 (see source). Verify with the depositary." in page
    assert "in force since" in shown(people.client("nobody").get("/accession/"))


def test_signed_only_is_not_told_as_in_force(people: People) -> None:
    make_accession(audience=Audience.PUBLIC)
    treaty_status(status="signed_only", in_force=None, signed=datetime.date(2020, 5, 1))
    page = shown(people.client("nobody").get("/accession/"))
    assert "Treaty status says: Signed only" in page and "in force since" not in page


def test_dossier_has_what_the_viewer_may_see_and_no_panel_otherwise(people: People) -> None:
    make_accession()
    assert "Accession to conventions" in shown(people.client("desk").get("/countries/ma/"))
    assert "Accession to conventions" not in shown(people.client("member").get("/countries/ma/"))


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize(("view", "queries"), [("", 13), ("?view=table", 14)])
def test_queries_do_not_grow_with_the_items(
    people: People, django_assert_num_queries: Any, number: int, view: str, queries: int
) -> None:
    for n in range(number):
        make_accession(audience=Audience.MEMBERS, instrument=f"CETS{n:03}", owner=people.desk)
    client = people.client("desk")
    client.get("/accession/")
    with django_assert_num_queries(queries):
        client.get(f"/accession/{view}")
    assert Accession.objects.count() == number


@pytest.mark.parametrize("number", [1, 30])
def test_queries_of_an_item_do_not_grow_with_its_events(
    people: People, django_assert_num_queries: Any, number: int
) -> None:
    item = make_accession(audience=Audience.MEMBERS, owner=people.desk)
    for _n in range(number):
        make_raised(item, user=people.desk)
    client = people.client("desk")
    client.get("/accession/")
    with django_assert_num_queries(15):
        client.get(item.get_absolute_url())
