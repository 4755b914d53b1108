"""Names of codes in bulk, for facets and filters: codes are indexed, names are resolved when shown."""

from __future__ import annotations

from collections.abc import Iterable

from portal.reference import cldr
from portal.reference.catalogue import current

FACETS = ("country", "instrument", "topic")
"""The facets whose values are codes of the reference data."""


def names_for(facet: str, codes: Iterable[str], language: str | None = None) -> dict[str, str]:
    """The name of each code of a facet in a language (default: the reader's).

    Countries take no query, instruments and topics one, however many codes there are. A code that is not
    known, or a facet that has no names here, gives the code itself, so that a filter never loses its label.
    """
    wanted = list(codes)
    spoken = language or cldr.active_language()
    if not wanted or facet not in FACETS:
        return {code: code for code in wanted}
    if facet == "country":
        return {code: cldr.territory_name(code, spoken) for code in wanted}
    catalogue = current()
    known = catalogue.instruments if facet == "instrument" else catalogue.topics
    return {code: known[code].say(spoken) if code in known else code for code in wanted}


def name_for(facet: str, code: str, language: str | None = None) -> str:
    """The name of one code. For lists use ``names_for``."""
    return names_for(facet, [code], language)[code]
