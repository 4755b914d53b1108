"""Transmitting a frozen report (11333/24, ¶3: to the Council and the Commission), once for each addressee.

The portal writes to the people behind an addressee that they can read it here. Whoever has no account gets it by
another way; that this was done, and to whom, is written down with the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.assessments.access import is_assessor
from liaison.assessments.addressees import ADDRESSEES, people_addressed
from liaison.assessments.enums import RoundStatus
from liaison.assessments.freezing import ReportTampered, verified_content
from liaison.assessments.models import Report, Round, Transmission
from liaison.assessments.notices import REPORT, make_notices
from liaison.assessments.rounds import take_step

AFTER = (RoundStatus.TRANSMITTED, RoundStatus.DISCUSSED, RoundStatus.CLOSED)


class TransmissionRefused(Exception):
    """The report cannot be transmitted now. Carries the reason, in the reader's language."""


def missing_to_transmit(report: Report) -> str | None:
    """Why a report cannot be transmitted, or ``None``. One that was can always go to further addressees."""
    if report.frozen_at is None:
        return _("The report is not frozen.")
    try:
        verified_content(report)
    except ReportTampered:
        return _("The report is not what was frozen: its hash does not match. Tell the administrators.")
    if report.transmitted_at is not None:
        return None
    if report.round.status in AFTER:
        return _("Another report of this round was transmitted.")
    if report.round.status != RoundStatus.CONSULTED:
        return _("A report is transmitted after the consultation.")
    if report.round.reports.filter(number__gt=report.number).exists():
        return _("There is a later report of this round. Transmit that one.")
    return None


@transaction.atomic
def transmit(
    *,
    report: Report,
    by: Any,
    content_hash: str,
    addressees: Iterable[str],
    outside: Iterable[str] = (),
    note: str = "",
) -> Transmission:
    """Transmit a report to addressees who do not have it yet, and write to their people after commit.

    ``content_hash`` is that of the report which was read. The first transmission takes the round to "transmitted".
    Raises ``PermissionDenied``, ``TransmissionRefused``.
    """
    if not is_assessor(by):
        raise PermissionDenied
    round = Round.objects.select_for_update(of=("self",)).get(pk=report.round_id)
    stored = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    stored.round = round
    missing = missing_to_transmit(stored)
    if missing:
        raise TransmissionRefused(missing)
    if stored.content_hash != content_hash:
        raise TransmissionRefused(_("This is not the report that you have read. Open it again."))
    new, others = _new_addressees(stored, addressees, outside)
    made = Transmission.objects.create(
        report=stored, by=by, addressees=new, outside=others, note=note.strip()
    )
    stored.addressees = [*stored.addressees, *new, *others]
    if stored.transmitted_at is None:
        stored.transmitted_at, stored.transmitted_by = timezone.now(), by
    stored.save(update_fields=["addressees", "transmitted_at", "transmitted_by"])
    if round.status == RoundStatus.CONSULTED:
        take_step(round=round, to=RoundStatus.TRANSMITTED, by=by, note=note)
    make_notices(round, f"{REPORT} {stored.number}", people_addressed(new))
    report.refresh_from_db()
    return made


def _new_addressees(
    report: Report, codes: Iterable[str], lines: Iterable[str]
) -> tuple[list[str], list[str]]:
    """Those who do not have the report yet. Raises ``TransmissionRefused`` where there are none."""
    wanted = set(codes)
    new = [code for code in ADDRESSEES if code in wanted and code not in report.addressees]
    said = dict.fromkeys(line.strip() for line in lines if line.strip())
    others = [line for line in said if line not in report.addressees and line not in ADDRESSEES]
    if not new and not others:
        raise TransmissionRefused(_("Choose an addressee who does not have the report yet."))
    return new, others
