"""What the pages of the tracker show to one viewer. The number of queries does not grow with the items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from liaison.accession.enums import EventKind, Raiser, Status
from liaison.accession.models import Accession, AccessionEvent, AccessionQuerySet
from liaison.accession.rules import Editor
from liaison.treaties.models import TreatyStatus
from portal.pages.audience_words import audience_words
from portal.pages.community_names import community_names
from portal.pages.instrument_names import name_language
from portal.people.models import User
from portal.reference.cldr import territory_name
from portal.reference.models import Source
from portal.visibility import Audience, Viewer, viewer_for

IN_A_COLUMN = 50
"""Items a column of the board shows; the table has them all."""


@dataclass(frozen=True, slots=True)
class TreatyFact:
    """What the treaty status says of the country and the convention today, with its source and day."""

    status: TreatyStatus
    standing: str
    label: str

    @property
    def is_bound(self) -> bool:
        return self.standing == "bound"


@dataclass(frozen=True, slots=True)
class Row:
    """One item for one viewer."""

    item: Accession
    country: str
    convention: str
    convention_language: str
    owner: str
    may_change: bool
    fact: TreatyFact | None

    @property
    def url(self) -> str:
        return self.item.get_absolute_url()


@dataclass(frozen=True, slots=True)
class Column:
    """A status and the items that stand there. ``hidden`` is how many more the table has."""

    status: str
    label: str
    rows: list[Row]
    hidden: int


def visible_items(user: Any) -> AccessionQuerySet:
    """The items a viewer may see, with what a row needs."""
    return Accession.objects.visible_to(user).select_related("country", "instrument", "owner")


def filtered(user: Any, chosen: dict[str, str]) -> AccessionQuerySet:
    """The items a viewer may see that fit every filter that is set."""
    items = visible_items(user)
    for name in ("country", "instrument", "status"):
        if chosen.get(name):
            items = items.filter(**{name: chosen[name]})
    care = chosen.get("care")
    if care == "mine":
        items = items.filter(owner=viewer_for(user).user_id) if viewer_for(user).user_id else items.none()
    elif care == "desk":
        items = items.filter(owner=None)
    elif care == "overdue":
        closed = [status for status in Status if Accession(status=status).is_closed]
        items = items.filter(next_step_due__lt=localdate()).exclude(status__in=closed)
    return items


def rows_of(editor: Editor, items: Iterable[Accession]) -> list[Row]:
    """Rows in the order of the items; one query for all treaty facts."""
    items = list(items)
    facts = treaty_facts(items)
    return [
        Row(
            item=item,
            country=item.country.name(),
            convention=item.instrument.label(),
            convention_language=name_language(item.instrument),
            owner=person_name(editor.viewer, item.owner),
            may_change=editor.may_change(item),
            fact=facts.get((item.country_id, item.instrument_id)),
        )
        for item in items
    ]


def person_name(viewer: Viewer, person: User | None) -> str:
    """How somebody is named: to members by name, to everyone else by what they are. Empty for nobody."""
    if person is None:
        return ""
    return str(person) if viewer.is_member else str(person.get_role_display() or _("an administrator"))


def treaty_facts(items: Sequence[Accession]) -> dict[tuple[str, str], TreatyFact]:
    """What the treaty status says today, by country and convention. What has no row is "no data"."""
    today = localdate()
    statuses = TreatyStatus.objects.filter(
        party__in={item.country_id for item in items}, instrument__in={item.instrument_id for item in items}
    )
    facts = {}
    for status in statuses:
        standing = status.standing_on(today)
        facts[status.party, status.instrument_id] = TreatyFact(status, str(standing), str(standing.label))
    return facts


def columns_of(rows: list[Row]) -> list[Column]:
    """The board: a column for each status, those without items included."""
    columns = []
    for status in Status:
        mine = [row for row in rows if row.item.status == status]
        columns.append(
            Column(str(status), str(status.label), mine[:IN_A_COLUMN], max(0, len(mine) - IN_A_COLUMN))
        )
    return columns


def sources_of(fact: TreatyFact | None) -> list[Source]:
    """The sources of a treaty fact as records; codes nobody knows are left out."""
    if fact is None:
        return []
    return list(Source.objects.filter(code__in=fact.status.source_codes))


# --- history --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """One event of an item's history as this viewer is told of it."""

    event: AccessionEvent
    by: str
    raised_by: str
    changes: list[dict[str, str]]
    audience: str


def history_of(user: Any, item: Accession) -> list[Told]:
    """The events of an item that a viewer may see, newest first. Four queries."""
    viewer = viewer_for(user)
    events = list(AccessionEvent.objects.visible_to(viewer).filter(accession=item).select_related("by"))
    words = audience_words(
        {event.audience_key for event in events if event.audience_key != item.audience_key}
    )
    names = _names_in(viewer, events)
    return [
        Told(
            event=event,
            by=person_name(viewer, event.by),
            raised_by=raiser_name(event.raised_by),
            changes=[_change_in_words(change, names) for change in event.changes],
            audience=words.get(event.audience_key, ""),
        )
        for event in events
    ]


def split_raised(history: list[Told]) -> tuple[list[Told], list[Told]]:
    """Where accession was raised, and what was changed in the item."""
    raised = [told for told in history if told.event.kind == EventKind.RAISED]
    return raised, [told for told in history if told.event.kind != EventKind.RAISED]


def raiser_name(code: str) -> str:
    """Who raised it: a body, or a Member State by its name in the reader's language."""
    if not code:
        return ""
    return str(dict(Raiser.choices).get(code) or territory_name(code, get_language()))


def _names_in(viewer: Viewer, events: list[AccessionEvent]) -> dict[str, dict[int, str]]:
    """Names of the people and communities that changes mention."""
    owners: set[int] = set()
    groups: set[int] = set()
    for event in events:
        for change in event.changes:
            for value in (change["before"], change["after"]):
                if change["field"] == "owner_id" and value:
                    owners.add(value)
                elif change["field"] == "communities":
                    groups |= set(value or ())
    people = User.objects.filter(pk__in=owners) if owners else ()
    return {
        "owner_id": {person.pk: person_name(viewer, person) for person in people},
        "communities": community_names(groups) if groups else {},
    }


def _change_in_words(change: dict[str, Any], names: dict[str, dict[int, str]]) -> dict[str, str]:
    name = change["field"]
    field = Accession._meta.get_field(name.removesuffix("_id"))
    return {
        "label": str(field.verbose_name).capitalize(),  # type: ignore[union-attr]
        "before": _in_words(name, change["before"], names),
        "after": _in_words(name, change["after"], names),
    }


def _in_words(name: str, value: Any, names: dict[str, dict[int, str]]) -> str:
    if name == "owner_id":
        return names[name].get(value, _("somebody without an account")) if value else _("the country's desk")
    if name == "communities":
        return ", ".join(sorted(names[name].get(pk, _("a community that is gone")) for pk in value or ()))
    if name == "audience":
        return str(dict(Audience.choices).get(value, value))
    return str(value or "")


def countries_and_conventions(user: Any) -> tuple[list[str], list[Any]]:
    """The countries and conventions of the items a viewer may see, to filter by. One query."""
    pairs = visible_items(user).order_by()
    codes = sorted({item.country_id for item in pairs})
    conventions = {item.instrument_id: item.instrument for item in pairs}
    return codes, list(conventions.values())
