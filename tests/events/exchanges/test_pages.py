"""Pages of events: what they show, forms that lose nothing, constant numbers of queries."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from events.exchanges.actions import name_organiser, save_event
from events.exchanges.enums import OrganiserKind, Status
from events.exchanges.models import Event
from events.exchanges.panels import OrganiserEntry, OrganiserLink, Panel
from events.exchanges.series import make_series, save_one
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from tests.events.exchanges.factory import add_session, add_speaker, at, make_event
from tests.factories import Tree, make_country, make_instrument, make_network, make_topic, make_user

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


@pytest.fixture
def organiser() -> User:
    return make_user("organiser", role=Role.ORGANISER)


def sent(user: User, **fields: Any) -> dict[str, Any]:
    """What the form of an event sends."""
    return {
        "editor": user.pk,
        "title": "Exchange on Morocco",
        "purpose": "To compare.",
        "format": "hybrid",
        "place": "The Hague",
        "time_zone": "Europe/Amsterdam",
        "starts": "2030-03-20T09:30",
        "ends": "2030-03-20T16:00",
        "languages": ["en"],
        "approval": "organiser",
        "audience": "members",
        "tlp": "GREEN",
        **fields,
    }


def test_event_is_planned_announced_and_found_in_every_list(tree: Tree, organiser: User) -> None:
    make_instrument("CETS182")
    make_topic("extradition")
    client = signed_in(organiser)
    answer = client.post(
        "/events/new/",
        sent(organiser, countries=["MA"], instruments=["CETS182"], topics=["extradition"], seats="20"),
    )
    event = Event.objects.get()
    assert answer.status_code == 302 and answer["Location"] == f"/events/{event.slug}/organise/"
    assert event.local_starts.isoformat() == "2030-03-20T09:30:00+01:00"
    assert event.status == Status.DRAFT and event.organisers.get().kind == OrganiserKind.LEAD
    reader = signed_in(make_user())
    assert reader.get(event.get_absolute_url()).status_code == 404
    page = client.get(f"/events/{event.slug}/organise/").content.decode()
    assert "Announce it" in page and "Open the registration" in page
    step = {"editor": organiser.pk, "version": event.version, "status": "announced"}
    assert client.post(f"/events/{event.slug}/step/", step).status_code == 302
    for address in (
        "/events/",
        "/events/?country=MA&instrument=CETS182&topic=extradition&format=hybrid&q=morocco",
        "/events/?view=month&month=2030-03",
        "/countries/ma/",
        event.get_absolute_url(),
    ):
        assert "Exchange on Morocco" in reader.get(address).content.decode(), address
    assert "Exchange on Morocco" not in reader.get("/events/?time=past").content.decode()
    assert "Exchange on Morocco" not in reader.get("/events/?view=month&month=2030-04").content.decode()
    assert "Exchange on Morocco" not in reader.get("/countries/tn/").content.decode()
    assert "Exchange on Morocco" in client.get("/my/").content.decode()
    assert "Exchange on Morocco" not in reader.get("/my/").content.decode()


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"starts": "2030-03-31T02:30"}, "starts", "does not exist"),
        ({"ends": "2030-10-27T02:30", "starts": "2030-10-26T10:00"}, "ends", "comes twice"),
        ({"ends": "2030-03-20T09:00"}, "ends", "ends after it starts"),
        ({"starts": "soon"}, "starts", "Enter a day and a time"),
        ({"starts": "0001-01-01T00:00"}, "starts", "not a date of our time"),
        ({"time_zone": "Mars/Olympus"}, "time_zone", "Select a valid choice"),
        ({"audience": "public"}, "audience", "narrower"),
        ({"title": ""}, "title", "required"),
        ({"title": "RESTREINT UE/EU RESTRICTED"}, "title", "marking"),
        ({"joining_link": "javascript:alert(1)"}, "joining_link", "valid URL"),
        ({"seats": "-1"}, "seats", "greater than or equal"),
        ({"countries": ["XX"]}, "countries", "valid choice"),
    ],
)
def test_wrong_input_is_told_at_its_field(
    organiser: User, fields: dict[str, Any], field: str, words: str
) -> None:
    answer = signed_in(organiser).post("/events/new/", sent(organiser, **fields))
    assert answer.status_code == 422 and not Event.objects.exists()
    assert set(answer.context["form"].errors) == {field}
    assert words in " ".join(answer.context["form"].errors[field])
    assert "To compare." in answer.content.decode()


def test_nobody_else_plans_events() -> None:
    for user in (make_user(role=Role.PROSECUTOR), make_user(role=Role.LIAISON_PROSECUTOR)):
        client = signed_in(user)
        assert client.get("/events/new/").status_code == 404
        assert client.post("/events/new/", sent(user)).status_code == 404
        assert "Plan an event" not in client.get("/events/").content.decode()
    assert not Event.objects.exists()


def test_two_editors_both_keep_their_words(organiser: User) -> None:
    event = make_event(owner=organiser, title="Shared", audience=Audience.MEMBERS)
    client = signed_in(organiser)
    version = event.version
    save_event(event=event, values={"place": "Place of the other"}, user=organiser)
    answer = client.post(
        f"/events/{event.slug}/edit/", sent(organiser, title="My title", version=version, place="My place")
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "My title" in page and "My place" in page and "Place of the other" in page
    assert Event.objects.get().title == "Shared"
    again = client.post(
        f"/events/{event.slug}/edit/",
        sent(
            organiser, title="My title", place="My place", version=answer.context["form"]["version"].value()
        ),
    )
    assert again.status_code == 302
    event.refresh_from_db()
    assert (event.title, event.place) == ("My title", "My place")


def test_form_that_was_open_for_too_long_is_shown_again(organiser: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser)
    answer = client.post("/events/new/", sent(organiser))
    assert answer.status_code == 403 and "To compare." in answer.content.decode()
    assert not Event.objects.exists()


def test_step_without_a_token_is_not_taken(organiser: User) -> None:
    event = make_event(owner=organiser)
    client = Client(enforce_csrf_checks=True)
    client.force_login(organiser)
    for address, data in (
        ("step", {"status": "cancelled", "note": "x", "version": event.version}),
        ("organisers", {"account": organiser.email, "kind": "lead"}),
        ("repeat", {"how": "weekly", "every": 1, "until": "2040-01-01", "make": 1}),
        ("programme", {"sessions-TOTAL_FORMS": 0}),
    ):
        answer = client.post(f"/events/{event.slug}/{address}/", {"editor": organiser.pk, **data})
        assert answer.status_code in (403, 422), address
    event.refresh_from_db()
    assert event.status == Status.ANNOUNCED and event.steps.count() == 2


def programme(
    event: Event, user: User, sessions: list[dict[str, Any]], speakers: list[dict[str, Any]]
) -> Any:
    """What the form of the programme sends."""
    found: dict[str, Any] = {"editor": user.pk, "version": event.version}
    for name, rows in (("sessions", sessions), ("speakers", speakers)):
        found |= {f"{name}-TOTAL_FORMS": len(rows), f"{name}-INITIAL_FORMS": 0}
        for number, row in enumerate(rows):
            found |= {f"{name}-{number}-{key}": value for key, value in row.items()}
    return found


def test_programme_is_written_on_one_page_without_scripts(organiser: User) -> None:
    event = make_event(owner=organiser, audience=Audience.MEMBERS, hours=4)
    speaker = make_user("speaker")
    hours = [f"{event.local_starts + datetime.timedelta(hours=h):%Y-%m-%dT%H:%M}" for h in range(3)]
    client = signed_in(organiser)
    address = f"/events/{event.slug}/programme/"
    rows = [{"title": "First", "starts": hours[0], "ends": hours[1]}, {"title": "", "starts": "", "ends": ""}]
    more = client.post(address, programme(event, organiser, rows, []) | {"more": "sessions"})
    assert more.status_code == 200 and len(more.context["programme"].sessions.forms) == 3
    assert 'value="First"' in more.content.decode() and not event.sessions.exists()
    rows = [
        {"title": "First", "starts": hours[0], "ends": hours[1]},
        {"title": "", "starts": "", "ends": ""},
        {"title": "Third", "starts": hours[1], "ends": hours[2], "languages": ["fr"]},
    ]
    people = [
        {"name": "Nomen Nescio", "function": "Judge", "session": "3", "account": speaker.email},
        {"name": "Somebody"},
    ]
    assert client.post(address, programme(event, organiser, rows, people)).status_code == 302
    assert [one.title for one in event.sessions.all()] == ["First", "Third"]
    found = {one.name: one for one in event.speakers.all()}
    assert found["Nomen Nescio"].session.title == "Third" and found["Nomen Nescio"].user == speaker
    assert found["Somebody"].session is None
    page = client.get(event.get_absolute_url()).content.decode()
    assert page.index("First") < page.index("Third") < page.index("Nomen Nescio")
    filled = client.get(address).context["programme"]
    assert [form.initial["title"] for form in filled.sessions.forms] == ["First", "Third"]


def test_wrong_rows_of_a_programme_are_told_and_kept(organiser: User) -> None:
    event = make_event(owner=organiser)
    before = f"{event.local_starts - datetime.timedelta(hours=1):%Y-%m-%dT%H:%M}"
    start = f"{event.local_starts:%Y-%m-%dT%H:%M}"
    rows = [{"title": "Early", "starts": before, "ends": start}, {"title": "", "room": "Without a title"}]
    people = [{"name": "", "function": "Judge"}, {"name": "A", "account": "nobody@example.org"}]
    answer = signed_in(organiser).post(
        f"/events/{event.slug}/programme/", programme(event, organiser, rows, people)
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and not event.sessions.exists() and not event.speakers.exists()
    assert "before the event starts" in page and "Without a title" in page
    assert "no active account with this address" in page and page.count("This field is required.") == 2


@pytest.mark.parametrize("data", [{}, {"sessions-TOTAL_FORMS": "x"}, {"sessions-TOTAL_FORMS": "99999"}])
def test_mutilated_programme_is_no_error_of_the_server(organiser: User, data: dict[str, str]) -> None:
    event = make_event(owner=organiser)
    add_session(event)
    for extra in ({}, {"more": "sessions"}):
        answer = signed_in(organiser).post(
            f"/events/{event.slug}/programme/",
            {"editor": organiser.pk, "version": event.version, **data, **extra},
        )
        assert answer.status_code in (200, 422)
    assert event.sessions.count() == 1


def test_series_is_shown_before_it_is_made(organiser: User) -> None:
    event = make_event(owner=organiser, audience=Audience.MEMBERS)
    client, address = signed_in(organiser), f"/events/{event.slug}/repeat/"
    until = event.local_starts.date() + datetime.timedelta(weeks=3)
    data = {"editor": organiser.pk, "version": event.version, "how": "weekly", "every": 1, "until": until}
    shown = client.post(address, data | {"show": "1"})
    assert shown.status_code == 200 and len(shown.context["days"]) == 4 and Event.objects.count() == 1
    assert client.post(address, data | {"make": "1"}).status_code == 302
    assert Event.objects.count() == 4 and client.get(address).status_code == 404
    event.refresh_from_db()
    values = sent(organiser, version=event.version, title="All new", scope="following")
    values |= {"starts": f"{event.local_starts:%Y-%m-%dT%H:%M}", "ends": f"{event.local_ends:%Y-%m-%dT%H:%M}"}
    assert client.post(f"/events/{event.slug}/edit/", values).status_code == 302
    assert set(Event.objects.values_list("title", flat=True)) == {"All new"}
    only = Event.objects.order_by("starts")[1]
    values |= {"version": only.version, "title": "Only this", "scope": "one"}
    values |= {"starts": f"{only.local_starts:%Y-%m-%dT%H:%M}", "ends": f"{only.local_ends:%Y-%m-%dT%H:%M}"}
    assert client.post(f"/events/{only.slug}/edit/", values).status_code == 302
    assert sorted(Event.objects.values_list("title", flat=True)) == ["All new"] * 3 + ["Only this"]
    assert Event.objects.get(title="Only this").detached


def test_step_of_a_series_names_the_events_that_did_not_come_along(organiser: User) -> None:
    event = make_event(owner=organiser, audience=Audience.MEMBERS, status=Status.DRAFT)
    until = event.local_starts.date() + datetime.timedelta(weeks=3)
    made = make_series(event=event, rule="FREQ=WEEKLY", until=until, user=organiser)
    save_one(event=made[0], values={"title": "Only this"}, user=organiser)
    event.refresh_from_db()
    client, address = signed_in(organiser), f"/events/{event.slug}/step/"
    data = {"editor": organiser.pk, "version": event.version, "status": "open", "scope": "following"}
    text = client.post(address, data, follow=True).content.decode()
    day = date_format(made[0].local_starts, "SHORT_DATE_FORMAT")
    assert "3 events of the series are now" in text
    assert "1 later event of the series did not come along" in text and f"Only this, {day} (Draft)" in text
    assert Event.objects.get(pk=made[0].pk).status == Status.DRAFT
    event.refresh_from_db()
    closed = client.post(
        address, data | {"version": event.version, "status": "closed", "scope": "one"}, follow=True
    )
    assert "did not come along" not in closed.content.decode()


def test_assistant_changes_but_neither_cancels_nor_names_organisers(organiser: User) -> None:
    event = make_event(owner=organiser, audience=Audience.MEMBERS)
    helper, other = make_user("helper"), make_user("other")
    name_organiser(event=event, person=helper, kind=OrganiserKind.ASSISTANT, user=organiser)
    event.refresh_from_db()
    client = signed_in(helper)
    given = {"editor": helper.pk, "version": event.version}
    assert client.get(f"/events/{event.slug}/edit/").status_code == 200
    page = client.get(f"/events/{event.slug}/organise/").content.decode()
    assert "Cancel the event" not in page and "Name as organiser" not in page
    cancel = given | {"status": "cancelled", "note": "x"}
    assert client.post(f"/events/{event.slug}/step/", cancel).status_code == 404
    name = given | {"account": other.email, "kind": "lead"}
    assert client.post(f"/events/{event.slug}/organisers/", name).status_code == 404
    event.refresh_from_db()
    assert event.status == Status.ANNOUNCED and event.organisers.count() == 2


def test_cancelling_takes_a_reason_and_tells_it(organiser: User) -> None:
    event = make_event(owner=organiser, audience=Audience.PUBLIC, tlp="CLEAR")
    client = signed_in(organiser)
    given = {"editor": organiser.pk, "version": event.version, "status": "cancelled"}
    assert client.post(f"/events/{event.slug}/step/", given).status_code == 422
    assert client.post(f"/events/{event.slug}/step/", given | {"note": "The room burned."}).status_code == 302
    page = Client().get(event.get_absolute_url()).content.decode()
    assert "This event is cancelled" in page and "The room burned." in page


def test_readers_zone_is_shown_beside_the_events(organiser: User) -> None:
    event = make_event(owner=organiser, audience=Audience.PUBLIC, tlp="CLEAR", time_zone="America/Bogota")
    client = Client()
    assert "Brussels time" in client.get(event.get_absolute_url()).content.decode()
    back = client.post("/events/zone/", {"zone": "Asia/Tbilisi", "next": event.get_absolute_url()})
    assert back["Location"] == event.get_absolute_url()
    assert "Tbilisi time, UTC+4" in client.get("/events/").content.decode()
    away = client.post("/events/zone/", {"zone": "<script>", "next": "https://elsewhere.example/"})
    assert away["Location"] == "/events/" and "comity_zone" not in away.cookies


def test_boxes_and_links_are_those_that_apps_registered(
    organiser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from events.exchanges import panels

    event = make_event(owner=organiser, audience=Audience.PUBLIC, tlp="CLEAR")
    template = "components/empty_state.html"

    def only_mine(user: Any, event: Event) -> dict[str, Any] | None:
        return {} if getattr(user, "pk", None) == organiser.pk else None

    boxes = {
        "second": Panel("second", "Second box", template, 20, only_mine),
        "first": Panel("first", "First box", template, 10, lambda user, event: {}),
    }
    monkeypatch.setattr(panels, "_panels", boxes)
    links = {"lists": OrganiserLink("lists", "Lists", 1, lambda u, e: OrganiserEntry("/x/", "3 wait", True))}
    monkeypatch.setattr(panels, "_links", links)
    page = signed_in(organiser).get(event.get_absolute_url()).content.decode()
    assert page.index("First box") < page.index("Second box")
    assert "Second box" not in Client().get(event.get_absolute_url()).content.decode()
    organise = signed_in(organiser).get(f"/events/{event.slug}/organise/").content.decode()
    assert 'href="/x/"' in organise and "3 wait" in organise


@pytest.mark.parametrize(
    "address", ["/events/?time=all", "/events/?view=month", "/countries/ma/", "/my/", "/events/?mine=run"]
)
def test_lists_take_as_many_queries_for_thirty_events_as_for_one(
    tree: Tree, organiser: User, address: str, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    network, topic = make_network(), make_topic()

    def one() -> Event:
        event = make_event(
            owner=organiser, communities=[network], countries=["MA"], topics=[topic], in_days=0.1
        )
        add_speaker(event, organiser)
        return event

    one()
    client = signed_in(organiser)
    client.get(address)
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    for _number in range(12):
        one()
    with django_assert_num_queries(len(first)):
        assert client.get(address).status_code == 200


def test_page_of_an_event_takes_as_many_queries_for_a_long_programme(
    organiser: User, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    event = make_event(owner=organiser, countries=["MA"])
    add_session(event)
    add_speaker(event)
    client = signed_in(organiser)
    client.get(event.get_absolute_url())
    with CaptureQueriesContext(connection) as first:
        client.get(event.get_absolute_url())
    for number in range(8):
        add_session(event, f"Session {number}")
    for number in range(8):
        add_speaker(event, make_user(f"s{number}"))
    with django_assert_num_queries(len(first)):
        assert client.get(event.get_absolute_url()).status_code == 200


def test_nothing_is_mailed_by_planning_alone(organiser: User) -> None:
    make_event(owner=organiser, starts=timezone.now() + datetime.timedelta(days=3))
    make_country("MA")
    assert not mail.outbox and reverse("exchanges:index") == "/events/"


def test_day_of_a_session_is_named_where_the_event_has_several(tree: Tree) -> None:
    owner = make_user("owner", role="organiser")
    event = make_event(owner=owner, starts=at("2027-06-15 08:00"), ends=at("2027-06-16 15:00"))
    add_session(event, "First", starts=at("2027-06-15 08:00"), ends=at("2027-06-15 09:00"))
    client = Client()
    client.force_login(owner)
    text = client.get(event.get_absolute_url()).content.decode()
    assert '<h3 class="comity-subtitle">Tuesday 15 June 2027</h3>' in text
