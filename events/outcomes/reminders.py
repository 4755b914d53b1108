"""Reminding whoever has something to do: a week before its day, on the day, and a week after it.

Each reminder is a row, unique by point, day, stage and receiver: running this twice, in two processes, or again after
a failure sends nothing twice and forgets nothing. Who is reminded is asked again when the mail is sent: the owner,
while their account is open, the point undone and the event still there for them. A mail carries no word of the point
or of the event.
"""

from __future__ import annotations

import datetime
import logging
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from events.exchanges.access import may_see
from events.exchanges.enums import Status
from events.outcomes.enums import UNFINISHED, ReminderStage
from events.outcomes.models import ActionPoint, PointReminder
from events.outcomes.models.points import SOON
from liaison.directory.models import MailState

log = logging.getLogger(__name__)

FIRST_PAUSE = datetime.timedelta(minutes=15)
LONGEST_PAUSE = datetime.timedelta(days=1)
CLAIM_HOLDS = datetime.timedelta(minutes=30)
"""After which a try that never ended (a killed process) is made again."""


@dataclass(frozen=True, slots=True)
class Report:
    """What one run did."""

    noted: int
    sent: int
    failed: int


@task()
def remind_action_points() -> dict[str, int]:
    """One run for today. Safe to run at any time and in parallel."""
    report = remind(timezone.localdate())
    return {"noted": report.noted, "sent": report.sent, "failed": report.failed}


def remind(day: datetime.date) -> Report:
    """Note what is due on a day, then send what waits. A mail that fails leaves its reminder waiting."""
    noted = note_due(day)
    sent = failed = 0
    waiting = PointReminder.objects.filter(state=MailState.WAITING, next_try_at__lte=timezone.now())
    for pk in list(waiting.order_by("pk").values_list("pk", flat=True)):
        done = _send(pk, day)
        sent += done is True
        failed += done is False
    return Report(noted, sent, failed)


def _due_points(day: datetime.date) -> list[ActionPoint]:
    points = ActionPoint.objects.filter(
        state__in=UNFINISHED, due__isnull=False, due__lte=day + SOON, owner__is_active=True
    )
    live = points.exclude(event__status__in=[Status.DRAFT, Status.CANCELLED])
    return list(live.select_related("event", "owner"))


def note_due(day: datetime.date) -> int:
    """Make the rows of the reminders due on a day that were not made yet; their number."""
    points = _due_points(day)
    made = set(
        PointReminder.objects.filter(point__in=points).values_list("point_id", "receiver_id", "due", "stage")
    )
    rows = []
    for point in points:
        stage = point.stage_on(day)
        owner = point.owner
        if (
            stage is None
            or owner is None
            or point.due is None
            or (point.pk, owner.pk, point.due, stage) in made
        ):
            continue
        if owner.email and may_see(owner, point.event):
            rows.append(PointReminder(point=point, receiver=owner, due=point.due, stage=stage))
    # Another process may be making the same rows: the constraint keeps one of each.
    PointReminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _send(pk: int, day: datetime.date) -> bool | None:
    """Send one reminder. ``True`` where a mail went out, ``False`` where it failed and is tried again, ``None`` where
    another process has it or it is no longer true."""
    claim, now = uuid.uuid4(), timezone.now()
    mine = PointReminder.objects.filter(pk=pk, state=MailState.WAITING, next_try_at__lte=now)
    if not mine.update(claim=claim, next_try_at=now + CLAIM_HOLDS, attempts=F("attempts") + 1):
        return None
    claimed = PointReminder.objects.filter(pk=pk, claim=claim)
    reminder = claimed.select_related("point__event", "receiver").first()
    if reminder is None:
        return None
    if not _still_true(reminder, day):
        claimed.update(state=MailState.DROPPED)
        return None
    try:
        _mail(reminder)
    except Exception as error:  # noqa: BLE001 - whatever a mail server does, the next run tries again
        pause = min(FIRST_PAUSE * 2 ** min(reminder.attempts - 1, 10), LONGEST_PAUSE)
        claimed.update(next_try_at=timezone.now() + pause, claim=None, error=type(error).__name__[:200])
        log.warning("A reminder to user %s failed: %s", reminder.receiver_id, type(error).__name__)
        return False
    claimed.update(state=MailState.SENT, sent_at=timezone.now(), error="")
    return True


def _still_true(reminder: PointReminder, day: datetime.date) -> bool:
    """Whether the reminder still says what is so, to somebody who may know of it."""
    point, receiver = reminder.point, reminder.receiver
    same = point.owner_id == receiver.pk and point.due == reminder.due
    stands = point.event.status not in (Status.DRAFT, Status.CANCELLED)
    able = receiver.is_active and bool(receiver.email) and may_see(receiver, point.event)
    return bool(same and stands and able and point.stage_on(day) == reminder.stage)


def _mail(reminder: PointReminder) -> None:
    """Send the mail, in the receiver's language. Raises what the mail server makes it raise."""
    with override(UserProfile.get_for_user(reminder.receiver).get_preferred_language()):
        context = {
            "due": date_format(reminder.due, "DATE_FORMAT"),
            "is_overdue": reminder.stage == ReminderStage.OVERDUE,
            "address": settings.WAGTAILADMIN_BASE_URL + reverse("my:work"),
            "site_name": settings.SITE_NAME,
        }
        subject = " ".join(render_to_string("outcomes/mail/reminder_subject.txt", context).split())
        text = render_to_string("outcomes/mail/reminder.txt", context)
        send_mail(subject, text.strip() + "\n", None, [reminder.receiver.email])
