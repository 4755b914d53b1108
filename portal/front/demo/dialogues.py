"""Demo dialogues, commitments and approaches, from ``data/demo/dialogues.json``: made up, and marked as examples."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from events.dialogues.actions import create_dialogue, name_organiser, save_line, take_step
from events.dialogues.agenda import add_item
from events.dialogues.approaches import add_approach
from events.dialogues.checklist import add_checklist_item, tick_checklist_item
from events.dialogues.commitments import add_commitment, report_commitment
from events.dialogues.delegations import RepresentativeValues, add_representative
from events.dialogues.models import Approach, Commitment, Dialogue
from events.dialogues.papers import add_paper
from events.exchanges.times import recurring_instant
from portal.people.models import User
from portal.reference.models import Country

COPIED = ("title", "mandate", "level", "format", "place", "time_zone", "hosts", "audience", "tlp")


@transaction.atomic
def load_dialogues(rows: dict[str, list[dict[str, Any]]], groups: dict[str, Group]) -> int:
    """Add the dialogues and approaches that are missing; what somebody changed stays. Gives how many are new."""
    people = {
        user.email.removesuffix("@demo.comity.example"): user
        for user in User.objects.filter(email__endswith="@demo.comity.example")
    }
    present = set(Dialogue.objects.values_list("slug", flat=True))
    new = [row for row in rows["dialogues"] if row["slug"] not in present]
    for row in new:
        _create(row, people, groups)
    titles = set(Approach.objects.filter(is_example=True).values_list("title", flat=True))
    missing = [row for row in rows["approaches"] if row["title"] not in titles]
    for row in missing:
        _approach(row, people)
    return len(new) + len(missing)


def _day(in_days: int) -> datetime.date:
    """That many days from now, or the Monday after where it is of a weekend."""
    day = timezone.localdate() + datetime.timedelta(days=in_days)
    return day + datetime.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _instant(row: dict[str, Any], name: str) -> datetime.datetime:
    clock = datetime.datetime.combine(_day(row["in_days"]), datetime.time.fromisoformat(row[name]))
    return recurring_instant(clock, row["time_zone"])


def _create(row: dict[str, Any], people: dict[str, User], groups: dict[str, Group]) -> None:
    lead = people[row["organisers"][0]]
    values = {name: row[name] for name in COPIED} | {
        "country": Country.objects.get(pk=row["country"]),
        "starts": _instant(row, "from"),
        "ends": _instant(row, "to"),
        "communities": [groups[name] for name in row["communities"]],
        "is_example": True,
    }
    dialogue = create_dialogue(values=values, user=lead)
    Dialogue.objects.filter(pk=dialogue.pk).update(slug=row["slug"])
    for name in row["organisers"][1:]:
        name_organiser(dialogue=dialogue, person=people[name], user=lead)
    for given in row["delegations"]:
        account = people.get(given.get("account", ""))
        rest = {name: value for name, value in given.items() if name != "account"}
        add_representative(dialogue=dialogue, values=RepresentativeValues(user=account, **rest), by=lead)
    items = [add_item(dialogue=dialogue, values=given, by=lead) for given in row["agenda"]]
    _prepare(dialogue, row, items, lead)
    for number, status in enumerate(row["steps"], 1):
        take_step(dialogue=dialogue, status=status, user=lead, version=number)
    for given in row.get("commitments", ()):
        _commitment(dialogue, given, people, lead)


def _prepare(dialogue: Dialogue, row: dict[str, Any], items: list[Any], lead: User) -> None:
    if line := row.get("line"):
        given = {"text": line["text"], "circle": line["circle"], "agreed": line["agreed"]}
        save_line(dialogue=dialogue, user=lead, version=1, **given)
    if paper := row.get("paper"):
        add_paper(
            dialogue=dialogue,
            upload=SimpleUploadedFile(paper["name"], paper["text"].encode()),
            title=paper["title"],
            circle=paper["circle"],
            item=items[-1],
            language="en",
            by=lead,
        )
    for todo in row.get("checklist", ()):
        due = timezone.localdate() + datetime.timedelta(days=todo["due_in_days"])
        item = add_checklist_item(dialogue=dialogue, text=todo["text"], due=due, by=lead)
        if todo.get("done"):
            tick_checklist_item(dialogue=dialogue, pk=item.pk, done=True, by=lead)


def _commitment(dialogue: Dialogue, row: dict[str, Any], people: dict[str, User], lead: User) -> None:
    values = {
        "text": row["text"],
        "owner_body": row["body"],
        "owner_user": people.get(row.get("owner", "")),
        "due": timezone.localdate() + datetime.timedelta(days=row["due_in_days"]),
        "tlp": dialogue.tlp,
        "is_example": True,
    }
    commitment: Commitment = add_commitment(dialogue=dialogue, values=values, by=lead)
    if done := row.get("done"):
        report_commitment(
            commitment=commitment, state="done", evidence=done, version=commitment.version, by=lead
        )


def _approach(row: dict[str, Any], people: dict[str, User]) -> None:
    first = _day(row["in_days"])
    values = {
        "title": row["title"],
        "country": Country.objects.get(pk=row["country"]),
        "kind": row["kind"],
        "starts": first,
        "ends": first + datetime.timedelta(days=row["days"] - 1),
        "body": row["body"],
        "audience": row["audience"],
        "tlp": row["tlp"],
        "is_example": True,
    }
    add_approach(values=values, by=people[row["by"]])
