"""The one rule for who is shown how to join an event online, on its page and in calendars. Default deny.

The circle of the participants: who has a seat, speaks or organises, and sees the event; nobody who is only invited or
waits. Never of an event that takes place on site (any more) or is cancelled, nor a day after its end: a link that leads
nowhere, or into somebody else's meeting, helps nobody.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from events.exchanges.access import may_see
from events.exchanges.enums import Circle, Format
from events.exchanges.models import Event
from events.exchanges.people import circle_key
from portal.visibility import viewer_for

OF_USE_AFTER = datetime.timedelta(days=1)
"""For so long after the end the link stays: meetings run late, and some links lead to the recording."""


def may_join(user: Any, event: Event) -> bool:
    """Whether a viewer (a user, ``None`` or a ``Viewer``) is told how to join. Makes no query of its own."""
    if not event.joining_link and not event.joining_note:
        return False
    if event.is_cancelled or event.format == Format.ON_SITE or event.ends < timezone.now() - OF_USE_AFTER:
        return False
    viewer = viewer_for(user)
    return may_see(viewer, event) and viewer.holds(circle_key(event, Circle.PARTICIPANTS))
