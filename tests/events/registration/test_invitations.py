"""Inviting: bound to a person, each once, by role and Member State, by address, by table; warnings; mails."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.locmem import EmailBackend

from events.exchanges.access import may_see
from events.exchanges.models import Event
from events.exchanges.signals import event_changed
from events.registration.importing import write_list
from events.registration.inviting import Invitee, bind_invitations, invite, revoke
from events.registration.models import Invitation, InvitationImport, Notice, Registration
from events.registration.notices import send_waiting
from events.registration.occupancy import missing_roles
from events.registration.registering import register_participant
from liaison.assessments.bodies import MEMBER_STATES
from tests.events.registration.making import make_event, organiser_of
from tests.events.registration.test_pages import client_of, page
from tests.factories import fresh, make_country, make_user

pytestmark = pytest.mark.django_db


def narrow_event(**fields: Any) -> Event:
    return make_event(audience="communities", tlp="AMBER", **fields)


def by_address(event: Event, *emails: str) -> list[Invitation]:
    return invite(event=event, people=[Invitee(email=email) for email in emails], by=organiser_of(event))


# --- bound to a person ----------------------------------------------------------------------------------


def test_an_invitation_to_an_address_waits_for_whoever_confirms_it_and_stays_with_them() -> None:
    event = narrow_event()
    by_address(event, "late@example.org")
    user = make_user("late")
    assert may_see(fresh(user), event)
    address = EmailAddress.objects.get(user=user)
    address.email = "elsewhere@example.org"
    address.save()
    other = make_user("other")
    EmailAddress.objects.create(user=other, email="late@example.org", verified=True)
    assert may_see(fresh(user), event) and not may_see(fresh(other), event)


def test_an_address_that_is_not_confirmed_brings_nothing() -> None:
    event = narrow_event()
    user = make_user("late")
    EmailAddress.objects.filter(user=user).update(verified=False)
    by_address(event, "late@example.org")
    assert not may_see(fresh(user), event)
    EmailAddress.objects.filter(user=user).update(verified=True)
    client_of(user)  # signs in
    bind_invitations(user)
    assert may_see(fresh(user), event)


def test_one_person_is_invited_once_by_account_and_by_any_address() -> None:
    event = make_event()
    user = make_user("twice")
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)
    people = [
        Invitee(user_id=user.pk),
        Invitee(email="twice@example.org"),
        Invitee(email="second@example.org"),
    ]
    for _round in range(2):
        invite(event=event, people=people, by=organiser_of(event))
    assert Invitation.objects.count() == 1
    by_address(event, "third@example.org")
    EmailAddress.objects.create(user=user, email="third@example.org", verified=True)
    assert list(Invitation.objects.values_list("status", flat=True)) == ["open", "revoked"]


def test_taking_back_closes_the_event_to_the_person_unless_they_are_registered() -> None:
    event = narrow_event()
    gone, stays = make_user("gone"), make_user("stays")
    invite(event=event, people=[Invitee(user_id=gone.pk), Invitee(user_id=stays.pk)], by=organiser_of(event))
    register_participant(event=event, user=fresh(stays))
    ids = list(Invitation.objects.values_list("pk", flat=True))
    revoked, kept = revoke(event=event, ids=ids, by=organiser_of(event))
    assert [row.user for row in revoked] == [gone] and [row.user for row in kept] == [stays]
    assert not may_see(fresh(gone), event) and may_see(fresh(stays), event)
    assert len(by_address(event, "gone@example.org")) == 1


def test_invitations_of_a_draft_are_sent_when_it_is_announced(django_capture_on_commit_callbacks) -> None:
    event = make_event(status="draft")
    user = make_user("invited")
    with django_capture_on_commit_callbacks(execute=True):
        invite(event=event, people=[Invitee(user_id=user.pk)], by=organiser_of(event))
    assert mail.outbox == [] and not may_see(fresh(user), event)
    event.status = "announced"
    event.refresh_keys()
    event.save()
    with django_capture_on_commit_callbacks(execute=True):
        event_changed.send(Event, event=event, changes={"status": ("draft", "announced")})
    assert [message.to for message in mail.outbox] == [["invited@example.org"]]
    assert event.title not in mail.outbox[0].body + mail.outbox[0].subject
    assert send_waiting() == 0


def test_a_mail_that_fails_is_tried_again_and_the_others_go_out(monkeypatch) -> None:
    event = make_event()
    by_address(event, "bad@example.org", "good@example.org")
    send = EmailBackend.send_messages

    def fails(self: Any, messages: Any) -> int:
        if messages[0].to == ["bad@example.org"]:
            raise ConnectionRefusedError
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", fails)
    assert send_waiting() == 1
    assert dict(Notice.objects.values_list("invitation__email", "state")) == {
        "bad@example.org": "waiting",
        "good@example.org": "sent",
    }
    monkeypatch.undo()
    Notice.objects.filter(state="waiting").update(next_try_at=event.created_at)
    assert send_waiting() == 1
    assert [message.to[0] for message in mail.outbox] == ["good@example.org", "bad@example.org"]


# --- by role and Member State, by address ---------------------------------------------------------------


def test_people_are_found_by_role_and_delegation_and_the_missing_are_named() -> None:
    event = make_event()
    organiser = organiser_of(event)
    ca = make_user("french_ca", role="central_authority", state="FR")
    make_user("german", role="prosecutor", state="DE")
    make_user("gone", role="central_authority", state="DE", is_active=False)
    address = f"/events/{event.slug}/invitations/people/"
    text = page(organiser, address + "?roles=central_authority&bodies=FR&bodies=DE")
    assert "French_Ca" in text and "Gone" not in text and ">German" not in text
    assert "Central authority: nobody from Germany" in text
    text = page(organiser, address, person=[ca.pk])
    assert "1 person was invited." in text
    assert "Prosecutor: nobody from France" in text and "Central authority: nobody" not in text
    text = page(organiser, address + "?roles=central_authority&bodies=FR&bodies=DE")
    assert "is invited already" in text and "Central authority: nobody from Germany" in text


def test_addresses_are_invited_or_refused_together() -> None:
    event = make_event()
    client = client_of(organiser_of(event))
    address = f"/events/{event.slug}/invitations/"
    answer = client.post(address, {"do": "invite", "addresses": "a@example.org\nnobody\n"})
    assert answer.status_code == 422 and "No e-mail address: nobody" in answer.content.decode()
    said = "Ann <A@example.org>\nb@example.org,\na@example.org"
    client.post(address, {"do": "invite", "addresses": said, "role": "prosecutor", "body": "FR"})
    assert list(Invitation.objects.order_by("pk").values_list("email", "name", "role", "body")) == [
        ("a@example.org", "Ann", "prosecutor", "FR"),
        ("b@example.org", "", "prosecutor", "FR"),
    ]
    assert missing_roles(event)[0] == ("Central authority", ["France"])


def test_missing_roles_of_all_member_states_are_counted_and_invited_in_one_step() -> None:
    event = make_event()
    people = [
        Invitee(email=f"{code.lower()}@list.example", body=code, role="prosecutor") for code in MEMBER_STATES
    ]
    authority = make_user("authority", state="AT", role="central_authority")
    invite(event=event, people=[*people, Invitee(user_id=authority.pk)], by=organiser_of(event))
    waiting = make_user("waiting", state="BE", role="central_authority", last_name="Waiting")
    make_user("judge", state="BE", role="investigative_judge", last_name="Judge")
    text = page(organiser_of(event), f"/events/{event.slug}/invitations/")
    assert "nobody from 26 of the 27 Member States that are invited" in text
    assert "nobody from any of the 27 Member States that are invited" in text
    link = re.search(r'href="([^"]*roles=central_authority[^"]*)"', text)
    assert link is not None
    offered = page(organiser_of(event), html.unescape(link[1]).partition("#")[0])
    assert f'name="person" value="{waiting.pk}"' in offered and "Judge" not in offered
    assert f'value="{authority.pk}"' not in offered


def test_organisers_are_told_that_invited_guests_stay_outside() -> None:
    event = make_event()
    guest = make_user("guest", role="liaison_prosecutor")
    invite(event=event, people=[Invitee(user_id=guest.pk)], by=organiser_of(event))
    said = "officials of third countries do not see this event"
    address = f"/events/{event.slug}/invitations/"
    assert said in page(organiser_of(event), address) and not may_see(fresh(guest), event)
    event.admits_guests = True
    event.refresh_keys()
    event.save()
    assert said not in page(organiser_of(event), address) and may_see(fresh(guest), event)


# --- by table -------------------------------------------------------------------------------------------


def sent(event: Event, text: str | bytes, name: str = "people.csv") -> InvitationImport:
    data = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile(name, data)
    client = client_of(organiser_of(event))
    answer = client.post(f"/events/{event.slug}/invitations/import/", {"file": file})
    assert answer.status_code == 302
    return InvitationImport.objects.latest("pk")


@pytest.fixture
def event(django_capture_on_commit_callbacks, monkeypatch) -> Event:
    """An event; what waits for a commit is done at once."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda action, **_kwargs: action())
    make_country("FR")
    return make_event()


def test_a_table_of_five_thousand_is_invited_whole(event, monkeypatch) -> None:
    rows = "".join(f"person{n}@example.org,Person {n},prosecutor,FR\n" for n in range(5000))
    given = sent(event, "email,name,role,delegation\n" + rows)
    assert (given.state, given.rows, given.new) == ("previewed", 5000, 5000)
    address = f"/events/{event.slug}/invitations/import/{given.pk}/"
    organiser = organiser_of(event)
    text = page(organiser, address)
    assert "person0@example.org" in text and "Invite 5000 people" in text and "France (5000)" in text
    monkeypatch.setattr("events.registration.seating.send_soon", lambda ids: None)
    page(organiser, address, do="confirm", shown=given.shown)
    assert Invitation.objects.count() == 5000 == Notice.objects.filter(kind="invited").count()
    page(organiser, address, do="confirm", shown=given.shown)
    assert Invitation.objects.count() == 5000
    given = sent(event, "email,name,role,delegation\n" + rows)
    assert (given.new, given.already) == (0, 5000)


EVERY_FAULT = (("name", "formula"), ("email", "address"), ("role", "role"), ("delegation", "delegation"))


def test_one_bad_row_refuses_the_table_and_every_fault_is_told(event) -> None:
    given = sent(
        event,
        "email;name;role;delegation\n"
        "good@example.org;Good;Prosecutor;fr\n"
        "GOOD@example.org;Again;;\n"
        "not an address;;;\n"
        ";Nobody;;\n"
        "f@example.org;=HYPERLINK(1);;\n"
        "r@example.org;;boss;\n"
        "d@example.org;;;XX\n"
        "m@example.org;SECRET UE/EU SECRET;;\n"
        "broken;=1+1;boss;XX\n",
    )
    assert given.state == "rejected"
    found = [(row, column, code) for row, column, code, _values, _level in given.findings]
    assert found == [
        (3, "email", "twice"),
        (4, "email", "address"),
        (5, "email", "empty"),
        (6, "name", "formula"),
        (7, "role", "role"),
        (8, "delegation", "delegation"),
        (9, "name", "marking"),
        *((10, column, code) for column, code in EVERY_FAULT),
    ]
    text = page(organiser_of(event), f"/events/{event.slug}/invitations/import/{given.pk}/")
    assert "nobody was invited" in text and "stands in row 2 already" in text
    assert Invitation.objects.count() == 0 and Registration.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.csv", "email,name\n", "empty_file"),
        ("a.csv", "address,name\nx@example.org,X\n", "delimiter"),
        ("a.csv", b"email,name\nx\x00y,z\n", "encoding"),
        ("a.xlsx", b"PK\x03\x04 broken", "unreadable"),
        ("a.csv", "email,name,fee\na@example.org,A,1\n", "unknown_column"),
        ("a.csv", "email,name\n" + "".join(f"p{n}@example.org,\n" for n in range(5001)), "too_many"),
    ],
)
def test_a_table_that_is_none_is_refused(event, name, data, code) -> None:
    given = sent(event, data, name)
    assert given.state == "rejected" and code in [found[2] for found in given.findings]


def test_a_table_confirmed_after_somebody_else_invited_is_shown_again(event) -> None:
    given = sent(event, "email,name\na@example.org,A\nb@example.org,B\n")
    by_address(event, "a@example.org")
    InvitationImport.objects.update(state="writing")
    assert write_list(import_id=given.pk, by=organiser_of(event)).state == "previewed"
    given.refresh_from_db()
    assert given.moved and given.new == 1 and Invitation.objects.count() == 1


def test_nothing_is_invited_where_writing_fails(event, monkeypatch) -> None:
    given = sent(event, "email,name\na@example.org,A\nb@example.org,B\n")
    monkeypatch.setattr(Notice.objects, "bulk_create", lambda *_args, **_kwargs: 1 / 0)
    client = client_of(organiser_of(event))
    client.post(
        f"/events/{event.slug}/invitations/import/{given.pk}/", {"do": "confirm", "shown": given.shown}
    )
    given.refresh_from_db()
    assert given.state == "failed" and Invitation.objects.count() == 0


def test_tables_of_another_event_are_not_there(event) -> None:
    given = sent(event, "email,name\na@example.org,A\n")
    other = make_event(organiser=organiser_of(event))
    answer = client_of(organiser_of(event)).get(f"/events/{other.slug}/invitations/import/{given.pk}/")
    assert answer.status_code == 404
