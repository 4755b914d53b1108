"""Facets as they are shown: values with their names in the reader's language, counts, and where a click leads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from search.labels import Labels
from search.request import SearchRequest

TOP_VALUES = 10
"""Values of a facet shown before "more"."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value that can be ticked. ``mark`` is set where the words of the query selected it: the value's own
    checkbox then says whether these words keep that meaning (``keep``)."""

    facet: str
    value: str
    label: str
    count: int
    selected: bool
    mark: str = ""
    language: str = ""

    @property
    def html_id(self) -> str:
        """An id that stays the same from one page to the next, so that the focus survives an update."""
        return f"facet-{self.facet}-{self.value.lower()}"


@dataclass(frozen=True, slots=True)
class Facet:
    """A group of values: ``top`` are shown, ``more`` are folded away. Selected values are always on top."""

    name: str
    title: str
    top: tuple[FacetValue, ...]
    more: tuple[FacetValue, ...] = ()

    @property
    def selected(self) -> int:
        return sum(value.selected for value in self.top)


def facet_titles() -> dict[str, str]:
    """Headings of the facets, in the order in which they are shown."""
    return {
        "country": _("Country"),
        "instrument": _("Legal instrument"),
        "topic": _("Topic"),
        "kind": _("Kind of practice"),
        "type": _("Type"),
        "language": _("Language"),
        "year": _("Year"),
    }


def build_facets(
    request: SearchRequest,
    counts: Mapping[str, Iterable[tuple[str, int]]],
    marks: Mapping[tuple[str, str], str],
    labels: Labels,
) -> tuple[Facet, ...]:
    """The facets of a page. ``marks`` are the (facet, value) pairs that words of the query selected."""
    built = []
    titles = facet_titles()
    for name in request.facets:
        found = dict(counts.get(name, ()))
        chosen = {*request.values(name), *(value for facet, value in marks if facet == name)}
        if (not found and not chosen) or (len(found) == 1 and not chosen and name in {"type", "language"}):
            continue
        values = [
            FacetValue(
                facet=name,
                value=value,
                label=labels.label(name, value),
                count=found.get(value, 0),
                selected=value in chosen,
                mark=marks.get((name, value), ""),
                language=value if name == "language" else "",
            )
            for value in {*found, *chosen}
        ]
        values.sort(key=_by_year if name == "year" else _by_count)
        top = max(TOP_VALUES, len(chosen))
        built.append(Facet(name, titles[name], tuple(values[:top]), tuple(values[top:])))
    return tuple(built)


def _by_count(value: FacetValue) -> tuple[bool, int, str]:
    return not value.selected, -value.count, value.label.casefold()


def _by_year(value: FacetValue) -> tuple[bool, int]:
    return not value.selected, -int(value.value)
