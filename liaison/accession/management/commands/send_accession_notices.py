"""``manage.py send_accession_notices``: send the mails to followers that wait, those that failed before included."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from liaison.accession.notices import send_notices


class Command(BaseCommand):
    """Safe to run at any time and in parallel: a mail goes out once."""

    help = (
        "Send what followers of accessions are owed. A change of status sends it by itself; this tries again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{send_notices.func()} mails sent.")
