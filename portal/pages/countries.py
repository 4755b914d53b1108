"""The list of countries as a reader sees it: grouped by region, filtered by name, with what is known of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.folding import fold
from portal.pages.counting import counts_for
from portal.pages.marks import CountryMark, marks_for
from portal.pages.models import CountryPage
from portal.reference.enums import CountryAliasKind
from portal.reference.models import CountryAlias
from portal.visibility import Viewer, viewer_for

MAX_FILTER = 100
"""Characters of the filter that are read; no country's name is longer."""
plain = fold
"""For comparing and sorting names. Another name of the same function."""


@dataclass(frozen=True, slots=True)
class CountryEntry:
    """One country of the list. ``practices`` counts what the viewer may see, nothing else.

    ``responsible`` is the name of the State responsible for a territory.
    ``marks`` is what stands beside the name, for this viewer.
    """

    code: str
    name: str
    url: str
    region: str
    practices: int
    footnote: str = ""
    responsible: str = ""
    marks: tuple[CountryMark, ...] = ()


def dossier_url(page: CountryPage) -> str:
    """The stable address of a dossier (issue 3, "Addresses"). Asks neither the database nor the cache."""
    return f"/countries/{page.slug}/"


def country_entries(user: Any) -> list[CountryEntry]:
    """Every country whose dossier the viewer may see, by name in the reader's language. Constant queries."""
    viewer = viewer_for(user)
    counts = counts_for(viewer, "practices")
    marks = marks_for(viewer)
    return sorted(
        (
            CountryEntry(
                code=page.country_id,
                name=page.country.name(),
                url=dossier_url(page),
                region=page.country.region_name(),
                practices=counts.get(page.country_id, 0),
                footnote=page.country.footnote_in(),
                responsible=page.country.responsible_name(),
                marks=tuple(marks.get(page.country_id, ())),
            )
            for page in visible_dossiers(viewer)
        ),
        key=lambda entry: fold(entry.name),
    )


def visible_dossiers(viewer: Viewer) -> QuerySet[CountryPage]:
    """Live dossiers the viewer may see."""
    return CountryPage.objects.visible_to(viewer).filter(live=True).select_related("country")


def filtered(entries: list[CountryEntry], query: str) -> list[CountryEntry]:
    """The entries whose name, English name, code or other name contains the query. One query at most."""
    wanted = fold(query[:MAX_FILTER])
    if not wanted:
        return entries
    also = _codes_also_called(wanted)
    return [
        entry
        for entry in entries
        if wanted in fold(entry.name) or wanted == entry.code.casefold() or entry.code in also
    ]


def _codes_also_called(wanted: str) -> set[str]:
    aliases = CountryAlias.objects.exclude(country=None).exclude(kind=CountryAliasKind.NOT)
    return {code for code, text in aliases.values_list("country_id", "text") if wanted in fold(text)}


def by_region(entries: Iterable[CountryEntry]) -> list[tuple[str, list[CountryEntry]]]:
    """Entries grouped by region, both in order; countries without a region come last."""
    groups: dict[str, list[CountryEntry]] = defaultdict(list)
    for entry in entries:
        groups[entry.region].append(entry)
    named = sorted((name for name in groups if name), key=fold)
    found = [(name, groups[name]) for name in named]
    if "" in groups:
        found.append((_("Other"), groups[""]))
    return found


def country_list_context(user: Any, query: str, marked: bool = False) -> dict[str, Any]:
    """Context of ``pages/country_index_page.html``. ``marked``: those only that bear a mark."""
    entries = country_entries(user)
    found = [entry for entry in filtered(entries, query) if entry.marks or not marked]
    return {
        "has_marks": any(entry.marks for entry in entries),
        "marked": marked,
        "regions": by_region(found),
        "query": query[:MAX_FILTER],
        "found": len(found),
        "footnote": next((entry.footnote for entry in found if entry.footnote), ""),
    }
