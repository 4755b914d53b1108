"""What this app does when something happens elsewhere, and what it says of people to the apps below."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models import QuerySet, Value
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils.functional import Promise

from events.exchanges.mine import register_waiting_source
from events.exchanges.models import Event
from events.exchanges.people import register_people_source
from events.exchanges.signals import event_changed, event_copied
from events.exchanges.tokens import INVITED, PARTICIPANT
from events.registration.changes import tell_of_change
from events.registration.deciding import seats_changed
from events.registration.enums import STANDING, NoticeState, RegistrationStatus
from events.registration.inviting import bind_invitations
from events.registration.models import (
    Invitation,
    NationalContact,
    Notice,
    Question,
    Quota,
    Registration,
)
from events.registration.notices import send_soon

SEATS = frozenset({"seats", "status", "starts"})
"""What may set seats free when it changes."""


@register_people_source
def confirmed(user: Any) -> QuerySet[Any]:
    """The events at which a user has a seat."""
    rows = Registration.objects.filter(user=user.pk, status=RegistrationStatus.CONFIRMED)
    return rows.values_list("event_id", Value(PARTICIPANT))


@register_people_source
def invited(user: Any) -> QuerySet[Any]:
    """The events to which a user is invited."""
    rows = Invitation.objects.filter(user=user.pk, status__in=STANDING)
    return rows.values_list("event_id", Value(INVITED))


@register_people_source
def national_contacts(user: Any) -> QuerySet[Any]:
    """The events at which a user approves for a Member State: they see what they decide on."""
    return NationalContact.objects.filter(user=user.pk).values_list("event_id", Value(INVITED))


@register_waiting_source
def waited_for(user: Any) -> dict[int, str | Promise]:
    """The events at which a user waits for approval or for a seat, with that in words."""
    states = (RegistrationStatus.AWAITING, RegistrationStatus.WAITING_LIST)
    rows = Registration.objects.filter(user=user.pk, status__in=states)
    return {row.event_id: str(row.get_status_display()) for row in rows.only("event_id", "status")}


@receiver(event_changed, sender=Event)
def follow_event(sender: Any, event: Event, changes: dict[str, Any], **kwargs: Any) -> None:
    """Give seats that became free, tell who waits what changed, and send the invitations of an announced event."""
    if SEATS & changes.keys():
        seats_changed(event)
    tell_of_change(event, changes)
    if "status" in changes:
        waiting = Notice.objects.filter(event=event, state=NoticeState.WAITING).order_by("pk")
        send_soon(waiting.values_list("pk", flat=True))


@receiver(event_copied, sender=Event)
def copy_settings(sender: Any, event: Event, copy: Event, **kwargs: Any) -> None:
    """Another event of a series: the same quotas, questions and national contacts. Its own from then on."""
    Quota.objects.bulk_create(
        Quota(event=copy, body=one.body, role=one.role, seats=one.seats) for one in event.quotas.all()
    )
    NationalContact.objects.bulk_create(
        NationalContact(event=copy, state=one.state, user_id=one.user_id)
        for one in event.national_contacts.all()
    )
    asked = event.questions.filter(is_retired=False)
    Question.objects.bulk_create(
        Question(
            event=copy,
            order=one.order,
            text=one.text,
            help=one.help,
            kind=one.kind,
            choices=one.choices,
            is_required=one.is_required,
        )
        for one in asked
    )


@receiver(post_save, sender=EmailAddress)
def follow_address(sender: Any, instance: EmailAddress, raw: bool = False, **kwargs: Any) -> None:
    """An address that is confirmed brings its invitations."""
    if instance.verified and not raw:
        bind_invitations(instance.user)


@receiver(user_logged_in)
def follow_sign_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """Whatever brought a confirmed address, invitations to it are there at the next sign-in."""
    transaction.on_commit(lambda: bind_invitations(user), robust=True)
