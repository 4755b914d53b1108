"""`manage.py remind_verifications`: ask for verifications that are due, and send mails again that failed."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from liaison.directory.handover_mail import tell_waiting
from liaison.directory.reminders import remind


class Command(BaseCommand):
    help = (
        "Remind whoever can verify an entry of the directory, before it is overdue, and send mails of the directory "
        "again that failed. Run it every day or every minute: nothing is sent twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        report = remind(timezone.localdate())
        told = tell_waiting()
        self.stdout.write(
            f"Reminders: {report.noted} new, {report.mails} mails sent, {report.failed} failed. "
            f"Handovers: {told} mails sent again."
        )
