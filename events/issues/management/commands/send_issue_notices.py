"""Tell those an issue was shared with, and try again what failed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from events.issues.sharing import send_waiting


class Command(BaseCommand):
    help = "Send the e-mails about shared issues of briefings that wait. Safe at any time and in parallel."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_waiting()} sent")
