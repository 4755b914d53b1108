"""Loading data/agreements.csv: how far each of the agreements has come.

The same file has made the instruments already (``portal.reference.loading_instruments``). Only what an instrument
does not say is taken here: on which side a party stands, whose agreement it is, and each stage with its source.
"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from liaison.agreements.actions import write_agreement
from liaison.agreements.enums import Body, Side, Stage
from liaison.agreements.models import Agreement
from liaison.agreements.snapshot import OF_THE_INSTRUMENT, Values, values_of
from portal.reference.enums import Confidence, InstrumentStatus
from portal.reference.instrument_rows import AGREEMENT_COLUMNS, BODIES
from portal.reference.loading import DATA_DIR
from portal.reference.models import Country, Instrument
from portal.reference.rows import FileReport, Row, RowError, read_rows

STAGES: dict[str, str] = {
    InstrumentStatus.IN_FORCE: Stage.IN_FORCE,
    InstrumentStatus.CONCLUDED: Stage.CONCLUDED,
    InstrumentStatus.CONCLUDED_UNVERIFIED: Stage.CONCLUDED,
    InstrumentStatus.SIGNED: Stage.SIGNED,
    InstrumentStatus.MANDATE_2021: Stage.MANDATE,
}
"""Status in the file -> stage. What the source leaves open stays with the instrument's status."""

MANDATED: dict[str, str] = {InstrumentStatus.MANDATE_2021: "2021"}
"""Year of a mandate that the status itself names."""

PREFIXES = {"EUROJUST": Body.EUROJUST, "EPPO": Body.EPPO, "EUROPOL": Body.EUROPOL}


def load_agreements(path: Path = DATA_DIR / "agreements.csv", *, dry_run: bool = False) -> FileReport:
    """Load the agreements of a file, all of them or none: where a row is rejected nothing is kept.

    The report names every rejected row. Agreements that were changed on the site are left alone; loading again
    changes nothing.
    """
    report = FileReport(path.name)
    with transaction.atomic():
        wanted = _read(path, report)
        if not report.rejections:
            _write(wanted, report)
        if dry_run or report.rejections:
            transaction.set_rollback(True)
    return report


def _read(path: Path, report: FileReport) -> dict[str, Values]:
    """What the rows say by code; rows that cannot be, and second rows of a code, are rejected."""
    instruments = {i.code: i for i in Instrument.objects.all()}
    either = BODIES | frozenset(Country.objects.values_list("code", flat=True))
    wanted: dict[str, Values] = {}
    for row in read_rows(path, AGREEMENT_COLUMNS, report):
        try:
            code = row.one_of("code", instruments.keys(), "instrument")
            if code in wanted:
                raise RowError("code", f"same as row {report.rows[code]}")
            wanted[code] = values_from(row, either)
            # What it is stays the instrument's to say; the same file has told it.
            wanted[code] |= {name: getattr(instruments[code], name) for name in OF_THE_INSTRUMENT}
        except RowError as error:
            report.reject(row.number, error.column, error.reason)
        else:
            report.rows[code] = row.number
    return wanted


def values_from(row: Row, either: frozenset[str]) -> Values:
    """The agreement's own values of one row. ``either`` are the codes of countries and bodies. Raises ``RowError``."""
    stage = STAGES[row.one_of("status", STAGES, "status")]
    _signed, signed_text, in_force = row.ordered_dates("signed", "in_force")
    if (in_force is not None) != (stage == Stage.IN_FORCE):
        raise RowError("in_force", f"{row.text('in_force') or 'no date'} does not fit {row.text('status')}")
    parties = dict.fromkeys(row.codes("party_b", either, "party"), Side.B.value)
    parties |= dict.fromkeys(row.codes("party_a", either, "party"), Side.A.value)
    if len(parties) < 2:
        raise RowError("party_b", "an agreement needs two different parties")
    said = {"source": row.needed("source"), "as_of": row.partial_date("source_date")[1]}
    dates = {Stage.MANDATE: MANDATED.get(row.text("status"), ""), Stage.SIGNED: signed_text}
    dates[Stage.IN_FORCE] = in_force.isoformat() if in_force else ""
    return {
        "body": _body(row.text("code"), parties),
        "stage": str(stage),
        "source": said["source"],
        "source_date": said["as_of"],
        "confidence": row.one_of("confidence", Confidence.values, "confidence"),
        "note": row.text("note"),
        "parties": dict(sorted(parties.items())),
        "steps": {
            str(reached): {"date": date, **said}
            for reached, date in dates.items()
            if date or reached == stage
        },
    }


def _body(code: str, parties: dict[str, str]) -> str:
    """Whose agreement it is: the body its code begins with, else the Union where it is a party."""
    named = PREFIXES.get(code.partition("-")[0])
    return str(named or (Body.EU if "EU" in parties else Body.STATES))


def _write(wanted: dict[str, Values], report: FileReport) -> None:
    """Write what differs. Nothing is deleted: an agreement that a file no longer has is an editor's business."""
    stored = {
        a.pk: a for a in Agreement.objects.select_related("instrument").prefetch_related("steps", "parties")
    }
    for code, values in wanted.items():
        agreement = stored.get(code)
        if agreement is not None and agreement.is_local:
            report.kept += 1
        elif agreement is not None and values_of(agreement) == values:
            report.unchanged += 1
        else:
            write_agreement(instrument=Instrument.objects.get(pk=code), values=values)
            report.created += agreement is None
            report.updated += agreement is not None
