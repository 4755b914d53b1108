"""Items of the accession tracker for tests."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.utils.timezone import localdate

from liaison.accession.actions import add_accession, note_raised
from liaison.accession.models import Accession, AccessionEvent
from portal.reference.enums import InstrumentKind
from portal.visibility import Audience
from tests.factories import make_country, make_instrument


def make_accession(
    *,
    country: str = "MA",
    instrument: str = "CETS182",
    audience: str = Audience.COMMUNITIES,
    communities: Iterable[Group] = (),
    user: Any = None,
    **fields: Any,
) -> Accession:
    """An item as it is added on the site; by default for the country's desk alone."""
    make_country(country)
    make_instrument(instrument, kind=InstrumentKind.COE_PROTOCOL)
    values = {
        "country_id": country,
        "instrument_id": instrument,
        "audience": audience,
        "next_step": "Meet the central authority.",
        "obstacles": "A law has to be changed.",
        **fields,
    }
    return add_accession(values=values, communities=communities, user=user)


def make_raised(
    item: Accession, *, user: Any = None, audience: tuple[str, Iterable[int]] | None = None, **fields: Any
) -> AccessionEvent:
    """A note that accession was raised; by default for everyone who sees the item."""
    values = {
        "forum": "dialogue",
        "date": localdate() - datetime.timedelta(days=3),
        "place": "Rabat",
        "raised_by": "COMMISSION",
        "text": "They asked for material.",
        **fields,
    }
    return note_raised(item=item, values=values, audience=audience, user=user)
