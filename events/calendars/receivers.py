"""What this app does when an event changes, or who belongs to it."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from events.calendars.attendance import told_by_mail
from events.calendars.telling import tell_calendars
from events.exchanges.models import Event
from events.exchanges.signals import event_changed
from events.registration.changes import register_told_elsewhere

CONCERNS_MAILS = frozenset(
    {"title", "starts", "ends", "time_zone", "place", "tlp", "status", "speakers", "participants", "audience"}
)


register_told_elsewhere(told_by_mail)


@receiver(event_changed, sender=Event)
def follow_event(sender: Any, event: Event, changes: dict[str, Any], **kwargs: Any) -> None:
    """Tell calendars after the commit."""
    if CONCERNS_MAILS & changes.keys() and not event.is_draft:
        transaction.on_commit(lambda: tell_calendars.enqueue(event.pk), robust=True)
