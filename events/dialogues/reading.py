"""What the page of a dialogue shows to its reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from events.dialogues.access import agenda_for, in_circle, may_organise
from events.dialogues.approaches import crossings
from events.dialogues.bodies import name_of_body
from events.dialogues.briefings import briefing_of
from events.dialogues.delegations import delegations_of
from events.dialogues.enums import ReviewState, Side
from events.dialogues.models import (
    AgendaItem,
    AgendaPaper,
    Commitment,
    CommitmentReview,
    Delegation,
    Dialogue,
)
from events.dialogues.papers import papers_for
from events.dialogues.rows import commitment_rows, words_of
from events.exchanges.times import reader_zone
from events.exchanges.when import when
from portal.reference.cldr import territory_name
from portal.visibility import viewer_for


@dataclass(frozen=True)
class DelegationRow:
    """A delegation by name, with its members."""

    delegation: Delegation
    name: str
    people: list[Any]


@dataclass(frozen=True)
class AgendaRow:
    """An item with its papers. ``audience`` says in words who sees it where that is not everyone in the dialogue."""

    item: AgendaItem
    papers: list[AgendaPaper]
    audience: str
    source_url: str


def delegation_rows(dialogue: Dialogue) -> list[DelegationRow]:
    """The delegations in order. Two queries."""
    return [
        DelegationRow(one, name_of_body(one.body), list(one.representatives.all()))
        for one in delegations_of(dialogue)
    ]


def agenda_rows(user: Any, dialogue: Dialogue, papers: list[AgendaPaper]) -> list[AgendaRow]:
    """The agenda that a viewer of the dialogue may see. Two queries; where an item is from is told to those who may
    see that."""
    viewer = viewer_for(user)
    items = agenda_for(user, dialogue)
    words = words_of({item.audience_key for item in items if _is_narrowed(item)})
    return [
        AgendaRow(
            item,
            [paper for paper in papers if paper.item_id == item.pk],
            words[item.audience_key] if _is_narrowed(item) else "",
            item.source_url if item.source_key and viewer.holds(item.source_key) else "",
        )
        for item in items
    ]


def _is_narrowed(item: AgendaItem) -> bool:
    """Whether where it was taken from makes an item narrower than its circle says."""
    return item.audience_key != item.dialogue.circle_key(item.circle)


def reviews_for(user: Any, dialogue: Dialogue) -> list[dict[str, Any]]:
    """The commitments on the table of a dialogue that a viewer may see, the overdue ones first. Four queries."""
    visible = Commitment.objects.visible_to(user)
    found = list(
        CommitmentReview.objects.filter(dialogue=dialogue, commitment__in=visible)
        .select_related("commitment", "by")
        .order_by("commitment__due", "pk")
    )
    rows = {row.commitment.pk: row for row in commitment_rows(user, [review.commitment for review in found])}
    return [
        {
            "review": review,
            "row": rows[review.commitment_id],
            "is_pending": review.state == ReviewState.PENDING,
        }
        for review in found
    ]


def commitments_made(user: Any, dialogue: Dialogue) -> list[Any]:
    """The commitments made in a dialogue that a viewer may see."""
    return commitment_rows(user, Commitment.objects.visible_to(user).filter(dialogue=dialogue))


def line_of(user: Any, dialogue: Dialogue) -> dict[str, Any] | None:
    """The joint line, for those of its circle; ``None`` for all others, and where there is none."""
    if not dialogue.joint_line or not in_circle(user, dialogue, dialogue.line_circle):
        return None
    return {"text": dialogue.joint_line, "agreed_at": dialogue.line_agreed_at}


def dialogue_context(request: Any, dialogue: Dialogue) -> dict[str, Any]:
    """What the page of a dialogue shows. The user sees the dialogue: the caller has asked."""
    user = request.user
    papers = papers_for(user, dialogue)
    delegations = delegation_rows(dialogue)
    organises = may_organise(user, dialogue)
    return {
        "dialogue": dialogue,
        "country": territory_name(dialogue.country_id),
        "when": when(dialogue.starts, dialogue.ends, dialogue.time_zone, reader_zone(request)),
        "hosts": [name_of_body(code) for code in dialogue.hosts],
        "ours": [row for row in delegations if row.delegation.side == Side.EU],
        "theirs": [row for row in delegations if row.delegation.side != Side.EU],
        "agenda": agenda_rows(user, dialogue, papers),
        "papers": [paper for paper in papers if paper.item_id is None],
        "line": line_of(user, dialogue),
        "reviews": reviews_for(user, dialogue),
        "commitments": commitments_made(user, dialogue),
        "crossings": []
        if dialogue.is_cancelled or dialogue.ends < timezone.now()
        else crossings(user, dialogue.country_id, dialogue.first_day, dialogue.last_day, dialogue=dialogue),
        "briefing": briefing_of(user, dialogue.country_id, dialogue.briefing),
        "audience": words_of([dialogue.audience_key])[dialogue.audience_key],
        "may_organise": organises,
    }
