"""The evaluation: once each, nameless, and no result before it is closed or with fewer than three answers."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from events.exchanges.models import Event
from events.outcomes.evaluating import EvaluationClosed, answer, close_evaluation, open_evaluation, results_of
from events.outcomes.models import Evaluation, EvaluationAnswer, EvaluationPerson, OutcomeChange
from portal.visibility import Audience
from tests.events.outcomes.making import client_of, make_held, speak, take_part
from tests.factories import fresh, make_user

pytestmark = pytest.mark.django_db

MARKS: dict[str, Any] = {"usefulness": 5, "content": 4, "organisation": None, "contacts": 3, "use": "yes"}


def opened(event: Event) -> Evaluation:
    in_a_week = timezone.localdate() + datetime.timedelta(days=7)
    return open_evaluation(event=event, closes=in_a_week, by=fresh(event.owner))


def say(evaluation: Evaluation, **values: Any) -> None:
    answer(evaluation=evaluation, values={**MARKS, **values}, by=take_part(evaluation.event))


def test_organisers_read_results_after_it_is_closed_and_from_three_answers_on() -> None:
    event = make_held()
    evaluation = opened(event)
    client = client_of(event.owner)
    path = f"/events/{event.slug}/evaluation/"
    for number in range(3):
        say(evaluation, keep=f"zqkeep{number}")
        page = client.get(path).content.decode()
        assert "zqkeep" not in page
        assert results_of(Evaluation.objects.get()) is None
    assert client.post(path + "close/").status_code == 302
    page = client.get(path).content.decode()
    assert all(f"zqkeep{number}" in page for number in range(3))
    results = results_of(Evaluation.objects.get())
    assert results is not None and results.count == 3
    assert [(one.mean, one.given) for one in results.ratings] == [(5, 3), (4, 3), (None, 0), (3, 3)]
    assert dict(results.use)["Yes"] == 3


def test_two_answers_are_never_shown() -> None:
    event = make_held()
    evaluation = opened(event)
    say(evaluation, change="zqchange1")
    say(evaluation, change="zqchange2")
    close_evaluation(evaluation=evaluation, by=fresh(event.owner))
    page = client_of(event.owner).get(f"/events/{event.slug}/evaluation/").content.decode()
    assert "zqchange" not in page and "2 people have answered" in page


def test_closed_form_takes_no_answer_and_is_not_opened_again() -> None:
    event = make_held()
    evaluation = opened(event)
    close_evaluation(evaluation=evaluation, by=fresh(event.owner))
    with pytest.raises(EvaluationClosed):
        say(evaluation)
    assert opened(event).closed_at is not None
    assert Evaluation.objects.count() == 1
    late = opened(make_held())
    Evaluation.objects.filter(pk=late.pk).update(closes=timezone.localdate() - datetime.timedelta(days=1))
    with pytest.raises(EvaluationClosed):
        say(Evaluation.objects.select_related("event").get(pk=late.pk))
    assert not EvaluationAnswer.objects.exists()


def test_answer_is_given_once_and_carries_neither_person_nor_time() -> None:
    event = make_held()
    evaluation = opened(event)
    person = take_part(event)
    client = client_of(person)
    path = f"/events/{event.slug}/evaluation/"
    assert "think of" in client.get("/my/").content.decode()
    values = {"writer": person.pk, "usefulness": "5", "keep": "All of it"}
    assert client.post(path, {"writer": person.pk}).status_code == 422
    assert client.post(path, values).status_code == 302
    assert client.post(path, values).status_code == 200  # told that they have answered
    kept = EvaluationAnswer.objects.get()
    assert (kept.usefulness, kept.keep) == (5, "All of it")
    names = {field.name for field in EvaluationAnswer._meta.get_fields()}
    assert names == {"id", "evaluation", *MARKS, "keep", "change"}
    assert {field.name for field in EvaluationPerson._meta.get_fields()} == {"id", "evaluation", "user"}
    assert not OutcomeChange.objects.filter(by=person).exists()
    assert "think of" not in client.get("/my/").content.decode()
    with pytest.raises(EvaluationClosed):
        answer(evaluation=evaluation, values=MARKS, by=fresh(person))


def test_those_who_took_part_are_asked_and_nobody_else() -> None:
    event = make_held(audience=Audience.PUBLIC)
    opened(event)
    path = f"/events/{event.slug}/evaluation/"
    asked = {take_part(event): True, speak(event): True, make_user(): False, None: False}
    for user, is_asked in asked.items():
        assert client_of(user).get(path).status_code == (200 if is_asked else 404)
        shown = "two minutes" in client_of(user).get(f"/events/{event.slug}/").content.decode()
        assert shown == is_asked
        assert client_of(user).post(path + "close/").status_code == 404
        assert client_of(user).post(path + "open/", {"closes": "2099-01-01"}).status_code == 404
    organiser = client_of(event.owner).get(path).content.decode()
    assert "Send the answer" not in organiser


def test_form_is_opened_when_the_event_is_over() -> None:
    event = make_held(in_days=3, status="announced")
    client = client_of(event.owner)
    path = f"/events/{event.slug}/evaluation/"
    assert "when the event is over" in client.get(path).content.decode()
    assert client.post(path + "open/", {"closes": timezone.localdate()}).status_code == 404
    over = make_held()
    path = f"/events/{over.slug}/evaluation/"
    client = client_of(over.owner)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    assert client.post(path + "open/", {"closes": yesterday}).status_code == 422
    assert client.post(path + "open/", {"closes": timezone.localdate()}).status_code == 302
    assert Evaluation.objects.get().event == over
