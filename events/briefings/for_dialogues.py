"""Briefings prepare dialogues: named on a dialogue's page, their difficulties offered for its agenda.

What is written in a live briefing is its editors' until it is frozen: only they are offered it, of what they may read
at its source now. An item that is taken over is as narrow as the briefing and as that source.
"""

from __future__ import annotations

from typing import Any

from events.briefings.access import edited_by
from events.briefings.enums import SectionKind
from events.briefings.models import Briefing, Entry
from events.briefings.reading import reach_of
from events.dialogues.agenda_sources import Offer, register
from events.dialogues.briefings import BriefingLink, register_briefing_finder
from events.dialogues.enums import AgendaKind
from events.dialogues.models import Dialogue
from portal.visibility import narrow

OWN = "briefing"
"""Type of an item taken from what editors wrote themselves."""


def briefings_about(user: Any, country_code: str) -> list[BriefingLink]:
    """The briefings about a country that a user may see. One query."""
    found = Briefing.objects.visible_to(user).current().filter(country=country_code)
    return [BriefingLink(one.slug, one.title, one.get_absolute_url()) for one in found]


def difficulties(user: Any, dialogue: Dialogue) -> list[Offer]:
    """The difficulties of the briefing that a dialogue names, for whoever writes that briefing."""
    if not dialogue.briefing:
        return []
    briefing = edited_by(user).filter(slug=dialogue.briefing, country=dialogue.country_id).first()
    if briefing is None:
        return []
    reach = reach_of(user, briefing)
    entries = Entry.objects.filter(section__briefing=briefing, section__kind=SectionKind.DIFFICULTIES)
    offers = []
    for entry in entries.order_by("section__order", "order", "pk"):
        key = briefing.audience_key if entry.is_own else reach.key_of(entry)
        if not entry.is_in or key is None or not reach.reads(entry):
            continue
        offers.append(_offer(briefing, entry, key))
    return offers


def _offer(briefing: Briefing, entry: Entry, key: str) -> Offer:
    title = (entry.heading or entry.text or briefing.title)[:200]
    return Offer(
        source_type=OWN if entry.is_own else entry.source_type,
        source_id=str(entry.pk) if entry.is_own else entry.source_id,
        kind=AgendaKind.DIFFICULTY,
        title=title,
        text=entry.text,
        key=narrow(briefing.audience_key, key, entry.item_key),
        label=entry.source_label or briefing.title,
        url=entry.source_url or briefing.get_absolute_url(),
    )


def register_with_dialogues() -> None:
    """Tell the dialogues. Called when the app is ready."""
    register_briefing_finder(briefings_about)
    register(difficulties)
