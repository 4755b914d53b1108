"""What is done with a country, for its timeline: exchanges, dialogues and what was promised there, briefings."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext

from events.dialogues.bodies import name_of_body
from events.dialogues.enums import CommitmentState, DialogueStatus
from events.dialogues.models import Approach, Commitment, Dialogue
from events.exchanges.enums import Status
from events.exchanges.models import Event
from events.issues.models import Issue
from events.timeline.enums import Kind
from events.timeline.happenings import Happening
from portal.visibility import Viewer, can_view

TITLE = 160
"""Characters of a commitment's text that stand for its title."""


def exchanges(viewer: Viewer, country: str) -> Iterator[Happening]:
    """Exchanges of experience about the country that were announced; the day is that of their place."""
    for event in Event.objects.visible_to(viewer).live().filter(countries=country):
        first, last = event.local_starts.date(), event.local_ends.date()
        is_void = event.status == Status.CANCELLED
        yield Happening(
            kind=Kind.EXCHANGE,
            date=first.isoformat(),
            until=last if last != first else None,
            what=str(event.get_format_display()),
            title=event.title,
            url=event.get_absolute_url(),
            audience_key=event.audience_key,
            note=gettext("Cancelled") if is_void else "",
            is_void=is_void,
            is_example=event.is_example,
        )


def dialogues(viewer: Viewer, country: str) -> Iterator[Happening]:
    """Dialogues, past and planned; the day is that of their place."""
    for dialogue in Dialogue.objects.visible_to(viewer).filter(country=country):
        first, last = dialogue.first_day, dialogue.last_day
        yield Happening(
            kind=Kind.DIALOGUE,
            date=first.isoformat(),
            until=last if last != first else None,
            what=str(dialogue.get_level_display()),
            title=dialogue.title,
            url=dialogue.get_absolute_url(),
            audience_key=dialogue.audience_key,
            note="" if dialogue.status == DialogueStatus.HELD else str(dialogue.get_status_display()),
            is_void=dialogue.status == DialogueStatus.CANCELLED,
            is_example=dialogue.is_example,
        )


def commitments(viewer: Viewer, country: str) -> Iterator[Happening]:
    """When something was promised, and when that was settled or is due."""
    found = Commitment.objects.visible_to(viewer).filter(country=country).select_related("dialogue")
    for commitment in found:
        body = name_of_body(commitment.owner_body)
        yield _commitment(
            commitment, _made_on(viewer, commitment), gettext("Promised by %(body)s") % {"body": body}
        )
        if commitment.is_open and commitment.due:
            what = gettext("Due from %(body)s") % {"body": body}
            note = gettext("Overdue") if commitment.is_overdue else ""
            yield _commitment(commitment, commitment.due, what, note=note)
        elif commitment.settled_at:
            is_void = commitment.state == CommitmentState.DROPPED
            kept = gettext("Dropped: %(body)s") if is_void else gettext("Kept by %(body)s")
            day = timezone.localdate(commitment.settled_at)
            yield _commitment(commitment, day, kept % {"body": body}, is_void=is_void)


def _made_on(viewer: Viewer, commitment: Commitment) -> datetime.date:
    """The day of the dialogue; for whoever may not see that, the day on which the commitment was written down."""
    if can_view(viewer, commitment.dialogue):
        return commitment.dialogue.first_day
    return timezone.localdate(commitment.created_at)


def _commitment(
    commitment: Commitment, day: datetime.date, what: str, *, note: str = "", is_void: bool = False
) -> Happening:
    return Happening(
        kind=Kind.COMMITMENT,
        date=day.isoformat(),
        what=what,
        title=Truncator(" ".join(commitment.text.split())).chars(TITLE),
        url=commitment.get_absolute_url(),
        audience_key=commitment.audience_key,
        note=note,
        is_void=is_void,
        is_example=commitment.is_example,
    )


def approaches(viewer: Viewer, country: str) -> Iterator[Happening]:
    """Visits, démarches and other approaches, each with the body that makes it."""
    for approach in Approach.objects.visible_to(viewer).filter(country=country):
        yield Happening(
            kind=Kind.APPROACH,
            date=approach.starts.isoformat(),
            until=approach.ends if approach.ends != approach.starts else None,
            what=f"{approach.get_kind_display()}, {name_of_body(approach.body)}",
            title=approach.title,
            url=approach.get_absolute_url(),
            audience_key=approach.audience_key,
            note=gettext("Cancelled") if approach.is_cancelled else "",
            is_void=approach.is_cancelled,
            is_example=approach.is_example,
        )


def briefing_issues(viewer: Viewer, country: str) -> Iterator[Happening]:
    """The numbered issues of briefings about the country, those that were withdrawn included."""
    issues = Issue.objects.visible_to(viewer).filter(briefing__country=country)
    for issue in issues.select_related("briefing").defer("content"):
        yield Happening(
            kind=Kind.BRIEFING,
            date=timezone.localdate(issue.frozen_at).isoformat(),
            what=gettext("Issue %(number)d") % {"number": issue.number},
            title=issue.title,
            url=issue.get_absolute_url(),
            lang=issue.briefing.language,
            audience_key=issue.audience_key,
            note=gettext("Withdrawn") if issue.is_withdrawn else "",
            is_void=issue.is_withdrawn,
            is_example=issue.briefing.is_example,
        )
