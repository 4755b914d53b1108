"""A place passes to a substitute: the substitute gains access, the predecessor loses it, no seat is made by it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress

from events.exchanges.access import may_see
from events.exchanges.models import Event
from events.registration.deciding import decide
from events.registration.faults import NotPossible
from events.registration.inviting import Invitee, invite
from events.registration.models import Invitation, Registration
from events.registration.registering import register_participant, withdraw_registration
from events.registration.rules import may_see_participants
from events.registration.substituting import name_substitute
from tests.events.registration.making import make_event, organiser_of, seated, states_of
from tests.factories import fresh, make_user

pytestmark = pytest.mark.django_db


def narrow_event(**fields: Any) -> Event:
    return make_event(audience="communities", tlp="AMBER", **fields)


def invited(event: Event, *users: Any) -> None:
    invite(event=event, people=[Invitee(user_id=user.pk) for user in users], by=organiser_of(event))


def passes(event: Event, old: Any, new: Any, by: Any = None) -> Any:
    return name_substitute(event=event, predecessor=old, email=new.email.upper(), by=fresh(by or old))


def refused(code: str, *args: Any, **kwargs: Any) -> None:
    with pytest.raises(NotPossible) as fault:
        passes(*args, **kwargs)
    assert fault.value.code == code and fault.value.message


def test_an_invitation_passes_with_access() -> None:
    event, old, new = narrow_event(), make_user("old", state="FR"), make_user("new", state="FR")
    invited(event, old)
    assert may_see(fresh(old), event) and not may_see(fresh(new), event)
    passes(event, old, new)
    assert may_see(fresh(new), event) and not may_see(fresh(old), event)
    assert list(Invitation.objects.values_list("user__username", "status")) == [
        ("old", "substituted"),
        ("new", "open"),
    ]
    assert not may_see(fresh(old), Event.objects.get())


def test_a_seat_passes_with_access_and_nobody_else_moves() -> None:
    event = narrow_event(seats=1)
    old, new, waits = (make_user(name, state="FR") for name in ("old", "new", "waits"))
    invited(event, old, waits)
    for user in (old, waits):
        register_participant(event=event, user=user)
    passes(event, old, new)
    assert seated(event) == ["new"]
    assert states_of(event) == {"old": "replaced", "waits": "waiting_list", "new": "confirmed"}
    assert may_see_participants(fresh(new), event) and not may_see(fresh(old), event)


def test_a_place_on_the_waiting_list_keeps_its_turn() -> None:
    event = make_event(seats=1)
    first, old, later, new = (make_user(name, state="FR") for name in ("first", "old", "later", "new"))
    rows = [register_participant(event=event, user=user) for user in (first, old, later)]
    passes(event, old, new)
    withdraw_registration(registration=rows[0], by=first)
    assert seated(event) == ["new"]


def test_where_registrations_are_approved_the_predecessor_keeps_the_seat_until_then() -> None:
    event = narrow_event(seats=1, approval="organiser")
    old, new = make_user("old", state="FR"), make_user("new", state="FR")
    invited(event, old)
    row = register_participant(event=event, user=old)
    organiser = organiser_of(event)
    decide(event=event, shown={row.pk: "awaiting"}, what="approve", by=organiser)
    waiting = passes(event, old, new)
    assert states_of(event) == {"old": "confirmed", "new": "awaiting"}
    assert may_see(fresh(old), event) and not may_see(fresh(new), event)
    refused("already_named", event, old, make_user("third", state="FR"))
    decide(event=event, shown={waiting.pk: "awaiting"}, what="approve", by=organiser)
    assert states_of(event) == {"old": "replaced", "new": "confirmed"}
    assert may_see(fresh(new), event) and not may_see(fresh(old), event)


def test_a_substitute_who_is_refused_changes_nothing() -> None:
    event = narrow_event(seats=1, approval="organiser")
    old, new = make_user("old", state="FR"), make_user("new", state="FR")
    invited(event, old)
    row = register_participant(event=event, user=old)
    organiser = organiser_of(event)
    decide(event=event, shown={row.pk: "awaiting"}, what="approve", by=organiser)
    waiting = passes(event, old, new)
    decide(event=event, shown={waiting.pk: "awaiting"}, what="refuse", by=organiser)
    assert states_of(event) == {"old": "confirmed", "new": "refused"}
    assert may_see(fresh(old), event) and not may_see(fresh(new), event)


def test_who_can_be_a_substitute() -> None:
    event = make_event(seats=5, quotas={("", "prosecutor"): 1, ("", "central_authority"): 0})
    old = make_user("old", state="FR")
    refused("not_invited", event, old, make_user(state="FR"))
    register_participant(event=event, user=old)
    refused("yourself", event, old, old)
    refused("not_this_person", event, old, make_user(state="DE"))
    refused("no_seat_for", event, old, make_user(state="FR", role="central_authority"))
    unconfirmed = make_user(state="FR")
    EmailAddress.objects.filter(user=unconfirmed).update(verified=False)
    refused("not_this_person", event, old, unconfirmed)
    refused("no_account", event, old, unconfirmed, by=organiser_of(event))
    inactive = make_user(state="FR", is_active=False)
    refused("not_this_person", event, old, inactive)
    guest = make_user(state="FR", role="liaison_prosecutor")
    refused("not_this_person", event, old, guest)
    refused("guest", event, old, guest, by=organiser_of(event))
    other = make_user("other", state="FR", role="eppo")
    register_participant(event=event, user=other)
    refused("not_this_person", event, old, other)
    refused("already_in", event, old, other, by=organiser_of(event))
    turned_away = make_user("turned", state="FR")
    Registration.objects.create(event=event, user=turned_away, body="FR", status="refused")
    refused("not_this_person", event, old, turned_away)
    refused("was_refused", event, old, turned_away, by=organiser_of(event))
    assert states_of(event) == {"old": "confirmed", "other": "confirmed", "turned": "refused"}
    passes(event, old, make_user("german", state="DE"), by=organiser_of(event))
    assert states_of(event)["german"] == "confirmed"
    assert Registration.objects.get(user__username="german").body == "FR"


def test_nobody_is_replaced_once_the_event_has_begun() -> None:
    event, old, new = make_event(), make_user("old", state="FR"), make_user("new", state="FR")
    register_participant(event=event, user=old)
    event.starts = event.created_at
    event.save()
    refused("over", event, old, new)
