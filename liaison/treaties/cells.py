"""From the cells of a row to what they say: columns, codes and dates, each fault with its row and column."""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from liaison.treaties.enums import ConsentType, ForceBasis, PartyStatus, PartyType
from liaison.treaties.findings import Finding, has_errors
from liaison.treaties.rules import ORGANISATIONS, Known, StatusFacts, TreatyDates, check_facts, sources_of
from portal.classification import find_marking
from portal.reference.enums import Confidence
from portal.sanitise import strip_controls

COLUMNS = (
    "instrument",
    "party",
    "party_type",
    "parent",
    "signed",
    "consent_date",
    "consent_type",
    "in_force",
    "in_force_basis",
    "status",
    "source",
    "as_of",
    "confidence",
    "note",
)
"""Columns of data/treaty_status.csv, all of which a file must have. ``parent`` is the responsible State."""
OPTIONAL_COLUMNS = ("denounced", "denunciation_effective")
"""Columns a file may have besides. Where they are absent, what is known of denunciations is left as it is."""
NEEDED = frozenset({"instrument", "party", "party_type", "status", "source", "as_of", "confidence"})
DATE_COLUMNS = ("signed", "consent_date", "in_force", "denounced", "denunciation_effective")
LENGTHS = {"note": 2000, "source": 200}
LONGEST = 60

CHOICES: Mapping[str, Collection[str]] = {
    "party_type": PartyType.values,
    "consent_type": ConsentType.values,
    "in_force_basis": ForceBasis.values,
    "status": PartyStatus.values,
    "confidence": Confidence.values,
}

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_FORMULA = re.compile(r"[=@+\-\t\r]")
_KEPT = 40
"""Characters of a value that a finding repeats."""


@dataclass(slots=True)
class RowChecker:
    """Checks the rows of one file after another, and remembers what they were about to tell second ones."""

    known: Known
    today: datetime.date
    seen: dict[tuple[str, str], int] = field(default_factory=dict)

    def check(self, number: int, values: Mapping[str, str]) -> tuple[StatusFacts | None, list[Finding]]:
        """What a row says, and what was found in it. Without facts where it cannot be taken."""
        row = _Row(number, values)
        facts = row.facts(self.known)
        found = row.found
        key = (row.text("instrument"), row.text("party"))
        first = self.seen.setdefault(key, number)
        if first != number and all(key):
            row.fault("instrument", "duplicate", first=str(first))
        if facts is not None and not has_errors(found):
            treaty = self.known.instruments.get(facts.instrument, TreatyDates())
            found += check_facts(facts, treaty, self.today, number)
        return (None if has_errors(found) else facts), found


@dataclass(slots=True)
class _Row:
    number: int
    values: Mapping[str, str]
    found: list[Finding] = field(default_factory=list)

    def fault(self, column: str, code: str, /, **values: str) -> None:
        self.found.append(Finding(self.number, column, code, values))

    def text(self, column: str) -> str:
        return self.values.get(column, "").strip()

    def facts(self, known: Known) -> StatusFacts | None:
        """What the row says; ``None`` where a value is missing that facts cannot be without."""
        for column in (*COLUMNS, *OPTIONAL_COLUMNS):
            self._check_text(column)
        for column, choices in CHOICES.items():
            self._check_choice(column, choices)
        self._check_codes(known)
        dates = {column: self.date(column) for column in (*DATE_COLUMNS, "as_of")}
        as_of = dates.pop("as_of")
        if as_of is None or has_errors(self.found):
            return None
        texts = {
            column: self.text(column)
            for column in COLUMNS
            if column not in (*DATE_COLUMNS, "as_of", "parent")
        }
        return StatusFacts(**texts, **dates, as_of=as_of, responsible=self.text("parent"))  # type: ignore[arg-type]

    def _check_text(self, column: str) -> None:
        raw = self.values.get(column, "")
        value = raw.strip()
        limit = LENGTHS.get(column, LONGEST)
        if not value:
            if column in NEEDED:
                self.fault(column, "empty")
        elif _FORMULA.match(raw) or _FORMULA.match(value):
            self.fault(column, "formula", value=_shown(value))
        elif "\ufffd" in value:
            self.fault(column, "lost_characters")
        elif strip_controls(value) != value:
            self.fault(column, "controls")
        elif len(value) > limit:
            self.fault(column, "too_long", limit=str(limit))
        elif column == "note" and (marking := find_marking(value)):
            self.fault(column, "marking", marking=marking)

    def _check_choice(self, column: str, choices: Collection[str]) -> None:
        value = self.text(column)
        if value and value not in choices and not self._told(column):
            self.fault(column, "choice", value=_shown(value), choices=", ".join(filter(None, choices)))

    def _check_codes(self, known: Known) -> None:
        for column, codes in (
            ("instrument", known.instruments.keys()),
            ("party", known.countries | ORGANISATIONS),
            ("parent", known.countries),
        ):
            value = self.text(column)
            if value and value not in codes and not self._told(column):
                self.fault(column, "unknown", value=_shown(value))
        for source in sources_of(self.text("source")) if self.text("source") else ():
            if source not in known.sources and not self._told("source"):
                self.fault("source", "unknown", value=_shown(source))

    def date(self, column: str) -> datetime.date | None:
        """A full day as in ISO 8601 (2019-03-14), and nothing else: 14/03/2019 could mean two days elsewhere."""
        value = self.text(column)
        if not value or self._told(column):
            return None
        if _ISO.fullmatch(value) and value.isascii():
            try:
                return datetime.date.fromisoformat(value)
            except ValueError:
                pass
        self.fault(column, "date", value=_shown(value))
        return None

    def _told(self, column: str) -> bool:
        return any(finding.column == column and finding.is_error for finding in self.found)


def _shown(value: str) -> str:
    """As much of a value as a message repeats."""
    return value if len(value) <= _KEPT else value[: _KEPT - 1] + "…"
