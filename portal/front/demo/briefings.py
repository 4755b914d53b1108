"""Demo briefings, from ``data/demo/briefings.json``: examples, compiled from what the demo has."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from events.briefings.actions import create_briefing, name_editor
from events.briefings.entries import add_own, leave_out
from events.briefings.enums import SectionKind
from events.briefings.figures import release_figures
from events.briefings.models import Briefing, Entry, FigureRelease
from liaison.assessments.models import Report
from portal.people.models import User
from portal.reference.models import Country
from portal.visibility import Audience

COPIED = ("title", "purpose", "language", "audience", "tlp", "interval_days")
DESK = "eurojust.desk@demo.comity.example"


@transaction.atomic
def load_briefings(rows: list[dict[str, Any]], groups: dict[str, Group]) -> int:
    """Add the briefings that are missing; one that is there stays as it is. Gives how many are new."""
    people = {user.email: user for user in User.objects.filter(email__endswith="@demo.comity.example")}
    present = set(Briefing.objects.values_list("slug", flat=True))
    new = [row for row in rows if row["slug"] not in present]
    if new:
        _release_figures(people[DESK])
    for row in new:
        _create(row, people, groups)
    return len(new)


def _release_figures(desk: User) -> None:
    """Let the figures of the example reports that were transmitted go into briefings of all members."""
    released = FigureRelease.objects.values("report")
    reports = Report.objects.filter(round__is_example=True, transmitted_at__isnull=False)
    for report in reports.exclude(pk__in=released):
        release_figures(report=report, values={"audience": Audience.MEMBERS}, user=desk, version=0)


def _create(row: dict[str, Any], people: dict[str, User], groups: dict[str, Group]) -> None:
    owner = people[row["owner"]]
    values = {name: row[name] for name in COPIED} | {
        "country": Country.objects.get(pk=row["country"]),
        "communities": [groups[name] for name in row["communities"]],
    }
    made = create_briefing(values=values, user=owner, is_example=True)
    Briefing.objects.filter(pk=made.pk).update(slug=row["slug"])
    briefing = Briefing.objects.get(pk=made.pk)
    for address in row["editors"]:
        name_editor(briefing=briefing, person=people[address], user=owner)
    section = briefing.sections.get(kind=SectionKind.TALKING_POINTS)
    for heading, text in row["talking_points"]:
        add_own(section=section, heading=heading, text=text, user=owner)
    if row["left_out"]:
        source_type, reason = row["left_out"]
        found = Entry.objects.filter(section__briefing=briefing, source_type=source_type)
        entry = found.select_related("section__briefing").order_by("order").first()
        if entry is not None:
            leave_out(entry=entry, reason=reason, user=owner, version=entry.version)
