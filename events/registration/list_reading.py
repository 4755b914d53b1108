"""A table of people to invite, read row by row, with everything wrong with it by row and column. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from events.registration.delegations import BODIES
from events.registration.inviting import Invitee
from liaison.treaties.findings import MESSAGES as OF_TABLES
from liaison.treaties.findings import WARNING, Finding
from liaison.treaties.reading import Table
from portal.classification import find_marking
from portal.people.enums import Role
from portal.reference.models import Country
from portal.sanitise import strip_controls
from portal.spreadsheets import FORMULA_STARTS

COLUMNS = ("email", "name")
OPTIONAL_COLUMNS = ("role", "delegation")
MOST_ROWS = 5_000
MOST_FINDINGS = 1_000
LONGEST = {"email": 254, "name": 200, "role": 60, "delegation": 60}
TELL_EVERY = 250
_WRITTEN = {"EL": "GR"}
"""Greece: the EU writes EL in its own papers (Interinstitutional style guide, 7.1.1), ISO 3166-1 has GR."""
_KEPT = 40
"""Characters of a value that a finding repeats."""
Progress = Callable[[int, int], None]

MESSAGES: dict[str, Any] = {
    **OF_TABLES,
    "too_many": _("The file has more than %(limit)s people. Send it in parts."),
    "address": _("“%(value)s” is not an e-mail address."),
    "twice": _("The same address stands in row %(first)s already."),
    "role": _("“%(value)s” is not a role. Use one of the codes below, or the name of the role."),
    "delegation": _("“%(value)s” is not the code of a country or body."),
    "fault": _("The work stopped because of a fault. Nobody was invited."),
}


class Found(Finding):
    """One thing found in a table of people."""

    __slots__ = ()
    messages = MESSAGES


@dataclass(slots=True)
class Reading:
    """What a file holds: people by row, and what was found. People are to be used only where nothing refuses it."""

    people: list[tuple[int, Invitee]] = field(default_factory=list)
    findings: list[Found] = field(default_factory=list)
    rows: int = 0

    @property
    def is_refused(self) -> bool:
        """Whether one error refuses the whole file."""
        return any(found.is_error for found in self.findings)


def read_list(name: str, data: bytes, progress: Progress | None = None) -> Reading:
    """Read a table and check every row. Raises nothing for whatever is in it."""
    table = Table(name, data, COLUMNS, OPTIONAL_COLUMNS)
    expected = data.count(b"\n")
    checker = _Checker(_roles(), _delegations())
    reading = Reading()
    for number, values in table.rows():
        reading.rows += 1
        if reading.rows > MOST_ROWS:
            reading.findings.append(Found(number, "", "too_many", {"limit": str(MOST_ROWS)}))
            break
        invitee = checker.check(number, values, reading.findings)
        if invitee is not None:
            reading.people.append((number, invitee))
        if progress and reading.rows % TELL_EVERY == 0:
            progress(reading.rows, max(reading.rows, min(expected, MOST_ROWS)))
    reading.findings += [
        Found(each.row, each.column, each.code, each.values, each.level) for each in table.findings
    ]
    reading.findings = _in_order(reading.findings)
    return reading


def _in_order(findings: list[Found]) -> list[Found]:
    kept = sorted(findings, key=lambda found: (not found.is_error, found.row))[:MOST_FINDINGS]
    kept.sort(key=lambda found: found.row)
    if len(findings) > MOST_FINDINGS:
        kept.append(Found(0, "", "more", {"limit": str(MOST_FINDINGS)}, WARNING))
    return kept


def _roles() -> dict[str, str]:
    """Codes of roles by what people write: the code, or the name in one of the languages of the portal."""
    found = {value: value for value in Role.values}
    for language in ("en", "fr"):
        with override(language):
            found |= {str(label).casefold(): value for value, label in Role.choices}
    return found


def _delegations() -> frozenset[str]:
    return frozenset({*BODIES, *Country.objects.values_list("pk", flat=True)})


@dataclass(slots=True)
class _Checker:
    """Checks the rows of one file, and remembers addresses to tell second ones."""

    roles: Mapping[str, str]
    delegations: Collection[str]
    seen: dict[str, int] = field(default_factory=dict)

    def check(self, number: int, values: Mapping[str, str], findings: list[Found]) -> Invitee | None:
        """The person of a row; ``None`` where something is wrong with it, which is added to ``findings``."""
        before = len(findings)
        cells = {
            column: self._cell(number, column, values.get(column, ""), findings)
            for column in (*COLUMNS, *OPTIONAL_COLUMNS)
        }
        email = cells["email"].lower()
        role = self.roles.get(cells["role"].casefold(), "")
        body = cells["delegation"].upper()
        body = _WRITTEN.get(body, body)
        faulty = {found.column for found in findings[before:]}
        if "email" not in faulty:
            self._check_address(number, email, findings)
        if cells["role"] and not role and "role" not in faulty:
            findings.append(Found(number, "role", "role", {"value": cells["role"][:_KEPT]}))
        if body and body not in self.delegations and "delegation" not in faulty:
            findings.append(Found(number, "delegation", "delegation", {"value": body[:_KEPT]}))
        if len(findings) > before:
            return None
        return Invitee(email=email, name=cells["name"], role=role, body=body)

    def _check_address(self, number: int, email: str, findings: list[Found]) -> None:
        if not email:
            findings.append(Found(number, "email", "empty"))
            return
        try:
            validate_email(email)
        except ValidationError:
            findings.append(Found(number, "email", "address", {"value": email[:_KEPT]}))
            return
        first = self.seen.setdefault(email, number)
        if first != number:
            findings.append(Found(number, "email", "twice", {"first": str(first)}))

    @staticmethod
    def _cell(number: int, column: str, value: str, findings: list[Found]) -> str:
        """The text of a cell; formulas, hidden characters, markings and what is too long are found."""
        text = " ".join(value.split())
        if value.lstrip(" ").startswith(FORMULA_STARTS):
            findings.append(Found(number, column, "formula", {"value": text[:_KEPT]}))
        elif strip_controls(text) != text:
            findings.append(Found(number, column, "controls"))
        elif len(text) > LONGEST[column]:
            findings.append(Found(number, column, "too_long", {"limit": str(LONGEST[column])}))
        elif marking := find_marking(text):
            findings.append(Found(number, column, "marking", {"marking": marking}))
        return text
