"""The steps of an event from draft to held."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Status
from events.exchanges.models import Event

NEXT: dict[str, tuple[str, ...]] = {
    Status.DRAFT: (Status.ANNOUNCED, Status.OPEN),
    Status.ANNOUNCED: (Status.OPEN, Status.CLOSED, Status.HELD, Status.CANCELLED),
    Status.OPEN: (Status.CLOSED, Status.HELD, Status.CANCELLED),
    Status.CLOSED: (Status.OPEN, Status.HELD, Status.CANCELLED),
    Status.HELD: (),
    Status.CANCELLED: (),
}
"""What can follow. An announced event is never a draft again: people have read it. What is cancelled stays so: those
who were told would not believe the second message. What was held is over."""

STEP_WORDS = {
    Status.ANNOUNCED: _("Announce it"),
    Status.OPEN: _("Open the registration"),
    Status.CLOSED: _("Close the registration"),
    Status.HELD: _("Mark it as held"),
    Status.CANCELLED: _("Cancel the event"),
}
STEP_HELP = {
    Status.ANNOUNCED: _("Everyone in its audience sees it from then on."),
    Status.OPEN: _("Everyone in its audience sees it and can register."),
    Status.CLOSED: _("Nobody can register any more."),
    Status.HELD: _("It has taken place."),
    Status.CANCELLED: _("It stays visible as cancelled, and cannot be taken up again."),
}


def next_steps(event: Event) -> list[str]:
    """The steps that can be taken now: an event is held only when it has begun, and opens only before it is over."""
    found = list(NEXT[event.status])
    if Status.HELD in found and not event.has_begun:
        found.remove(Status.HELD)
    if event.is_over:
        found = [step for step in found if step not in (Status.OPEN,)]
    return found
