"""Mails of consultations: to the body that is asked, to the editors once it has answered.

A mail leaves the portal, so it carries no word of the briefing: what happened, and where to read on after signing in.
Who receives it is decided when it is sent, after the commit: active people who may open the page at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.translation import override
from wagtail.users.models import UserProfile

from events.briefings.access import may_edit
from events.briefings.models import Briefing
from events.freshness.consulted import may_answer, people_of
from events.freshness.models import Confirmation
from portal.people.models import User


def editors_of(briefing: Briefing) -> list[User]:
    """Who writes a briefing, and can be written to now."""
    named = User.objects.filter(
        Q(pk=briefing.owner_id) | Q(pk__in=briefing.editors.values("pk")), is_active=True
    ).exclude(email="")
    return [user for user in named.distinct().order_by("pk") if may_edit(user, briefing)]


def tell_body(confirmation_id: int) -> int:
    """Tell the people of a body that it is asked, while it is. Gives the number of mails."""
    asked = Confirmation.objects.select_related("briefing").filter(pk=confirmation_id).first()
    if asked is None or not asked.is_open:
        return 0
    people = [user for user in people_of(asked.body) if may_answer(user, asked)]
    return send("asked", people, asked.get_absolute_url())


def tell_answer(confirmation_id: int) -> int:
    """Tell the editors that a body has answered. Gives the number of mails."""
    answered = Confirmation.objects.select_related("briefing").filter(pk=confirmation_id).first()
    if answered is None or not answered.is_answered:
        return 0
    return send("answered", editors_of(answered.briefing), answered.get_absolute_url())


def send(name: str, people: Iterable[Any], path: str) -> int:
    """Send one mail to each, in their language; the number sent. A mail server that fails loses the mail, no more:
    the question stands in "my work", the answer on the briefing's page."""
    sent = 0
    for user in people:
        with override(UserProfile.get_for_user(user).get_preferred_language()):
            context = {"address": settings.WAGTAILADMIN_BASE_URL + path, "site_name": settings.SITE_NAME}
            subject = " ".join(render_to_string(f"freshness/mail/{name}_subject.txt", context).split())
            text = render_to_string(f"freshness/mail/{name}.txt", context)
            sent += send_mail(subject, text.strip() + "\n", None, [user.email], fail_silently=True)
    return sent
