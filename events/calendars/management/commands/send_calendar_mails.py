"""Tell the calendars of participants and speakers what has changed, and try again what failed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from events.calendars.telling import tell_waiting


class Command(BaseCommand):
    help = (
        "Send the calendar e-mails that wait (invitations, changes, cancellations). Run it every 15 minutes."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{tell_waiting()} sent")
