"""Where the country is: a map for the first page. The drawing is made when the briefing is rendered."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from events.briefings.compiled import Compiled
from events.briefings.compiling import Source, register_source
from events.briefings.enums import Form, SectionKind
from events.briefings.models import Briefing
from portal.reference.cldr import territory_name
from portal.visibility import PUBLIC


def place(briefing: Briefing) -> Iterable[Compiled]:
    """One map. No query."""
    code = briefing.country_id
    name = territory_name(code)
    yield Compiled(
        kind=SectionKind.COOPERATION,
        source_type="map",
        source_id=code,
        heading=_("Where %(country)s is") % {"country": name},
        value={"country": code, "text": ""},
        item_key=PUBLIC,
        source_label=_("Map of the world: Natural Earth"),
        source_url=f"/countries/{code.lower()}/",
        form=Form.MAP,
    )


def register() -> None:
    """Called when the app is ready."""
    register_source(Source("place", ("map",), (SectionKind.COOPERATION,), 0, place, is_public=True))
