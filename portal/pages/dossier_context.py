"""Everything a country's dossier shows to one viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.pages.dossier import elements_for, panels_for
from portal.pages.enums import DossierElement
from portal.pages.marks import marks_for
from portal.pages.models import CountryElement, CountryPage
from portal.reference.enums import InstrumentFamily
from portal.reference.models import Country, Instrument
from portal.visibility import viewer_for


@dataclass(frozen=True, slots=True)
class ElementRow:
    """One of the six elements of paragraph (f), with what the viewer may read of it.

    ``content`` is ``None`` both where nobody assessed it and where the assessment is not for this viewer.
    """

    key: str
    label: str
    content: CountryElement | None


@dataclass(frozen=True, slots=True)
class AgreementGroup:
    """Instruments of one family: an agreement is a legal basis, an arrangement or a mandate is not."""

    family: InstrumentFamily
    instruments: list[Instrument]


def dossier_context(user: Any, page: CountryPage) -> dict[str, Any]:
    """Context of ``pages/country_page.html``. The number of queries does not grow with what is shown."""
    viewer = viewer_for(user)
    groups = agreement_groups(page.country)
    return {
        "country": page.country,
        "marks": marks_for(viewer).get(page.country_id, []),
        "elements": element_rows(viewer, page),
        "panels": panels_for(viewer, page),
        "eu_agreements": [
            i for group in groups for i in group.instruments if i.organisation in ("EU", "Eurojust")
        ],
    }


def element_rows(user: Any, page: CountryPage) -> list[ElementRow]:
    """The six elements in their order, each with its text where the viewer may read it."""
    readable = {element.element: element for element in elements_for(viewer_for(user), page)}
    return [ElementRow(value, str(label), readable.get(value)) for value, label in DossierElement.choices]


def agreement_groups(country: Country) -> list[AgreementGroup]:
    """Instruments that name the country, by family in the order of ``InstrumentFamily``. Reference data: public."""
    instruments = list(country.agreements.prefetch_related("sources").order_by("kind", "code"))
    groups = []
    for family in InstrumentFamily:
        members = [instrument for instrument in instruments if instrument.family == family]
        if members:
            groups.append(AgreementGroup(family, members))
    return groups
