"""Names of reference records in templates, in the reader's language. No filter makes a query.

``{% load reference %}{{ country|name }} {{ instrument|short_name }} {{ country|footnote }}``
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html

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


@register.filter
def footnote(country: Country) -> str:
    """The footnote that a country's asterisk refers to, as a small paragraph; empty without one."""
    text = country.footnote_in(cldr.active_language()) if country else ""
    return format_html('<p class="comity-footnote"><small>{}</small></p>', text) if text else ""


@register.filter
def partial_date(text: str) -> str:
    """A date as recorded, which may be only a year or month: "14 March 2019", "March 2019", "2019"."""
    return cldr.format_partial_date(text, cldr.active_language())
