"""The six elements of paragraph (f), from the country's dossier."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from events.briefings.compiled import Compiled
from events.briefings.compiling import Source, register_source
from events.briefings.enums import SectionKind
from events.briefings.models import Briefing
from events.briefings.sources.words import plain
from portal.pages.countries import dossier_url
from portal.pages.enums import DossierElement
from portal.pages.models import CountryElement, CountryPage


def elements(briefing: Briefing) -> Iterable[Compiled]:
    """The elements in their order, each under its own audience. Four queries at most."""
    page = CountryPage.objects.filter(country=briefing.country_id, live=True).first()
    if page is None:
        return
    order = list(DossierElement.values)
    rows = CountryElement.objects.filter(page=page)
    for element in sorted(rows, key=lambda one: order.index(one.element)):
        element.page = page
        yield Compiled(
            kind=SectionKind.COOPERATION,
            source_type="element",
            source_id=element.element,
            heading=str(element.get_element_display()),
            value={"text": plain(element.text)},
            item_key=element.audience_key,
            source_label=_("%(source)s (country dossier)") % {"source": element.source},
            source_url=f"{dossier_url(page)}#element-{element.element}",
            source_date=element.source_date,
            verified_on=element.reviewed_on,
        )


def register() -> None:
    """Called when the app is ready."""
    register_source(Source("elements", ("element",), (SectionKind.COOPERATION,), 20, elements))
