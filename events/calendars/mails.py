"""The e-mails that carry an entry to somebody's calendar (iMIP, RFC 6047).

Other mails of the portal carry no word of what they are about. These do, because a calendar needs it: they go only to
people who have a place at the event, and of an event marked TLP:RED they say when it is and nothing else. They never
carry the joining link: an invitation is easily passed on.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.users.models import UserProfile

from events.calendars.entries import event_entry, example_note, is_discreet, portal_address, summary_of
from events.calendars.ical import Entry, Party
from events.calendars.itip import Method, content_type, write_message
from events.calendars.models import CalendarMail
from events.exchanges.access import may_see
from events.exchanges.models import Event
from events.exchanges.when import when


def send_invitation(event: Event, user: Any, number: int, *, is_new: bool) -> None:
    """Tell a person's calendar of an event, or that it has changed. Raises what the mail server makes it raise."""
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        hidden = is_discreet(event)
        entry = replace(
            event_entry(event, user, leaves=True),
            description=_described(event, hidden=hidden),
            conference="",
            is_free=False,
        )
        kind = "invitation" if is_new else "update"
        _send(Method.REQUEST, entry, user, number, kind=kind, note=example_note(event))


def send_cancellation(event: Event, mail: CalendarMail, number: int) -> None:
    """Have an event taken out of a person's calendar. Raises what the mail server makes it raise.

    To whoever may not see the event any more it says only what their calendar was told before, without its title.
    """
    user = mail.user
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        hidden = is_discreet(event) or not may_see(user, event)
        entry = Entry(
            uid=event.uid,
            sequence=number,
            stamp=timezone.now(),
            starts=mail.told_starts or event.starts,
            ends=mail.told_ends or event.ends,
            zone=event.time_zone,
            summary=_("Cancelled: %(title)s") % {"title": summary_of(event, hidden=hidden)},
            url=portal_address(event, hidden=hidden),
        )
        kind = "cancelled" if event.is_cancelled else "removed"
        _send(Method.CANCEL, entry, user, number, kind=kind, note=example_note(event))


def organiser() -> Party:
    """Who invites: the portal. An organiser's own address is no business of everybody's calendar."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Party(name or settings.SITE_NAME, address)


def _described(event: Event, *, hidden: bool) -> str:
    parts = [
        example_note(event),
        _(
            "Your place was given on the portal. Answering this invitation in your calendar changes nothing there."
        ),
        "" if hidden else str(event.get_tlp_display()),
        portal_address(event, hidden=hidden),
    ]
    return "\n\n".join(part for part in parts if part)


def _send(method: Method, entry: Entry, user: Any, number: int, *, kind: str, note: str) -> None:
    entry = replace(
        entry,
        sequence=number,
        stamp=timezone.now(),
        organiser=organiser(),
        attendee=Party(str(user), user.email),
    )
    context = {
        "kind": kind,
        "note": note,
        "summary": entry.summary,
        "when": when(entry.starts, entry.ends, entry.zone),
        "place": entry.location,
        "address": entry.url,
        "site_name": settings.SITE_NAME,
    }
    subject = " ".join(render_to_string("calendars/mail/subject.txt", context).split())
    text = render_to_string("calendars/mail/text.txt", context)
    message = EmailMultiAlternatives(
        subject, text.strip() + "\n", None, [user.email], headers=_headers(entry, user, method)
    )
    message.attach_alternative(write_message(method, entry), content_type(method))
    message.send()


def _headers(entry: Entry, user: Any, method: Method) -> dict[str, str]:
    """A mail that is sent again after a failure is the same mail (RFC 5322, 3.6.4), and asks for no automatic answer
    (RFC 3834)."""
    said = f"{entry.uid} {user.pk} {entry.sequence} {method}"
    name = hashlib.sha256(said.encode()).hexdigest()[:32]
    host = organiser().address.rpartition("@")[2] or "localhost"
    return {"Message-ID": f"<calendar.{name}@{host}>", "Auto-Submitted": "auto-generated"}
