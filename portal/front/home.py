"""What the home page shows."""

from __future__ import annotations

from typing import Any

from portal.pages.models import CountryPage
from portal.visibility import viewer_for
from practices.models import PracticePage

LATEST = 6


def home_context(user: Any) -> dict[str, Any]:
    """Latest practices and countries for this viewer, in a constant number of queries."""
    viewer = viewer_for(user)
    practices = PracticePage.objects.visible_to(viewer).filter(live=True)
    countries = CountryPage.objects.visible_to(viewer).select_related("country")
    return {"latest": list(practices.order_by("-first_published_at")[:LATEST]), "countries": list(countries)}
