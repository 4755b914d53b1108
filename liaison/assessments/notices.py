"""Mails about rounds: it is open, it is about to close, its report is transmitted.

A mail leaves the portal, so it carries no word of a contribution or of a report, nor the title of a round: what
happened, until when, and where to read on after signing in. A row of ``Notice`` is made in the transaction in which
the reason becomes true, and is the outbox: it is sent after commit, sent again where that failed, never twice.
Whether a mail is still true, and still for that person, is asked when it is sent.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from liaison.assessments.access import can_read_report, can_read_round
from liaison.assessments.bodies import body_name, body_of
from liaison.assessments.models import Notice, Report, Round
from portal.people.models import User

log = logging.getLogger(__name__)

OPENED, CLOSING, REPORT = "opened", "closing", "report"
BEFORE_CLOSING = datetime.timedelta(days=7)
"""So long before the closing date a body that has not submitted is told."""
MOST_TRIES = 10


def make_notices(round: Round, key: str, users: Iterable[User]) -> int:
    """Keep a mail for each of these people who has none for this reason yet, and send them after commit.

    Called inside the transaction that makes the reason true. Gives how many are new.
    """
    told = set(Notice.objects.filter(round=round, key=key).values_list("user_id", flat=True))
    new = [Notice(round=round, key=key, user=user) for user in users if user.pk not in told]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        transaction.on_commit(lambda: send_notices.enqueue(round.pk, key), robust=True)
    return len(new)


def tell_opened(round: Round) -> int:
    """Tell everyone of the bodies that are asked that the round is open; those asked later, when they are added."""
    return make_notices(round, OPENED, _people_asked(round.asked))


@transaction.atomic
def tell_closing(round: Round, today: datetime.date) -> int:
    """Tell the bodies that have not submitted, once for each closing date, from a week before it."""
    if not round.is_collecting or not round.opens <= today <= round.closes <= today + BEFORE_CLOSING:
        return 0
    submitted = {one.body for one in round.contributions.all() if one.is_submitted}
    return make_notices(
        round, f"{CLOSING} {round.closes.isoformat()}", _people_asked(set(round.asked) - submitted)
    )


def _people_asked(bodies: Iterable[str]) -> list[User]:
    wanted = set(bodies)
    users = User.objects.filter(is_active=True).exclude(email="")
    return [user for user in users if body_of(user) in wanted]


@task()
def send_notices(round_id: int, key: str) -> int:
    """Send the mails of one reason that are not sent; the number sent."""
    return _send(Notice.objects.filter(round_id=round_id, key=key))


def send_waiting() -> int:
    """Send every mail again that could not be sent; the number sent."""
    return _send(Notice.objects.all())


def _send(notices: Any) -> int:
    waiting = notices.filter(sent_at=None, dropped_at=None, tries__lt=MOST_TRIES)
    return sum(_send_one(pk) for pk in waiting.values_list("pk", flat=True))


def _send_one(pk: int) -> bool:
    """Send one mail under its lock, so that two processes do not both send it."""
    with transaction.atomic():
        locked = Notice.objects.select_for_update(of=("self",), skip_locked=True)
        notice = locked.select_related("round", "user").filter(pk=pk, sent_at=None, dropped_at=None).first()
        if notice is None:
            return False
        mail = _MAILS[notice.key.split()[0]](notice)
        if mail is None:
            Notice.objects.filter(pk=pk).update(dropped_at=timezone.now())
            return False
        try:
            _deliver(notice.user, mail)
        except OSError:  # smtplib's errors are among them
            log.warning("The mail %s of round %s could not be sent", notice.key, notice.round_id)
            Notice.objects.filter(pk=pk).update(tries=F("tries") + 1)
            return False
        Notice.objects.filter(pk=pk).update(sent_at=timezone.now(), tries=F("tries") + 1)
    return True


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to be written: its template below ``assessments/mail/``, what stands in it, the address it leads to."""

    template: str
    values: Callable[[], dict[str, Any]]
    path: str


def _deliver(user: User, mail: Mail) -> None:
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        context = mail.values() | {
            "address": settings.WAGTAILADMIN_BASE_URL + mail.path,
            "site_name": settings.SITE_NAME,
        }
        name = f"assessments/mail/{mail.template}"
        subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
        send_mail(subject, render_to_string(f"{name}.txt", context).strip() + "\n", None, [user.email])


def _opened_mail(notice: Notice) -> Mail | None:
    round, body = notice.round, body_of(notice.user)
    if not round.is_collecting or body not in round.asked or not can_read_round(notice.user, round):
        return None
    return Mail(
        "opened",
        lambda: {
            "body": body_name(str(body)),
            "opens": date_format(round.opens, "j F Y"),
            "closes": date_format(round.closes, "j F Y"),
            "is_example": round.is_example,
        },
        reverse("assessments:index"),
    )


def _closing_mail(notice: Notice) -> Mail | None:
    """Nothing where the date has moved, has passed, or the body has submitted meanwhile."""
    round, body = notice.round, body_of(notice.user)
    if notice.key.split()[-1] != round.closes.isoformat() or round.closes < timezone.localdate():
        return None
    contribution = round.contributions.filter(body=body or "").first()
    if contribution is not None and contribution.is_submitted:
        return None
    mail = _opened_mail(notice)
    return None if mail is None else Mail("closing", mail.values, mail.path)


def _report_mail(notice: Notice) -> Mail | None:
    number = int(notice.key.split()[-1])
    report = Report.objects.select_related("round").filter(round=notice.round, number=number).first()
    if report is None or report.transmitted_at is None or not can_read_report(notice.user, report):
        return None
    return Mail(
        "report",
        lambda: {"is_example": report.round.is_example},
        reverse("assessments:report_link", args=[report.pk]),
    )


_MAILS: dict[str, Callable[[Notice], Mail | None]] = {
    OPENED: _opened_mail,
    CLOSING: _closing_mail,
    REPORT: _report_mail,
}
