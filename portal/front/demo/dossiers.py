"""Demo dossiers: the elements of paragraph (f) as far as ``../shared/data`` documents them."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from portal.pages.models import CountryElement, CountryPage
from portal.visibility import Audience


@transaction.atomic
def load_dossiers(rows: list[dict[str, Any]]) -> int:
    """Add the elements that are missing; an element somebody edited stays. Gives how many are new."""
    pages = {page.country_id: page for page in CountryPage.objects.prefetch_related("elements")}
    new = 0
    for row in rows:
        page = pages[row["country"]]
        present = {element.element for element in page.elements.all()}
        for order, (name, element) in enumerate(row["elements"].items()):
            if name in present:
                continue
            CountryElement.objects.create(
                page=page,
                sort_order=order,
                element=name,
                text=element["text"],
                language=row["language"],
                source=element["source_title"][:255],
                source_url=element["source_url"],
                source_date=element["source_date"],
                audience=Audience.PUBLIC,
            )
            new += 1
    return new
