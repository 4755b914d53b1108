"""Questions to the reference data. It is public: nothing here depends on the viewer."""

from __future__ import annotations

from portal.reference.enums import InstrumentFamily
from portal.reference.models import Instrument
from portal.reference.models.instrument import InstrumentQuerySet


def instruments_of(country: str) -> InstrumentQuerySet:
    """Agreements, arrangements and mandates that name a country as a party, by its code.

    The parties of open conventions are treaty status, which is kept elsewhere with its dates.
    """
    return Instrument.objects.filter(countries=country).prefetch_related("topics").order_by("kind", "code")


def instruments_by_family(country: str) -> dict[InstrumentFamily, list[Instrument]]:
    """``instruments_of`` with international agreements, working arrangements and mandates kept apart."""
    found: dict[InstrumentFamily, list[Instrument]] = {}
    for instrument in instruments_of(country):
        found.setdefault(instrument.family, []).append(instrument)
    return found


def instruments_on(topic: str) -> InstrumentQuerySet:
    """International agreements that cover a topic, by its slug."""
    return Instrument.objects.agreements().filter(topics=topic).order_by("code")
