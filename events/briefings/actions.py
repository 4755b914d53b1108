"""Making a briefing, its settings, editors and sections: one transaction with history, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from events.briefings.enums import ChangeKind, SectionKind
from events.briefings.history import Conflict, NotNow, lock_briefing, record
from events.briefings.models import Briefing, Section
from events.briefings.models.briefing import new_slug
from events.briefings.refreshing import apply_plan, plan_refresh
from portal.visibility import viewer_for

SETTINGS = ("title", "purpose", "language", "tlp", "interval_days", "audience")
FIRST_SECTIONS = tuple(kind for kind in SectionKind if kind != SectionKind.OWN)


@transaction.atomic
def create_briefing(
    *, values: Mapping[str, Any], user: Any, compiled: bool = True, is_example: bool = False
) -> Briefing:
    """A new briefing of which ``user`` is the owner, compiled from all sources. ``values``: ``SETTINGS``, ``country``,
    ``communities`` (a list). Raises ``ValidationError`` by field."""
    briefing = Briefing(owner=user, slug=new_slug(values["country"].pk), country=values["country"])
    briefing.is_example = is_example
    for name in SETTINGS:
        if name in values:
            setattr(briefing, name, values[name])
    briefing.full_clean(exclude=["slug"])
    briefing.save()
    briefing.communities.set(values.get("communities") or ())
    briefing.refresh_from_db()
    Section.objects.bulk_create(
        Section(briefing=briefing, kind=kind, order=10 * place)
        for place, kind in enumerate(FIRST_SECTIONS, start=1)
    )
    record(briefing, ChangeKind.CREATED, user, after={"audience_key": briefing.audience_key})
    if compiled:
        apply_plan(briefing, plan_refresh(user, briefing, list(briefing.sections.all())), user)
    return briefing


def settings_of(briefing: Briefing) -> dict[str, Any]:
    """The settings as values that can be compared and kept. One query."""
    found = {name: getattr(briefing, name) for name in SETTINGS}
    return found | {"communities": sorted(briefing.communities.values_list("pk", flat=True))}


@transaction.atomic
def save_settings(*, briefing: Briefing, values: Mapping[str, Any], user: Any, version: int) -> Briefing:
    """Change the settings. Raises ``Conflict`` where somebody else did since, ``ValidationError`` by field.

    Entries whose source is not for the whole new audience are out of the content at once; the next refresh says so.
    """
    briefing = lock_briefing(briefing)
    if version != briefing.settings_version:
        raise Conflict(briefing)
    before = settings_of(briefing)
    for name in SETTINGS:
        if name in values:
            setattr(briefing, name, values[name])
    briefing.full_clean(exclude=["slug"])
    briefing.save()
    if "communities" in values:
        briefing.communities.set(values["communities"])
        briefing.refresh_from_db()
    after = settings_of(briefing)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return briefing
    briefing.settings_version += 1
    Briefing.objects.filter(pk=briefing.pk).update(settings_version=briefing.settings_version)
    record(
        briefing,
        ChangeKind.SETTINGS,
        user,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    return briefing


@transaction.atomic
def name_editor(*, briefing: Briefing, person: Any, user: Any) -> None:
    """Let somebody write the briefing too. Raises ``ValidationError`` where they are not inside its audience."""
    briefing = lock_briefing(briefing)
    viewer = viewer_for(person)
    if not person.is_active or not viewer.is_member or not viewer.holds(briefing.audience_key):
        raise ValidationError(
            _("Only somebody inside the audience of the briefing can write it. Widen the audience first.")
        )
    if person.pk == briefing.owner_id or briefing.editors.filter(pk=person.pk).exists():
        return
    briefing.editors.add(person)
    record(briefing, ChangeKind.EDITORS, user, after={"added": person.pk})


@transaction.atomic
def remove_editor(*, briefing: Briefing, person_id: int, user: Any) -> None:
    """Take an editor off the briefing."""
    briefing = lock_briefing(briefing)
    if briefing.editors.filter(pk=person_id).exists():
        briefing.editors.remove(person_id)
        record(briefing, ChangeKind.EDITORS, user, before={"removed": person_id})


@transaction.atomic
def hand_over(*, briefing: Briefing, person_id: int, user: Any) -> Briefing:
    """Make one of the editors the owner. Raises ``NotNow`` where they are none that can read it."""
    briefing = lock_briefing(briefing)
    person = briefing.editors.filter(pk=person_id, is_active=True).first()
    if person is None or not viewer_for(person).holds(briefing.audience_key):
        raise NotNow(_("A briefing is handed to one of its editors."))
    before = briefing.owner_id
    briefing.owner = person
    briefing.save(update_fields=["owner"])
    briefing.editors.remove(person)
    record(briefing, ChangeKind.EDITORS, user, before={"owner": before}, after={"owner": person.pk})
    return briefing


@transaction.atomic
def set_archived(*, briefing: Briefing, archived: bool, user: Any) -> Briefing:
    """Put a briefing away, or take it up again. Its issues stay."""
    briefing = lock_briefing(briefing)
    if briefing.archived != archived:
        briefing.archived = archived
        briefing.save(update_fields=["archived"])
        record(briefing, ChangeKind.ARCHIVED, user, after={"archived": archived})
    return briefing


# --- sections -------------------------------------------------------------------------------------------


@transaction.atomic
def add_section(*, briefing: Briefing, title: str, user: Any) -> Section:
    """A section of the editors' own, at the end."""
    briefing = lock_briefing(briefing)
    last = briefing.sections.aggregate(most=Max("order"))["most"] or 0
    section = Section.objects.create(briefing=briefing, kind=SectionKind.OWN, title=title, order=last + 10)
    record(briefing, ChangeKind.SECTION, user, after={"added": title})
    return section


@transaction.atomic
def rename_section(*, section: Section, title: str, user: Any, version: int) -> Section:
    """Give a section a heading; an empty one is the kind's own name. Raises ``Conflict``, ``NotNow``."""
    briefing = lock_briefing(section.briefing)
    section = briefing.sections.get(pk=section.pk)
    if version != section.version:
        raise Conflict(section)
    if not title and section.kind == SectionKind.OWN:
        raise NotNow(_("A section of your own needs a heading."))
    before, section.title = section.title, title
    section.version += 1
    section.save(update_fields=["title", "version"])
    record(briefing, ChangeKind.SECTION, user, before={"title": before}, after={"title": title})
    return section


@transaction.atomic
def move_section(*, section: Section, up: bool, user: Any) -> None:
    """Let a section change places with the one before or after it."""
    briefing = lock_briefing(section.briefing)
    rows = list(briefing.sections.all())
    if move_in(rows, section.pk, up):
        Section.objects.bulk_update(rows, ["order"])
        record(briefing, ChangeKind.MOVED, user, after={"section": section.label, "up": up})


@transaction.atomic
def remove_section(*, section: Section, user: Any) -> None:
    """Take an empty section of the editors' own away. Raises ``NotNow`` for any other."""
    briefing = lock_briefing(section.briefing)
    if section.kind != SectionKind.OWN or section.entries.exists():
        raise NotNow(_("Only an empty section of your own can be removed."))
    before = {"removed": section.title}
    section.delete()
    record(briefing, ChangeKind.SECTION, user, before=before)


def move_in(rows: list[Any], pk: int, up: bool) -> bool:
    """Move one of ``rows`` a place up or down and number them anew; whether anything moved."""
    places = [one.pk for one in rows]
    if pk not in places:
        return False
    here = places.index(pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return False
    rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows, start=1):
        row.order = 10 * place
    return True
