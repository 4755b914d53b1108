"""Reports: built once, frozen for good, the same again whatever becomes of their sources."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liaison.assessments.enums import FigureKey, Proposal, RoundStatus
from liaison.assessments.freezing import (
    DraftChanged,
    FreezeRefused,
    ReportTampered,
    freeze,
    reading_mark,
    verified_content,
)
from liaison.assessments.models import (
    Comment,
    Contribution,
    ContributionVersion,
    Method,
    Narrative,
    ReadLog,
    Report,
    Round,
)
from liaison.assessments.report_content import draft_content
from liaison.assessments.report_reading import read_report
from liaison.assessments.report_schema import ReportContent, content_hash
from liaison.assessments.sensitivity import Variation
from tests.liaison.assessments.making import make_assessor, make_member
from tests.liaison.assessments.report_making import assess, frozen, make_consulted_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def round(db: None) -> Round:
    return make_consulted_round(title="Round of reports")


def country(content: ReportContent, code: str) -> Any:
    return next(one for one in content["countries"] if one["code"] == code)


def test_report_says_totals_and_no_single_answer(round: Round) -> None:
    content = draft_content(make_assessor(), round)
    morocco, tunisia = country(content, "MA"), country(content, "TN")
    mla = FigureKey.HVT_MLA.value
    assert morocco["figures"][mla] == {
        "answer": "range", "low": 300, "high": 399, "answered": 3, "no_data": 1, "not_answered": 1,
    }  # fmt: skip
    assert tunisia["figures"][mla] == {
        "answer": "withheld", "answered": 1, "no_data": 0, "not_answered": 4,
    }  # fmt: skip
    assert morocco["figures"]["requests_sent"]["answer"] == "no_data"
    assert morocco["aml"]["level"] == "withheld"
    assert morocco["wishes"] == ["dialogue"]
    text = json.dumps(content)
    assert "317" not in text and "823" not in text
    assert content["bodies"]["contributed"] == ["EJN", "ES", "EUROPOL", "FR", "IT"]
    assert (
        content["sensitivity"]["variation"]["seed"]
        == Variation(content["sensitivity"]["variation"]["seed"]).seed
    )


def test_consultees_and_assessors_are_shown_the_same_draft(round: Round) -> None:
    desk = draft_content(make_assessor(), round)
    for body in ("EJN", "EUROPOL", "EPPO"):
        assert draft_content(make_member(body), round) == desk


@pytest.mark.parametrize("body", ["FR", "COMMISSION", "EUROJUST"])
def test_others_are_refused_the_draft(round: Round, body: str) -> None:
    with pytest.raises(PermissionDenied):
        draft_content(make_member(body), round)


@pytest.mark.parametrize("status", [s for s in RoundStatus.values if s != RoundStatus.CONSULTED])
def test_consultees_are_refused_the_draft_outside_consultation(round: Round, status: str) -> None:
    Round.objects.filter(pk=round.pk).update(status=status)
    round.refresh_from_db()
    with pytest.raises(PermissionDenied):
        draft_content(make_member("EUROPOL"), round)


def test_one_body_changes_nothing_that_another_could_take_away(round: Round) -> None:
    """Whatever the only body that answered on Tunisia says, the draft stays the same to the letter."""
    europol = make_member("EUROPOL")
    before = draft_content(europol, round)
    version = ContributionVersion.objects.get(contribution__round=round, contribution__body="EUROPOL")
    for other in ({"answer": "zero"}, {"answer": "fewer_than_3"}, {"answer": "number", "value": 12}):
        version.data["countries"]["TN"]["figures"]["hvt_mla"] = other
        version.save()
        assert draft_content(europol, round) == before


def test_only_readings_of_assessors_are_readings_of_contributions(round: Round) -> None:
    draft_content(make_member("EPPO"), round)
    assert not ReadLog.objects.exists()
    draft_content(make_assessor(), round)
    assert set(ReadLog.objects.values_list("surface", flat=True)) == {"report"}
    assert ReadLog.objects.count() == 5


def test_building_takes_the_same_queries_whatever_the_number_of_countries(round: Round) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        draft_content(make_member("EPPO"), round)
    more = make_consulted_round(countries=tuple("MA TN DZ EG TR AL RS UA MD GE AM AZ".split()))
    viewer = make_member("EPPO")
    with CaptureQueriesContext(connection) as many:
        draft_content(viewer, more)
    assert len(many) <= len(few) <= 12


# --- freezing -------------------------------------------------------------------------------------------


def test_frozen_report_is_what_was_read(round: Round) -> None:
    desk = make_assessor()
    draft = draft_content(desk, round)
    report = freeze(round=round, by=desk, seen=reading_mark(round, draft))
    content = verified_content(Report.objects.get(pk=report.pk))
    assert report.frozen_at is not None
    assert content["frozen"] == {"number": 1, "at": report.frozen_at.isoformat(timespec="seconds")}
    assert {**content, "frozen": None} == json.loads(json.dumps(draft))
    assert report.content_hash == content_hash(content)
    assert report.by == desk and report.transmitted_at is None


def test_reports_are_numbered_and_the_first_stays(round: Round) -> None:
    first = frozen(round)
    Narrative.objects.filter(round=round, country="MA").update(narrative="Other.")
    second = frozen(round)
    assert (first.number, second.number) == (1, 2)
    assert (
        country(verified_content(Report.objects.get(pk=first.pk)), "MA")["narrative"] == "Assessment of MA."
    )


def test_draft_that_changed_after_it_was_read_is_not_frozen(round: Round) -> None:
    desk = make_assessor()
    seen = reading_mark(round, draft_content(desk, round))
    Narrative.objects.filter(round=round, country="MA").update(proposal=Proposal.WATCH)
    with pytest.raises(DraftChanged):
        freeze(round=round, by=desk, seen=seen)
    assert not Report.objects.exists()


def test_draft_is_not_frozen_over_a_report_that_was_frozen_since_it_was_read(round: Round) -> None:
    desk = make_assessor()
    seen = reading_mark(round, draft_content(desk, round))
    narratives = Narrative.objects.filter(round=round, country="MA")
    narratives.update(narrative="Frozen by a colleague.")
    frozen(round)
    narratives.update(narrative="Assessment of MA.")  # taken back: the draft is again the one that was read
    with pytest.raises(DraftChanged, match="A report was frozen since"):
        freeze(round=round, by=desk, seen=seen)
    assert Report.objects.count() == 1


def test_only_assessors_freeze(round: Round) -> None:
    seen = reading_mark(round, draft_content(make_assessor(), round))
    for body in ("FR", "EJN", "EUROPOL", "EPPO", "EUROJUST"):
        with pytest.raises(PermissionDenied):
            freeze(round=round, by=make_member(body), seen=seen)


def test_freezing_waits_for_consultation_and_for_every_assessment(round: Round) -> None:
    desk = make_assessor()
    seen = reading_mark(round, draft_content(desk, round))
    Narrative.objects.filter(round=round, country="TN").update(proposal="")
    with pytest.raises(FreezeRefused, match="1 country has no assessment"):
        freeze(round=round, by=desk, seen=seen)
    Round.objects.filter(pk=round.pk).update(status=RoundStatus.ASSESSING)
    with pytest.raises(FreezeRefused, match="in consultation"):
        freeze(round=round, by=desk, seen=seen)


def test_content_that_was_altered_is_not_shown(round: Round) -> None:
    report = frozen(round)
    report.content["countries"][0]["proposal"] = "watch"
    report.save()
    with pytest.raises(ReportTampered):
        verified_content(Report.objects.get(pk=report.pk))
    draft = Report.objects.create(round=round, number=7, content=report.content)
    with pytest.raises(ReportTampered):
        verified_content(draft)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_frozen_report_reads_the_same_when_its_sources_are_gone(round: Round, language: str) -> None:
    report = frozen(round)
    before = read_report(verified_content(report), language)
    Narrative.objects.all().delete()
    Comment.objects.all().delete()
    Contribution.objects.all().delete()
    Method.objects.filter(pk=round.method_id).update(name="Another", criteria=[])
    round.countries.clear()
    Round.objects.update(title="Another", slug="another", introduction="Another", asked=[])
    after = read_report(verified_content(Report.objects.get(pk=report.pk)), language)
    assert asdict(after) == asdict(before)


def test_report_reads_in_both_languages(round: Round) -> None:
    content = verified_content(frozen(round))
    english, french = read_report(content, "en"), read_report(content, "fr")
    assert english.countries[0].name in ("Morocco", "Tunisia")
    assert {one.name for one in french.countries} == {"Maroc", "Tunisie"}
    totals = {row.label: row.total for one in english.countries for row in one.totals if one.code == "MA"}
    assert totals["High-value targets covered by requests for mutual legal assistance"] == "300–399"
    assert totals["Requests sent"] == "No data"
    tunisia = next(one for one in english.countries if one.code == "TN")
    assert [row.total for row in tunisia.totals if row.answered] == ["Not shown"]


# --- what changed ---------------------------------------------------------------------------------------


def test_report_says_what_changed_since_the_report_before(round: Round) -> None:
    first = frozen(round)
    following = make_consulted_round(
        previous=round, method=round.method, countries=("MA", "TN", "DZ"), title="The next round"
    )
    following.countries.remove(following.countries.get(pk="TN"))
    assess(following, make_assessor(), Proposal.WATCH)
    content = draft_content(make_assessor(), following)
    previous = content["previous"]
    assert previous is not None
    assert previous["content_hash"] == first.content_hash and previous["same_method"]
    assert previous["left_out"] == ["TN"]
    assert country(content, "DZ")["change"]["was_there"] is False
    change = country(content, "MA")["change"]
    assert change["proposal_before"] == "priority" and change["figures"] == []
    reading = read_report(content, "en")
    assert "New: Algeria." in reading.changes and "No longer assessed: Tunisia." in reading.changes
    assert any(text.startswith("Morocco: before “Proposed as a priority") for text in reading.changes)


def test_points_are_compared_within_one_method_only(round: Round) -> None:
    frozen(round)
    same = make_consulted_round(previous=round, method=round.method)
    other = make_consulted_round(previous=round)
    desk = make_assessor()
    assert country(draft_content(desk, same), "MA")["change"]["score_before"] is not None
    content = draft_content(desk, other)
    assert country(content, "MA")["change"]["score_before"] is None
    assert "It counted by another method" in read_report(content, "en").since


def test_changed_figures_are_told_as_they_were_shown(round: Round) -> None:
    frozen(round)
    following = make_consulted_round(previous=round, method=round.method)
    version = ContributionVersion.objects.get(contribution__round=following, contribution__body="FR")
    version.data["countries"]["MA"]["figures"]["hvt_mla"] = {"answer": "zero"}
    version.save()
    change = country(draft_content(make_assessor(), following), "MA")["change"]
    assert [(one["key"], one["before"]["low"], one["now"]["low"]) for one in change["figures"]] == [
        ("hvt_mla", 300, 3)
    ]


def test_report_that_was_transmitted_is_the_one_to_compare_with(round: Round) -> None:
    first = frozen(round)
    Narrative.objects.filter(round=round, country="MA").update(narrative="Other.")
    frozen(round)
    first.transmitted_at = first.frozen_at
    first.save()
    following = make_consulted_round(previous=round, method=round.method)
    previous = draft_content(make_assessor(), following)["previous"]
    assert previous is not None and previous["number"] == 1


def test_top_group_never_holds_every_country_where_there_are_two(round: Round) -> None:
    content = draft_content(make_assessor(), round)
    assert len(content["countries"]) == 2 and content["sensitivity"]["variation"]["top"] == 1


def test_report_names_the_ceiling_that_bounds_what_is_missing(round: Round) -> None:
    desk = make_assessor()
    text = " ".join(read_report(draft_content(desk, round), "en").notes)
    assert "up to the ceiling of the method for one body" in text
    assert ": 20;" in text and ": 200)" in text
    assert "above a ceiling too" in text
