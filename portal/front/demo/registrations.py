"""Who comes to the demo's events, from ``data/demo/registrations.json``: accounts of the demo alone."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from events.exchanges.access import may_see
from events.exchanges.models import Event
from events.registration.deciding import decide, set_quotas
from events.registration.enums import RegistrationStatus
from events.registration.inviting import Invitee, invite
from events.registration.models import Invitation, Question, Registration
from events.registration.registering import decline_invitation, place_of, register_participant
from events.registration.rules import organisers_of
from events.registration.seating import turn_at
from portal.front.demo.example_events import fill_examples
from portal.people.models import User


@transaction.atomic
def load_registrations(rows: list[dict[str, Any]]) -> int:
    """Fill the events at which nobody was invited or registered yet; how many were filled."""
    return fill_examples(
        rows, lambda event: event.invitations.exists() or event.registrations.exists(), _fill
    )


def _fill(event: Event, row: dict[str, Any], people: dict[str, User]) -> None:
    lead = organisers_of(event)[0]
    if quotas := row.get("quotas"):
        set_quotas(
            event=event,
            seats=event.seats,
            quotas=[(body, role, seats) for body, role, seats in quotas],
            by=lead,
        )
    questions = [
        Question.objects.create(event=event, order=order, **values)
        for order, values in enumerate(row.get("questions", ()))
    ]
    invite(event=event, people=[Invitee(user_id=people[name].pk) for name in row.get("invited", ())], by=lead)
    for entry in row.get("registered", ()):
        _register(event, entry, people, questions, lead)
    for name in row.get("declined", ()):
        invitation = Invitation.objects.get(event=event, user=people[name])
        decline_invitation(invitation=invitation, by=people[name])
    if attended := row.get("attended"):
        _attended(event, attended, people, lead)


def _register(
    event: Event, entry: dict[str, Any], people: dict[str, User], questions: list[Question], lead: User
) -> None:
    user = User.objects.get(pk=people[entry["person"]].pk)
    if not may_see(user, event):
        return
    answers = {
        question.pk: answer for question, answer in zip(questions, entry.get("answers", ()), strict=False)
    }
    found = register_participant(event=event, user=user, answers=answers)
    if entry.get("approved"):
        decide(event=event, shown={found.pk: found.status}, what="approve", by=User.objects.get(pk=lead.pk))


def _attended(event: Event, attended: dict[str, str], people: dict[str, User], lead: User) -> None:
    """Who had a seat at an event that is over, and whether they came."""
    with turn_at(event, lead) as turn:
        for name, attendance in attended.items():
            body, role = place_of(people[name], None)
            row = Registration(
                event=turn.event,
                user=people[name],
                body=body,
                role=role,
                attendance=attendance,
                is_approved=True,
            )
            turn.put(row, RegistrationStatus.CONFIRMED, tell=False)
