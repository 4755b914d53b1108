"""What is typed and not sent yet: kept for its writer alone, never overwritten unseen, gone when it is saved."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from events.exchanges.actions import save_event
from events.exchanges.models import Event
from events.outcomes.models import Minutes
from portal.keeping.kept import MOST, close, keep
from portal.keeping.models import KeptForm
from portal.people.models import User
from portal.visibility import Audience
from tests.events.exchanges.factory import make_event
from tests.events.outcomes.making import make_held
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser() -> User:
    return make_user("organiser", role="organiser")


def signed_in(user: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(user)
    return client


def script_of(client: Client, address: str) -> dict[str, Any]:
    """What the page tells autosave.js."""
    page = client.get(address).content.decode()
    found = re.search(r'<script id="kept-data" type="application/json">(.*?)</script>', page)
    assert found is not None
    script: dict[str, Any] = json.loads(found[1])
    return script


def send(client: Client, script: dict[str, Any], **given: Any) -> Any:
    body = {
        "writer": script["user"],
        "form": script["token"],
        "base": script["base"],
        "version": script["version"],
        **given,
    }
    return client.post("/kept/save/", json.dumps(body), content_type="application/json")


def test_words_of_an_event_are_there_again_for_their_writer_alone(organiser: User) -> None:
    event = make_event(owner=organiser, title="As it is", audience=Audience.MEMBERS)
    other = make_user("other", role="organiser")
    event.organisers.create(user=other, kind="organiser")
    address = f"/events/{event.slug}/edit/"
    client = signed_in(organiser)
    script = script_of(client, address)
    typed = {
        "title": "Half a ti",
        "starts": "not yet",
        "languages": ["fr", "de"],
        "chatham_house": "on",
        "seats": "9",
    }
    answer = send(client, script, data=typed)
    assert (answer.status_code, answer.json()) == (200, {"version": 1})
    again = client.get(address)
    page = again.content.decode()
    assert "Half a ti" in page and "not yet" in page and "Only you see it" in page
    form = again.context["form"]
    assert (form["languages"].value(), form["chatham_house"].value()) == (["de", "fr"], True)
    assert "Half a ti" not in signed_in(other).get(address).content.decode()
    assert "Half a ti" not in client.get(f"/events/{event.slug}/").content.decode()
    event.refresh_from_db()
    assert event.title == "As it is"
    thrown = client.post("/kept/forget/", {"form": script["token"], "next": address})
    assert (thrown.status_code, thrown["Location"]) == (302, address)
    assert "Half a ti" not in client.get(address).content.decode()
    assert KeptForm.objects.get().data == {}


def test_nobody_reads_or_changes_what_another_keeps(organiser: User) -> None:
    event = make_event(owner=organiser, audience=Audience.MEMBERS)
    script = script_of(signed_in(organiser), f"/events/{event.slug}/edit/")
    send(signed_in(organiser), script, data={"title": "Mine alone"})
    other = make_user("other", role="organiser")
    answer = send(signed_in(other), script, data={"title": "Taken"})
    assert (answer.status_code, answer.json()) == (401, {"error": "other_user"})
    answer = send(signed_in(other), script, data={"title": "Taken"}, writer=str(other.pk))
    assert answer.status_code == 404 and "Mine alone" not in answer.content.decode()
    assert send(Client(), script, data={"title": "Taken"}).json() == {"error": "signed_out"}
    signed_in(other).post("/kept/forget/", {"form": script["token"]})
    forged = script | {"token": script["token"][:-2] + "xx"}
    assert send(signed_in(organiser), forged, data={"title": "Taken"}).status_code == 404
    assert send(signed_in(organiser, enforce_csrf_checks=True), script, data={}).status_code == 403
    assert [kept.data for kept in KeptForm.objects.all()] == [{"title": "Mine alone"}]


def test_second_tab_is_told_and_overwrites_nothing(organiser: User) -> None:
    client = signed_in(organiser)
    first = second = script_of(client, "/events/new/")
    assert send(client, first, data={"title": "One"}).json() == {"version": 1}
    answer = send(client, second, data={"title": "Two"})
    assert (answer.status_code, answer.json()) == (
        409,
        {"error": "conflict", "version": 1, "data": {"title": "One"}},
    )
    assert send(client, second, data={"title": "One"}).status_code == 200
    assert send(client, second, data={"title": "Two"}, version=1).json() == {"version": 2}


def test_saving_ends_it_and_what_is_typed_later_in_another_tab_is_kept_anew(organiser: User) -> None:
    event = make_event(owner=organiser, title="Before", audience=Audience.MEMBERS)
    address = f"/events/{event.slug}/edit/"
    client = signed_in(organiser)
    script = script_of(client, address)
    send(client, script, data={"title": "After"})
    form = client.get(address).context["form"]
    values = {
        bound.html_name: f"{bound.value():%Y-%m-%dT%H:%M}"
        if hasattr(bound.value(), "hour")
        else bound.value()
        for bound in form
        if bound.value() not in (None, False, "", [])
    }
    assert client.post(address, values | {"editor": organiser.pk}).status_code == 302
    event.refresh_from_db()
    assert event.title == "After"
    assert (KeptForm.objects.get().is_open, script_of(client, address)["closed"]) == (False, 2)
    assert send(client, script, data={"title": "Late"}, version=1).json() == {"version": 3}
    page = client.get(address).content.decode()
    # The event has moved on since these words were begun: both are shown, and nothing is overwritten.
    assert "Late" in page and "Somebody else has changed this in the meantime" in page and "After" in page


def test_change_of_somebody_else_stands_beside_the_words_that_were_kept(organiser: User) -> None:
    event = make_event(owner=organiser, audience=Audience.MEMBERS)
    address = f"/events/{event.slug}/edit/"
    client = signed_in(organiser)
    send(client, script_of(client, address), data={"place": "My place"})
    save_event(event=event, values={"place": "Their place"}, user=make_user())
    answer = client.get(address)
    page = answer.content.decode()
    assert "My place" in page and "Their place" in page
    assert answer.context["form"]["version"].value() == Event.objects.get().version


def test_minutes_are_kept_and_end_with_saving() -> None:
    event = make_held()
    client = signed_in(event.owner)
    address = f"/events/{event.slug}/outcome/minutes/"
    script = script_of(client, address)
    send(client, script, data={"text": "What was said so far", "reach": "participants"})
    assert not Minutes.objects.exclude(text="").exists()
    assert "What was said so far" in client.get(address).content.decode()
    sent = {
        "writer": event.owner.pk,
        "version": 0,
        "language": "en",
        "reach": "organisers",
        "text": "All",
        "do": "save",
    }
    assert client.post(address, sent).status_code == 302
    page = client.get(address).content.decode()
    assert "What was said so far" not in page and "All</textarea>" in page


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ("text", 400),
        ({"title": 7}, 400),
        ({"title": ["a", 7]}, 400),
        ({f"field{n}": "" for n in range(500)}, 400),
        ({"title": "x" * 400_000}, 422),
    ],
)
def test_what_cannot_be_kept_is_refused(organiser: User, data: Any, status: int) -> None:
    client = signed_in(organiser)
    answer = send(client, script_of(client, "/events/new/"), data=data)
    assert answer.status_code == status and answer.json()["message"]
    assert not KeptForm.objects.exists()
    assert client.post("/kept/save/", "[1]", content_type="application/json").status_code == 400


def test_odd_text_is_kept_so_that_it_can_be_shown(organiser: User) -> None:
    client = signed_in(organiser)
    script = script_of(client, "/events/new/")
    assert send(client, script, data={"title": "a\x00b\ud83d", "purpose": "one\r\ntwo"}).status_code == 200
    assert KeptForm.objects.get().data["purpose"] == "one\ntwo"
    assert client.get("/events/new/").status_code == 200


def test_number_of_kept_forms_has_an_end(organiser: User) -> None:
    for number in range(MOST + 3):
        keep(user=organiser, form=f"x:{number}", data={}, base=0, version=0)
    assert KeptForm.objects.count() == MOST
    close(organiser, "x:9999")
    assert KeptForm.objects.filter(form="x:9999", is_open=False).exists()
