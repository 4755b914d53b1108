"""What an event says, as values that can be compared and kept; and recording what was changed."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from events.exchanges.enums import OrganiserKind
from events.exchanges.models import Event, EventChange
from events.exchanges.signals import event_changed
from portal.indexing import mark_changed

NOT_KEPT = frozenset(
    {
        "id",
        "slug",
        "own_key",
        "audience_key",
        "owner",
        "uid",
        "sequence",
        "version",
        "created_at",
        "updated_at",
    }
)
IN_CALENDARS = frozenset(
    {"title", "starts", "ends", "time_zone", "place", "format", "joining_link", "sessions", "cancelled"}
)
"""What calendars must be told (RFC 5545, 3.8.7.4); a status matters where it says that the event is cancelled."""

Changes = dict[str, tuple[Any, Any]]


def snapshot(event: Event) -> dict[str, Any]:
    """The fields of an event as JSON can hold them, relations as sorted lists of keys. A query for each relation."""
    found: dict[str, Any] = {}
    for field in event._meta.concrete_fields:
        if field.name not in NOT_KEPT:
            found[field.name] = plain(getattr(event, field.attname))
    for relation in event._meta.many_to_many:
        found[relation.name] = sorted(getattr(event, relation.name).values_list("pk", flat=True))
    return found


def programme_snapshot(event: Event) -> dict[str, Any]:
    """Sessions and speakers, in order. Two queries."""
    sessions = event.sessions.all()
    return {
        "sessions": [
            {
                "uid": one.uid,
                "title": one.title,
                "starts": plain(one.starts),
                "ends": plain(one.ends),
                "room": one.room,
                "description": one.description,
                "languages": one.languages,
                "interpretation": one.interpretation,
            }
            for one in sessions
        ],
        "speakers": [
            {
                "name": one.name,
                "function": one.function,
                "body": one.body,
                "user": one.user_id,
                "session": one.session.uid if one.session else "",
            }
            for one in event.speakers.select_related("session")
        ],
    }


def organisers_snapshot(event: Event) -> list[dict[str, Any]]:
    """Who runs the event. One query."""
    return [{"user": one.user_id, "kind": one.kind} for one in event.organisers.order_by("user")]


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def differences(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """The names whose values differ, with both."""
    return {name: (before.get(name), after[name]) for name in after if before.get(name) != after[name]}


def record(event: Event, changes: Changes, by: Any) -> None:
    """Raise the event's version (and, where calendars are concerned, its sequence), keep the change, tell others.

    Called inside the transaction that made the change.
    """
    event.version += 1
    if concerns_calendars(changes):
        event.sequence += 1
    Event.objects.filter(pk=event.pk).update(version=event.version, sequence=event.sequence)
    EventChange.objects.create(
        event=event,
        by=by,
        before={name: pair[0] for name, pair in changes.items()},
        after={name: pair[1] for name, pair in changes.items()},
    )
    mark_changed("event", [event.pk])
    event_changed.send(sender=Event, event=event, changes=changes)


def concerns_calendars(changes: Changes) -> bool:
    """Whether what changed stands in calendars."""
    return bool(IN_CALENDARS & changes.keys()) or "cancelled" in changes.get("status", ())


def field_name(name: str) -> str:
    """The name of what changed, for a history."""
    others = {
        "sessions": _("programme"),
        "speakers": _("speakers"),
        "organisers": _("organisers"),
        "created": _("created"),
    }
    if name in others:
        return others[name]
    field = Event._meta.get_field(name)
    return str(field.verbose_name) if isinstance(field, models.Field) else name


def kind_name(kind: str) -> str:
    """What an organiser is called."""
    return str(OrganiserKind(kind).label)
