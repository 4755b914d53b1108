"""Writing to groups of people of an event.

A message stays in the portal, where its receivers read it; the mail carries no word of it nor of the event, because
e-mail is not protected. Who receives it is who is in the groups when it is sent, and sees the event.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from events.desk.enums import Group, MailState, MessageKind
from events.desk.models import Message, Receipt
from events.exchanges.access import may_organise, may_see
from events.exchanges.models import Event
from events.outcomes.access import may_read
from events.outcomes.models import Minutes
from events.papers.access import circles_of, papers_for
from events.registration.enums import InvitationStatus
from portal.people.models import User

log = logging.getLogger(__name__)

FIRST_PAUSE = datetime.timedelta(minutes=10)
MOST_ATTEMPTS = 8
CLAIM_HOLDS = datetime.timedelta(minutes=30)
AT_ONCE = 200


class Moved(Exception):
    """The groups are no longer those that were shown. Nothing was sent."""


def receivers_of(event: Event, groups: Iterable[str]) -> list[User]:
    """Everybody in these groups who is active and sees the event, each once, by name."""
    wanted = set(groups)
    who = Q(pk__in=())
    statuses = [group for group in wanted if group in (Group.CONFIRMED, Group.AWAITING, Group.WAITING_LIST)]
    if statuses:
        rows = event.registrations.filter(status__in=statuses).order_by()
        who |= Q(pk__in=rows.values("user"))
    if Group.INVITED in wanted:
        unanswered = event.invitations.filter(status=InvitationStatus.OPEN, user__isnull=False).order_by()
        who |= Q(pk__in=unanswered.values("user"))
    if Group.SPEAKERS in wanted:
        who |= Q(pk__in=event.speakers.filter(user__isnull=False).order_by().values("user"))
    if Group.ORGANISERS in wanted:
        who |= Q(pk__in=event.organisers.order_by().values("user"))
    users = User.objects.filter(who, is_active=True).order_by("last_name", "first_name", "pk")
    return [user for user in users if may_see(user, event)]


def digest_of(users: Iterable[User]) -> str:
    """Stands for exactly these receivers."""
    return hashlib.sha256(",".join(sorted(str(user.pk) for user in users)).encode()).hexdigest()


@transaction.atomic
def send_message(
    *, event: Event, by: User, key: uuid.UUID, groups: list[str], subject: str, text: str, shown: str
) -> Message:
    """Send what was previewed, once, however often the button is pressed.

    Raises ``Moved`` where the receivers are no longer those shown (their digest).
    """
    sent = Message.objects.filter(key=key, event=event, by=by).first()
    if sent is not None:
        return sent
    users = receivers_of(event, groups)
    if not users or digest_of(users) != shown:
        raise Moved
    try:
        with transaction.atomic():
            message = Message.objects.create(
                event=event, by=by, key=key, groups=groups, subject=subject, text=text
            )
    except IntegrityError:  # the other of two clicks was faster
        return Message.objects.get(key=key, event=event, by=by)
    Receipt.objects.bulk_create([Receipt(message=message, user=user) for user in users], batch_size=500)
    transaction.on_commit(lambda: tell_receivers.enqueue(message.pk), robust=True)
    return message


@task()
def tell_receivers(message_id: int) -> int:
    """Send the mails of a message that wait; the number sent."""
    return _send(Q(message=message_id))


def send_waiting() -> int:
    """Send every mail whose time has come; the number sent. Safe at any time and in parallel."""
    return _send(Q())


def _send(which: Q) -> int:
    sent = 0
    while True:
        claim, now = uuid.uuid4(), timezone.now()
        due = Receipt.objects.filter(which, state=MailState.WAITING, next_try_at__lte=now)
        ids = list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            return sent
        due.filter(pk__in=ids).update(claim=claim, next_try_at=now + CLAIM_HOLDS, attempts=F("attempts") + 1)
        claimed = Receipt.objects.filter(claim=claim, state=MailState.WAITING)
        for receipt in claimed.select_related("message__event", "user").order_by("pk"):
            sent += _send_one(receipt)


def _is_for(user: User, message: Message) -> bool:
    """Whether a message is still for somebody, and still true: a mail may go out much later than it was meant to."""
    event = message.event
    if not may_see(user, event):
        return False
    if message.kind == MessageKind.PAPERS:
        return message.circle in circles_of(user, event) and bool(papers_for(user, event))
    if message.kind == MessageKind.MINUTES:
        minutes = Minutes.objects.filter(event=event).first()
        return minutes is not None and minutes.is_shared and may_read(user, minutes)
    return True


def _send_one(receipt: Receipt) -> bool:
    user, message = receipt.user, receipt.message
    if not user.is_active or not user.email or not _is_for(user, message):
        Receipt.objects.filter(pk=receipt.pk).update(state=MailState.DROPPED)
        return False
    try:
        with override(UserProfile.get_for_user(user).get_preferred_language()):
            address = reverse("desk:message", args=[receipt.message_id])
            context = {
                "kind": message.kind,
                "address": settings.WAGTAILADMIN_BASE_URL + address,
                "site_name": settings.SITE_NAME,
            }
            subject = " ".join(render_to_string("desk/mail/message_subject.txt", context).split())
            text = render_to_string("desk/mail/message.txt", context)
            send_mail(subject, text.strip() + "\n", None, [user.email])
    except Exception as error:  # noqa: BLE001 - whatever a mail server does, the others are told
        over = receipt.attempts >= MOST_ATTEMPTS
        Receipt.objects.filter(pk=receipt.pk).update(
            state=MailState.FAILED if over else MailState.WAITING,
            next_try_at=timezone.now() + FIRST_PAUSE * 2 ** max(receipt.attempts - 1, 0),
            claim=None,
        )
        log.warning("The mail of message %s failed: %s", receipt.message_id, type(error).__name__)
        return False
    Receipt.objects.filter(pk=receipt.pk).update(state=MailState.SENT, sent_at=timezone.now())
    return True


def messages_for(user: Any, event: Event) -> QuerySet[Message]:
    """The messages of an event that a user may read: all for organisers, else those sent to them. The caller has
    asked whether they see the event."""
    found = Message.objects.filter(event=event).select_related("by", "event")
    if may_organise(user, event):
        return found
    if not getattr(user, "is_authenticated", False):
        return found.none()
    return found.filter(receipts__user=user.pk)
