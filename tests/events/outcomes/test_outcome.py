"""Minutes, conclusions and action points: who reads and writes them; two writers; words that are never lost."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.exchanges.enums import Status
from events.exchanges.models import Event
from events.outcomes.access import may_read, may_write
from events.outcomes.enums import Reach
from events.outcomes.models import ActionPoint, Conclusion, Minutes, OutcomeChange
from events.outcomes.reading import outcome_for
from events.outcomes.writing import save_minutes
from portal.visibility import Audience
from tests.events.outcomes.making import (
    client_of,
    make_conclusion,
    make_held,
    make_point,
    sent,
    speak,
    take_part,
)
from tests.factories import fresh, make_user

pytestmark = pytest.mark.django_db


def test_conclusion_and_action_are_read_by_whom_they_name_and_by_nobody_else() -> None:
    event = make_held(audience=Audience.PUBLIC)
    participant, speaker, outsider = take_part(event), speak(event), make_user()
    inside = {
        Reach.ORGANISERS: {event.owner},
        Reach.SPEAKERS: {event.owner, speaker},
        Reach.PARTICIPANTS: {event.owner, speaker, participant},
        Reach.AUDIENCE: {event.owner, speaker, participant, outsider, None},
    }
    for reach in Reach:
        make_conclusion(event, title=f"Conclusion-{reach.value}", reach=reach)
        make_point(event, text=f"Point-{reach.value}", reach=reach, office="An office")
    for user in (event.owner, speaker, participant, outsider, None):
        read = {reach.value for reach, people in inside.items() if user in people}
        found = outcome_for(fresh(user), event)
        assert {one.reach for one in found.conclusions} == read
        assert {one.reach for one in found.points} == read
        page = client_of(user).get(f"/events/{event.slug}/outcome/").content.decode()
        for reach in Reach.values:
            assert (f"Conclusion-{reach}" in page) == (reach in read), (user, reach)
            assert (f"Point-{reach}" in page) == (reach in read), (user, reach)
        on_event = client_of(user).get(f"/events/{event.slug}/").content.decode()
        assert {reach for reach in Reach.values if f"Conclusion-{reach}" in on_event} == read


def test_action_names_the_conclusion_it_follows_from_to_those_who_may_read_that() -> None:
    event = make_held(audience=Audience.PUBLIC)
    participant, owner = take_part(event), take_part(event)
    hidden = make_conclusion(event, title="Hidden conclusion", reach=Reach.ORGANISERS)
    shown = make_conclusion(event, title="Shown conclusion", reach=Reach.PARTICIPANTS)
    make_point(event, text="First", reach=Reach.AUDIENCE, conclusion=hidden, owner=owner)
    make_point(event, text="Second", reach=Reach.AUDIENCE, conclusion=shown)
    for user, titles in (
        (event.owner, {hidden.title, shown.title}),
        (participant, {shown.title}),
        (owner, {shown.title}),
        (None, set()),
    ):
        page = client_of(user).get(f"/events/{event.slug}/outcome/").content.decode()
        assert "First" in page and "Second" in page
        actions = page.partition('id="actions"')[2]
        assert titles == {one.title for one in (hidden, shown) if one.title in actions}
        assert titles == {one.title for one in (hidden, shown) if one.title in page}
    point = event.points.get(text="First")
    report = client_of(owner).get(f"/events/{event.slug}/outcome/actions/{point.pk}/report/")
    assert report.status_code == 200 and hidden.title not in report.content.decode()
    assert hidden.title not in client_of(owner).get("/my/").content.decode()


def test_outcome_of_a_hidden_event_is_hidden_whatever_it_names() -> None:
    event = make_held(audience=Audience.COMMUNITIES)
    conclusion = make_conclusion(event, reach=Reach.AUDIENCE)
    point = make_point(event, reach=Reach.AUDIENCE, owner=make_user())
    for user in (make_user(), point.owner, None):
        assert not may_read(fresh(user), conclusion)
        assert not may_read(fresh(user), point)
        assert client_of(user).get(f"/events/{event.slug}/outcome/").status_code == 404
    assert client_of(point.owner).get("/my/").context["sections"] == []


def test_page_is_missing_where_there_is_nothing_to_read() -> None:
    event = make_held(audience=Audience.PUBLIC)
    make_conclusion(event, reach=Reach.ORGANISERS)
    assert client_of(make_user()).get(f"/events/{event.slug}/outcome/").status_code == 404
    assert client_of(event.owner).get(f"/events/{event.slug}/outcome/").status_code == 200


def test_minutes_are_the_organisers_until_they_are_shared() -> None:
    event = make_held()
    participant = take_part(event)
    organiser = client_of(event.owner)
    path = f"/events/{event.slug}/outcome/minutes/"
    organiser.post(path, sent(event.owner, text="Who does what", do="save"))
    minutes = Minutes.objects.get()
    assert (minutes.text, minutes.version, minutes.is_shared) == ("Who does what", 1, False)
    assert not may_read(participant, minutes)
    assert (
        organiser.post(path, sent(event.owner, text="Who does what", version="1", do="share")).status_code
        == 302
    )
    shared = Minutes.objects.get()
    assert shared.is_shared and may_read(participant, shared)
    page = client_of(participant).get(f"/events/{event.slug}/outcome/").content.decode()
    assert "Who does what" in page and "Change the minutes" not in page
    organiser.post(path, sent(event.owner, text="Who does what", version="2", do="withhold"))
    assert not may_read(participant, Minutes.objects.get())
    assert [change.after["shared"] for change in OutcomeChange.objects.order_by("pk")] == [False, True, False]


def test_two_who_write_minutes_at_once_lose_nothing() -> None:
    event = make_held()
    path = f"/events/{event.slug}/outcome/minutes/"
    save_minutes(
        event=event,
        values={"text": "Theirs", "language": "en", "reach": "participants"},
        version=0,
        by=fresh(event.owner),
    )
    client = client_of(event.owner)
    answer = client.post(path, sent(event.owner, text="Mine", do="save"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Theirs" in page and ">\nMine</textarea>" in page
    assert Minutes.objects.get().text == "Theirs"
    client.post(path, sent(event.owner, text="Theirs and mine", version="1", do="save"))
    assert Minutes.objects.get().text == "Theirs and mine"
    history = client.get(f"/events/{event.slug}/outcome/history/").content.decode()
    assert "Theirs" in history


def test_words_come_back_where_the_session_has_ended_or_the_page_is_stale() -> None:
    event = make_held()
    path = f"/events/{event.slug}/outcome/minutes/"
    words = sent(event.owner, text="A long afternoon’s words", do="save")
    answer = Client().post(path, words)
    assert answer.status_code == 401
    assert answer.content.decode().count("A long afternoon’s words") == 2
    assert "account" in answer.content.decode()
    stale = Client(enforce_csrf_checks=True)
    stale.force_login(event.owner)
    answer = stale.post(path, words)
    assert answer.status_code == 403
    assert "A long afternoon’s words" in answer.content.decode()
    other = client_of(make_user()).post(path, words)
    assert other.status_code == 401
    assert not Minutes.objects.exists()


@pytest.mark.parametrize("page", ["minutes", "conclusions/new", "actions/new", "history"])
def test_nobody_but_organisers_writes(page: str) -> None:
    event = make_held(audience=Audience.PUBLIC)
    for user in (take_part(event), speak(event), make_user()):
        assert client_of(user).get(f"/events/{event.slug}/outcome/{page}/").status_code == 404
        answer = client_of(user).post(
            f"/events/{event.slug}/outcome/{page}/", sent(user, text="x", title="x")
        )
        assert answer.status_code in (404, 405)
    assert not Conclusion.objects.exists() and not ActionPoint.objects.exists()
    assert client_of(event.owner).get(f"/events/{event.slug}/outcome/{page}/").status_code == 200


def test_nothing_is_written_of_a_draft_or_a_cancelled_event() -> None:
    for status in (Status.DRAFT, Status.CANCELLED):
        event = make_held(status=status, in_days=3)
        assert not may_write(fresh(event.owner), event)
        assert client_of(event.owner).get(f"/events/{event.slug}/outcome/minutes/").status_code == 404


def test_conclusion_is_added_changed_and_removed_with_its_history() -> None:
    event = make_held()
    client = client_of(event.owner)
    path = f"/events/{event.slug}/outcome/conclusions/"
    client.post(path + "new/", sent(event.owner, title="First", text="Words"))
    conclusion = Conclusion.objects.get()
    client.post(path + f"{conclusion.pk}/", sent(event.owner, title="Second", text="Words", version="1"))
    answer = client.post(path + f"{conclusion.pk}/", sent(event.owner, title="Third", text="", version="1"))
    assert answer.status_code == 409 and "Second" in answer.content.decode()
    assert client.get(path + f"{conclusion.pk}/remove/").status_code == 200
    client.post(path + f"{conclusion.pk}/remove/")
    assert not Conclusion.objects.exists()
    changes = list(OutcomeChange.objects.order_by("pk"))
    assert [bool(one.before) for one in changes] == [False, True, True]
    assert [one.after.get("title") for one in changes] == ["First", "Second", None]
    assert client.post(path + f"{conclusion.pk}/remove/").status_code == 404


def test_next_conclusion_starts_with_the_readers_of_the_last_one() -> None:
    event = make_held()
    client = client_of(event.owner)
    path = f"/events/{event.slug}/outcome/conclusions/new/"
    assert client.get(path).context["form"]["reach"].value() == "organisers"
    make_conclusion(event, reach=Reach.AUDIENCE, language="fr")
    form = client.get(path).context["form"]
    assert (form["reach"].value(), form["language"].value()) == ("audience", "fr")


@pytest.mark.parametrize(
    "text",
    [
        "Anna Kowalska said it takes weeks",
        "KOWALSKA, Anna asked for more",
        "as Ms Kowalska remarked",
        "Prof. Brenner agreed",
        "Jörg Brenner agreed",
    ],
)
def test_chatham_house_refuses_names_of_people_of_the_event_at_the_field(text: str) -> None:
    event = make_held(chatham_house=True)
    take_part(event, make_user(last_name="Kowalska", state="PL"))
    from portal.people.models import User

    User.objects.filter(last_name="Kowalska").update(first_name="Anna")
    speak(event)
    event.speakers.update(name="Jörg Brenner")
    client = client_of(event.owner)
    for page, field in (("minutes", "text"), ("conclusions/new", "text"), ("conclusions/new", "title")):
        values = sent(event.owner, **{"title": "In one line", "text": "Words", field: text})
        answer = client.post(f"/events/{event.slug}/outcome/{page}/", values)
        assert answer.status_code == 422, page
        assert list(answer.context["form"].errors) == [field]
    assert not Minutes.objects.filter(version__gt=0).exists() and not Conclusion.objects.exists()
    assert "Chatham House Rule" in client.get(f"/events/{event.slug}/outcome/minutes/").content.decode()


def test_names_may_stand_where_the_rule_does_not_hold_and_other_words_always() -> None:
    plain, ruled = make_held(), make_held(chatham_house=True)
    for event in (plain, ruled):
        speak(event)
        event.speakers.update(name="Jörg Brenner")
    values = {"title": "In one line", "text": "Jörg Brenner said so"}
    path = "/events/{}/outcome/conclusions/new/"
    assert (
        client_of(plain.owner).post(path.format(plain.slug), sent(plain.owner, **values)).status_code == 302
    )
    values["text"] = "The Brenner pass was mentioned; Jörg too"
    assert (
        client_of(ruled.owner).post(path.format(ruled.slug), sent(ruled.owner, **values)).status_code == 302
    )


def test_classification_marking_is_refused() -> None:
    event = make_held()
    values = sent(event.owner, text="RESTREINT UE/EU RESTRICTED")
    answer = client_of(event.owner).post(f"/events/{event.slug}/outcome/minutes/", values)
    assert answer.status_code == 422


# --- action points ----------------------------------------------------------------------------------------


def test_action_needs_somebody_and_a_day_that_has_not_passed() -> None:
    event = make_held()
    client = client_of(event.owner)
    path = f"/events/{event.slug}/outcome/actions/new/"
    values = sent(event.owner, text="Send it", state="open")
    assert list(client.post(path, values).context["form"].errors) == ["due", "owner"]
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    assert list(client.post(path, {**values, "office": "Unit", "due": yesterday}).context["form"].errors) == [
        "due"
    ]
    outsider = make_user()
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    answer = client.post(path, {**values, "owner": str(outsider.pk), "due": tomorrow})
    assert "owner" in answer.context["form"].errors
    participant = take_part(event)
    assert client.post(path, {**values, "owner": str(participant.pk), "due": tomorrow}).status_code == 302
    point = ActionPoint.objects.get()
    assert (point.owner, point.due, point.reach) == (participant, tomorrow, "participants")


def test_person_who_does_not_see_the_event_is_given_nothing() -> None:
    event = make_held(audience=Audience.MEMBERS)
    guest = take_part(event, make_user(role="liaison_prosecutor"))
    values = sent(event.owner, text="Send it", state="open", owner=str(guest.pk), due=timezone.localdate())
    answer = client_of(event.owner).post(f"/events/{event.slug}/outcome/actions/new/", values)
    assert list(answer.context["form"].errors) == ["owner"]


def test_owner_finds_their_action_in_my_work_and_says_how_it_stands() -> None:
    event = make_held()
    owner, other = take_part(event), take_part(event)
    point = make_point(event, owner=owner)  # read by the organisers, and by its owner
    client = client_of(owner)
    assert "Send the template" in client.get("/my/").content.decode()
    assert "Send the template" not in client_of(other).get("/my/").content.decode()
    path = f"/events/{event.slug}/outcome/actions/{point.pk}/report/"
    assert client_of(other).get(path).status_code == 404
    assert client.get(path).status_code == 200
    answer = client.post(path, {"writer": owner.pk, "version": "1", "state": "done", "note": "Sent today"})
    assert answer.status_code == 302
    point.refresh_from_db()
    assert (point.state, point.note, point.version) == ("done", "Sent today", 2)
    assert OutcomeChange.objects.get().by == owner
    assert "Send the template" not in client.get("/my/").content.decode()
    # What it is and who reads it, the owner does not change.
    assert client.get(f"/events/{event.slug}/outcome/actions/{point.pk}/").status_code == 404
    assert client.post(f"/events/{event.slug}/outcome/actions/{point.pk}/remove/").status_code == 404


def test_names_of_owners_are_told_to_those_who_see_who_comes() -> None:
    event = make_held(audience=Audience.PUBLIC)
    owner = take_part(event, make_user(last_name="Zqfamily"))
    make_point(event, owner=owner, reach=Reach.AUDIENCE)
    path = f"/events/{event.slug}/outcome/"
    for user in (owner, take_part(event), speak(event), event.owner):
        assert "Zqfamily" in client_of(user).get(path).content.decode()
    # Whoever only sees the event does not see the list of people: an action for all to read tells nobody's name.
    for reader in (make_user(), make_user(role="liaison_prosecutor"), None):
        page = client_of(reader).get(path).content.decode()
        assert "Send the template" in page and "one of the people of the event" in page
        assert "Zqfamily" not in page
    event.registrations.filter(user=owner).update(status="withdrawn")
    assert "Zqfamily" in client_of(fresh(owner)).get(path).content.decode()


def test_outcome_takes_as_many_queries_for_thirty_as_for_one(django_assert_num_queries: Any) -> None:
    event = make_held()
    owner = take_part(event)
    make_conclusion(event)
    make_point(event, owner=owner, reach=Reach.PARTICIPANTS)
    client = client_of(owner)
    pages = [f"/events/{event.slug}/outcome/", "/my/"]
    counts = []
    for path in pages:
        client.get(path)
        with CaptureQueriesContext(connection) as one:
            client.get(path)
        counts.append(len(one))
    for number in range(29):
        make_conclusion(event, title=f"Conclusion {number}")
        make_point(event, text=f"Point {number}", owner=owner, reach=Reach.PARTICIPANTS)
    for path, count in zip(pages, counts, strict=True):
        with django_assert_num_queries(count):
            assert client.get(path).content.decode().count("Point ") >= 29


def test_reach_follows_the_event_when_its_audience_is_narrowed() -> None:
    event = make_held(audience=Audience.PUBLIC)
    make_conclusion(event, reach=Reach.AUDIENCE)
    assert outcome_for(None, event).conclusions
    event = Event.objects.get(pk=event.pk)
    event.audience = Audience.COMMUNITIES
    event.save()
    assert not outcome_for(None, Event.objects.get(pk=event.pk))
