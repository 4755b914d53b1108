"""Agreements in a country's dossier."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.agreements.models import Agreement
from liaison.agreements.queries import Group, by_family, rows_of, with_parts
from portal.pages.dossier import Panel, register_panel
from portal.pages.models import CountryPage
from portal.reference.models import Instrument
from portal.visibility import Viewer


def agreements_panel(viewer: Viewer, page: CountryPage) -> dict[str, Any]:
    """What names the country, by family: agreements with their stages, and other instruments as recorded."""
    groups: list[Group] = by_family(
        rows_of(viewer, with_parts(Agreement.objects.filter(parties__country=page.country_id)))
    )
    others = Instrument.objects.filter(countries=page.country_id, agreement=None)
    return {
        "groups": [group for group in groups if group.rows],
        "others": list(others.prefetch_related("sources").order_by("kind", "code")),
        "country": page.country,
    }


def register() -> None:
    """Put agreements on every dossier. Called when the app is ready."""
    title = _("Agreements and arrangements that name this country")
    register_panel(Panel("agreements", title, "agreements/panel.html", 80, agreements_panel))
