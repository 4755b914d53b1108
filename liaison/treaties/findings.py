"""What is wrong, or odd, with a row of treaty status: by row and column, in the reader's language.

A finding is kept as a code with its values, never as a finished sentence: it is stored with an import and read by
somebody who may have chosen another language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.utils.translation import gettext_lazy as _

ERROR = "error"
WARNING = "warning"

MESSAGES: dict[str, Any] = {
    # the file
    "unreadable": _("The file cannot be read: it is broken, or of another kind than its name says."),
    "kind": _("This kind of file is not accepted. Send a CSV or an XLSX file."),
    "empty_file": _("The file has no rows."),
    "too_large": _("The file is too large: at most %(limit)s."),
    "too_many_rows": _("The file has more than %(limit)s rows. Send it in parts."),
    "too_many_columns": _("The file has more than %(limit)s columns."),
    "encoding": _(
        "The characters cannot be read. Save the file in UTF-8 (in Excel: “CSV UTF-8”) and send it again."
    ),
    "mixed_encoding": _(
        "The file mixes UTF-8 with another encoding, first here. Save the whole file in UTF-8 and send it again."
    ),
    "delimiter": _("The columns cannot be told apart. Use commas, semicolons or tabs between them."),
    "not_csv": _("The file is not CSV from here on. A quotation mark may be missing."),
    "no_column": _("The column “%(column)s” is missing."),
    "unknown_column": _("The column “%(column)s” is not known."),
    "column_twice": _("The column “%(column)s” is there twice."),
    "protected": _("The file is protected by a password. Take the protection off and send it again."),
    "macros": _("The file holds macros. Save it as a plain XLSX file."),
    "sheets": _("The file has several sheets: only the first, “%(sheet)s”, was read."),
    "more": _("There are more findings than can be listed: only the first %(limit)s are."),
    "busy": _("Somebody else was changing treaty status for a long time. Nothing was written: try again."),
    "fault": _("The import stopped because of a fault. Nothing was written."),
    # a row or a cell
    "cells": _("The row has %(found)s values where the header has %(wanted)s."),
    "empty": _("A value is needed here."),
    "formula": _("“%(value)s” would be a formula in a spreadsheet. Enter the value itself."),
    "lost_characters": _("Characters were lost when the file was saved. Enter the text again."),
    "controls": _("Contains characters that cannot be seen."),
    "marking": _("Carries the marking %(marking)s. EU classified information does not belong in the portal."),
    "too_long": _("Longer than %(limit)s characters."),
    "unknown": _("“%(value)s” is not known here."),
    "choice": _("“%(value)s” is not one of: %(choices)s."),
    "date": _("“%(value)s” is not a date. Write it as 2019-03-14."),
    "too_old": _("%(value)s is too long ago for a date of this kind."),
    "future": _("%(value)s cannot be right: it lies after %(limit)s, which the source cannot know."),
    "future_as_of": _("%(value)s lies in the future."),
    "duplicate": _("The same instrument and party stand in row %(first)s already."),
    # what cannot stand together
    "territory_alone": _("A territory needs the State responsible for it."),
    "responsible_unasked": _("Only a territory has a responsible State."),
    "responsible_itself": _("A territory cannot be responsible for itself."),
    "not_organisation": _("“%(value)s” is not an organisation."),
    "is_organisation": _("“%(value)s” is an organisation, not a State or territory."),
    "before": _("%(value)s is before %(other)s, the date in “%(column)s”."),
    "before_opened": _("%(value)s is before the instrument was opened for signature (%(other)s)."),
    "before_instrument": _("%(value)s is before the instrument itself entered into force (%(other)s)."),
    "in_force_first": _(
        "In force (%(value)s) before consent (%(other)s): kept as printed for a territorial extension."
    ),
    "denounced_first": _("Denounced (%(value)s) before consent was given (%(other)s)."),
    "denounced_unbound": _("Denounced without a date on which consent was given."),
    "needs": _("The status “%(status)s” needs a date in this column."),
    "excludes": _("The status “%(status)s” does not go with a date in this column."),
    "already_ended": _("The denunciation took effect on %(value)s: the status would be “denounced”."),
    "already_in_force": _("In force since %(value)s: the status would be “in_force”."),
    "later_in_force": _("Enters into force on %(value)s, after the date of the source."),
    "without_date": _("Given without a date."),
    "without_kind": _("A date of consent needs its kind."),
    "without_basis": _("Not said whether the date is printed in the source or worked out."),
    "basis_alone": _("Given without a date of entry into force."),
}
"""The sentence of each code. Columns are named as in the file: they are technical names and not translated."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. Row 1 is the header, row 0 the file itself; an empty column stands for the whole row."""

    row: int
    column: str
    code: str
    values: dict[str, str] = field(default_factory=dict)
    level: str = ERROR
    messages: ClassVar[dict[str, Any]] = MESSAGES
    """The sentence of each code; another kind of table adds its own."""

    @property
    def message(self) -> str:
        """What is wrong, in the reader's language."""
        return str(self.messages[self.code]) % self.values

    @property
    def is_error(self) -> bool:
        """Whether the row, and with it the import, is refused."""
        return self.level == ERROR

    def as_json(self) -> list[Any]:
        """For keeping."""
        return [self.row, self.column, self.code, self.values, self.level]

    @classmethod
    def from_json(cls, kept: list[Any]) -> Self:
        """A kept finding."""
        return cls(*kept)

    def __str__(self) -> str:
        return f"row {self.row}, column {self.column or '-'}: {self.message}"


def has_errors(findings: list[Finding]) -> bool:
    """Whether any of these refuses what it was found in."""
    return any(finding.is_error for finding in findings)
