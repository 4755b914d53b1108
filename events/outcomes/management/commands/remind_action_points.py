"""`manage.py remind_action_points`: tell people of what they have to do, and send mails again that failed."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from events.outcomes.reminders import remind


class Command(BaseCommand):
    help = (
        "Remind whoever has taken on an action point of an event: a week before its day, on the day and a week after. "
        "Run it every day or every hour: nothing is sent twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = remind(timezone.localdate())
        self.stdout.write(f"Reminders: {report.noted} new, {report.sent} mails sent, {report.failed} failed.")
