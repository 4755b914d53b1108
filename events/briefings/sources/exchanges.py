"""Exchanges of experience about the country: coming ones, and those of the last two years (¶4)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from events.briefings.compiled import Compiled
from events.briefings.compiling import Source, register_source
from events.briefings.enums import SectionKind
from events.briefings.models import Briefing
from events.briefings.sources.words import paragraphs, shortened
from events.exchanges.enums import Status
from events.exchanges.models import Event
from events.exchanges.when import when

SINCE = datetime.timedelta(days=730)


def exchanges(briefing: Briefing) -> Iterable[Compiled]:
    """Events filed under the country that were announced and not cancelled, the last first. One query."""
    found = Event.objects.filter(countries=briefing.country_id, ends__gte=timezone.now() - SINCE)
    for one in found.exclude(status__in=[Status.DRAFT, Status.CANCELLED]).order_by("-starts", "-pk"):
        moment = when(one.starts, one.ends, one.time_zone)
        facts = [moment.days, one.place, str(one.get_format_display())]
        yield Compiled(
            kind=SectionKind.EVENTS,
            source_type="event",
            source_id=str(one.pk),
            heading=one.title[:300],
            value={
                "text": paragraphs(
                    ". ".join(filter(None, facts)) + ".",
                    shortened(one.purpose),
                    _("Example: nothing in it is true.") if one.is_example else "",
                )
            },
            item_key=one.audience_key,
            source_label=_("Exchange in the portal"),
            source_url=one.get_absolute_url(),
            source_date=one.local_starts.date().isoformat(),
            owner_id=one.owner_id,
        )


def register() -> None:
    """Called when the app is ready."""
    register_source(Source("exchanges", ("event",), (SectionKind.EVENTS,), 120, exchanges))
