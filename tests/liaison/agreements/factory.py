"""Agreements for tests."""

from __future__ import annotations

from typing import Any

from liaison.agreements.actions import write_agreement
from liaison.agreements.models import Agreement
from portal.reference.enums import InstrumentKind, InstrumentStatus, Organisation
from portal.reference.models import Country
from tests.factories import make_country, make_instrument


def agreement_values(**changes: Any) -> dict[str, Any]:
    """An agreement with Eurojust that was signed in 2019."""
    return {
        "body": "eurojust",
        "stage": "signed",
        "source": "Council Register",
        "source_date": "2020",
        "confidence": "high",
        "note": "",
        "kind": InstrumentKind.EUROJUST_AGREEMENT.value,
        "reference": "",
        "parties": {"EUROJUST": "a", "MA": "b"},
        "steps": {"signed": {"date": "2019-11-12", "source": "Official Journal", "as_of": "2019-12"}},
        **changes,
    }


def make_agreement(code: str = "EUROJUST-MA", **changes: Any) -> Agreement:
    """An agreement as loading makes it, with its instrument."""
    values = agreement_values(**changes)
    for party in values["parties"]:
        if len(party) == 2 and party != "EU":
            make_country(party)
    instrument = make_instrument(
        code,
        kind=values["kind"],
        organisation=Organisation.EUROJUST,
        status=InstrumentStatus.SIGNED,
        parties=list(values["parties"]),
        short_title="Agreement on cooperation with Eurojust",
        names={"en": "Agreement on cooperation with Eurojust"},
    )
    instrument.countries.set(Country.objects.filter(code__in=values["parties"]))
    instrument.save()
    return write_agreement(instrument=instrument, values=values)[0]
