"""Demo events, from ``data/demo/events.json``: made up, and marked as examples."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from events.exchanges.actions import create_event, name_organiser, take_step
from events.exchanges.models import Event
from events.exchanges.programme import SessionValues, SpeakerValues, save_programme
from events.exchanges.series import make_series
from events.exchanges.times import clock_of, recurring_instant
from portal.people.models import User
from portal.reference.models import Country, Instrument, Topic


@transaction.atomic
def load_events(rows: list[dict[str, Any]], groups: dict[str, Group]) -> int:
    """Add the events that are missing; one that somebody changed stays. Gives how many are new."""
    people = {user.email: user for user in User.objects.all()}
    present = set(Event.objects.values_list("slug", flat=True))
    new = [row for row in rows if row["slug"] not in present]
    for row in new:
        _create(row, people, groups)
    return len(new)


def _create(row: dict[str, Any], people: dict[str, User], groups: dict[str, Group]) -> None:
    lead = people[row["organisers"][0]]
    event = create_event(values=_values(row, groups), user=lead)
    Event.objects.filter(pk=event.pk).update(slug=row["slug"])
    for address in row["organisers"][1:]:
        name_organiser(event=event, person=people[address], kind="organiser", user=lead)
    event = Event.objects.get(pk=event.pk)
    _programme(event, row, people, lead)
    if repeat := row.get("repeat"):
        until = event.local_starts.date() + datetime.timedelta(days=repeat["for_days"])
        for copy in make_series(event=event, rule=repeat["rule"], until=until, user=lead):
            take_step(event=copy, status="announced", user=lead)
    for status in row["steps"]:
        take_step(event=event, status=status, user=lead, note=row.get("cancelled_reason", ""))


def _values(row: dict[str, Any], groups: dict[str, Group]) -> dict[str, Any]:
    zone = row["time_zone"]
    today = clock_of(timezone.now(), zone).date()
    first = _workday(today + datetime.timedelta(days=row["in_days"]))
    starts = recurring_instant(_clock(first, row["from"]), zone)
    last = first + datetime.timedelta(days=row.get("days", 1) - 1)
    copied = (
        "title purpose format place time_zone languages interpretation organising_bodies audience tlp seats approval "
        "chatham_house joining_link joining_note"
    ).split()
    return {
        **{name: row[name] for name in copied if name in row},
        "starts": starts,
        "ends": recurring_instant(_clock(last, row["to"]), zone),
        "countries": list(Country.objects.filter(pk__in=row["countries"])),
        "instruments": list(Instrument.objects.filter(pk__in=row["instruments"])),
        "topics": list(Topic.objects.filter(pk__in=row["topics"])),
        "communities": [groups[name] for name in row["communities"]],
        "is_example": True,
    }


def _workday(day: datetime.date) -> datetime.date:
    """The day, or the Monday after where it is of a weekend."""
    return day + datetime.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _clock(day: datetime.date, hour: str) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.fromisoformat(hour))


def _programme(event: Event, row: dict[str, Any], people: dict[str, User], lead: User) -> None:
    first, zone = event.local_starts.date(), event.time_zone
    sessions, speakers = [], []
    for number, given in enumerate(row.get("sessions", ())):
        day = first + datetime.timedelta(days=given.get("day", 1) - 1)
        sessions.append(
            SessionValues(
                title=given["title"],
                starts=recurring_instant(_clock(day, given["from"]), zone),
                ends=recurring_instant(_clock(day, given["to"]), zone),
                room=given.get("room", ""),
                description=given.get("description", ""),
                languages=given.get("languages", []),
            )
        )
        for who in given.get("speakers", ()):
            user = people.get(who.get("account", ""))
            speakers.append(
                SpeakerValues(
                    name=str(user) if user else who["name"],
                    function=who.get("function", ""),
                    body=who.get("body", ""),
                    user=user,
                    session=number,
                )
            )
    if sessions:
        save_programme(event=event, sessions=sessions, speakers=speakers, user=lead)
