"""The organisers' page of an event: what is missing, which step comes next, who organises, what was changed."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from events.exchanges.access import may_lead
from events.exchanges.enums import Format, OrganiserKind, Status
from events.exchanges.history import field_name
from events.exchanges.models import Event
from events.exchanges.panels import organiser_links
from events.exchanges.series import later_events
from events.exchanges.statuses import STEP_HELP, STEP_WORDS, next_steps
from events.exchanges.when import when
from portal.visibility import Audience

CHANGES_SHOWN = 30


def organising_context(user: Any, event: Event, **more: Any) -> dict[str, Any]:
    """What the organisers' page shows. The user organises the event: the caller has asked."""
    leads = may_lead(user, event)
    steps = [step for step in next_steps(event) if leads or step != Status.CANCELLED]
    return {
        "event": event,
        "when": when(event.starts, event.ends, event.time_zone),
        "links": organiser_links(user, event),
        "missing": missing_of(event),
        "steps": [
            {"status": str(step), "label": STEP_WORDS[Status(step)], "help": STEP_HELP[Status(step)]}
            for step in steps
            if step != Status.CANCELLED
        ],
        "may_cancel": Status.CANCELLED in steps,
        "may_lead": leads,
        "later": len(later_events(event)) if not event.detached else 0,
        "organisers": list(event.organisers.select_related("user")),
        "kinds": OrganiserKind.choices,
        "past_steps": list(event.steps.select_related("by")),
        "changes": [_change(change) for change in event.changes.select_related("by")[:CHANGES_SHOWN]],
    } | more


def missing_of(event: Event) -> list[str]:
    """What an event lacks that its readers will ask for. None of it stands in the way.

    A call is made with a title and a time, among those who are invited: nothing of that is missing.
    """
    found = []
    is_call = event.format == Format.CALL
    if not event.purpose and not is_call:
        found.append(_("It does not say what it is for."))
    if event.format in (Format.ON_SITE, Format.HYBRID) and not event.place:
        found.append(_("It takes place on site, and no place is given."))
    if event.format != Format.ON_SITE and not event.joining_link and not (is_call and event.place):
        found.append(_("It takes place online, and there is no joining link yet."))
    if not event.languages:
        found.append(_("It does not say which languages are spoken."))
    if event.audience == Audience.COMMUNITIES and not event.communities.exists() and not is_call:
        found.append(_("It names no community: only those you invite will see it."))
    if event.status == Status.OPEN and not event.has_begun and not event.registration_is_open:
        found.append(
            _("It is open for registration, but its dates of registration say that nobody can register now.")
        )
    return found


def _change(change: Any) -> dict[str, Any]:
    names = [field_name(name) for name in change.after]
    return {"at": change.at, "by": change.by, "names": names}
