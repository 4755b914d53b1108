"""Treaties in a country's dossier: by topic, what is in force, what is signed only, what nothing is on file about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from liaison.treaties.enums import Standing
from liaison.treaties.facts import OPEN_KINDS, Fact, facts_of
from liaison.treaties.queries import treaties_of
from portal.pages.dossier import Panel, register_panel
from portal.pages.models import CountryPage
from portal.reference.enums import TopicGroup
from portal.reference.models import Instrument, Topic
from portal.visibility import Viewer


@dataclass(slots=True)
class TopicTreaties:
    """The conventions on one topic, as far as this country is concerned."""

    topic: Topic
    bound: list[Fact] = field(default_factory=list)
    others: list[Fact] = field(default_factory=list)
    """Signed only, not yet in force, denounced, unknown."""
    without: list[Instrument] = field(default_factory=list)
    """Conventions on the topic about which nothing is on file for this country."""


def treaties_panel(viewer: Viewer, page: CountryPage) -> dict[str, Any] | None:
    """Context of ``treaties/panel.html``; nothing where no convention is on file at all. Constant queries."""
    facts = {fact.status.instrument_id: fact for fact in facts_of(treaties_of(page.country_id))}
    instruments = list(
        Instrument.objects.filter(kind__in=OPEN_KINDS).prefetch_related("topics").order_by("code")
    )
    if not instruments:
        return None
    groups: dict[str, TopicTreaties] = {}
    for instrument in instruments:
        for topic in instrument.topics.all():
            group = groups.setdefault(topic.pk, TopicTreaties(topic))
            fact = facts.get(instrument.pk)
            if fact is None:
                group.without.append(instrument)
            elif fact.standing == Standing.BOUND:
                group.bound.append(fact)
            else:
                group.others.append(fact)
    days = sorted({fact.status.as_of for fact in facts.values()})
    return {
        "groups": sorted(groups.values(), key=_place),
        "country": page.country,
        "oldest": days[0] if days else None,
        "newest": days[-1] if days else None,
        "has_data": bool(facts),
    }


def _place(group: TopicTreaties) -> tuple[int, int, str]:
    """Cooperation measures first, in their order; then crimes and other themes."""
    return list(TopicGroup.values).index(group.topic.group), group.topic.order, group.topic.pk


def register() -> None:
    """Put treaties on every dossier. Called when the app is ready."""
    register_panel(Panel("treaties", _("Treaties"), "treaties/panel.html", 40, treaties_panel))
