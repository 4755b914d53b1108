"""E-mails to the invited, to those whose state changed, and to those who approve.

An e-mail leaves the portal, so it carries no word of the event, not even its title, nor the address of its page,
which is made of the title: what happened, and where to read on after signing in. Each is a row (``Notice``), made in
the transaction that changed something and sent after its commit; what fails is tried again by
``send_event_notices``. Whether it is still true, and whether the person may see the event, is asked when it is sent.
"""

from __future__ import annotations

import datetime
import logging
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from events.exchanges.access import may_see
from events.exchanges.enums import Status
from events.registration.enums import LIVE as LIVE_REGISTRATIONS
from events.registration.enums import InvitationStatus, NoticeKind, NoticeState, RegistrationStatus
from events.registration.models import Notice

log = logging.getLogger(__name__)

FIRST_PAUSE = datetime.timedelta(minutes=10)
MOST_ATTEMPTS = 8
CLAIM_HOLDS = datetime.timedelta(minutes=30)
"""After which a try that never ended (a killed process) is made again."""
AT_ONCE = 200
LIVE = (Status.ANNOUNCED, Status.OPEN, Status.CLOSED)
"""An event that is a draft invites nobody yet: its mails wait until it is announced."""

TRUE_WHILE: dict[str, tuple[str, ...]] = {
    NoticeKind.INVITED: (InvitationStatus.OPEN,),
    NoticeKind.REVOKED: (InvitationStatus.REVOKED,),
    NoticeKind.AWAITING: (RegistrationStatus.AWAITING,),
    NoticeKind.CONFIRMED: (RegistrationStatus.CONFIRMED,),
    NoticeKind.WAITING_LIST: (RegistrationStatus.WAITING_LIST,),
    NoticeKind.REFUSED: (RegistrationStatus.REFUSED,),
    NoticeKind.REPLACED: (RegistrationStatus.REPLACED, InvitationStatus.SUBSTITUTED),
    NoticeKind.WITHDRAWN: (RegistrationStatus.WITHDRAWN,),
    NoticeKind.MOVED: (*LIVE_REGISTRATIONS, InvitationStatus.OPEN),
    NoticeKind.CANCELLED: (*LIVE_REGISTRATIONS, InvitationStatus.OPEN),
}
"""In which states of the registration, or of the invitation, a mail still says what is so."""
TO_OUTSIDERS = frozenset({NoticeKind.REVOKED, NoticeKind.REPLACED, NoticeKind.WITHDRAWN})
"""Told to people who may no longer see the event."""


def send_soon(notice_ids: Iterable[int | None]) -> None:
    """Send these after the commit."""
    ids = [pk for pk in notice_ids if pk is not None]
    for start in range(0, len(ids), AT_ONCE):
        chunk = ids[start : start + AT_ONCE]
        transaction.on_commit(lambda chunk=chunk: send_notices.enqueue(chunk), robust=True)  # type: ignore[misc]


@task()
def send_notices(notice_ids: list[int]) -> int:
    """Send those of these mails that still wait; the number sent."""
    return send(Q(pk__in=notice_ids))


def send_waiting() -> int:
    """Send every mail whose time has come; the number sent. Safe at any time and in parallel."""
    sent = 0
    while ids := list(_due().values_list("pk", flat=True)[:AT_ONCE]):
        sent += send(Q(pk__in=ids))
    return sent


def _due() -> Any:
    now_true = Q(event__status__in=LIVE) & ~Q(kind=NoticeKind.CANCELLED)
    called_off = Q(event__status=Status.CANCELLED, kind=NoticeKind.CANCELLED)
    return Notice.objects.filter(
        now_true | called_off, state=NoticeState.WAITING, next_try_at__lte=timezone.now()
    ).order_by("pk")


def send(which: Q) -> int:
    """Send what is due of these. A mail that fails leaves its row waiting; the others go on."""
    claim, now = uuid.uuid4(), timezone.now()
    ids = list(_due().filter(which).values_list("pk", flat=True))
    Notice.objects.filter(pk__in=ids, state=NoticeState.WAITING, next_try_at__lte=now).update(
        claim=claim, next_try_at=now + CLAIM_HOLDS, attempts=F("attempts") + 1
    )
    sent = 0
    claimed = Notice.objects.filter(claim=claim, state=NoticeState.WAITING)
    for notice in claimed.select_related("event", "invitation__user", "registration", "receiver").order_by(
        "pk"
    ):
        sent += _send_one(notice)
    return sent


def _send_one(notice: Notice) -> bool:
    address = _address(notice)
    if not address or not _still_true(notice):
        Notice.objects.filter(pk=notice.pk).update(state=NoticeState.DROPPED)
        return False
    try:
        _mail(notice, address)
    except Exception as error:  # noqa: BLE001 - whatever a mail server does, the others are sent
        _try_later(notice, error)
        return False
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.SENT, sent_at=timezone.now(), error="")
    return True


def _receiver(notice: Notice) -> Any:
    """The account the mail is for; an invitation may have found its account since."""
    return notice.receiver or (notice.invitation.user if notice.invitation else None)


def _address(notice: Notice) -> str:
    receiver = _receiver(notice)
    if receiver is not None:
        return str(receiver.email) if receiver.is_active else ""
    return notice.invitation.email if notice.invitation else ""


def _still_true(notice: Notice) -> bool:
    about = notice.registration or notice.invitation
    if about is None or about.status not in TRUE_WHILE[notice.kind]:
        return False
    receiver = _receiver(notice)
    return receiver is None or notice.kind in TO_OUTSIDERS or may_see(receiver, notice.event)


def _try_later(notice: Notice, error: Exception) -> None:
    over = notice.attempts >= MOST_ATTEMPTS
    Notice.objects.filter(pk=notice.pk).update(
        state=NoticeState.FAILED if over else NoticeState.WAITING,
        next_try_at=timezone.now() + FIRST_PAUSE * 2 ** max(notice.attempts - 1, 0),
        claim=None,
        error=type(error).__name__[:200],
    )
    log.warning("A notice of event %s failed: %s", notice.event_id, type(error).__name__)


def _mail(notice: Notice, address: str) -> None:
    """Send one mail, in the receiver's language. Raises what the mail server makes it raise."""
    receiver = _receiver(notice)
    language = (
        UserProfile.get_for_user(receiver).get_preferred_language() if receiver else settings.LANGUAGE_CODE
    )
    with override(language):
        path = (
            reverse("registration:approvals")
            if notice.kind == NoticeKind.AWAITING
            else reverse("registration:go", args=[notice.event_id])
        )
        context = {
            "kind": notice.kind,
            "has_account": receiver is not None,
            "email": address,
            "address": settings.WAGTAILADMIN_BASE_URL + path,
            "site_name": settings.SITE_NAME,
        }
        subject = " ".join(render_to_string("registration/mail/notice_subject.txt", context).split())
        text = render_to_string("registration/mail/notice.txt", context)
        send_mail(subject, text.strip() + "\n", None, [address])
