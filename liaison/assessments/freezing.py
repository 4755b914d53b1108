"""Freezing a report: from then on its content is never changed, and its hash proves it.

What is frozen is what was shown to whoever freezes it: they say what they read (``reading_mark``: which draft, with
which comments, after which report), and where any of it has changed since, nothing is frozen. A later report of the
same round has the next number and says something else; none is replaced.
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
    """Which draft this is: two that say the same have the same, and so has the report that was frozen of it."""
    return content_hash({**content, "frozen": None})


def reading_mark(round: Round, content: ReportContent) -> str:
    """What somebody reads who opens the draft now: the draft, its newest comment, the number of its newest report.

    To be taken before the comments are read for the page: one that comes in between was not seen then.
    """
    comment = round.comments.filter(answers__isnull=True).aggregate(newest=Max("pk"))["newest"] or 0
    return f"{draft_hash(content)}.{comment}.{_newest_number(round)}"


def unanswered_comments(round: Round) -> int:
    """How many comments nobody has answered."""
    return round.comments.filter(answers__isnull=True, answered_by__isnull=True).count()


def report_of_draft(round: Round, content: ReportContent) -> Report | None:
    """The newest report, where it says what the draft says: there is nothing to freeze then."""
    newest = round.reports.order_by("-number").first()
    return newest if newest is not None and draft_hash(newest.content) == draft_hash(content) else None


def _newest_number(round: Round) -> int:
    return round.reports.aggregate(most=Max("number"))["most"] or 0


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
def freeze(*, round: Round, by: Any, seen: str, despite_unanswered: bool = False) -> Report:
    """Freeze the draft whose ``reading_mark`` is ``seen`` as the round's next report.

    ``despite_unanswered``: it is said that comments which nobody has answered do not hold it up. Raises
    ``PermissionDenied``, ``FreezeRefused`` where something is missing, ``DraftChanged`` where the draft, its comments
    or the reports are others by now. Assessments, comments and steps lock the same row, so nothing slips in between.
    """
    if not is_assessor(by):
        raise PermissionDenied
    stored = Round.objects.select_for_update(of=("self",)).select_related("method").get(pk=round.pk)
    missing = missing_to_freeze(stored)
    if missing:
        raise FreezeRefused(" ".join(missing))
    content = draft_content(by, stored)
    same = report_of_draft(stored, content)
    if same is not None:
        raise FreezeRefused(_same_words(same))
    if reading_mark(stored, content) != seen:
        raise DraftChanged(_changed_words(stored, content, seen))
    if unanswered_comments(stored) and not despite_unanswered:
        raise FreezeRefused(
            _(
                "Not frozen: comments are not answered. Answer them, or confirm that you freeze without answers."
            )
        )
    number = _newest_number(stored) + 1
    now = timezone.now()
    content["frozen"] = {"number": number, "at": now.isoformat(timespec="seconds")}
    kept = json.loads(canonical(content))
    return Report.objects.create(
        round=stored, number=number, frozen_at=now, by=by, content=kept, content_hash=content_hash(kept)
    )


def _same_words(report: Report) -> str:
    return _("Report %(number)s already says what this draft says: there is nothing new to freeze.") % {
        "number": report.number
    }


def _changed_words(round: Round, content: ReportContent, seen: str) -> str:
    """What is another than what was read."""
    draft, _dot, rest = seen.partition(".")
    if draft != draft_hash(content):
        return _("The draft has changed since you opened it. Read it again before you freeze it.")
    if rest.rpartition(".")[2] != str(_newest_number(round)):
        return _("A report was frozen since you opened the draft. Read the draft again before you freeze it.")
    return _("A comment was added since you opened the draft. Read it before you freeze the draft.")


def verified_content(report: Report) -> ReportContent:
    """The content of a frozen report. Every rendering starts here.

    Raises ``ReportTampered`` where it is not frozen, or not what the hash was taken of.
    """
    if report.frozen_at is None or content_hash(report.content) != report.content_hash:
        raise ReportTampered(f"report {report.pk} is not what was frozen")
    return cast("ReportContent", report.content)
