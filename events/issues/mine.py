"""Issues that were shared with me, in "my work"."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.issues.sharing import shared_with
from portal.pages.my_sections import MySection, register_my_section

SHOWN = 10
KEPT = datetime.timedelta(days=60)
"""For how long something shared without a date is shown; with a date, until a week after it."""


def my_shares(user: Any) -> dict[str, Any] | None:
    """What was shared with the user for a visit or meeting that is not long past; nothing where there is none."""
    now = timezone.now()
    current = Q(date__gte=timezone.localdate() - datetime.timedelta(days=7)) | Q(
        date__isnull=True, at__gte=now - KEPT
    )
    shares = list(shared_with(user).filter(current).order_by("-at", "-pk")[:SHOWN])
    return {"shares": shares} if shares else None


def register() -> None:
    """Put the section on everybody's page. Called when the app is ready."""
    register_my_section(
        MySection("my-briefings", _("Briefings shared with me"), "briefing_issues/my.html", 22, my_shares)
    )
