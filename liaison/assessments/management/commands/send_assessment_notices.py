"""`manage.py send_assessment_notices`: tell that rounds are about to close, and send mails again that failed."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand
from django.utils import timezone

from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Round
from liaison.assessments.notices import send_waiting, tell_closing


class Command(BaseCommand):
    help = (
        "Tell the bodies that have not submitted that a round is about to close, and send mails about rounds again "
        "that failed. Run it every day or every minute: nothing is sent twice."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        told = sum(
            tell_closing(round, today) for round in Round.objects.filter(status=RoundStatus.COLLECTING)
        )
        sent = send_waiting()
        self.stdout.write(f"Rounds about to close: {told} people told. Mails sent again: {sent}.")
