"""`manage.py briefings_check`: compare briefings with their sources, and remind those who write them."""

from __future__ import annotations

import datetime
from typing import Any

from django.core.management import BaseCommand, CommandParser
from django.db.models import Q
from django.utils import timezone

from events.briefings.models import Briefing
from events.freshness.checking import check
from events.freshness.reminders import remind

EVERY = 6
"""Hours after which a briefing is compared again where nothing told of a change."""


class Command(BaseCommand):
    help = "Mark briefings whose sources have moved, and send reminders. Safe at any time and in parallel."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--all", action="store_true", help="Compare every briefing now, not only those due."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        briefings = Briefing.objects.current()
        if not options["all"]:
            old = timezone.now() - datetime.timedelta(hours=EVERY)
            briefings = briefings.filter(
                Q(freshness__isnull=True)
                | Q(freshness__checked_at__isnull=True)
                | Q(freshness__checked_at__lt=old)
            )
        ids = list(briefings.order_by("pk").values_list("pk", flat=True))
        stale = sum(check(pk) > 0 for pk in ids)
        report = remind(timezone.localdate())
        self.stdout.write(
            f"Compared: {len(ids)}, stale: {stale}. Reminders: {report.noted} noted, {report.sent} sent, "
            f"{report.failed} failed."
        )
