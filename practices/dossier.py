"""Practices in a country's dossier and in the list of countries."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _

from portal.pages.counting import register_counter
from portal.pages.dossier import Panel, register_panel
from portal.pages.models import CountryPage
from portal.visibility import Viewer
from practices.cards import for_cards, practice_cards
from practices.models import PracticePage

AlsoAbout = PracticePage.other_countries.through
SHOWN = 6
"""Practices a dossier shows; the rest is one click away in the search."""


def live_practices(viewer: Viewer) -> QuerySet[PracticePage]:
    """Published practices the viewer may see."""
    return PracticePage.objects.visible_to(viewer).filter(live=True)


def practices_about(viewer: Viewer, page: CountryPage) -> QuerySet[PracticePage]:
    """Published practices about a country that the viewer may see: its own, and those that name it besides."""
    naming = AlsoAbout.objects.filter(country=page.country_id).values("practicepage")
    return live_practices(viewer).filter(Q(path__startswith=page.path) | Q(pk__in=naming))


def count_by_country(viewer: Viewer) -> dict[str, int]:
    """How many published practices the viewer may see about each country. Three queries."""
    visible = live_practices(viewer).order_by()
    dossier_path = Substr("path", 1, Length("path") - PracticePage.steplen)
    own = visible.annotate(dossier=dossier_path).values("dossier").annotate(number=Count("pk"))
    codes = dict(CountryPage.objects.values_list("path", "country_id"))
    counts: Counter[str] = Counter()
    for row in own:
        counts[codes[row["dossier"]]] += row["number"]
    also = (
        AlsoAbout.objects.filter(practicepage__in=visible.values("pk"))
        .filter(Q(country__page=None) | ~Q(practicepage__path__startswith=F("country__page__path")))
        .values("country")
        .annotate(number=Count("pk"))
    )
    for row in also:
        counts[row["country"]] += row["number"]
    return dict(counts)


def practices_panel(viewer: Viewer, page: CountryPage) -> dict[str, Any]:
    """The newest practices about a country, their number, and where to find the rest."""
    found = practices_about(viewer, page)
    newest = list(for_cards(found.order_by("-first_published_at", "-pk"))[:SHOWN])
    return {
        "cards": practice_cards(newest),
        "total": found.count(),
        "country": page.country,
    }


def register() -> None:
    """Put practices on every dossier and count them in the list of countries. Called when the app is ready."""
    register_panel(Panel("practices", _("Good practices"), "practices/panel.html", 30, practices_panel))
    register_counter("practices", count_by_country)
