"""Where a party to a treaty stands on a given day. Pure: one rule, in one place.

``liaison.treaties.queries.bound_q`` says the same in SQL; tests/liaison/treaties/test_queries.py proves that both
agree.
"""

from __future__ import annotations

import datetime
from typing import Protocol

from liaison.treaties.enums import PartyStatus, Standing

SURELY_IN_FORCE_AFTER = datetime.timedelta(days=365)
"""A party that its source lists as bound, without the day of entry into force (successions; the conventions of 1961
and 1971), is taken as bound a year after its consent. The final clauses of the conventions on file let at most four
months pass (in data/treaty_status.csv the longest interval that agrees with the final clauses is 123 days)."""


class Dated(Protocol):
    """What the rule reads: ``TreatyStatus``, or a plain record of the same names."""

    @property
    def status(self) -> str: ...
    @property
    def signed(self) -> datetime.date | None: ...
    @property
    def consent_date(self) -> datetime.date | None: ...
    @property
    def in_force(self) -> datetime.date | None: ...
    @property
    def denounced(self) -> datetime.date | None: ...
    @property
    def denunciation_effective(self) -> datetime.date | None: ...
    @property
    def as_of(self) -> datetime.date: ...


def standing_on(row: Dated, day: datetime.date) -> Standing:
    """Bound, not yet, signed only, denounced or unknown on a day.

    Bound: in force on or before the day, and no denunciation effective on or before it (Vienna Convention on the Law
    of Treaties, Arts. 24 and 70). Where the source says "in force" and not since when, see ``_undated``. Parties whose
    dates are not known at all are *unknown*.
    """
    if row.denunciation_effective and row.denunciation_effective <= day:
        return Standing.DENOUNCED
    if row.in_force:
        if row.in_force > day:
            return Standing.NOT_YET
        if row.status == PartyStatus.DENOUNCED and not row.denunciation_effective:
            return _denounced_undated(row, day)
        return Standing.BOUND
    if row.status == PartyStatus.IN_FORCE:
        return _undated(row, day)
    if row.status == PartyStatus.RATIFIED:
        return Standing.NOT_YET
    if row.status == PartyStatus.SIGNED_ONLY:
        return Standing.SIGNED_ONLY
    return Standing.UNKNOWN


def _undated(row: Dated, day: datetime.date) -> Standing:
    """Listed as bound, the day of entry into force not recorded."""
    if row.consent_date and day < row.consent_date:
        return Standing.NOT_YET
    if row.as_of <= day or (row.consent_date and row.consent_date + SURELY_IN_FORCE_AFTER <= day):
        return Standing.BOUND
    return Standing.UNKNOWN


def _denounced_undated(row: Dated, day: datetime.date) -> Standing:
    """Denounced, but since when without effect is not recorded: bound before the notification, then unknown."""
    return Standing.BOUND if row.denounced and day < row.denounced else Standing.UNKNOWN
