"""Names of reference records in templates, in the reader's language. No filter makes a query.

``{% load reference %}{{ country|name }} {{ instrument|short_name }} {{ country|region_name }}``
"""

from __future__ import annotations

from typing import Any

from django import template

from portal.reference import cldr
from portal.reference.models import Country

register = template.Library()


@register.filter
def name(record: Any) -> str:
    """The full name of a country, instrument or topic; empty for nothing."""
    return record.name(cldr.active_language()) if record else ""


@register.filter
def short_name(record: Any) -> str:
    """What a list shows: the label of an instrument, the name of anything else."""
    if not record:
        return ""
    shown = getattr(record, "label", None) or record.name
    return shown(cldr.active_language())


@register.filter
def country_name(code: str) -> str:
    """The name of a country by its code."""
    return cldr.territory_name(code, cldr.active_language()) if code else ""


@register.filter
def region_name(country: Country) -> str:
    """The name of a country's region."""
    return country.region_name(cldr.active_language()) if country else ""
