"""Tags of the page frame. None makes a query: they only turn what a view gives into words and addresses."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils import dates, timezone
from django.utils.html import urlize
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.language import day_in_words, language_choices
from portal.pages.instrument_names import distinct_name, distinct_title, name_language
from portal.reference.models import Instrument
from portal.reference.titles import display_number
from portal.sanitise import clean_html

register = template.Library()
register.filter("distinct_name", distinct_name)
register.filter("distinct_title", distinct_title)
register.filter("instrument_language", name_language)

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
TLP_MEANINGS = {
    "CLEAR": _("May be passed on without limits."),
    "GREEN": _("May be passed on within the community of members, not published."),
    "AMBER": _("May be passed on within your organisation and to those it serves who need to know."),
    "AMBER+STRICT": _("May be passed on within your organisation only, to those who need to know."),
    "RED": _("For the named recipients only. Not to be passed on."),
}
_LANGUAGE_NAMES = dict(language_choices())
PARTIAL_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")


@register.simple_tag(takes_context=True)
def with_params(context: template.Context, **changes: Any) -> str:
    """The query string of this address with some parameters replaced; ``None`` or "" takes one away.

    ``{% with_params lang="fr" %}`` keeps ``q``, the facets and everything else the reader chose.
    """
    request: HttpRequest | None = context.get("request")
    params = request.GET.copy() if request is not None else None
    if params is None:
        return ""
    for name, value in changes.items():
        if value in (None, ""):
            params.pop(name, None)
        else:
            params[name] = str(value)
    return "?" + params.urlencode() if params else "?"


@register.simple_tag
def nav_current(href: str, path: str, excluded: str = "") -> SafeString:
    """``aria-current`` of a navigation entry: "page" on the page itself, "true" on the pages below it."""
    if path == href:
        return SafeString('aria-current="page"')
    below = path.startswith(href) and not (excluded and path.startswith(excluded))
    return SafeString('aria-current="true"' if below else "")


@register.simple_tag
def nav_within(path: str, *addresses: str) -> bool:
    """Whether this page is at or below one of the addresses that a group of the navigation holds."""
    return path.startswith(addresses)


@register.simple_tag
def page_numbers(page: Page | None) -> list[int | str]:
    """Page numbers to link to, with "…" where some are left out; nothing where there is but one page."""
    if page is None or page.paginator.num_pages < 2:
        return []
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return ["…" if number == Paginator.ELLIPSIS else number for number in numbers]


@register.filter
def partial_date(value: Any) -> str:
    """A date in the reader's language: 14 June 2024, June 2024 or 2024, as exact as its source gives it.

    Takes a date or the text ``2024``, ``2024-06``, ``2024-06-14``; any other text is given back as it is.
    """
    if isinstance(value, datetime.date):
        return day_in_words(value)
    text = str(value or "")
    match = PARTIAL_DATE.match(text)
    if match is None:
        return text
    year, month, day = match.groups()
    try:
        if day:
            return day_in_words(datetime.date(int(year), int(month), int(day)))
        return f"{dates.MONTHS[int(month)]} {year}" if month else year
    except (ValueError, KeyError):
        return text


@register.filter
def iso_date(value: Any) -> str:
    """The machine-readable form for ``<time datetime>``; empty where a text is not a date."""
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if PARTIAL_DATE.match(str(value or "")) else ""


@register.filter
def direction(language: str) -> str:
    """``rtl`` or ``ltr``, for the ``dir`` attribute of a text in a language."""
    return "rtl" if str(language or "").split("-")[0] in RIGHT_TO_LEFT else "ltr"


@register.filter
def language_in_itself(code: str) -> str:
    """The name of a content language in that language: "français" for ``fr``."""
    return _LANGUAGE_NAMES.get(code, code)


@register.filter
def cleaned(html: str) -> SafeString:
    """Text that people wrote, cleaned again where it is shown. The only filter that marks such text safe."""
    return SafeString(clean_html(str(html or "")))


@register.simple_tag
def breadcrumb_items(*parts: str) -> list[tuple[str, str]]:
    """Pairs of label and address for components/breadcrumb.html, given one after the other."""
    return list(zip(parts[::2], parts[1::2], strict=True))


@register.filter
def paired(left: Iterable[Any], right: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Both lists side by side, as far as the shorter one goes."""
    return list(zip(left, right, strict=False))


@register.filter
def localdate(value: datetime.datetime | None) -> datetime.date | None:
    """The day of a moment where the portal is."""
    return timezone.localtime(value).date() if value else None


@register.filter
def instrument_number(instrument: Instrument) -> str:
    """The number by which an instrument is called, or its code where it has none."""
    return display_number(instrument.official_no) or instrument.code


@register.filter
def instrument_label(instrument: Instrument) -> str:
    """Number and name as one link; the name alone where there is no number that readers use."""
    number = display_number(instrument.official_no)
    return f"{number} – {distinct_name(instrument)}" if number else distinct_name(instrument)


@register.filter
def sources_linked(text: str) -> SafeString:
    """The text of a source with its web addresses as links; everything else escaped."""
    return SafeString(urlize(str(text or ""), nofollow=True, autoescape=True))


@register.filter
def tlp_meaning(label: str) -> str:
    """What a TLP 2.0 label allows, in plain words (FIRST, TLP 2.0). The label itself is never translated."""
    return str(TLP_MEANINGS.get(label, ""))
