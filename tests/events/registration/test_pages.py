"""Pages of registration: what each person is shown and can do, in words that cannot be mistaken."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from events.registration.inviting import Invitee, invite
from events.registration.models import Answer, Invitation, NationalContact, Question, Quota, Registration
from events.registration.registering import register_participant
from tests.events.registration.making import make_event, organiser_of, seated, states_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def client_of(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def page(user: Any, address: str, **data: Any) -> str:
    """A page as text, white space put together; with ``data`` sent to it first."""
    client = client_of(user)
    if data:
        data = {"editor": user.pk} | data
    answer = client.post(address, data, follow=True) if data else client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def my(event: Any) -> str:
    return f"/events/{event.slug}/registration/"


# --- one's own place ------------------------------------------------------------------------------------


def test_registering_says_seat_or_waiting_list_and_never_both() -> None:
    event = make_event(seats=1)
    first, second = make_user("first"), make_user("second")
    assert "You are registered and have a seat." in page(first, my(event), do="register")
    text = page(second, my(event), do="register")
    assert "Waiting list: you have no seat" in text and "have a seat." not in text
    text = page(first, my(event), do="withdraw")
    assert "Withdrawn: you have no seat" in text
    assert "Confirmed: you have a seat" in page(second, my(event))
    assert seated(event) == ["second"]


def test_who_asks_where_approval_is_needed_has_no_seat_yet() -> None:
    event = make_event(seats=5, approval="organiser")
    user = make_user("asker")
    text = page(user, my(event), do="register")
    assert "Not confirmed: you have no seat yet" in text
    organiser = organiser_of(event)
    row = Registration.objects.get()
    list_page = f"/events/{event.slug}/registrations/"
    text = page(organiser, list_page, what="approve", registration=f"{row.pk}:awaiting")
    assert "1 person now has a seat." in text
    assert "Confirmed: you have a seat" in page(user, my(event))
    text = page(organiser, list_page, what="approve", registration=f"{row.pk}:awaiting")
    assert "1 registration was left as it is" in text


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("announced", "Registration is not open now."),
        ("closed", "Registration is not open now."),
        ("cancelled", "The event is cancelled"),
    ],
)
def test_nobody_registers_while_it_is_not_open(status, expected) -> None:
    event = make_event(status=status)
    user = make_user("late")
    assert expected in page(user, my(event))
    page(user, my(event), do="register")
    assert Registration.objects.count() == 0


def test_a_guest_registers_only_when_invited() -> None:
    event = make_event(audience="public")
    guest = make_user("guest", role="liaison_prosecutor")
    assert "only when you are invited" in page(guest, my(event))
    page(guest, my(event), do="register")
    assert Registration.objects.count() == 0
    invite(event=event, people=[Invitee(user_id=guest.pk)], by=organiser_of(event))
    assert "You are invited, but not registered yet" in page(guest, my(event))
    assert "have a seat" in page(guest, my(event), do="register")


def test_anonymous_readers_of_a_public_event_are_asked_to_sign_in() -> None:
    event = make_event(audience="public")
    answer = Client().get(my(event))
    assert answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
    hidden = Client().get(my(make_event()))
    assert hidden.status_code == 302 == Client().get("/events/nothing-here/registration/").status_code


def test_answers_are_checked_kept_and_shown_to_organisers_only() -> None:
    event = make_event()
    diet = Question.objects.create(event=event, text="Diet", kind="line", is_required=True)
    days = Question.objects.create(event=event, text="Days", kind="choices", choices=["Monday", "Tuesday"])
    dinner = Question.objects.create(event=event, text="Dinner", kind="yes_no")
    user = make_user("eater")
    client = client_of(user)
    answer = client.post(my(event), {"do": "register", "editor": user.pk})
    assert answer.status_code == 422 and Registration.objects.count() == 0
    said = {
        "do": "register",
        "editor": user.pk,
        f"question-{diet.pk}": "No nuts",
        f"question-{days.pk}": ["Monday"],
        f"question-{dinner.pk}": "no",
    }
    assert client.post(my(event), said | {f"question-{days.pk}": ["Friday"]}).status_code == 422
    marked = said | {f"question-{diet.pk}": "RESTREINT UE/EU RESTRICTED"}
    assert client.post(my(event), marked).status_code == 422
    assert client.post(my(event), said).status_code == 302
    assert dict(Answer.objects.values_list("question__text", "value")) == {
        "Diet": "No nuts",
        "Days": ["Monday"],
        "Dinner": False,
    }
    row = Registration.objects.get()
    text = page(organiser_of(event), f"/events/{event.slug}/registrations/{row.pk}/")
    assert "No nuts" in text and "Monday" in text
    assert client.post(my(event), said | {"do": "answers", f"question-{dinner.pk}": ""}).status_code == 302
    assert Answer.objects.count() == 2
    participant = make_user("other")
    register_participant(event=event, user=participant)
    assert "No nuts" not in page(participant, f"/events/{event.slug}/participants/")
    assert client_of(participant).get(f"/events/{event.slug}/registrations/{row.pk}/").status_code == 404


def test_a_form_that_was_open_for_long_does_nothing_and_loses_nothing() -> None:
    event = make_event()
    question = Question.objects.create(event=event, text="Wishes", kind="text")
    user = make_user("slow")
    said = {"do": "register", "editor": user.pk, f"question-{question.pk}": "A long wish"}
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    answer = client.post(my(event), said)
    assert answer.status_code == 422 and "A long wish" in answer.content.decode()
    answer = client_of(user).post(my(event), said | {"editor": 0})
    assert answer.status_code == 403 and "A long wish" not in answer.content.decode()
    assert Registration.objects.count() == 0


def test_nobody_withdraws_after_the_event_has_begun_but_by_the_organisers() -> None:
    event = make_event()
    user = make_user("late")
    row = register_participant(event=event, user=user)
    event.starts = event.created_at
    event.save()
    assert "Confirmed: you have a seat" in page(user, my(event), do="withdraw")
    page(
        organiser_of(event),
        f"/events/{event.slug}/registrations/",
        what="withdraw",
        registration=f"{row.pk}:confirmed",
    )
    assert states_of(event) == {"late": "withdrawn"}


def test_declining_and_changing_ones_mind() -> None:
    event = make_event(audience="communities", tlp="AMBER")
    user = make_user("invited")
    invite(event=event, people=[Invitee(user_id=user.pk)], by=organiser_of(event))
    assert "You declined" in page(user, my(event), do="decline")
    assert "have a seat" in page(user, my(event), do="register")
    assert Invitation.objects.get().status == "accepted"


def test_the_link_of_a_mail_leads_to_the_event_for_those_who_see_it_only() -> None:
    event = make_event(audience="communities", tlp="AMBER")
    user, other = make_user("invited"), make_user("other")
    invite(event=event, people=[Invitee(user_id=user.pk)], by=organiser_of(event))
    assert client_of(user).get(f"/events/to/{event.pk}/")["Location"] == my(event)
    assert client_of(other).get(f"/events/to/{event.pk}/").status_code == 404
    assert Client().get(f"/events/to/{event.pk}/").status_code == 302
    assert Client().get("/events/to/987654/").status_code == 302


# --- participants ---------------------------------------------------------------------------------------


def test_participants_are_seen_by_participants_and_organisers_only() -> None:
    event = make_event(seats=1)
    seat, waits, member = make_user("seat", state="FR"), make_user("waits"), make_user("member")
    register_participant(event=event, user=seat)
    register_participant(event=event, user=waits)
    address = f"/events/{event.slug}/participants/"
    for user in (seat, organiser_of(event)):
        text = page(user, address)
        assert "Seat" in text and "France" in text and "Waits" not in text and "seat@example.org" not in text
    for user in (waits, member, None):
        assert client_of(user).get(address).status_code == 404


# --- organisers -----------------------------------------------------------------------------------------


ORGANISERS_PAGES = (
    "registrations/",
    "seats/",
    "questions/",
    "invitations/",
    "invitations/people/",
    "invitations/import/",
)


@pytest.mark.parametrize("part", ORGANISERS_PAGES)
def test_pages_of_organisers_are_for_organisers(part) -> None:
    event = make_event()
    participant = make_user("participant")
    register_participant(event=event, user=participant)
    address = f"/events/{event.slug}/{part}"
    assert client_of(organiser_of(event)).get(address).status_code == 200
    for user in (participant, make_user("creator", role="organiser"), None):
        assert client_of(user).get(address).status_code == 404
        assert client_of(user).post(address, {"do": "x"}).status_code == (404 if user else 401)


def test_seats_and_quotas_are_saved_and_given_at_once() -> None:
    event = make_event(seats=1)
    for number in range(3):
        register_participant(event=event, user=make_user(f"fr{number}", state="FR"))
    organiser = organiser_of(event)
    client, address = client_of(organiser), f"/events/{event.slug}/seats/"
    shown = client.get(address).context["total"]["shown"].value()
    said = {
        "seats": "5",
        "shown": shown,
        "quota-TOTAL_FORMS": "2",
        "quota-INITIAL_FORMS": "0",
        "quota-0-body": "FR",
        "quota-0-seats": "2",
        "quota-1-body": "",
    }
    assert client.post(address, said | {"quota-0-seats": "many"}).status_code == 422
    assert client.post(address, said | {"quota-0-body": ""}).status_code == 422
    twice = {"quota-1-body": "FR", "quota-1-seats": "3"}
    assert client.post(address, said | twice).status_code == 422
    assert Quota.objects.count() == 0
    assert client.post(address, said).status_code == 302
    assert seated(event) == ["fr0", "fr1"]
    answer = client.post(address, said | {"seats": "0"})
    assert answer.status_code == 409 and "Somebody else changed the seats" in answer.content.decode()
    event.refresh_from_db()
    assert event.seats == 5


def test_national_contacts_approve_their_own_state_only() -> None:
    event = make_event(approval="national")
    french, german = make_user("french", state="FR"), make_user("german", state="DE")
    contact = make_user("contact", role="ejn_contact_point", state="FR")
    named = make_user("named", state="DE")
    NationalContact.objects.create(event=event, state="DE", user=named)
    mail.outbox.clear()
    for user in (french, german):
        register_participant(event=event, user=user)
    assert "1 registration waits for your approval" in page(contact, "/my/")
    assert "for your approval" not in page(french, "/my/")
    text = page(contact, "/events/approvals/")
    assert "French" in text and "German" not in text
    rows = {row.user.username: row for row in Registration.objects.select_related("user")}
    page(contact, "/events/approvals/", what="approve", registration=rows["german"].pk)
    assert states_of(event) == {"french": "awaiting", "german": "awaiting"}
    page(contact, "/events/approvals/", what="approve", registration=rows["french"].pk)
    text = page(named, "/events/approvals/", what="refuse", registration=rows["german"].pk, remark="No need")
    assert "1 person was refused." in text
    assert states_of(event) == {"french": "confirmed", "german": "refused"}
    assert "No need" in page(german, my(event))
    assert "Nothing waits for you" in page(make_user("nobody"), "/events/approvals/")


def test_attendance_is_noted_from_the_day_of_the_event_of_those_with_a_seat() -> None:
    event = make_event(seats=1)
    users = [make_user("seat"), make_user("waits")]
    rows = [register_participant(event=event, user=user) for user in users]
    organiser, address = organiser_of(event), f"/events/{event.slug}/registrations/"
    ticked = [f"{row.pk}:{row.status}" for row in rows]
    page(organiser, address, what="present", registration=ticked)
    assert set(Registration.objects.values_list("attendance", flat=True)) == {""}
    event.starts -= datetime.timedelta(days=30)
    event.ends -= datetime.timedelta(days=30)
    event.save()
    page(organiser, address, what="present", registration=ticked)
    assert dict(Registration.objects.values_list("user__username", "attendance")) == {
        "seat": "present",
        "waits": "",
    }


def test_questions_are_added_moved_and_kept_once_answered() -> None:
    event = make_event()
    organiser, address = organiser_of(event), f"/events/{event.slug}/questions/"
    client = client_of(organiser)
    said = {"do": "add", "text": "Diet", "kind": "line"}
    assert client.post(address, said | {"kind": "choice"}).status_code == 422
    assert client.post(address, said).status_code == 302
    client.post(address, said | {"text": "Days", "kind": "choices", "lines": "Monday\nTuesday"})
    diet, days = Question.objects.all()
    client.post(address, {"do": "up", "question": days.pk})
    assert list(event.questions.values_list("text", flat=True)) == ["Days", "Diet"]
    register_participant(event=event, user=make_user("eater"), answers={diet.pk: "Nuts", days.pk: ["Monday"]})
    one = f"{address}{days.pk}/"
    assert client.post(one, {"text": "Days", "kind": "choices", "lines": "Friday\nSunday"}).status_code == 422
    client.post(one, {"do": "retire"})
    client.post(f"{address}{diet.pk}/", {"do": "retire"})
    assert Question.objects.filter(is_retired=True).count() == 2 and Answer.objects.count() == 2
    assert "Diet" not in page(make_user("next"), my(event))


# --- numbers of queries ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part", ["registrations/", "invitations/", "participants/", "invitations/people/?roles=prosecutor"]
)
def test_lists_take_as_many_queries_for_thirty_as_for_one(part, django_assert_max_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    event = make_event()
    organiser = organiser_of(event)
    numbers = []
    for count in (1, 29):
        for _number in range(count):
            user = make_user(state="FR")
            invite(event=event, people=[Invitee(user_id=user.pk)], by=organiser)
            register_participant(event=event, user=user)
            make_user(state="DE")
        client = client_of(organiser)
        client.get(f"/events/{event.slug}/{part}")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(f"/events/{event.slug}/{part}").status_code == 200
        numbers.append(len(found))
    assert numbers[0] == numbers[1] and numbers[0] <= 30
