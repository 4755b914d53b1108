"""What the organisers do next: worked out from how the event stands, most urgent first."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.exchanges.enums import Format, Status
from events.exchanges.models import Event
from events.outcomes.enums import UNFINISHED
from events.outcomes.models import Evaluation, Minutes
from events.registration.enums import STANDING, InvitationStatus, NoticeState, RegistrationStatus
from events.registration.models import Notice
from events.registration.occupancy import missing_of, occupancy_of
from events.registration.rules import national_approvers
from liaison.assessments.bodies import MEMBER_STATES

SOON = datetime.timedelta(days=14)
"""From then on, what is missing is urgent."""
NAMED = 3
"""As many Member States without a role are named; more are counted, and named where they are invited."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: in a sentence, where, and whether it presses."""

    text: str
    url: str
    presses: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many people are in which state."""

    invited: int
    unanswered: int
    confirmed: int
    awaiting: int
    waiting: int
    unnoted: int


def numbers_of(event: Event) -> Numbers:
    """Count once what the page and its list ask. Two queries."""
    invited = event.invitations.aggregate(
        all=Count("pk", filter=Q(status__in=STANDING)),
        open=Count("pk", filter=Q(status=InvitationStatus.OPEN)),
    )
    confirmed = Q(status=RegistrationStatus.CONFIRMED)
    rows = event.registrations.aggregate(
        confirmed=Count("pk", filter=confirmed),
        awaiting=Count("pk", filter=Q(status=RegistrationStatus.AWAITING)),
        waiting=Count("pk", filter=Q(status=RegistrationStatus.WAITING_LIST)),
        unnoted=Count("pk", filter=confirmed & Q(attendance="")),
    )
    return Numbers(invited["all"], invited["open"], **rows)


def next_steps(event: Event, numbers: Numbers) -> list[Todo]:
    """What to do, what presses first."""
    if event.status == Status.CANCELLED:
        return []
    found = [
        *_status(event),
        *_people(event, numbers),
        *_meeting(event, numbers),
        *_outcome(event),
        *_mails(event),
    ]
    return sorted(found, key=lambda todo: not todo.presses)


def _at(name: str, event: Event, query: str = "") -> str:
    return reverse(name, args=[event.slug]) + query


def _status(event: Event) -> Iterator[Todo]:
    now, organise = timezone.now(), _at("exchanges:organise", event)
    soon = event.starts - now < SOON
    if event.status == Status.DRAFT:
        yield Todo(_("Announce the event: only its organisers see the draft."), organise, soon)
    elif event.status == Status.ANNOUNCED and not event.is_over:
        opens = event.registration_opens
        if opens is None or opens <= now:
            yield Todo(_("Open the registration: nobody can register yet."), organise, soon)
    elif event.status == Status.OPEN and event.registration_closes and event.registration_closes <= now:
        yield Todo(_("Close the registration: its last day is over."), organise)
    if event.is_over and event.status in (Status.ANNOUNCED, Status.OPEN, Status.CLOSED):
        yield Todo(_("Note that the event was held."), organise, True)


def _people(event: Event, numbers: Numbers) -> Iterator[Todo]:
    if event.is_over:
        return
    soon = event.starts - timezone.now() < SOON
    if numbers.awaiting:
        yield _awaiting(event, numbers.awaiting)
    if not numbers.invited:
        yield Todo(_("Invite people: nobody is invited yet."), _at("registration:invitations", event), soon)
    for missing in missing_of(event):
        if missing.number <= NAMED:
            text = _("%(role)s: nobody from %(states)s is invited.")
        else:
            text = _("%(role)s: nobody from %(number)d of the %(total)d Member States that are invited.")
        words: dict[str, str | int] = {"role": missing.label, "states": ", ".join(missing.names)}
        words |= {"number": missing.number, "total": missing.total}
        yield Todo(text % words, _at("registration:people", event, f"?{missing.query}"))
    if numbers.unanswered and event.status == Status.OPEN:
        text = ngettext(
            "%(n)d invited person has not answered: write to them.",
            "%(n)d invited people have not answered: write to them.",
            numbers.unanswered,
        )
        yield Todo(text % {"n": numbers.unanswered}, _at("desk:write", event, "?groups=invited"), soon)
    if numbers.waiting:
        text = ngettext(
            "%(n)d person is on the waiting list: could there be more seats?",
            "%(n)d people are on the waiting list: could there be more seats?",
            numbers.waiting,
        )
        yield Todo(text % {"n": numbers.waiting}, _at("registration:seats", event))
    over = [(limit.name, limit.over) for limit in occupancy_of(event) if limit.over]
    if over:
        text = _("%(limit)s: %(n)d more have a seat than there are.")
        if len(over) > 1:
            text = _("More have a seat than there are: %(limits)s.")
        words = {
            "limit": over[0][0],
            "n": over[0][1],
            "limits": ", ".join(f"{name} (+{number})" for name, number in over),
        }
        yield Todo(text % words, _at("registration:registrations", event, "?status=confirmed"), True)


def _awaiting(event: Event, number: int) -> Todo:
    """Registrations that wait: for the organisers, or for national contacts, whom they can help."""
    waiting = event.registrations.filter(status=RegistrationStatus.AWAITING)
    bodies = set(waiting.order_by().values_list("body", flat=True))
    elsewhere = all(body in MEMBER_STATES and national_approvers(event, body) for body in bodies)
    if elsewhere:
        text = ngettext(
            "%(n)d registration waits for a national contact.",
            "%(n)d registrations wait for national contacts.",
            number,
        )
    else:
        text = ngettext(
            "%(n)d registration waits for your decision.",
            "%(n)d registrations wait for your decision.",
            number,
        )
    address = _at("registration:registrations", event, "?status=awaiting")
    return Todo(text % {"n": number}, address, not elsewhere)


def _meeting(event: Event, numbers: Numbers) -> Iterator[Todo]:
    now = timezone.now()
    soon = event.starts - now < SOON
    if not event.is_over:
        may_meet = event.format == Format.CALL and event.place
        if event.format != Format.ON_SITE and not event.joining_link and not may_meet:
            yield Todo(_("Say how to join: the link is missing."), _at("exchanges:edit", event), soon)
        if event.format in (Format.ON_SITE, Format.HYBRID) and not event.place:
            yield Todo(_("Say where it takes place."), _at("exchanges:edit", event), soon)
        if event.format != Format.CALL and not event.sessions.exists():
            yield Todo(
                _("Make the programme: there is no session yet."), _at("exchanges:programme", event), soon
            )
    if event.starts <= now and numbers.unnoted:
        text = ngettext(
            "Note who came: %(n)d person is left.", "Note who came: %(n)d people are left.", numbers.unnoted
        )
        address = _at("registration:registrations", event, "?status=confirmed")
        yield Todo(text % {"n": numbers.unnoted}, address)


def _outcome(event: Event) -> Iterator[Todo]:
    """What is left once it was held: minutes, conclusions, actions, the opinion of those who came."""
    if event.status != Status.HELD:
        return
    minutes = Minutes.objects.filter(event=event).only("shared_at").first()
    if minutes is None:
        yield Todo(_("Write the minutes."), _at("outcomes:minutes", event))
    elif not minutes.is_shared:
        yield Todo(_("Share the minutes: only organisers read them."), _at("outcomes:minutes", event))
    if not event.conclusions.exists():
        yield Todo(_("Note what was concluded."), _at("outcomes:new_conclusion", event))
    late = event.points.filter(state__in=UNFINISHED, due__lt=timezone.localdate()).count()
    if late:
        text = ngettext("%(n)d action is overdue.", "%(n)d actions are overdue.", late)
        yield Todo(text % {"n": late}, _at("outcomes:outcome", event), True)
    if not Evaluation.objects.filter(event=event).exists():
        yield Todo(_("Ask those who came what they think."), _at("outcomes:evaluation", event))


def _mails(event: Event) -> Iterator[Todo]:
    failed = Notice.objects.filter(event=event, state=NoticeState.FAILED)
    names = sorted({_addressee(one) for one in failed.select_related("invitation__user", "receiver")[:50]})
    if names:
        text = _("Mails to these could not be sent, tell them yourself: %(names)s") % {
            "names": ", ".join(names[:10])
        }
        yield Todo(text, _at("registration:invitations", event), True)


def _addressee(notice: Notice) -> str:
    if notice.receiver is not None:
        return str(notice.receiver)
    return notice.invitation.email if notice.invitation else ""
