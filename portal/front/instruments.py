"""What the list of instruments and the page of one instrument show to one viewer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from events.exchanges.by_instrument import events_on
from liaison.treaties.facts import parties_context
from liaison.treaties.permissions import can_edit_treaties
from portal.pages.countries import MAX_FILTER, dossier_url, plain, visible_dossiers
from portal.pages.instrument_names import distinct_name, party_names
from portal.reference.cldr import territory_name
from portal.reference.enums import InstrumentFamily, Organisation
from portal.reference.models import Instrument
from portal.reference.titles import without_date
from portal.visibility import Viewer, viewer_for
from practices.cards import for_cards, practice_cards
from practices.dossier import live_practices
from practices.models import PracticePage

SHOWN_PRACTICES = 6
BODIES = {"EUROJUST": "Eurojust"}
"""Parties that are no country and have no name in CLDR. The name is the same in all languages."""
Cited = PracticePage.instruments.through


@dataclass(frozen=True, slots=True)
class InstrumentEntry:
    """One instrument of the list. ``practices`` counts those citing it that the viewer may see."""

    instrument: Instrument
    name: str
    url: str
    practices: int

    @property
    def full_name(self) -> str:
        """The full title, empty where the name says it already."""
        full = self.instrument.name()
        return "" if full in self.name or self.name in full else full


@dataclass(frozen=True, slots=True)
class InstrumentGroup:
    """A section of the list: conventions of one organisation, or a family that is no legal basis."""

    anchor: str
    title: str
    entries: list[InstrumentEntry]


def index_context(user: Any, query: str) -> dict[str, Any]:
    """Context of ``front/instrument_index.html``. The number of queries does not grow with the instruments."""
    viewer = viewer_for(user)
    query = query[:MAX_FILTER]
    instruments = list(Instrument.objects.prefetch_related("aliases").order_by("code"))
    counts = count_by_instrument(viewer)
    wanted = _compact(query)
    found = [
        InstrumentEntry(i, distinct_name(i), f"/instruments/{i.slug}/", counts.get(i.pk, 0))
        for i in instruments
        if not wanted or wanted in _words(i)
    ]
    return {"groups": _grouped(found), "query": query, "found": len(found), "total": len(instruments)}


def _words(instrument: Instrument) -> str:
    names = [instrument.code, instrument.short_title, instrument.reference, *instrument.names.values()]
    names += party_names(instrument)
    names += [*instrument.number_aliases, *(alias.text for alias in instrument.aliases.all())]
    names += [number.replace(" 0", " ").replace(" 0", " ") for number in instrument.number_aliases]
    return _compact(" | ".join(names))


def _compact(text: str) -> str:
    """Text for comparing, in which "STE 182" and "STE182" are the same."""
    return plain(text).replace(" ", "")


def _grouped(entries: list[InstrumentEntry]) -> list[InstrumentGroup]:
    """Agreements by organisation; what is no agreement in groups of its own, after them."""
    groups: dict[tuple[int, str, str], list[InstrumentEntry]] = defaultdict(list)
    organisations = list(Organisation.values)
    families = list(InstrumentFamily.values)
    for entry in entries:
        instrument = entry.instrument
        if instrument.family == InstrumentFamily.AGREEMENT:
            rank = organisations.index(instrument.organisation)
            key = (rank, instrument.organisation, instrument.get_organisation_display())
        else:
            rank = len(organisations) + families.index(instrument.family)
            key = (rank, instrument.family.value, str(instrument.family.label))
        groups[key].append(entry)
    return [
        InstrumentGroup(anchor.lower(), title, groups[rank, anchor, title])
        for rank, anchor, title in sorted(groups)
    ]


def count_by_instrument(viewer: Viewer) -> dict[str, int]:
    """How many published practices the viewer may see cite each instrument. One query."""
    visible = live_practices(viewer).order_by().values("pk")
    rows = Cited.objects.filter(practicepage__in=visible).values("instrument").annotate(number=Count("pk"))
    return {row["instrument"]: row["number"] for row in rows}


def instrument_context(user: Any, instrument: Instrument, parties: str = "all") -> dict[str, Any]:
    """Context of ``front/instrument_page.html``, in a constant number of queries. ``parties``: which to show."""
    viewer = viewer_for(user)
    citing = live_practices(viewer).filter(instruments=instrument).order_by("-first_published_at", "-pk")
    newest = list(for_cards(citing)[:SHOWN_PRACTICES])
    countries = list(instrument.countries.all())
    pages = visible_dossiers(viewer).filter(country__in=countries) if countries else []
    urls = {page.country_id: dossier_url(page) for page in pages}
    return {
        "instrument": instrument,
        "titles": sorted(instrument.titles.all(), key=lambda title: title.language),
        "aliases": _aliases(instrument),
        "sources": list(instrument.sources.all()),
        "topics": list(instrument.topics.all()),
        "children": list(instrument.children.order_by("code")),
        "parties": sorted(
            (BODIES.get(code) or territory_name(code), urls.get(code, "")) for code in instrument.parties
        ),
        "footnote": next((country.footnote_in() for country in countries if country.footnote), ""),
        "cards": practice_cards(newest),
        "total": citing.count(),
        "events": events_on(viewer, instrument),
        "treaty_parties": parties_context(viewer, instrument, parties, may_edit=can_edit_treaties(user)),
    }


def _aliases(instrument: Instrument) -> list[str]:
    """Other names, each once: numbers of its series first, then usual names."""
    named = sorted((alias.text for alias in instrument.aliases.all()), key=plain)
    taken = {plain(instrument.name()), plain(instrument.short_name()), plain(without_date(instrument.name()))}
    found: dict[str, str] = {}
    for text in [*instrument.number_aliases, *named]:
        if plain(text) not in taken:
            found.setdefault(plain(text), text)
    return list(found.values())
