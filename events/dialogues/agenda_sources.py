"""What could be spoken about with a country: difficulties that are known here, offered for the agenda.

An app above registers a source; this one knows obstacles among the practices and open accessions. An offer is made only
of what the organiser may see. What is taken over keeps the audience of where it came from: the item is as narrow as its
circle and that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from events.dialogues.enums import AgendaKind
from events.dialogues.models import Dialogue
from liaison.accession.enums import CLOSED
from liaison.accession.models import Accession
from practices.cards import listed, practice_url
from practices.enums import Outcome, PracticeKind
from practices.filed import attach_filed, filed_of
from practices.models import PracticePage
from practices.queries import with_country


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that could become an agenda item. ``source_type`` and ``source_id`` together say what it is taken
    from, ``key`` is that source's audience key, ``label`` what it is called, ``url`` its address in the portal."""

    source_type: str
    source_id: str
    kind: str
    title: str
    text: str
    key: str
    label: str
    url: str = ""

    @property
    def code(self) -> str:
        """The offer in a form."""
        return f"{self.source_type}:{self.source_id}"


AgendaSource = Callable[[Any, Dialogue], Iterable[Offer]]

_sources: list[AgendaSource] = []
EXTRADITION = "extradition"
MOST = 40
"""Offers on one page."""


def register(source: AgendaSource) -> AgendaSource:
    """Let an app above offer items: ``source(user, dialogue)`` gives offers of what the user may see, most pressing
    first, in a constant number of queries."""
    if source not in _sources:
        _sources.append(source)
    return source


def offers_for(user: Any, dialogue: Dialogue) -> list[Offer]:
    """What could be put on the agenda and is not: what the apps above offer, then what is known here."""
    taken = {f"{kind}:{number}" for kind, number in dialogue.agenda.values_list("source_type", "source_id")}
    found: dict[str, Offer] = {}
    for source in [*_sources, obstacles, accessions]:
        for offer in source(user, dialogue):
            if offer.code not in taken:
                found.setdefault(offer.code, offer)
    return list(found.values())[:MOST]


def obstacles(user: Any, dialogue: Dialogue) -> list[Offer]:
    """Practices of the country that tell of an obstacle, or of what did not work; extradition first (¶8)."""
    live = with_country(PracticePage.objects.visible_to(user).filter(live=True))
    difficult = live.filter(Q(kind=PracticeKind.OBSTACLE) | Q(outcome=Outcome.FAILED))
    found = listed(difficult.filter(country_code=dialogue.country_id).order_by("-first_published_at")[:MOST])
    attach_filed(found)
    found.sort(key=lambda one: EXTRADITION not in {topic.slug for topic in filed_of(one).topics})
    return [
        Offer(
            source_type="practice",
            source_id=str(one.pk),
            kind=AgendaKind.DIFFICULTY,
            title=one.title,
            text=one.summary,
            key=one.audience_key,
            label=one.title,
            url=practice_url(one),
        )
        for one in found
    ]


def accessions(user: Any, dialogue: Dialogue) -> list[Offer]:
    """Conventions that the country is asked to accede to."""
    items = (
        Accession.objects.visible_to(user)
        .filter(country=dialogue.country_id)
        .exclude(status__in=CLOSED)
        .select_related("instrument", "country")
    )
    return [
        Offer(
            source_type="accession",
            source_id=item.key,
            kind=AgendaKind.LEGAL_BASIS,
            title=_("Accession to %(convention)s") % {"convention": item.instrument.label()},
            text="\n".join(text for text in (item.obstacles, item.next_step) if text),
            key=item.audience_key,
            label=item.label(),
            url=item.get_absolute_url(),
        )
        for item in items
    ]
