"""What a search is limited to, each removable by a link: ticked values and what was recognised in the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.facets import facet_titles
from search.labels import Labels

if TYPE_CHECKING:
    from search.query import Interpretation


@dataclass(frozen=True, slots=True)
class Chip:
    """One limit. ``words`` are those of the query that it was recognised in, "" for a ticked value.

    Taking away a recognised chip keeps its words in the query, as plain words (``literal`` in the address).
    """

    axis: str
    label: str
    remove_url: str
    words: str = ""
    literal: tuple[str, ...] = ()


def build_chips(found: Interpretation, labels: Labels) -> tuple[Chip, ...]:
    """The chips of a page, recognised ones first, then ticked values in the order of the facets."""
    request, titles = found.request, facet_titles()
    chips = []
    for item in found.recognised:
        names = [labels.label(item.facet, value) for value in item.values]
        url = request.url(remove={item.facet: item.values}, add={"literal": item.words})
        chips.append(Chip(titles[item.facet], " / ".join(names), url, item.words, (item.words,)))
    shown = {(item.facet, value) for item in found.recognised for value in item.values}
    for facet in request.facets:
        for value in request.values(facet):
            if (facet, value) not in shown:
                url = request.url(remove={facet: value})
                chips.append(Chip(titles[facet], labels.label(facet, value), url))
    return tuple(chips)
