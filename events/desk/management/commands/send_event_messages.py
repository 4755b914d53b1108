"""`manage.py send_event_messages`: tell receivers of organisers' messages; mails that failed again."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from events.desk.messages import send_waiting


class Command(BaseCommand):
    help = "Send the mails about messages of organisers that wait. Safe at any time and in parallel."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Sent: {send_waiting()}")
