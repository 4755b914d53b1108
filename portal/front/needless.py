"""Taking away the dossiers of what has turned out to be part of the European Union (ADR 9)."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from wagtail.models import Page

from portal.pages.models import CountryElement, CountryPage
from portal.people.queries import desk_group_id
from portal.reference.models import Country, CountryAlias


def remove_empty_dossiers() -> int:
    """Remove dossiers of territories that are part of the European Union, where nothing stands in them.

    A dossier that somebody has written in, that has pages below it or a desk, or whose country anything else
    is filed under, is kept as it is: it says on the page what the territory is. Gives the number removed.
    """
    needless = CountryPage.objects.filter(country__is_eu_territory=True).select_related("country")
    empty = [page for page in needless if _is_untouched(page) and not _is_filed_under(page.country)]
    for page in empty:
        CountryPage.objects.get(
            pk=page.pk
        ).delete()  # read anew: the page before has moved the tree's numbers
    return len(empty)


def _is_untouched(page: CountryPage) -> bool:
    written = page.introduction or page.latest_revision_id or page.owner_id or page.elements.exists()
    below = Page.objects.filter(path__startswith=page.path, depth__gt=page.depth)
    return not (written or below.exists() or desk_group_id(page.country_id))


def _is_filed_under(country: Country) -> bool:
    """Whether any record but its own names and its dossier refers to a country, hidden relations included."""
    own: tuple[type[Model], ...] = (CountryAlias, CountryPage, CountryElement)
    fields: list[Any] = Country._meta.get_fields(include_hidden=True)
    return any(
        field.related_model._base_manager.filter(**{field.field.name: country.pk}).exists()
        for field in fields
        if field.auto_created and field.is_relation and not field.concrete and field.related_model not in own
    )
