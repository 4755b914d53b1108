"""From rows of instruments.csv, agreements.csv and titles_i18n.csv to the fields of records.

Pure functions of a row and of what is known. They raise ``RowError`` for values that cannot be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from portal.reference.enums import Confidence, InstrumentKind, InstrumentStatus, Organisation
from portal.reference.rows import Row, RowError

INSTRUMENT_COLUMNS = (
    "code", "organisation", "official_no", "parent_code", "short_title_en", "title_en", "depositary", "place",
    "opened", "in_force", "date_source", "confidence", "themes", "verify_at",
)  # fmt: skip
AGREEMENT_COLUMNS = (
    "code", "kind", "title_en", "party_a", "party_b", "signed", "in_force", "status", "reference", "source",
    "source_date", "confidence", "note",
)  # fmt: skip
TITLE_COLUMNS = ("instrument", "lang", "title", "source", "source_ref", "confidence")

BODIES = frozenset({"EU", "EUROJUST", "AIAMP"})
"""Parties to agreements that are not States: the Union, Eurojust, the Ibero-American public prosecutors."""

UNSOURCED = "RESEARCHER"
"""The source that stands for having none (data/sources.csv)."""

_PROTOCOL = re.compile(r"^(?:(?:first|second|third|fourth|additional) )*protocol\b", re.IGNORECASE)
_URL = re.compile(r"https://[^\s;,()]+")

_MULTILATERAL = {
    "CoE": (Organisation.COE, InstrumentKind.COE_CONVENTION, InstrumentKind.COE_PROTOCOL),
    "UN": (Organisation.UN, InstrumentKind.UN_CONVENTION, InstrumentKind.UN_PROTOCOL),
    "HCCH": (Organisation.HCCH, InstrumentKind.HCCH_CONVENTION, InstrumentKind.HCCH_CONVENTION),
}

_AGREEMENT_KINDS: dict[str, tuple[InstrumentKind, str]] = {
    "mla": (InstrumentKind.EU_AGREEMENT, "mla"),
    "extradition": (InstrumentKind.EU_AGREEMENT, "extradition"),
    "surrender": (InstrumentKind.EU_AGREEMENT, "surrender"),
    "eurojust_cooperation": (InstrumentKind.EUROJUST_AGREEMENT, "eurojust_cooperation"),
    "eurojust_working_arrangement": (InstrumentKind.WORKING_ARRANGEMENT, "eurojust_cooperation"),
    "negotiation_mandate": (InstrumentKind.NEGOTIATING_MANDATE, "eurojust_cooperation"),
    "bilateral_extradition": (InstrumentKind.BILATERAL, "extradition"),
    "bilateral_mla": (InstrumentKind.BILATERAL, "mla"),
    "asset_return": (InstrumentKind.ASSET_RETURN, "asset_return"),
}
"""Kind in the file -> kind of ours and the theme word it stands for."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the codes of a row may refer to."""

    countries: frozenset[str]
    themes: dict[str, str]
    """Theme word of the data files -> topic."""
    sources: dict[str, str]
    """Source -> as of."""
    tables: dict[str, str]
    """Instrument -> the source that is its own Fedlex table."""

    def sources_in(self, text: str) -> list[str]:
        """The sources named in a free text, in the order of their names."""
        words = set(re.findall(r"[A-Z0-9][A-Z0-9.\-]*", text))
        return sorted(words & self.sources.keys())

    def as_of(self, sources: list[str]) -> str:
        """The day the sources were read as of; none where part of a record rests on general knowledge."""
        if UNSOURCED in sources:
            return ""
        return next((self.sources[code] for code in sources if self.sources[code]), "")


def _confidence(row: Row) -> str:
    return row.one_of("confidence", Confidence.values, "confidence")


def _topics(themes: list[str], known: Known) -> list[str]:
    return sorted({known.themes[theme] for theme in themes})


def instrument_from(row: Row, known: Known) -> dict[str, Any]:
    """The fields of a multilateral instrument. ``parent_id`` is checked by the caller, who sees all rows."""
    organisation = row.one_of("organisation", _MULTILATERAL.keys(), "organisation")
    roof, convention, protocol = _MULTILATERAL[organisation]
    code = row.needed("code", 40)
    opened, opened_text, in_force = row.ordered_dates("opened", "in_force")
    source = row.needed("date_source")
    sources = known.sources_in(source)
    if "FEDLEX" in sources and code in known.tables:
        sources = sorted({*sources, known.tables[code]} - {"FEDLEX"})
    return {
        "code": code,
        "kind": protocol if _PROTOCOL.match(row.needed("title_en")) else convention,
        "organisation": roof,
        "official_no": row.needed("official_no", 60),
        "parent_id": row.text("parent_code") or None,
        "short_title": row.needed("short_title_en", 120),
        "depositary": row.needed("depositary", 120),
        "place": row.text("place"),
        "opened": opened,
        "opened_text": opened_text,
        "in_force": in_force,
        "status": InstrumentStatus.IN_FORCE if in_force else InstrumentStatus.NO_DATE,
        "source": source,
        "as_of": known.as_of(sources),
        "confidence": _confidence(row),
        "verify_at": row.text("verify_at"),
        "parties": [],
        "countries": [],
        "topics": _topics(row.codes("themes", known.themes, "theme"), known),
        "sources": sources,
    }


def agreement_from(row: Row, known: Known) -> dict[str, Any]:
    """The fields of an agreement, working arrangement or mandate between named parties."""
    kinds = row.codes("kind", _AGREEMENT_KINDS, "kind")
    if not kinds:
        raise RowError("kind", "is empty")
    themes = [_AGREEMENT_KINDS[kind][1] for kind in kinds]
    for theme in themes:
        if theme not in known.themes:
            raise RowError("kind", f"no topic for {theme!r}")
    signed, signed_text, in_force = row.ordered_dates("signed", "in_force")
    status = row.one_of("status", set(InstrumentStatus.values) - {InstrumentStatus.NO_DATE}, "status")
    if in_force and status != InstrumentStatus.IN_FORCE:
        raise RowError("status", f"{status} although in_force is given")
    either = known.countries | BODIES
    parties = row.codes("party_a", either, "party") + row.codes("party_b", either, "party")
    if len(set(parties)) < 2:
        raise RowError("party_b", "an agreement needs two different parties")
    source = row.needed("source")
    link = _URL.search(source)
    return {
        "code": row.needed("code", 40),
        "kind": _AGREEMENT_KINDS[kinds[0]][0],
        "organisation": {"EU": Organisation.EU, "EUROJUST": Organisation.EUROJUST}.get(
            parties[0], Organisation.NONE
        ),
        "official_no": "",
        "parent_id": None,
        "short_title": "",
        "depositary": "",
        "place": "",
        "opened": signed,
        "opened_text": signed_text,
        "in_force": in_force,
        "status": status,
        "reference": row.text("reference"),
        "source": source,
        "as_of": row.text("source_date"),
        "confidence": _confidence(row),
        "verify_at": link.group().rstrip(".") if link else "",
        "note": row.text("note"),
        "parties": parties,
        "countries": sorted(set(parties) & known.countries),
        "topics": _topics(themes, known),
        "sources": known.sources_in(source),
    }


def title_from(row: Row) -> dict[str, Any]:
    """The fields of a title."""
    return {
        "instrument_id": row.needed("instrument"),
        "language": row.needed("lang", 10),
        "title": row.needed("title"),
        "source": row.text("source"),
        "source_ref": row.text("source_ref"),
        "confidence": _confidence(row),
    }
