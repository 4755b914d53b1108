"""The one rule for who may see, make and run dialogues, commitments and approaches. Default deny.

* **Seeing** is the audience rule (``portal.visibility``); what stands inside a dialogue has a circle besides. Officials
  of third countries see nothing of it.
* **Making** a dialogue: members with a role in ``CREATORS``, and superusers.
* **Organising** it (everything in it): the organisers named on it who are members; and superusers.
* **Reporting** on a commitment (its state and evidence): the organisers of the dialogue it was made in and of the one
  where it waits; who looks after it; and, while they see it, people who speak for the body that promised it: of a
  Member State its central authorities only.
* **Changing** what a commitment says and who sees it: the organisers of the dialogue it was made in.
* **Approaches**: noted by ``APPROACHERS``; changed by who noted it, and by those of them who speak for the same body
  while they see it.

Whoever may not is told what is told of what does not exist: 404.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404

from events.dialogues.bodies import body_of
from events.dialogues.enums import DialogueCircle, ReviewState, Side
from events.dialogues.models import AgendaItem, Approach, Commitment, CommitmentReview, Dialogue
from events.dialogues.people import involved_in
from events.dialogues.tokens import ORGANISER, dialogue_token
from liaison.assessments.bodies import MEMBER_STATES
from portal.people.enums import Role
from portal.visibility import can_view, viewer_for

CREATORS = frozenset(
    {
        Role.COMMISSION,
        Role.EEAS,
        Role.COUNCIL_SECRETARIAT,
        Role.ORGANISER,
        Role.EUROJUST_DESK,
        Role.CENTRAL_AUTHORITY,
    }
)
"""Roles that prepare dialogues: the Commission and relevant Member States, with those who support them (¶8b)."""

APPROACHERS = CREATORS | {
    Role.DIPLOMAT,
    Role.LIAISON_MAGISTRATE,
    Role.LIAISON_OFFICER,
    Role.EUROJUST_LIAISON_MAGISTRATE,
}
"""Roles that visit or address a third country's authorities (¶5)."""

OVERSEERS = frozenset({Role.COMMISSION, Role.EUROJUST_DESK})
"""Roles that are shown every overdue commitment they may see."""


def _has_role(user: Any, roles: frozenset[Role]) -> bool:
    if user is None or not user.is_authenticated or not user.is_active or user.is_guest:
        return False
    return bool(user.is_superuser or user.role in roles)


def may_create(user: Any) -> bool:
    """Whether a user may make dialogues."""
    return _has_role(user, CREATORS)


def may_approach(user: Any) -> bool:
    """Whether a user may note approaches."""
    return _has_role(user, APPROACHERS)


def oversees(user: Any) -> bool:
    """Whether a user is shown every overdue commitment they may see."""
    return _has_role(user, OVERSEERS)


def may_organise(user: Any, dialogue: Dialogue) -> bool:
    """Whether a user runs this dialogue. Makes no query of its own."""
    return _organises(user, dialogue.pk)


def _organises(user: Any, dialogue_id: int) -> bool:
    viewer = viewer_for(user)
    if viewer.user_id is None:
        return False
    return viewer.sees_all or dialogue_token(dialogue_id, ORGANISER) in viewer.tokens


def visible_dialogue(user: Any, slug: str) -> Dialogue:
    """The dialogue at an address. Raises 404 where there is none for this user."""
    found = Dialogue.objects.visible_to(user).filter(slug=slug).select_related("country").first()
    if found is None:
        raise Http404
    return found


def organised_dialogue(user: Any, slug: str) -> Dialogue:
    """The dialogue at an address, for those who run it. Raises 404 for everybody else, its readers included."""
    dialogue = visible_dialogue(user, slug)
    if not may_organise(user, dialogue):
        raise Http404
    return dialogue


def in_circle(user: Any, dialogue: Dialogue, circle: str) -> bool:
    """Whether a viewer, who sees the dialogue, is of a circle of it."""
    viewer = viewer_for(user)
    if DialogueCircle(circle) == DialogueCircle.ALL:
        return can_view(viewer, dialogue)
    return viewer.holds(dialogue.circle_key(circle))


def agenda_for(user: Any, dialogue: Dialogue) -> list[AgendaItem]:
    """The items that a viewer of the dialogue may see, in order. One query."""
    viewer = viewer_for(user)
    found = []
    for item in dialogue.agenda.all():
        item.dialogue = dialogue
        if _may_see_inside(viewer, dialogue, item):
            found.append(item)
    return found


def _may_see_inside(viewer: Any, dialogue: Dialogue, inside: Any) -> bool:
    """The dialogue's owner sees it whatever its audience: so also what is for all who see it."""
    if inside.circle == DialogueCircle.ALL and inside.audience_key == dialogue.audience_key:
        return can_view(viewer, dialogue)
    return can_view(viewer, inside)


def may_see_item(user: Any, item: AgendaItem) -> bool:
    """Whether a viewer of the dialogue may see an item of its agenda."""
    return _may_see_inside(viewer_for(user), item.dialogue, item)


def may_open_paper(user: Any, paper: Any) -> bool:
    """Whether a viewer of the dialogue may open a paper."""
    return _may_see_inside(viewer_for(user), paper.dialogue, paper)


# --- commitments ------------------------------------------------------------------------------------------


def visible_commitment(user: Any, key: str) -> Commitment:
    """A commitment by its key. Raises 404 where there is none for this user."""
    found = (
        Commitment.objects.visible_to(user)
        .filter(key=key)
        .select_related("dialogue__country", "country", "owner_user")
        .first()
    )
    if found is None:
        raise Http404
    return found


def may_change_commitment(user: Any, commitment: Commitment) -> bool:
    """Whether a user may change what a commitment says. They see it: the caller has asked."""
    return _organises(user, commitment.dialogue_id)


def may_report(user: Any, commitment: Commitment) -> bool:
    """Whether a user may say how a commitment stands. They see it: the caller has asked. One query at most."""
    viewer = viewer_for(user)
    if viewer.user_id is None or not (viewer.is_member or viewer.sees_all):
        return False
    if may_change_commitment(user, commitment) or commitment.owner_user_id == viewer.user_id:
        return True
    if commitment.side == Side.EU and speaks_for(user) == commitment.owner_body:
        return True
    waiting = CommitmentReview.objects.filter(commitment=commitment, state=ReviewState.PENDING)
    return any(_organises(user, pk) for pk in waiting.values_list("dialogue_id", flat=True))


def speaks_for(user: Any) -> str | None:
    """The body whose commitments a user reports on: of a Member State only its central authorities."""
    body = body_of(user)
    if body in MEMBER_STATES and user.role != Role.CENTRAL_AUTHORITY:
        return None
    return body


def mine_q(user: Any) -> Q:
    """Queryset form of whose desk a commitment is on: who looks after it, whose body promised it, who organises."""
    found = Q(owner_user=user.pk) | Q(dialogue__in=involved_in(user, "o"))
    if body := speaks_for(user):
        found |= Q(side=Side.EU, owner_body=body)
    return found


# --- approaches -------------------------------------------------------------------------------------------


def visible_approach(user: Any, key: str) -> Approach:
    """An approach by its key. Raises 404 where there is none for this user."""
    found = Approach.objects.visible_to(user).filter(key=key).select_related("country", "owner").first()
    if found is None:
        raise Http404
    return found


def may_change_approach(user: Any, approach: Approach) -> bool:
    """Whether a user may change an approach. They see it: the caller has asked."""
    if not may_approach(user):
        return False
    return bool(user.is_superuser or approach.owner_id == user.pk or body_of(user) == approach.body)
