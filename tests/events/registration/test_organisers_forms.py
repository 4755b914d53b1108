"""Forms and lists of organisers: two writers, pages that were open for long, filters that nobody can choose."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from events.registration.inviting import Invitee, invite
from events.registration.models import Invitation, Question
from events.registration.registering import register_participant
from tests.events.registration.making import make_event, organiser_of, states_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def client_of(user: Any, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def test_second_of_two_organisers_is_told_and_overwrites_no_question() -> None:
    event = make_event()
    client = client_of(organiser_of(event))
    row = Question.objects.create(event=event, text="Diet", kind="line")
    address = f"/events/{event.slug}/questions/{row.pk}/"
    said = {"text": "Diet", "kind": "line", "version": client.get(address).context["version"]}
    assert client.post(address, said | {"text": "First words", "help": "Of the first"}).status_code == 302
    answer = client.post(address, said | {"text": "Second words"})
    text = answer.content.decode()
    assert answer.status_code == 409 and "Somebody else changed this question" in text
    assert "First words" in text and "Of the first" in text and 'value="Second words"' in text
    row.refresh_from_db()
    assert (row.text, row.help) == ("First words", "Of the first")
    said["version"] = answer.context["version"]
    assert client.post(address, said | {"text": "Second words"}).status_code == 302
    row.refresh_from_db()
    assert row.text == "Second words"
    assert client.post(address, {"text": "No version", "kind": "line"}).status_code == 409


def test_words_for_a_question_that_was_removed_meanwhile_are_kept() -> None:
    event = make_event()
    client = client_of(organiser_of(event))
    row = Question.objects.create(event=event, text="Diet", kind="line")
    address = f"/events/{event.slug}/questions/{row.pk}/"
    client.post(address, {"do": "retire"})
    answer = client.post(address, {"text": "My words", "kind": "line", "version": "1"})
    assert answer.status_code == 409 and "My words" in answer.content.decode()
    assert not Question.objects.exists() and client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("invitations/", {"do": "invite", "addresses": "long@list.example"}),
        ("questions/", {"do": "add", "text": "A long question", "kind": "line"}),
        ("questions/{question}/", {"text": "A long question", "kind": "line", "version": "1"}),
        ("seats/", {"seats": "77", "shown": "x"}),
        ("registrations/", {"what": "refuse", "registration": "{ticked}", "remark": "A long remark"}),
        ("registrations/{row}/", {"email": "substitute@list.example"}),
    ],
)
def test_organisers_form_that_was_open_for_long_does_nothing_and_loses_nothing(
    part: str, said: dict[str, str]
) -> None:
    event = make_event()
    row = register_participant(event=event, user=make_user("comer"))
    question = Question.objects.create(event=event, text="Diet", kind="line")
    names = {"question": question.pk, "row": row.pk, "ticked": f"{row.pk}:{row.status}"}
    said = {name: value.format(**names) for name, value in said.items()}
    address = f"/events/{event.slug}/{part.format(**names)}"
    organiser = organiser_of(event)
    stale = client_of(organiser, enforce_csrf_checks=True).post(address, said)
    assert stale.status_code == 403
    assert set(said.items()) <= set(stale.context["fields"])
    words = [value for name, value in said.items() if name in ("addresses", "text", "remark", "email")]
    assert all(word in stale.content.decode() for word in words)
    assert f'value="{list(said.values())[-1]}"' in stale.content.decode()
    signed_out = Client().post(address, said)
    assert signed_out.status_code == 401 and set(said.items()) <= set(signed_out.context["fields"])
    elsewhere = Client().post("/events/no-such-event/invitations/", said)
    assert elsewhere.status_code == 401
    anothers = client_of(organiser).post(address, said | {"editor": "0"})
    assert anothers.status_code == 401 and "Send again" not in anothers.content.decode()
    assert not any(value in anothers.content.decode() for value in said.values() if len(value) > 5)
    assert not Invitation.objects.exists() and [one.text for one in Question.objects.all()] == ["Diet"]
    assert states_of(event) == {"comer": "confirmed"}
    event.refresh_from_db()
    assert event.seats is None
    assert client_of(make_user()).post(address, said).status_code == 404


@pytest.mark.parametrize("query", ["status=%00", "body=%00", "role=a%00b", "status=nonsense", "page=%00"])
@pytest.mark.parametrize("part", ["registrations/", "invitations/"])
def test_filter_that_cannot_be_chosen_is_left_aside(part: str, query: str) -> None:
    event = make_event()
    invite(event=event, people=[Invitee(user_id=make_user("invited").pk)], by=organiser_of(event))
    register_participant(event=event, user=make_user("comer"))
    answer = client_of(organiser_of(event)).get(f"/events/{event.slug}/{part}?{query}")
    assert answer.status_code == 200 and len(answer.context["rows"]) == 1


def test_filter_shows_what_was_chosen() -> None:
    event = make_event(seats=1)
    for name, state in (("first", "FR"), ("second", "DE")):
        register_participant(event=event, user=make_user(name, state=state))
    client = client_of(organiser_of(event))
    for query, names in (
        ("status=waiting_list", ["second"]),
        ("body=FR", ["first"]),
        ("body=FR&status=refused", []),
    ):
        rows = client.get(f"/events/{event.slug}/registrations/?{query}").context["rows"]
        assert [one["row"].user.username for one in rows] == names
