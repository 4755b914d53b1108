"""E-mails to followers when a status changes.

The change writes a row for each follower in its own transaction (an outbox); after commit a task sends what waits.
Running it twice, in two processes or again after a failure sends nothing twice and forgets nothing: a row is claimed
before its mail goes out. A mail leaves the portal, so it carries no word of the item: which country, that a status
changed, and where to read on after signing in. Who receives it is asked again when it is sent: active people who
still follow and may still see the item and the event.
"""

from __future__ import annotations

import datetime
import logging

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from liaison.accession.enums import NoticeState
from liaison.accession.models import Accession, AccessionEvent, AccessionFollower, AccessionNotice
from liaison.accession.signals import register_user_of_accession

log = logging.getLogger(__name__)

CLAIM_HOLDS = datetime.timedelta(minutes=30)
"""After which a try that never ended (a killed process) is made again."""
PAUSE = datetime.timedelta(minutes=15)
"""How long a mail that failed waits, times the number of tries."""


def owe_notices(item: Accession, event: AccessionEvent) -> None:
    """Note a mail for every follower but whoever made the change; it is sent after commit."""
    followers = AccessionFollower.objects.filter(accession=item).exclude(user=event.by_id)
    rows = [
        AccessionNotice(event=event, user_id=user) for user in followers.values_list("user_id", flat=True)
    ]
    AccessionNotice.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        transaction.on_commit(send_notices.enqueue, robust=True)


def connect() -> None:
    """Owe mails for every change of status. Called when the app is ready."""
    register_user_of_accession(owe_notices, name="notices")


@task()
def send_notices() -> int:
    """Send the mails that wait; the number sent."""
    due = Q(state=NoticeState.WAITING) & (Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()))
    waiting = AccessionNotice.objects.filter(due).order_by("pk").values_list("pk", flat=True)
    return sum(_send(pk, due) for pk in list(waiting))


def _send(pk: int, due: Q) -> bool:
    """Send one notice, unless another process has it. Whether a mail went out."""
    claim = timezone.now() + CLAIM_HOLDS
    mine = AccessionNotice.objects.filter(due, pk=pk).update(claimed_until=claim, attempts=F("attempts") + 1)
    if not mine:
        return False
    notice = AccessionNotice.objects.select_related(
        "user", "event__accession__country", "event__accession__instrument"
    ).get(pk=pk)
    if not _may_still_know(notice):
        _done(notice, NoticeState.DROPPED)
        return False
    try:
        _mail(notice)
    except Exception as error:  # noqa: BLE001 - whatever a mail server does, the next run tries again
        log.warning("notice %s of an accession was not sent: %s", pk, type(error).__name__)
        later = timezone.now() + PAUSE * notice.attempts
        AccessionNotice.objects.filter(pk=pk).update(claimed_until=later, error=str(error)[:300])
        return False
    _done(notice, NoticeState.SENT)
    return True


def _may_still_know(notice: AccessionNotice) -> bool:
    user, event = notice.user, notice.event
    if not (user.is_active and user.email and event.accession.can_view(user) and event.can_view(user)):
        return False
    return AccessionFollower.objects.filter(accession=event.accession_id, user=user).exists()


def _done(notice: AccessionNotice, state: str) -> None:
    AccessionNotice.objects.filter(pk=notice.pk).update(state=state, done_at=timezone.now(), error="")


def _mail(notice: AccessionNotice) -> None:
    item = notice.event.accession
    with override(UserProfile.get_for_user(notice.user).get_preferred_language()):
        context = {
            "country": item.country.name(),
            "address": settings.WAGTAILADMIN_BASE_URL + item.get_absolute_url(),
            "site_name": settings.SITE_NAME,
        }
        subject = " ".join(render_to_string("accession/mail/status_subject.txt", context).split())
        text = render_to_string("accession/mail/status.txt", context)
        send_mail(subject, text.strip() + "\n", None, [notice.user.email])
