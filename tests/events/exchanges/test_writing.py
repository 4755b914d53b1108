"""Writing to events: versions, history, the signal, steps, programme, series."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from events.exchanges.actions import (
    Conflict,
    NotNow,
    delete_draft,
    name_organiser,
    remove_organiser,
    save_event,
    take_step,
)
from events.exchanges.enums import OrganiserKind, Status
from events.exchanges.models import Event, EventChange, Session, Speaker
from events.exchanges.programme import SessionValues, SpeakerValues, save_programme
from events.exchanges.series import (
    days_of,
    make_series,
    rule_for,
    save_following,
    save_one,
    step_following,
)
from events.exchanges.signals import event_changed
from events.exchanges.statuses import NEXT, next_steps
from events.exchanges.times import to_instant
from liaison.directory.handover import hand_over, preview
from liaison.directory.models import Post, Receiver
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from practices.enums import Tlp
from tests.events.exchanges.factory import add_session, at, make_event
from tests.factories import Tree, make_country, make_user
from tests.liaison.directory.making import make_post

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def in_brussels(text: str) -> datetime.datetime:
    """The instant at which the clocks of Brussels show a time."""
    return to_instant(datetime.datetime.fromisoformat(text), "Europe/Brussels")


HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def told() -> Iterator[list[tuple[Event, dict[str, Any]]]]:
    """What the signal told, in order."""
    found: list[tuple[Event, dict[str, Any]]] = []

    def listen(sender: Any, event: Event, changes: dict[str, Any], **kwargs: Any) -> None:
        found.append((event, changes))

    event_changed.connect(listen)
    yield found
    event_changed.disconnect(listen)


def test_change_is_kept_counted_and_told(told: list[Any]) -> None:
    event = make_event(title="Before")
    told.clear()
    version, sequence = event.version, event.sequence
    saved = save_event(event=event, values={"title": "After"}, user=event.owner, version=version)
    assert (saved.version, saved.sequence) == (version + 1, sequence + 1)
    assert [changes for _event, changes in told] == [{"title": ("Before", "After")}]
    change = EventChange.objects.filter(event=event).first()
    assert change is not None
    assert (change.before, change.after, change.by) == ({"title": "Before"}, {"title": "After"}, event.owner)


def test_change_that_calendars_do_not_show_leaves_the_sequence() -> None:
    event = make_event()
    saved = save_event(event=event, values={"seats": 12, "countries": [make_country("MA")]}, user=event.owner)
    assert (saved.version, saved.sequence) == (event.version + 1, event.sequence)


def test_change_that_changes_nothing_leaves_no_trace(told: list[Any]) -> None:
    event = make_event()
    told.clear()
    saved = save_event(event=event, values={"title": event.title}, user=event.owner)
    assert saved.version == event.version and not told


def test_second_of_two_editors_is_told_and_overwrites_nothing() -> None:
    event = make_event()
    save_event(event=event, values={"title": "First"}, user=event.owner, version=event.version)
    with pytest.raises(Conflict) as conflict:
        save_event(event=event, values={"title": "Second"}, user=event.owner, version=event.version)
    assert conflict.value.current.title == "First" == Event.objects.get(pk=event.pk).title


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends": at("2030-01-01 09:00"), "starts": at("2030-01-01 10:00")}, "ends"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone"),
        ({"audience": Audience.PUBLIC, "tlp": Tlp.AMBER}, "audience"),
        (
            {"registration_opens": at("2026-01-02 00:00"), "registration_closes": at("2026-01-01 00:00")},
            "registration_closes",
        ),
        ({"registration_closes": at("2090-01-01 00:00")}, "registration_closes"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_changed(
    values: dict[str, Any], field: str
) -> None:
    event = make_event()
    with pytest.raises(ValidationError) as refused:
        save_event(event=event, values={"title": "Other", **values}, user=event.owner)
    assert set(refused.value.message_dict) == {field}
    assert Event.objects.get(pk=event.pk).title == event.title


def test_sessions_move_with_the_start_on_the_clock() -> None:
    """Over the change of clocks: what was at ten is at ten."""
    event = make_event(starts=in_brussels("2027-03-26 09:00"), hours=8, status="draft")
    add_session(event, starts=event.starts + HOUR, ends=event.starts + 2 * HOUR)
    before = event.sessions.get()
    moved = in_brussels("2027-03-29 09:00")
    save_event(event=event, values={"starts": moved, "ends": moved + 8 * HOUR}, user=event.owner)
    session = Session.objects.get(pk=before.pk)
    assert session.local_starts.strftime("%d %H:%M") == "29 10:00"
    assert (session.uid, session.sequence) == (before.uid, before.sequence + 1)


def test_event_does_not_shrink_below_its_sessions() -> None:
    event = make_event(hours=4)
    add_session(event, starts=event.starts + 3 * HOUR, ends=event.starts + 4 * HOUR)
    with pytest.raises(ValidationError, match="outside the event"):
        save_event(event=event, values={"ends": event.starts + 3 * HOUR}, user=event.owner)
    event.refresh_from_db()
    assert event.ends - event.starts == 4 * HOUR


@pytest.mark.parametrize("status", Status.values)
def test_only_the_steps_of_the_table_are_taken(status: str) -> None:
    event = make_event(status=status, in_days=-1 if status == Status.HELD else 3)
    allowed = set(next_steps(event))
    assert allowed <= set(NEXT[status])
    for step in Status.values:
        if step not in allowed:
            with pytest.raises(NotNow):
                take_step(event=event, status=step, user=event.owner)
    event.refresh_from_db()
    assert event.status == status


def test_event_is_held_only_when_it_has_begun_and_opens_only_before_it_is_over() -> None:
    assert Status.HELD not in next_steps(make_event(in_days=1))
    over = make_event(in_days=-3)
    assert set(next_steps(over)) == {Status.CLOSED, Status.HELD, Status.CANCELLED}


def test_cancelling_says_why_and_raises_the_sequence(told: list[Any]) -> None:
    event = make_event()
    told.clear()
    cancelled = take_step(event=event, status=Status.CANCELLED, user=event.owner, note="No room.")
    assert cancelled.cancelled_reason == "No room." and cancelled.sequence == event.sequence + 1
    assert told[0][1]["status"] == ("announced", "cancelled")
    assert event.steps.last().note == "No room."


def test_draft_is_deleted_and_an_announced_event_is_not() -> None:
    draft, announced = make_event(status=Status.DRAFT), make_event()
    delete_draft(event=draft, user=draft.owner)
    with pytest.raises(NotNow):
        delete_draft(event=announced, user=announced.owner)
    assert list(Event.objects.values_list("pk", flat=True)) == [announced.pk]


def test_event_always_has_a_lead_and_no_guest_organises() -> None:
    event = make_event()
    with pytest.raises(ValidationError, match="lead"):
        remove_organiser(event=event, organiser_id=event.organisers.get().pk, user=event.owner)
    with pytest.raises(ValidationError, match="lead"):
        name_organiser(event=event, person=event.owner, kind=OrganiserKind.ASSISTANT, user=event.owner)
    guest = make_user(role=Role.LIAISON_PROSECUTOR)
    with pytest.raises(ValidationError, match="third country"):
        name_organiser(event=event, person=guest, kind=OrganiserKind.ORGANISER, user=event.owner)
    assert event.organisers.count() == 1


# --- the programme --------------------------------------------------------------------------------------


def values_of(event: Event, **fields: Any) -> SessionValues:
    given = {"title": "Session", "starts": event.starts, "ends": event.starts + HOUR, **fields}
    return SessionValues(**given)


def test_programme_says_exactly_what_was_given_and_keeps_what_stayed() -> None:
    event = make_event()
    save_programme(
        event=event,
        sessions=[values_of(event), values_of(event, title="Goes")],
        speakers=[SpeakerValues(name="A", session=0), SpeakerValues(name="B")],
        user=event.owner,
    )
    kept, uid = event.sessions.get(title="Session"), event.sessions.get(title="Session").uid
    speaker = event.speakers.get(name="A")
    save_programme(
        event=event,
        sessions=[values_of(event, pk=kept.pk, room="Room 2"), values_of(event, title="New")],
        speakers=[SpeakerValues(pk=speaker.pk, name="A", session=1)],
        user=event.owner,
    )
    assert [(one.title, one.sequence) for one in event.sessions.order_by("order")] == [
        ("Session", 1),
        ("New", 0),
    ]
    assert event.sessions.get(title="Session").uid == uid
    assert [(one.name, one.session.title) for one in event.speakers.all()] == [("A", "New")]


def test_programme_outside_the_event_or_of_another_one_is_refused_as_a_whole() -> None:
    event, other = make_event(), make_event()
    add_session(other)
    theirs = other.sessions.get()
    for session in (
        values_of(event, starts=event.starts - HOUR),
        values_of(event, ends=event.ends + HOUR),
        values_of(event, ends=event.starts),
        values_of(event, pk=theirs.pk, title="Taken"),
    ):
        with pytest.raises(ValidationError):
            save_programme(event=event, sessions=[values_of(event), session], speakers=[], user=event.owner)
    assert not event.sessions.exists()
    theirs.refresh_from_db()
    assert theirs.title == "Session"


# --- series ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "every", "first", "until", "days"),
    [
        ("weekly", 2, "2026-12-01", "2026-12-31", ["2026-12-01", "2026-12-15", "2026-12-29"]),
        ("monthly_weekday", 1, "2026-11-10", "2027-01-31", ["2026-11-10", "2026-12-08", "2027-01-12"]),
        ("monthly_last", 1, "2026-11-30", "2027-01-31", ["2026-11-30", "2026-12-28", "2027-01-25"]),
        # A month without a 31st is skipped (RFC 5545, 3.3.10).
        ("monthly_day", 1, "2026-10-31", "2027-01-31", ["2026-10-31", "2026-12-31", "2027-01-31"]),
        ("daily", 1, "2026-12-01", "2026-12-03", ["2026-12-01", "2026-12-02", "2026-12-03"]),
    ],
)
def test_days_of_a_series(how: str, every: int, first: str, until: str, days: list[str]) -> None:
    start, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(until)
    found = days_of(rule_for(how, every, start), start, end)
    assert [day.isoformat() for day in found] == days


def weekly(count: int = 4, **fields: Any) -> tuple[Event, list[Event]]:
    """A series of Tuesdays at ten in Brussels over the change of clocks: the first, and the others."""
    starts = in_brussels("2027-03-16 10:00")
    event = make_event(starts=starts, hours=1, **fields)
    add_session(event, "Round")
    until = datetime.date(2027, 3, 16) + datetime.timedelta(weeks=count - 1)
    made = make_series(event=event, rule="FREQ=WEEKLY;BYDAY=TU", until=until, user=event.owner)
    for other in made:
        take_step(event=other, status=Status.ANNOUNCED, user=event.owner)
    return Event.objects.get(pk=event.pk), list(Event.objects.filter(series=event.series_id or made[0].series_id)
                                               .exclude(pk=event.pk).order_by("starts"))  # fmt: skip


def clocks(events: list[Event]) -> list[str]:
    return [f"{Event.objects.get(pk=event.pk).local_starts:%d.%m %H:%M}" for event in events]


def test_series_keeps_the_hour_over_the_change_of_clocks_with_programme_and_people() -> None:
    event, others = weekly()
    assert clocks([event, *others]) == ["16.03 10:00", "23.03 10:00", "30.03 10:00", "06.04 10:00"]
    assert [other.sessions.get().local_starts.hour for other in others] == [10, 10, 10]
    assert {other.organisers.get().user_id for other in others} == {event.owner_id}
    assert len({one.uid for one in (event, *others)}) == 4 == len({one.slug for one in (event, *others)})
    assert all(str(event.pk) not in other.audience_key for other in others)


def test_single_change_stays_when_the_series_changes() -> None:
    event, others = weekly()
    moved = others[0].starts + HOUR
    save_one(
        event=others[0], values={"starts": moved, "ends": moved + HOUR, "place": "Own"}, user=event.owner
    )
    new = in_brussels("2027-03-17 11:00")
    _event, count = save_following(
        event=event,
        values={"starts": new, "ends": new + HOUR, "place": "New", "title": event.title, "countries": []},
        user=event.owner,
    )
    assert count == 2
    assert clocks([event, *others]) == ["17.03 11:00", "23.03 11:00", "31.03 11:00", "07.04 11:00"]
    places = [Event.objects.get(pk=one.pk).place for one in (event, *others)]
    assert places == ["New", "Own", "New", "New"]


def test_change_of_a_later_event_leaves_the_earlier_ones() -> None:
    event, others = weekly()
    _saved, count = save_following(event=others[1], values={"place": "Late"}, user=event.owner)
    assert count == 1
    assert [Event.objects.get(pk=one.pk).place for one in (event, *others)] == ["", "", "Late", "Late"]


def test_only_what_was_changed_is_taken_over() -> None:
    event, others = weekly()
    save_event(event=others[2], values={"seats": 7}, user=event.owner)
    save_following(event=event, values={"seats": event.seats, "place": "Here"}, user=event.owner)
    last = Event.objects.get(pk=others[2].pk)
    assert (last.seats, last.place) == (7, "Here")


def test_cancelling_a_series_leaves_what_was_changed_on_its_own() -> None:
    event, others = weekly()
    save_one(event=others[0], values={"place": "Own"}, user=event.owner)
    assert step_following(event=event, status=Status.CANCELLED, user=event.owner, note="Over") == 3
    statuses = [Event.objects.get(pk=one.pk).status for one in (event, *others)]
    assert statuses == ["cancelled", "announced", "cancelled", "cancelled"]


@pytest.mark.parametrize("until", ["2027-03-16", "2040-01-01"])
def test_series_of_one_or_without_end_is_refused(until: str) -> None:
    starts = in_brussels("2027-03-16 10:00")
    event = make_event(starts=starts)
    with pytest.raises(ValidationError):
        make_series(
            event=event,
            rule="FREQ=WEEKLY;BYDAY=TU",
            until=datetime.date.fromisoformat(until),
            user=event.owner,
        )
    assert Event.objects.count() == 1 and Event.objects.get().series_id is None
    assert not Speaker.objects.exists()


# --- a post that ends -----------------------------------------------------------------------------------


def test_coming_events_about_its_countries_move_with_a_post(tree: Tree) -> None:
    holder, successor = make_user("holder", role=Role.LIAISON_MAGISTRATE), make_user("successor")
    post = make_post(holder=holder, audience="members")
    coming = make_event(owner=holder, countries=["MA"])
    elsewhere = make_event(owner=holder, countries=["TN"])
    over = make_event(owner=holder, countries=["MA"], in_days=-5)
    assisted = make_event(countries=["MA"])
    name_organiser(event=assisted, person=holder, kind=OrganiserKind.ASSISTANT, user=assisted.owner)
    post = Post.objects.get(pk=post.pk)
    by = User.objects.get(pk=holder.pk)
    hand_over(
        post=post,
        kind=Receiver.SUCCESSOR,
        receiver=successor,
        by=by,
        last_day=datetime.date(2026, 10, 31),
        reason="End of the term",
        digest=preview(by, post).digest,
    )
    leads = {
        event.pk: set(event.organisers.values_list("user_id", "kind"))
        for event in (coming, elsewhere, over, assisted)
    }
    assert leads[coming.pk] == {(successor.pk, "lead")}
    assert leads[elsewhere.pk] == leads[over.pk] == {(holder.pk, "lead")}
    assert leads[assisted.pk] == {(assisted.owner_id, "lead"), (holder.pk, "assistant")}
    assert Event.objects.get(pk=coming.pk).owner_id == successor.pk
    assert EventChange.objects.filter(event=coming, after__has_key="organisers").count() == 2
