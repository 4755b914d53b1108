"""Telling people that a post was handed over: the receiver, surely; the holder, unless they did it themselves.

The mails carry which country and where to read on after signing in, and no word of what moved.
"""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task
from wagtail.users.models import UserProfile

from liaison.directory.models import Handover
from portal.reference.cldr import territory_name
from portal.visibility import can_view

log = logging.getLogger(__name__)

PAUSE = datetime.timedelta(minutes=15)
MOST_TRIES = 12
"""With pauses that double up to a day, about a week."""


@task()
def tell_receiver(handover_id: str) -> bool:
    """Tell of one handover. A mail that fails is tried again by ``tell_waiting``; one that went out never is."""
    handover = Handover.objects.select_related("post", "receiver", "giver").filter(pk=handover_id).first()
    if handover is None or handover.told_at is not None:
        return False
    # Whoever counts the try up is the one who makes it.
    mine = Handover.objects.filter(pk=handover.pk, told_at=None, tell_tries=handover.tell_tries)
    if not mine.update(tell_tries=F("tell_tries") + 1):
        return False
    try:
        if can_view(handover.receiver, handover.post):
            _mail(handover, handover.receiver, "handover_received")
        if handover.giver_id and handover.giver_id != handover.by_id:
            _mail(handover, handover.giver, "handover_given")
    except Exception as error:  # noqa: BLE001 - whatever a mail server does, the next run tries again
        log.warning("The mail about handover %s failed: %s", handover.pk, type(error).__name__)
        return False
    return bool(Handover.objects.filter(pk=handover.pk).update(told_at=timezone.now()))


def tell_waiting() -> int:
    """Try those again of which nobody was told; how many went out."""
    told = 0
    now = timezone.now()
    waiting = Handover.objects.filter(told_at=None, tell_tries__lt=MOST_TRIES)
    for pk, at, tries in waiting.values_list("pk", "at", "tell_tries"):
        # The first try is the task's; a process may be making it right now.
        pause = PAUSE * 2 ** min(tries, 10)
        if at + pause <= now:
            told += tell_receiver.func(str(pk))
    return told


def _mail(handover: Handover, user: Any, name: str) -> None:
    """Send one mail, in the receiver's language, to an active account. Raises what the mail server makes it raise."""
    if user is None or not user.is_active or not user.email:
        return
    with override(UserProfile.get_for_user(user).get_preferred_language()):
        path = reverse("directory:handover_record", args=[handover.pk])
        context = {
            "country": territory_name(handover.post.country_id),
            "address": settings.WAGTAILADMIN_BASE_URL + path,
            "site_name": settings.SITE_NAME,
        }
        subject = " ".join(render_to_string(f"directory/mail/{name}_subject.txt", context).split())
        text = render_to_string(f"directory/mail/{name}.txt", context)
        send_mail(subject, text.strip() + "\n", None, [user.email])
