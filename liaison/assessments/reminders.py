"""Reminding a body that its contribution is awaited: by the assessors, at most once a day.

A mail leaves the portal, so it carries no word of a contribution: until when, and where to go after signing in.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
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

from liaison.assessments.access import can_read_round, is_assessor
from liaison.assessments.bodies import body_name, people_of
from liaison.assessments.models import Contribution, Reminder, Round

PAUSE = datetime.timedelta(hours=20)
"""A body is left in peace for that long: two assessors who press the button send one mail."""


def can_remind(round: Round, contribution: Contribution | None, last: datetime.datetime | None) -> bool:
    """Whether a body can be reminded now: the round collects, it has not submitted, and was not just reminded."""
    if not round.is_collecting or (contribution is not None and contribution.is_submitted):
        return False
    return last is None or timezone.now() - last >= PAUSE


@transaction.atomic
def remind(*, round: Round, bodies: list[str], by: Any) -> list[Reminder]:
    """Note a reminder for each of these bodies that can be reminded, and send it after commit.

    Raises ``PermissionDenied`` for whoever does not assess.
    """
    if not is_assessor(by):
        raise PermissionDenied
    stored = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    contributions = {one.body: one for one in stored.contributions.all()}
    last: dict[str, datetime.datetime] = dict(
        Reminder.objects.filter(round=stored).order_by("at").values_list("body", "at")
    )
    made = [
        Reminder.objects.create(round=stored, body=body, by=by)
        for body in dict.fromkeys(bodies)
        if body in stored.asked and can_remind(stored, contributions.get(body), last.get(body))
    ]
    for reminder in made:
        transaction.on_commit(lambda pk=reminder.pk: send_reminder.enqueue(pk), robust=True)  # type: ignore[misc]
    return made


@task()
def send_reminder(reminder_id: int) -> int:
    """Write to everyone who speaks for the body now; the number of mails. Nothing if it has submitted meanwhile."""
    reminder = Reminder.objects.select_related("round").filter(pk=reminder_id, sent_to=0).first()
    if reminder is None:
        return 0
    round = reminder.round
    contribution = round.contributions.filter(body=reminder.body).first()
    if not round.is_collecting or (contribution is not None and contribution.is_submitted):
        return 0
    sent = 0
    for user in people_of(reminder.body).exclude(email=""):
        if not can_read_round(user, round):
            continue
        with override(UserProfile.get_for_user(user).get_preferred_language()):
            context = {
                "body": body_name(reminder.body),
                "closes": date_format(round.closes, "j F Y"),
                "address": settings.WAGTAILADMIN_BASE_URL + reverse("assessments:index"),
                "site_name": settings.SITE_NAME,
            }
            subject = " ".join(render_to_string("assessments/mail/reminder_subject.txt", context).split())
            text = render_to_string("assessments/mail/reminder.txt", context)
            sent += send_mail(subject, text.strip() + "\n", None, [user.email], fail_silently=True)
    Reminder.objects.filter(pk=reminder_id).update(sent_to=F("sent_to") + sent)
    return sent
