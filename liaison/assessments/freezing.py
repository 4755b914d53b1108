"""Freezing a report: from then on its content is never changed, and its hash proves it.

What is frozen is what was shown to whoever freezes it: they say which draft they read (``draft_hash``), and a draft
that has changed since is not frozen. A later report of the same round has the next number; none is replaced.
"""

from __future__ import annotations

import json
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from liaison.assessments.access import is_assessor
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Report, Round
from liaison.assessments.report_content import draft_content
from liaison.assessments.report_schema import ReportContent, canonical, content_hash


class FreezeRefused(Exception):
    """The report cannot be frozen now. Carries the reason, in the reader's language."""


class DraftChanged(FreezeRefused):
    """The draft is another than the one that was read."""


class ReportTampered(Exception):
    """What is stored of a frozen report is not what was frozen."""


def draft_hash(content: ReportContent) -> str:
    """Which draft this is: two that say the same have the same."""
    return content_hash(content)


def missing_to_freeze(round: Round) -> list[str]:
    """What a report of this round lacks before it can be frozen, in words."""
    if round.status != RoundStatus.CONSULTED:
        return [_("The report is frozen while the round is in consultation.")]
    complete = round.narratives.exclude(narrative="").exclude(proposal="").values("country")
    lacking = round.countries.exclude(pk__in=complete).count()
    if not lacking:
        return []
    text = ngettext(
        "%(number)s country has no assessment or no proposal yet.",
        "%(number)s countries have no assessment or no proposal yet.",
        lacking,
    )
    return [text % {"number": lacking}]


@transaction.atomic
def freeze(*, round: Round, by: Any, seen: str) -> Report:
    """Freeze the draft whose ``draft_hash`` is ``seen`` as the round's next report.

    Raises ``PermissionDenied``, ``FreezeRefused`` where something is missing, ``DraftChanged`` where the draft is
    another by now. Assessments, comments and steps lock the same row, so nothing slips in between.
    """
    if not is_assessor(by):
        raise PermissionDenied
    stored = Round.objects.select_for_update(of=("self",)).select_related("method").get(pk=round.pk)
    missing = missing_to_freeze(stored)
    if missing:
        raise FreezeRefused(" ".join(missing))
    content = draft_content(by, stored)
    if draft_hash(content) != seen:
        raise DraftChanged(
            _("The draft has changed since you opened it. Read it again before you freeze it.")
        )
    number = (stored.reports.aggregate(most=Max("number"))["most"] or 0) + 1
    now = timezone.now()
    content["frozen"] = {"number": number, "at": now.isoformat(timespec="seconds")}
    kept = json.loads(canonical(content))
    return Report.objects.create(
        round=stored, number=number, frozen_at=now, by=by, content=kept, content_hash=content_hash(kept)
    )


def verified_content(report: Report) -> ReportContent:
    """The content of a frozen report. Every rendering starts here.

    Raises ``ReportTampered`` where it is not frozen, or not what the hash was taken of.
    """
    if report.frozen_at is None or content_hash(report.content) != report.content_hash:
        raise ReportTampered(f"report {report.pk} is not what was frozen")
    return cast("ReportContent", report.content)
