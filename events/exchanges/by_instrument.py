"""Coming events on the page of an instrument."""

from __future__ import annotations

from typing import Any

from events.exchanges.enums import Status
from events.exchanges.models import Event
from events.exchanges.rows import EventRow, rows_of
from portal.reference.models import Instrument

SHOWN = 5
COMING = (Status.ANNOUNCED, Status.OPEN, Status.CLOSED)


def events_on(viewer: Any, instrument: Instrument) -> list[EventRow]:
    """The next events filed under an instrument that the viewer may see, cancelled ones left out."""
    found = Event.objects.visible_to(viewer).upcoming().filter(instruments=instrument, status__in=COMING)
    return rows_of(viewer, found.order_by("starts", "pk")[:SHOWN])
