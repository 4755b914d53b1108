"""Names of instruments that tell two agreements of the same title apart."""

from __future__ import annotations

from django.utils.translation import get_language

from portal.reference.cldr import territory_name
from portal.reference.models import Instrument

NOT_COUNTRIES = frozenset({"EU", "EUROJUST"})
"""Parties whose name says nothing that the title of such an agreement does not say already."""


def party_names(instrument: Instrument, language: str | None = None) -> list[str]:
    """The other parties by name: the countries of an agreement with the EU or Eurojust. Makes no query."""
    return [territory_name(code, language) for code in instrument.parties if code not in NOT_COUNTRIES]


def distinct_name(instrument: Instrument, language: str | None = None) -> str:
    """The short name, with the parties that it does not name: "Agreement on cooperation with Eurojust (Serbia)"."""
    return _with_parties(instrument.short_name(language), instrument, language)


def name_language(instrument: Instrument, language: str | None = None) -> str:
    """The language the names above are in: the one asked for where there is such a title, else English."""
    wanted = (language or get_language() or "en").split("-")[0]
    return wanted if wanted in instrument.names else "en"


def distinct_title(instrument: Instrument, language: str | None = None) -> str:
    """The full title, with the parties that it does not name."""
    return _with_parties(instrument.name(language), instrument, language)


def _with_parties(name: str, instrument: Instrument, language: str | None) -> str:
    unnamed = [party for party in party_names(instrument, language) if party.rstrip("*") not in name]
    return f"{name} ({', '.join(unnamed)})" if unnamed else name
