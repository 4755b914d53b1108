"""What the page of a practice shows to one viewer."""

from __future__ import annotations

from typing import Any

from portal.folding import fold
from portal.pages.audience_words import audience_words
from portal.pages.countries import dossier_url, visible_dossiers
from portal.reference.models import Country
from portal.visibility import Viewer, viewer_for
from practices.models import PracticePage
from practices.origins import origins_for
from practices.rules import can_mend


def practice_context(user: Any, page: PracticePage) -> dict[str, Any]:
    """Context of ``practices/practice_page.html``, in a constant number of queries."""
    viewer = viewer_for(user)
    country = page.country_page.country
    return {
        "country": country,
        "country_url": dossier_url(page.country_page),
        "other_countries": _with_dossiers(viewer, list(page.other_countries.all())),
        "instruments": list(page.instruments.all()),
        "topics": list(page.topics.all()),
        "sources": list(page.sources.all()),
        "audience": audience_words([page.audience_key])[page.audience_key],
        "writer": _writer(viewer, page),
        "origins": origins_for(viewer, page),
        "footnote": next((c.footnote_in() for c in [country, *page.other_countries.all()] if c.footnote), ""),
        "can_mend": can_mend(viewer, page),
        "can_edit": user.is_authenticated and page.permissions_for_user(user).can_edit(),
    }


def _with_dossiers(viewer: Viewer, countries: list[Country]) -> list[tuple[Country, str]]:
    """Countries with the address of their dossier, empty where the viewer has none to see."""
    if not countries:
        return []
    pages = visible_dossiers(viewer).filter(country__in=countries)
    urls = {page.country_id: dossier_url(page) for page in pages}
    return sorted(
        ((country, urls.get(country.pk, "")) for country in countries), key=lambda pair: fold(pair[0].name())
    )


def _writer(viewer: Viewer, page: PracticePage) -> dict[str, str]:
    """Function and Member State of the writer; the name is told to members only."""
    owner = page.owner
    if owner is None or page.is_example:
        return {}
    return {
        "role": owner.get_role_display() if owner.role else "",
        "state": owner.state,
        "name": str(owner) if viewer.is_member else "",
    }
