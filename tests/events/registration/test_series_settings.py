"""Series take over how people register; each event of them is its own from then on."""

from __future__ import annotations

import datetime

import pytest

from events.exchanges.enums import Approval, Status
from events.exchanges.series import make_series
from events.registration.models import NationalContact, Question
from tests.events.registration.making import make_event, organiser_of
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_new_events_of_a_series_take_over_quotas_questions_and_contacts() -> None:
    event = make_event(
        seats=20,
        quotas={("FR", ""): 2, ("", "prosecutor"): 5},
        approval=Approval.NATIONAL,
        status=Status.DRAFT,
    )
    contact = make_user("contact", state="FR")
    NationalContact.objects.create(event=event, state="FR", user=contact)
    Question.objects.create(
        event=event, order=1, text="Diet", help="For lunch", kind="choice", choices=["a", "b"]
    )
    Question.objects.create(event=event, order=0, text="Topic", kind="line", is_required=True)
    Question.objects.create(event=event, order=2, text="Old", kind="line", is_retired=True)
    until = event.local_starts.date() + datetime.timedelta(days=14)
    made = make_series(event=event, rule="FREQ=WEEKLY", until=until, user=organiser_of(event))
    assert len(made) == 2
    for copy in made:
        assert (copy.seats, copy.approval) == (20, Approval.NATIONAL)
        assert sorted(copy.quotas.values_list("body", "role", "seats")) == [
            ("", "prosecutor", 5),
            ("FR", "", 2),
        ]
        assert list(copy.national_contacts.values_list("state", "user")) == [("FR", contact.pk)]
        asked = copy.questions.values_list("order", "text", "help", "kind", "choices", "is_required")
        assert list(asked) == [
            (0, "Topic", "", "line", [], True),
            (1, "Diet", "For lunch", "choice", ["a", "b"], False),
        ]
    made[0].quotas.all().delete()
    made[0].questions.filter(text="Diet").update(text="Hotel")
    assert (event.quotas.count(), made[1].quotas.count()) == (2, 2)
    assert {one.text for one in event.questions.all()} == {"Topic", "Diet", "Old"}
    assert {one.text for one in made[1].questions.all()} == {"Topic", "Diet"}
