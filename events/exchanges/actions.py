"""Writing to events: one transaction, with version, history and signal, or nothing."""

from __future__ import annotations

import datetime
import secrets
import string
from collections.abc import Mapping
from typing import Any

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from events.exchanges.enums import OrganiserKind, Status
from events.exchanges.history import (
    differences,
    organisers_snapshot,
    programme_snapshot,
    record,
    snapshot,
)
from events.exchanges.models import Event, EventOrganiser, EventStep
from events.exchanges.statuses import next_steps
from events.exchanges.times import clock_of, shifted_span

MANY = frozenset({"communities", "countries", "instruments", "topics"})
_LETTERS = string.ascii_lowercase + string.digits


class Conflict(Exception):
    """Somebody else changed the event since the form was shown. ``current`` is the event as it is now."""

    def __init__(self, current: Event) -> None:
        super().__init__("changed in the meantime")
        self.current = current


class NotNow(Exception):
    """A step that cannot be taken as the event stands now. The message is for the reader."""


def new_slug(title: str) -> str:
    """An address made of a title. Random letters end it: an address refused because a hidden event has it, or
    numbered, would tell that there is one."""
    base = slugify(anyascii(title))[:80].strip("-") or "event"
    return f"{base}-{''.join(secrets.choice(_LETTERS) for _n in range(6))}"


def lock_event(event: Event, version: int | None = None) -> Event:
    """The event as it is now, its row held until the transaction ends. Raises ``Conflict`` where ``version`` is given
    and is no longer the event's."""
    Event.objects.select_for_update(of=("self",)).values_list("pk").get(pk=event.pk)
    current = Event.objects.select_related("series").get(pk=event.pk)
    if version is not None and version != current.version:
        raise Conflict(current)
    return current


@transaction.atomic
def create_event(*, values: Mapping[str, Any], user: Any) -> Event:
    """A new draft, of which ``user`` is the owner and lead organiser. ``values`` by field, relations as lists.

    Raises ``ValidationError`` by field.
    """
    event = Event(owner=user, slug=new_slug(values["title"]))
    _assign(event, values)
    event.full_clean(exclude=["slug"])
    event.save()
    _assign_many(event, values)
    EventOrganiser.objects.create(event=event, user=user, kind=OrganiserKind.LEAD)
    EventStep.objects.create(event=event, status=event.status, by=user)
    event.refresh_from_db()
    record(event, {"created": (False, True)}, user)
    return event


@transaction.atomic
def save_event(*, event: Event, values: Mapping[str, Any], user: Any, version: int | None = None) -> Event:
    """Change an event so that it says ``values``. Its sessions move with its start, by the clock.

    Raises ``Conflict``, and ``ValidationError`` by field. A change that changes nothing leaves no trace.
    """
    event = lock_event(event, version)
    before = snapshot(event) | programme_snapshot(event)
    starts, zone = event.starts, event.time_zone
    _assign(event, values)
    event.full_clean(exclude=["slug", "uid"])
    event.save()
    _assign_many(event, values)
    _move_sessions(event, starts, zone)
    event.refresh_from_db()
    changes = differences(before, snapshot(event) | programme_snapshot(event))
    if changes:
        record(event, changes, user)
    return event


def _assign(event: Event, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name not in MANY:
            setattr(event, name, value)


def _assign_many(event: Event, values: Mapping[str, Any]) -> None:
    for name in MANY & values.keys():
        getattr(event, name).set(values[name])


def _move_sessions(event: Event, old_start: datetime.datetime, old_zone: str) -> None:
    """Sessions keep their place in the event: what began two hours after the start still does, on the clock."""
    by = clock_of(event.starts, event.time_zone) - clock_of(old_start, old_zone)
    sessions = list(event.sessions.all())
    moves = bool(by) or old_zone != event.time_zone
    for session in sessions:
        if moves:
            span = session.starts, session.ends
            session.starts, session.ends = shifted_span(span, by, old_zone, event.time_zone)
            session.sequence += 1
        if session.starts < event.starts or session.ends > event.ends:
            raise ValidationError(
                {"ends": _("The session “%(title)s” would lie outside the event.") % {"title": session.title}}
            )
    for session in sessions if moves else ():
        session.save(update_fields=["starts", "ends", "sequence"])


@transaction.atomic
def take_step(*, event: Event, status: str, user: Any, note: str = "", version: int | None = None) -> Event:
    """Take an event to its next status. ``note`` says why it is cancelled.

    Raises ``Conflict``, ``NotNow`` where the step is not one of ``statuses.next_steps``, and ``ValidationError``.
    """
    event = lock_event(event, version)
    if status not in next_steps(event):
        raise NotNow(_("This step cannot be taken now."))
    before = {"status": event.status, "cancelled_reason": event.cancelled_reason}
    event.status = status
    if status == Status.CANCELLED:
        event.cancelled_reason = note
    event.save()
    EventStep.objects.create(event=event, status=status, by=user, note=note)
    after = {"status": event.status, "cancelled_reason": event.cancelled_reason}
    record(event, differences(before, after), user)
    return event


@transaction.atomic
def name_organiser(*, event: Event, person: Any, kind: str, user: Any) -> Event:
    """Make somebody an organiser, or change what they are. Raises ``ValidationError``: a guest, the last lead."""
    event = lock_event(event)
    if person.is_guest:
        raise ValidationError(_("An official of a third country cannot organise an event."))
    before = organisers_snapshot(event)
    row, is_new = EventOrganiser.objects.get_or_create(event=event, user=person, defaults={"kind": kind})
    if not is_new and row.kind != kind:
        _keep_a_lead(event, row)
        row.kind = kind
        row.save(update_fields=["kind"])
    return _organisers_changed(event, before, user)


@transaction.atomic
def remove_organiser(*, event: Event, organiser_id: int, user: Any) -> Event:
    """Take an organiser off an event. Raises ``ValidationError`` where this is the last who leads it."""
    event = lock_event(event)
    before = organisers_snapshot(event)
    row = event.organisers.filter(pk=organiser_id).first()
    if row is None:
        return event
    _keep_a_lead(event, row)
    row.delete()
    if event.owner_id == row.user_id:  # the owner of an item sees it whatever else they are
        lead = event.organisers.filter(kind=OrganiserKind.LEAD).first()
        event.owner_id = lead.user_id if lead else None
        event.save(update_fields=["owner"])
    return _organisers_changed(event, before, user)


def _keep_a_lead(event: Event, leaving: EventOrganiser) -> None:
    others = event.organisers.filter(kind=OrganiserKind.LEAD, user__is_active=True).exclude(pk=leaving.pk)
    if leaving.kind == OrganiserKind.LEAD and not others.exists():
        raise ValidationError(_("Somebody has to lead the event: name another lead organiser first."))


def _organisers_changed(event: Event, before: list[dict[str, Any]], user: Any) -> Event:
    after = organisers_snapshot(event)
    if after != before:
        record(event, {"organisers": (before, after)}, user)
    return event


@transaction.atomic
def delete_draft(*, event: Event, user: Any) -> None:
    """Delete an event that nobody but its organisers has seen. Raises ``NotNow`` for any other."""
    event = lock_event(event)
    if event.status != Status.DRAFT:
        raise NotNow(_("An event that was announced is cancelled, not deleted."))
    event.delete()
