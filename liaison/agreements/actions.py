"""Writing an agreement: its record, stages, parties, the instrument's copies and the history, in one transaction."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.db import IntegrityError, transaction

from liaison.agreements.enums import DATED, Body, Side, Stage
from liaison.agreements.models import Agreement, AgreementChange, AgreementParty, AgreementStep
from liaison.agreements.snapshot import OWN_FIELDS, Values, values_of
from portal.reference.enums import InstrumentFamily, InstrumentKind, InstrumentStatus, Organisation
from portal.reference.models import Country, Instrument, InstrumentTitle, Topic

STATUS_OF: dict[str, str] = {
    Stage.SIGNED: InstrumentStatus.SIGNED,
    Stage.CONCLUDED: InstrumentStatus.CONCLUDED_UNVERIFIED,
    Stage.IN_FORCE: InstrumentStatus.IN_FORCE,
}
"""What the instrument's record says of a stage. Of the others it says that no entry into force is recorded."""


ROOFS = {Body.EUROJUST: Organisation.EUROJUST, Body.STATES: Organisation.NONE}
"""Under whose roof an instrument of a body is filed; EPPO and Europol under the Union's."""

FAMILY_MARKS = {
    InstrumentFamily.ARRANGEMENT: "WA",
    InstrumentFamily.CONTACT_POINT: "CP",
    InstrumentFamily.ADEQUACY: "AD",
    InstrumentFamily.MANDATE: "NEG",
}

MOST_NAMED = 4
"""Parties of a side that a code names."""


class Conflict(Exception):
    """Somebody else has changed the agreement since it was shown. Carries what it says now."""

    def __init__(self, agreement: Agreement) -> None:
        super().__init__(agreement.code)
        self.agreement = agreement
        self.theirs = values_of(agreement)


@transaction.atomic
def write_agreement(
    *, instrument: Instrument, values: Values, by: Any = None, version: int | None = None, local: bool = False
) -> tuple[Agreement, bool]:
    """Make the agreement of an instrument say ``values``. Gives it, and whether anything changed.

    ``version`` is the one that was shown to whoever changes it; ``None`` where nobody was shown any (loading).
    With ``local`` the record was changed here: loading leaves it alone from then on, and the instrument's own copies
    of dates and status follow. Raises ``Conflict`` where the version is no longer the one that is stored.
    """
    # The instrument's row is there before the agreement's: two who add one at once wait for each other.
    Instrument.objects.select_for_update(of=("self",)).get(pk=instrument.pk)
    agreement = (
        Agreement.objects.filter(pk=instrument.pk)
        .select_related("instrument")
        .prefetch_related("steps", "parties")
        .first()
    )
    before = values_of(agreement) if agreement else {}
    if version is not None and agreement is not None and agreement.version != version:
        raise Conflict(agreement)
    if agreement is not None and before == values:
        return agreement, False
    if agreement is None:
        agreement = Agreement(instrument=instrument, version=0)
    agreement.version += 1
    agreement.is_local = agreement.is_local or local
    for name in OWN_FIELDS:
        setattr(agreement, name, values[name])
    for stage, field in DATED.items():
        setattr(agreement, field, full_day(values["steps"].get(stage, {}).get("date", "")))
    agreement.save()
    _write_parts(agreement, values)
    AgreementChange.objects.create(
        agreement=agreement, by=by, version=agreement.version, before=before, after=values
    )
    if local:
        _copy_to_instrument(agreement, values)
    return agreement, True


def _write_parts(agreement: Agreement, values: Values) -> None:
    """Stages and parties as the values have them."""
    agreement.steps.all().delete()
    agreement.parties.all().delete()
    AgreementStep.objects.bulk_create(
        AgreementStep(
            agreement=agreement,
            stage=stage,
            on=full_day(step["date"]),
            on_text=step["date"],
            source=step["source"],
            as_of=step["as_of"],
        )
        for stage, step in values["steps"].items()
    )
    known = set(Country.objects.filter(code__in=values["parties"]).values_list("code", flat=True))
    AgreementParty.objects.bulk_create(
        AgreementParty(agreement=agreement, code=code, side=side, country_id=code if code in known else None)
        for code, side in values["parties"].items()
    )
    for parts in ("steps", "parties"):
        getattr(agreement, "_prefetched_objects_cache", {}).pop(parts, None)


def _copy_to_instrument(agreement: Agreement, values: Values) -> None:
    """Let the instrument's record say the same; loading the reference data then leaves it alone as well."""
    instrument = Instrument.objects.get(pk=agreement.pk)
    signed = values["steps"].get(Stage.SIGNED, {}).get("date", "")
    instrument.opened, instrument.opened_text = full_day(signed), signed
    instrument.in_force = agreement.in_force_on if agreement.stage == Stage.IN_FORCE else None
    instrument.status = STATUS_OF.get(agreement.stage, InstrumentStatus.NO_DATE)
    instrument.source, instrument.as_of = values["source"], values["source_date"]
    instrument.sources.set([])  # the source is the one given here
    instrument.confidence, instrument.note = values["confidence"], values["note"]
    instrument.kind, instrument.reference = values["kind"], values["reference"]
    instrument.is_local = True
    instrument.save()
    agreement.instrument = instrument


@transaction.atomic
def add_agreement(*, values: Values, title: str, topics: list[str], by: Any) -> Agreement:
    """Add an agreement that no data file has, with its instrument, so that it is found and filed like the others."""
    instrument = _new_instrument(values)
    instrument.countries.set(Country.objects.filter(code__in=values["parties"]))
    instrument.topics.set(Topic.objects.filter(pk__in=topics))
    instrument.save()
    InstrumentTitle.objects.create(
        instrument=instrument,
        language="en",
        title=title,
        source=values["source"],
        confidence=values["confidence"],
    )
    return write_agreement(instrument=instrument, values=values, by=by, local=True)[0]


def _new_instrument(values: Values) -> Instrument:
    """An instrument under the first code of its kind that is free."""
    stem = new_code(values["body"], values["kind"], values["parties"])
    fields = {
        "kind": values["kind"],
        "organisation": ROOFS.get(values["body"], Organisation.EU),
        "reference": values["reference"],
        "parties": list(values["parties"]),
        "status": InstrumentStatus.NO_DATE,
        "confidence": values["confidence"],
        "is_local": True,
    }
    for number in itertools.count(1):
        code = stem if number == 1 else f"{stem}-{number}"
        if Instrument.objects.filter(pk=code).exists():
            continue
        try:
            with transaction.atomic():
                return Instrument.objects.create(code=code, **fields)
        except IntegrityError:  # somebody else has taken it this moment
            continue
    raise AssertionError  # pragma: no cover - there is always a next number


def new_code(body: str, kind: str, parties: dict[str, str]) -> str:
    """The code of an agreement after the pattern of the data file: ``EPPO-WA-UA``, ``EU-JP``, ``NL-AE``."""
    others = sorted(code for code, side in parties.items() if side == Side.B)
    first = body.upper() if body != Body.STATES else "-".join(sorted(set(parties) - set(others))[:MOST_NAMED])
    marks = FAMILY_MARKS.get(InstrumentKind(kind).family, "")
    return "-".join(part for part in (first, marks, *others[:MOST_NAMED]) if part)


def full_day(text: str) -> datetime.date | None:
    """The day of a date of which more than the year and month is known."""
    return datetime.date.fromisoformat(text) if len(text) == 10 else None
