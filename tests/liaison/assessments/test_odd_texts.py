"""Halves of characters, which JSON can carry and no page can show; notes that name people; dates of one form only."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from liaison.assessments.answers import clean_date
from liaison.assessments.enums import RoundStatus
from liaison.assessments.models import Decision, Narrative, Transmission
from portal.sanitise import clean_text
from tests.liaison.assessments.making import (
    answer,
    contribution_of,
    hand_in,
    make_assessor,
    make_member,
    make_open_round,
    number,
)
from tests.liaison.assessments.reporting import make_frozen_report

pytestmark = pytest.mark.django_db

NAMES = "Targets: John Smith and Marta Kowalska"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_half_a_character_is_no_text() -> None:
    assert clean_text("\udfff x \ud83d") == "x" and clean_text("\U0001f600") == "\U0001f600"


@pytest.mark.parametrize(
    ("section", "answers", "kept"),
    [
        ("elements", r'{"safe_haven": "\udfff x"}', "x"),
        ("aml", r'{"source": "\ud800 x"}', "x"),
        ("aml", r'{"level": "\ud800", "date": "\ud800"}', None),
        ("needs", r'{"needs": "x \ud83d", "wished": ["\udfff"]}', "x"),
        ("targets", r'{"hvt_mla": {"answer": "number", "value": "1\ud800", "\udfff": "x"}}', None),
        ("targets", r'{"hvt_mla": {"answer": "\ud800"}}', None),
    ],
)
def test_half_characters_of_a_contribution_break_no_page(
    section: str, answers: str, kept: str | None
) -> None:
    round = make_open_round(asked=("FR",))
    client = signed_in(make_member("FR"))
    path = f"/assessments/{round.slug}/contributions/fr/countries/ma/"
    body = f'{{"section": "{section}", "version": 0, "answers": {answers}}}'
    assert client.post(f"{path}save/", body, content_type="application/json").status_code == 200
    assert client.get(path).status_code == 200
    assert client.get(f"/assessments/{round.slug}/contributions/fr/").status_code == 200
    row = contribution_of(round, "FR").countries.first()
    values = list(row.section_values(section).values()) if row else []
    assert "\\ud" not in json.dumps(values)
    assert kept is None or kept in values


@pytest.mark.parametrize("name", ["section", "version", "other"])
def test_half_characters_in_place_of_names_are_not_understood(name: str) -> None:
    round = make_open_round(asked=("FR",))
    sent: dict[str, Any] = {"section": "elements", "version": 0, "answers": {}}
    sent = {**sent, name: "\udfff"} if name != "other" else {**sent, "answers": {"\udfff": "x"}}
    answered = signed_in(make_member("FR")).post(
        f"/assessments/{round.slug}/contributions/fr/countries/ma/save/",
        json.dumps(sent),
        content_type="application/json",
    )
    assert answered.status_code == 400


def test_half_characters_of_an_assessment_break_no_page() -> None:
    round = make_open_round(asked=("FR",), status=RoundStatus.ASSESSING)
    client = signed_in(make_assessor())
    path = f"/assessments/{round.slug}/assessment/ma/"
    body = (
        r'{"section": "assessment", "version": 0, "answers": {"narrative": "\udfff x", "proposal": "\ud800"}}'
    )
    assert client.post(f"{path}save/", body, content_type="application/json").status_code == 200
    assert client.get(path).status_code == 200
    assert Narrative.objects.get().narrative == "x"


@pytest.mark.parametrize("text", ["2026-W01-1", "20260101", "2026-1-1", "٢٠٢٦-01-01", "2026-01-01T00:00"])
def test_only_one_form_of_a_date_is_taken(text: str) -> None:
    with pytest.raises(ValidationError):
        clean_date(text)
    assert clean_date(" 2026-01-01 ") == "2026-01-01"


# --- notes ----------------------------------------------------------------------------------------------


def test_introduction_and_note_of_a_step_name_nobody() -> None:
    desk = make_assessor()
    round = make_open_round(asked=("FR",), by=desk)
    client, path = signed_in(desk), f"/assessments/{round.slug}/"
    answered = client.post(path + "step/", {"to": "assessing", "note": "See case 12/2024"})
    assert answered.status_code == 422
    round.refresh_from_db()
    assert round.status == RoundStatus.COLLECTING
    answered = client.post(path + "edit/", {"introduction": NAMES})
    assert answered.status_code == 422 and "names of people" in answered.content.decode()


def test_note_of_a_reopening_names_nobody() -> None:
    round = make_open_round(asked=("FR",))
    ann = make_member("FR")
    answer(round, "FR", "MA", "targets", ann, hvt_mla=number(12))
    hand_in(round, "FR", ann)
    client, path = signed_in(ann), f"/assessments/{round.slug}/contributions/fr/"
    answered = client.post(path + "reopen/", {"note": NAMES}, follow=True)
    assert "names of people" in answered.content.decode()
    assert contribution_of(round, "FR").status == "submitted"
    client.post(path + "reopen/", {"note": "A number was wrong."})
    assert contribution_of(round, "FR").status != "submitted"


def test_note_of_a_transmission_and_a_decision_name_nobody() -> None:
    desk = make_assessor()
    report = make_frozen_report(by=desk)
    client = signed_in(desk)
    path = f"/assessments/{report.round.slug}/"
    sent = {"addressees": ["COUNCIL"], "content_hash": report.content_hash}
    address = f"{path}reports/{report.number}/transmission/"
    answered = client.post(address, {**sent, "note": NAMES})
    assert answered.status_code == 422 and not Transmission.objects.exists()
    client.post(address, {**sent, "note": "By hand too."})
    assert Transmission.objects.count() == 1
    decided = {"version": "0", "at": "2026-03-01", "reference": "Example 1/26"}
    decided |= {f"kind_{code}": "nothing" for code in report.round.countries.values_list("pk", flat=True)}
    answered = client.post(f"{path}decision/", {**decided, "text": NAMES})
    assert answered.status_code == 422 and "names of people" in answered.content.decode()
    assert not Decision.objects.exists()
