"""Adding and changing agreements on the site: who may, what cannot be, two editors at once, history."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from liaison.agreements.loading import load_agreements
from liaison.agreements.models import Agreement
from portal.people.enums import Role
from portal.people.models import User
from portal.reference.editors import ensure_editors
from portal.reference.enums import InstrumentFamily, InstrumentStatus
from portal.reference.loading import load_all
from portal.reference.models import Instrument
from tests.factories import Tree, make_topic, make_user
from tests.liaison.agreements.factory import make_agreement

pytestmark = pytest.mark.django_db

ADDRESS = "/agreements/eurojust-ma/edit/"


@pytest.fixture
def agreement(tree: Tree) -> Agreement:
    return make_agreement()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk(tree: Tree) -> Client:
    return signed_in(make_user("keeper", role=Role.EUROJUST_DESK))


def sent(client: Client, address: str = ADDRESS, **changes: str) -> dict[str, Any]:
    """What the form's fields hold, with some changed."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in ({**values, **changes}).items() if value not in (None, "", [])}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (role, role in (Role.EUROJUST_DESK, Role.COMMISSION))
        for role in Role
        if role != Role.LIAISON_PROSECUTOR
    ]
    + [(Role.LIAISON_PROSECUTOR, False)],
)
def test_who_may_change_an_agreement_with_eurojust(agreement: Agreement, role: str, may: bool) -> None:
    client = signed_in(make_user(role=role))
    assert client.get(ADDRESS).status_code == (200 if may else 404)
    own_body = role in (Role.EPPO, Role.EUROPOL)
    assert client.get("/agreements/add/").status_code == (200 if may or own_body else 404)


def test_bodies_keep_their_own(tree: Tree) -> None:
    make_agreement("EPPO-WA-MA", body="eppo")
    make_agreement("EUROPOL-MA", body="europol")
    eppo = signed_in(make_user(role=Role.EPPO))
    assert eppo.get("/agreements/eppo-wa-ma/edit/").status_code == 200
    assert eppo.get("/agreements/europol-ma/edit/").status_code == 404
    answer = eppo.post("/agreements/eppo-wa-ma/edit/", sent(eppo, "/agreements/eppo-wa-ma/edit/", body="eu"))
    assert answer.status_code == 422
    assert "body" in answer.context["form"].errors


def test_reference_editors_and_superusers_may(agreement: Agreement) -> None:
    assert signed_in(make_user(groups=[ensure_editors()])).get(ADDRESS).status_code == 200
    assert signed_in(make_user(is_superuser=True)).get(ADDRESS).status_code == 200


def test_guest_in_the_group_of_editors_may_not(agreement: Agreement) -> None:
    guest = make_user(role=Role.LIAISON_PROSECUTOR, groups=[ensure_editors()])
    assert signed_in(guest).get(ADDRESS).status_code == 404


def test_page_for_editors_is_asked_to_sign_in_for(agreement: Agreement, client: Client) -> None:
    assert client.get(ADDRESS).status_code == 302
    assert client.get("/agreements/nowhere/edit/").status_code == 302


def test_change_is_kept_with_its_history_and_reaches_the_instrument(
    agreement: Agreement, desk: Client
) -> None:
    changes = {
        "stage": "in_force",
        "in_force_date": "2021-02-03",
        "in_force_source": "OJ L 1, 3.1.2021",
        "in_force_as_of": "2021-02",
    }
    answer = desk.post(ADDRESS, sent(desk, **changes))
    assert (answer.status_code, answer["Location"]) == (302, "/agreements/eurojust-ma/")
    stored = Agreement.objects.get()
    assert (stored.stage, stored.in_force_on, stored.version) == ("in_force", datetime.date(2021, 2, 3), 2)
    instrument = Instrument.objects.get(pk="EUROJUST-MA")
    assert (instrument.in_force, instrument.status) == (datetime.date(2021, 2, 3), InstrumentStatus.IN_FORCE)
    page = " ".join(desk.get("/agreements/eurojust-ma/").content.decode().split())
    assert "<del>Signed</del> → <ins>In force</ins>" in page
    assert "changed by Keeper" in page
    assert "changed by Eurojust desk" in " ".join(
        Client().get("/agreements/eurojust-ma/").content.decode().split()
    )


def test_change_on_the_site_is_not_undone_by_loading(desk: Client) -> None:
    load_all()
    load_agreements()
    address = "/agreements/eurojust-ch/edit/"
    desk.post(address, sent(desk, address, note="Read again in 2026"))
    load_all()
    assert load_agreements().kept == 1
    assert Agreement.objects.get(pk="EUROJUST-CH").note == "Read again in 2026"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"signed_date": "2019-02-30"}, "signed_date"),
        ({"signed_date": "soon"}, "signed_date"),
        ({"signed_date": "2999"}, "signed_date"),
        ({"signed_date": "1066-10-14"}, "signed_date"),
        ({"signed_source": ""}, "signed_source"),
        ({"stage": "in_force"}, "stage"),
        ({"stage": "mandate"}, "stage"),
        ({"stage": "nothing"}, "stage"),
        ({"kind": "negotiating-mandate"}, "stage"),
        ({"source": ""}, "source"),
        ({"source_date": "now"}, "source_date"),
        ({"note": "RESTREINT UE/EU RESTRICTED"}, "note"),
        ({"in_force_date": "2018", "in_force_source": "x", "stage": "in_force"}, "in_force_date"),
        ({"version": "-1"}, "version"),
        ({"version": "9" * 400}, "version"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    agreement: Agreement, desk: Client, changes: dict[str, str], field: str
) -> None:
    answer = desk.post(ADDRESS, sent(desk, **changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Agreement.objects.get().version == 1


def test_second_of_two_editors_is_told_and_nothing_is_lost(agreement: Agreement, desk: Client) -> None:
    mine = sent(desk, note="What I typed")
    desk.post(ADDRESS, sent(desk, note="What the other typed"))
    answer = desk.post(ADDRESS, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "What I typed" in page and "What the other typed" in page
    assert answer.context["conflicts"] == [
        {"label": "Note", "mine": "What I typed", "theirs": "What the other typed"}
    ]
    assert Agreement.objects.get().note == "What the other typed"
    again = {**mine, "version": answer.context["form"]["version"].value()}
    assert desk.post(ADDRESS, again).status_code == 302
    stored = Agreement.objects.get()
    assert (stored.note, stored.version) == ("What I typed", 3)
    assert [change.before.get("note") for change in stored.changes.all()][:2] == ["What the other typed", ""]


NEW = {
    "title": "Working arrangement with the prosecution service",
    "body": "eppo",
    "kind": "working-arrangement",
    "countries": ["UA"],
    "stage": "signed",
    "signed_date": "2023-05-06",
    "signed_source": "https://www.example.org/arrangement",
    "source": "https://www.example.org/arrangement",
    "source_date": "2023",
    "confidence": "high",
}


def test_added_agreement_is_found_filed_and_listed(tree: Tree, desk: Client) -> None:
    make_topic("mla")
    answer = desk.post("/agreements/add/", {**NEW, "topics": ["mla"]})
    assert (answer.status_code, answer["Location"]) == (302, "/agreements/eppo-wa-ua/")
    stored = Agreement.objects.get()
    assert stored.family == InstrumentFamily.ARRANGEMENT
    assert {p.code: p.side for p in stored.parties.all()} == {"EPPO": "a", "UA": "b"}
    instrument = stored.instrument
    assert instrument.name("en") == NEW["title"]
    assert [country.code for country in instrument.countries.all()] == ["UA"]
    assert [topic.pk for topic in instrument.topics.all()] == ["mla"]
    assert instrument.is_local
    assert Client().get("/instruments/eppo-wa-ua/").status_code == 200
    assert Client().get("/agreements/?body=eppo").context["found"] == 1


def test_second_agreement_of_a_kind_gets_a_code_of_its_own(tree: Tree, desk: Client) -> None:
    desk.post("/agreements/add/", NEW)
    assert desk.post("/agreements/add/", NEW)["Location"] == "/agreements/eppo-wa-ua-2/"


def test_agreement_between_states_needs_a_member_state(tree: Tree, desk: Client) -> None:
    between = {**NEW, "body": "states", "kind": "bilateral"}
    answer = desk.post("/agreements/add/", between)
    assert "member_states" in answer.context["form"].errors
    answer = desk.post("/agreements/add/", {**between, "member_states": ["FR"]})
    assert answer["Location"] == "/agreements/fr-ua/"
    answer = desk.post("/agreements/add/", {**NEW, "member_states": ["FR"]})
    assert "member_states" in answer.context["form"].errors


@pytest.mark.parametrize("missing", ["title", "body", "kind", "countries", "stage", "source", "confidence"])
def test_nothing_is_added_where_something_is_missing(tree: Tree, desk: Client, missing: str) -> None:
    answer = desk.post("/agreements/add/", {name: value for name, value in NEW.items() if name != missing})
    assert answer.status_code == 422
    assert missing in answer.context["form"].errors
    assert not Agreement.objects.exists()
    assert not Instrument.objects.exists()
