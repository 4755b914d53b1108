"""`manage.py send_event_notices`: send mails about invitations and registrations that wait, failed ones again."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from events.registration.notices import send_waiting


class Command(BaseCommand):
    help = "Send the mails about invitations and registrations that wait. Safe at any time and in parallel."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Sent: {send_waiting()}")
