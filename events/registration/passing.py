"""What happens to both when a place passes to a substitute."""

from __future__ import annotations

from events.registration.enums import InvitationStatus, NoticeKind, RegistrationStatus
from events.registration.models import Invitation, Notice, Registration
from events.registration.registering import answer_invitation
from events.registration.rules import standing_invitation
from events.registration.seating import Turn
from portal.people.models import User


def invite_substitute(
    turn: Turn, substitute: User, *, body: str, role: str, replaces: Invitation | None, accepted: bool = False
) -> Invitation:
    """The substitute's invitation: the one they have already, or a new one, which is told by mail."""
    invitation = standing_invitation(substitute, turn.event)
    if invitation is None:
        invitation = Invitation(event=turn.event, user=substitute, invited_by=turn.by)
    invitation.body, invitation.role, invitation.replaces = body, role, replaces
    invitation.status = InvitationStatus.ACCEPTED if accepted else InvitationStatus.OPEN
    invitation.answered_at = turn.now if accepted else None
    invitation.save()
    if not accepted:
        turn.notices.append(
            Notice(event=turn.event, kind=NoticeKind.INVITED, invitation=invitation, receiver=substitute)
        )
    return invitation


def replace(turn: Turn, predecessor: Registration, substitute: Registration) -> None:
    """Take the place and the invitation from one, and let the other belong to the people of the event."""
    invitation = standing_invitation(predecessor.user, turn.event)
    turn.put(predecessor, RegistrationStatus.REPLACED)
    if invitation is not None:
        answer_invitation(invitation, InvitationStatus.SUBSTITUTED)
    invite_substitute(
        turn,
        substitute.user,
        body=substitute.body,
        role=substitute.role,
        replaces=invitation,
        accepted=True,
    )
