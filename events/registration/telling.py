"""What a decision led to, told to whoever made it: by number, seats first, nothing that could be mistaken."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import ngettext

from events.registration.deciding import Outcome


def tell_outcome(request: HttpRequest, outcome: Outcome) -> None:
    """Say it on the next page."""
    count = len(outcome.confirmed)
    if count:
        text = ngettext("%(n)d person now has a seat.", "%(n)d people now have a seat.", count)
        messages.success(request, text % {"n": count})
    count = len(outcome.waiting)
    if count:
        text = ngettext(
            "%(n)d person was approved but has no seat, and is on the waiting list.",
            "%(n)d people were approved but have no seat, and are on the waiting list.",
            count,
        )
        messages.warning(request, text % {"n": count})
    count = len(outcome.shut_out)
    if count:
        text = ngettext(
            "%(n)d person may no longer see the event and was not approved: %(names)s. Invite them first if they "
            "should come.",
            "%(n)d people may no longer see the event and were not approved: %(names)s. Invite them first if they "
            "should come.",
            count,
        )
        names = ", ".join(str(row.user) for row in outcome.shut_out)
        messages.warning(request, text % {"n": count, "names": names})
    count = len(outcome.refused)
    if count:
        text = ngettext("%(n)d person was refused.", "%(n)d people were refused.", count)
        messages.info(request, text % {"n": count})
    count = len(outcome.withdrawn)
    if count:
        text = ngettext("%(n)d registration was withdrawn.", "%(n)d registrations were withdrawn.", count)
        messages.info(request, text % {"n": count})
    count = len(outcome.admitted)
    if count:
        text = ngettext(
            "%(n)d person got a seat from the waiting list.",
            "%(n)d people got a seat from the waiting list.",
            count,
        )
        messages.success(request, text % {"n": count})
    count = len(outcome.unchanged)
    if count:
        text = ngettext(
            "%(n)d registration was left as it is: its state does not allow this, or changed in the meantime.",
            "%(n)d registrations were left as they are: their state does not allow this, or changed in the meantime.",
            count,
        )
        messages.warning(request, text % {"n": count})
