"""Consolidation: assessments written together, the board, the pages of a country; nobody but assessors."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from liaison.assessments.answers import FIELD_LABELS
from liaison.assessments.consolidation import AssessmentClosed, clean_field, save_narrative
from liaison.assessments.consolidation_table import side_by_side
from liaison.assessments.consultation import add_comment
from liaison.assessments.enums import Proposal, RoundStatus
from liaison.assessments.freezing import DraftChanged, freeze, reading_mark, verified_content
from liaison.assessments.models import ContributionVersion, Narrative, NarrativeChange, ReadLog, Report, Round
from liaison.assessments.report_content import draft_content
from liaison.assessments.score_table import round_scores
from portal.people.models import User
from tests.liaison.assessments.making import make_assessor, make_member
from tests.liaison.assessments.report_making import frozen, make_consulted_round

pytestmark = pytest.mark.django_db

WATCH, PRIORITY = Proposal.WATCH.value, Proposal.PRIORITY.value


@pytest.fixture
def round(db: None) -> Round:
    made = make_consulted_round()
    Narrative.objects.all().delete()
    return made


def save(round: Round, by: User, version: int, country: str = "MA", **answers: Any) -> Any:
    return save_narrative(round=round, country=country, answers=answers, version=version, by=by)


def stored(round: Round, country: str = "MA") -> tuple[str, str, int]:
    row = Narrative.objects.get(round=round, country=country)
    return row.narrative, row.proposal, row.version


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_two_assessors_write_different_fields_and_both_stay(round: Round) -> None:
    ann, ben = make_assessor(), make_assessor()
    assert save(round, ann, 0, narrative="By Ann.").version == 1
    saved = save(round, ben, 0, proposal=WATCH)
    assert (saved.version, saved.others, saved.conflicts) == (2, {"narrative"}, {})
    assert stored(round) == ("By Ann.", WATCH, 2)


def test_two_assessors_write_the_same_field_and_both_texts_are_told(round: Round) -> None:
    ann, ben = make_assessor("ann"), make_assessor("ben")
    save(round, ann, 0, narrative="By Ann.")
    saved = save(round, ben, 0, narrative="By Ben.", proposal=PRIORITY)
    conflict = saved.conflicts["narrative"]
    assert (conflict.mine, conflict.theirs, conflict.by) == ("By Ben.", "By Ann.", str(ann))
    assert stored(round) == ("By Ann.", PRIORITY, 2)
    save(round, ben, saved.version, narrative="By Ben.")
    assert stored(round) == ("By Ben.", PRIORITY, 3)
    before = list(NarrativeChange.objects.order_by("version").values_list("before", "after"))
    assert [one[1].get("narrative") for one in before] == ["By Ann.", "By Ann.", "By Ben."]
    assert before[2][0] == {"narrative": "By Ann.", "proposal": PRIORITY}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.postgres  # in memory SQLite refuses a second writer instead of letting it wait
def test_many_assessors_at_the_same_moment_lose_nothing() -> None:
    round = make_consulted_round()
    Narrative.objects.all().delete()
    people = [make_assessor() for _number in range(6)]
    start, told = threading.Barrier(len(people)), []

    def write(number: int) -> None:
        start.wait(10)
        try:
            told.append(save(round, people[number], 0, narrative=f"By {number}."))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    text, _proposal, version = stored(round)
    kept = [one for one in told if one.is_changed]
    assert len(told) == 6 and len(kept) == 1 and version == 1
    assert kept[0].values["narrative"] == text
    assert {one.conflicts["narrative"].theirs for one in told if one is not kept[0]} == {text}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.postgres
def test_report_holds_what_was_read_while_a_colleague_writes() -> None:
    round, desk, other = make_consulted_round(), make_assessor(), make_assessor()
    seen = reading_mark(round, draft_content(desk, round))
    held, done, told = threading.Event(), threading.Event(), []

    def write() -> None:
        try:
            with transaction.atomic():
                save(round, other, 1, narrative="Written in between.")
                held.set()
                told.append(done.wait(1))
        finally:
            connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    assert held.wait(10)
    with pytest.raises(DraftChanged):
        freeze(round=round, by=desk, seen=seen)
    done.set()
    thread.join(60)
    assert told == [False] and not Report.objects.exists()
    report = frozen(round, desk)
    assert report.content == Report.objects.get(pk=report.pk).content
    assert verified_content(Report.objects.get(pk=report.pk)) == report.content


def test_saving_what_is_there_changes_nothing(round: Round) -> None:
    desk = make_assessor()
    save(round, desk, 0, narrative="Text.")
    assert not save(round, desk, 1, narrative="Text.").is_changed
    assert NarrativeChange.objects.count() == 1


@pytest.mark.parametrize("body", ["FR", "EJN", "EUROPOL", "EPPO", "EUROJUST", "COMMISSION"])
def test_only_assessors_write(round: Round, body: str) -> None:
    with pytest.raises(PermissionDenied):
        save(round, make_member(body), 0, narrative="Text.")
    client = signed_in(make_member(body))
    for path in ("assessment/", "assessment/ma/"):
        assert client.get(f"/assessments/{round.slug}/{path}").status_code == 404
    told = client.post(
        f"/assessments/{round.slug}/assessment/ma/", {"narrative": "Text.", "assessment-version": "0"}
    )
    assert told.status_code == 404 and not NarrativeChange.objects.exists()


@pytest.mark.parametrize(
    "status", [s for s in RoundStatus.values if s not in (RoundStatus.ASSESSING, RoundStatus.CONSULTED)]
)
def test_assessments_are_closed_at_other_steps(round: Round, status: str) -> None:
    desk = make_assessor()
    Round.objects.filter(pk=round.pk).update(status=status)
    with pytest.raises(AssessmentClosed):
        save(round, desk, 0, narrative="Text.")
    if status != RoundStatus.DRAFT:
        sent = {"narrative": "Typed in vain.", "proposal": WATCH, "assessment-version": "0"}
        answer = signed_in(desk).post(f"/assessments/{round.slug}/assessment/ma/", sent)
        assert answer.status_code == 409 and "Typed in vain." in answer.content.decode()


def test_country_of_another_round_is_refused(round: Round) -> None:
    with pytest.raises(ValidationError):
        save(round, make_assessor(), 0, country="FR", narrative="Text.")
    client = signed_in(make_assessor())
    for code in ("fr", "zz", "x-y"):
        assert client.get(f"/assessments/{round.slug}/assessment/{code}/").status_code == 404


def test_names_and_case_numbers_are_refused_with_an_explanation() -> None:
    for text in ("See file 12345/2023.", "Targets: John Smith, Jane Doe"):
        with pytest.raises(ValidationError):
            clean_field("narrative", text)
    with pytest.raises(ValidationError):
        clean_field("proposal", "sanction")
    assert clean_field("proposal", "") is None and clean_field("narrative", "  ") is None


# --- pages ----------------------------------------------------------------------------------------------


def test_form_saves_without_script_and_goes_on(round: Round) -> None:
    client = signed_in(make_assessor())
    base = f"/assessments/{round.slug}/assessment/"
    sent = {"assessment-version": "0", "narrative": "Written.", "proposal": WATCH, "do": "next"}
    answer = client.post(f"{base}ma/", sent)
    assert answer.headers["Location"] == f"{base}tn/"
    assert stored(round) == ("Written.", WATCH, 1)
    assert client.post(f"{base}tn/", {**sent, "narrative": "Other."}).headers["Location"] == base


def test_refused_text_stays_in_the_form_and_the_rest_is_saved(round: Round) -> None:
    sent = {"assessment-version": "0", "narrative": "See file 12345/2023.", "proposal": WATCH}
    answer = signed_in(make_assessor()).post(f"/assessments/{round.slug}/assessment/ma/", sent)
    text = answer.content.decode()
    assert answer.status_code == 422 and "See file 12345/2023." in text and "case number" in text
    assert stored(round) == ("", WATCH, 1)


def test_conflict_shows_both_texts_in_the_form(round: Round) -> None:
    save(round, make_assessor(), 0, narrative="Stored by a colleague.")
    sent = {"assessment-version": "0", "narrative": "Typed by me.", "proposal": ""}
    answer = signed_in(make_assessor()).post(f"/assessments/{round.slug}/assessment/ma/", sent)
    text = answer.content.decode()
    assert answer.status_code == 409 and "Stored by a colleague." in text and "Typed by me." in text
    assert stored(round)[0] == "Stored by a colleague."


def test_saved_as_it_is_written(round: Round) -> None:
    client = signed_in(make_assessor())
    path = f"/assessments/{round.slug}/assessment/ma/save/"

    def post(data: Any) -> Any:
        return client.post(path, json.dumps(data), content_type="application/json")

    told = post({"section": "assessment", "version": 0, "answers": {"narrative": "Text."}})
    assert told.json() == {"version": 1, "errors": {}, "conflicts": {}, "others": {}}
    told = post({"section": "assessment", "version": 1, "answers": {"proposal": "sanction"}})
    assert list(told.json()["errors"]) == ["proposal"]
    senseless: list[Any] = [
        [],
        {"section": "targets", "version": 0, "answers": {}},
        {"section": "assessment"},
    ]
    for broken in senseless:
        assert post(broken).status_code == 400
    assert Client().post(path, "{}", content_type="application/json").status_code == 401
    assert stored(round) == ("Text.", "", 1)


def test_country_page_shows_what_each_body_says_and_logs_it_once(round: Round) -> None:
    desk = make_assessor()
    text = signed_in(desk).get(f"/assessments/{round.slug}/assessment/ma/").content.decode()
    assert "317" in text and "300–399" in text and "Fewer than 3" in text and "4–9" in text
    assert sorted(ReadLog.objects.values_list("contribution__body", "surface")) == [
        (body, "consolidation") for body in ("EJN", "ES", "EUROPOL", "FR", "IT")
    ]


def test_board_tells_how_far_each_country_is(round: Round) -> None:
    desk = make_assessor()
    save(round, desk, 0, narrative="Text.")
    save(round, desk, 0, country="TN", narrative="Text.", proposal=PRIORITY)
    add_comment(round=round, country=round.countries.get(pk="MA"), text="Look again.", by=make_member("EPPO"))
    answer = signed_in(desk).get(f"/assessments/{round.slug}/assessment/")
    rows = {row.country.pk: row for row in answer.context["rows"]}
    assert (rows["MA"].state, rows["MA"].comments, rows["MA"].unanswered) == ("begun", 1, 1)
    assert (rows["TN"].state, rows["TN"].proposal) == ("complete", "Proposed as a priority third country")
    assert answer.context["complete"] == 1 and answer.context["unanswered"] == 1


@pytest.mark.parametrize("path", ["assessment/", "assessment/ma/", "draft/"])
def test_pages_take_the_same_queries_for_many_countries(path: str) -> None:
    counts = []
    for codes in (("MA", "TN"), tuple("MA TN DZ EG TR AL RS UA MD GE AM AZ".split())):
        round = make_consulted_round(countries=codes)
        client = signed_in(make_assessor())
        client.get(f"/assessments/{round.slug}/{path}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/assessments/{round.slug}/{path}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30, counts


def test_together_says_of_how_many_bodies_and_zero_and_no_data_in_words(round: Round) -> None:
    desk = make_assessor()
    version = ContributionVersion.objects.get(contribution__round=round, contribution__body="EUROPOL")
    version.data["countries"]["TN"]["figures"]["hvt_mla"] = {"answer": "zero"}
    version.save()
    tunisia = side_by_side(round_scores(desk, round), "TN")
    morocco = side_by_side(round_scores(desk, round), "MA")
    at = morocco.labels.index(str(FIELD_LABELS["hvt_mla"]))
    assert tunisia.together[at] == "Zero (1 of 5 bodies)"
    assert morocco.together[at] == "322–328 (3 of 5 bodies)"
    assert (
        f"/assessments/{round.slug}/draft/"
        in (
            signed_in(desk)
            .get(f"/assessments/{round.slug}/")
            .content.decode()
            .split('class="asm-step__missing"')[1]
        )
    )
