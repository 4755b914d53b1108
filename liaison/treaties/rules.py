"""What one row of treaty status may say: codes, dates, and what can stand together. Pure: asks no database.

Order of events as in the Vienna Convention on the Law of Treaties: signature (Art. 12), consent to be bound
(Art. 11 to 15), entry into force (Art. 24), denunciation (Art. 54 and 56). A State that succeeds to a treaty is
bound from the day of succession, before it notified that (Vienna Convention on Succession, Art. 23).
What is documented in data/SOURCES.md as an oddity of the sources is a warning, not an error.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from liaison.treaties.findings import WARNING, Finding

ORGANISATIONS = frozenset({"EU"})
"""Parties that are no State: regional economic integration organisations by the code used in the data."""
NEAR_FUTURE = datetime.timedelta(days=3 * 366)
"""How far after the source's date something announced in it may lie (entry into force, effect of a denunciation)."""
FIRST_YEAR = 1800

RETROACTIVE = frozenset({"succession"})
KEPT_AS_PRINTED = frozenset({"territorial_extension"})
BEFORE_OPENING = frozenset({"participation_via_1972_protocol"})
"""Consent to the Single Convention as amended was given through the Protocol of 1972, before the amended text."""

DATES = ("signed", "consent_date", "in_force", "denounced", "denunciation_effective")
ANNOUNCED = frozenset({"in_force", "denunciation_effective"})

NEEDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "in_force": (("consent_date", "in_force"),),
    "signed_only": (("signed",),),
    "signed_only_as_of_1997": (("signed",),),
    "ratified_not_in_force": (("consent_date",),),
    "denounced": (("denounced", "denunciation_effective"),),
}
"""Dates a status needs: of each group, one at least."""
EXCLUDES: Mapping[str, tuple[str, ...]] = {
    "signed_only": ("consent_date", "in_force", "denounced", "denunciation_effective"),
    "signed_only_as_of_1997": ("consent_date", "in_force", "denounced", "denunciation_effective"),
    "party_dates_unknown": ("consent_date", "in_force"),
}
"""Dates a status does not go with."""


@dataclass(frozen=True, slots=True)
class TreatyDates:
    """When an instrument was opened for signature (or signed) and entered into force itself, as far as known."""

    opened: datetime.date | None = None
    in_force: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that a row may use. ``instruments`` carries the dates of each."""

    instruments: Mapping[str, TreatyDates]
    countries: frozenset[str]
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What one row says. ``source`` holds one code of a source, or several joined by " + "."""

    instrument: str
    party: str
    party_type: str
    status: str
    source: str
    as_of: datetime.date
    confidence: str
    responsible: str = ""
    signed: datetime.date | None = None
    consent_date: datetime.date | None = None
    consent_type: str = ""
    in_force: datetime.date | None = None
    in_force_basis: str = ""
    denounced: datetime.date | None = None
    denunciation_effective: datetime.date | None = None
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What a row is about: the instrument and the party."""
        return self.instrument, self.party


@dataclass(slots=True)
class _Check:
    """Collects what is found in one row."""

    facts: StatusFacts
    row: int
    found: list[Finding] = field(default_factory=list)

    def error(self, column: str, code: str, /, **values: object) -> None:
        self.found.append(Finding(self.row, column, code, _texts(values)))

    def warn(self, column: str, code: str, /, **values: object) -> None:
        self.found.append(Finding(self.row, column, code, _texts(values), WARNING))

    def not_before(self, column: str, earlier: str) -> None:
        """The date in one column cannot lie before the date in another."""
        value, other = getattr(self.facts, column), getattr(self.facts, earlier)
        if value and other and value < other:
            self.error(column, "before", value=value, other=other, column=earlier)


def _texts(values: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}


def check_facts(facts: StatusFacts, treaty: TreatyDates, today: datetime.date, row: int = 0) -> list[Finding]:
    """Everything that cannot be, or is odd, in what a row says; an empty list where there is nothing.

    Codes are taken as known (``liaison.treaties.cells`` looks them up). ``row`` is the number given to findings.
    """
    check = _Check(facts, row)
    _check_party(check)
    _check_reach(check, today)
    _check_order(check)
    _check_treaty(check, treaty)
    _check_denunciation(check)
    _check_status(check)
    _check_company(check)
    return check.found


def _check_party(check: _Check) -> None:
    facts = check.facts
    if facts.party_type == "organisation" and facts.party not in ORGANISATIONS:
        check.error("party_type", "not_organisation", value=facts.party)
    if facts.party_type != "organisation" and facts.party in ORGANISATIONS:
        check.error("party_type", "is_organisation", value=facts.party)
    if facts.party_type == "territory" and not facts.responsible:
        check.error("parent", "territory_alone")
    if facts.party_type != "territory" and facts.responsible:
        check.error("parent", "responsible_unasked")
    elif facts.responsible and facts.responsible == facts.party:
        check.error("parent", "responsible_itself")


def _check_reach(check: _Check, today: datetime.date) -> None:
    """Dates of our time, and none that the source cannot know: 2108 for 2018 is a misprint."""
    facts = check.facts
    if facts.as_of > today + NEAR_FUTURE:
        check.error("as_of", "future", value=facts.as_of, limit=today)
    elif facts.as_of > today:
        check.warn("as_of", "future_as_of", value=facts.as_of)
    elif facts.as_of.year < FIRST_YEAR:
        check.error("as_of", "too_old", value=facts.as_of)
    for column in DATES:
        value: datetime.date | None = getattr(facts, column)
        limit = facts.as_of + NEAR_FUTURE if column in ANNOUNCED else facts.as_of
        if value and value.year < FIRST_YEAR:
            check.error(column, "too_old", value=value)
        elif value and value > limit:
            check.error(column, "future", value=value, limit=facts.as_of)


def _check_order(check: _Check) -> None:
    facts = check.facts
    check.not_before("consent_date", "signed")
    if facts.consent_type in RETROACTIVE:
        return
    check.not_before("in_force", "signed")
    if facts.consent_type in KEPT_AS_PRINTED:
        if facts.in_force and facts.consent_date and facts.in_force < facts.consent_date:
            check.warn("in_force", "in_force_first", value=facts.in_force, other=facts.consent_date)
    else:
        check.not_before("in_force", "consent_date")


def _check_treaty(check: _Check, treaty: TreatyDates) -> None:
    """Nothing happens to a treaty before it was opened for signature."""
    facts = check.facts
    for column in DATES:
        value: datetime.date | None = getattr(facts, column)
        early = value is not None and treaty.opened is not None and value < treaty.opened
        if early and not (column == "consent_date" and facts.consent_type in BEFORE_OPENING):
            check.error(column, "before_opened", value=value, other=treaty.opened)
    if not facts.in_force or (treaty.opened and facts.in_force < treaty.opened):
        return
    if treaty.in_force and facts.in_force < treaty.in_force:
        check.warn("in_force", "before_instrument", value=facts.in_force, other=treaty.in_force)


def _check_denunciation(check: _Check) -> None:
    facts = check.facts
    check.not_before("denounced", "signed")
    check.not_before("denunciation_effective", "denounced")
    check.not_before("denunciation_effective", "in_force")
    ended = facts.denounced or facts.denunciation_effective
    column = "denounced" if facts.denounced else "denunciation_effective"
    if ended and not (facts.consent_date or facts.in_force):
        check.warn(column, "denounced_unbound")
    elif ended and facts.consent_date and ended < facts.consent_date:
        check.error(column, "denounced_first", value=ended, other=facts.consent_date)
    effective = facts.denunciation_effective
    if effective and effective <= facts.as_of and facts.status != "denounced":
        check.error("status", "already_ended", value=effective)


def _check_status(check: _Check) -> None:
    facts = check.facts
    for columns in NEEDS.get(facts.status, ()):
        if not any(getattr(facts, column) for column in columns):
            check.error(columns[0], "needs", status=facts.status)
    for column in EXCLUDES.get(facts.status, ()):
        if getattr(facts, column):
            check.error(column, "excludes", status=facts.status)
    if facts.in_force and facts.status == "ratified_not_in_force" and facts.in_force <= facts.as_of:
        check.error("status", "already_in_force", value=facts.in_force)
    if facts.in_force and facts.status == "in_force" and facts.in_force > facts.as_of:
        check.warn("in_force", "later_in_force", value=facts.in_force)


def _check_company(check: _Check) -> None:
    """What says more about a date needs the date."""
    facts = check.facts
    if facts.consent_date and not facts.consent_type:
        check.error("consent_type", "without_kind")
    if facts.consent_type and not facts.consent_date and facts.status != "party_dates_unknown":
        check.warn("consent_type", "without_date")
    if facts.in_force and not facts.in_force_basis:
        check.warn("in_force_basis", "without_basis")
    if facts.in_force_basis and not facts.in_force:
        check.error("in_force_basis", "basis_alone")


def sources_of(text: str) -> Iterator[str]:
    """The codes of the sources that a row names: "UNTC-ZMJ + FEDLEX-0.311.54" names two."""
    return (part.strip() for part in text.split("+"))
