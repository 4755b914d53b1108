"""Adding, changing, moving, writing down, following: who may, what cannot be, two people at once."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from liaison.accession.models import Accession, AccessionEvent, AccessionFollower
from portal.people.enums import Role
from portal.people.models import User
from portal.reference.enums import InstrumentKind
from portal.visibility import Audience
from tests.factories import make_instrument, make_user
from tests.liaison.accession.conftest import People
from tests.liaison.accession.factory import make_accession

pytestmark = pytest.mark.django_db

TODAY = localdate


@pytest.fixture
def conventions(people: People) -> None:
    for code in ("CETS182", "CETS024"):
        make_instrument(code, kind=InstrumentKind.COE_PROTOCOL)
    make_instrument("EU-JP-MLA", kind=InstrumentKind.EU_AGREEMENT)


def sending(client: Client, address: str, **values: Any) -> Any:
    """Send a form as the page that was shown would: with the editor's number."""
    user = client.session.get("_auth_user_id", "")
    return client.post(address, {"editor": user, **values})


def new(**changes: Any) -> dict[str, Any]:
    """What a new item is made of."""
    values = {
        "country": "MA",
        "instrument": "CETS182",
        "status": "under_consideration",
        "status_since": "2026-01-05",
        "obstacles": "A law",
        "next_step": "A meeting",
        "next_step_due": "2027-01-05",
        "owner": "",
        "audience": "communities",
        "language": "en",
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


def change(item: Accession, **changes: Any) -> dict[str, Any]:
    """What the form of an item sends where nothing is touched, with some fields changed."""
    values = {
        "obstacles": item.obstacles,
        "next_step": item.next_step,
        "next_step_due": item.next_step_due or "",
        "owner": item.owner_id or "",
        "audience": item.audience,
        "communities": list(item.communities.values_list("pk", flat=True)),
        "language": item.language,
        "version": item.version,
        **changes,
    }
    return {name: value for name, value in values.items() if value is not None}


# --- adding ---------------------------------------------------------------------------------------------


ADDING = {
    Role.LIAISON_MAGISTRATE, Role.LIAISON_OFFICER, Role.EUROJUST_LIAISON_MAGISTRATE, Role.DIPLOMAT,
    Role.EUROJUST_DESK, Role.COMMISSION, Role.EEAS, Role.COUNCIL_SECRETARIAT, Role.ORGANISER,
}  # fmt: skip


@pytest.mark.parametrize("role", Role.values)
def test_who_may_add(people: People, role: str) -> None:
    client = Client()
    client.force_login(make_user(role=role))
    assert client.get("/accession/add/").status_code == (200 if role in ADDING else 404)
    assert (b"Add an item" in client.get("/accession/").content) == (role in ADDING)


def test_desk_may_add_and_anonymous_is_asked_to_sign_in(people: People) -> None:
    assert people.client("desk").get("/accession/add/").status_code == 200
    assert people.client("nobody").get("/accession/add/").status_code == 302


def test_new_item_is_kept_followed_and_has_its_history(people: People, conventions: None) -> None:
    people.desk.groups.add(people.network)
    client = people.client("desk")
    answer = sending(client, "/accession/add/", **new(communities=[people.network.pk]))
    item = Accession.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, item.get_absolute_url())
    assert (item.country_id, item.instrument_id, item.owner) == ("MA", "CETS182", None)
    assert item.status_since == datetime.date(2026, 1, 5)
    assert list(item.communities.all()) == [people.network]
    event = item.events.get()
    assert (event.kind, event.new_status, event.by) == ("created", "under_consideration", people.desk)
    assert event.audience_key == item.audience_key
    assert AccessionFollower.objects.get().user == people.desk


def test_whoever_leaves_the_audience_is_led_to_the_tracker(people: People, conventions: None) -> None:
    answer = sending(people.client("magistrate"), "/accession/add/", **new())
    assert answer["Location"] == "/accession/"
    assert Accession.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"country": "FR"}, "country"),
        ({"country": ""}, "country"),
        ({"instrument": "EU-JP-MLA"}, "instrument"),
        ({"instrument": "NOTHING"}, "instrument"),
        ({"status": "in_force"}, "status"),
        ({"status_since": "2999-01-01"}, "status_since"),
        ({"status_since": "1900-01-01"}, "status_since"),
        ({"status_since": "2024-02-30"}, "status_since"),
        ({"next_step_due": "9999-12-31"}, "next_step_due"),
        ({"next_step_due": "soon"}, "next_step_due"),
        ({"obstacles": "RESTREINT UE/EU RESTRICTED"}, "obstacles"),
        ({"next_step": "x" * 1001}, "next_step"),
        ({"owner": "999999"}, "owner"),
        ({"audience": "everyone"}, "audience"),
        ({"communities": ["999999"]}, "communities"),
        ({"language": "xx"}, "language"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    people: People, conventions: None, changes: dict[str, Any], field: str
) -> None:
    answer = sending(people.client("desk"), "/accession/add/", **new(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Accession.objects.exists()


def test_second_item_about_the_same_is_refused_only_where_the_first_is_seen(
    people: People, conventions: None
) -> None:
    make_accession()
    assert "instrument" in sending(people.client("desk"), "/accession/add/", **new()).context["form"].errors
    assert sending(people.client("magistrate"), "/accession/add/", **new()).status_code == 302


def test_form_that_was_open_for_long_loses_nothing(people: People, conventions: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.desk)
    answer = sending(client, "/accession/add/", **new(next_step="Typed before"))
    assert answer.status_code == 403
    assert "Typed before" in answer.content.decode()
    assert not Accession.objects.exists()
    signed_out = Client().post("/accession/add/", new(next_step="Typed before"))
    assert signed_out.status_code == 403 and "Typed before" in signed_out.content.decode()


def test_form_of_somebody_else_is_not_taken(people: People, conventions: None) -> None:
    answer = people.client("desk").post("/accession/add/", {"editor": people.member.pk, **new()})
    assert answer.status_code == 403
    assert not Accession.objects.exists()


# --- changing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["edit", "status"])
def test_who_may_change(people: People, part: str) -> None:
    item = make_accession(audience=Audience.MEMBERS, owner=people.insider)
    codes = {
        name: people.client(name).get(f"/accession/{item.key}/{part}/").status_code
        for name in (
            "nobody",
            "desk",
            "other desk",
            "eurojust",
            "magistrate",
            "member",
            "insider",
            "guest",
            "superuser",
        )
    }
    assert codes == {
        "nobody": 302, "desk": 200, "other desk": 404, "eurojust": 200, "magistrate": 404, "member": 404,
        "insider": 200, "guest": 404, "superuser": 200,
    }  # fmt: skip


def test_eurojust_desk_does_not_change_what_it_does_not_see(people: People) -> None:
    item = make_accession()
    assert people.client("eurojust").get(f"/accession/{item.key}/edit/").status_code == 404


def test_guest_who_looks_after_an_item_does_not_change_it(people: People) -> None:
    item = make_accession(owner=people.guest)
    client = people.client("guest")
    assert client.get(item.get_absolute_url()).status_code == 200
    for part in ("edit", "status", "raised"):
        assert client.get(f"/accession/{item.key}/{part}/").status_code == 404


def test_change_is_kept_with_what_was_there_before(people: People) -> None:
    item = make_accession()
    client = people.client("desk")
    sending(client, f"/accession/{item.key}/edit/", **change(item, obstacles="Another law"))
    item.refresh_from_db()
    assert (item.obstacles, item.version) == ("Another law", 2)
    event = item.events.get(kind="edited")
    assert event.changes == [
        {"field": "obstacles", "before": "A law has to be changed.", "after": "Another law"}
    ]
    page = " ".join(client.get(item.get_absolute_url()).content.decode().split())
    assert "<del>A law has to be changed.</del> → <ins>Another law</ins>" in page


def test_change_of_nothing_leaves_no_trace(people: People) -> None:
    item = make_accession()
    sending(people.client("desk"), f"/accession/{item.key}/edit/", **change(item))
    item.refresh_from_db()
    assert (item.version, item.events.count()) == (1, 1)


def test_whoever_looks_after_it_does_not_choose_who_sees_it(people: People) -> None:
    item = make_accession(owner=people.insider, communities=[people.network])
    values = change(item, next_step="Mine", audience="public", owner="")
    answer = sending(people.client("insider"), f"/accession/{item.key}/edit/", **values)
    assert answer.status_code == 302
    item.refresh_from_db()
    assert (item.next_step, item.audience, item.owner) == ("Mine", "communities", people.insider)
    assert list(item.communities.all()) == [people.network]


def test_second_of_two_editors_is_told_and_nothing_is_lost(people: People) -> None:
    item = make_accession()
    client = people.client("desk")
    mine = change(item, next_step="What I typed")
    sending(client, f"/accession/{item.key}/edit/", **change(item, next_step="What the other typed"))
    answer = sending(client, f"/accession/{item.key}/edit/", **mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "What I typed" in page and "What the other typed" in page
    item.refresh_from_db()
    assert item.next_step == "What the other typed"
    mine["version"] = answer.context["form"]["version"].value()
    assert sending(client, f"/accession/{item.key}/edit/", **mine).status_code == 302
    item.refresh_from_db()
    assert item.next_step == "What I typed"


# --- status ---------------------------------------------------------------------------------------------


def test_board_moves_an_item(people: People) -> None:
    item = make_accession()
    values = {"status": "requested", "version": item.version, "from": "board"}
    answer = sending(people.client("desk"), f"/accession/{item.key}/status/", **values)
    assert answer["Location"] == "/accession/"
    item.refresh_from_db()
    assert (item.status, item.status_since, item.version) == ("requested", localdate(), 2)
    event = item.events.get(kind="status")
    assert (event.old_status, event.new_status, event.by) == ("under_consideration", "requested", people.desk)


def test_move_after_somebody_elses_is_told_with_both(people: People) -> None:
    item = make_accession()
    client = people.client("desk")
    address = f"/accession/{item.key}/status/"
    sending(client, address, status="requested", version=1)
    answer = sending(client, address, status="invited", version=1)
    assert answer.status_code == 409
    page = " ".join(answer.content.decode().split())
    assert "“Request to accede made”" in page
    assert answer.context["form"]["status"].value() == "invited"
    item.refresh_from_db()
    assert item.status == "requested"
    assert sending(client, address, status="invited", version=2).status_code == 302


def test_move_to_where_it_stands_changes_nothing(people: People) -> None:
    item = make_accession()
    sending(people.client("desk"), f"/accession/{item.key}/status/", status="under_consideration", version=1)
    assert AccessionEvent.objects.filter(kind="status").count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"status": "nothing", "version": 1},
        {"status": "invited"},
        {"status": "invited", "version": "x"},
        {"status": "invited", "version": 1, "date": "2999-01-01"},
        {"status": "invited", "version": 1, "text": "TRÈS SECRET UE/EU TOP SECRET"},
    ],
)
def test_move_that_cannot_be_is_told(people: People, values: dict[str, Any]) -> None:
    item = make_accession()
    answer = sending(people.client("desk"), f"/accession/{item.key}/status/", **values)
    assert answer.status_code == 422
    item.refresh_from_db()
    assert item.status == "under_consideration"


# --- raised ---------------------------------------------------------------------------------------------


def note(**changes: Any) -> dict[str, Any]:
    """Where accession was raised."""
    values = {
        "forum": "visit", "date": "2026-02-03", "place": "Rabat", "raised_by": "FR", "text": "Well received.",
        "language": "en", "audience": "item",
    }  # fmt: skip
    return values | changes


def test_who_may_write_down_where_it_was_raised(people: People) -> None:
    item = make_accession(audience=Audience.MEMBERS)
    allowed = {
        name: people.client(name).get(f"/accession/{item.key}/raised/").status_code == 200
        for name in ("desk", "other desk", "eurojust", "magistrate", "member", "guest", "superuser")
    }
    assert allowed == {
        "desk": True, "other desk": False, "eurojust": True, "magistrate": True, "member": False, "guest": False,
        "superuser": True,
    }  # fmt: skip


def test_what_was_raised_is_kept(people: People) -> None:
    item = make_accession(audience=Audience.MEMBERS)
    answer = sending(people.client("magistrate"), f"/accession/{item.key}/raised/", **note())
    assert answer["Location"] == item.get_absolute_url()
    event = item.events.get(kind="raised")
    assert (event.forum, event.date, event.place, event.raised_by, event.by) == (
        "visit",
        datetime.date(2026, 2, 3),
        "Rabat",
        "FR",
        people.magistrate,
    )
    assert event.audience_key == item.audience_key
    assert "raised by France" in " ".join(
        people.client("member").get(item.get_absolute_url()).content.decode().split()
    )


def test_note_for_fewer_people(people: People) -> None:
    item = make_accession(audience=Audience.MEMBERS)
    values = note(audience="communities", communities=[people.network.pk], text="For the circle.")
    sending(people.client("magistrate"), f"/accession/{item.key}/raised/", **values)
    seen = {
        name: b"For the circle." in people.client(name).get(item.get_absolute_url()).content
        for name in ("desk", "insider", "member", "magistrate")
    }
    assert seen == {"desk": True, "insider": True, "member": False, "magistrate": True}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"forum": "party"}, "forum"),
        ({"date": "2999-01-01"}, "date"),
        ({"date": ""}, "date"),
        ({"raised_by": "MA"}, "raised_by"),
        ({"text": "SECRET UE/EU SECRET"}, "text"),
        ({"audience": "public"}, "audience"),
        ({"communities": ["1' OR"]}, "communities"),
    ],
)
def test_note_that_cannot_be_is_told(people: People, changes: dict[str, Any], field: str) -> None:
    item = make_accession()
    answer = sending(people.client("desk"), f"/accession/{item.key}/raised/", **note(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not item.events.filter(kind="raised").exists()


# --- following ------------------------------------------------------------------------------------------


def test_everyone_who_sees_it_may_follow_and_stop(people: People) -> None:
    item = make_accession(communities=[people.network])
    for name in ("insider", "guest inside"):
        client = people.client(name)
        for _twice in range(2):
            sending(client, f"/accession/{item.key}/follow/", follow="yes")
        assert b"Stop following" in client.get(item.get_absolute_url()).content
    assert AccessionFollower.objects.count() == 2
    sending(people.client("insider"), f"/accession/{item.key}/follow/", follow="no")
    assert [f.user for f in AccessionFollower.objects.all()] == [people.guest_inside]
    assert isinstance(people.insider, User)
